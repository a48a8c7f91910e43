import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createRouting,
  hashedFairnessKey,
  routeForSystemJob,
  routeForTenant,
  shardOf,
} from '../../routing/src/index.js';
import { ensureRoutingBuilt } from '../kit/built.js';
import { serverAvailable, startServer } from '../kit/server.js';
import type { SandboxAnswer } from './routing-workflows.js';

const complaints: string[] = [];
const logger = new DefaultLogger('ERROR', ({ message }) => void complaints.push(message));
const workflowsPath = fileURLToPath(new URL('./routing-workflows.ts', import.meta.url));
const commonJsPath = fileURLToPath(new URL('./routing-commonjs-workflow.cjs', import.meta.url));
const controlPath = fileURLToPath(new URL('./routing-crypto-workflow.ts', import.meta.url));

beforeAll(ensureRoutingBuilt, 130_000);

describe("the SDK's bundler", () => {
  test('takes a workflow that imports the built package by its name', async () => {
    const { code } = await bundleWorkflowCode({ workflowsPath, logger });
    expect(code).toContain('sha256-be-v1');
  }, 60_000);

  test('refuses the control, which imports node:crypto', async () => {
    complaints.length = 0;
    await expect(bundleWorkflowCode({ workflowsPath: controlPath, logger })).rejects.toThrow(/[Ww]ebpack/);
    expect(complaints.join()).toContain('node:crypto');
  }, 60_000);
});

describe.skipIf(!serverAvailable())('in workflow code, on a real server', () => {
  let server: TestWorkflowEnvironment;
  beforeAll(async () => {
    server = await startServer();
  }, 60_000);
  afterAll(async () => {
    await server?.teardown();
  });

  test('the core answers as it does in Node', async () => {
    const tenantIds = ['acme', 'é', 'e\u0301', '🚀', '__proto__', 'b5ad45dc-932b-445a-af88-f729ce30a4a0'];
    const worker = await Worker.create({ connection: server.nativeConnection, taskQueue: 'sandbox', workflowsPath });
    const answer: SandboxAnswer = await worker.runUntil(
      server.client.workflow.execute('routesInSandbox', { taskQueue: 'sandbox', workflowId: 'a', args: [tenantIds] }),
    );
    const bound = createRouting({
      mode: 'on',
      legacyTaskQueue: 'main-queue',
      namespace: 'default',
      prefix: 'saas',
      shards: 4,
      fairnessKey: hashedFairnessKey,
    });
    expect(answer).toEqual({
      routes: [
        ...tenantIds.map((tenantId) => bound.routeForTenant({ tenantId })),
        ...tenantIds.map((tenantId) => routeForTenant({ tenantId, namespace: 'default', prefix: 'saas', shards: 64 })),
        routeForSystemJob({ namespace: 'default', prefix: 'saas' }),
      ],
      shards: tenantIds.map((tenantId) => shardOf(tenantId, 1000)),
      hashed: hashedFairnessKey('acme'),
      refused: 'RoutingError key empty',
      globals: [],
    });
  }, 60_000);

  test('CommonJS workflow code gets the CommonJS build, and the same answers', async () => {
    const { code } = await bundleWorkflowCode({ workflowsPath: commonJsPath, logger });
    expect(code).toContain('routing/dist/cjs/');
    expect(code).not.toContain('routing/dist/esm/');
    const worker = await Worker.create({
      connection: server.nativeConnection,
      taskQueue: 'commonjs',
      workflowBundle: { code },
    });
    const route = await worker.runUntil(
      server.client.workflow.execute('routeFromCommonJs', { taskQueue: 'commonjs', workflowId: 'b', args: ['acme'] }),
    );
    expect(route).toEqual(routeForTenant({ tenantId: 'acme', namespace: 'default', prefix: 'saas', shards: 64 }));
  }, 60_000);
});
