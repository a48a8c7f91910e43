import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import { constantLiteral } from './parts/options.js';
import { receiverOf } from './parts/receiver.js';
import { fieldOf, heldObject, startsWorkflow } from './parts/schedule-action.js';
import { buildSite } from './parts/site.js';
import { isNoReference, lastName, unwrap } from './parts/syntax.js';
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
    const action = fieldOf(writtenFor(options, context), 'action');
    const held = action === null ? null : heldObject(action, context);
    const receiver = receiverProof(node, name, held, context);
    if (receiver === null) return null;
    const workflow = held === null ? null : fieldOf(held, 'workflowType');
    return {
      what: 'site',
      site: buildSite({ node, name, api: 'schedule.create', workflow, options: action ?? options, receiver }, context),
    };
  },
};

/** The whole options: written at the call, or a constant of the file that is made for this call alone. */
function writtenFor(options: ts.Expression, context: ShapeContext): ts.Expression {
  const node = unwrap(options);
  const found = ts.isIdentifier(node) ? constantLiteral(node, context) : null;
  const isOwn = found?.otherReads === 0 && found.literal.getSourceFile() === context.sourceFile;
  return isOwn ? found.literal : options;
}

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
  if (action === null || !startsWorkflow(action) || fieldOf(action, 'workflowType') === null) return null;
  return { how: 'syntax', because: "the action is Temporal's startWorkflow", at: [context.place(name)] };
}
