import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../kit/built.js';
import { SaasApp, type SaasService } from '../kit/saas-app.js';
import { confirm, IMPORTED, liveADay, look, type On, register, type Started, whereOf } from '../kit/saas-day.js';
import { serverAvailable, startServer } from '../kit/server.js';

const ON = { TEMPORAL_ROUTING_MODE: 'on', TEMPORAL_QUEUE_PREFIX: 'saas' };
const DELETION = 'src/workflows/tenant-deletion.ts';
const staff = { userId: 'u-staff', tenantId: 'staff' };

const eventually = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 20_000, interval: 100 });

/** The life of one service, one step after the other: each test begins where the one before it ended. */
describe.skipIf(!serverAvailable())('fixtures/saas-app on a real server', () => {
  let server: TestWorkflowEnvironment;
  let app: SaasApp;
  let service: SaasService;
  /** Onboardings that wait for their signal, by company. */
  const open = new Map<string, string>();

  beforeAll(async () => {
    [server, app] = await Promise.all([startServer(), SaasApp.copy()]);
    await app.script('build');
  }, 300_000);
  let isBroken = false;
  beforeEach(({ skip, onTestFailed }) => {
    skip(isBroken, 'a step before this one has failed');
    onTestFailed(() => {
      isBroken = true;
    });
  });
  afterAll(async () => {
    service?.kill();
    await server?.teardown();
    app?.remove();
  });

  const deploy = async (env: Readonly<Record<string, string>>): Promise<void> => {
    await service?.stop();
    service = await app.start({ TEMPORAL_ADDRESS: server.address, USAGE_SAMPLE_SECONDS: '1', ...env });
  };

  /** A day in the life of the service: everything it started has ended, and ran where it belongs. */
  const passADay = async (on: On): Promise<void> => {
    const dawn = Date.now();
    const day = await liveADay(service, server.client);
    expect(sitesOf(day)).toEqual(sitesInTheLabel());
    await expectIn(day, on, dawn);
  };

  const expectIn = async (started: readonly Omit<Started, 'site'>[], on: On, since: number): Promise<void> => {
    const owners = new Map(started.map(({ workflowId, owner }) => [workflowId, owner]));
    const seen = await Promise.all([...owners.keys()].map((workflowId) => look(server.client, workflowId)));
    const rows = seen.map(({ startedAt, activities, ...row }) => ({
      ...row,
      isNew: startedAt.getTime() >= since,
      activityQueues: [...new Set(activities.map((activity) => activity.replace(/^.*@/, '')))],
    }));
    expect(rows).toEqual(
      [...owners].map(([workflowId, owner]) => {
        const where = whereOf(owner, on);
        const { queue } = where;
        return {
          workflowId,
          status: 'COMPLETED',
          described: where,
          started: where,
          isNew: true,
          activityQueues: [queue],
        };
      }),
    );
  };

  const openAnOnboarding = async (company: string): Promise<void> => {
    const { workflowIds } = await register(service, company);
    open.set(company, workflowIds[1]);
    await eventually(() => statusOf(workflowIds[0])).toBe('COMPLETED');
    // The mail has been sent, so it waits for the click.
    await eventually(async () =>
      (await look(server.client, workflowIds[1])).activities.map((name) => name.split('@')[0]),
    ).toContain('sendMail');
  };

  const finishTheOnboarding = async (company: string, queue: string | null) => {
    const workflowId = open.get(company) ?? '';
    const before = await look(server.client, workflowId);
    expect(before.status).toBe('RUNNING');
    expect(await confirm(service, company.toLowerCase(), `owner@${company.toLowerCase()}.example`)).toBe(workflowId);
    expect(await server.client.workflow.getHandle(workflowId).result()).toBe('confirmed');
    const after = await look(server.client, workflowId);
    expect(after).toEqual({
      ...before,
      status: 'COMPLETED',
      activities: ['activateUser', 'createUser', 'sendMail'].map((name) => `${name}@${queue}`),
    });
    return after;
  };

  const statusOf = async (workflowId: string) =>
    (await server.client.workflow.getHandle(workflowId).describe()).status.name;

  const importTenants = async (): Promise<readonly Omit<Started, 'site'>[]> => {
    const tenants = IMPORTED.map((id) => ({ id, name: id }));
    const { started } = await service.call<{ started: { tenantId: string; workflowId: string }[] }>(
      'POST',
      '/tenants/import',
      { tenants },
    );
    expect(started.map(({ tenantId }) => tenantId)).toEqual(IMPORTED);
    await Promise.all(started.map(({ workflowId }) => server.client.workflow.getHandle(workflowId).result()));
    return started.map(({ tenantId, workflowId }) => ({ workflowId, owner: { tenant: tenantId } }));
  };

  const deleteTenant = async (tenantId: string) => {
    await service.call('DELETE', `/admin/tenants/${tenantId}`, undefined, staff);
    await server.client.workflow.getHandle(`tenant-deletion-${tenantId}`).result();
    return await look(server.client, `tenant-deletion-${tenantId}`);
  };

  const schedule = () => server.client.schedule.getHandle('token-cleanup');
  const scheduledQueue = async () => (await schedule().describe()).action.taskQueue;

  const triggerTheSchedule = async () => {
    const count = async () => (await schedule().describe()).info.recentActions.length;
    const before = await count();
    await schedule().trigger();
    await eventually(count).toBeGreaterThan(before);
    const workflowId = (await schedule().describe()).info.recentActions.at(-1)?.action.workflow.workflowId ?? '';
    await server.client.workflow.getHandle(workflowId).result();
    return await look(server.client, workflowId);
  };

  /** The queues of everything started since, by workflow id; waits until the list knows all of `complete`. */
  const queuesSince = async (since: number, complete: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const list = async () => {
      const found = new Map<string, string>();
      for await (const each of server.client.workflow.list()) {
        // The hour may strike during the test: the schedule is looked at by a test of its own.
        const isScheduled = each.workflowId.startsWith('token-cleanup-scheduled');
        if (each.startTime.getTime() >= since && !isScheduled) found.set(each.workflowId, each.taskQueue);
      }
      return found;
    };
    await eventually(async () => [...(await list()).keys()]).toEqual(expect.arrayContaining([...complete]));
    return await list();
  };

  const pollersOf = async (queue: string) => {
    const count = async (taskQueueType: 1 | 2) => {
      const request = { namespace: 'default', taskQueue: { name: queue }, taskQueueType };
      return (await server.client.workflowService.describeTaskQueue(request)).pollers.length;
    };
    return { workflows: (await count(1)) > 0, activities: (await count(2)) > 0 };
  };

  test('before the migration everything but exports runs on main-queue, without a fairness key', async () => {
    await deploy({});
    await passADay(null);
    await openAnOnboarding('Initech');
    await openAnOnboarding('Hooli');
    await service.call('POST', '/usage/meter');
    expect(await scheduledQueue()).toBe('main-queue');
    await service.stop();
    for (const workflowId of [...open.values(), 'usage-meter']) {
      expect(await look(server.client, workflowId)).toMatchObject({
        status: 'RUNNING',
        described: { queue: 'main-queue', fairnessKey: null },
      });
    }
  }, 120_000);

  test('the tool migrates it: five questions, their answers, no question, and a second run changes nothing', async () => {
    expect((await app.migrate('check', '--quiet')).status).toBe(1);
    const questions = await questionsOf(app);
    expect(questions.map(({ enclosing }) => enclosing).sort()).toEqual([
      'AdminService.mergeTenants',
      'DeferredStartService.runAll',
      'UsageService.report',
      'UsageService.startMeter',
      'startWorkflow',
    ]);
    answer(app, questions);
    app.commit('answers');

    const applied = await app.migrate('apply', '--json');
    expect(applied.status, applied.stderr).toBe(0);
    expect(JSON.parse(applied.stdout).ledger).toMatchObject({ routed: 0, ask: 0, unread: 0 });
    const changed = app
      .git('status', '--porcelain', '--untracked-files=all')
      .trim()
      .split('\n')
      .map((line) => line.slice(3))
      .sort();
    expect(changed).toContain('src/temporal/routing.ts');
    expect(changed).toContain(DELETION);
    app.commit('migrated');

    expect(await app.migrate('apply')).toMatchObject({ status: 0 });
    expect(app.git('status', '--porcelain')).toBe('');
    const checked = await app.migrate('check');
    expect(checked, checked.stdout).toMatchObject({ status: 0 });
  }, 240_000);

  test('its own type-check and tests pass on what was migrated', async () => {
    await app.installRouting();
    const [tests] = await Promise.all([app.script('test'), app.script('typecheck').then(() => app.script('build'))]);
    expect(tests).toMatch(/Tests\s+\d\d passed/);
    // Off unless it is switched on; and the legacy queue's name keeps environments apart, so the prefix follows it.
    const defaults = { temporalQueueShards: 1, temporalRoutingMode: 'off' };
    expect(app.settings({})).toMatchObject({ ...defaults, temporalQueuePrefix: 'main-queue' });
    expect(app.settings({ TEMPORAL_TASK_QUEUE: 'staging' })).toMatchObject({ temporalQueuePrefix: 'staging' });
  }, 240_000);

  test('deployed dark, nothing has moved, and the routed queues are polled already', async () => {
    const deployed = Date.now();
    await deploy({ ...ON, TEMPORAL_ROUTING_MODE: 'off' });
    for (const queue of ['main-queue', 'saas.tenant.00', 'saas.jobs.00']) {
      await eventually(() => pollersOf(queue)).toEqual({ workflows: true, activities: true });
    }
    await passADay(null);
    await finishTheOnboarding('Hooli', 'main-queue');
    const queues = new Set((await queuesSince(deployed, ['tenant-provisioning-closing'])).values());
    expect([...queues].sort()).toEqual(['exports', 'main-queue']);
    expect(await scheduledQueue()).toBe('main-queue');
  }, 120_000);

  test('switched on, the same workflow ids run on saas.tenant.00 and saas.jobs.00, by tenant', async () => {
    const deployed = Date.now();
    await deploy(ON);
    await passADay({ prefix: 'saas', shards: 1 });

    const queues = await queuesSince(deployed, ['tenant-provisioning-closing', 'tenant-deletion-purged']);
    const onLegacy = [...queues].flatMap(([workflowId, queue]) => (queue === 'main-queue' ? [workflowId] : []));
    expect(onLegacy).toEqual([expect.stringMatching(/^user-onboarding-again-/)]);
    expect(new Set(queues.values())).toEqual(new Set(['exports', 'main-queue', 'saas.jobs.00', 'saas.tenant.00']));
  }, 120_000);

  test('what was open before the migration keeps its queue and finishes', async () => {
    await finishTheOnboarding('Initech', 'main-queue');

    await service.call('POST', '/usage/meter');
    const meter = server.client.workflow.getHandle('usage-meter');
    expect(await look(server.client, 'usage-meter')).toMatchObject({
      status: 'RUNNING',
      described: whereOf('jobs', null),
    });
    await service.call('DELETE', '/usage/meter');
    await eventually(() => statusOf('usage-meter')).toBe('CANCELLED');
    await service.call('POST', '/usage/meter');
    expect(await meter.describe()).toMatchObject({ status: { name: 'RUNNING' }, taskQueue: 'saas.jobs.00' });
    await eventually(async () => (await look(server.client, 'usage-meter')).activities).toEqual([
      'sampleUsage@saas.jobs.00',
    ]);
  }, 60_000);

  test('a schedule that exists is not changed by the migrated create, and runs on the legacy queue until it is made anew', async () => {
    expect(await scheduledQueue()).toBe('main-queue');
    expect(await triggerTheSchedule()).toMatchObject({
      status: 'COMPLETED',
      described: { queue: 'main-queue', fairnessKey: null },
      activities: ['deleteExpiredTokens@main-queue'],
    });
    await schedule().delete();
    await deploy(ON);
    expect(await scheduledQueue()).toBe('saas.jobs.00');
    expect(await triggerTheSchedule()).toMatchObject({
      status: 'COMPLETED',
      described: whereOf('jobs', { prefix: 'saas', shards: 1 }),
      activities: ['deleteExpiredTokens@saas.jobs.00'],
    });
  }, 60_000);

  test('with four shards tenants land where routing/vectors.json says; an activity left pinned still finds the legacy worker', async () => {
    app.git('checkout', '-q', 'HEAD~', '--', DELETION);
    expect(app.read(DELETION)).toContain("taskQueue: 'main-queue'");
    await app.script('build');
    await deploy({ ...ON, TEMPORAL_QUEUE_SHARDS: '4' });

    const since = Date.now();
    const started = await importTenants();
    await expectIn(started, { prefix: 'saas', shards: 4 }, since);
    const queues = await Promise.all(
      started.map(async ({ workflowId }) => (await look(server.client, workflowId)).described.queue),
    );
    expect(queues).toEqual(IMPORTED.map((tenantId) => `saas.tenant.0${shardOfFour(tenantId)}`));
    expect(new Set(queues).size).toBe(4);

    const { queue } = whereOf({ tenant: 'Z' }, { prefix: 'saas', shards: 4 });
    expect(await deleteTenant('Z')).toMatchObject({
      status: 'COMPLETED',
      described: { queue, fairnessKey: 'Z' },
      activities: ['closeInvoices@main-queue', `closeTenant@${queue}`, `eraseTenant@${queue}`],
    });
    await openAnOnboarding('Dunder');
  }, 120_000);

  test('switched off again, new starts go to the legacy queue and open ones finish on their routed queue', async () => {
    app.git('checkout', '-q', 'HEAD', '--', DELETION);
    await app.script('build');
    await deploy({ ...ON, TEMPORAL_ROUTING_MODE: 'off', TEMPORAL_QUEUE_SHARDS: '4' });

    const since = Date.now();
    await expectIn(await importTenants(), null, since);
    const where = whereOf({ tenant: 'dunder' }, { prefix: 'saas', shards: 4 });
    expect((await finishTheOnboarding('Dunder', where.queue)).described).toEqual(where);
    expect(await look(server.client, 'usage-meter')).toMatchObject({
      status: 'RUNNING',
      described: { queue: 'saas.jobs.00' },
    });
    await service.call('DELETE', '/usage/meter');
    await eventually(() => statusOf('usage-meter')).toBe('CANCELLED');
  }, 120_000);

  test('in the end the legacy queue needs no worker: only what was kept on it waits', async () => {
    await deploy({ ...ON, TEMPORAL_ROUTED_QUEUES: 'tenant,jobs' });
    const kept = await service.call<{ workflowId: string }>('POST', '/registrations/resend', {
      tenantId: 'acme',
      email: 'late@acme.example',
    });
    const { queue } = whereOf({ tenant: 'ACME' }, { prefix: 'saas', shards: 1 });
    expect(await deleteTenant('ACME')).toMatchObject({
      status: 'COMPLETED',
      activities: ['closeInvoices', 'closeTenant', 'eraseTenant'].map((name) => `${name}@${queue}`),
    });
    // Accepted by the server and never begun: the start itself, and a first task that nobody takes.
    const stuck = await server.client.workflow.getHandle(kept.workflowId).describe();
    expect(stuck).toMatchObject({ status: { name: 'RUNNING' }, taskQueue: 'main-queue', historyLength: 2 });
    await service.stop();
  }, 60_000);
});

interface Site {
  readonly id: string;
  readonly file: string;
  readonly enclosing: string | null;
  readonly api: string;
  readonly workflow: string | null;
  readonly decision: string;
}

/** The client starts of the label, by hand; the schedule and the meter are looked at by tests of their own. */
function sitesInTheLabel(): readonly string[] {
  const label = JSON.parse(readFileSync(join(root, 'fixtures/saas-app/expected-sites.json'), 'utf8')) as Site[];
  const driven = label.filter(
    ({ file, api, enclosing }) =>
      file.startsWith('src/') && api.startsWith('client.') && enclosing !== 'UsageService.startMeter',
  );
  return driven.map(({ enclosing, workflow }) => `${enclosing} ${workflow}`).sort();
}

const sitesOf = (day: readonly Started[]): readonly string[] => [...new Set(day.map(({ site }) => site))].sort();

/** The starts of which the tool asks what to do. */
async function questionsOf(app: SaasApp): Promise<readonly Site[]> {
  const planned = await app.migrate('plan', '--json');
  if (planned.status !== 0) throw new Error(`plan ended with ${planned.status}:\n${planned.stderr}`);
  const { sites } = JSON.parse(planned.stdout) as { sites: readonly Site[] };
  return sites.filter(({ decision }) => decision === 'ask');
}

/** What a person who knows the service writes into its config: two more jobs, and what to do with three starts. */
function answer(app: SaasApp, questions: readonly Site[]): void {
  const answers: Readonly<Record<string, object>> = {
    'AdminService.mergeTenants': { kind: 'tenant', tenantId: 'source.tenantId' },
    'DeferredStartService.runAll': { kind: 'tenant', tenantId: 'args[0]' },
    startWorkflow: { decision: 'keep', reason: 'its callers hold the tenant; they move one by one' },
  };
  const config = JSON.parse(app.read('temporal-queue.config.json'));
  config.kinds.jobs.push('UsageReportWorkflow', 'UsageMeterWorkflow');
  config.sites = Object.fromEntries(
    questions.flatMap(({ id, enclosing }) => {
      const given = answers[enclosing ?? ''];
      return given === undefined ? [] : [[id, given]];
    }),
  );
  app.write('temporal-queue.config.json', `${JSON.stringify(config, null, 2)}\n`);
}

/** The golden vectors have no count of 4, but 64 is a multiple of it. */
function shardOfFour(tenantId: string): number {
  const { vectors } = JSON.parse(readFileSync(join(root, 'routing/vectors.json'), 'utf8')) as { vectors: Vector[] };
  const vector = vectors.find(({ call, input }) => call === 'shardOf' && input.key === tenantId && input.shards === 64);
  if (typeof vector?.output !== 'number') throw new Error(`routing/vectors.json has no shard of ${tenantId}`);
  return vector.output % 4;
}

interface Vector {
  readonly call: string;
  readonly input: { readonly key?: unknown; readonly shards?: unknown };
  readonly output?: unknown;
}
