/**
 * Moves the schedules that exist on the server from the legacy queue to their routes.
 * Needs a client of `@temporalio/client`; never import it from workflow code.
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { Client, ScheduleDescription } from '@temporalio/client';
import type { BoundSystemJobInput, BoundTenantInput, Routing } from './bound.js';
import type { KindSpec } from './kind.js';
import type { Route } from './route.js';
import { tenantAt } from './schedule-tenant.js';

/** Where the schedules of one workflow belong: to a kind, and to the tenant in their own arguments; or nobody can say. */
export type ScheduledWorkflow =
  | {
      /** Default: `tenant` with a `tenantId`, else `jobs`. */
      readonly kind?: string | undefined;
      /** Where the tenant id stands in the arguments of the schedule's action: `args[0]`, `args[0].tenantId`. */
      readonly tenantId?: string | undefined;
    }
  | { readonly byHand: string };

/** What routing must tell about a schedule's route; any bound routing does. */
export interface ScheduleRouting extends Pick<Routing<readonly KindSpec[]>, 'settings'> {
  routeForTenant(input: BoundTenantInput<string>): Route;
  routeForSystemJob(input?: BoundSystemJobInput<string>): Route;
}

/** What is moved, by what, and whether it is done or only told. */
export interface MoveSchedulesOptions {
  readonly client: Client;
  /** The bound routing of the service. */
  readonly routing: ScheduleRouting;
  /** By workflow type. Schedules of any other workflow are left for a person. */
  readonly workflows: Readonly<Record<string, ScheduledWorkflow>>;
  /** The legacy queues beside that of the routing settings. */
  readonly legacyTaskQueues?: readonly string[] | undefined;
  /** Only with `true` is anything changed. */
  readonly apply?: boolean | undefined;
  /** Is told every line that a person should read. */
  readonly log?: ((line: string) => void) | undefined;
}

/** What became of one schedule. */
export interface ScheduleMove {
  readonly scheduleId: string;
  /** Null where the schedule could not be read. */
  readonly workflow: string | null;
  /**
   * `to move` without `apply`; `by hand`: on a legacy queue, and nothing says where it belongs; `elsewhere`: its workflow is in
   * the table, and it is on a queue that is no legacy one and not its route; `left`: where it should be, or nobody's concern.
   */
  readonly outcome: 'moved' | 'to move' | 'by hand' | 'elsewhere' | 'left' | 'failed';
  readonly from: string | null;
  readonly to: string | null;
  readonly tenantId: string | null;
  /** Why it is where it is; null for one that is moved. */
  readonly because: string | null;
}

/**
 * Gives the action of every schedule that is on a legacy queue the queue and the priority of its route. Nothing else of a
 * schedule changes: it is written back as the server has it, and not at all when it was changed in between.
 *
 * With routing off there is nothing to do, and a second run changes nothing.
 *
 * @returns one row for each schedule of the client's namespace
 * @throws RoutingError naming a setting, or the path of a tenant id; a schedule that fails is a row
 * @example await moveSchedules({ client, routing, workflows: { CleanupWorkflow: { kind: 'jobs' } }, log: console.log });
 */
export async function moveSchedules(options: MoveSchedulesOptions): Promise<readonly ScheduleMove[]> {
  const { client, routing, workflows, log = () => undefined } = options;
  for (const one of Object.values(workflows))
    if ('tenantId' in one && one.tenantId !== undefined) tenantAt(one.tenantId);
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
  const legacy = new Set([routing.settings().legacyTaskQueue, ...(options.legacyTaskQueues ?? [])]);
  const moves: ScheduleMove[] = [];
  for (const scheduleId of ids) {
    const move = await moveOne(scheduleId, legacy, options);
    moves.push(move);
    if (move.outcome !== 'left') log(lineOf(move));
  }
  log(summaryOf(moves, options));
  return moves;
}

async function moveOne(
  scheduleId: string,
  legacy: ReadonlySet<string>,
  options: MoveSchedulesOptions,
): Promise<ScheduleMove> {
  const unread = { scheduleId, workflow: null, from: null, to: null, tenantId: null };
  try {
    const { action } = await options.client.schedule.getHandle(scheduleId).describe();
    const { workflowType: workflow, taskQueue: from } = action;
    const seen = { ...unread, workflow, from };
    const isLegacy = legacy.has(from);
    const target = targetOf(action, options);
    if ('byHand' in target) return { ...seen, outcome: isLegacy ? 'by hand' : 'left', because: target.byHand };
    const { route, tenantId } = target;
    const known = { ...seen, tenantId };
    if (route.taskQueue === from) return { ...known, outcome: 'left', because: 'its route is the queue it has' };
    if (!isLegacy) return { ...known, outcome: 'elsewhere', because: 'that is no legacy queue' };
    const found = { ...known, to: route.taskQueue, because: null };
    if (options.apply !== true) return { ...found, outcome: 'to move' };
    await update({ scheduleId, from, route }, options.client);
    return { ...found, outcome: 'moved' };
  } catch (error) {
    return { ...unread, outcome: 'failed', because: messageOf(error) };
  }
}

type Target = { readonly route: Route; readonly tenantId: string | null } | { readonly byHand: string };

/** The route of a schedule's action, by the table of workflows. */
function targetOf(action: ScheduleDescription['action'], { workflows, routing }: MoveSchedulesOptions): Target {
  const { workflowType, taskQueue: legacyTaskQueue, args = [] } = action;
  const entry = Object.hasOwn(workflows, workflowType) ? workflows[workflowType] : undefined;
  if (entry === undefined) return { byHand: `the script does not know ${workflowType}` };
  if ('byHand' in entry) return entry;
  const { kind, tenantId: path } = entry;
  try {
    // With routing off the route is the queue that is handed over: the one it has.
    if (path === undefined) return { route: routing.routeForSystemJob({ kind, legacyTaskQueue }), tenantId: null };
    const tenantId = tenantAt(path)(args);
    if (tenantId === null) return { byHand: `${path} of its action is no tenant id` };
    return { route: routing.routeForTenant({ tenantId, kind, legacyTaskQueue }), tenantId };
  } catch (error) {
    // By name: the routing module may be of the other build, ESM or CommonJS.
    if (error instanceof Error && error.name === 'RoutingError') return { byHand: error.message };
    throw error;
  }
}

interface Update {
  readonly scheduleId: string;
  readonly from: string;
  readonly route: Route;
}

/**
 * Writes the schedule back as the server sent it, but for queue and priority. `ScheduleHandle.update` would decode and encode
 * all of it, lose what this version of the SDK does not know, and write over what somebody else changed meanwhile.
 */
async function update({ scheduleId, from, route }: Update, client: Client): Promise<void> {
  const { namespace, identity } = client.options;
  const { schedule, conflictToken } = await client.workflowService.describeSchedule({ namespace, scheduleId });
  const startWorkflow = schedule?.action?.startWorkflow;
  if (startWorkflow?.taskQueue?.name !== from) throw new Error('it was changed meanwhile; run again');
  const action = {
    startWorkflow: {
      ...startWorkflow,
      taskQueue: { ...startWorkflow.taskQueue, name: route.taskQueue },
      priority:
        'priority' in route ? { ...startWorkflow.priority, ...route.priority } : (startWorkflow.priority ?? null),
    },
  };
  const request = { namespace, scheduleId, schedule: { ...schedule, action }, conflictToken: conflictToken ?? null };
  await client.workflowService.updateSchedule({ ...request, identity, requestId: randomUUID() });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** On one line, whatever an id or an error holds. */
const quoted = (text: string): string => JSON.stringify(text);

function lineOf({ outcome, scheduleId, workflow, from, to, tenantId, because }: ScheduleMove): string {
  const name = `${outcome.padEnd(9)} ${quoted(scheduleId)}${workflow === null ? '' : ` (${workflow})`}`;
  const queues = from === null ? '' : to === null ? ` on ${quoted(from)}` : ` ${quoted(from)} -> ${quoted(to)}`;
  const whose = tenantId === null ? '' : `, tenant ${quoted(tenantId)}`;
  return `${name}${queues}${whose}${because === null ? '' : `: ${quoted(because).slice(1, -1)}`}`;
}

function summaryOf(moves: readonly ScheduleMove[], { apply, client, routing }: MoveSchedulesOptions): string {
  const counts = (['moved', 'to move', 'by hand', 'elsewhere', 'failed', 'left'] as const)
    .map((outcome) => [outcome, moves.filter((move) => move.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const seen = `${moves.length} schedules in namespace ${client.options.namespace}`;
  const off = routing.settings().mode === 'off' ? '; routing is off, so every route is the legacy queue' : '';
  const dry = apply === true ? '' : '; nothing was changed';
  return `${[seen, counts.join(', ')].filter((part) => part !== '').join(': ')}${off}${dry}`;
}
