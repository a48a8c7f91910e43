import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applied, type Edited, edit } from '../../codemods/src/edit.js';
import type { Edit } from '../../codemods/src/model/edit.js';
import type { Recipe } from '../../codemods/src/recipes/recipe.js';
import { recipeContext } from '../kit/recipe-context.js';

const file = 'src/a.ts';
const replace = (text: string, old: string, now: string, group: string): Edit => {
  const start = text.indexOf(old);
  if (start < 0) throw new Error(`there is no ${old}`);
  return { file, span: { start, end: start + old.length }, text: now, group, why: '' };
};
const insert = (start: number, text: string, group: string): Edit => ({
  file,
  span: { start, end: start },
  text,
  group,
  why: '',
});
const made = (text: string, edits: readonly Edit[], without: readonly string[] = []): Edited => {
  const recipe: Recipe = { id: 'x', describe: '', edit: () => ({ edits, files: [], advice: [] }) };
  return edit([recipe], recipeContext({ files: { [file]: text } }), new Set(without));
};
const after = (text: string, edits: readonly Edit[]): string | undefined => made(text, edits).changes[0]?.after;

test('edits are made by position, in whatever order they come', () => {
  const text = 'const a = 1;\nconst b = 2;\n';
  const edits = [replace(text, '2', '4', 'y'), replace(text, '1', '3', 'x')];
  expect(after(text, edits)).toBe('const a = 3;\nconst b = 4;\n');
  expect(after(text, [...edits].reverse())).toBe('const a = 3;\nconst b = 4;\n');
});

test('insertions at one point follow each other', () => {
  expect(after('a;', [insert(0, 'x;', 'x'), insert(0, 'y;', 'y')])).toBe('x;y;a;');
});

test('the same edit wanted twice is made once', () => {
  expect(after('a;', [insert(0, 'x;', 'x'), insert(0, 'x;', 'x')])).toBe('x;a;');
});

test('groups whose edits overlap are refused, both, and a third one is made', () => {
  const text = 'const a = 1 + 2;\nconst b = 3;\n';
  const edits = [replace(text, '1 + 2', '9', 'x'), replace(text, '2', '8', 'y'), replace(text, '3', '7', 'z')];
  const result = made(text, edits);
  expect(result.refused.map(({ group }) => group).sort()).toEqual(['x', 'y']);
  expect(result.changes.map((change) => change.after)).toEqual(['const a = 1 + 2;\nconst b = 7;\n']);
});

test('an edit over several others refuses each of them', () => {
  const text = 'const a = [1, 2, 3];\n';
  const edits = [
    replace(text, '[1, 2, 3]', '[]', 'all'),
    replace(text, '1', '4', 'one'),
    replace(text, '3', '6', 'three'),
  ];
  expect(
    made(text, edits)
      .refused.map(({ group }) => group)
      .sort(),
  ).toEqual(['all', 'one', 'three']);
});

test('what does not parse any more is refused', () => {
  const text = 'const a = 1;\n';
  const result = made(text, [replace(text, '1', '(', 'x')]);
  expect(result.refused.map(({ group }) => group)).toEqual(['x']);
  expect(result.refused[0]?.why).toContain('would not parse');
});

test('a name that nothing declares any more is refused, in JavaScript too', () => {
  const text = 'const a = 1;\nexport const b = a;\n';
  const result = made(text, [replace(text, 'a = 1', 'c = 1', 'x')]);
  expect(result.refused).toEqual([
    { group: 'x', why: 'src/a.ts would read `a`, which nothing there declares', reason: 'would-not-compile' },
  ]);
  expect(made(text, [replace(text, '1', 'missing.q', 'x')]).refused[0]?.why).toContain('`missing`');
});

test.each([
  'String(2)',
  'process.env.A',
  "require('x')",
  '{ missing: 1 }',
  '{ b: 1 }.missing',
  '(missing => missing)(1)',
  'b as Missing',
  '<Missing>b',
  'typeof import("x")',
  'function missing() { missing(); }',
])('what is declared, global, a key or a type is no such name: %s', (now) => {
  const text = 'const b = 2;\nexport const a = 1;\n';
  expect(made(text, [replace(text, '1', now, 'x')]).refused).toEqual([]);
});

test('a value that another file declares for all is no such name', () => {
  const text = 'export const a = 1;\n';
  const edits = [replace(text, '1', 'NAMESPACE', 'x')];
  const recipe: Recipe = { id: 'x', describe: '', edit: () => ({ edits, files: [], advice: [] }) };
  const files = { [file]: text, 'src/globals.d.ts': 'declare const NAMESPACE: string;\n' };
  expect(edit([recipe], recipeContext({ files }), new Set()).refused).toEqual([]);
});

test('what a recipe could not write is refused with its reason', () => {
  const blocked = [{ group: 'x', why: 'no way there', reason: 'no-settings' as const }];
  const recipe: Recipe = { id: 'x', describe: '', edit: () => ({ edits: [], files: [], advice: [], blocked }) };
  expect(edit([recipe], recipeContext({ files: {} }), new Set()).refused).toEqual(blocked);
  expect(edit([recipe], recipeContext({ files: {} }), new Set(['x'])).refused).toEqual([]);
});

test('a file that did not parse before may be edited where that makes it no worse', () => {
  const text = 'const a = 1;\nconst b = ;\n';
  expect(made(text, [replace(text, '1', '2', 'x')]).refused).toEqual([]);
});

test('a group left out leaves the others', () => {
  const text = 'const a = 1;\nconst b = 2;\n';
  const edits = [replace(text, '1', '3', 'x'), replace(text, '2', '4', 'y')];
  expect(made(text, edits, ['x']).changes[0]?.after).toBe('const a = 1;\nconst b = 4;\n');
});

test('bytes outside the edits are the same bytes', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.string({ unit: 'binary', maxLength: 8 }),
          fc.string({ unit: 'binary', maxLength: 8 }),
          fc.string({ unit: 'binary', maxLength: 8 }),
        ),
        { maxLength: 8 },
      ),
      fc.string({ unit: 'binary' }),
      (parts, end) => {
        const edits: Edit[] = [];
        let text = '';
        let expected = '';
        for (const [keep, old, now] of parts) {
          text += `${keep}|`;
          expected += `${keep}|`;
          edits.push({
            file,
            span: { start: text.length, end: text.length + old.length },
            text: now,
            group: '',
            why: '',
          });
          text += old;
          expected += now;
        }
        expect(applied(text + end, edits)).toBe(expected + end);
      },
    ),
  );
});
