/** Workflow code: bundled by the SDK's own bundler and run in its sandbox. It imports the built package by its name. */
import { executeChild, proxyActivities, workflowInfo } from '@temporalio/workflow';
import {
  createRouting,
  hashedFairnessKey,
  type Route,
  RoutingError,
  routeForSystemJob,
  routeForTenant,
  shardOf,
  startOptions,
} from 'temporal-queue-routing';

const { pause } = proxyActivities<{ pause(ms: number): Promise<string> }>({ startToCloseTimeout: '5 seconds' });

export interface SandboxAnswer {
  readonly routes: readonly Route[];
  readonly shards: readonly number[];
  readonly hashed: string;
  readonly refused: string;
  readonly globals: readonly string[];
}

/** Everything the core does, computed where there is no process, no Buffer and no crypto. */
export async function routesInSandbox(tenantIds: readonly string[]): Promise<SandboxAnswer> {
  const { routeForTenant: bound } = createRouting({
    mode: 'on',
    legacyTaskQueue: 'main-queue',
    namespace: 'default',
    prefix: 'saas',
    shards: 4,
    fairnessKey: hashedFairnessKey,
  });
  return {
    routes: [
      ...tenantIds.map((tenantId) => bound({ tenantId })),
      ...tenantIds.map((tenantId) => routeForTenant({ tenantId, namespace: 'default', prefix: 'saas', shards: 64 })),
      routeForSystemJob({ namespace: 'default', prefix: 'saas' }),
    ],
    shards: tenantIds.map((tenantId) => shardOf(tenantId, 1000)),
    hashed: hashedFairnessKey(tenantIds[0] ?? ''),
    refused: refusal(),
    globals: ['process', 'Buffer', 'crypto', 'require'].filter((name) => name in globalThis),
  };
}

function refusal(): string {
  try {
    shardOf('', 1);
    return 'nothing';
  } catch (error) {
    return error instanceof RoutingError ? `${error.name} ${error.field} ${error.rule}` : 'another error';
  }
}

/** Starts a child by a route, and says where the child ran. */
export async function parentOfRouted(tenantId: string): Promise<string> {
  const route = routeForTenant({ tenantId, namespace: 'default', prefix: 'saas', shards: 2 });
  return await executeChild(whereAmI, { workflowId: `${workflowInfo().workflowId}-child`, ...startOptions(route) });
}

export async function whereAmI(): Promise<string> {
  const { taskQueue, priority } = workflowInfo();
  return `${taskQueue} ${priority?.fairnessKey ?? '-'}`;
}

/** Some activities one after the other. */
export async function work(pauses: readonly number[]): Promise<string> {
  for (const ms of pauses) await pause(ms);
  return workflowInfo().taskQueue;
}
