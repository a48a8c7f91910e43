import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import { opaqueAt } from './parts/options.js';
import { receiverOf } from './parts/receiver.js';
import { actionIn, carriedField, isOutOfPlace, type ScheduleAction, startsWorkflow } from './parts/schedule-action.js';
import { buildSite } from './parts/site.js';
import { lastName } from './parts/syntax.js';
import type { Found, FoundSite, Shape, ShapeContext } from './shape.js';

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
    // A schedule client is nowhere to be had without the word.
    const isFar = isOutOfPlace(options);
    const action = isFar && !/schedule/i.test(context.sourceFile.text) ? null : actionIn(options, context);
    const receiver = receiverProof(node, { name, action, isFar }, context);
    if (receiver === null) return null;
    const workflow = action === null ? null : carriedField(action.expression, 'workflowType', context);
    const nodes = { node, name, api: 'schedule.create', workflow, receiver } as const;
    const site = buildSite({ ...nodes, options: action?.expression ?? options }, context);
    if (action?.isWritable === false) return { what: 'site', site: outOfReach(site, options, context) };
    return { what: 'site', site: action === null && isFar && site.wrapper === null ? outOfSight(site, options) : site };
  },
};

/** What the action says is known, and no route can be written into it from here. */
function outOfReach(site: FoundSite, options: ts.Expression, context: ShapeContext): FoundSite {
  return { ...site, options: opaqueAt({ start: options.getStart(), end: options.getEnd() }, context) };
}

/** Nothing is known of the action but where it must be. */
const outOfSight = (site: FoundSite, options: ts.Expression): FoundSite => ({
  ...site,
  queue: { ...site.queue, text: `${options.getText()}.action.taskQueue` },
});

interface Seen {
  readonly name: ts.Node;
  readonly action: ScheduleAction | null;
  /** The options are not all written at the call. */
  readonly isFar: boolean;
}

function receiverProof(call: ts.CallExpression, { name, action, isFar }: Seen, context: ShapeContext): Proof | null {
  const opaque = isFar && /schedule/i.test(context.sourceFile.text);
  const receiver = receiverOf(call.expression, context, { plausible: action !== null || opaque });
  if (receiver.is === 'other') return null;
  if (receiver.is === 'sdk') return receiver.owner === 'ScheduleClient' ? receiver.proof : null;
  if (action === null || !startsWorkflow(action.expression, context)) return null;
  if (carriedField(action.expression, 'workflowType', context) === null) return null;
  return { how: 'syntax', because: "the action is Temporal's startWorkflow", at: [context.place(name)] };
}
