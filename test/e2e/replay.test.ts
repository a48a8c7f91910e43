import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureRoutingBuilt } from '../kit/built.js';
import { serverAvailable, startServer } from '../kit/server.js';
import { childOf } from '../kit/where.js';

const LEGACY = 'replay-legacy';
const ROUTED = 'saas.tenant.01';
const queues = { namespace: 'default', prefix: 'saas', shards: 4 };
const activities = { prepare: async () => undefined };

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** A child start that moves to the routing module inside workflow code, with the settings as an argument. */
describe.skipIf(!serverAvailable())('histories from before the migration', () => {
  let server: TestWorkflowEnvironment;
  let before: WorkflowBundleWithSourceMap;
  let after: WorkflowBundleWithSourceMap;
  let broken: WorkflowBundleWithSourceMap;
  /** Recorded with the old code: a run without the argument, and one that already had it. */
  const recorded = new Map<string, History>();

  beforeAll(async () => {
    await ensureRoutingBuilt();
    server = await startServer();
    before = await bundle('before');
    after = await bundle('after');
    broken = await bundle('broken');
  }, 200_000);
  afterAll(async () => {
    await server?.teardown();
  });

  const workerOn = (workflowBundle: WorkflowBundleWithSourceMap, taskQueue: string) =>
    Worker.create({ connection: server.nativeConnection, workflowBundle, activities, taskQueue });

  const start = (tenantId: string, args: readonly [] | readonly [typeof queues]) =>
    server.client.workflow.start('Onboard', {
      taskQueue: LEGACY,
      workflowId: `onboard-${tenantId}`,
      args: [tenantId, ...args],
    });

  test('are recorded with the old code: the child runs on the legacy queue', async () => {
    const worker = await workerOn(before, LEGACY);
    await worker.runUntil(async () => {
      for (const [name, args] of [
        ['initech', []],
        ['umbrella', [queues]],
      ] as const) {
        const handle = await start(name, args);
        await handle.signal('goAhead');
        expect(await handle.result()).toBe(`${LEGACY} -`);
        const history = await handle.fetchHistory();
        expect(childOf(history)).toEqual({ queue: LEGACY, fairnessKey: null });
        recorded.set(name, history);
      }
    });
  }, 60_000);

  test('the new code does move the child, where it is run afresh', async () => {
    const [legacy, routed] = [await workerOn(after, LEGACY), await workerOn(after, ROUTED)];
    await legacy.runUntil(
      routed.runUntil(async () => {
        const handle = await start('acme', [queues]);
        await handle.signal('goAhead');
        expect(await handle.result()).toBe(`${ROUTED} acme`);
        expect(childOf(await handle.fetchHistory())).toEqual({ queue: ROUTED, fairnessKey: 'acme' });
      }),
    );
  }, 60_000);

  test('replay with the new code, with and without the argument', async () => {
    expect([...recorded.keys()]).toEqual(['initech', 'umbrella']);
    for (const [name, history] of recorded) {
      await Worker.runReplayHistory({ workflowBundle: after }, history, `onboard-${name}`);
    }
  }, 60_000);

  test('do not replay with the control, which has one command more before the child', async () => {
    for (const [name, history] of recorded) {
      const replay = Worker.runReplayHistory({ workflowBundle: broken }, history, `onboard-${name}`);
      await expect(replay).rejects.toThrow(/[Nn]ondeterminism|TMPRL1100/);
    }
  }, 60_000);

  test('an open run that has not started its child yet starts it on the routed queue', async () => {
    const old = await workerOn(before, LEGACY);
    const handle = await old.runUntil(async () => {
      const started = await start('ACME', [queues]);
      await expect.poll(async () => (await started.describe()).historyLength, { timeout: 20_000 }).toBeGreaterThan(9);
      return started;
    });
    expect((await handle.describe()).status.name).toBe('RUNNING');

    const [legacy, routed] = [await workerOn(after, LEGACY), await workerOn(after, 'saas.tenant.02')];
    await legacy.runUntil(
      routed.runUntil(async () => {
        await handle.signal('goAhead');
        expect(await handle.result()).toBe('saas.tenant.02 ACME');
      }),
    );
    expect((await handle.describe()).taskQueue).toBe(LEGACY);
  }, 60_000);
});

function bundle(version: 'before' | 'after' | 'broken'): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL(`./replay-${version}.ts`, import.meta.url));
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}
