import { expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import type { SiteRow } from '../../codemods/src/model/report.js';
import { check, plan } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

const START = `import { Client, type WorkflowOptions } from '@temporalio/client';
const client = new Client();
export const start = (type: string, options: Partial<WorkflowOptions> & { args: unknown[] }) =>
  client.workflow.start(type, { workflowId: type, taskQueue: 'main-queue', ...options });
`;
const CALL = `import { start } from './start.js';
export const created = (tenantId: string) => start('ProvisionWorkflow', { args: [tenantId] });
`;

const repository = (wrappers: readonly string[], files: Readonly<Record<string, string>> = {}): string =>
  repositoryOf({
    'package.json': '{ "type": "module" }\n',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, target: 'ES2022', module: 'NodeNext', skipLibCheck: true, types: ['node'] },
      include: ['src'],
    }),
    'temporal-queue.config.json': JSON.stringify({
      legacyQueues: ["'main-queue'"],
      kinds: { tenant: ['ProvisionWorkflow'] },
      wrappers,
    }),
    'src/start.ts': START,
    'src/call.ts': CALL,
    ...files,
  });

const sitesOf = async (root: string): Promise<readonly string[]> =>
  (await plan({ root, config: await loadConfig({ root }) })).report.sites.map(shown);
const shown = ({ id, decision, reason, tenantId, detail }: SiteRow): string =>
  [id, decision, reason ?? tenantId, detail].filter((part) => part !== null).join(' ');

test('a wrapper is a question, and its callers are no sites', async () => {
  expect(await sitesOf(repository([]))).toEqual([
    'src/start.ts#start/client.start/1 ask wrapper start takes type from its callers',
  ]);
});

test('named, its callers are the sites, for check too', async () => {
  const root = repository(['./src/start.ts#start']);
  expect(await sitesOf(root)).toEqual([
    'src/call.ts#created/client.start/1 route tenantId',
    'src/start.ts#start/client.start/1 keep wrapper-named start takes type from its callers',
  ]);
  const { ledger } = await check({ root, config: await loadConfig({ root }) });
  expect(ledger).toMatchObject({ found: 2, route: 1, keep: 1 });
});

test.each([
  ['a function that is not there', 'src/start.ts#begin'],
  ['a file that is not there', 'src/other.ts#start'],
  ['a function that takes nothing from its callers', 'src/call.ts#created'],
])('%s is an error', async (_, entry) => {
  await expect(sitesOf(repository([entry]))).rejects.toThrow(
    `wrappers: no function that starts a workflow with what its callers pass is called ${entry}.
Its callers would pass unseen.
Wrappers seen: src/start.ts#start. Mend the entry, or remove it.`,
  );
});

test('an entry without a file is refused with its line', async () => {
  await expect(sitesOf(repository(['start']))).rejects.toThrow(
    'temporal-queue.config.json:1:87: wrappers[0]: write the file and the function: "src/start.ts#startWorkflow"',
  );
});

test('a file that names a named wrapper and does not parse may hide a call', async () => {
  const root = repository(['src/start.ts#start'], { 'src/broken.ts': 'start(\n<<<<<<< HEAD\n' });
  const { report } = await plan({ root, config: await loadConfig({ root }) });
  expect(report.unread).toEqual([
    { file: 'src/broken.ts', reason: 'names a wrapper of the config, and has a syntax error', fatal: true },
  ]);
});

test("a call that passes no queue is no place to write the wrapper's own", async () => {
  const root = repository(['src/start.ts#start'], {
    'src/start.ts': START.replace("taskQueue: 'main-queue'", 'taskQueue: OTHER').concat(
      "const OTHER = 'other-queue';\n",
    ),
    'temporal-queue.config.json': JSON.stringify({
      legacyQueues: ["'main-queue'", "'other-queue'"],
      kinds: { tenant: ['ProvisionWorkflow'] },
      wrappers: ['src/start.ts#start'],
      retired: ["'main-queue'"],
    }),
  });
  expect((await sitesOf(root))[0]).toBe(
    'src/call.ts#created/client.start/1 ask wrapper start falls back to OTHER, which has to be passed here, so that it stays with routing off',
  );
});

test('a wrapper on the routing module already has no callers to move', async () => {
  const root = repository(['src/start.ts#start'], {
    'src/start.ts': `import { Client } from '@temporalio/client';
import { routeForTenant, startOptions } from 'temporal-queue-routing';
const client = new Client();
export const start = (type: string, tenantId: string) =>
  client.workflow.start(type, { workflowId: type, ...startOptions(routeForTenant({ tenantId, namespace: '', prefix: 'saas', shards: 1 })) });
`,
    'src/call.ts':
      "import { start } from './start.js';\nexport const created = (tenantId: string) => start('ProvisionWorkflow', tenantId);\n",
    'src/main.ts': "export const QUEUE = 'main-queue';\n",
  });
  expect((await sitesOf(root)).map((one) => one.split(' ').slice(0, 2))).toEqual([
    ['src/start.ts#start/client.start/1', 'routed'],
  ]);
});
