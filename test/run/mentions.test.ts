import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import { check, plan } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

const config = (legacyQueues: readonly string[]): string =>
  `${JSON.stringify({ legacyQueues, kinds: { tenant: ['tenantWork'] }, routing: { module: 'src/routing.ts' } })}\n`;

const root = repositoryOf({
  'package.json': '{ "type": "module" }\n',
  'temporal-queue.config.json': config(["'main'"]),
  'src/start.ts': `import { proxyActivities } from '@temporalio/workflow';
import type { Client } from '@temporalio/client';
const MAIN = 'main';
export const a = (client: Client, tenantId: string) =>
  client.workflow.start('tenantWork', { args: [tenantId, 1], workflowId: 'a', taskQueue: MAIN });
export const b = (client: Client) =>
  ({ begin: client.workflow.start }).begin('tenantWork', { args: [], workflowId: 'b', taskQueue: MAIN });
export const log = { at: 'start', taskQueue: 'main' };
export const other = { taskQueue: 'elsewhere' };
export const { x } = proxyActivities<{ x(): Promise<void> }>({ taskQueue: 'main', startToCloseTimeout: '1s' });
export const branch = 'main';
`,
  'test/some.test.ts': "export const t = { taskQueue: 'main' };\n",
});

test('a legacy queue named where no start was recognised is listed, and nothing that is accounted for', async () => {
  const { report } = await plan({ root, config: await loadConfig({ root }), rollback: false });
  expect(report.sites.map(({ line }) => line)).toEqual([5]);
  expect(report.mentions.map(({ where, file, line }) => [where, file, line])).toEqual([
    ['code', 'src/start.ts', 7],
    ['code', 'src/start.ts', 8],
    ['test', 'test/some.test.ts', 1],
  ]);
  const options = { command: 'check', paint: PLAIN, verdict: 'red', verbose: false, brief: false } as const;
  expect(
    FORMATS.get('text')?.render(report, options),
  ).toContain(`A legacy queue is also named here, outside the ledger (3)
  in code (2)
    src/start.ts:7  ({ begin: client.workflow.start }).begin('tenantWork', { args: [], workflowId: 'b', taskQueue: MAIN });
    src/start.ts:8  export const log = { at: 'start', taskQueue: 'main' };
  in tests (1)
    test/some.test.ts:1  export const t = { taskQueue: 'main' };
`);
  expect(FORMATS.get('markdown')?.render(report, options)).toContain(
    "**in tests** (1)\n\n- `test/some.test.ts:1` `export const t = { taskQueue: 'main' };`",
  );
});

/** The lines of one file that are listed, by the words after `//` on them; a line without any must not be listed. */
async function listed(files: Readonly<Record<string, string>>, entries: readonly string[]): Promise<void> {
  const repository = repositoryOf({
    'package.json': '{ "type": "module" }\n',
    'temporal-queue.config.json': config(entries),
    ...files,
  });
  const { mentions } = (
    await plan({ root: repository, config: await loadConfig({ root: repository }), rollback: false })
  ).report;
  const expected = Object.entries(files).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (line.includes('// HERE') ? [`${file}:${index + 1}`] : [])),
  );
  expect(mentions.map(({ file, line }) => `${file}:${line}`).sort()).toEqual(expected.sort());
}

test('a plain word is a folder and a namespace, too', () =>
  listed(
    {
      'src/start.ts': `import type { Client } from '@temporalio/client';
export const go = (client: Client) => client.workflow.start('tenantWork', { workflowId: 'a', taskQueue: 'default' });
export const log = { module: 'temporal/activities/default/send-mail' };
export const connection = { temporalNamespace: process.env.X ?? 'default' };
export const note = 'The default Temporal namespace is there already.';
export const label = 'Temporal worker of the default queue'; // HERE
export const route = '/namespaces/x/task-queues/default'; // HERE
`,
    },
    ["'default'"],
  ));

const settings = `import { z } from 'zod';
const schema = z.object({ temporalTaskQueue: z.string().default('main-queue') });
export const settings = schema.parse({
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
});
export interface Settings {
  temporalTaskQueue: string;
}
export function loadConfig(): Settings {
  return { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' };
}
`;
const start = `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
export const go = (client: Client, tenantId: string) => {
  const taskQueue = settings.temporalTaskQueue;
  return client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue });
};
`;

describe('what reads a legacy queue in code', () => {
  test('by its setting, its value, the variable it comes from; the declarations, the routing module and the starts are not', () =>
    listed(
      {
        'src/settings.ts': settings,
        'src/start.ts': start,
        'src/routing.ts': `import { settings } from './settings.js';
export const legacy = { legacyTaskQueue: settings.temporalTaskQueue, taskQueue: 'main-queue' };
`,
        'src/readers.ts': `import type { Client } from '@temporalio/client';
import { settings as own } from './settings.js';
import * as all from './settings.js';
import { settings } from './settings.js';
export class Status {
  constructor(private readonly settings: typeof own, private readonly other: { temporalTaskQueue: string }) {}
  async read(client: Client, taskQueue: string): Promise<unknown> {
    await client.workflowService.describeTaskQueue({
      taskQueue: { name: this.settings.temporalTaskQueue }, // HERE
    });
    const { temporalTaskQueue } = settings; // HERE
    const { settings: { temporalTaskQueue: inner } } = all; // HERE
    if (taskQueue === 'main-queue') return inner; // HERE
    if (taskQueue === 'main-queue-2' || taskQueue === this.other.temporalTaskQueue) return null;
    console.log({ temporalTaskQueue: settings.temporalTaskQueue }); // HERE
    console.log({ temporalTaskQueue: 'main-queue' }); // HERE
    client.workflow.list({ query: "TaskQueue = 'main-queue' AND ExecutionStatus = 'Running'" }); // HERE
    client.workflow.list({ query: \`TaskQueue = 'main-queue' AND WorkflowId = '\${taskQueue}'\` }); // HERE
    client.workflow.list({ query: \`TaskQueue = '\${all.settings['temporalTaskQueue']}'\` }); // HERE
    return [temporalTaskQueue, process.env.TEMPORAL_TASK_QUEUE, 'no main-queue in prose']; // HERE
  }
}
type Queue = 'reports' | 'main-queue'; // HERE
export const queue: Queue = 'reports';
`,
      },
      ['settings.temporalTaskQueue', "'main-queue'"],
    ));

  test('by the value a setting was traced to', () =>
    listed(
      {
        'src/settings.ts': "export const settings = { temporalTaskQueue: 'tasks-1' };\n",
        'src/start.ts': start,
        'src/log.ts': "export const taskQueue = ['tasks-1', 'tasks-10', 'other.tasks-1', 'x'].includes('y'); // HERE\n",
      },
      ['settings.temporalTaskQueue'],
    ));

  test('where a queue passes through the language itself, whose declarations are no places of the file', () =>
    listed(
      {
        'src/start.ts': `import type { Client } from '@temporalio/client';
export async function plain(client: Client, tenantId: string) {
  return client.workflow.start('tenantWork', { args: [tenantId, 1], workflowId: 'a', taskQueue: 'main' });
}
export async function awaited(client: Client, tenantId: string) {
  const queue = await Promise.resolve('main' as const);
  return client.workflow.start('tenantWork', { args: [tenantId, 1], workflowId: 'b', taskQueue: queue });
}
`,
      },
      ["'main'"],
    ));

  test('by the constant of one file, through a barrel or a namespace, and by no other of its name', () =>
    listed(
      {
        'src/queues.ts': "export const MAIN = 'main-1';\nexport const all = [MAIN, 'x']; // HERE\n",
        'src/index.ts': "export * from './queues.js';\n",
        'src/other.ts': "export const MAIN = 'dedicated';\n",
        'src/start.ts': `import type { Client } from '@temporalio/client';
import { MAIN } from './queues.js';
export const go = (client: Client, tenantId: string) =>
  client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: MAIN });
`,
        'src/readers.ts': `import { MAIN as QUEUE } from './index.js';
import * as queues from './queues.js';
export const readers = { QUEUE, MAIN: queues.MAIN, taskQueue: 'x' }; // HERE
export const key = { MAIN: 1, all: queues.all };
`,
        'src/no-reader.ts': "import { MAIN } from './other.js';\nexport const taskQueue = [MAIN];\n",
        'src/required.cjs': "const { MAIN } = require('./queues.ts');\nmodule.exports = { taskQueue: MAIN }; // HERE\n",
      },
      ['src/queues.ts#MAIN'],
    ));

  test('a plain word only beside words about task queues', () =>
    listed(
      {
        'src/start.ts': `import type { Client } from '@temporalio/client';
export const go = (client: Client, tenantId: string) =>
  client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: 'default' });
`,
        'src/readers.ts': `export const isDefault = (taskQueue: string) => taskQueue === 'default'; // HERE
export const theme = (name: string) => name === 'default';
export const described = {
  taskQueue: {
    name: 'default', // HERE
  },
};
`,
      },
      ["'default'"],
    ));

  test('data that a start hands on: its arguments and its memo, not its own queue', () =>
    listed(
      {
        'src/start.ts': `import type { Client } from '@temporalio/client';
const defaults = { taskQueue: 'main-queue', retry: {} };
export const go = async (client: Client, tenantId: string) => {
  await client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, ...defaults });
  await client.workflow.start('tenantWork', {
    args: [{ tenantId, queue: 'main-queue' }], // HERE
    memo: { queue: 'main-queue' }, // HERE
    workflowId: tenantId,
    taskQueue: 'main-queue',
  });
};
`,
      },
      ["'main-queue'"],
    ));
});

describe('tests under the starts they break', () => {
  const files = {
    'package.json': '{ "type": "module" }\n',
    'temporal-queue.config.json': config(["'main-queue'"]),
    'src/invoices.ts': `import type { Client } from '@temporalio/client';
export const invoice = (client: Client, tenantId: string) =>
  client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: 'main-queue' });
export const report = (client: Client) =>
  client.workflow.start('reportWork', { workflowId: 'r', taskQueue: 'main-queue' });
export const audit = (client: Client) =>
  client.workflow.start('auditWork', { workflowId: 'a', taskQueue: 'audits' });
`,
    'src/index.ts': "export { invoice } from './invoices.js';\n",
    'src/deep.ts': "export * from './index.js';\n",
    'test/barrel.test.ts': `import { invoice } from '../src/index.js';
test('invoice', () => expect(invoice.queue).toBe('main-queue'));
test('nothing', () => expect(1).toBe(1));
`,
    'test/deep.test.ts': `import '../src/deep.js';
test('x', () => expect(1).toBe('main-queue'));
`,
    'test/mocked.test.ts': `vi.mock('../src/invoices');
test('x', () => expect(1).toBe('main-queue'));
`,
    'test/named.test.ts': `import { Worker } from '@temporalio/worker';
const worker = await Worker.create({ taskQueue: 'main-queue' });
describe('work', () => {
  it.each(['main-queue'])('of a tenant', () => start('tenantWork'));
  it('of another kind', () => expect(start('reportWork').taskQueue).toBe('main-queue'));
  it('of a longer name', () => expect(start('tenantWorker').taskQueue).toBe('main-queue'));
});
`,
    'test/unrelated.test.ts': "test('x', () => expect(queueOf()).toBe('main-queue'));\n",
    'test/dedicated.test.ts': "test('x', () => expect('auditWork').toBe('main-queue'));\n",
  };
  const repository = repositoryOf(files);

  test('by the file they import, also through one barrel, and by the workflow they name', async () => {
    const { report } = await plan({ root: repository, config: await loadConfig({ root: repository }) });
    const rows = report.sites.map(({ enclosing, decision, tests }) => [
      enclosing,
      decision,
      tests.map(({ file, line }) => `${file}:${line}`),
    ]);
    expect(rows).toEqual([
      [
        'invoice',
        'route',
        ['test/barrel.test.ts:2', 'test/mocked.test.ts:2', 'test/named.test.ts:2', 'test/named.test.ts:4'],
      ],
      [
        'report',
        'ask',
        ['test/barrel.test.ts:2', 'test/mocked.test.ts:2', 'test/named.test.ts:2', 'test/named.test.ts:5'],
      ],
      ['audit', 'keep', []],
    ]);
    expect(report.sites[0]?.tests[0]?.text).toBe("test('invoice', () => expect(invoice.queue).toBe('main-queue'));");
    const options = { command: 'plan', paint: PLAIN, verdict: null, verbose: true, brief: false } as const;
    const text = FORMATS.get('text')?.render(report, options);
    expect(text).toContain(`Tests that name the legacy queue of a start (3 files)
  With the routing mode off every start stays on its queue, and these pass unedited; a start that is routed breaks them.
  src/invoices.ts:3:19  tenantWork
    test/barrel.test.ts:2  test('invoice', () => expect(invoice.queue).toBe('main-queue'));
    test/mocked.test.ts:2  test('x', () => expect(1).toBe('main-queue'));
    test/named.test.ts:2  const worker = await Worker.create({ taskQueue: 'main-queue' });
`);
    expect(FORMATS.get('text')?.render(report, { ...options, verbose: false })).toContain(
      '  test/barrel.test.ts, test/mocked.test.ts, test/named.test.ts (--verbose shows them under their starts)\n',
    );
    expect(FORMATS.get('markdown')?.render(report, options)).toContain(
      "| `src/invoices.ts:3:19` | `test/named.test.ts:2` | `const worker = await Worker.create({ taskQueue: 'main-queue' });` |",
    );
  });
});

describe('files that are no code', () => {
  const files = {
    'package.json': '{ "type": "module" }\n',
    'temporal-queue.config.json': config(['settings.temporalTaskQueue']),
    'src/settings.ts': settings,
    'src/start.ts': start,
    'deploy/values.yaml': 'env:\n  TEMPORAL_TASK_QUEUE: main-queue\nimage: x\n',
    'README.md': 'Everything runs on `main-queue`.\n',
  };

  test('plan lists who names the value or the variable of the setting there, check does not look', async () => {
    const repository = repositoryOf(files);
    const options = { root: repository, config: await loadConfig({ root: repository }) };
    const { report } = await plan(options);
    expect(report.mentions).toEqual([
      { file: 'deploy/values.yaml', line: 2, text: 'TEMPORAL_TASK_QUEUE: main-queue', where: 'other' },
      { file: 'README.md', line: 1, text: 'Everything runs on `main-queue`.', where: 'other' },
    ]);
    expect(report.ledger.found).toBe(1);
    expect((await check(options)).mentions).toEqual([]);
  });

  test('a list that is cut says so', async () => {
    const repository = repositoryOf(files, { 'deploy/many.yaml': '- main-queue\n'.repeat(1500) });
    const { report } = await plan({ root: repository, config: await loadConfig({ root: repository }) });
    expect(report.mentions).toHaveLength(1000);
    expect(report.warnings).toContain('1502 lines of other files name a legacy queue; the first 1000 are listed');
  });
});
