import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { median, summary, targetsOf, withRatios } from './figures.mjs';
import { runChild } from './measure.mjs';
import { monorepo } from './monorepo.mjs';
import { bucketsOf } from './profile.mjs';
import { pageOf, tableOf } from './table.mjs';

describe('the synthetic monorepo', () => {
  const files = [...monorepo({ files: 1000 })];
  const hashOf = (list: typeof files): string => createHash('sha256').update(JSON.stringify(list)).digest('hex');

  test('has exactly as many files as asked, of a realistic size, each path once', () => {
    const bytes = files.reduce((sum, { text }) => sum + text.length, 0);
    expect(files.length).toBe(1000);
    expect(new Set(files.map(({ path }) => path)).size).toBe(1000);
    expect(bytes / files.length).toBeGreaterThan(5000);
    expect(bytes / files.length).toBeLessThan(9000);
  });

  test('has exactly 300 starts, each on the line of its name, a tenth of them in tests', () => {
    const sites = files.flatMap(({ path, text, sites }) =>
      sites.map((site) => ({ path, ...site, text: text.split('\n')[site.line - 1] })),
    );
    expect(sites.length).toBe(300);
    expect(
      sites.filter(({ text }) => !/[sS]tart|execute|continueAsNew|ContinueAsNew|create|update/.test(text ?? '')),
    ).toEqual([]);
    expect(sites.filter(({ path }) => path.endsWith('.test.ts')).length).toBe(30);
    expect(files.some(({ text }) => text.includes('§'))).toBe(false);
  });

  test('is the same every time, and another one for another seed', () => {
    const small = hashOf([...monorepo({ files: 400 })]);
    expect(hashOf([...monorepo({ files: 400 })])).toBe(small);
    expect(hashOf([...monorepo({ files: 400, seed: 'other' })])).not.toBe(small);
  });

  test('refuses to be smaller than its starts need', () => {
    expect(() => [...monorepo({ files: 50 })]).toThrow(/at least/);
  });

  test('parses', () => {
    const wrong = files.filter(({ path, text, sites }) => {
      if (!/\.tsx?$/.test(path) || (sites.length === 0 && text.length > 1500)) return false;
      const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.Latest) as ts.SourceFile & {
        parseDiagnostics: unknown[];
      };
      return parsed.parseDiagnostics.length > 0;
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('the figures', () => {
  const row = (id: string, seconds: number, peakBytes: number | null = null) => ({
    ...{ id, title: id, times: [seconds], time: summary([seconds]), peakBytes, found: null },
  });
  const size = (files: number, rows: readonly ReturnType<typeof row>[]) => ({
    ...{ title: 'Synthetic', files, bytes: files * 7000, rows, truth: null, profile: null },
  });

  test('a median is the middle, or between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(summary([2, 1, 9])).toEqual({ median: 2, min: 1, max: 9, runs: 3 });
    expect(summary([])).toBeNull();
  });

  test('ratios and cost per file are held against check', () => {
    const [, other, skipped] = withRatios(
      size(1000, [row('check', 0.5), row('ast-grep', 2), { ...row('ts-morph', 1), time: null }]),
    );
    expect(other).toMatchObject({ ratio: 4, microsecondsPerFile: 2000 });
    expect(skipped).toMatchObject({ ratio: null, microsecondsPerFile: null });
  });

  test('targets are met, not met, or unknown', () => {
    const small = size(1000, [row('check', 0.3)]);
    const wanted = [
      row('check', 0.5, 260e6),
      row('ast-grep', 1.6),
      row('bare', 0.2),
      row('version', 0.1),
      row('help', 0.14),
    ];
    const verdicts = targetsOf([small, size(10_000, wanted)]).map(({ target, met }) => [
      target.split(' ').slice(0, 6).join(' '),
      met,
    ]);
    expect(verdicts).toEqual([
      ['at least 3 times faster than', true],
      ['at least 50 times faster than', null],
      ['check at most 2.5 times the', true],
      ['check under 250 MB', false],
      ['--help and --version under 150 ms', true],
      ['cost per file falls as the', true],
    ]);
  });

  test('a page says what was skipped and what was not met', () => {
    const rows = [row('check', 0.5, 300e6), { ...row('jscodeshift', 1), time: null }];
    const page = pageOf({ machine: ['a machine'], sizes: [size(10_000, rows)], notes: ['a note'] });
    expect(page).toMatch(/\| jscodeshift\s+\|\s+skipped \|/);
    expect(page).toMatch(/\| check under 250 MB\s+\|\s+300 MB \|\s+NOT MET \|/);
  });

  test('a table is Markdown with even columns', () => {
    expect(
      tableOf(
        ['', 'ms'],
        [
          ['check', '7'],
          ['a', '1234'],
        ],
      ),
    ).toBe(['|       |   ms |', '| ----- | ---: |', '| check |    7 |', '| a     | 1234 |'].join('\n'));
  });
});

test('a profile is summed by package, by room of ours and by thread, without idling', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('bind', 'file:///x/node_modules/@ts-morph/common/dist/typescript.js') },
      { id: 2, callFrame: frame('find', 'file:///x/codemods/dist/shapes/index.js') },
      { id: 3, callFrame: frame('(garbage collector)', '') },
      { id: 4, callFrame: frame('readSync', 'node:fs') },
      { id: 5, callFrame: frame('(idle)', '') },
    ],
    samples: [1, 1, 2, 3, 4, 5],
    timeDeltas: [2000, 2000, 1000, 1000, 2000, 50_000],
  };
  expect(bucketsOf([profile, profile])).toEqual([
    { name: 'typescript (in @ts-morph/common)', milliseconds: 8, share: 0.5 },
    { name: 'node', milliseconds: 4, share: 0.25 },
    { name: 'ours: shapes', milliseconds: 2, share: 0.125 },
    { name: 'garbage collection', milliseconds: 2, share: 0.125 },
  ]);
});

test('a child is run to its end: exit code, output, and the peak of its whole process tree', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  const grandchild = 'const b = Buffer.alloc(150e6, 1); setTimeout(() => process.exit(b[0] - 1), 150)';
  const script = `require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(grandchild)}]); console.log('done'); process.exit(3)`;
  try {
    const run = await runChild({ command: process.execPath, args: ['-e', script] }, { folder, memory: true });
    expect(run).toMatchObject({ status: 3, stdout: 'done\n', stderr: '' });
    expect(run.seconds).toBeGreaterThan(0.1);
    if (existsSync('/proc/self/status')) expect(run.peakBytes).toBeGreaterThan(180e6);
    const missing = await runChild({ command: join(folder, 'nothing'), args: [] }, { folder });
    expect(missing).toMatchObject({ status: null, peakBytes: null });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
