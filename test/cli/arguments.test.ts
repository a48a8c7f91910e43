import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProjectError, UsageError } from '../../codemods/src/model/errors.js';
import { folderWith } from '../disk/repo.js';
import { cli, PLAN } from './cli.js';
import { scripted } from './scripted.js';

describe('what reaches the core', () => {
  test('no command is plan; paths, flags and the config', async () => {
    const cwd = folderWith({ 'temporal-queue.config.json': '{ "tests": "migrate" }' });
    const { calls, code } = await cli(['src/a.ts', '--since', 'main', join(cwd, 'lib')], { cwd });
    expect(code).toBe(0);
    expect(calls).toMatchObject([
      { name: 'plan', options: { root: cwd, paths: ['src/a.ts', 'lib'], since: 'main', config: { tests: 'migrate' } } },
    ]);
    expect(calls[0]?.options).not.toHaveProperty('staged');
  });

  test('--root and --config are relative to where the command was started', async () => {
    const cwd = folderWith({ 'app/x.ts': '', 'ci/c.json': '{ "tests": "migrate" }' });
    const { calls } = await cli(['check', '--root', 'app', '--config', 'ci/c.json', '--staged'], { cwd });
    expect(calls).toMatchObject([
      {
        name: 'check',
        options: { root: join(cwd, 'app'), staged: true, config: { tests: 'migrate', file: '../ci/c.json' } },
      },
    ]);
  });

  test('apply: careful unless told otherwise', async () => {
    const cwd = folderWith({});
    expect((await cli(['apply'], { cwd })).calls).toMatchObject([
      { name: 'apply', options: { allowDirty: false, verify: true } },
    ]);
    expect((await cli(['apply', 'src', '--allow-dirty', '--no-verify'], { cwd })).calls).toMatchObject([
      { name: 'apply', options: { allowDirty: true, verify: false, paths: ['src'] } },
    ]);
  });

  test('apply takes the plan that plan saved', async () => {
    const cwd = folderWith({});
    const planned = await cli(['plan', '--out', 'plan.json'], { cwd });
    expect(planned.out).toContain(
      'The plan is in plan.json: `temporal-queue-codemods apply plan.json` writes exactly that.',
    );
    expect(JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8'))).toEqual(PLAN);
    const { calls } = await cli(['apply', 'plan.json'], { cwd });
    expect(calls[0]?.options).toMatchObject({ plan: PLAN });
    expect(calls[0]?.options).not.toHaveProperty('paths');
  });

  test('explain: the file as reports print it', async () => {
    const cwd = folderWith({ 'app/x.ts': '' });
    const seen: unknown[] = [];
    const explain = async (_options: unknown, file: string, line: number) => {
      seen.push([file, line]);
      return { found: false, title: 'none', steps: [], more: [] };
    };
    for (const place of ['./src/a.ts:41', 'src/a.ts:41:24', join(cwd, 'app/src/a.ts:41')]) {
      await cli(['explain', place, '--root', 'app'], { cwd, run: { explain } });
    }
    expect(seen).toEqual([
      ['src/a.ts', 41],
      ['src/a.ts', 41],
      ['src/a.ts', 41],
    ]);
  });
});

describe('mistakes cost exit 2, one message and no run', () => {
  test.each<[string[], RegExp]>([
    [['--nope'], /^error: unknown option '--nope'\n.*--help/],
    [['plan', '--fromat', 'json'], /unknown option '--fromat'\n\(Did you mean --format\?\)/],
    [
      ['plan', '--out', '../x'],
      /^error: --out \.\.\/x: the name of a plan ends in \.json, by which apply knows it\.\nTry --out \.\.\/x\.json\./,
    ],
    [['check', '--out', 'x'], /unknown option '--out'/],
    [['explain'], /missing required argument 'place'/],
    [['explain', 'src/a.ts'], /not a place in a file\.\nWrite FILE:LINE/],
    [['explain', 'src/a.ts:0'], /not a place/],
    [['init', 'src'], /too many arguments/],
    [
      ['--format', 'jsn'],
      /^error: --format jsn: there is no format "jsn"\. Did you mean "json"\?\nOne of text, diff, json, markdown\./,
    ],
    [['--format', 'json='], /the file name is missing/],
    [['--format', 'json', '--format', 'text'], /Two formats for standard output: json and text/],
    [['--json', '--format', 'diff'], /Two formats for standard output/],
    [['--format', 'json=a', '--format', 'text=a'], /Two formats for a\./],
    [['--quiet', '--verbose'], /exclude each other/],
    [['--root', 'none'], /^error: --root .*none: there is no such folder/],
    [['--root', 'file.txt'], /not a folder/],
    [['--config', 'none.json'], /none\.json: there is no such config file/],
    [['apply', 'none.json'], /none\.json: cannot be read/],
    [['apply', 'file.json'], /file\.json: not a plan this version can apply/],
    [['apply', 'file.json', 'src'], /a plan is written whole/],
    [['apply', 'file.json', '--staged'], /a plan is written whole/],
  ])('%j', async (argv, message) => {
    const { code, out, err, calls } = await cli(argv, { cwd: folderWith({ 'file.txt': '', 'file.json': '{}' }) });
    expect(err).toMatch(message);
    expect({ code, out, calls }).toEqual({ code: 2, out: '', calls: [] });
    expect(err).not.toContain('    at ');
  });

  test('a misspelled command is told from a path', async () => {
    const plan = () => Promise.reject(new UsageError('chekc: there is no such file or folder.'));
    const { err } = await cli(['chekc'], { cwd: folderWith({}), run: { plan } });
    expect(err).toBe('error: chekc: there is no such file or folder. Did you mean "check"?\n');
  });
});

describe('errors of the core', () => {
  test.each([new UsageError('what\nwhy\nnext'), new ProjectError('what\nwhy\nnext')])(
    '%s: the message alone',
    async (error) => {
      const { code, err } = await cli(['check'], { cwd: folderWith({}), run: { check: () => Promise.reject(error) } });
      expect({ code, err }).toEqual({ code: 2, err: 'error: what\nwhy\nnext\n' });
    },
  );

  test('anything else is our bug: the trace, the versions, where to report it', async () => {
    const check = () => Promise.reject(new TypeError('x is not a function'));
    const { code, err } = await cli(['check'], { cwd: folderWith({}), run: { check } });
    expect(code).toBe(2);
    expect(err).toMatch(/^internal error: TypeError: x is not a function\n {4}at /);
    expect(err).toContain('Please report it');
    expect(err).toMatch(/temporal-queue-codemods \d+\.\d+\.\d+, node v\d+\.\d+\.\d+, \w+ \w+\n$/);
  });
});

test('--print-config prints a config that can be saved, and stops', async () => {
  const cwd = folderWith({ 'temporal-queue.config.json': '{ "kinds": { "jobs": ["A"] } }' });
  for (const argv of [
    ['--print-config'],
    ['check', '--print-config'],
    ['apply', '--print-config'],
    ['explain', 'a.ts:1', '--print-config'],
  ]) {
    const { code, out, calls } = await cli(argv, { cwd });
    expect({ code, calls }).toEqual({ code: 0, calls: [] });
    expect(JSON.parse(out)).toMatchObject({ kinds: { jobs: { scope: 'system', workflows: ['A'] } }, tests: 'keep' });
    const again = folderWith({ 'temporal-queue.config.json': out });
    expect((await cli(argv, { cwd: again })).out).toBe(out);
  }
});

describe('init', () => {
  const file = 'temporal-queue.config.jsonc';
  test('--yes writes what it showed', async () => {
    const cwd = folderWith({});
    const { code, out, err } = await cli(['init', '--yes'], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: `${file}\n  {}\n\n` });
    expect(err).toBe(
      `look twice\nWritten: ${file}\nNext: read the config, correct the kinds, then run \`temporal-queue-codemods plan\`.\n`,
    );
    expect(readFileSync(join(cwd, file), 'utf8')).toBe('{}\n');
  });

  test('asked and answered', async () => {
    const cwd = folderWith({});
    const no = await cli(['init'], { cwd, terminal: { prompts: async () => scripted({ Write: false }) } });
    expect({ code: no.code, there: existsSync(join(cwd, file)) }).toEqual({ code: 0, there: false });
    await cli(['init'], { cwd, terminal: { prompts: async () => scripted({ Write: true, open: false }) } });
    expect(existsSync(join(cwd, file))).toBe(true);
  });

  test('nobody to ask: nothing is written and it says how', async () => {
    const cwd = folderWith({});
    const { code, err } = await cli(['init'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('`init --yes` to write what is shown');
    expect(existsSync(join(cwd, file))).toBe(false);
  });

  test('a config that is there is never overwritten', async () => {
    const cwd = folderWith({});
    writeFileSync(join(cwd, file), 'mine');
    const { code, err } = await cli(['init', '--yes'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('is there already, and init never writes over a config');
    expect(readFileSync(join(cwd, file), 'utf8')).toBe('mine');
  });
});
