import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makePatch } from '../codemods/src/patch.js';
import { folderWith, gitIn } from './disk/repo.js';

const long = (mark: string): string =>
  Array.from({ length: 40 }, (_, at) => `line ${at}${at === 20 ? mark : ''}\n`).join('');

const CASES: readonly [what: string, file: string, before: string | null, after: string, bom: boolean][] = [
  ['a change', 'src/a.ts', 'a\nb\nc\n', 'a\nB\nc\n', false],
  ['two hunks far apart', 'a.ts', `x\n${long('')}y\n`, `X\n${long('')}Y\n`, false],
  ['CRLF', 'a.ts', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n', false],
  ['mixed line endings and a lone CR', 'a.ts', 'a\r\nb\nc\rd\n', 'a\r\nb\nc\rD\r\n', false],
  ['a BOM', 'a.ts', 'a\nb\n', 'A\nb\n', true],
  ['a BOM and CRLF, changed below', 'a.ts', 'a\r\nb\r\n', 'a\r\nB\r\n', true],
  ['no final newline', 'a.ts', 'a\nb', 'a\nB', false],
  ['a final newline added', 'a.ts', 'a\nb', 'a\nb\n', false],
  ['a final newline removed', 'a.ts', 'a\nb\n', 'a\nb', false],
  ['no final newline, CRLF', 'a.ts', 'a\r\nb', 'A\r\nb', false],
  ['spaces in the name', 'src/my file.ts', 'a\n', 'b\n', false],
  ['spaces at its end', 'odd /x .ts ', 'a\n', 'b\n', false],
  ['a non-ASCII name', 'src/größe é 日本.ts', 'a\n', 'b\n', false],
  ['quote, backslash, tab and newline in the name', 'a"b\\c\td\ne.ts', 'a\n', 'b\n', false],
  ['control characters in the name', 'a\x01b\x1b[31m\x7f.ts', 'a\n', 'b\n', false],
  ['a leading dash', '-rf.ts', 'a\n', 'b\n', false],
  ['b/ in the name', 'x b/y.ts', 'a\n', 'b\n', false],
  ['a new file', 'src/new/routing.ts', null, 'a\nb\n', false],
  ['a new file with odd name', 'new "é" file.ts', null, 'a\n', false],
  ['a new file without final newline', 'n.ts', null, 'a', false],
  ['a new empty file', 'n.ts', null, '', false],
  ['an empty file filled', 'n.ts', '', 'a\n', false],
  ['a file emptied', 'n.ts', 'a\n', '', false],
  [
    'lines that look like a patch',
    'n.ts',
    '--- a\n+++ b\n@@ -1 +1 @@\n',
    '--- a\n+++ c\n@@ -1 +1 @@\n\\ No newline\n',
    false,
  ],
  ['line separators that are not line ends', 'n.ts', 'a\u2028b\u0085c\n', 'a\u2028B\u0085c\n', false],
];

test.each(CASES)('git apply gives the same bytes: %s', (_what, file, before, after, bom) => {
  const mark = bom ? '\uFEFF' : '';
  const root = folderWith(before === null ? { 'other.ts': 'x' } : { [file]: mark + before });
  gitIn(root, 'init', '-q');
  const patch = makePatch(file, before, after, { bom });
  for (const flags of [['--check'], []])
    execFileSync('git', ['apply', '--whitespace=nowarn', ...flags], { cwd: root, input: patch });
  expect(readFileSync(join(root, file))).toEqual(Buffer.from(mark + after, 'utf8'));
});

test('several patches in one text', () => {
  const root = folderWith({ 'a.ts': 'a', 'b b.ts': 'b\r\n' });
  gitIn(root, 'init', '-q');
  const patches = [
    makePatch('a.ts', 'a', 'A', { bom: false }),
    makePatch('b b.ts', 'b\r\n', 'B\r\n', { bom: false }),
    makePatch('c.ts', null, 'c\n', { bom: false }),
  ];
  execFileSync('git', ['apply', '-'], { cwd: root, input: patches.join('') });
  expect(['a.ts', 'b b.ts', 'c.ts'].map((file) => readFileSync(join(root, file), 'utf8'))).toEqual([
    'A',
    'B\r\n',
    'c\n',
  ]);
});

test('what a reader sees', () => {
  expect(makePatch('a b.ts', 'one\ntwo\n', 'one\n2\n', { bom: false })).toBe(
    'diff --git a/a b.ts b/a b.ts\n--- a/a b.ts\t\n+++ b/a b.ts\t\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n',
  );
  expect(makePatch('a.ts', 'same', 'same', { bom: true })).toBe('');
});
