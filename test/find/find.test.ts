import { beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { isTestFile } from '../../codemods/src/find.js';
import type { Report } from '../../codemods/src/model/report.js';
import { check } from '../../codemods/src/run.js';
import { ensureRoutingBuilt } from '../kit/built.js';
import { folderOf } from '../kit/repo.js';

beforeAll(ensureRoutingBuilt, 130_000);

const CONFIG = JSON.stringify({
  legacyQueues: ["'main-queue'"],
  kinds: { tenant: ['ProvisionWorkflow'], jobs: [] },
  tenantNames: ['tenantId'],
});
const reportOf = async (files: Readonly<Record<string, string>>): Promise<Report> => {
  const root = folderOf({ 'temporal-queue.config.json': CONFIG, 'tsconfig.json': '{ "include": ["src"] }', ...files });
  return check({ root, config: await loadConfig({ root }) });
};
const ids = async (text: string): Promise<readonly string[]> =>
  (await reportOf({ 'src/a.ts': text })).sites.map(({ id }) => id);

const START = "workflow.start('ProvisionWorkflow', { args: [tenantId], workflowId: 'x', taskQueue: 'main-queue' })";
const FILE = `declare const client: any;
export class Tenants {
  async provision(tenantId: string) {
    await client.${START};
    await client.${START};
  }
  static rename = async (tenantId: string) => client.${START};
}
export const handlers = { created: (tenantId: string) => client.${START} };
export default async (tenantId: string) => client.${START};
`;

test('ids are made of file, symbol path, api and ordinal', async () => {
  expect(await ids(FILE)).toEqual([
    'src/a.ts#Tenants.provision/client.start/1',
    'src/a.ts#Tenants.provision/client.start/2',
    'src/a.ts#Tenants.rename/client.start/1',
    'src/a.ts#created/client.start/1',
    'src/a.ts#default/client.start/1',
  ]);
});

test('a function is called by what it is assigned to', async () => {
  const text = `declare const client: any, module: any, exports: any;
exports.provision = async (tenantId: string) => client.${START};
module.exports.created = (tenantId: string) => client.${START};
module.exports = (tenantId: string) => client.${START};
let later: unknown;
later ??= (tenantId: string) => client.${START};
`;
  expect(await ids(text)).toEqual([
    'src/a.ts#provision/client.start/1',
    'src/a.ts#created/client.start/1',
    'src/a.ts#default/client.start/1',
    'src/a.ts#<module>/client.start/1',
  ]);
});

test('ids stay when lines, functions and starts in other functions come before them', async () => {
  const moved = `// a line\n\nexport async function other(tenantId: string) {\n  await client.${START};\n}\n${FILE.replaceAll('\n', '\n\n')}`;
  const before = await ids(FILE);
  const after = await ids(moved);
  expect(after.slice(1)).toEqual(before);
  expect(after[0]).toBe('src/a.ts#other/client.start/1');
});

test('a call is the same call while only white space and comments change', async () => {
  const hashes = async (call: string): Promise<string | undefined> =>
    (await reportOf({ 'src/a.ts': `declare const client: any, tenantId: string;\nclient.${call};\n` })).sites[0]
      ?.callHash;
  const plain = await hashes(START);
  expect(await hashes(START.replaceAll(' ', '\n  /* so */ '))).toBe(plain);
  expect(await hashes(START.replace("workflowId: 'x'", "workflowId: 'y'"))).not.toBe(plain);
});

test('the ledger closes over every kind of verdict, and unread files are listed', async () => {
  const { ledger, sites, unread } = await reportOf({
    'src/a.ts': FILE,
    'src/b.ts': `declare const client: any;\nexport const go = (id: string) => client.workflow.start('Mystery', { workflowId: id, taskQueue: 'main-queue' });\n`,
    'src/c.test.ts': FILE,
    'src/d.ts': `declare const client: any;\nclient.workflow.start('X', { workflowId: 'x', taskQueue: 'reports' });\n`,
  });
  expect(ledger).toEqual({ found: 12, route: 5, routed: 0, keep: 6, ask: 1, unread: 0 });
  expect(new Set(sites.map(({ id }) => id)).size).toBe(sites.length);
  expect(unread).toEqual([]);
});

test('a file that names neither the SDK nor a queue can hold a start too', async () => {
  const report = await reportOf({
    'src/sdk.ts': "export { startChild } from '@temporalio/workflow';\nexport { client } from './client.js';\n",
    'src/client.ts': "import { Client } from '@temporalio/client';\nexport const client = new Client();\n",
    'src/child.ts':
      "import { startChild } from './sdk.js';\nexport const Parent = () => startChild('ProvisionWorkflow');\n",
    'src/schedule.ts': `import { client } from './sdk.js';
export const later = () =>
  client.schedule.getHandle('a').update((previous) => ({ ...previous, action: { ...previous.action, args: [] } }));
`,
    'src/start.ts': `declare const client: any;\nclient.${START};\n`,
  });
  expect(report.sites.map(({ file, api }) => [file, api])).toEqual([
    ['src/child.ts', 'child.start'],
    ['src/schedule.ts', 'schedule.update'],
    ['src/start.ts', 'client.start'],
  ]);
});

test('starts that only follow others are no reason to doubt the config', async () => {
  const { ledger } = await reportOf({
    'src/queue.ts': "export const queue = 'main-queue';\n",
    'src/child.ts':
      "import { startChild } from '@temporalio/workflow';\nexport const Parent = () => startChild('Child');\n",
  });
  expect(ledger).toMatchObject({ found: 1, keep: 1 });
});

test.each([
  ['src/a.test.ts', true],
  ['src/__tests__/a.ts', true],
  ['test/a.ts', true],
  ['src/a_spec.mjs', true],
  ['src/latest.ts', false],
  ['src/contest/a.ts', false],
  ['src/testing.ts', false],
])('%s is test code: %s', (file, expected) => {
  expect(isTestFile(file)).toBe(expected);
});
