import { ts } from 'ts-morph';
import type { Proof } from '../model/place.js';
import type { Api } from '../model/site.js';
import { readOptions } from './parts/options.js';
import { receiverName, receiverOf } from './parts/receiver.js';
import { buildSite } from './parts/site.js';
import { isNoReference, lastName, objectOf, ownProperty, unwrap } from './parts/syntax.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const METHODS: Readonly<Record<string, Api>> = {
  start: 'client.start',
  execute: 'client.execute',
  signalWithStart: 'client.signalWithStart',
};

/** The method that a call runs, and what it is given. */
interface Invocation {
  readonly callee: ts.Expression;
  readonly workflow: ts.Expression | null;
  readonly options: ts.Expression | null;
}

/** `client.workflow.start(wf, options)`, `.execute`, `.signalWithStart`: options at position 1. */
export const clientStart: Shape = {
  id: 'client-start',
  describe: 'A workflow started, executed or signalled-with-start by a WorkflowClient',
  // A callee without a name of its own may be `start.bind(client.workflow)`.
  names: new Set([...Object.keys(METHODS), 'call', 'apply', '']),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const invocation = invocationOf(node);
    const name = lastName(invocation.callee);
    const api = name === null ? undefined : METHODS[name.text];
    if (name === null || api === undefined || node.arguments.length === 0) return null;
    const receiver = receiverProof(invocation, name, context);
    if (receiver === null) return null;
    const { workflow, options } = invocation;
    return { what: 'site', site: buildSite({ node, name, api, workflow, options, receiver }, context) };
  },
};

/** Sees through `.call(this, …)`, `.apply(this, […])` and `.bind(this)(…)`. */
function invocationOf(node: ts.CallExpression): Invocation {
  const method = objectOf(node.expression);
  const through = lastName(node.expression)?.text;
  if (method !== null && through === 'call') return { callee: method, ...given(node.arguments.slice(1)) };
  if (method !== null && through === 'apply') {
    const list = node.arguments[1];
    const isWritten = list !== undefined && ts.isArrayLiteralExpression(list);
    return { callee: method, ...(isWritten ? given(list.elements) : { workflow: list ?? null, options: null }) };
  }
  const bound = unwrap(node.expression);
  const target =
    ts.isCallExpression(bound) && lastName(bound.expression)?.text === 'bind' ? objectOf(bound.expression) : null;
  if (ts.isCallExpression(bound) && target !== null)
    return { callee: target, ...given([...bound.arguments.slice(1), ...node.arguments]) };
  return { callee: node.expression, ...given(node.arguments) };
}

/** Of `...list`, it is the list that chooses the workflow, and its options are out of sight. */
function given([first, second]: readonly ts.Expression[]): Omit<Invocation, 'callee'> {
  if (first !== undefined && ts.isSpreadElement(first)) return { workflow: first.expression, options: null };
  return { workflow: first ?? null, options: second ?? null };
}

/** Types first, then a declaration that names the SDK, then the shape of the call: a Temporal receiver's name or Temporal's own option names. */
function receiverProof(invocation: Invocation, name: ts.Node, context: ShapeContext): Proof | null {
  const receiver = receiverOf(invocation.callee, context, { plausible: couldBeStart(invocation) });
  if (receiver.is === 'other') return null;
  if (receiver.is === 'sdk')
    return /^(WorkflowClient|BaseWorkflowClient)$/.test(receiver.owner) ? receiver.proof : null;
  const because = looksLikeStart(invocation, context);
  return because === null ? null : { how: 'syntax', because, at: [context.place(name)] };
}

/** Whether the arguments could be a workflow and its options. */
function couldBeStart({ workflow, options }: Invocation): boolean {
  if (workflow === null || options === null) return false;
  const named = unwrap(workflow);
  if (ts.isStringLiteralLike(named) ? /\s/.test(named.text) : isNoReference(named)) return false;
  const given = unwrap(options);
  if (!ts.isObjectLiteralExpression(given)) return !ts.isStringLiteralLike(given) && !isNoReference(given);
  return (
    given.properties.some(ts.isSpreadAssignment) ||
    ownProperty(given, 'taskQueue') !== null ||
    ownProperty(given, 'workflowId') !== null
  );
}

function looksLikeStart({ callee, options }: Invocation, context: ShapeContext): string | null {
  if (options === null) return null;
  const { literal } = readOptions(options, context);
  const has = (option: string): boolean => literal !== null && ownProperty(literal, option) !== null;
  const receiver = receiverName(callee);
  if (has('taskQueue') && has('workflowId')) return "the options have Temporal's taskQueue and workflowId";
  const named = receiver !== null && /^(workflow|wf)$|temporal|workflowClient/i.test(receiver);
  if (named && (has('taskQueue') || has('workflowId')))
    return `the receiver is called ${receiver} and the options are Temporal's`;
  if (named && /temporal/i.test(callee.getText()) && literal === null) return `the receiver is called ${receiver}`;
  if (
    named &&
    literal !== null &&
    ts.isObjectLiteralExpression(literal) &&
    literal.properties.some(ts.isSpreadAssignment) &&
    has('args')
  ) {
    return `the receiver is called ${receiver} and the options spread others`;
  }
  return null;
}
