import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import type { QueueFact } from '../model/site.js';
import { queueFact, readOptions } from './parts/options.js';
import { receiverName, receiverOf } from './parts/receiver.js';
import { buildSite } from './parts/site.js';
import { lastName, ownProperty, propertyValue, unwrap } from './parts/syntax.js';
import { trace } from './parts/trace.js';
import type { Found, Shape, ShapeContext } from './shape.js';

/** Where in each request the start is written. */
const START_IN: ReadonlyMap<string, readonly string[]> = new Map([
  ['startWorkflowExecution', []],
  ['signalWithStartWorkflowExecution', []],
  ['executeMultiOperation', ['operations', '0', 'startWorkflow']],
  ['createSchedule', ['schedule', 'action', 'startWorkflow']],
  ['updateSchedule', ['schedule', 'action', 'startWorkflow']],
]);

/** `workflowService.startWorkflowExecution({ taskQueue: { name } })` and its kin: a start written as a gRPC request. */
export const rawStart: Shape = {
  id: 'raw-start',
  describe: 'A start written as a request to the gRPC service',
  names: new Set(START_IN.keys()),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const [request] = node.arguments;
    const path = name === null ? undefined : START_IN.get(name.text);
    if (name === null || request === undefined || path === undefined) return null;
    const start = valueAt(request, path, context);
    if (start === null) return null;
    const isRead = literalOf(start, context) !== null;
    const workflowType = isRead ? valueAt(start, ['workflowType'], context) : null;
    const queue = isRead ? valueAt(start, ['taskQueue'], context) : null;
    const receiver = receiverProof(node, name, { isRead, isWritten: workflowType !== null && queue !== null }, context);
    if (receiver === null) return null;
    const workflow = workflowType === null ? null : valueAt(workflowType, ['name'], context);
    const site = buildSite({ node, name, api: 'raw', workflow, options: start, receiver }, context);
    return { what: 'site', site: queue === null ? site : { ...site, queue: queueOf(queue, context) } };
  },
};

interface Request {
  /** Whether the start's fields can be read. */
  readonly isRead: boolean;
  /** Whether Temporal's own are among them. */
  readonly isWritten: boolean;
}

function receiverProof(
  call: ts.CallExpression,
  name: ts.Node,
  { isRead, isWritten }: Request,
  context: ShapeContext,
): Proof | null {
  const receiver = receiverOf(call.expression, context);
  if (receiver.is === 'other') return null;
  if (receiver.is === 'sdk') return receiver.owner === 'WorkflowService' ? receiver.proof : null;
  const called = receiverName(call.expression);
  const isCalled = called !== null && /^_?workflowService$/i.test(called);
  // Another service's request may have a workflow type; none but Temporal's has a task queue beside it.
  if (!isWritten && (isRead || !isCalled)) return null;
  const because = isWritten
    ? "the request has Temporal's workflowType and taskQueue"
    : `the receiver is called ${called}`;
  return { how: 'syntax', because, at: [context.place(name)] };
}

/**
 * The value written at a path of literals, in constants too; where the path runs into something else (a parameter, a
 * call), that; null where a literal has no such property, so that nothing is started here.
 */
function valueAt(expression: ts.Expression, path: readonly string[], context: ShapeContext): ts.Expression | null {
  let at = expression;
  for (const step of path) {
    const array = unwrap(at);
    const literal = literalOf(at, context);
    if (literal === null && !ts.isArrayLiteralExpression(array)) return at;
    const property = literal === null ? null : ownProperty(literal, step);
    const value = property === null ? null : propertyValue(property);
    const next = ts.isArrayLiteralExpression(array) ? array.elements[Number(step)] : value;
    if (next === undefined || next === null) return null;
    at = next;
  }
  return at;
}

const literalOf = (expression: ts.Expression, context: ShapeContext): ts.ObjectLiteralExpression | null =>
  readOptions(expression, context).literal;

/** `taskQueue: { name: X }`, or a value that holds one. */
function queueOf(queue: ts.Expression, context: ShapeContext): QueueFact {
  const name = valueAt(queue, ['name'], context) ?? queue;
  return queueFact(name.getText(), trace(name, context));
}
