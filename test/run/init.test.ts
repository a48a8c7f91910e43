import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../codemods/src/config/index.js';
import { explain } from '../../codemods/src/explain.js';
import { init } from '../../codemods/src/init.js';
import { root as ours } from '../kit/built.js';
import { git, repositoryOf } from '../kit/repo.js';

const files = {
  'package.json': '{ "type": "module" }\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022" } }\n',
  'src/settings.ts': `export const settings = {
  temporalNamespace: 'default',
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
};
`,
  'src/start.ts': `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
export async function go(client: Client, tenantId: string): Promise<void> {
  await client.workflow.start('TenantOnboarding', { args: [tenantId], workflowId: 'a', taskQueue: settings.temporalTaskQueue });
  await client.workflow.start('TokenCleanup', { workflowId: 'b', taskQueue: settings.temporalTaskQueue });
  await client.workflow.start('Frobnicate', { workflowId: 'c', taskQueue: settings.temporalTaskQueue });
  await client.workflow.start('Other', { workflowId: 'd', taskQueue: 'exports' });
}
`,
};

test('init proposes the shared queue, a kind only where the hints agree, and the bound module over the settings object', async () => {
  const proposal = await init({ root: repositoryOf(files) });
  const config = readConfig(proposal.config, proposal.configFile);
  expect(config.legacyQueues.map((entry) => entry.text)).toEqual(['settings.temporalTaskQueue']);
  expect(config.kinds.map(({ name, workflows }) => [name, workflows])).toEqual([
    ['tenant', ['TenantOnboarding']],
    ['jobs', ['TokenCleanup']],
  ]);
  expect(proposal.config).toContain('//   "Frobnicate"');
  expect(config.tenantNames).toEqual(['tenantId']);
  expect(proposal.files.map((one) => one.file)).toEqual(['src/temporal-routing.ts']);
  expect(proposal.files[0]?.text).toContain("import { settings } from './settings.js';");
  expect(proposal.files[0]?.text).toContain('legacyTaskQueue: settings.temporalTaskQueue');
  expect(proposal.notes.join('\n')).toContain("Left alone as dedicated: 'exports' (1 start)");
});

test('a child is proposed as tenant work where a tenant flows into it, and nothing else is made of children', async () => {
  const proposal = await init({
    root: repositoryOf(files, {
      'src/jobs/nightly.ts': `import { startChild } from '@temporalio/workflow';
export async function TokenCleanup(tenantIds: readonly string[]): Promise<void> {
  for (const tenantId of tenantIds) await startChild('Statements', { args: [tenantId] });
  for (const tenantId of tenantIds) await startChild('NightlyStatements', { args: [tenantId] });
  await startChild('SweepCaches');
  await startChild('Unheard');
}
`,
    }),
  });
  const config = readConfig(proposal.config, proposal.configFile);
  expect(config.kinds.map(({ name, workflows }) => [name, workflows])).toEqual([
    ['tenant', ['Statements', 'TenantOnboarding']],
    ['jobs', ['TokenCleanup']],
  ]);
  for (const name of ['NightlyStatements', 'SweepCaches', 'Unheard']) expect(proposal.config).not.toContain(name);
});

test('a repository without a start is told so', async () => {
  const root = repositoryOf({ 'package.json': '{}\n', 'src/a.ts': 'export const a = 1;\n' });
  await expect(init({ root })).rejects.toThrow('No start of a Temporal workflow was found here.');
});

test('init --yes writes both, and plan runs on them', () => {
  const root = repositoryOf(files);
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(ours, 'codemods/dist/cli/main.js'), ...args], { cwd: root, encoding: 'utf8' });
  expect(run('init', '--yes').status).toBe(0);
  expect(
    git(root, 'status', '--short')
      .trim()
      .split('\n')
      .map((line) => line.slice(3))
      .sort(),
  ).toEqual(['src/temporal-routing.ts', 'temporal-queue.config.jsonc']);
  const planned = run('plan', '--quiet');
  expect(planned.status).toBe(0);
  expect(planned.stdout).toContain('found 4 = route 2 + routed 0 + keep 1 + ask 1');
}, 60_000);

test('explain proves a start and says why a line is none', async () => {
  const root = repositoryOf(files, {
    'temporal-queue.config.json':
      '{ "legacyQueues": ["settings.temporalTaskQueue"], "kinds": { "tenant": ["TenantOnboarding"] } }\n',
    'src/family.ts': "export const go = (family: { startChild(name: string): void }) => family.startChild('Ann');\n",
  });
  const config = readConfig(
    readFileSync(join(root, 'temporal-queue.config.json'), 'utf8'),
    'temporal-queue.config.json',
  );
  const start = await explain({ root, config }, 'src/start.ts', 4);
  expect(start.title).toBe('src/start.ts:4:25 route');
  const text = start.steps.map((step) => step.text).join('\n');
  expect(text).toContain('the checker says WorkflowClient.start [types]');
  expect(text).toContain('Verdict: route as tenant, tenant id tenantId');
  expect(start.steps.some((step) => step.source?.includes('taskQueue: settings.temporalTaskQueue'))).toBe(true);
  const none = await explain({ root, config }, 'src/start.ts', 3);
  expect([none.found, none.steps[0]?.text]).toEqual([false, 'The line calls nothing that starts a workflow.']);
  const other = await explain({ root, config }, 'src/family.ts', 1);
  expect(other.steps[0]?.text).toBe('The line calls a startChild, but not the one of a @temporalio package.');
  await expect(explain({ root, config }, 'src/start.ts', 99)).rejects.toThrow('has no line 99');
  expect(existsSync(join(root, 'src/temporal-routing.ts'))).toBe(false);
});
