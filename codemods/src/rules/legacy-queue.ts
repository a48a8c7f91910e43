import type { LegacyQueue } from '../model/config.js';
import type { Hop, QueueArm, QueueFact } from '../model/site.js';

/** What a queue is to this migration. */
export type QueueVerdict =
  | { readonly is: 'legacy' }
  | { readonly is: 'dedicated'; readonly name: string }
  | { readonly is: 'mixed'; readonly other: string }
  | { readonly is: 'derived'; readonly from: string }
  | { readonly is: 'unknown' }
  | { readonly is: 'absent' };

/** Whether one traced value is the legacy queue an entry of the config names. */
export function matchesEntry(arm: QueueArm, entry: LegacyQueue): boolean {
  if (entry.kind === 'literal') return arm.value === entry.value;
  return arm.hops.some((hop) => matchesHop(hop, entry));
}

/** Whether one step of a trace is what an entry names. */
export function matchesHop(hop: Hop, entry: LegacyQueue): boolean {
  if (entry.kind === 'literal') return false;
  if (entry.kind === 'export') return hop.kind === 'export' && hop.file === entry.file && hop.name === entry.name;
  if (hop.kind === 'member') return hop.base === entry.base && hop.name === entry.name;
  return hop.kind === 'env' && entry.base === 'env' && hop.name === entry.name;
}

const isLegacyArm = (arm: QueueArm, entries: readonly LegacyQueue[]): boolean =>
  entries.some((entry) => matchesEntry(arm, entry));

/** A queue computed from a legacy queue, or from the queue the workflow runs on. */
function derivedFrom(arm: QueueArm, entries: readonly LegacyQueue[]): boolean {
  return (arm.derivedFrom ?? []).some(
    (part) =>
      isLegacyArm(part, entries) ||
      derivedFrom(part, entries) ||
      part.hops.some((hop) => hop.kind === 'member' && hop.base === 'workflowInfo' && hop.name === 'taskQueue'),
  );
}

/** What a value that is not legacy is called: its literal, or the setting it is read from; null when it cannot be named. */
function dedicatedName(arm: QueueArm): string | null {
  if (arm.value !== null) return arm.value;
  const stopped = arm.hops.some((hop) => hop.kind === 'parameter' || hop.kind === 'unresolved' || hop.kind === 'call');
  const member = arm.hops.find((hop) => hop.kind === 'member');
  return stopped || member?.kind !== 'member' || member.base === null || member.base === 'this'
    ? null
    : `${member.base}.${member.name}`;
}

/** Judges a site's queue against `legacyQueues`. One legacy arm of `??`, `||`, `?:` makes the site legacy; another named queue beside it makes it mixed. */
export function judgeQueue(queue: QueueFact, entries: readonly LegacyQueue[]): QueueVerdict {
  if (queue.absent) return { is: 'absent' };
  const derived = queue.arms.find((arm) => derivedFrom(arm, entries));
  if (derived !== undefined) return { is: 'derived', from: queue.text };
  const others = queue.arms.filter((arm) => !isLegacyArm(arm, entries));
  if (others.length < queue.arms.length) {
    const named = others.map(dedicatedName).find((name) => name !== null);
    return named === undefined || named === null ? { is: 'legacy' } : { is: 'mixed', other: named };
  }
  const names = others.map(dedicatedName);
  const [first] = names;
  if (first === undefined || first === null || names.some((name) => name === null)) return { is: 'unknown' };
  return { is: 'dedicated', name: first };
}

/**
 * Whether a queue expression reads the very setting the routing module falls back to: the same member of the module's
 * own object. A settings object handed in may hold another value, so its queue travels with the route.
 */
export function isPrimary(queue: QueueFact, primary: LegacyQueue | undefined): boolean {
  if (primary === undefined || queue.arms.length === 0) return false;
  if (primary.kind !== 'member') return queue.arms.every((arm) => matchesEntry(arm, primary));
  return queue.arms.every((arm) =>
    arm.hops.some((hop) => hop.kind === 'member' && hop.shared && matchesHop(hop, primary)),
  );
}
