import { ts } from '../../../typescript.js';
import type { Hop, QueueArm, QueueFact } from '../../model/site.js';
import type { FoundSite, ShapeContext } from '../shape.js';
import { readOptions } from './options.js';
import { sdkName } from './sdk-name.js';
import { mayHave, symbolAt } from './symbols.js';
import { lastName, objectOf, ownProperty, propertyValue, unwrap } from './syntax.js';

/**
 * A start that follows another execution when it names no queue: `''`, `undefined` and the current workflow's own queue
 * name none, and neither do options whose type has no queue.
 */
export function following(site: FoundSite, options: ts.Expression | null, context: ShapeContext): FoundSite {
  const { queue } = site;
  if (queue.absent || options === null) return site;
  if (!mayHave(options, 'taskQueue', context)) return { ...site, queue: none(queue, 'the options have no task queue') };
  const named = queue.arms.filter((arm) => arm.value !== '' && !isCurrent(arm));
  if (named.length > 0 && !readsCurrent(options, context)) return { ...site, queue: { ...queue, arms: named } };
  const empty = queue.arms.every((arm) => arm.value === '');
  return { ...site, queue: none(queue, empty ? 'an empty task queue is none' : "it is the workflow's own queue") };
}

const none = (queue: QueueFact, because: string): QueueFact => ({
  ...queue,
  absent: true,
  arms: [],
  proof: { ...queue.proof, because },
});

const isCurrent = ({ hops }: QueueArm): boolean =>
  hops.some((hop: Hop) => hop.kind === 'member' && hop.base === 'workflowInfo' && hop.name === 'taskQueue');

/** `taskQueue: info.taskQueue` where `info` is what `workflowInfo()` gave. */
function readsCurrent(options: ts.Expression, context: ShapeContext): boolean {
  const { literal } = readOptions(options, context);
  const property = literal === null ? null : ownProperty(literal, 'taskQueue');
  const value = property === null ? null : propertyValue(property);
  const object = value === null || lastName(value)?.text !== 'taskQueue' ? null : objectOf(value);
  if (object === null) return false;
  const root = unwrap(object);
  const declaration = ts.isIdentifier(root) ? symbolAt(root, context)?.valueDeclaration : undefined;
  const given = declaration !== undefined && ts.isVariableDeclaration(declaration) ? declaration.initializer : root;
  const call = given === undefined ? null : unwrap(given);
  return (
    call !== null &&
    ts.isCallExpression(call) &&
    sdkName(call.expression, /^@temporalio\/workflow$/, context) === 'workflowInfo'
  );
}
