import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { explain } from '../../codemods/src/explain.js';
import type { Report } from '../../codemods/src/model/report.js';
import { check, plan } from '../../codemods/src/run.js';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { repositoryOf } from '../kit/repo.js';

beforeAll(ensureRoutingBuilt, 130_000);

const ROUTING = `import { createRouting } from 'temporal-queue-routing';
import { settings } from '../settings.js';

export { startOptions } from 'temporal-queue-routing';
export const routing = createRouting(() => ({
  mode: settings.temporalRoutingMode,
  namespace: settings.temporalNamespace,
  prefix: settings.temporalQueuePrefix,
  shards: settings.temporalQueueShards,
  legacyTaskQueue: settings.temporalTaskQueue,
}));
export const { routeForTenant, routeForSystemJob } = routing;
`;
const START = `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
import { ProvisionWorkflow } from './workflows.js';

export const provision = (client: Client, tenantId: string) =>
  client.workflow.start(ProvisionWorkflow, {
    args: [tenantId, 'free'],
    workflowId: tenantId,
    taskQueue: settings.temporalTaskQueue,
  });
`;
const WORKER = "import { Worker } from '@temporalio/worker';\nimport { settings } from './settings.js';\n";

/** The base of the fixtures with a start to route, and the workers a test is about. */
const repository = (files: Readonly<Record<string, string>>): string =>
  repositoryOf(`${root}fixtures/base`, { 'src/temporal/routing.ts': ROUTING, 'src/start.ts': START, ...files });

const planned = async (files: Readonly<Record<string, string>>): Promise<Report> => {
  const folder = repository(files);
  return (await plan({ root: folder, config: await loadConfig({ root: folder }) })).report;
};

const advised = ({ advice }: Report) =>
  advice
    .filter(({ recipe }) => recipe === 'worker-queues')
    .map(({ file, line, add }) => ({ at: `${file}:${line}`, add }));
const changed = ({ changes }: Report): readonly string[] => changes.map(({ file }) => file);

describe('what is not made in place by Worker.create is never rewritten, and what to add is said', () => {
  test('a factory: once for all callers on the legacy queue, with its own options', async () => {
    const report = await planned({
      'src/factory.ts': `import { Worker } from '@temporalio/worker';
export const createWorker = (taskQueue: string) =>
  Worker.create({ taskQueue, workflowsPath: './workflows.js' });
`,
      'src/main.ts': `import { createWorker } from './factory.js';
import { settings } from './settings.js';
export const run = () => Promise.all([createWorker(settings.temporalTaskQueue), createWorker('main-queue'), createWorker('exports')]);
`,
    });
    expect(changed(report)).toEqual(['src/start.ts']);
    expect(advised(report)).toEqual([
      {
        at: 'src/factory.ts:3',
        add: `import { createRoutedWorkers } from 'temporal-queue-routing/worker';
import { routing } from './temporal/routing.js';

const worker = await createRoutedWorkers({ taskQueue, workflowsPath: './workflows.js' }, routing);`,
      },
    ]);
    expect(report.advice[0]?.message).toContain(
      "`createWorker` makes workers of the queue that its callers pass: on a legacy queue for src/main.ts:3 (settings.temporalTaskQueue), src/main.ts:3 ('main-queue')",
    );
  });

  test('a list of queues, though every one is legacy', async () => {
    const report = await planned({
      'src/worker.ts': `${WORKER}export async function run() {
  for (const taskQueue of [settings.temporalTaskQueue, 'main-queue']) await Worker.create({ taskQueue });
}
`,
    });
    expect(changed(report)).toEqual(['src/start.ts']);
    expect(advised(report).map(({ at }) => at)).toEqual(['src/worker.ts:4']);
    expect(report.advice[0]?.message).toContain('it is one of a list of queues');
  });

  test('beside one that is made in place: neither is, since nobody knows that both run the same code', async () => {
    const report = await planned({
      'src/worker.ts': `${WORKER}export const run = () => Worker.create({ taskQueue: settings.temporalTaskQueue });\n`,
      'src/app.module.ts': nest(`TemporalModule.registerWorker({ workerOptions: { taskQueue: 'main-queue' } })`),
    });
    expect(changed(report)).toEqual(['src/start.ts']);
    expect(advised(report).map(({ at }) => at)).toEqual(['src/app.module.ts:3', 'src/worker.ts:3']);
  });

  test('a factory that runs the same code is no hindrance', async () => {
    const report = await planned({
      'src/factory.ts': `import { Worker } from '@temporalio/worker';
import { options } from './options.js';
export const createWorker = (taskQueue: string) => Worker.create({ ...options, taskQueue });
`,
      'src/options.ts': "export const options = { workflowsPath: './workflows.js' };\n",
      'src/worker.ts': `${WORKER}import { createWorker } from './factory.js';
import { options } from './options.js';
export const run = () => Worker.create({ ...options, taskQueue: settings.temporalTaskQueue });
export const more = () => createWorker(settings.temporalTaskQueue);
`,
    });
    expect(changed(report)).toEqual(['src/start.ts', 'src/worker.ts']);
    expect(advised(report).map(({ at }) => at)).toEqual(['src/factory.ts:3']);
  });

  test('on dedicated queues they are no hindrance', async () => {
    const report = await planned({
      'src/worker.ts': `${WORKER}export const run = () => Worker.create({ taskQueue: settings.temporalTaskQueue });\n`,
      'src/app.module.ts': nest(`TemporalModule.registerWorker({ workerOptions: { taskQueue: 'mail' } })`),
    });
    expect(changed(report)).toEqual(['src/start.ts', 'src/worker.ts']);
  });
});

test.each([
  [
    'reads settings that it was made with',
    `export class Workers {
  constructor(private readonly options: { settings: typeof settings }) {}
  run = () => Worker.create({ taskQueue: this.options.settings.temporalTaskQueue });
}`,
  ],
  [
    'reads settings that are made of a parameter',
    `const load = (environment: string) => (environment === '' ? settings : settings);
export const run = (environment: string) => {
  const settings = load(environment);
  return Worker.create({ taskQueue: settings.temporalTaskQueue });
};`,
  ],
  [
    'has a slot count from its caller',
    `export const run = (slots: number) => Worker.create({ taskQueue: settings.temporalTaskQueue, maxCachedWorkflows: slots });`,
  ],
])('a worker made in place that %s is rewritten as before', async (_, text) => {
  expect(changed(await planned({ 'src/worker.ts': `${WORKER}${text}\n` }))).toEqual(['src/start.ts', 'src/worker.ts']);
});

const nest = (modules: string, from = 'nestjs-temporal'): string =>
  `// @ts-ignore the package is not installed here\nimport { TemporalModule } from '${from}';\nexport const imports = [${modules}];\n`;

describe('the text to add for a Nest module', () => {
  const addFor = async (modules: string, from?: string): Promise<string | undefined> =>
    advised(await planned({ 'src/app.module.ts': nest(modules, from) }))[0]?.add;
  const IMPORT = "import { routing } from './temporal/routing.js';\n\n";

  test.each([
    [
      'nestjs-temporal',
      `TemporalModule.registerWorker({ workerOptions: { taskQueue: 'main-queue', workflowsPath: 'w' }, activityClasses: [] })`,
      "// in `imports`, beside the module of the legacy queue\n...routing.taskQueues().map((taskQueue) => TemporalModule.registerWorker({ workerOptions: { taskQueue, workflowsPath: 'w' }, activityClasses: [] })),",
    ],
    [
      'nestjs-temporal',
      `TemporalModule.registerWorkerAsync({ useFactory: () => ({ workerOptions: { taskQueue: 'main-queue' } }) })`,
      '// in `imports`, beside the module of the legacy queue\n...routing.taskQueues().map((taskQueue) => TemporalModule.registerWorker({ workerOptions: { taskQueue } })),',
    ],
    [
      'nestjs-temporal',
      `TemporalModule.forRoot({ taskQueue: 'main-queue' })`,
      "// nestjs-temporal 2, in `imports`, once for the legacy queue and once for each routed one\n...[taskQueueOfToday, ...routing.taskQueues()].map((taskQueue) => TemporalModule.registerWorker({ workerOptions: { ...{ taskQueue: 'main-queue' }, taskQueue } })),",
    ],
    [
      'nestjs-temporal-core',
      `TemporalModule.register({ taskQueue: 'main-queue', worker: { workflowsPath: 'w' } })`,
      "// instead of `taskQueue` and `worker`\nworkers: ['main-queue', ...routing.taskQueues()].map((taskQueue) => ({ ...{ workflowsPath: 'w' }, taskQueue })),",
    ],
    [
      'nestjs-temporal-core',
      `TemporalModule.register({ workers: [{ taskQueue: 'main-queue', workflowsPath: 'w' }] })`,
      "// in `workers`, after the others\n...routing.taskQueues().map((taskQueue) => ({ taskQueue, workflowsPath: 'w' })),",
    ],
  ])('%s: %s', async (from, modules, add) => {
    expect(await addFor(modules, from)).toBe(IMPORT + add);
  });

  test('is not given once the routed queues have workers', async () => {
    const text = nest(
      "TemporalModule.registerWorker({ workerOptions: { taskQueue: 'main-queue' } }), ...routing.taskQueues().map((taskQueue: string) => TemporalModule.registerWorker({ workerOptions: { taskQueue } }))",
    );
    const report = await planned({ 'src/app.module.ts': `${text}import { routing } from './temporal/routing.js';\n` });
    expect(advised(report)).toEqual([]);
    expect(report.workers.map(({ routed }) => routed)).toEqual([false, true]);
  });
});

test('a declared worker whose file is not there is a warning', async () => {
  const config = (workers: readonly object[]): string =>
    JSON.stringify({
      legacyQueues: ['settings.temporalTaskQueue'],
      kinds: { tenant: ['ProvisionWorkflow'], jobs: [] },
      workers,
    });
  const folder = repository({
    'temporal-queue.config.json': config([
      { file: 'src/settings.ts', queues: ['saas.tenant.*'] },
      { file: 'deploy/worker.py', queues: ['*'] },
      { file: 'deploy/gone.py', queues: ['exports'] },
    ]),
    'deploy/worker.py': 'QUEUES = []\n',
  });
  const report = await check({ root: folder, config: await loadConfig({ root: folder }) });
  expect(report.warnings).toEqual([
    'workers: deploy/gone.py is not in this repository, so nobody may be polling the queues it names',
  ]);
  expect(report.workers.map(({ file, routed }) => [file, routed])).toEqual([
    ['deploy/gone.py', false],
    ['deploy/worker.py', true],
    ['src/settings.ts', true],
  ]);
});

describe('where the SDK is not installed', () => {
  const bare = async (text: string, name = 'a.ts'): Promise<Report> => {
    const folder = mkdtempSync(join(tmpdir(), 'tqc-bare-'));
    try {
      writeFileSync(join(folder, name), text);
      const config = await loadConfig({ root: folder });
      return await check({ root: folder, config: { ...config, legacyQueues: [] } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test.each([
    ["import { Worker as W } from '@temporalio/worker';\nW.create({ taskQueue: 'q' });\n", ['q']],
    ["import * as sdk from '@temporalio/worker';\nsdk.Worker.create({ taskQueue: 'q' });\n", ['q']],
    ["import sdk from '@temporalio/worker';\nsdk.Worker.create({ taskQueue: 'q' });\n", ['q']],
    ["export {};\nconst { Worker } = await import('@temporalio/worker');\nWorker.create({ taskQueue: 'q' });\n", ['q']],
    ["import { NativeConnection } from '@temporalio/worker';\nNativeConnection.create({ taskQueue: 'q' });\n", []],
    ["import { Worker } from './worker.js';\nWorker.create({ taskQueue: 'q' });\n", []],
    ["import { Worker } from 'bullmq';\nWorker.create({ taskQueue: 'q' });\n", []],
  ])('a worker is told by its import: %j', async (text, queues) => {
    expect((await bare(text)).workers.flatMap((row) => row.queues)).toEqual(queues);
  });

  test.each([
    [
      "import { Client } from '@temporalio/client';\nnew Client().activity.start('a', { id: 'i', taskQueue: 'q' });\n",
      ["'q'"],
    ],
    [
      "import { ActivityClient } from '@temporalio/client';\nexport const go = (client: ActivityClient) => client.execute('a', { id: 'i', taskQueue: 'q' });\n",
      ["'q'"],
    ],
    [
      "import { Client } from '@temporalio/client';\nnew Client().workflow.start('a', { workflowId: 'i', taskQueue: 'q' });\n",
      [],
    ],
    ["import * as wf from '@temporalio/workflow';\nwf.proxyActivities({ taskQueue: 'q' });\n", ["'q'"]],
    ["import * as wf from '@temporalio/workflow';\nwf.proxyLocalActivities({ taskQueue: 'q' });\n", []],
  ])('an activity is told by its client: %j', async (text, queues) => {
    expect((await bare(text)).activities.map(({ queue }) => queue.text)).toEqual(queues);
  });

  test('an injected service of nestjs-temporal-core registers a worker; another service of that name does not', async () => {
    const service = (from: string): string =>
      `import { TemporalService } from '${from}';\nexport class A {\n  constructor(private readonly temporal: TemporalService) {}\n  add = () => this.temporal.registerWorker({ taskQueue: 'q' });\n}\n`;
    expect((await bare(service('nestjs-temporal-core'))).workers.map(({ api }) => api)).toEqual([
      'TemporalService.registerWorker',
    ]);
    expect((await bare(service('./temporal.js'))).workers).toEqual([]);
  });
});

test('explain tells a factory, its caller and a stand-alone activity', async () => {
  const folder = repository({
    'src/factory.ts': `import { Worker } from '@temporalio/worker';
export const createWorker = (taskQueue: string) => Worker.create({ taskQueue });
export const exports = createWorker('exports');
`,
    'src/activity.ts': `import type { Client } from '@temporalio/client';
export const go = (client: Client) => client.activity.start('sweep', { id: 'x', taskQueue: 'mail', startToCloseTimeout: '1m' });
`,
  });
  const config = await loadConfig({ root: folder });
  const first = async (place: string): Promise<string | undefined> => {
    const [file = '', line = ''] = place.split(':');
    return (await explain({ root: folder, config }, file, Number(line))).steps[0]?.text;
  };
  expect(await first('src/factory.ts:2')).toBe(
    'it makes the workers of the factory createWorker, whose callers choose the queue; it starts nothing',
  );
  expect(await first('src/factory.ts:3')).toBe(
    "it is createWorker on 'exports': a worker, which polls the queue and starts nothing",
  );
  expect(await first('src/activity.ts:2')).toBe(
    "it is activity.start on 'mail': a stand-alone activity, which runs without a workflow",
  );
});
