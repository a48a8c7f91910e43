import { expect, test } from 'vitest';
import type { Edit, FileChange } from '../../codemods/src/model/edit.js';
import { type Compiler, type Problem, verify } from '../../codemods/src/verify.js';

const change = (file: string, groups: readonly string[], before: string | null = 'before'): FileChange => ({
  file,
  before,
  after: 'after',
  groups,
});
const edit = (file: string, start: number, end: number, text: string, group: string): Edit => ({
  file,
  span: { start, end },
  text,
  group,
  why: '',
});
const problem = (file: string, offset: number | null, message = 'no', code = 2322): Problem => ({
  file,
  offset,
  code,
  message,
});
const compiler = (before: readonly Problem[], after: readonly Problem[]): Compiler => ({
  before: () => before,
  after: () => after,
  notes: () => [],
});
const groups = (...args: Parameters<typeof verify>): readonly string[] =>
  verify(...args).worse.map(({ group }) => group);

const twoEdits = [edit('a.ts', 10, 20, 'x'.repeat(100), 'first'), edit('a.ts', 30, 35, 'y', 'second')];
const a = [change('a.ts', ['first', 'second'])];

test('what compiles is kept', () => {
  expect(verify(a, twoEdits, compiler([], []))).toEqual({ worse: [] });
});

test('what was wrong before may stay wrong, wherever it moved', () => {
  expect(groups(a, twoEdits, compiler([problem('a.ts', 40)], [problem('a.ts', 126)]))).toEqual([]);
});

test('the same complaint once more is a new one', () => {
  expect(groups(a, twoEdits, compiler([problem('a.ts', 40)], [problem('a.ts', 50), problem('a.ts', 126)]))).toEqual([
    'second',
  ]);
});

test('a complaint is laid to the edit it stands in, after the edits before it have moved it', () => {
  // The first edit's text stands at 10–110, the second's at 120–121.
  expect(groups(a, twoEdits, compiler([], [problem('a.ts', 100)]))).toEqual(['first']);
  expect(groups(a, twoEdits, compiler([], [problem('a.ts', 120)]))).toEqual(['second']);
  expect(groups(a, twoEdits, compiler([], [problem('a.ts', 112)]))).toEqual(['first']);
  expect(groups(a, twoEdits, compiler([], [problem('a.ts', 100), problem('a.ts', 120)]))).toEqual(['first', 'second']);
});

test('a complaint in a file nobody edited is laid to every group', () => {
  const changes = [...a, change('b.ts', ['third'])];
  const edits = [...twoEdits, edit('b.ts', 0, 1, '', 'third')];
  expect(groups(changes, edits, compiler([], [problem('c.ts', 5)]))).toEqual(['first', 'second', 'third']);
});

test('a complaint in a new file is laid to its group', () => {
  const changes = [...a, change('new.ts', ['module'], null)];
  expect(groups(changes, twoEdits, compiler([], [problem('new.ts', 3)]))).toEqual(['module']);
});

test("the compiler's first message is handed on", () => {
  const { worse } = verify(
    a,
    twoEdits,
    compiler([], [problem('a.ts', 11, 'first words'), problem('a.ts', 12, 'more words')]),
  );
  expect(worse).toEqual([{ group: 'first', message: 'a.ts: TS2322 first words' }]);
});
