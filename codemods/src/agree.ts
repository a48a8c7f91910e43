import type { Config } from './model/config.js';
import type { Decision, RouteDecision } from './model/decision.js';
import type { ActivityUse, Follower, OwnQueueUse, QueueFact, StartSite, WorkerUse } from './model/site.js';
import { disagreements } from './rules/consistency.js';
import { lostIsolation, type Polled, type QueueInUse } from './rules/isolation.js';
import { followsItsWorkflow, matchesEntry } from './rules/legacy-queue.js';
import { derivers } from './rules/own-queue.js';

/** What decisions have to agree with, beside each other. */
export interface Surroundings {
  readonly config: Config;
  readonly workers: readonly WorkerUse[];
  /** Activities that name their queue: one made of their workflow's moves with it. */
  readonly activities: readonly ActivityUse[];
  readonly ownQueues: readonly OwnQueueUse[];
  readonly followers: readonly Follower[];
}

/** The workflows that make a queue's name of the one they run on, and where. */
export type Deriving = ReadonlyMap<string, string>;

/** Who makes a queue's name of its own, as far as nobody has dealt with it. */
export function derivingAmong(sites: readonly StartSite[], surroundings: Surroundings): Deriving {
  const { config, activities, ownQueues, followers } = surroundings;
  const isOpen = ({ callee }: OwnQueueUse): boolean =>
    !config.derivedQueues.some((entry) => entry.kind === 'call' && entry.name === callee);
  return derivers({ sites, activities, ownQueues: ownQueues.filter(isOpen), followers }, (queue) =>
    followsItsWorkflow(queue, config),
  );
}

/**
 * Looks at all decisions together: starts of one workflow that disagree, queues that would be merged, and workflows that make
 * a queue's name of their own become questions.
 * What a person has answered for a start stands.
 */
export function agree(
  decisions: readonly Decision[],
  { config, workers, deriving }: Pick<Surroundings, 'config' | 'workers'> & { readonly deriving: Deriving },
): readonly Decision[] {
  const differing = disagreements(decisions);
  const lost = lostIsolation(
    decisions.flatMap((one) => queueInUse(one, config)),
    {
      workers: workers
        .filter(({ test }) => !test)
        .map((one) => polledBy(one, config))
        .concat(declared(config)),
      confirmed: config.mergedQueues,
    },
  );
  return decisions.map((one): Decision => {
    if (one.decision !== 'route' || one.site.test || isAnswered(one, config)) return one;
    const { name } = one.site.workflow;
    const derived = name === null ? undefined : deriving.get(name);
    if (derived !== undefined)
      return {
        ...asked(one),
        reason: 'derived-queue',
        detail: `where ${name} runs, a queue is made of its own: ${derived}`,
      };
    const why = differing.get(one.site.id);
    if (why !== undefined) return { ...asked(one), ...why, reason: 'inconsistent' };
    const [queue] = queueInUse(one, config);
    const merged = queue === undefined ? undefined : lost.get(queue.kind);
    if (queue === undefined || !merged?.includes(queue.name)) return one;
    return { ...asked(one), reason: 'isolation-lost', detail: mergedText(queue, merged), queues: merged };
  });
}

const isAnswered = ({ site }: Decision, { sites }: Config): boolean => Object.hasOwn(sites, site.id);

type Asked = Extract<Decision, { decision: 'ask' }>;

const asked = ({ site, legacy, evidence, kind, tenant }: RouteDecision): Omit<Asked, 'reason'> => ({
  site,
  legacy,
  evidence,
  candidates: tenant === null ? [] : [tenant.expression],
  decision: 'ask',
  detail: null,
  kind: kind.name,
});

/**
 * The one legacy queue a start is on, where its kind is known; a queue that may be one of several says nothing. What a
 * person has answered is meant.
 */
function queueInUse(one: Decision, config: Config): readonly QueueInUse[] {
  const { site, legacy, decision } = one;
  const kind = decision === 'route' ? one.kind.name : decision === 'ask' ? one.kind : null;
  const counts = legacy && kind !== null && !site.test && !isAnswered(one, config);
  const [name, ...more] = counts ? namesOf(site.queue, config) : [];
  return name === undefined || more.length > 0 || kind === null ? [] : [{ ...name, kind }];
}

type Name = Pick<QueueInUse, 'name' | 'isName'>;

/** What a queue is called: by its values (a default counts where the environment may say another), else by its setting. */
function namesOf({ arms }: QueueFact, { legacyQueues }: Config): readonly Name[] {
  const values = [...new Set(arms.flatMap(({ value }) => (value === null ? [] : [value])))];
  if (values.length > 0) return values.map((name) => ({ name, isName: true }));
  const entries = legacyQueues.filter((entry) => arms.some((arm) => matchesEntry(arm, entry)));
  return entries.map(({ text }) => ({ name: text, isName: false }));
}

function polledBy({ queues, queue }: WorkerUse, config: Config): Polled {
  const all = queues.length > 0 ? queues : [queue];
  const names = all.map((one) => namesOf(one, config).map(({ name }) => name));
  return { names: names.flat(), open: names.some((one) => one.length === 0) };
}

const declared = ({ workers }: Config): readonly Polled[] =>
  workers.map(({ queues }) => ({ names: queues, open: false }));

const mergedText = ({ kind }: QueueInUse, queues: readonly string[]): string =>
  `${queues.join(', ')} would share the queues of ${kind}; if that is meant: "mergedQueues": { "${kind}": [${queues.map((one) => `"${one}"`).join(', ')}] }`;
