import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explain } from '../../codemods/src/explain.js';
import { cli } from '../cli/cli.js';
import { repositoryOf } from '../kit/repo.js';

const FILES = {
  'package.json': '{ "type": "module" }\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022" } }\n',
  'temporal-queue.config.json': JSON.stringify({
    legacyQueues: ['settings.temporalTaskQueue', "'main-queue'"],
    kinds: { tenant: ['Onboard'], jobs: ['Cleanup'] },
    exclude: ['src/old/**'],
    include: ['src/**/*.{ts,js}', '{dist,vendor}/**/*.js'],
    sites: {
      'src/start.ts#merge/client.start/1': { kind: 'tenant', tenantId: 'source.tenantId', callHash: 'outdated' },
    },
  }),
  'src/settings.ts': `export const settings = {
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
};
`,
  'src/engine.ts': `export class Engine {
  start(name: string, options: { taskQueue: string }): string {
    return name + options.taskQueue;
  }
}
`,
  'src/start.ts': `import type { Client } from '@temporalio/client';
import express from 'express';
import { Engine } from './engine.js';
import { settings } from './settings.js';

/** Starts. */
export async function onboard(client: Client, tenantId: string): Promise<void> {
  const { temporalTaskQueue: taskQueue } = settings;
  await client.workflow.start('Onboard', {
    args: [{ tenantId, taskQueue: 'exports' }],
    workflowId: tenantId,
    taskQueue,
  });
}

export async function merge(client: Client, source: { tenantId: string }, target: { tenantId: string }) {
  await client.workflow.start('Onboard', { args: [source.tenantId, target.tenantId], workflowId: 'm', taskQueue: 'main-queue' });
}

export async function both(client: Client) {
  await Promise.all([client.workflow.start('Cleanup', { workflowId: 'a', taskQueue: 'main-queue' }), client.workflow.execute('Other', { workflowId: 'b', taskQueue: 'exports' })]);
}

export async function any(client: Client, name: string, taskQueue: string) {
  await client.workflow.start(name, { workflowId: 'c', taskQueue });
}

export async function alike(client: Client, untyped: any) {
  new Engine().start('Onboard', { taskQueue: 'main-queue' });
  express().create({});
  await untyped.start('Onboard', { taskQueue: 'main-queue' });
  await client.connection.ensureConnected();
  await untyped.execute('Onboard');
  await any(client, 'Cleanup', settings.temporalTaskQueue);
  log({
    taskQueue: settings.temporalTaskQueue,
  });
  // client.workflow.start('Onboard', { taskQueue: 'main-queue' })
}

interface Logged {
  taskQueue: string;
}
declare function log(entry: Logged): void;
`,
  'src/flows.ts': `import { proxyActivities } from '@temporalio/workflow';
const { mail } = proxyActivities<{ mail(): Promise<void> }>({ taskQueue: 'main-queue', startToCloseTimeout: '1m' });
export async function Cleanup() { await mail(); }
`,
  'src/worker.ts': `import { Worker } from '@temporalio/worker';
await Worker.create({ taskQueue: 'main-queue' });
`,
  'src/ask.ts': `import type { Client } from '@temporalio/client';
export async function ask(client: Client, from: { tenantId: string }, to: { tenantId: string }, other: any) {
  await client.workflow.start('Onboard', { args: [from.tenantId, to.tenantId], workflowId: 'x', taskQueue: 'main-queue' });
}
export async function others(client: Client, other: any) {
  await client.workflow.start();
  Object.create(null);
  await other.create({ args: [{ taskQueue: 'exports' }] });
}
`,
  'src/quiet.ts': `import type { Client } from '@temporalio/client';
export async function quiet(client: Client, tenantId: string) {
  try {
    await client.workflow.start('Onboard', { args: [{ tenantId }], workflowId: 'q', taskQueue: 'main-queue' });
  } catch {}
}
`,
  'src/spread.ts': `import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
const client = new Client();
const options = {
  workflowId: 'spread',
  taskQueue: 'main-queue',
};
export const one = () =>
  client.workflow.start(
    'Cleanup',
    options,
  );
export const worker = () =>
  Worker.create({
    identity: 'w',
    taskQueue: 'main-queue',
  });
`,
  'src/utf16.ts': Buffer.from("\ufeffimport '@temporalio/client';", 'utf16le'),
  'src/a.min.js': 'export {};\n',
  'vendor/start.js': 'export {};\n',
  'src/types.d.ts': 'export type Queue = string;\n',
  'src/old/start.ts': 'export {};\n',
  'dist/start.js': 'export {};\n',
  'scripts/start.ts': 'export {};\n',
  '.gitignore': 'src/generated\n',
  'src/generated/start.ts': 'export {};\n',
};

const root = repositoryOf(FILES);
symlinkSync('engine.ts', join(root, 'src/linked.ts'));
const run = async (place: string, ...flags: readonly string[]): Promise<string> => {
  const { out, err } = await cli(['explain', place, ...flags], { cwd: root, run: { explain } });
  return (out === '' ? err : out).replace(/\d+\.\d+\.\d+ in node_modules/g, 'N in node_modules');
};
const NEAR = '  starts of this file are on line 9, 17, 21, 25\n';

const ONBOARD = `  receiver [types]: it is client.start: the checker says WorkflowClient.start  src/start.ts:9:25
    | await client.workflow.start('Onboard', {
  workflow [syntax]: it starts Onboard: named by a string  src/start.ts:9:31
  queue [traced]: its queue is taskQueue: followed as far as the code says
    value 1 of 2
    member \`temporalTaskQueue\` of \`settings\`, which src/settings.ts exports  src/start.ts:8:11
    | const { temporalTaskQueue: taskQueue } = settings;
    environment variable TEMPORAL_TASK_QUEUE  src/settings.ts:2:22
    | temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
    value 2 of 2
    member \`temporalTaskQueue\` of \`settings\`, which src/settings.ts exports  src/start.ts:8:11
    | const { temporalTaskQueue: taskQueue } = settings;
    which is 'main-queue'
    a legacy queue, by settings.temporalTaskQueue, 'main-queue'
  kind: by the rule exact-name: the config maps Onboard to tenant  src/start.ts:9:25
    | await client.workflow.start('Onboard', {
  tenant: by the rule tenant-property: the argument's property tenantId is tenantId  src/start.ts:10:14
    | args: [{ tenantId, taskQueue: 'exports' }],
    tenantId flows into args[0], of type string  src/start.ts:10:14
    tenantId flows into workflowId, of type string  src/start.ts:11:17
    | workflowId: tenantId,
  sdk: N in node_modules
  verdict: route as tenant, tenant id tenantId
  site: src/start.ts#onboard/client.start/1, call hash f36051d593250fc9
`;

describe('the proof of a start', () => {
  test('each step with how it is known and the line that shows it, the hops of the queue in order', async () => {
    expect(await run('src/start.ts:9')).toBe(`src/start.ts:9:25 route\n${ONBOARD}`);
  });

  test('a line inside the call, and a queue there that is the input of the workflow', async () => {
    expect(await run('src/start.ts:10')).toBe(`src/start.ts:9:25 route
  line 10 is a part of this start  src/start.ts:10:1
    | args: [{ tenantId, taskQueue: 'exports' }],
  \`taskQueue\` stands inside \`args\`: it is the workflow's input, not the option of a start  src/start.ts:10:5
${ONBOARD}`);
  });

  test.each([
    [5, 'a part of the options of this start', "workflowId: 'spread',"],
    [10, 'a part of this start', "'Cleanup',"],
    [12, 'a part of this start', ');'],
  ])('line %s of a call over several lines, or of options beside it', async (line, what, source) => {
    expect(await run(`src/spread.ts:${line}`)).toContain(`src/spread.ts:9:19 route
  line ${line} is ${what}  src/spread.ts:${line}:1
    | ${source}
  receiver [`);
  });

  test('a line of a worker that is no start', async () => {
    expect(await run('src/spread.ts:15')).toContain(`src/spread.ts:15 is not a start
  it is Worker.create on 'main-queue': a worker, which polls the queue and starts nothing  src/spread.ts:14:10
`);
  });

  test('an answer that is stale, and what settles the question', async () => {
    expect(await run('src/start.ts:17')).toBe(`src/start.ts:17:25 ask
  receiver [types]: it is client.start: the checker says WorkflowClient.start  src/start.ts:17:25
    | await client.workflow.start('Onboard', { args: [source.tenantId, target.tenantId], workflowId: 'm', taskQueue: 'main-queue' });
  workflow [syntax]: it starts Onboard: named by a string  src/start.ts:17:31
  queue [syntax]: its queue is 'main-queue': written at the call
    a legacy queue, by 'main-queue'
  sdk: N in node_modules
  answer: sites in the config says kind tenant, tenant id source.tenantId, given for another text of the call (call hash outdated): it is stale
  verdict: ask (answer-stale): An answer under \`sites\` was given for another version of this call.
  settle: Read the call again and renew the answer (\`callHash\`).
  site: src/start.ts#merge/client.start/1, call hash 4e79fd1b8bcba23b
`);
  });

  test('two starts on one line, and a long line around the place', async () => {
    expect(await run('src/start.ts:21')).toBe(
      `src/start.ts:21:38 route
  receiver [types]: it is client.start: the checker says WorkflowClient.start  src/start.ts:21:38
    | await Promise.all([client.workflow.start('Cleanup', { workflowId: 'a', taskQueue: 'main-queue' }), client.workflow.execute('Other', { workflowId: 'b', taskQueue…
  workflow [syntax]: it starts Cleanup: named by a string  src/start.ts:21:44
  queue [syntax]: its queue is 'main-queue': written at the call
    a legacy queue, by 'main-queue'
  kind: by the rule exact-name: the config maps Cleanup to jobs  src/start.ts:21:38
  sdk: N in node_modules
  verdict: route as jobs
  site: src/start.ts#both/client.start/1, call hash a6a4a462545fb6d6

src/start.ts:21:118 keep
  receiver [types]: it is client.execute: the checker says WorkflowClient.execute  src/start.ts:21:118
    | …([client.workflow.start('Cleanup', { workflowId: 'a', taskQueue: 'main-queue' }), client.workflow.execute('Other', { workflowId: 'b', taskQueue: 'exports' })]);
  workflow [syntax]: it starts Other: named by a string  src/start.ts:21:126
  queue [syntax]: its queue is 'exports': written at the call
    no entry of legacyQueues names it
  sdk: N in node_modules
  verdict: keep (dedicated-queue): The queue is not one of the legacy queues being retired.
    exports
  site: src/start.ts#both/client.execute/1, call hash 49039f59bf70d982
`.replace('1.24.0', 'N'),
    );
  });

  test('a wrapper with its callers', async () => {
    expect(await run('src/start.ts:25')).toBe(`src/start.ts:25:25 ask
  receiver [types]: it is client.start: the checker says WorkflowClient.start  src/start.ts:25:25
    | await client.workflow.start(name, { workflowId: 'c', taskQueue });
  workflow [traced]: it starts \`name\`: chosen at run time  src/start.ts:25:31
    by way of  src/start.ts:24:43
    | export async function any(client: Client, name: string, taskQueue: string) {
  queue [traced]: its queue is taskQueue: followed as far as the code says
    parameter \`taskQueue\`, which the caller gives  src/start.ts:24:57
    no entry of legacyQueues names it
  wrapper: any takes name, taskQueue from its callers
    called with (client, 'Cleanup', settings.temporalTaskQueue)  src/start.ts:34:9
    | await any(client, 'Cleanup', settings.temporalTaskQueue);
  sdk: N in node_modules
  verdict: ask (wrapper): The workflow, its queue or its options come from a parameter: the callers know the tenant, this line does not.
    any takes name, taskQueue from its callers
  settle: Name the function under \`wrappers\`, so that its callers are the sites, or answer for this site under \`sites\`.
  site: src/start.ts#any/client.start/1, call hash 186b1dd9bbd72b46
`);
  });

  test('a question about the tenant shows the candidates where they stand', async () => {
    const text = await run('src/ask.ts:3');
    expect(text).toContain(`
  tenant: from.tenantId flows into args[0], of type string  src/ask.ts:3:51
    to.tenantId flows into args[1], of type string  src/ask.ts:3:66
`);
    expect(text).toContain('    candidates: from.tenantId, to.tenantId\n');
  });

  test('as data', async () => {
    const data = JSON.parse(await run('src/start.ts:21', '--json'));
    expect(data).toMatchObject({ version: 1, found: true, title: 'src/start.ts:21:38 route' });
    expect(data.more).toHaveLength(1);
    expect(data.steps[0]).toEqual({
      part: 'receiver',
      how: 'types',
      text: 'it is client.start: the checker says WorkflowClient.start',
      at: { file: 'src/start.ts', line: 21, column: 38 },
      source: expect.stringMatching(/^await Promise\.all/),
    });
  });
});

describe('why a line is no start', () => {
  test.each([
    [1, '  nothing is called on the line\n'],
    [5, '  the line is blank\n'],
    [6, '  the line is a comment\n'],
    [38, '  the line is a comment\n'],
    [42, '  `taskQueue` stands in a type: nothing is run  src/start.ts:42:3\n    | taskQueue: string;\n'],
    [
      29,
      `  \`Engine.start\` is the repository's own, declared in src/engine.ts  src/engine.ts:2:3
    | start(name: string, options: { taskQueue: string }): string {
  the queue 'main-queue' is only mentioned: nothing was seen to start on it  src/start.ts:29:35
    | new Engine().start('Onboard', { taskQueue: 'main-queue' });
`,
    ],
    [
      30,
      `  nothing shows that \`express()\` is a Temporal client, and its options name neither taskQueue nor workflowId  src/start.ts:30:13
    | express().create({});
  \`express\` is imported from express  src/start.ts:2:8
    | import express from 'express';
`,
    ],
    [
      31,
      `  nothing shows that \`untyped\` is a Temporal client, and of the options taskQueue and workflowId it names only taskQueue  src/start.ts:31:17
    | await untyped.start('Onboard', { taskQueue: 'main-queue' });
  \`untyped\` is declared here  src/start.ts:28:45
    | export async function alike(client: Client, untyped: any) {
  the queue 'main-queue' is only mentioned: nothing was seen to start on it  src/start.ts:31:36
    | await untyped.start('Onboard', { taskQueue: 'main-queue' });
`,
    ],
    [
      32,
      `  \`ensureConnected\` is no name of an SDK function that starts workflows  src/start.ts:32:27
    | await client.connection.ensureConnected();
`,
    ],
    [
      33,
      `  nothing shows that \`untyped\` is a Temporal client, and it is given no object that could be read for the options of a start  src/start.ts:33:17
    | await untyped.execute('Onboard');
  \`untyped\` is declared here  src/start.ts:28:45
    | export async function alike(client: Client, untyped: any) {
`,
    ],
    [
      34,
      `  it calls the wrapper any, whose start is src/start.ts:25:25  src/start.ts:34:9
    | await any(client, 'Cleanup', settings.temporalTaskQueue);
`,
    ],
    [
      36,
      `  \`log\` is no name of an SDK function that starts workflows  src/start.ts:35:3
    | log({
  the queue settings.temporalTaskQueue is only mentioned: nothing was seen to start on it  src/start.ts:36:5
    | taskQueue: settings.temporalTaskQueue,
  queue: value 1 of 2
    member \`temporalTaskQueue\` of \`settings\`, which src/settings.ts exports  src/start.ts:36:16
    environment variable TEMPORAL_TASK_QUEUE  src/settings.ts:2:22
    | temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
    value 2 of 2
    member \`temporalTaskQueue\` of \`settings\`, which src/settings.ts exports  src/start.ts:36:16
    | taskQueue: settings.temporalTaskQueue,
    which is 'main-queue'
`,
    ],
    [
      37,
      `  the line is a part of a call on line 35
  \`log\` is no name of an SDK function that starts workflows  src/start.ts:35:3
    | log({
`,
    ],
  ])('line %s', async (line, reasons) => {
    expect(await run(`src/start.ts:${line}`)).toBe(`src/start.ts:${line} is not a start\n${reasons}${NEAR}`);
  });

  test('an activity and a worker', async () => {
    expect(await run('src/flows.ts:2')).toBe(`src/flows.ts:2 is not a start
  it is proxyActivities on 'main-queue': an activity, which follows its workflow unless it names a queue  src/flows.ts:2:18
    | const { mail } = proxyActivities<{ mail(): Promise<void> }>({ taskQueue: 'main-queue', startToCloseTimeout: '1m' });
`);
    expect(await run('src/worker.ts:2')).toBe(`src/worker.ts:2 is not a start
  it is Worker.create on 'main-queue': a worker, which polls the queue and starts nothing  src/worker.ts:2:14
    | await Worker.create({ taskQueue: 'main-queue' });
`);
  });

  test('a method of the SDK that starts nothing, and one of the language', async () => {
    expect(await run('src/ask.ts:6')).toContain(
      "  `start` is WorkflowClient's: with these arguments it starts no workflow",
    );
    expect(await run('src/ask.ts:7')).toContain("  `create` is JavaScript's own");
  });

  test('`taskQueue` inside `args` of a look-alike', async () => {
    expect(await run('src/ask.ts:8')).toContain("  `taskQueue` stands inside `args`: it is the workflow's input");
  });
});

test.each([
  ['src/types.d.ts:1', 'it is a declaration file: it holds types, and nothing is run'],
  ['src/old/start.ts:1', 'the config excludes it (src/old/**)'],
  ['dist/start.js:1', 'it is generated: JavaScript in a folder for build output'],
  ['vendor/start.js:1', 'it is vendored: foreign code in a folder of its own'],
  ['src/a.min.js:1', 'it is minified'],
  ['scripts/start.ts:1', "no glob of the config's include matches it"],
  ['src/generated/start.ts:1', 'git ignores it'],
  ['src/linked.ts:1', 'it is a symlink'],
  ['src/utf16.ts:1', 'encoding'],
])('a file that is not looked at: %s', async (place, why) => {
  expect(await run(place)).toBe(`${place} is not looked at\n  the file is not read: ${why}\n`);
});

test('a file that is not there, and a line that is not', async () => {
  expect(await run('src/gone.ts:1')).toContain('src/gone.ts is not a file of this run');
  expect(await run('src/old:1')).toContain('src/old:1 is not looked at\n  the file is not read: it is not a file');
  expect(await run('src/engine.ts:99')).toContain('src/engine.ts has no line 99; it has 6.');
});

test('a start whose error would be swallowed says where', async () => {
  expect(await run('src/quiet.ts:4')).toContain(
    '  note: this catch would take a RoutingError as any other error: the workflow is not started, and nobody is told  src/quiet.ts:5:5\n    | } catch {}\n',
  );
});
