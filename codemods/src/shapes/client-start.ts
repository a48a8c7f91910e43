import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import type { Api } from '../model/site.js';
import { chosenNames } from './parts/called-names.js';
import { carriedBy } from './parts/carried.js';
import { firstStep } from './parts/helper-call.js';
import { readOptions } from './parts/options.js';
import { receiverName, receiverOf } from './parts/receiver.js';
import { buildSite } from './parts/site.js';
import { isNoReference, lastName, ownProperty, unwrap } from './parts/syntax.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const METHODS: Readonly<Record<string, Api>> = {
  start: 'client.start',
  execute: 'client.execute',
  signalWithStart: 'client.signalWithStart',
};

/** `client.workflow.start(wf, options)`, `.execute`, `.signalWithStart`: options at position 1. */
export const clientStart: Shape = {
  id: 'client-start',
  describe: 'A workflow started, executed or signalled-with-start by a WorkflowClient',
  names: new Set(Object.keys(METHODS)),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const method = methodOf(node.expression);
    const [first, second] = node.arguments;
    if (method === null || first === undefined) return null;
    const { name, api } = method;
    // Of `start(...given)`, it is the list that chooses the workflow, and its options are out of sight.
    const [workflow, options] = ts.isSpreadElement(first) ? [first.expression, undefined] : [first, second];
    const receiver = receiverProof(node, name, context);
    if (receiver === null) return null;
    return {
      what: 'site',
      site: buildSite({ node, name, api, workflow, options: options ?? null, receiver }, context),
    };
  },
};

/** Which method is called, and the node that says so: its name, or a key that chooses among methods; then the first stands for all. */
function methodOf(callee: ts.Expression): { readonly name: ts.Node; readonly api: Api } | null {
  const last = lastName(callee);
  const inner = unwrap(callee);
  const key = last === null && ts.isElementAccessExpression(inner) ? inner.argumentExpression : null;
  const name = last ?? key;
  const apis = (last === null ? (key === null ? [] : chosenNames(key)) : [last.text]).map((text) => METHODS[text]);
  const [api] = apis;
  return name === null || api === undefined || apis.includes(undefined) ? null : { name, api };
}

/** Types first, then a declaration that names the SDK, then the shape of the call: a Temporal receiver's name or Temporal's own option names. */
function receiverProof(call: ts.CallExpression, name: ts.Node, context: ShapeContext): Proof | null {
  const receiver = receiverOf(call.expression, context, {
    plausible: couldBeStart(call),
    telling: isTelling(call),
  });
  if (receiver.is === 'other') return null;
  if (receiver.is === 'sdk')
    return /^(WorkflowClient|BaseWorkflowClient)$/.test(receiver.owner) ? receiver.proof : null;
  const because = looksLikeStart(call, context);
  return because === null ? null : { how: 'syntax', because, at: [context.place(name)] };
}

/** Whether the arguments could be a workflow and its options. */
function couldBeStart({ arguments: [workflow, options] }: ts.CallExpression): boolean {
  if (workflow === undefined || options === undefined) return false;
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

/** Whether Temporal's own options stand in the call. */
function isTelling({ arguments: [, options] }: ts.CallExpression): boolean {
  const given = options === undefined ? null : unwrap(options);
  if (given === null || !ts.isObjectLiteralExpression(given)) return false;
  return ownProperty(given, 'taskQueue') !== null && ownProperty(given, 'workflowId') !== null;
}

function looksLikeStart(call: ts.CallExpression, context: ShapeContext): string | null {
  const [, argument] = call.arguments;
  if (argument === undefined) return null;
  const { literal } = readOptions(argument, context);
  const has = (option: string): boolean => literal !== null && ownProperty(literal, option) !== null;
  const receiver = receiverName(call.expression);
  if (has('workflowId') && literal !== null && carriedBy(literal, 'taskQueue', firstStep(context)).sure)
    return "the options have Temporal's taskQueue and workflowId";
  const named = receiver !== null && /^(workflow|wf)$|temporal|workflowClient/i.test(receiver);
  if (named && (has('taskQueue') || has('workflowId')))
    return `the receiver is called ${receiver} and the options are Temporal's`;
  if (named && /temporal/i.test(call.expression.getText()) && literal === null)
    return `the receiver is called ${receiver}`;
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
