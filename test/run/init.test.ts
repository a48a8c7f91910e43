import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../codemods/src/config/index.js';
import { init } from '../../codemods/src/init/draft.js';
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

test('init says where else the queue is named', async () => {
  const deploy = 'env:\n  - name: TEMPORAL_TASK_QUEUE\n    value: main-queue\n';
  const { notes } = await init({ root: repositoryOf(files, { 'deploy/worker.yaml': deploy }) });
  expect(notes).toContain('Also named in files that are no source: deploy/worker.yaml:2, deploy/worker.yaml:3');
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

test('a fan-out and a schedule without arguments are proposed as jobs, with the reason beside them', async () => {
  const { config } = await init({
    root: repositoryOf(files, {
      'src/fan-out.ts': `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
export async function more(client: Client): Promise<void> {
  await client.workflow.start('BillAllCustomers', { workflowId: 'e', taskQueue: settings.temporalTaskQueue });
  await client.schedule.create({ scheduleId: 'f', spec: {}, action: { type: 'startWorkflow', workflowType: 'Whistle', taskQueue: settings.temporalTaskQueue } });
  await client.schedule.create({ scheduleId: 'g', spec: {}, action: { type: 'startWorkflow', workflowType: 'Drum', args: [3], taskQueue: settings.temporalTaskQueue } });
}
`,
    }),
  });
  const { kinds } = readConfig(config, 'c');
  expect(kinds.map(({ name, workflows }) => [name, workflows])).toEqual([
    ['tenant', ['TenantOnboarding']],
    ['jobs', ['BillAllCustomers', 'TokenCleanup', 'Whistle']],
  ]);
  expect(config).toContain('"BillAllCustomers", // the workflow is called like one over all tenants');
  expect(config).toContain('"Whistle" // a schedule without arguments');
  expect(config).toContain('//   "Drum"');
});

test('the config says who polls what today, and takes the routing module that is there', async () => {
  const worker = (queue: string) => `import { Worker } from '@temporalio/worker';
import { settings } from './settings.js';
export const worker = Worker.create({ taskQueue: ${queue}, workflowsPath: 'w', namespace: settings.temporalNamespace });
`;
  const { config, files: written } = await init({
    root: repositoryOf(files, {
      'src/worker.ts': worker('settings.temporalTaskQueue'),
      'src/exports.ts': worker("'exports'"),
      'src/lib/queues.ts': `import { createRouting, startOptions } from 'temporal-queue-routing';
import { settings } from '../settings.js';
export const routing = createRouting(() => ({
  mode: 'off', legacyTaskQueue: settings.temporalTaskQueue, namespace: 'default', prefix: 'saas', shards: 1,
}));
export const { routeForTenant, routeForSystemJob } = routing;
export { startOptions };
`,
    }),
  });
  expect(written).toEqual([]);
  expect(readConfig(config, 'c')).toMatchObject({ routing: { module: 'src/lib/queues.ts' }, workers: [] });
  expect(config).toContain('"settings.temporalTaskQueue" // 3 starts of 3 workflows, 1 worker');
  expect(config).toContain("  //   src/exports.ts:3 polls 'exports': left alone\n");
  expect(config).toContain(
    '  //   src/worker.ts:3 polls settings.temporalTaskQueue: every routed queue beside it, once rewritten\n',
  );
  expect(config).toContain('it is there already; 3 starts on settings that are imported.');
  expect(config).toContain('"tenantId" // in 1 start');
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
