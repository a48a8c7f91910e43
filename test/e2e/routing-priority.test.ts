import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRouting, startOptions } from '../../routing/src/index.js';
import { createRoutedWorkers } from '../../routing/src/worker.js';
import { ensureRoutingBuilt } from '../kit/built.js';
import { serverAvailable, startServer } from '../kit/server.js';

const workflowsPath = fileURLToPath(new URL('./routing-workflows.ts', import.meta.url));

beforeAll(ensureRoutingBuilt, 130_000);

describe.skipIf(!serverAvailable())('what a route carries to the server', () => {
  let server: TestWorkflowEnvironment;
  let mode: 'on' | 'off' = 'on';
  const routing = createRouting(() => ({
    mode,
    legacyTaskQueue: 'main-queue',
    namespace: 'default',
    prefix: 'saas',
    shards: 2,
    fairnessWeight: (tenantId: string) => (tenantId === 'big' ? 2.5 : 1),
    priorityKey: 2,
    jobs: { fairnessKey: 'system', priorityKey: 4 },
  }));

  beforeAll(async () => {
    server = await startServer();
  }, 60_000);
  afterAll(async () => {
    await server?.teardown();
  });

  test('queue, fairness key, weight and priority key arrive; a child takes its own; mode off takes all of it back', async () => {
    const { workflow } = server.client;
    const workers = await createRoutedWorkers(
      { connection: server.nativeConnection, taskQueue: 'main-queue', workflowsPath },
      routing,
    );
    await workers.runUntil(async () => {
      const start = (workflowId: string, options: ReturnType<typeof startOptions>) =>
        workflow.start('whereAmI', { workflowId, ...options });

      const tenant = await start('tenant', startOptions(routing.routeForTenant({ tenantId: 'big' })));
      const job = await start('job', startOptions(routing.routeForSystemJob()));
      mode = 'off';
      const dark = await start('dark', startOptions(routing.routeForTenant({ tenantId: 'big' })));
      mode = 'on';

      expect(await tenant.result()).toBe('saas.tenant.01 big');
      expect(await job.result()).toBe('saas.jobs.00 system');
      expect(await dark.result()).toBe('main-queue -');

      const described = await tenant.describe();
      expect(described.taskQueue).toBe('saas.tenant.01');
      expect(described.priority).toEqual({ fairnessKey: 'big', fairnessWeight: 2.5, priorityKey: 2 });
      expect((await job.describe()).priority).toMatchObject({ fairnessKey: 'system', priorityKey: 4 });
      expect((await dark.describe()).priority?.fairnessKey || undefined).toBeUndefined();

      const parent = await workflow.start('parentOfRouted', {
        workflowId: 'parent',
        args: ['initech'],
        ...startOptions(routing.routeForTenant({ tenantId: 'big' })),
      });
      expect(await parent.result()).toBe('saas.tenant.00 initech');
    });
    expect(workers.getState()).toBe('STOPPED');
  }, 120_000);
});
