/**
 * One measurement in a process of its own, printed as JSON: how long a set of Workers takes to be created and to run,
 * and what memory it holds. Usage: routing-measure.mjs ADDRESS SHARDS WORKFLOWS_PATH
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createRouting } from 'temporal-queue-routing';
import { createRoutedWorkers } from 'temporal-queue-routing/worker';

const [address, shards, workflowsPath] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const prefix = `measure-${shards}`;
const routing = createRouting({
  mode: 'on',
  legacyTaskQueue: `${prefix}-legacy`,
  namespace: 'default',
  prefix,
  shards: Number(shards),
});
const before = process.memoryUsage().rss;
const start = performance.now();
const workers = await createRoutedWorkers(
  { connection, taskQueue: `${prefix}-legacy`, workflowsPath, activities: { pause: async () => 'done' } },
  routing,
);
const created = performance.now() - start;
await workers.runUntil(async () => {
  await sleep(2000);
  const rss = process.memoryUsage().rss;
  console.log(
    JSON.stringify({
      shards: Number(shards),
      workers: workers.workers.length,
      state: workers.getState(),
      createdMs: Math.round(created),
      addedMiB: Math.round((rss - before) / 1024 ** 2),
      rssMiB: Math.round(rss / 1024 ** 2),
    }),
  );
});
await connection.close();
