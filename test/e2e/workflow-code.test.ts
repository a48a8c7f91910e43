import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../codemods/src/apply.js';
import { loadConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { ensureRoutingBuilt } from '../kit/built.js';
import { base } from '../kit/cases.js';
import { repositoryOf } from '../kit/repo.js';
import { serverAvailable, startServer } from '../kit/server.js';
import { childOf } from '../kit/where.js';

const LEGACY = 'main-queue';
const TENANT = 'saas.tenant.00';
const JOBS = 'saas.jobs.00';

const WORKFLOWS = `import {
  condition,
  continueAsNew,
  defineSignal,
  executeChild,
  makeContinueAsNewFunc,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

export const goAhead = defineSignal('goAhead');

async function told(): Promise<void> {
  let isTold = false;
  setHandler(goAhead, () => {
    isTold = true;
  });
  await condition(() => isTold);
}

const where = (): string => \`\${workflowInfo().taskQueue} \${workflowInfo().priority?.fairnessKey ?? '-'}\`;

/** Its child is the same tenant's work, pinned to the queue that it is started on itself. */
export async function Provision(tenantId: string): Promise<string> {
  await told();
  return await executeChild(Invoice, { args: [tenantId], workflowId: \`provision-\${tenantId}-invoice\`, taskQueue: 'main-queue' });
}

/** A job of the system; its child is a tenant's work. */
export async function Nightly(tenantId: string): Promise<string> {
  await told();
  return await executeChild(Invoice, { args: [tenantId], workflowId: \`nightly-\${tenantId}-invoice\` });
}

/** Would never leave its queue. */
export async function Meter(tenantId: string, round: number): Promise<string> {
  if (round >= 2) return where();
  return await continueAsNew<typeof Meter>(tenantId, round + 1);
}

/** Goes on by name on the queue that it is started on. */
export async function Digest(tenantId: string, round: number): Promise<string> {
  if (round >= 1) return where();
  return await makeContinueAsNewFunc<typeof Digest>({ taskQueue: 'main-queue' })(tenantId, round + 1);
}

export async function Invoice(tenantId: string): Promise<string> {
  return tenantId === '' ? '' : where();
}
`;

const STARTS = `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
import { Digest, Meter, Nightly, Provision } from './life-workflows.js';

export async function startAll(client: Client, tenantId: string): Promise<void> {
  const taskQueue = settings.temporalTaskQueue;
  await client.workflow.start(Provision, { args: [tenantId], workflowId: 'provision', taskQueue });
  await client.workflow.start(Digest, { args: [tenantId, 0], workflowId: 'digest', taskQueue });
  await client.workflow.start(Meter, { args: [tenantId, 0], workflowId: 'meter', taskQueue });
  await client.workflow.start(Nightly, { args: [tenantId], workflowId: 'nightly', taskQueue });
}
`;

const ROUTING = `import { createRouting } from 'temporal-queue-routing';

/** A constant of the workflow bundle. */
declare const TEMPORAL_ROUTING_MODE: 'on' | 'off';

export const { routeForTenant, routeForSystemJob } = createRouting({
  mode: TEMPORAL_ROUTING_MODE,
  legacyTaskQueue: 'main-queue',
  namespace: 'default',
  prefix: 'saas',
  shards: 1,
  onInvalid: 'legacy',
});

export { startOptions } from 'temporal-queue-routing';
`;

const CONFIG = {
  legacyQueues: ['settings.temporalTaskQueue', "'main-queue'"],
  kinds: { tenant: ['Provision', 'Invoice', 'Meter', 'Digest'], jobs: ['Nightly'] },
  workflows: { Meter: { continueAsNew: 'move' } },
  routing: { workflows: { module: 'src/workflow-routing.ts' } },
};

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** What the tool makes of workflow code, bundled by the SDK and run on a server. */
describe.skipIf(!serverAvailable())('rewritten workflow code', () => {
  let server: TestWorkflowEnvironment;
  let before: WorkflowBundleWithSourceMap;
  let off: WorkflowBundleWithSourceMap;
  let on: WorkflowBundleWithSourceMap;
  const recorded = new Map<string, History>();

  beforeAll(async () => {
    await ensureRoutingBuilt();
    server = await startServer();
    const root = repositoryOf(base, {
      'src/life-workflows.ts': WORKFLOWS,
      'src/start.ts': STARTS,
      'src/workflow-routing.ts': ROUTING,
      'temporal-queue.config.json': JSON.stringify(CONFIG),
    });
    before = await bundle(root, 'off');
    const config = await loadConfig({ root });
    const planned = await plan({ root, config, rollback: false });
    expect(planned.report.ledger).toMatchObject({ ask: 0, route: 8 });
    await apply({ root, config, plan: planned, verify: false });
    off = await bundle(root, 'off');
    on = await bundle(root, 'on');
  }, 300_000);
  afterAll(async () => {
    await server?.teardown();
  });

  /** Does something while workers of one bundle poll every queue. */
  async function withWorkers<T>(workflowBundle: WorkflowBundleWithSourceMap, act: () => Promise<T>): Promise<T> {
    const workers = await Promise.all(
      [LEGACY, TENANT, JOBS].map((taskQueue) =>
        Worker.create({ connection: server.nativeConnection, workflowBundle, taskQueue }),
      ),
    );
    const [first, second, third] = workers as [Worker, Worker, Worker];
    return await first.runUntil(second.runUntil(third.runUntil(act)));
  }

  const start = async (
    workflow: string,
    args: readonly unknown[],
    where: { readonly taskQueue: string; readonly priority?: object },
  ): Promise<WorkflowHandle> => {
    const workflowId = `${workflow}-${args[0]}-${where.taskQueue}`;
    const handle = await server.client.workflow.start(workflow, { args: [...args], workflowId, ...where });
    if (args.length === 1) await handle.signal('goAhead');
    return server.client.workflow.getHandle(workflowId);
  };
  const resultOf = async (...given: Parameters<typeof start>): Promise<unknown> => (await start(...given)).result();

  test('before: all of it runs on the legacy queue', async () => {
    await withWorkers(before, async () => {
      for (const [workflow, args] of [
        ['Provision', ['initech']],
        ['Nightly', ['initech']],
        ['Meter', ['initech', 0]],
        ['Digest', ['initech', 0]],
      ] as const) {
        const handle = await server.client.workflow.start(workflow, {
          args: [...args],
          workflowId: `before-${workflow}`,
          taskQueue: LEGACY,
        });
        if (args.length === 1) await handle.signal('goAhead');
        expect(await handle.result()).toBe(`${LEGACY} -`);
        const first = server.client.workflow.getHandle(`before-${workflow}`, handle.firstExecutionRunId);
        recorded.set(workflow, await first.fetchHistory());
      }
    });
    expect(childOf(recorded.get('Nightly') as History)).toEqual({ queue: LEGACY, fairnessKey: null });
  }, 120_000);

  test('histories from before replay with the new code, switched on or off', async () => {
    expect(recorded.size).toBe(4);
    for (const workflowBundle of [off, on])
      for (const [workflow, history] of recorded)
        await Worker.runReplayHistory({ workflowBundle }, history, `before-${workflow}`);
  }, 120_000);

  test('switched off: everything stays where it was', async () => {
    await withWorkers(off, async () => {
      expect(await resultOf('Provision', ['off'], { taskQueue: LEGACY })).toBe(`${LEGACY} -`);
      expect(await resultOf('Nightly', ['off'], { taskQueue: LEGACY })).toBe(`${LEGACY} -`);
      expect(await resultOf('Meter', ['off', 0], { taskQueue: LEGACY })).toBe(`${LEGACY} -`);
      expect(await resultOf('Digest', ['off', 0], { taskQueue: LEGACY })).toBe(`${LEGACY} -`);
    });
  }, 120_000);

  test('switched on: a child of another kind takes the queue and the key of its tenant', async () => {
    await withWorkers(on, async () => {
      const handle = await start('Nightly', ['acme'], { taskQueue: JOBS });
      expect(await handle.result()).toBe(`${TENANT} acme`);
      expect(childOf(await handle.fetchHistory())).toEqual({ queue: TENANT, fairnessKey: 'acme' });
    });
  }, 120_000);

  test('what was pinned follows its workflow, with its key; an open one on the legacy queue stays there', async () => {
    const priority = { fairnessKey: 'acme', fairnessWeight: 1 };
    await withWorkers(on, async () => {
      expect(await resultOf('Provision', ['acme'], { taskQueue: TENANT, priority })).toBe(`${TENANT} acme`);
      expect(await resultOf('Digest', ['acme', 0], { taskQueue: TENANT, priority })).toBe(`${TENANT} acme`);
      expect(await resultOf('Provision', ['acme'], { taskQueue: LEGACY })).toBe(`${LEGACY} -`);
    });
  }, 120_000);

  test('an endless workflow from the legacy queue goes on where its tenant is routed, without a key', async () => {
    await withWorkers(on, async () => {
      expect(await resultOf('Meter', ['acme', 0], { taskQueue: LEGACY })).toBe(`${TENANT} -`);
    });
  }, 120_000);
});

const { DefinePlugin } = createRequire(createRequire(import.meta.url).resolve('@temporalio/worker'))('webpack') as {
  DefinePlugin: new (constants: Readonly<Record<string, string>>) => never;
};

/** With the routing mode as a constant of the bundle, as the book says. */
const bundle = (root: string, mode: 'on' | 'off'): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: join(root, 'src/life-workflows.ts'),
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      plugins: [...(config.plugins ?? []), new DefinePlugin({ TEMPORAL_ROUTING_MODE: JSON.stringify(mode) })],
    }),
  });
