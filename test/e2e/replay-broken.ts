/** The control: replay-after.ts with one command more before the child, which no old history has. */
import { condition, executeChild, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import { routeForTenant, startOptions } from 'temporal-queue-routing';
import { goAhead, Provision, type QueueArguments } from './replay-before.js';

const { prepare } = proxyActivities<{ prepare(tenantId: string): Promise<void> }>({
  startToCloseTimeout: '5 seconds',
});

export async function Onboard(tenantId: string, queues?: QueueArguments): Promise<string> {
  let told = false;
  setHandler(goAhead, () => {
    told = true;
  });
  await prepare(tenantId);
  await condition(() => told);
  await sleep('1 second');
  return await executeChild(Provision, {
    args: [tenantId],
    workflowId: `provision-${tenantId}`,
    ...(queues === undefined ? {} : startOptions(routeForTenant({ tenantId, ...queues }))),
  });
}

export { Provision };
