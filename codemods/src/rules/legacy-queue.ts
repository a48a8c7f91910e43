import type { LegacyQueue } from '../model/config.js';
import type { QueueNames } from '../model/queue-names.js';
import type { ExportedName, Hop, QueueArm, QueueFact } from '../model/site.js';

/** What a queue is to this migration. */
export type QueueVerdict =
  | { readonly is: 'legacy' }
  | { readonly is: 'dedicated'; readonly name: string }
  /** `other` is what it may be beside a legacy queue; null when that cannot be resolved. */
  | { readonly is: 'mixed'; readonly other: string | null }
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

/** Which object the routing module reads its settings from; null while nothing says. */
export type Home = ExportedName | null;

const isHome = (owner: ExportedName | null, home: Home): boolean =>
  home === null || (owner !== null && owner.file === home.file && owner.name === home.name);

/** One value is legacy when an entry names it; another object's member of the same name, with a value of its own, is not. */
function isLegacyArm(arm: QueueArm, entries: readonly LegacyQueue[], home: Home): boolean {
  if (entries.some((entry) => entry.kind === 'literal' && matchesEntry(arm, entry))) return true;
  const named = entries.flatMap((entry) => arm.hops.filter((hop) => matchesHop(hop, entry)));
  return named.some((hop) => arm.value === null || hop.kind !== 'member' || isHome(hop.owner, home));
}

/** A queue computed from a legacy queue, or from the queue the workflow runs on. */
function derivedFrom(arm: QueueArm, entries: readonly LegacyQueue[], home: Home): boolean {
  return (arm.derivedFrom ?? []).some(
    (part) =>
      isLegacyArm(part, entries, home) ||
      derivedFrom(part, entries, home) ||
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
export function judgeQueue(queue: QueueFact, entries: readonly LegacyQueue[], home: Home = null): QueueVerdict {
  if (queue.absent) return { is: 'absent' };
  const derived = queue.arms.find((arm) => !isLegacyArm(arm, entries, home) && derivedFrom(arm, entries, home));
  if (derived !== undefined) return { is: 'derived', from: queue.text };
  const others = queue.arms.filter((arm) => !isLegacyArm(arm, entries, home));
  if (others.length < queue.arms.length) {
    // `process.env.X ?? 'main'`: an environment variable is where the legacy queue's own name comes from.
    const rivals = others.filter((arm) => !arm.hops.some((hop) => hop.kind === 'env'));
    const [rival] = rivals;
    return rival === undefined ? { is: 'legacy' } : { is: 'mixed', other: dedicatedName(rival) };
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
export function isPrimary(queue: QueueFact, primary: LegacyQueue | undefined, home: Home = null): boolean {
  if (primary === undefined || queue.arms.length === 0) return false;
  if (primary.kind !== 'member') return queue.arms.every((arm) => matchesEntry(arm, primary));
  return queue.arms.every((arm) =>
    arm.hops.some((hop) => hop.kind === 'member' && hop.shared && matchesHop(hop, primary) && isHome(hop.owner, home)),
  );
}

/** The object most starts read the primary setting from: what a bound module not written yet will read. */
export function commonHome(queues: readonly QueueFact[], primary: LegacyQueue | undefined): Home {
  const counts = new Map<string, { readonly owner: ExportedName; count: number }>();
  for (const hop of queues.flatMap((queue) => queue.arms.flatMap((arm) => arm.hops))) {
    if (primary === undefined || hop.kind !== 'member' || hop.owner === null || !matchesHop(hop, primary)) continue;
    const key = `${hop.owner.file}#${hop.owner.name}`;
    counts.set(key, { owner: hop.owner, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.owner ?? null;
}

/** The entry the bound routing module falls back to: the first setting, else the first entry. */
export const primaryEntry = (entries: readonly LegacyQueue[]): LegacyQueue | undefined =>
  entries.find((entry) => entry.kind === 'member') ?? entries[0];

/** What the legacy queues are called: the entries, and the values and variables these queues were traced to. */
export function queueNames(queues: readonly QueueFact[], entries: readonly LegacyQueue[]): QueueNames {
  const legacy = queues.filter((queue) => judgeQueue(queue, entries).is === 'legacy');
  const arms = legacy.flatMap((queue) => queue.arms);
  const literals = entries.flatMap((entry) => (entry.kind === 'literal' ? [entry.value] : []));
  const traced = arms.flatMap(({ value }) => (value === null || value === '' ? [] : [value]));
  const variables = arms.flatMap((arm) => arm.hops.flatMap((hop) => (hop.kind === 'env' ? [hop.name] : [])));
  const settings = entries.flatMap((entry) => (entry.kind === 'member' ? [entry] : []));
  const known = new Set(settings.flatMap(({ base, name }) => (base === 'env' ? [name] : [])));
  return {
    values: [...new Set([...literals, ...traced])],
    members: [
      ...settings.map(({ base, name }) => ({ base, name })),
      ...[...new Set(variables)].filter((name) => !known.has(name)).map((name) => ({ base: 'env', name })),
    ],
    exports: entries.flatMap((entry) => (entry.kind === 'export' ? [{ file: entry.file, name: entry.name }] : [])),
  };
}
