import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import type { PlanFile } from '../../codemods/src/model/report.js';
import { plan } from '../../codemods/src/run.js';
import { ensureRoutingBuilt, root as ours } from '../kit/built.js';
import { commit, repositoryOf } from '../kit/repo.js';

beforeAll(ensureRoutingBuilt, 130_000);

const base = join(ours, 'fixtures/base');
const config = {
  legacyQueues: ['settings.temporalTaskQueue', "'main-queue'"],
  kinds: { tenant: ['Tenant*'], jobs: ['Cleanup*'] },
};
const START = `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
export const clean = (client: Client) =>
  client.workflow.start('CleanupWorkflow', { args: [], workflowId: 'x', taskQueue: settings.temporalTaskQueue });
`;

/** The plan for a repository without a routing module of its own, unless the texts bring one. */
async function planned(texts: Readonly<Record<string, string>>, module = 'src/routing.ts'): Promise<PlanFile> {
  const routing = { module };
  const root = repositoryOf(base, { 'temporal-queue.config.json': JSON.stringify({ ...config, routing }), ...texts });
  rmSync(join(root, 'src/temporal'), { recursive: true });
  if (texts['src/settings.ts'] === undefined) rmSync(join(root, 'src/settings.ts'));
  commit(root, 'as it is');
  return plan({ root, config: await loadConfig({ root }) });
}

const written = ({ write }: PlanFile): readonly string[] => write.map((one) => one.file);
const textOf = ({ write }: PlanFile, file: string): string => write.find((one) => one.file === file)?.after ?? '';

describe('settings that cannot be added', () => {
  const ZOD = `import { z } from 'zod';
const schema = z.object({ temporalTaskQueue: z.string().default('main-queue') });
export type Settings = z.infer<typeof schema>;
export const ENV: Record<keyof Settings, string> = { temporalTaskQueue: 'TEMPORAL_TASK_QUEUE' };
export const settings: Settings = schema.parse({ temporalTaskQueue: process.env[ENV.temporalTaskQueue] });
`;
  const FUNCTION = `export interface Settings {
  temporalTaskQueue: string;
}
export const settings: Settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' };
export const filled = (given: Partial<Settings>): Settings => ({ ...given, temporalTaskQueue: 'main-queue' });
`;
  const APART = `import type { Settings } from './settings.js';\nexport const ENV: Record<keyof Settings, string> = { temporalTaskQueue: 'TEMPORAL_TASK_QUEUE' };\n`;

  test.each([
    ['a record over their keys', { 'src/settings.ts': ZOD }],
    ['a function that spreads a part', { 'src/settings.ts': FUNCTION }],
    [
      'a record over their keys in a file that nothing edits',
      {
        'src/settings.ts': `export const settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' };\nexport type Settings = typeof settings;\n`,
        'src/env.ts': APART,
      },
    ],
  ])('%s: the starts move all the same, the environment is read in the routing module', async (_, settings) => {
    const made = await planned({ ...settings, 'src/start.ts': START });
    expect(written(made).filter((file) => file !== 'package.json')).toEqual(['src/routing.ts', 'src/start.ts']);
    expect(textOf(made, 'src/routing.ts')).toContain(`export const routing: Routing = createRouting(() => ({
  mode: process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off',
  legacyTaskQueue: settings.temporalTaskQueue,
  namespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
  prefix: process.env.TEMPORAL_QUEUE_PREFIX ?? settings.temporalTaskQueue,
  shards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
}));`);
    expect(made.report.ledger).toMatchObject({ route: 1, ask: 0 });
    expect(made.report.verification.backedOut.map((one) => one.group)).toEqual(['settings']);
    const advice = made.report.advice.find((one) => one.recipe === 'queue-settings');
    expect(advice?.message).toMatch(/^The routing settings could not be added: src\/\w+\.ts: TS\d+ /);
    expect(advice?.add).toContain('temporalRoutingMode');
  });

  test('a second run leaves it so, and does not try again', async () => {
    const first = await planned({ 'src/settings.ts': ZOD, 'src/start.ts': START });
    const more = START.replaceAll('clean', 'again');
    const texts = { 'src/settings.ts': ZOD, 'src/routing.ts': textOf(first, 'src/routing.ts'), 'src/more.ts': more };
    const second = await planned({ ...texts, 'src/start.ts': textOf(first, 'src/start.ts') });
    expect(written(second)).toEqual(['src/more.ts']);
    expect(second.report.verification.backedOut).toEqual([]);
  });

  test('where a routing module of the repository reads them, every start is a question', async () => {
    const bound = `import { createRouting } from 'temporal-queue-routing';
import { settings } from './settings.js';
export const routing = createRouting(() => ({
  mode: settings.temporalRoutingMode,
  legacyTaskQueue: settings.temporalTaskQueue,
  namespace: settings.temporalNamespace,
  prefix: settings.temporalQueuePrefix,
  shards: settings.temporalQueueShards,
}));
export const { routeForTenant, routeForSystemJob } = routing;
export { startOptions } from 'temporal-queue-routing';
`;
    const made = await planned({ 'src/settings.ts': ZOD, 'src/start.ts': START, 'src/routing.ts': bound });
    expect(written(made)).toEqual([]);
    const [site] = made.report.sites;
    expect([site?.decision, site?.reason]).toEqual(['ask', 'no-settings']);
    expect(site?.detail).toContain('src/routing.ts reads temporalNamespace, temporalQueuePrefix');
    expect(made.report.advice.map((one) => one.recipe)).toContain('routing-module');
  });
});

describe('JavaScript whose settings sit in a function', () => {
  const files = (queue: string): Readonly<Record<string, string>> => ({
    'package.json': JSON.stringify({ name: 'js', dependencies: { '@temporalio/client': '^1.24.0' } }),
    'src/start.js': `const { Client } = require('@temporalio/client');
function load() {
  const settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE };
  return settings.temporalTaskQueue;
}
exports.queue = load;
exports.clean = (connection) =>
  new Client({ connection }).workflow.start('CleanupWorkflow', { args: [], workflowId: 'x', taskQueue: ${queue} });
`,
  });

  test('the literal stands for the legacy queue', async () => {
    const made = await planned(files("'main-queue'"), 'src/routing.js');
    expect(written(made)).toContain('src/start.js');
    expect(textOf(made, 'src/routing.js')).toContain("  legacyTaskQueue: 'main-queue',\n");
    expect(textOf(made, 'src/routing.js')).toContain("  prefix: process.env.TEMPORAL_QUEUE_PREFIX ?? 'saas',\n");
    expect(textOf(made, 'src/routing.js')).toMatch(/^const \{ createRouting/);
  });

  test('settings read by a function that throws: the switch is on only for `on`, and a second run changes nothing', async () => {
    const texts = {
      'package.json': JSON.stringify({ name: 'js', dependencies: { '@temporalio/client': '^1.24.0' } }),
      'src/settings.js': `const required = (n) => { if (!process.env[n]) throw new Error(n); return process.env[n]; };
exports.settings = { temporalTaskQueue: required('TEMPORAL_TASK_QUEUE') };
`,
      'src/start.js': `const { Client } = require('@temporalio/client');
const { settings } = require('./settings');
exports.clean = (connection) =>
  new Client({ connection }).workflow.start('CleanupWorkflow', { args: [], workflowId: 'x', taskQueue: settings.temporalTaskQueue });
`,
      'temporal-queue.config.json': JSON.stringify({
        ...config,
        legacyQueues: ['settings.temporalTaskQueue'],
        routing: { module: 'src/routing.js' },
      }),
    };
    const made = await planned(texts, 'src/routing.js');
    expect(written(made)).toEqual(['package.json', 'src/routing.js', 'src/settings.js', 'src/start.js']);
    expect(textOf(made, 'src/settings.js')).toContain(
      "temporalRoutingMode: process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off' }",
    );
    const after = Object.fromEntries(made.write.map((one) => [one.file, one.after]));
    const again = await planned({ ...texts, ...after }, 'src/routing.js');
    expect(written(again)).toEqual([]);
    expect(again.report.advice.filter((one) => one.recipe === 'routing-module')).toEqual([]);
  });

  test('without a literal no module can be written, and no start is', async () => {
    const only = { ...config, legacyQueues: ['settings.temporalTaskQueue'], routing: { module: 'src/routing.js' } };
    const text = `const { Client } = require('@temporalio/client');
exports.clean = (connection, given) => {
  const settings = given.settings;
  return new Client({ connection }).workflow.start('CleanupWorkflow', { args: [], workflowId: 'x', taskQueue: settings.temporalTaskQueue });
};
`;
    const made = await planned(
      { ...files("'x'"), 'src/start.js': text, 'temporal-queue.config.json': JSON.stringify(only) },
      'src/routing.js',
    );
    expect(written(made)).toEqual([]);
    const [site] = made.report.sites;
    expect([site?.decision, site?.reason]).toEqual(['ask', 'no-settings']);
    expect(site?.detail).toContain('src/routing.js was not written');
    expect(made.report.advice.map((one) => one.recipe)).toEqual(['routing-module']);
    expect(made.report.advice[0]?.add).toMatch(/^const \{ createRouting/);
  });
});

describe('a start in the routing module itself', () => {
  const text = (functions: string, options: string): string => `import type { Client } from '@temporalio/client';
import { createRouting } from 'temporal-queue-routing';
import { settings } from './settings.js';
export const routing = createRouting(() => ({
  mode: settings.temporalRoutingMode,
  legacyTaskQueue: settings.temporalTaskQueue,
  namespace: 'default',
  prefix: 'saas',
  shards: 1,
}));
${functions}${options}export const clean = (client: Client) =>
  client.workflow.start('CleanupWorkflow', { args: [], workflowId: 'x', taskQueue: settings.temporalTaskQueue });
`;
  const settings = `export const settings = {
  temporalNamespace: 'default',
  temporalTaskQueue: 'main-queue',
  temporalQueuePrefix: 'saas',
  temporalQueueShards: 1,
  temporalRoutingMode: 'off' as 'on' | 'off',
};
`;

  test.each([
    ['export const { routeForTenant, routeForSystemJob } = routing;\n', 'routeForSystemJob()'],
    ['', 'routing.routeForSystemJob()'],
  ])('uses its own names: %j', async (functions, call) => {
    const options = `export { startOptions } from 'temporal-queue-routing';\n`;
    const made = await planned({ 'src/settings.ts': settings, 'src/routing.ts': text(functions, options) });
    expect(textOf(made, 'src/routing.ts')).toBe(
      text(functions, options)
        .replace('{ createRouting }', '{ createRouting, startOptions as queueStartOptions }')
        .replace(/taskQueue: settings.temporalTaskQueue }\);/, `...queueStartOptions(${call}) });`),
    );
    const again = await planned({ 'src/settings.ts': settings, 'src/routing.ts': textOf(made, 'src/routing.ts') });
    expect(written(again)).toEqual([]);
    expect(again.report.ledger).toMatchObject({ found: 1, routed: 1 });
  });
});
