import { expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

/** A repository whose queue is named after its version, with its config. */
function versioned(config: object, files: Readonly<Record<string, string>> = {}): string {
  return repositoryOf({
    'package.json': '{ "type": "module" }\n',
    'temporal-queue.config.json': JSON.stringify({ kinds: { tenant: ['tenantWork'] }, ...config }),
    'src/start.ts': `import type { Client } from '@temporalio/client';
const QUEUE = \`main-v\${process.env.RELEASE}\`;
export const go = (client: Client, tenantId: string) =>
  client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: QUEUE });
`,
    'src/worker.ts': `import { Worker } from '@temporalio/worker';
export const run = () => Worker.create({ taskQueue: \`main-v\${process.env.RELEASE}\`, activities: {} });
`,
    ...files,
  });
}

const planOf = async (root: string) =>
  (await plan({ root, config: await loadConfig({ root }), rollback: false })).report;

test('a pattern of legacyQueues makes starts and workers legacy ones, and its readers are listed', async () => {
  const root = versioned(
    { legacyQueues: ["'main-v*'"] },
    {
      'src/readers.ts': `export const at = (release: string) => ({ taskQueue: \`main-v\${release}\` });
export const isOld = (taskQueue: string) => taskQueue === 'main-v2';
export const query = (v: string) => \`TaskQueue = 'main-v\${v}'\`;
export const other = { taskQueue: 'old-main-v2' };
export const styles = ['main-view', 'main-v2'];
`,
      'chart/values.yaml': 'taskQueue: main-v{{ .Values.version }}\nbranch: my-main-v2\n',
    },
  );
  const { sites, workers, mentions } = await planOf(root);
  expect(sites.map(({ queue, kind }) => [queue.text, queue.legacy, kind])).toEqual([['QUEUE', true, 'tenant']]);
  expect(workers.map(({ file, legacy }) => [file, legacy])).toEqual([['src/worker.ts', true]]);
  expect(mentions.map(({ file, line }) => `${file}:${line}`)).toEqual([
    'src/readers.ts:1',
    'src/readers.ts:2',
    'src/readers.ts:3',
    'chart/values.yaml:1',
  ]);
});

test('a pattern that nothing looks like is an error, unless it is retired', async () => {
  const legacyQueues = ["'main-v*'", "'gone-*-queue'"];
  await expect(planOf(versioned({ legacyQueues }))).rejects.toThrow(
    "legacyQueues: nothing in this repository is called 'gone-*-queue'",
  );
  const { sites } = await planOf(versioned({ legacyQueues, retired: ["'gone-*-queue'"] }));
  expect(sites.map(({ queue }) => queue.legacy)).toEqual([true]);
});

test('a pattern matches a name that is put together of constants', async () => {
  const root = versioned(
    { legacyQueues: ["'worker-v*'"] },
    {
      'src/start.ts': `import type { Client } from '@temporalio/client';
const NAME = 'worker';
export const go = (client: Client, tenantId: string) =>
  client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: \`\${NAME}-v3\` });
`,
      'src/worker.ts': 'export {};\n',
    },
  );
  expect((await planOf(root)).sites.map(({ queue }) => [queue.value, queue.legacy])).toEqual([['worker-v3', true]]);
});
