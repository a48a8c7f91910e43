import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import { following } from './parts/following.js';
import { receiverOf } from './parts/receiver.js';
import { sdkName } from './parts/sdk-name.js';
import { buildSite } from './parts/site.js';
import { symbolAt } from './parts/symbols.js';
import { lastName, objectOf, unwrap } from './parts/syntax.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const NEXUS = /^@temporalio\/nexus$/;
const FUNCTIONS: ReadonlySet<string> = new Set(['startWorkflow', 'signalWithStartWorkflow']);

/**
 * `startWorkflow(ctx, wf, options)` of `@temporalio/nexus` and the same method of its client, where `ctx` is left out:
 * runs in the worker's process, and starts on the worker's own queue when it names none.
 */
export const nexusStart: Shape = {
  id: 'nexus-start',
  describe: 'A workflow started by a Nexus operation',
  names: FUNCTIONS,
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    if (name === null) return null;
    const called = sdkName(node.expression, NEXUS, context);
    const isFunction = called !== null && FUNCTIONS.has(called);
    const receiver = isFunction ? functionProof(called, name, context) : methodProof(node.expression, context);
    const [workflow, options = null] = isFunction ? node.arguments.slice(1) : node.arguments;
    if (receiver === null || workflow === undefined) return null;
    const site = buildSite({ node, name, api: 'nexus.start', workflow, options, receiver }, context);
    return { what: 'site', site: following(site, options, context) };
  },
};

const functionProof = (called: string, name: ts.Node, context: ShapeContext): Proof => ({
  how: 'traced',
  because: `${called} comes from @temporalio/nexus`,
  at: [context.place(name)],
});

function methodProof(callee: ts.Expression, context: ShapeContext): Proof | null {
  const object = objectOf(callee);
  if (object === null || !FUNCTIONS.has(lastName(callee)?.text ?? '')) return null;
  const receiver = receiverOf(callee, context);
  if (receiver.is === 'sdk') return receiver.owner === 'TemporalNexusClient' ? receiver.proof : null;
  return receiver.is === 'other' ? null : handedIn(object, context);
}

/** The client that `new TemporalOperationHandler({ start(ctx, client, input) })` hands to its handler. */
function handedIn(object: ts.Expression, context: ShapeContext): Proof | null {
  const parameter = symbolAt(unwrap(object), context)?.valueDeclaration;
  if (parameter === undefined || !ts.isParameter(parameter)) return null;
  const handler = parameter.parent;
  const property = ts.isMethodDeclaration(handler) ? handler : handler.parent;
  const isStart =
    (ts.isMethodDeclaration(property) || ts.isPropertyAssignment(property)) && property.name.getText() === 'start';
  const made = property.parent?.parent;
  if (!isStart || handler.parameters[1] !== parameter || made === undefined || !ts.isNewExpression(made)) return null;
  if (sdkName(made.expression, NEXUS, context) !== 'TemporalOperationHandler') return null;
  return { how: 'traced', because: 'TemporalOperationHandler hands it in', at: [context.place(parameter)] };
}
