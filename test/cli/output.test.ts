import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import type { Report } from '../../codemods/src/model/report.js';
import { folderWith } from '../disk/repo.js';
import { GREEN, REPORT } from '../formats/report.js';
import { cli, PLAN } from './cli.js';

const LEDGER = 'found 9 = route 2 + routed 1 + keep 2 + ask 4';
const rendered = (id: string, report: Report = REPORT): string =>
  FORMATS.get(id)?.render(report, { command: 'plan', paint: PLAIN, verdict: null, verbose: false, brief: false }) ?? '';
const UNREAD: Report = { ...REPORT, unread: [{ file: 'a.ts', reason: 'encoding', fatal: true }] };

describe('stdout is the result, stderr is for people', () => {
  test('text: all on stdout', async () => {
    expect(await cli(['plan'], { cwd: folderWith({}) })).toMatchObject({ code: 0, out: rendered('text'), err: '' });
  });

  test.each(['json', 'diff', 'markdown'])('%s: the result alone on stdout, the summary on stderr', async (id) => {
    const { out, err } = await cli(['plan', '--format', id], { cwd: folderWith({}) });
    expect(out).toBe(rendered(id));
    expect(err.split('\n')[0]).toBe(LEDGER);
  });

  test('--json is --format json', async () => {
    const cwd = folderWith({});
    expect((await cli(['--json'], { cwd })).out).toBe(rendered('json'));
    expect((await cli(['--json', '--format', 'json'], { cwd })).out).toBe(rendered('json'));
  });

  test('several formats, several files', async () => {
    const cwd = folderWith({});
    const argv = ['plan', '--format', 'json=r.json', '--format', 'markdown=pr.md', '--format', 'diff'];
    const { out, err } = await cli(argv, { cwd });
    expect(out).toBe(rendered('diff'));
    expect(readFileSync(join(cwd, 'r.json'), 'utf8')).toBe(rendered('json'));
    expect(readFileSync(join(cwd, 'pr.md'), 'utf8')).toBe(rendered('markdown'));
    expect(err).toContain('json written to r.json\nmarkdown written to pr.md\n');
  });

  test('only files: stdout stays empty', async () => {
    const { out, err } = await cli(['plan', '--format', 'text=r.txt'], { cwd: folderWith({}) });
    expect(out).toBe('');
    expect(err).toContain(LEDGER);
  });

  test('a plan saved beside a machine format is told on stderr', async () => {
    const { out, err } = await cli(['plan', '--json', '--out', 'p.json'], { cwd: folderWith({}) });
    expect(out).toBe(rendered('json'));
    expect(err).toContain('The plan is in p.json');
  });

  test('--quiet: the result, of text the summary', async () => {
    const cwd = folderWith({});
    expect(await cli(['--json', '--quiet'], { cwd })).toMatchObject({ out: rendered('json'), err: '' });
    const { out, err } = await cli(['--quiet'], { cwd });
    expect(out.split('\n')[0]).toBe(LEDGER);
    expect(out).not.toContain('Questions');
    expect(err).toBe('');
  });
});

describe('exit codes', () => {
  test.each<[string, string[], Report, boolean, number]>([
    ['plan with open questions', ['plan'], REPORT, true, 0],
    ['plan with a file that may hide a start', ['plan'], UNREAD, true, 2],
    ['check, something left', ['check'], REPORT, true, 1],
    ['check, nothing left', ['check'], GREEN, false, 0],
    ['check, nothing left but a file that may hide a start', ['check'], { ...GREEN, unread: UNREAD.unread }, false, 2],
    ['check, both', ['check'], UNREAD, true, 2],
    [
      'check, a harmless unread file',
      ['check'],
      { ...GREEN, unread: [{ file: 'a', reason: 'missing', fatal: false }] },
      false,
      0,
    ],
    ['apply', ['apply'], REPORT, true, 0],
    ['apply with a file that may hide a start', ['apply'], UNREAD, true, 2],
  ])('%s', async (_what, argv, report, found, code) => {
    const run = {
      plan: async () => ({ ...PLAN, report }),
      check: async () => report,
      apply: async () => ({ report, written: [], notes: [] }),
      hasFindings: () => found,
    };
    expect((await cli(argv, { cwd: folderWith({}), run })).code).toBe(code);
  });
});

test("check's first line is its verdict, wherever people read it", async () => {
  const cwd = folderWith({});
  const red = 'RED: 2 starts to route, 4 open questions, 1 finding.';
  expect((await cli(['check'], { cwd })).out.split('\n')[0]).toBe(red);
  expect((await cli(['check', '--json'], { cwd })).err.split('\n')[0]).toBe(red);
  const green = { check: async () => GREEN, hasFindings: () => false };
  expect((await cli(['check'], { cwd, run: green })).out).toMatch(/^GREEN: /);
});

test('apply tells what it wrote and what comes next', async () => {
  const { out } = await cli(['apply'], { cwd: folderWith({}) });
  expect(out.slice(out.indexOf('\nWritten'))).toBe(`
Written (2)
  src/jobs.ts
  package.json
a note

Next:
  1. install the dependency added to package.json
  2. read it with \`git diff\`, run your own tests, and commit
  3. answer the 4 open questions in the config, then plan and apply again
  4. add by hand what stands under "To add by hand"
  5. run \`temporal-queue-codemods check\`, and put it into CI
`);
});

test('a second apply says that nothing was left', async () => {
  const apply = async () => ({ report: GREEN, written: [], notes: [] });
  const { out } = await cli(['apply'], { cwd: folderWith({}), run: { apply } });
  expect(out).toContain(
    '\nNothing written: no start is left that can be rewritten.\n\nNext:\n  1. run `temporal-queue-codemods check`',
  );
});

test('explain: part, sentence, place and the line it stands on; the other starts of the line', async () => {
  const source = '  taskQueue: settings.temporalTaskQueue,';
  const explain = async () => ({
    found: true,
    title: 'src/a.ts:3:5 route',
    steps: [
      {
        part: 'queue' as const,
        how: 'traced' as const,
        text: 'its queue is legacy',
        at: { file: 'src/a.ts', line: 3, column: 5 },
        source,
      },
      {
        part: 'queue' as const,
        how: null,
        text: 'and read here',
        at: { file: 'src/a.ts', line: 3, column: 16 },
        source,
      },
      { part: 'verdict' as const, how: null, text: 'route\x1b', at: null, source: null },
    ],
    more: [
      {
        found: true,
        title: 'src/a.ts:3:50 keep',
        steps: [{ part: 'not' as const, how: null, text: 'line 4 is a part of it', at: null, source: null }],
      },
    ],
  });
  const cwd = folderWith({});
  expect((await cli(['explain', 'src/a.ts:3'], { cwd, run: { explain } })).out).toBe(
    `src/a.ts:3:5 route
  queue [traced]: its queue is legacy  src/a.ts:3:5
    |   taskQueue: settings.temporalTaskQueue,
    and read here  src/a.ts:3:16
  verdict: route\\u001b

src/a.ts:3:50 keep
  line 4 is a part of it
`,
  );
  const { out } = await cli(['explain', 'src/a.ts:3', '--json'], { cwd, run: { explain } });
  expect(JSON.parse(out)).toEqual({ version: 1, ...(await explain()) });
});

describe('colour', () => {
  const isColoured = async (argv: string[], env: Record<string, string>, isOutTTY: boolean): Promise<boolean> =>
    (await cli(argv, { cwd: folderWith({}), terminal: { env, isOutTTY } })).out.includes('\x1b[1m');
  test.each<[string[], Record<string, string>, boolean, boolean]>([
    [[], {}, true, true],
    [[], {}, false, false],
    [[], { NO_COLOR: '1' }, true, false],
    [[], { NO_COLOR: '' }, true, true],
    [[], { TERM: 'dumb' }, true, false],
    [[], { FORCE_COLOR: '1' }, false, true],
    [[], { FORCE_COLOR: '0' }, true, false],
    [['--color'], { NO_COLOR: '1' }, false, true],
    [['--no-color'], { FORCE_COLOR: '1' }, true, false],
  ])('%j %j tty=%s', async (argv, env, isTTY, coloured) => {
    expect(await isColoured(argv, env, isTTY)).toBe(coloured);
  });

  test('a report in a file is never coloured', async () => {
    const cwd = folderWith({});
    await cli(['--color', '--format', 'text=r.txt'], { cwd });
    expect(readFileSync(join(cwd, 'r.txt'), 'utf8')).toBe(rendered('text'));
  });
});

describe('progress', () => {
  const plan: NonNullable<Parameters<typeof cli>[1]['run']>['plan'] = async ({ onProgress }) => {
    onProgress?.('listing files');
    return PLAN;
  };
  const progressOf = async (argv: string[], isErrTTY: boolean): Promise<string> =>
    (await cli(argv, { cwd: folderWith({}), run: { plan }, terminal: { isErrTTY } })).err;
  test.each<[string[], boolean, string]>([
    [[], true, '\r\x1b[Klisting files …\r\x1b[K'],
    [[], false, ''],
    [['--verbose'], false, 'listing files\n'],
    [['--verbose'], true, 'listing files\n'],
    [['--quiet'], true, ''],
  ])('%j tty=%s', async (argv, isErrTTY, err) => {
    expect(await progressOf(argv, isErrTTY)).toBe(err);
  });
});
