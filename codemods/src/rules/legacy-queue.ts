import type { DerivedQueue, LegacyQueue } from '../model/config.js';
import { looksLike } from '../model/pattern.js';
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
  if (entry.kind === 'pattern') return isNamedLike(arm, entry.value);
  return arm.hops.some((hop) => matchesHop(hop, entry));
}

/** Whether a queue's name, or what is known of it, looks like a pattern: whatever the rest of it is, it looks like it then. */
function isNamedLike({ value, pattern }: QueueArm, like: string): boolean {
  const name = value ?? pattern;
  return name !== undefined && looksLike(name, like);
}

/** Whether one step of a trace is what an entry names. */
export function matchesHop(hop: Hop, entry: LegacyQueue): boolean {
  if (isOfNames(entry)) return false;
  if (entry.kind === 'lookup') return hop.kind === 'lookup' && hop.key === entry.key;
  if (entry.kind === 'export') return hop.kind === 'export' && hop.file === entry.file && hop.name === entry.name;
  // Under another name it is the same object: `import { settings as shared }`.
  if (hop.kind === 'member') return hop.name === entry.name && (hop.base === entry.base || hop.declared === entry.base);
  return hop.kind === 'env' && entry.base === 'env' && hop.name === entry.name;
}

/** Whether an entry says what queues are called, and not where their names come from. */
const isOfNames = (entry: LegacyQueue): entry is Extract<LegacyQueue, { kind: 'literal' | 'pattern' }> =>
  entry.kind === 'literal' || entry.kind === 'pattern';

/** Which object the routing module reads its settings from; null while nothing says. */
export type Home = ExportedName | null;

const isHome = (owner: ExportedName | null, home: Home): boolean =>
  home === null || (owner !== null && owner.file === home.file && owner.name === home.name);

/**
 * One value is legacy when an entry names it; not so another object's member of the name that the routing module's object has,
 * with a value of its own. Whose the members of other entries are nobody knows: they are believed by name.
 */
function isLegacyArm(arm: QueueArm, entries: readonly LegacyQueue[], home: Home): boolean {
  if (entries.some((entry) => isOfNames(entry) && matchesEntry(arm, entry))) return true;
  const primary = primaryEntry(entries);
  return entries.some((entry) =>
    arm.hops.some(
      (hop) =>
        matchesHop(hop, entry) &&
        (arm.value === null || hop.kind !== 'member' || entry !== primary || isHome(hop.owner, home)),
    ),
  );
}

/** A queue computed from a legacy queue, or from the queue the workflow runs on. */
function derivedFrom(arm: QueueArm, entries: readonly LegacyQueue[], home: Home): boolean {
  return (arm.derivedFrom ?? []).some(
    (part) => isLegacyArm(part, entries, home) || derivedFrom(part, entries, home) || part.hops.some(isOwnQueue),
  );
}

/** Whether a name is made of the queue the workflow runs on, and nobody has dealt with it: it changes when the workflow moves. */
export function followsItsWorkflow(queue: QueueFact, { derivedQueues }: Pick<QueueRules, 'derivedQueues'>): boolean {
  const isOwn = (arm: QueueArm): boolean =>
    (arm.derivedFrom ?? []).some((part) => part.hops.some(isOwnQueue) || isOwn(part));
  return queue.arms.some((arm) => isOwn(arm) && !derivedQueues.some((entry) => isDealtWith(arm, entry)));
}

/** `workflowInfo().taskQueue` */
const isOwnQueue = (hop: Hop): boolean =>
  hop.kind === 'member' && hop.base === 'workflowInfo' && hop.name === 'taskQueue';

/** Whether a person has dealt with a derived queue: by the function that derives it, or by what its name looks like. */
function isDealtWith(arm: QueueArm, entry: DerivedQueue): boolean {
  if (entry.kind === 'call')
    return arm.hops.some((hop) => hop.kind === 'call' && /[\p{ID_Continue}$]+$/u.exec(hop.callee)?.[0] === entry.name);
  return isNamedLike(arm, entry.value);
}

/**
 * What a value that is not legacy is called: its literal, or the setting it is read from; null when it cannot be named.
 * An object handed in may hold any queue, whatever it is called here; only the settings the entries speak of are known.
 */
function dedicatedName(arm: QueueArm, { legacyQueues, derivedQueues }: QueueRules): string | null {
  const dealtWith = arm.derivedFrom === undefined ? undefined : derivedQueues.find((entry) => isDealtWith(arm, entry));
  if (dealtWith !== undefined) return arm.value ?? arm.pattern ?? dealtWith.text;
  if (arm.value !== null) return arm.value;
  const stopped = arm.hops.some((hop) => /^(parameter|unresolved|call|lookup)$/.test(hop.kind));
  const member = arm.hops.find((hop) => hop.kind === 'member');
  if (stopped || member?.kind !== 'member' || member.base === null || member.base === 'this') return null;
  const isKnown = member.shared || legacyQueues.some((entry) => entry.kind === 'member' && entry.base === member.base);
  return isKnown ? `${member.base}.${member.name}` : null;
}

/** What several values that are not legacy are called; null when none of them can be named. */
function namesOf(arms: readonly QueueArm[], rules: QueueRules): string | null {
  const names = arms.map((arm) => dedicatedName(arm, rules));
  const known = new Set(names.filter((name) => name !== null));
  if (known.size === 0) return null;
  return [...known, ...(names.includes(null) ? ['a queue that cannot be resolved'] : [])].join(', ');
}

/** What a queue is judged by; `home` is the object that the routing module reads. */
export interface QueueRules {
  readonly legacyQueues: readonly LegacyQueue[];
  readonly derivedQueues: readonly DerivedQueue[];
  readonly home?: Home;
  /** The variables of the environment that legacy queues are read from. */
  readonly variables?: ReadonlySet<string>;
}

const NO_VARIABLES: ReadonlySet<string> = new Set();

/** Judges a site's queue against `legacyQueues`. One legacy arm of `??`, `||`, `?:` makes the site legacy; another named queue beside it makes it mixed. */
export function judgeQueue(queue: QueueFact, rules: QueueRules): QueueVerdict {
  const { legacyQueues, derivedQueues, home = null, variables = NO_VARIABLES } = rules;
  if (queue.absent) return { is: 'absent' };
  const others = queue.arms.filter((arm) => !isLegacyArm(arm, legacyQueues, home));
  const isOpen = (arm: QueueArm): boolean => !derivedQueues.some((entry) => isDealtWith(arm, entry));
  if (others.some((arm) => derivedFrom(arm, legacyQueues, home) && isOpen(arm)))
    return { is: 'derived', from: queue.text };
  if (others.length < queue.arms.length) {
    // `process.env.X ?? 'main'`: an environment variable is where the legacy queue's own name comes from.
    const rivals = others.filter((arm) => !arm.hops.some((hop) => hop.kind === 'env'));
    return rivals.length === 0 ? { is: 'legacy' } : { is: 'mixed', other: namesOf(rivals, rules) };
  }
  // `process.env.X ?? 'exports'`: in the same way, the variable is where that queue's own name comes from.
  const told = others.filter((arm) => arm.value !== null || variablesOf(arm).length === 0);
  const names = (told.length === 0 ? others : told).map((arm) => dedicatedName(arm, rules));
  const [first] = names;
  if (first === undefined || first === null || names.some((name) => name === null)) return { is: 'unknown' };
  const isShared = others.flatMap(variablesOf).some((name) => variables.has(name));
  return isShared ? { is: 'mixed', other: namesOf(told, rules) } : { is: 'dedicated', name: first };
}

/** The variables of the environment that a value is read from. */
const variablesOf = ({ hops }: QueueArm): readonly string[] =>
  hops.flatMap((hop) => (hop.kind === 'env' ? [hop.name] : []));

/** The variables that legacy queues are read from: whoever reads one may get a legacy queue, whatever the default is. */
export const legacyVariables = (queues: readonly QueueFact[], rules: QueueRules): ReadonlySet<string> =>
  new Set(
    queues
      .filter((queue) => judgeQueue(queue, rules).is === 'legacy')
      .flatMap(({ arms }) => arms.filter((arm) => isLegacyArm(arm, rules.legacyQueues, rules.home ?? null)))
      .flatMap(variablesOf),
  );

/**
 * Whether a queue expression reads the very setting the routing module falls back to: the same member of the module's
 * own object. A settings object handed in may hold another value, so its queue travels with the route.
 */
export function isPrimary(queue: QueueFact, primary: LegacyQueue | undefined, home: Home = null): boolean {
  // What a settings service holds is out of the routing module's reach, and a pattern is many queues.
  if (primary === undefined || /^(lookup|pattern)$/.test(primary.kind) || queue.arms.length === 0) return false;
  // What an object was made with is what it was then.
  if (queue.arms.some((arm) => arm.hops.some((hop) => hop.kind === 'parameter'))) return false;
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

/** The entry the bound routing module falls back to: the first setting, else the first entry that is one queue. */
export const primaryEntry = (entries: readonly LegacyQueue[]): LegacyQueue | undefined =>
  entries.find((entry) => entry.kind === 'member') ?? entries.find((entry) => entry.kind !== 'pattern');

/** What the legacy queues are called: the entries, and the values and variables these queues were traced to. */
export function queueNames(queues: readonly QueueFact[], entries: readonly LegacyQueue[]): QueueNames {
  const rules: QueueRules = { legacyQueues: entries, derivedQueues: [] };
  const legacy = queues.filter((queue) => judgeQueue(queue, rules).is === 'legacy');
  const arms = legacy.flatMap((queue) => queue.arms);
  const literals = entries.flatMap((entry) => (entry.kind === 'literal' ? [entry.value] : []));
  const traced = arms.flatMap(({ value }) => (value === null || value === '' ? [] : [value]));
  const variables = arms.flatMap((arm) => arm.hops.flatMap((hop) => (hop.kind === 'env' ? [hop.name] : [])));
  const settings = entries.flatMap((entry) => (entry.kind === 'member' ? [entry] : []));
  const known = new Set(settings.flatMap(({ base, name }) => (base === 'env' ? [name] : [])));
  return {
    values: [...new Set([...literals, ...traced])],
    patterns: entries.flatMap((entry) => (entry.kind === 'pattern' ? [entry.value] : [])),
    members: [
      ...settings.map(({ base, name }) => ({ base, name })),
      ...[...new Set(variables)].filter((name) => !known.has(name)).map((name) => ({ base: 'env', name })),
    ],
    exports: entries.flatMap((entry) => (entry.kind === 'export' ? [{ file: entry.file, name: entry.name }] : [])),
  };
}
