import { expect, test } from 'vitest';
import { applied } from '../../codemods/src/edit.js';
import type { Edit } from '../../codemods/src/model/edit.js';
import { removeUnused } from '../../codemods/src/recipes/parts/unused.js';

/** The text after `old` became `now` and what that made unused is gone. */
function left(text: string, now: string, old: string): string {
  const start = text.indexOf(old);
  const edit: Edit = { file: 'a.ts', span: { start, end: start + old.length }, text: now, group: 'g', why: '' };
  const edits = [edit, ...removeUnused('a.ts', text, [edit])].sort((a, b) => a.span.start - b.span.start);
  return applied(text, edits);
}

const gone = (text: string, used: string): string => left(text, 'x()', used);

test.each<[string, string, string, string]>([
  ['an import', "import { q } from './q.js';\nf(q /**/);\n", 'q /**/', 'f(x());\n'],
  [
    'one of two imports',
    "import { p, q } from './q.js';\np(q /**/);\n",
    'q /**/',
    "import { p } from './q.js';\np(x());\n",
  ],
  ['a namespace import', "import * as q from './q.js';\nf(q.r /**/);\n", 'q.r /**/', 'f(x());\n'],
  ['a default import', "import q from './q.js';\nf(q /**/);\n", 'q /**/', 'f(x());\n'],
  ['a constant and what it read', "import { s } from './s.js';\nconst q = s.q;\nf(q /**/);\n", 'q /**/', 'f(x());\n'],
  ['a destructured element', 'const { p, q } = s;\np(q /**/);\n', 'q /**/', 'const { p } = s;\np(x());\n'],
  ['a destructuring', 'const { q } = s;\nf(q /**/);\n', 'q /**/', 'f(x());\n'],
  ['a required name', "const { q } = require('./q');\nf(q /**/);\n", 'q /**/', 'f(x());\n'],
  ['two imports of one statement', "import { p, q } from './q.js';\nf(p ?? q /**/);\n", 'p ?? q /**/', 'f(x());\n'],
])('goes: %s', (_name, before, used, expected) => {
  expect(gone(before, used)).toBe(expected);
});

test.each<[string, string, string]>([
  ['used elsewhere', "import { q } from './q.js';\nf(q /**/);\ng(q);\n", 'q /**/'],
  ['used as a type', "import { Q } from './q.js';\nf(Q /**/);\nlet a: Q;\n", 'Q /**/'],
  ['exported', "import { q } from './q.js';\nexport { q };\nf(q /**/);\n", 'q /**/'],
  ['an exported constant', 'export const q = s.q;\nf(q /**/);\n', 'q /**/'],
  ['the result of a call', 'const q = next();\nf(q /**/);\n', 'q /**/'],
  ['the rest of a destructuring', 'const { q, ...rest } = s;\ng(rest);\nf(q /**/);\n', 'q /**/'],
  ['unused before already', "import { p } from './p.js';\nf(0 /**/);\n", '0 /**/'],
  ['a parameter', 'function h(q: string) {\n  f(q /**/);\n}\n', 'q /**/'],
  [
    'another of the same name',
    "import { q } from './q.js';\nfunction h(q: string) {\n  f(q /**/);\n}\nh(q);\n",
    'q /**/',
  ],
])('stays: %s', (_name, before, used) => {
  expect(gone(before, used)).toBe(before.replace(used, 'x()'));
});

test('what the new text mentions stays', () => {
  expect(left("import { q } from './q.js';\nf(q /**/);\n", 'r(q)', 'q /**/')).toBe(
    "import { q } from './q.js';\nf(r(q));\n",
  );
});
