/** Workflow code as it was before the migration. Histories recorded with it must replay with replay-after.ts. */
import { condition, defineSignal, executeChild, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';

const { prepare } = proxyActivities<{ prepare(tenantId: string): Promise<void> }>({
  startToCloseTimeout: '5 seconds',
});

/** Handed in as an argument, because workflow code reads no environment. */
export interface QueueArguments {
  readonly namespace: string;
  readonly prefix: string;
  readonly shards: number;
}

export const goAhead = defineSignal('goAhead');

/** The child inherits the parent's queue. */
export async function Onboard(tenantId: string, _queues?: QueueArguments): Promise<string> {
  let told = false;
  setHandler(goAhead, () => {
    told = true;
  });
  await prepare(tenantId);
  await condition(() => told);
  return await executeChild(Provision, { args: [tenantId], workflowId: `provision-${tenantId}` });
}

export async function Provision(tenantId: string): Promise<string> {
  await prepare(tenantId);
  const { taskQueue, priority } = workflowInfo();
  return `${taskQueue} ${priority?.fairnessKey ?? '-'}`;
}
