import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import { receiverOf } from './parts/receiver.js';
import { buildSite } from './parts/site.js';
import { isNoReference, lastName, ownProperty, propertyValue, unwrap } from './parts/syntax.js';
import type { Found, Shape, ShapeContext } from './shape.js';

/** `client.schedule.create({ action: { type: 'startWorkflow', workflowType, taskQueue } })`: options at position 0, `.action`. */
export const scheduleCreate: Shape = {
  id: 'schedule-create',
  describe: 'A schedule whose action starts a workflow',
  names: new Set(['create']),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const [options] = node.arguments;
    if (name === null || options === undefined) return null;
    const literal = unwrap(options);
    const property = ts.isObjectLiteralExpression(literal) ? ownProperty(literal, 'action') : null;
    const action = property === null ? null : propertyValue(property);
    const receiver = receiverProof(node, name, action, context);
    if (receiver === null) return null;
    const actionLiteral = action === null ? null : unwrap(action);
    const type =
      actionLiteral !== null && ts.isObjectLiteralExpression(actionLiteral)
        ? ownProperty(actionLiteral, 'workflowType')
        : null;
    const workflow = type === null ? null : propertyValue(type);
    return {
      what: 'site',
      site: buildSite({ node, name, api: 'schedule.create', workflow, options: action ?? options, receiver }, context),
    };
  },
};

function receiverProof(
  call: ts.CallExpression,
  name: ts.Node,
  action: ts.Expression | null,
  context: ShapeContext,
): Proof | null {
  const [argument] = call.arguments;
  // A schedule client is nowhere to be had without the word.
  const opaque =
    argument !== undefined && !isNoReference(unwrap(argument)) && /schedule/i.test(context.sourceFile.text);
  const receiver = receiverOf(call.expression, context, { plausible: action !== null || opaque });
  if (receiver.is === 'other') return null;
  if (receiver.is === 'sdk') return receiver.owner === 'ScheduleClient' ? receiver.proof : null;
  const literal = action === null ? null : unwrap(action);
  if (literal === null || !ts.isObjectLiteralExpression(literal)) return null;
  const type = ownProperty(literal, 'type');
  const value = type === null ? null : propertyValue(type);
  const starts =
    value !== null &&
    ts.isStringLiteralLike(unwrap(value)) &&
    (unwrap(value) as ts.StringLiteral).text === 'startWorkflow';
  if (!starts || ownProperty(literal, 'workflowType') === null) return null;
  return { how: 'syntax', because: "the action is Temporal's startWorkflow", at: [context.place(name)] };
}
