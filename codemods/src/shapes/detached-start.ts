import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import type { Api } from '../model/site.js';
import { readOptions } from './parts/options.js';
import { receiverOf } from './parts/receiver.js';
import { buildSite } from './parts/site.js';
import { symbolAt } from './parts/symbols.js';
import { lastName, objectOf, ownProperty, unwrap } from './parts/syntax.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const METHODS: ReadonlyMap<string, Api> = new Map([
  ['start', 'client.start'],
  ['execute', 'client.execute'],
  ['signalWithStart', 'client.signalWithStart'],
]);

/** The method that is taken off its client, and the arguments it gets; none where they are given later, out of sight. */
interface Detached {
  readonly method: ts.Expression;
  readonly given: readonly ts.Expression[];
}

/**
 * `client.workflow.start.call(client.workflow, wf, options)`, `.apply(…, [wf, options])`, and the calls of
 * `const begin = client.workflow.start.bind(client.workflow)`. Where a bound method goes elsewhere, the `bind` is the site.
 */
export const detachedStart: Shape = {
  id: 'detached-start',
  describe: "A client's method called apart from its client",
  names: new Set(['call', 'apply', 'bind']),
  match(node, context): Found | null {
    const detached = ts.isCallExpression(node) ? detachedIn(node, context) : null;
    const name = detached === null ? null : lastName(detached.method);
    const api = name === null ? undefined : METHODS.get(name.text);
    if (detached === null || name === null || api === undefined) return null;
    const [workflow = null, options = null] = detached.given;
    const receiver = receiverProof(detached, options, context);
    if (receiver === null) return null;
    // The bound name's own token where that is what is called.
    const at = ts.isIdentifier(node.expression) ? node.expression : name;
    return { what: 'site', site: buildSite({ node, name: at, api, workflow, options, receiver }, context) };
  },
};

function detachedIn(call: ts.CallExpression, context: ShapeContext): Detached | null {
  const how = lastName(call.expression)?.text;
  const method = objectOf(call.expression);
  if (method === null) {
    const bound = boundIn(unwrap(call.expression)) ?? boundTo(call.expression, context);
    return bound === null ? null : { method: bound.method, given: written([...bound.given, ...call.arguments]) };
  }
  if (!METHODS.has(lastName(method)?.text ?? '')) return null;
  const [, first] = call.arguments;
  if (how === 'bind' && isOnlyCalled(call, context)) return null;
  if (how !== 'apply') return { method, given: written(call.arguments.slice(1)) };
  const list = first === undefined ? null : unwrap(first);
  return { method, given: list !== null && ts.isArrayLiteralExpression(list) ? written(list.elements) : [] };
}

/** The arguments up to a spread, from where nobody knows which is which. */
function written(args: readonly ts.Expression[]): readonly ts.Expression[] {
  const spread = args.findIndex(ts.isSpreadElement);
  return spread === -1 ? args : args.slice(0, spread);
}

/** What a constant of this file was bound to. */
function boundTo(name: ts.Expression, context: ShapeContext): Detached | null {
  const declaration = symbolAt(name, context)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined)
    return null;
  const isHere = declaration.getSourceFile() === context.sourceFile;
  const constant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isHere && constant ? boundIn(unwrap(declaration.initializer)) : null;
}

/** What a `.bind(…)` binds. */
function boundIn(bind: ts.Expression): Detached | null {
  const method =
    ts.isCallExpression(bind) && lastName(bind.expression)?.text === 'bind' ? objectOf(bind.expression) : null;
  return !ts.isCallExpression(bind) || method === null ? null : { method, given: bind.arguments.slice(1) };
}

/** Whether a bound method is a constant that the file keeps to itself and does nothing with but call it: each call is a site. */
function isOnlyCalled(bind: ts.CallExpression, context: ShapeContext): boolean {
  let whole: ts.Node = bind;
  while (ts.isExpression(whole.parent) && unwrap(whole.parent) === bind) whole = whole.parent;
  const declaration = whole.parent;
  if (ts.isCallExpression(declaration) && declaration.expression === whole) return true;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  const constant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const flags = ts.getCombinedModifierFlags(declaration);
  if (!constant || (flags & ts.ModifierFlags.Export) !== 0) return false;
  const { text } = declaration.name;
  const pending: ts.Node[] = [context.sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const isUse = ts.isIdentifier(node) && node.text === text && node !== declaration.name && !isMemberName(node);
    if (isUse && !(ts.isCallExpression(node.parent) && node.parent.expression === node)) return false;
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  return true;
}

/** `start` of `client.start` and of `{ start: … }`: no use of a variable called so. */
const isMemberName = (node: ts.Identifier): boolean =>
  (ts.isPropertyAccessExpression(node.parent) || ts.isPropertyAssignment(node.parent)) && node.parent.name === node;

function receiverProof({ method }: Detached, options: ts.Expression | null, context: ShapeContext): Proof | null {
  const receiver = receiverOf(method, context);
  if (receiver.is === 'other') return null;
  if (receiver.is === 'sdk')
    return /^(WorkflowClient|BaseWorkflowClient)$/.test(receiver.owner) ? receiver.proof : null;
  const literal = options === null ? null : readOptions(options, context).literal;
  const has = (option: string): boolean => literal !== null && ownProperty(literal, option) !== null;
  if (!has('taskQueue') || !has('workflowId')) return null;
  const because = "the options have Temporal's taskQueue and workflowId";
  return { how: 'syntax', because, at: [context.place(method)] };
}
