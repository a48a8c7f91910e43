import type { Client } from '@temporalio/client';
import { createRouting } from 'temporal-queue-routing';
import { type MoveSchedulesOptions, moveSchedules } from 'temporal-queue-routing/schedules';
import { expect, test } from 'vitest';

const routingOf = (mode: 'on' | 'off') =>
  createRouting({
    mode,
    legacyTaskQueue: 'main-queue',
    namespace: 'default',
    prefix: 'saas',
    shards: 1,
    kinds: [{ name: 'billing', scope: 'tenant' }],
  });

interface Action {
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly args?: readonly unknown[];
}

/** A server that holds these schedules and notes what is written to it. */
function serverOf(actions: Readonly<Record<string, Action | Error>>) {
  const written: unknown[] = [];
  const startWorkflow = (id: string) => {
    const { taskQueue } = actions[id] as Action;
    return { taskQueue: { name: taskQueue, kind: 1 }, priority: { priorityKey: 2 }, header: { fields: {} } };
  };
  const client = {
    options: { namespace: 'default', identity: 'tests' },
    schedule: {
      async *list() {
        for (const scheduleId of Object.keys(actions)) yield { scheduleId };
      },
      getHandle: (id: string) => ({
        async describe() {
          const action = actions[id];
          if (action instanceof Error) throw action;
          return { action };
        },
      }),
    },
    workflowService: {
      describeSchedule: async ({ scheduleId }: { scheduleId: string }) => ({
        schedule: { state: { paused: true }, action: { startWorkflow: startWorkflow(scheduleId) } },
        conflictToken: new Uint8Array([7]),
      }),
      updateSchedule: async ({ requestId: _id, ...request }: { requestId: string }) => void written.push(request),
    },
  };
  return { client: client as unknown as Client, written };
}

const workflows: MoveSchedulesOptions['workflows'] = {
  CleanupWorkflow: {},
  AuditWorkflow: { kind: 'tenant', tenantId: 'args[1]' },
  InvoiceWorkflow: { kind: 'billing', tenantId: 'args[0].tenant.id' },
  ReportWorkflow: { byHand: 'its tenant is not in its arguments' },
};

test('a dry run says what belongs where, and writes nothing', async () => {
  const { client, written } = serverOf({
    cleanup: { workflowType: 'CleanupWorkflow', taskQueue: 'main-queue' },
    audit: { workflowType: 'AuditWorkflow', taskQueue: 'cron-queue', args: ['bob', 'acme'] },
    invoice: { workflowType: 'InvoiceWorkflow', taskQueue: 'main-queue', args: [{ tenant: { id: 12 } }] },
    elsewhere: { workflowType: 'CleanupWorkflow', taskQueue: 'exports' },
    there: { workflowType: 'CleanupWorkflow', taskQueue: 'saas.jobs.00' },
    foreign: { workflowType: 'ExportWorkflow', taskQueue: 'exports' },
    lost: { workflowType: 'AuditWorkflow', taskQueue: 'main-queue', args: ['bob'] },
    blank: { workflowType: 'AuditWorkflow', taskQueue: 'main-queue', args: ['bob', ''] },
    report: { workflowType: 'ReportWorkflow', taskQueue: 'main-queue' },
    stranger: { workflowType: 'toString', taskQueue: 'main-queue' },
    sealed: new Error('Unknown encoding\n: binary/encrypted'),
  });
  const lines: string[] = [];
  const moves = await moveSchedules({
    client,
    routing: routingOf('on'),
    workflows,
    legacyTaskQueues: ['cron-queue'],
    log: (line) => void lines.push(line),
  });
  expect(written).toEqual([]);
  expect(moves.map(({ outcome }) => outcome)).toEqual([
    'to move',
    'to move',
    'to move',
    'elsewhere',
    'left',
    'left',
    'by hand',
    'by hand',
    'by hand',
    'by hand',
    'failed',
  ]);
  expect(lines).toEqual([
    'to move   "cleanup" (CleanupWorkflow) "main-queue" -> "saas.jobs.00"',
    'to move   "audit" (AuditWorkflow) "cron-queue" -> "saas.tenant.00", tenant "acme"',
    'to move   "invoice" (InvoiceWorkflow) "main-queue" -> "saas.billing.00", tenant "12"',
    'elsewhere "elsewhere" (CleanupWorkflow) on "exports": that is no legacy queue',
    'by hand   "lost" (AuditWorkflow) on "main-queue": args[1] of its action is no tenant id',
    'by hand   "blank" (AuditWorkflow) on "main-queue": tenantId must not be empty [empty]',
    'by hand   "report" (ReportWorkflow) on "main-queue": its tenant is not in its arguments',
    'by hand   "stranger" (toString) on "main-queue": the script does not know toString',
    'failed    "sealed": Unknown encoding\\n: binary/encrypted',
    '11 schedules in namespace default: 3 to move, 4 by hand, 1 elsewhere, 1 failed, 2 left; nothing was changed',
  ]);
});

test('apply writes queue and priority into what the server has, and no more', async () => {
  const { client, written } = serverOf({
    cleanup: { workflowType: 'CleanupWorkflow', taskQueue: 'main-queue' },
    audit: { workflowType: 'AuditWorkflow', taskQueue: 'main-queue', args: ['bob', 'acme'] },
  });
  const moves = await moveSchedules({ client, routing: routingOf('on'), workflows, apply: true });
  expect(moves.map(({ outcome }) => outcome)).toEqual(['moved', 'moved']);
  const schedule = (name: string, priority: object) => ({
    state: { paused: true },
    action: { startWorkflow: { taskQueue: { name, kind: 1 }, priority, header: { fields: {} } } },
  });
  const request = { namespace: 'default', identity: 'tests', conflictToken: new Uint8Array([7]) };
  const tenants = { priorityKey: 2, fairnessKey: 'acme', fairnessWeight: 1 };
  expect(written).toEqual([
    { ...request, scheduleId: 'cleanup', schedule: schedule('saas.jobs.00', { priorityKey: 2 }) },
    { ...request, scheduleId: 'audit', schedule: schedule('saas.tenant.00', tenants) },
  ]);
});

test('with routing off every schedule stays on the legacy queue it has', async () => {
  const { client, written } = serverOf({
    cleanup: { workflowType: 'CleanupWorkflow', taskQueue: 'cron-queue' },
    audit: { workflowType: 'AuditWorkflow', taskQueue: 'main-queue', args: ['bob', 'acme'] },
  });
  const lines: string[] = [];
  const options = { client, routing: routingOf('off'), workflows, legacyTaskQueues: ['cron-queue'], apply: true };
  const moves = await moveSchedules({ ...options, log: (line) => void lines.push(line) });
  expect(moves.map(({ outcome }) => outcome)).toEqual(['left', 'left']);
  expect(lines).toEqual([
    '2 schedules in namespace default: 2 left; routing is off, so every route is the legacy queue',
  ]);
  expect(written).toEqual([]);
});

test('a path that names no argument is refused before anything is read', async () => {
  const { client } = serverOf({});
  const bad = { AuditWorkflow: { tenantId: 'tenantId' } };
  await expect(moveSchedules({ client, routing: routingOf('on'), workflows: bad })).rejects.toMatchObject({
    name: 'RoutingError',
    field: 'tenantId',
    rule: 'syntax',
  });
});
