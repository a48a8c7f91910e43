import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureRoutingBuilt } from '../kit/built.js';
import { base } from '../kit/cases.js';
import { git, type Layer, repositoryOf, shown, treeOf } from '../kit/repo.js';
import { jscodeshift, type Run } from './runner.js';

const START = `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';

export async function provision(client: Client, tenantId: string): Promise<void> {
  await client.workflow.start('ProvisionWorkflow', {
    args: [tenantId, 'free'],
    workflowId: \`provision-\${tenantId}\`,
    taskQueue: settings.temporalTaskQueue,
  });
}
`;
const ROUTED = START.replace("'./settings.js'", "'./temporal/routing.js'")
  .replace('{ settings }', '{ routeForTenant, startOptions }')
  .replace('taskQueue: settings.temporalTaskQueue', '...startOptions(routeForTenant({ tenantId }))');
const PLAIN = 'export const sum = (a: number, b: number): number => a + b;\n';
/** Who it is about, nobody can say. */
const OPEN = START.replace('tenantId: string', 'id: string').replaceAll('tenantId', 'id');
const NOTE = /^temporal-queue-codemods: jscodeshift edits one file at a time\..*`apply`.*$/gm;

const repository = (...layers: readonly Layer[]): string => repositoryOf(base, ...layers);
const over = (root: string, ...args: readonly string[]): Run =>
  jscodeshift(root, ['--extensions=ts,tsx', 'src', ...args]);
/** In one process: which makes no difference but for the time, as a test shows. */
const overInBand = (root: string, ...args: readonly string[]): Run => over(root, '--run-in-band', ...args);
const textOf = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');

beforeAll(ensureRoutingBuilt, 130_000);

describe.each([[[]], [['--no-babel']]])('with the flags %j', (flags) => {
  test('counts what it changes, leaves, skips and cannot read, and writes only what it changes', () => {
    const root = repository({
      '.gitignore': 'src/ignored.ts\n',
      'src/start.ts': START,
      'src/plain.ts': PLAIN,
      'src/open.ts': OPEN,
      'src/ignored.ts': START,
      'src/broken.ts': `${START}<<<<<<< ours\n`,
      'src/latin.ts': Buffer.from(`${START}// caf\xe9\n`, 'latin1'),
    });
    const before = treeOf(root);
    const { counts, lines, stderr } = over(root, ...flags, '--verbose=1');
    // Settings, workflows, the routing module, what is plain, and what is asked.
    expect(counts).toEqual({ ok: 1, unmodified: 5, skipped: 1, errors: 2 });
    expect(shown(treeOf(root))).toEqual({ ...shown(before), 'src/start.ts': ROUTED });
    expect(lines.filter((line) => !line.startsWith(' NOC ')).sort()).toEqual([
      ' ERR src/broken.ts Transformation error (not read, and a start may hide in it: syntax error on line 11: Merge conflict marker encountered)',
      ' ERR src/latin.ts Transformation error (not read, and a start may hide in it: encoding)',
      expect.stringMatching(/^ REP src\/open\.ts 5:25 ask \(tenant-unknown\) /),
      ' SKIP src/ignored.ts',
    ]);
    expect(stderr.match(NOTE)).toHaveLength(1);
  });

  test('a dry run prints the new text, counts the starts, and writes nothing', () => {
    const root = repository({ 'src/start.ts': START, 'src/open.ts': OPEN });
    const { counts, stats, stdout } = over(root, ...flags, '--dry', '--print');
    expect(counts).toEqual({ ok: 1, unmodified: 4, skipped: 0, errors: 0 });
    expect(stats).toEqual({ 'starts: route': 1, 'starts: ask': 1 });
    expect(stdout).toContain(ROUTED);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });
});

describe('over one repository', () => {
  test.each([['--cpus=2'], ['--run-in-band'], ['--parser=tsx'], ['--parser=flow']])(
    '%s changes nothing about the result',
    (flag) => {
      // No parser of jscodeshift's takes both a cast and JSX; none is asked.
      const cast = `${START}export const loose = <unknown>(<string>'a');\n`;
      const jsx = `${START.replace('provision(', 'Provision(')}export const view = <b title="a">{1}</b>;\n`;
      const root = repository({ 'src/cast.ts': cast, 'src/view.tsx': jsx });
      const { counts } = over(root, flag);
      expect(counts).toEqual({ ok: 2, unmodified: 3, skipped: 0, errors: 0 });
      expect(textOf(root, 'src/cast.ts')).toBe(cast.replace(START, ROUTED));
      expect(textOf(root, 'src/view.tsx')).toContain('...startOptions(routeForTenant({ tenantId })),');
    },
  );

  test('a second run changes nothing', () => {
    const root = repository({ 'src/start.ts': START });
    expect(over(root).counts.ok).toBe(1);
    const once = treeOf(root);
    expect(over(root).counts).toEqual({ ok: 0, unmodified: 4, skipped: 0, errors: 0 });
    expect(treeOf(root)).toEqual(once);
  });

  test('looks at what jscodeshift hands it, and at no other file', () => {
    const root = repository({
      'src/start.ts': START,
      'src/old/start.ts': START.replace('./s', '../s'),
      'src/b.mts': START,
    });
    const { counts } = over(root, '--ignore-pattern=**/old/**');
    expect(counts).toEqual({ ok: 1, unmodified: 3, skipped: 0, errors: 0 });
    expect(git(root, 'status', '--porcelain').trim()).toBe('M src/start.ts');
  });

  test('says nothing about other files where no start is concerned, or where silence is asked for', () => {
    expect(over(repository({ 'src/plain.ts': PLAIN })).stderr).toBe('');
    const root = repository({ 'src/start.ts': START });
    // Silent, jscodeshift counts nothing either.
    expect(() => over(root, '--silent')).toThrow('jscodeshift counted no errors:\n');
    expect(textOf(root, 'src/start.ts')).toBe(ROUTED);
  });
});

describe('by which config', () => {
  const config = JSON.parse(readFileSync(join(base, 'temporal-queue.config.json'), 'utf8')) as object;

  test('the nearest one upwards, which is the root, too', () => {
    const inner = { 'temporal-queue.config.json': '', 'package.json': '{ "name": "outer", "private": true }' };
    const api = treeOf(repositoryOf(base, { 'src/start.ts': START }));
    const moved = Object.fromEntries(Object.entries(api).map(([file, bytes]) => [`packages/api/${file}`, bytes]));
    const root = repositoryOf({ ...moved, ...inner });
    // The outer one is empty, which is no config: nobody reads it.
    expect(jscodeshift(root, ['--extensions=ts', 'packages']).counts).toEqual({
      ok: 1,
      unmodified: 3,
      skipped: 0,
      errors: 0,
    });
    expect(textOf(root, 'packages/api/src/start.ts')).toBe(ROUTED);
  });

  test('the one that --config names, from the current folder', () => {
    const statement = JSON.stringify({ ...config, routing: { style: 'statement' } });
    const root = repository({ 'src/start.ts': START, 'config/queues.jsonc': statement });
    expect(overInBand(root, '--config=config/queues.jsonc').counts.ok).toBe(1);
    expect(textOf(root, 'src/start.ts')).toContain('  const route = routeForTenant({ tenantId });\n');
  });

  test('--root is where files are looked at from', () => {
    const root = repository({ 'src/start.ts': START });
    expect(overInBand(root, '--root=src/temporal').counts).toEqual({ ok: 0, unmodified: 1, skipped: 3, errors: 0 });
    expect(overInBand(root, '--root', '.').counts.ok).toBe(1);
  });

  test('a config that cannot be read is an error for every file, and changes none', () => {
    const root = repository({ 'src/start.ts': START, 'temporal-queue.config.json': '{ "legacyQueue": [] }' });
    const { counts, lines } = overInBand(root);
    expect(counts).toEqual({ ok: 0, unmodified: 0, skipped: 0, errors: 4 });
    expect(lines.at(-1)).toMatch(
      /Transformation error \(The config cannot be used: +temporal-queue\.config\.json:1:3: unknown key "legacyQueue"/,
    );
    expect(git(root, 'status', '--porcelain')).toBe('');
  });
});

describe('what stands in other files', () => {
  const SETTINGS = `export const settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' };\n`;
  const left = (root: string): readonly string[] => {
    const { counts, lines } = overInBand(root);
    expect(counts).toMatchObject({ ok: 0, errors: 0 });
    expect(git(root, 'status', '--porcelain')).toBe('');
    return lines;
  };

  test('without the routing module no start is routed', () => {
    const root = repository({ 'src/start.ts': START });
    git(root, 'rm', '-q', 'src/temporal/routing.ts');
    git(root, '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'gone');
    expect(left(root)).toEqual([
      ' REP src/start.ts 5:25 ask (other-files) needs other files: src/temporal/routing.ts has to be written first. Run `temporal-queue-codemods plan`, then `apply`.',
    ]);
  });

  test('without the settings that the module reads no start is routed', () => {
    const lines = left(repository({ 'src/start.ts': START, 'src/settings.ts': SETTINGS }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('src/temporal/routing.ts reads temporalNamespace');
  });

  test('without the settings that would be written at the call no start is routed', () => {
    const routing = { import: 'temporal-queue-routing' };
    const config = JSON.parse(readFileSync(join(base, 'temporal-queue.config.json'), 'utf8')) as object;
    const lines = left(
      repository({
        'src/start.ts': START,
        'src/settings.ts': SETTINGS,
        'temporal-queue.config.json': JSON.stringify({ ...config, routing }),
      }),
    );
    expect(lines).toEqual([
      ' REP src/start.ts 5:25 ask (other-files) needs other files: src/settings.ts has to be written first. Run `temporal-queue-codemods plan`, then `apply`.',
    ]);
  });

  test('a module that does not show whose setting it reads leaves open which queue is its own', () => {
    const routing = readFileSync(join(base, 'src/temporal/routing.ts'), 'utf8');
    const hidden = routing.replace(
      'settings.temporalTaskQueue',
      "settings[('temporalTask' + 'Queue') as 'temporalTaskQueue']",
    );
    const lines = left(repository({ 'src/start.ts': START, 'src/temporal/routing.ts': hidden }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^ REP src\/start\.ts 5:25 ask \(other-files\) needs other files: whether its queue is the one /,
    );
  });

  test('workers, pinned activities and package.json stay as they are', () => {
    const root = repository({
      'package.json': '{ "name": "bare", "private": true, "type": "module" }\n',
      'src/start.ts': START,
      'src/worker.ts': `import { Worker } from '@temporalio/worker';
import { settings } from './settings.js';

export const worker = await Worker.create({ taskQueue: settings.temporalTaskQueue, workflowsPath: './workflows.js' });
`,
      'src/child.ts': `import { proxyActivities } from '@temporalio/workflow';

const { send } = proxyActivities<{ send(): Promise<void> }>({ taskQueue: 'main-queue', startToCloseTimeout: 1000 });
export const ProvisionWorkflow = async (): Promise<void> => send();
`,
    });
    expect(overInBand(root).counts).toEqual({ ok: 1, unmodified: 5, skipped: 0, errors: 0 });
    expect(git(root, 'status', '--porcelain').trim()).toBe('M src/start.ts');
  });
});

test('a transform of the user can take it as one of its steps, on a text that is not on the disk', () => {
  const root = repository({ 'src/start.ts': START });
  writeFileSync(
    join(root, 'both.cjs'),
    `const queues = require('temporal-queue-codemods/jscodeshift');
module.exports = async (file, api, options) => {
  const source = '// First of all.\\n' + file.source;
  return (await queues({ ...file, source }, api, options)) ?? source;
};
module.exports.parser = 'tsx';
`,
  );
  const { counts } = jscodeshift(root, ['src/start.ts'], 'both.cjs');
  expect(counts).toEqual({ ok: 1, unmodified: 0, skipped: 0, errors: 0 });
  expect(textOf(root, 'src/start.ts')).toBe(`// First of all.\n${ROUTED}`);
});
