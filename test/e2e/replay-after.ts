/** The same workflows after the migration: the child goes where the routing module says. */
import { condition, executeChild, proxyActivities, setHandler } from '@temporalio/workflow';
import { routeForTenant, startOptions } from 'temporal-queue-routing';
import { goAhead, Provision, type QueueArguments } from './replay-before.js';

const { prepare } = proxyActivities<{ prepare(tenantId: string): Promise<void> }>({
  startToCloseTimeout: '5 seconds',
});

/** Runs that were started without the argument keep their child where it was. */
export async function Onboard(tenantId: string, queues?: QueueArguments): Promise<string> {
  let told = false;
  setHandler(goAhead, () => {
    told = true;
  });
  await prepare(tenantId);
  await condition(() => told);
  return await executeChild(Provision, {
    args: [tenantId],
    workflowId: `provision-${tenantId}`,
    ...(queues === undefined ? {} : startOptions(routeForTenant({ tenantId, ...queues }))),
  });
}

export { Provision };
