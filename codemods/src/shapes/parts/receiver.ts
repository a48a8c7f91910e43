import { ts } from '../../../typescript.js';
import type { Proof } from '../../model/place.js';
import { Doubt, type Origin } from '../../names/names.js';
import type { ShapeContext } from '../shape.js';
import { packageOfFile, resolveAlias, symbolAt } from './symbols.js';
import { baseName, lastName, objectOf, unwrap } from './syntax.js';

/** What the callee is: one of the SDK's classes with proof, surely something else, or not to be told by types. */
export type Receiver =
  | { readonly is: 'sdk'; readonly owner: string; readonly proof: Proof }
  | { readonly is: 'other' }
  | { readonly is: 'untyped' };

const SDK = /^@temporalio\//;

/** Whether it is worth asking the type checker about a receiver whose declaration says nothing. */
export interface ReceiverQuestion {
  readonly plausible: boolean;
  /** Whether the arguments alone tell Temporal's: then no library is too far away to be asked. */
  readonly telling?: boolean;
}

/**
 * What `receiver.method` is a method of. By types when the checker knows the method's declaration;
 * else by following the receiver to an import of the SDK.
 */
export function receiverOf(
  callee: ts.Expression,
  context: ShapeContext,
  { plausible, telling = false }: ReceiverQuestion = { plausible: true },
): Receiver {
  const name = lastName(callee);
  const object = objectOf(callee);
  if (name === null) return chosen(callee, context);
  if (object === null) return detached(name, context);
  const symbol = symbolAt(name, context);
  const method = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = method?.valueDeclaration ?? method?.declarations?.[0];
  const owner = declaration === undefined ? null : ownerInSdk(declaration);
  if (owner !== null) {
    const because = `the checker says ${owner}.${name.text}`;
    return { is: 'sdk', owner, proof: { how: 'types', because, at: [context.place(name)] } };
  }
  const origins = context.names.originsOf(object);
  const traced = ofSdk(origins);
  if (traced !== null) return { is: 'sdk', owner: traced.owner, proof: tracedProof(traced.origin, context) };
  if (declaration !== undefined) return isImplemented(declaration) ? { is: 'other' } : { is: 'untyped' };
  if (isOfTheLanguage(object, context)) return { is: 'other' };
  if (origins.length > 0 && !telling && !origins.some(mayHoldClient)) return { is: 'other' };
  const [origin] = origins;
  const tellable = origin === undefined ? !context.names.isAny(object) : isReadable(origin, context);
  if (context.names.by === 'syntax' && plausible && tellable)
    throw new Doubt(`${object.getText()} could be a Temporal client`);
  return origins.length > 0 && origins.every(isOwnInstance) ? { is: 'other' } : { is: 'untyped' };
}

/** `client.workflow[wait ? 'execute' : 'start']`: which method it is nobody knows, but whose. */
function chosen(callee: ts.Expression, context: ShapeContext): Receiver {
  const inner = unwrap(callee);
  const traced = ts.isElementAccessExpression(inner) ? ofSdk(context.names.originsOf(inner.expression)) : null;
  if (traced === null) return { is: 'other' };
  return { is: 'sdk', owner: traced.owner, proof: tracedProof(traced.origin, context) };
}

/** Whether the types of what an import leads to can be read: a file that is not there has none. */
const isReadable = ({ specifier }: Origin, context: ShapeContext): boolean =>
  !/^\.{1,2}(\/|$)/.test(specifier) && context.isInstalled(specifier);

/** `Object.create(…)`: a name that nobody declares and that the language has. `new Deno.Hash(…)`: a class that nobody imports. */
function isOfTheLanguage(object: ts.Expression, context: ShapeContext): boolean {
  const node = unwrap(object);
  const isUndeclared = (name: ts.Expression): boolean =>
    ts.isIdentifier(name) && context.names.by === 'syntax' && symbolAt(name, context) === null;
  if (ts.isNewExpression(node))
    return isUndeclared(rootOf(node.expression)) && MEMBERS[lastName(node.expression)?.text ?? ''] === undefined;
  return ts.isIdentifier(node) && LANGUAGE.test(node.text) && isUndeclared(node);
}

const LANGUAGE = /^(Object|Array|Promise|Reflect|JSON|Math|Number|String|Symbol|Date|Intl)$/;

function rootOf(expression: ts.Expression): ts.Expression {
  const node = unwrap(expression);
  return ts.isPropertyAccessExpression(node) ? rootOf(node.expression) : node;
}

/** The way out of the SDK among those a value may have come, with the class it leads to. */
function ofSdk(origins: readonly Origin[]): { readonly origin: Origin; readonly owner: string } | null {
  for (const origin of origins) {
    const owner = sdkClass(origin);
    if (owner !== null) return { origin, owner };
  }
  return null;
}

/** A bare `start(…)`: the client's method taken off it (`const { start } = client.workflow`), by what it was taken from or by the signature it still has. */
function detached(name: ts.Identifier | ts.StringLiteralLike | ts.PrivateIdentifier, context: ShapeContext): Receiver {
  const origins = ts.isIdentifier(name) ? context.names.originsOf(name) : [];
  const taken = ofSdk(
    origins.filter(({ path }) => path.length > 0).map((origin) => ({ ...origin, path: origin.path.slice(0, -1) })),
  );
  if (taken !== null) return { is: 'sdk', owner: taken.owner, proof: tracedProof(taken.origin, context) };
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

/** What the SDK's classes hold and give, as far as it leads to something that starts: `Client.workflow`, `ScheduleClient.getHandle()`. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Client: {
    workflow: 'WorkflowClient',
    schedule: 'ScheduleClient',
    activity: 'ActivityClient',
    taskQueue: 'TaskQueueClient',
    connection: 'Connection',
    workflowService: 'WorkflowService',
  },
  WorkflowClient: {
    connection: 'Connection',
    workflowService: 'WorkflowService',
    'start()': 'WorkflowHandle',
    'signalWithStart()': 'WorkflowHandle',
    'getHandle()': 'WorkflowHandle',
  },
  WorkflowHandle: { client: 'WorkflowClient' },
  ScheduleClient: {
    'getHandle()': 'ScheduleHandle',
    'create()': 'ScheduleHandle',
    connection: 'Connection',
    workflowService: 'WorkflowService',
  },
  ScheduleHandle: { client: 'ScheduleClient' },
  ActivityClient: {
    'typed()': 'TypedActivityClient',
    connection: 'Connection',
    workflowService: 'WorkflowService',
  },
  AsyncCompletionClient: { connection: 'Connection', workflowService: 'WorkflowService' },
  TaskQueueClient: { connection: 'Connection', workflowService: 'WorkflowService' },
  Context: { 'current()': 'Context', client: 'Client' },
  TemporalNexusClient: { client: 'Client' },
  Connection: { 'connect()': 'Connection', 'lazy()': 'Connection', workflowService: 'WorkflowService' },
  ConnectionLike: { workflowService: 'WorkflowService' },
  NativeConnection: {
    'connect()': 'NativeConnection',
    'create()': 'NativeConnection',
    workflowService: 'WorkflowService',
  },
  Worker: { 'create()': 'Worker', client: 'Client', connection: 'NativeConnection' },
  TestWorkflowEnvironment: {
    'create()': 'TestWorkflowEnvironment',
    'createLocal()': 'TestWorkflowEnvironment',
    'createTimeSkipping()': 'TestWorkflowEnvironment',
    'createFromExistingServer()': 'TestWorkflowEnvironment',
    client: 'Client',
    workflowClient: 'WorkflowClient',
    asyncCompletionClient: 'AsyncCompletionClient',
    connection: 'Connection',
    nativeConnection: 'NativeConnection',
  },
};
/** What extends one of them and starts nothing else. */
const SAME: Readonly<Record<string, string>> = {
  TimeSkippingWorkflowClient: 'WorkflowClient',
  WorkflowHandleWithFirstExecutionRunId: 'WorkflowHandle',
  WorkflowHandleWithStartDetails: 'WorkflowHandle',
  WorkflowHandleWithSignaledRunId: 'WorkflowHandle',
};
/** Functions of the SDK that give a client: of activities and of Nexus operations. */
const GIVERS: Readonly<Record<string, string>> = { getClient: 'Client' };
/** Classes whose own methods start something; a package may give them on under their names. */
const STARTERS = /^(Workflow|Schedule|Activity)Client$/;

/** What the services of nestjs-temporal-core hold and give, as far as it leads to the SDK's client. */
const NEST = /^nestjs-temporal-core$/;
const NEST_MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TemporalService: { client: 'TemporalClientService' },
  TemporalClientService: { 'getRawClient()': 'Client' },
};

/** The SDK class a value that comes out of the SDK is an instance of; null when it comes from elsewhere or is something else. */
export function sdkClass({ specifier, name, path }: Origin): string | null {
  if (NEST.test(specifier)) return givenByNest(name, joinCalls(path));
  if (!SDK.test(specifier)) return null;
  const steps = joinCalls(path);
  let at: string | undefined = SAME[name] ?? name;
  if (steps[0] === '()') at = GIVERS[name];
  const rest = steps[0] === 'new' || steps[0] === '()' ? steps.slice(1) : steps;
  for (const step of rest) at = at === undefined ? undefined : MEMBERS[at]?.[step];
  return at ?? null;
}

function givenByNest(name: string, steps: readonly string[]): string | null {
  let at: string | undefined = NEST_MEMBERS[name] === undefined ? undefined : name;
  for (const step of steps[0] === 'new' ? steps.slice(1) : steps)
    at = at === undefined ? undefined : (NEST_MEMBERS[at] ?? MEMBERS[at])?.[step];
  return at === undefined || NEST_MEMBERS[at] !== undefined ? null : at;
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

/**
 * An instance of a class of a package that is not the SDK. Its own method is that library's, whatever it calls its options
 * (`new Conductor().start('Rules', { workflowId, taskQueue })`); the SDK's clients are reached through a member
 * (`.workflow.start`) or are called as the SDK calls them.
 */
const isOwnInstance = ({ name, path }: Origin): boolean =>
  path.length === 1 && path[0] === 'new' && !STARTERS.test(name);

/** Whether a package that is not the SDK may hold one of its clients, by the names on the way. */
function mayHoldClient(origin: Origin): boolean {
  const { specifier, name, path, at } = origin;
  // `container.get(TemporalClient)`: what is asked for may be named in the arguments.
  const said = at.getText().slice(0, 200);
  return !isOwnInstance(origin) && /temporal|workflow|schedul/i.test([specifier, name, ...path, said].join(' '));
}

/** The base of a receiver, in words: `client` for `client.workflow`. */
export const receiverName = (callee: ts.Expression): string | null => {
  const object = objectOf(callee);
  return object === null ? null : baseName(object);
};
