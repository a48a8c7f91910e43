import { ts } from '#typescript';
import type { Proof } from '../../model/place.js';
import { Doubt, type Origin } from '../../names/names.js';
import type { ShapeContext } from '../shape.js';
import { packageOfFile, resolveAlias, symbolAt } from './symbols.js';
import { baseName, lastName, objectOf } from './syntax.js';

/** What the callee is: one of the SDK's classes with proof, surely something else, or not to be told by types. */
export type Receiver =
  | { readonly is: 'sdk'; readonly owner: string; readonly proof: Proof }
  | { readonly is: 'other' }
  | { readonly is: 'untyped' };

const SDK = /^@temporalio\//;

/** Whether it is worth asking the type checker about a receiver whose declaration says nothing. */
export interface ReceiverQuestion {
  readonly plausible: boolean;
}

/**
 * What `receiver.method` is a method of. By types when the checker knows the method's declaration;
 * else by following the receiver to an import of the SDK.
 */
export function receiverOf(
  callee: ts.Expression,
  context: ShapeContext,
  { plausible }: ReceiverQuestion = { plausible: true },
): Receiver {
  const name = lastName(callee);
  const object = objectOf(callee);
  if (name === null) return { is: 'other' };
  if (object === null) return detached(name, context);
  const symbol = symbolAt(name, context);
  const method = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = method?.valueDeclaration ?? method?.declarations?.[0];
  const owner = declaration === undefined ? null : ownerInSdk(declaration);
  if (owner !== null) {
    const because = `the checker says ${owner}.${name.text}`;
    return { is: 'sdk', owner, proof: { how: 'types', because, at: [context.place(name)] } };
  }
  const origin = context.names.originOf(object);
  const traced = origin === null ? null : sdkClass(origin);
  if (origin !== null && traced !== null) return { is: 'sdk', owner: traced, proof: tracedProof(origin, context) };
  if (declaration !== undefined) return isImplemented(declaration) ? { is: 'other' } : { is: 'untyped' };
  if (origin !== null && !isSuggestive(origin)) return { is: 'other' };
  const tellable = origin === null ? !context.names.isAny(object) : context.isInstalled(origin.specifier);
  if (context.names.by === 'syntax' && plausible && tellable)
    throw new Doubt(`${object.getText()} could be a Temporal client`);
  return { is: 'untyped' };
}

/** A bare `start(…)`: the client's method taken off it (`const { start } = client.workflow`), by what it was taken from or by the signature it still has. */
function detached(name: ts.Identifier | ts.StringLiteralLike | ts.PrivateIdentifier, context: ShapeContext): Receiver {
  const origin = ts.isIdentifier(name) ? context.names.originOf(name) : null;
  const taken = origin === null ? null : sdkClass({ ...origin, path: origin.path.slice(0, -1) });
  if (origin !== null && taken !== null && origin.path.length > 0)
    return { is: 'sdk', owner: taken, proof: tracedProof(origin, context) };
  const declaration = ts.isExpression(name) ? context.names.signatureOf(name) : null;
  const owner = declaration === null ? null : ownerInSdk(declaration);
  if (owner === null) return { is: 'other' };
  const because = `the checker says it is ${owner}'s own`;
  return { is: 'sdk', owner, proof: { how: 'types', because, at: [context.place(name)] } };
}

/** The SDK class or interface a declaration is a member of. */
function ownerInSdk(declaration: ts.Declaration): string | null {
  const from = packageOfFile(declaration.getSourceFile().fileName);
  if (from === null || !SDK.test(from)) return null;
  for (let at: ts.Node | undefined = declaration; at !== undefined; at = at.parent) {
    if ((ts.isClassLike(at) || ts.isInterfaceDeclaration(at)) && at.name !== undefined) return at.name.text;
    if (ts.isTypeAliasDeclaration(at)) return at.name.text;
  }
  return from;
}

/** A method with a body in the target is the target's own code: its body is looked at, its calls are not starts. */
function isImplemented(declaration: ts.Declaration): boolean {
  return (
    packageOfFile(declaration.getSourceFile().fileName) !== null ||
    (ts.isFunctionLike(declaration) && 'body' in declaration && declaration.body !== undefined) ||
    (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined) ||
    (ts.isPropertyAssignment(declaration) && ts.isFunctionLike(declaration.initializer))
  );
}

/** What the SDK's classes hold and give: `Client.workflow`, `ScheduleClient.getHandle()`. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Client: {
    workflow: 'WorkflowClient',
    schedule: 'ScheduleClient',
    activity: 'ActivityClient',
    connection: 'Connection',
    workflowService: 'WorkflowService',
  },
  WorkflowClient: { connection: 'Connection', workflowService: 'WorkflowService' },
  ScheduleClient: {
    'getHandle()': 'ScheduleHandle',
    'create()': 'ScheduleHandle',
    workflowService: 'WorkflowService',
  },
  Context: { 'current()': 'Context', client: 'Client' },
  Connection: { 'connect()': 'Connection', 'lazy()': 'Connection', workflowService: 'WorkflowService' },
  NativeConnection: { 'connect()': 'NativeConnection', workflowService: 'WorkflowService' },
  TestWorkflowEnvironment: {
    'createLocal()': 'TestWorkflowEnvironment',
    'createTimeSkipping()': 'TestWorkflowEnvironment',
    'createFromExistingServer()': 'TestWorkflowEnvironment',
    client: 'Client',
    workflowClient: 'WorkflowClient',
    connection: 'Connection',
    nativeConnection: 'NativeConnection',
  },
};
/** Functions of the SDK that give a client. */
const GIVERS: Readonly<Record<string, string>> = { getClient: 'Client' };

/** The SDK class a value that comes out of the SDK is an instance of; null when it comes from elsewhere or is something else. */
export function sdkClass({ specifier, name, path }: Origin): string | null {
  if (!SDK.test(specifier)) return null;
  const steps = joinCalls(path);
  let at: string | undefined = name;
  if (steps[0] === '()') at = GIVERS[name];
  const rest = steps[0] === 'new' || steps[0] === '()' ? steps.slice(1) : steps;
  for (const step of rest) at = at === undefined ? undefined : MEMBERS[at]?.[step];
  return at ?? null;
}

/** `getHandle`, `()` is the one step `getHandle()`. */
function joinCalls(path: readonly string[]): readonly string[] {
  const steps: string[] = [];
  for (const step of path) {
    const before = steps.at(-1);
    if (step === '()' && before !== undefined && before !== 'new') steps[steps.length - 1] = `${before}()`;
    else steps.push(step);
  }
  return steps;
}

function tracedProof({ specifier, name, at }: Origin, context: ShapeContext): Proof {
  return { how: 'traced', because: `declared as ${name} from ${specifier}`, at: [context.place(at)] };
}

/** Whether a package that is not the SDK may hold one of its clients, by the names on the way. */
const isSuggestive = ({ specifier, name, path }: Origin): boolean =>
  /temporal|workflow|schedul/i.test([specifier, name, ...path].join(' '));

/** The base of a receiver, in words: `client` for `client.workflow`. */
export const receiverName = (callee: ts.Expression): string | null => {
  const object = objectOf(callee);
  return object === null ? null : baseName(object);
};
