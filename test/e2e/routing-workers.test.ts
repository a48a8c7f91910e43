import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type BundleOptions, NativeConnection, type Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRouting, startOptions } from '../../routing/src/index.js';
import { createRoutedWorkers, type RoutedWorkerOptions } from '../../routing/src/worker.js';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { serverAvailable, startServer } from '../kit/server.js';

const workflowsPath = fileURLToPath(new URL('./routing-workflows.ts', import.meta.url));
const activities = { pause: (ms: number) => Context.current().sleep(ms) };

beforeAll(ensureRoutingBuilt, 130_000);

describe.skipIf(!serverAvailable())('createRoutedWorkers on a real server', () => {
  let server: TestWorkflowEnvironment;
  beforeAll(async () => {
    server = await startServer();
  }, 60_000);
  afterAll(async () => {
    await server?.teardown();
  });

  const routingFor = (prefix: string, shards: number) =>
    createRouting({ mode: 'on', legacyTaskQueue: `${prefix}-legacy`, namespace: 'default', prefix, shards });

  const createFor = (prefix: string, shards: number, more: Partial<RoutedWorkerOptions> = {}) =>
    createRoutedWorkers(
      { connection: server.nativeConnection, taskQueue: `${prefix}-legacy`, workflowsPath, activities, ...more },
      routingFor(prefix, shards),
    );

  const startWork = async (prefix: string, shards: number, count: number, pauses: readonly number[]) => {
    const { routeForTenant } = routingFor(prefix, shards);
    return await Promise.all(
      Array.from({ length: count }, async (_, number) => {
        const route = routeForTenant({ tenantId: `tenant ${number}` });
        const workflowId = `${prefix}-${number}`;
        const handle = await server.client.workflow.start('work', {
          workflowId,
          args: [pauses],
          ...startOptions(route),
        });
        return { handle, taskQueue: route.taskQueue };
      }),
    );
  };

  test.each([1, 32])(
    '%i shards: one bundle, one Worker for each queue, both kinds of pollers on each',
    async (shards) => {
      const prefix = `polled-${shards}`;
      let bundles = 0;
      const counting = {
        name: 'counts bundles',
        configureBundler: (options: BundleOptions) => {
          bundles += 1;
          return options;
        },
      };
      const workers = await createFor(prefix, shards, { plugins: [counting] });
      const queues = [`${prefix}-legacy`, ...routingFor(prefix, shards).taskQueues()];
      expect(workers.workers.map((worker) => worker.options.taskQueue)).toEqual(queues);
      expect(bundles).toBe(1);
      expect(workers.getState()).toBe('INITIALIZED');
      await workers.runUntil(async () => {
        expect(workers.getState()).toBe('RUNNING');
        for (const name of queues) {
          await expect.poll(() => pollers(name, 1), { timeout: 20_000 }).toBeGreaterThan(0);
          await expect.poll(() => pollers(name, 2), { timeout: 20_000 }).toBeGreaterThan(0);
        }
        for (const { handle, taskQueue } of await startWork(prefix, shards, 2 * shards, [1])) {
          expect(await handle.result()).toBe(taskQueue);
        }
      });
      expect(workers.getState()).toBe('STOPPED');
    },
    120_000,
  );

  const pollers = async (name: string, taskQueueType: 1 | 2) => {
    const request = { namespace: 'default', taskQueue: { name }, taskQueueType };
    return (await server.client.workflowService.describeTaskQueue(request)).pollers?.length ?? 0;
  };

  test.each([1, 32])(
    '%i shards: start-up time and memory, measured in a process of its own',
    async (shards) => {
      const script = `${root}test/e2e/routing-measure.mjs`;
      const child = spawn(process.execPath, [script, server.address, String(shards), workflowsPath]);
      const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
      expect(errors).toBe('');
      const measured = JSON.parse(output);
      expect(measured).toMatchObject({ shards, workers: shards + 2, state: 'RUNNING' });
      console.log(`createRoutedWorkers: ${output.trim()}`);
    },
    120_000,
  );

  test('shuts down under load without losing a workflow: the next deployment finishes them all', async () => {
    const started = await startWork('loaded', 32, 120, [300, 300]);
    const workers = await createFor('loaded', 32, { shutdownGraceTime: '10 seconds' });
    const running = workers.run();
    await expect
      .poll(() => workers.workers.some((worker) => worker.getStatus().numInFlightActivities > 0), { timeout: 20_000 })
      .toBe(true);
    workers.shutdown();
    expect(workers.getState()).not.toBe('RUNNING');
    expect(() => workers.shutdown()).toThrow(/Not running/);
    await running;
    expect(workers.workers.map((worker) => worker.getState())).toEqual(workers.workers.map(() => 'STOPPED'));

    const next = await createFor('loaded', 32);
    await next.runUntil(async () => {
      const ends = await Promise.all(started.map(({ handle }) => handle.result()));
      expect(ends).toEqual(started.map(({ taskQueue }) => taskQueue));
    });
  }, 120_000);

  test('one failing Worker brings the set down with its error, and the others drain', async () => {
    const workers = await createFor('failing', 4);
    const started = await startWork('failing', 4, 8, [20]);
    const cause = new Error('the third Worker broke');
    const running = workers.run();
    for (const { handle } of started) await handle.result();
    breakWorker(workers.workers[2], cause);
    await expect(running).rejects.toBe(cause);
    expect(workers.workers.map((worker) => worker.getState())).toEqual([
      'STOPPED',
      'STOPPED',
      'FAILED',
      'STOPPED',
      'STOPPED',
      'STOPPED',
    ]);
    expect(workers.getState()).toBe('FAILED');
    await expect(workers.run()).rejects.toThrow('Poller was already started');
  }, 60_000);

  test('runUntil: the error of the promise, of a Worker, and both', async () => {
    const inner = new Error('inner');
    const outer = new Error('outer');
    const first = await createFor('until-1', 1);
    await expect(first.runUntil(() => Promise.reject(inner))).rejects.toBe(inner);

    const second = await createFor('until-2', 1);
    await expect(
      second.runUntil(async () => {
        breakWorker(second.workers[0], outer);
        return 'done';
      }),
    ).rejects.toBe(outer);

    const third = await createFor('until-3', 1);
    const both = third.runUntil(async () => {
      breakWorker(third.workers[0], outer);
      throw inner;
    });
    await expect(both).rejects.toMatchObject({ cause: { workerError: outer, innerError: inner } });

    const fourth = await createFor('until-4', 1);
    const endless = fourth.runUntil(() => new Promise<never>(() => undefined));
    fourth.shutdown();
    await expect(endless).rejects.toMatchObject({ name: 'PromiseCompletionTimeoutError' });
  }, 60_000);

  test('a namespace that does not exist is the error of the whole set', async () => {
    await expect(createFor('nowhere', 2, { namespace: 'no-such-namespace' })).rejects.toThrow(/no-such-namespace/);
  }, 60_000);

  test('when one Worker cannot be created there are none, and the others are given back', async () => {
    const connection = await NativeConnection.connect({ address: server.address });
    const failing = {
      name: 'fails for the last queue',
      configureWorker: <Options extends { taskQueue: string }>(options: Options) => {
        if (options.taskQueue === 'partial.jobs.00') throw new Error('no Worker for you');
        return options;
      },
    };
    await expect(createFor('partial', 3, { connection, plugins: [failing] })).rejects.toThrow('no Worker for you');
    // The SDK refuses to close a connection that a Worker still holds.
    await connection.close();
  }, 60_000);

  test('a deployment takes the queues it is told to, by option or by environment', async () => {
    const names = (workers: { workers: readonly Worker[] }) => workers.workers.map((each) => each.options.taskQueue);
    const cron = await createFor('roles', 4, { queues: 'jobs' });
    expect(names(cron)).toEqual(['roles.jobs.00']);
    process.env.TEMPORAL_ROUTED_QUEUES = 'tenant:1-2,legacy';
    const tenants = await createFor('roles', 4).finally(() => delete process.env.TEMPORAL_ROUTED_QUEUES);
    expect(names(tenants)).toEqual(['roles-legacy', 'roles.tenant.01', 'roles.tenant.02']);
    await Promise.all([cron.runUntil(sleep(1)), tenants.runUntil(sleep(1))]);
  }, 60_000);

  test('activity-only and bundled options pass through', async () => {
    const { workflowsPath: _, ...without } = { workflowsPath, connection: server.nativeConnection, activities };
    const workers = await createRoutedWorkers({ ...without, taskQueue: 'only-legacy' }, routingFor('only', 1));
    await workers.runUntil(async () => {
      await expect.poll(() => pollers('only.tenant.00', 2), { timeout: 20_000 }).toBeGreaterThan(0);
      expect(await pollers('only.tenant.00', 1)).toBe(0);
    });
  }, 60_000);
});

/** The SDK's own way into FAILED, which a lost connection or a broken poller takes: see worker.ts there. */
function breakWorker(worker: Worker | undefined, error: Error): void {
  (worker as unknown as { unexpectedErrorSubject: { error(error: Error): void } }).unexpectedErrorSubject.error(error);
}
