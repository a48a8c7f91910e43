import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Client, ScheduleOptions } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { base } from '../kit/cases.js';
import { commit, repositoryOf } from '../kit/repo.js';
import { serverAvailable, startServer } from '../kit/server.js';

const tool = join(root, 'codemods/dist/cli/main.js');

/** The service's own functions that create schedules. */
interface Schedules {
  nightly(client: Client): Promise<void>;
  forTenant(client: Client, actorId: string, tenant: { id: string; plan: string }): Promise<void>;
  invoices(client: Client, invoice: string, tenantId: string): Promise<void>;
}

/** A schedule with everything that a careless update would lose. */
const RICH: ScheduleOptions = {
  scheduleId: 'audit-rich',
  spec: { calendars: [{ hour: 3, comment: 'before the day begins' }], jitter: '5s', timezone: 'Europe/Vienna' },
  action: {
    type: 'startWorkflow',
    workflowType: 'AuditWorkflow',
    workflowId: 'audit-rich',
    args: ['bob', 'globex'],
    taskQueue: 'main-queue',
    memo: { by: 'hand' },
    retry: { maximumAttempts: 3 },
    workflowRunTimeout: '1 hour',
    staticSummary: 'Audits *globex*',
  },
  policies: { overlap: 'BUFFER_ONE', catchupWindow: '2 days', pauseOnFailure: true },
  state: { paused: true, note: 'until the audit is signed', remainingActions: 7 },
  memo: { owner: 'finance' },
};

const other = (scheduleId: string, workflowType: string, taskQueue: string): ScheduleOptions => ({
  scheduleId,
  spec: { intervals: [{ every: '30 days' }] },
  action: { type: 'startWorkflow', workflowType, taskQueue },
});

describe.skipIf(!serverAvailable())('the script that moves schedules, on a real server', () => {
  let server: TestWorkflowEnvironment;
  let folder: string;

  beforeAll(async () => {
    await ensureRoutingBuilt();
    server = await startServer();
    folder = repositoryOf(base, join(root, 'fixtures/schedule-moves/basic/before'));
  }, 300_000);
  afterAll(async () => await server?.teardown());

  const bundled = async (file: string): Promise<string> => {
    const outfile = join(folder, 'out', `${file.replaceAll('/', '-')}.mjs`);
    const options = {
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    } as const;
    await build({ ...options, entryPoints: [join(folder, file)], outfile });
    return outfile;
  };

  const move = async (mode: 'on' | 'off', ...args: readonly string[]): Promise<readonly string[]> => {
    const env = { ...process.env, TEMPORAL_ADDRESS: server.address, TEMPORAL_ROUTING_MODE: mode };
    const script = join(folder, 'out/src-temporal-move-schedules.ts.mjs');
    const ran = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8', env });
    expect(ran.status, ran.stderr).toBe(0);
    return ran.stdout.trim().split('\n').sort();
  };

  const ids = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { scheduleId } of server.client.schedule.list()) found.push(scheduleId);
    return found.sort();
  };

  /** Everything the server keeps of a schedule but its history. */
  const kept = async (): Promise<Readonly<Record<string, Kept>>> => {
    const { workflowService, options } = server.client;
    const all = await Promise.all(
      (await ids()).map(async (scheduleId) => {
        const said = await workflowService.describeSchedule({ namespace: options.namespace, scheduleId });
        const { schedule, memo, searchAttributes } = said;
        return [scheduleId, JSON.parse(JSON.stringify({ schedule, memo, searchAttributes }))] as const;
      }),
    );
    return Object.fromEntries(all);
  };

  let before: Readonly<Record<string, Kept>>;

  test('the service creates its schedules on the legacy queues, and is migrated', async () => {
    const file = await bundled('src/schedules.ts');
    const service = (await import(pathToFileURL(file).href)) as Schedules;
    const { client } = server;
    await service.nightly(client);
    await service.forTenant(client, 'bob', { id: 'acme', plan: 'free' });
    await service.invoices(client, 'in-1', 'acme');
    for (const options of [
      RICH,
      other('export-all', 'ExportWorkflow', 'main-queue'),
      other('cleanup-of-exports', 'CleanupWorkflow', 'exports'),
    ]) {
      await client.schedule.create(options);
    }
    const created = ['audit-acme', 'audit-rich', 'cleanup', 'cleanup-of-exports', 'export-all', 'invoice-in-1'];
    await expect.poll(ids, { timeout: 20_000 }).toEqual([...created, 'onboard-acme']);
    before = await kept();

    execFileSync(process.execPath, [tool, 'apply', '--no-verify', '--quiet'], { cwd: folder, encoding: 'utf8' });
    commit(folder, 'migrated');
    await bundled('src/temporal/move-schedules.ts');
  }, 120_000);

  const moved = (outcome: string): readonly string[] => [
    `${outcome} "audit-acme" (AuditWorkflow) "main-queue" -> "saas.tenant.00", tenant "acme"`,
    `${outcome} "audit-rich" (AuditWorkflow) "main-queue" -> "saas.tenant.00", tenant "globex"`,
    `${outcome} "cleanup" (CleanupWorkflow) "nightly-queue" -> "saas.jobs.00"`,
    `${outcome} "onboard-acme" (OnboardWorkflow) "main-queue" -> "saas.tenant.00", tenant "acme"`,
  ];
  const left = [
    'by hand   "export-all" (ExportWorkflow) on "main-queue": the script does not know ExportWorkflow',
    'by hand   "invoice-in-1" (InvoiceWorkflow) on "main-queue": the tenant of src/schedules.ts#invoices does not stand in the arguments',
    'elsewhere "cleanup-of-exports" (CleanupWorkflow) on "exports": that is no legacy queue',
  ];
  const seen = '7 schedules in namespace default';

  test('a dry run, and a run with routing off, change nothing', async () => {
    const counted = `${seen}: 4 to move, 2 by hand, 1 elsewhere; nothing was changed`;
    expect(await move('on')).toEqual([...moved('to move  '), ...left, counted].sort());
    const off = await move('off', '--apply');
    expect(off).toContain(`${seen}: 2 by hand, 5 left; routing is off, so every route is the legacy queue`);
    expect(await kept()).toEqual(before);
  }, 60_000);

  test('applied, the schedules it knows have the queue and the priority of their route, and all else as it was', async () => {
    const counted = `${seen}: 4 moved, 2 by hand, 1 elsewhere`;
    expect(await move('on', '--apply')).toEqual([...moved('moved    '), ...left, counted].sort());
    const tenant = (fairnessKey: string) => ({ fairnessKey, fairnessWeight: 1 });
    expect(await kept()).toEqual({
      ...before,
      'audit-acme': onRoute(before['audit-acme'], 'saas.tenant.00', tenant('acme')),
      'audit-rich': onRoute(before['audit-rich'], 'saas.tenant.00', tenant('globex')),
      cleanup: onRoute(before.cleanup, 'saas.jobs.00'),
      'onboard-acme': onRoute(before['onboard-acme'], 'saas.tenant.00', tenant('acme')),
    });
  }, 60_000);

  test('a second run finds nothing to move', async () => {
    const now = await kept();
    expect(await move('on', '--apply')).toEqual([...left, `${seen}: 2 by hand, 1 elsewhere, 4 left`].sort());
    expect(await kept()).toEqual(now);
  }, 60_000);

  test('what a moved schedule starts is on its route', async () => {
    const handle = server.client.schedule.getHandle('audit-acme');
    await handle.trigger();
    const actions = async () => (await handle.describe()).info.recentActions;
    await expect.poll(async () => (await actions()).length, { timeout: 20_000 }).toBe(1);
    const [action] = await actions();
    const { workflowId } = action?.action.workflow ?? { workflowId: '' };
    const started = await server.client.workflow.getHandle(workflowId).describe();
    expect([started.taskQueue, started.priority?.fairnessKey]).toEqual(['saas.tenant.00', 'acme']);
    await server.client.workflow.getHandle(workflowId).terminate();
  }, 60_000);
});

interface Kept {
  readonly schedule: { readonly action: { readonly startWorkflow: { readonly taskQueue: object } } };
}

function onRoute(was: Kept | undefined, name: string, priority?: object): unknown {
  const startWorkflow = was?.schedule.action.startWorkflow;
  return {
    ...was,
    schedule: {
      ...was?.schedule,
      action: {
        startWorkflow: {
          ...startWorkflow,
          taskQueue: { ...startWorkflow?.taskQueue, name },
          ...(priority === undefined ? {} : { priority }),
        },
      },
    },
  };
}
