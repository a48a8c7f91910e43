import type { ConfigProposal } from '../config/index.js';
import type { RoutingAccess } from '../model/config.js';
import type { Kind } from '../model/decision.js';
import { ProjectError } from '../model/errors.js';
import { count, rankQueues } from './queues.js';
import { readsText, routingForms } from './routing-forms.js';
import type { Seen, WorkerSeen } from './seen.js';
import { tenantNamesOn } from './tenant-names.js';
import { type WorkflowSeen, workflowsOn } from './workflows.js';

/** What a person decides before there is a config. */
export interface Choices {
  readonly legacyQueues: readonly string[];
  readonly kinds: readonly Kind[];
  /** Strongest first. */
  readonly tenantNames: readonly string[];
  readonly routing: RoutingAccess;
}

/** The queues that look shared, and what follows from them. */
export function proposedChoices(seen: Seen): Choices {
  const legacyQueues = rankQueues(seen)
    .filter(({ proposed }) => proposed)
    .map(({ entry }) => entry);
  if (legacyQueues.length > 0) return choicesOn(seen, legacyQueues);
  throw new ProjectError(
    `${count(seen.starts.length, 'start')} found here, and no queue of theirs can be followed to a name.\n` +
      'Name the shared queue under `legacyQueues` in a config of your own; `explain FILE:LINE` shows how far a queue was followed.',
  );
}

/** What is proposed once the queues are chosen. */
export function choicesOn(seen: Seen, legacyQueues: readonly string[]): Choices {
  const workflows = workflowsOn(seen, legacyQueues);
  const of = (kind: WorkflowSeen['kind']): readonly string[] =>
    workflows.filter((one) => one.kind === kind).map(({ name }) => name);
  const names = tenantNamesOn(seen, legacyQueues).filter(({ proposed }) => proposed);
  return {
    legacyQueues,
    kinds: [
      { name: 'tenant', scope: 'tenant', workflows: of('tenant') },
      { name: 'jobs', scope: 'system', workflows: of('jobs') },
    ],
    tenantNames: names.length === 0 ? ['tenantId', 'tenant.id'] : names.map(({ name }) => name),
    routing: routingForms(seen, legacyQueues)[0].access(seen.module.file),
  };
}

/** The config that says what was chosen, each entry with its reason. */
export function proposalOf(seen: Seen, { legacyQueues, kinds, tenantNames, routing }: Choices): ConfigProposal {
  const queues = new Map(rankQueues(seen).map((queue) => [queue.entry, queue.because]));
  const names = new Map(tenantNamesOn(seen, legacyQueues).map((one) => [one.name, `in ${count(one.starts, 'start')}`]));
  const workflows = workflowsOn(seen, legacyQueues);
  const hints = new Map(workflows.map((one) => [one.name, one]));
  const because = (name: string, kind: string): string => {
    const hint = hints.get(name);
    return hint?.kind === kind ? hint.because : 'chosen by hand';
  };
  const chosen = new Set(kinds.flatMap((kind) => kind.workflows));
  return {
    legacyQueues: legacyQueues.map((text) => ({ text, because: queues.get(text) ?? 'chosen by hand' })),
    kinds: kinds.map((kind) => ({
      ...kind,
      workflows: kind.workflows.map((name) => ({ name, because: because(name, kind.name) })),
    })),
    // A child follows its parent, so nobody has to say what it is.
    undecided: workflows
      .filter(({ name, follows }) => !follows && !chosen.has(name))
      .map(({ name, because }) => ({ name, because })),
    tenantNames: tenantNames.map((name) => ({ name, because: names.get(name) ?? 'not seen in a start' })),
    workers: workerLines(seen, legacyQueues),
    routing: {
      access: routing,
      because: [...(seen.module.exists ? ['it is there already'] : []), readsText(seen, legacyQueues)].join('; '),
    },
  };
}

/** Who polls what today, and what becomes of it. */
export function workerLines({ workers }: Seen, legacyQueues: readonly string[]): readonly string[] {
  const rows = workers.map((worker) => `${worker.file}:${worker.line} ${roleText(worker, legacyQueues)}`);
  const roles = workers.filter((worker) => isRetired(worker, legacyQueues));
  const none = 'none on the queues being retired: until one is listed here, nobody is known to poll the routed queues';
  const several =
    'several on the queues being retired: plan says which kinds each keeps, and TEMPORAL_ROUTED_QUEUES selects the queues of a deployment';
  return [...rows, ...(roles.length === 0 ? [none] : roles.length > 1 ? [several] : [])];
}

const isRetired = ({ queues, isRouted }: WorkerSeen, legacyQueues: readonly string[]): boolean =>
  isRouted || queues.some((entry) => legacyQueues.includes(entry));

function roleText(worker: WorkerSeen, legacyQueues: readonly string[]): string {
  if (worker.isRouted) return 'polls every routed queue already';
  if (worker.isFactory) return 'makes workers, on the queue that its callers pass';
  const queue = worker.text === '' ? 'a queue that cannot be seen' : worker.text;
  if (isRetired(worker, legacyQueues)) return `polls ${queue}: every routed queue beside it, once rewritten`;
  return worker.queues.length === 0 ? `polls ${queue}, which cannot be followed` : `polls ${queue}: left alone`;
}
