import { expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { folderOf } from '../kit/repo.js';

const CHILD = `import { startChild } from '@temporalio/workflow';
export async function CleanupWorkflow(tenantIds: readonly string[]): Promise<void> {
  for (const tenantId of tenantIds) await startChild('InvoiceWorkflow', { args: [tenantId], taskQueue: 'main-queue' });
}
`;
const BOUND = `import { createRouting } from 'temporal-queue-routing';
export const { routeForTenant, routeForSystemJob } = createRouting({
  mode: 'off', legacyTaskQueue: 'main-queue', namespace: 'default', prefix: 'saas', shards: 1,
});
export { startOptions } from 'temporal-queue-routing';
`;
const CONFIG = JSON.stringify({
  legacyQueues: ["'main-queue'"],
  kinds: { tenant: ['InvoiceWorkflow'], jobs: ['CleanupWorkflow'] },
  tenantNames: ['tenantId'],
  routing: { workflows: { module: 'src/wf/routing.ts' } },
});

/** What is decided of the child when the module for workflow code, and what it imports, reads so. */
async function decided(files: Readonly<Record<string, string>>): Promise<string> {
  const root = folderOf({
    'temporal-queue.config.json': CONFIG,
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext" }, "include": ["src"] }',
    'src/cleanup.ts': CHILD,
    ...files,
  });
  const { report } = await plan({ root, config: await loadConfig({ root }), rollback: false });
  const [site] = report.sites;
  const advice = report.advice.filter(({ recipe }) => recipe === 'workflow-routing');
  for (const { add, message } of advice) {
    expect(message).toContain('waits for ever');
    expect(add).toContain("legacyTaskQueue: 'main-queue'");
  }
  return [site?.decision, site?.reason, site?.detail, ...advice.map(({ file }) => `add ${file}`)]
    .filter((one) => one != null)
    .join(' | ');
}

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['constants', { 'src/wf/routing.ts': BOUND }, 'route'],
  [
    'constants of another file, a type of a third',
    {
      'src/wf/routing.ts': `import type { Env } from '../env.js';\nimport { PREFIX } from './prefix.js';\n${BOUND}export const env = PREFIX as unknown as Env;\n`,
      'src/wf/prefix.ts': "export const PREFIX = 'saas';\nexport const names = { process: 1 }.process;\n",
      'src/env.ts': 'export type Env = string;\nexport const home = process.env.HOME;\n',
    },
    'route',
  ],
  ['no module', {}, 'ask | no-settings | src/wf/routing.ts is not there | add src/wf/routing.ts'],
  [
    'a module without all names',
    { 'src/wf/routing.ts': BOUND.replace(/export \{ startOptions.*/, '') },
    'ask | no-settings | src/wf/routing.ts does not export startOptions',
  ],
  [
    'the environment',
    { 'src/wf/routing.ts': BOUND.replace("'off'", "process.env.MODE === 'on' ? 'on' : 'off'") },
    'ask | workflow-code | src/wf/routing.ts must not be imported into workflow code: src/wf/routing.ts:3 reads process',
  ],
  [
    'the environment, by way of another file',
    {
      'src/wf/routing.ts': `import { PREFIX } from './prefix.js';\n${BOUND}void PREFIX;\n`,
      'src/wf/prefix.ts': "export { PREFIX } from '../env.js';\n",
      'src/env.ts': "export const PREFIX = process.env.PREFIX ?? 'saas';\n",
    },
    'ask | workflow-code | src/wf/routing.ts must not be imported into workflow code: src/env.ts:1 reads process',
  ],
  [
    "one of Node's modules",
    { 'src/wf/routing.ts': `import { hostname } from 'node:os';\n${BOUND}void hostname;\n` },
    'ask | workflow-code | src/wf/routing.ts must not be imported into workflow code: src/wf/routing.ts imports node:os',
  ],
  [
    'a package that nobody looked into',
    { 'src/wf/routing.ts': `import 'dotenv/config';\n${BOUND}` },
    'ask | workflow-code | src/wf/routing.ts must not be imported into workflow code: src/wf/routing.ts imports dotenv/config',
  ],
])(
  '%s',
  async (_what, files, expected) => {
    expect(await decided(files)).toBe(expected);
  },
  60_000,
);
