import { ts } from '../../typescript.js';
import type { ActivityUse } from '../model/site.js';
import { readOptions, readQueue } from './parts/options.js';
import { receiverOf } from './parts/receiver.js';
import { baseName, lastName, objectOf, ownProperty, unwrap } from './parts/syntax.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const METHODS: Readonly<Record<string, ActivityUse['api']>> = {
  start: 'activity.start',
  execute: 'activity.execute',
};

/** `client.activity.start(name, { taskQueue })`, `.execute`: an activity without a workflow, which follows nothing. */
export const activityStart: Shape = {
  id: 'activity-start',
  describe: 'A stand-alone activity and its queue',
  names: new Set(Object.keys(METHODS)),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const api = name === null ? undefined : METHODS[name.text];
    const argument = node.arguments[1];
    if (name === null || api === undefined || argument === undefined) return null;
    if (!isActivityClient(node, argument, context)) return null;
    const options = readOptions(argument, context);
    const { anchor } = options;
    return {
      what: 'activity',
      activity: {
        at: context.place(name),
        api,
        test: context.test,
        queue: readQueue(options, argument, context),
        property: anchor.file === context.file ? anchor.property : null,
        workflows: [],
        exported: false,
      },
    };
  },
};

/** Types first, then a declaration that names the SDK, then the receiver's name with Temporal's own options. */
function isActivityClient(call: ts.CallExpression, argument: ts.Expression, context: ShapeContext): boolean {
  const receiver = receiverOf(call.expression, context);
  if (receiver.is === 'other') return false;
  if (receiver.is === 'sdk') return /^(Typed)?ActivityClient$/.test(receiver.owner);
  const { literal } = readOptions(argument, context);
  const name = receiverName(call);
  const has = (option: string): boolean => literal !== null && ownProperty(literal, option) !== null;
  return name !== null && /^activit(y|ies)$|activityClient$/i.test(name) && has('taskQueue') && has('id');
}

/** `activity` in `client.activity.start` and in `client.activity.typed<T>().start`. */
function receiverName(call: ts.CallExpression): string | null {
  const object = objectOf(call.expression);
  if (object === null) return null;
  const node = unwrap(object);
  const isTyped = ts.isCallExpression(node) && lastName(node.expression)?.text === 'typed';
  const inner = isTyped ? objectOf(node.expression) : object;
  return inner === null ? null : baseName(inner);
}
