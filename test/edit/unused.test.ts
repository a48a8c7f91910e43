import { expect, test } from 'vitest';
import { applied } from '../../codemods/src/edit.js';
import type { Edit } from '../../codemods/src/model/edit.js';
import { removeUnused } from '../../codemods/src/recipes/parts/unused.js';

/** The text after `old` became `now` and what that made unused is gone. */
function left(text: string, now: string, old: string, file = 'a.ts'): string {
  const start = text.indexOf(old);
  const edit: Edit = { file, span: { start, end: start + old.length }, text: now, group: 'g', why: '' };
  const edits = [edit, ...removeUnused(file, text, [edit])].sort((a, b) => a.span.start - b.span.start);
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
  [
    'a private field',
    "import { s } from './s.js';\nclass A {\n  private readonly q = s.q;\n  go() {\n    f(this.q /**/);\n  }\n}\n",
    'this.q /**/',
    'class A {\n  go() {\n    f(x());\n  }\n}\n',
  ],
  [
    'a #field',
    'class A {\n  #q = s.q;\n  go = () => f(this.#q /**/);\n}\n',
    'this.#q /**/',
    'class A {\n  go = () => f(x());\n}\n',
  ],
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
  ['a field that others may read', 'class A {\n  readonly q = s.q;\n  go = () => f(this.q /**/);\n}\n', 'this.q /**/'],
  [
    'a private field read elsewhere',
    'class A {\n  private q = s.q;\n  go = () => f(this.q /**/);\n  p = ({ q } = this) => q;\n}\n',
    'this.q /**/',
  ],
  [
    'a private field named in quotes',
    "class A {\n  private q = s.q;\n  go = () => f(this.q /**/);\n  p = () => this['q'];\n}\n",
    'this.q /**/',
  ],
  ['a decorated field', 'class A {\n  @seen private q = s.q;\n  go = () => f(this.q /**/);\n}\n', 'this.q /**/'],
  [
    'a private field made by a call',
    'class A {\n  private q = next();\n  go = () => f(this.q /**/);\n}\n',
    'this.q /**/',
  ],
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

test('what a type in the comments of JavaScript reads stays', () => {
  const text = "import { Q } from './q.js';\n/** @param {Q} a */\nexport const g = (a) => f(Q /**/);\n";
  expect(left(text, 'x()', 'Q /**/', 'a.js')).toContain('import { Q }');
});

test('what the new text mentions stays', () => {
  expect(left("import { q } from './q.js';\nf(q /**/);\n", 'r(q)', 'q /**/')).toBe(
    "import { q } from './q.js';\nf(r(q));\n",
  );
});

test.each<[string, string, string, string]>([
  ['a spread', "import { OPTS } from './o.js';\nf(OPTS /**/);\n", '{ ...OPTS, ...r() }', 'OPTS /**/'],
  ['a shorthand', "import { q } from './q.js';\nf({ a: q /**/ });\n", '{ q }', '{ a: q /**/ }'],
  ['a branch', "import { q } from './q.js';\nf(q /**/);\n", 'a ? q : 1', 'q /**/'],
  ['a template', "import { q } from './q.js';\nf(q /**/);\n", '`$' + '{q}`', 'q /**/'],
])('stays: what the new text reads by %s', (_name, text, now, old) => {
  expect(left(text, now, old)).toContain('import {');
});

test.each<[string, string]>([
  ['as a key', '{ q: 1 }'],
  ['as a member', 's.q'],
  ['in a string', "'q'"],
  ['under a name of its own', '((q) => q)(1)'],
])('goes: what the new text only spells, %s', (_name, now) => {
  expect(left("import { q } from './q.js';\nf(q /**/);\n", now, 'q /**/')).toBe(`f(${now});\n`);
});

test.each<[string, string, string]>([
  ['a default beside names', "import q, { p } from './q.js';\np(q /**/);\n", "import { p } from './q.js';\np(x());\n"],
  [
    'a default beside a namespace',
    "import q, * as p from './q.js';\np.p(q /**/);\n",
    "import * as p from './q.js';\np.p(x());\n",
  ],
  ['names beside a default', "import p, { q } from './q.js';\np(q /**/);\n", "import p from './q.js';\np(x());\n"],
  [
    'two statements of one line',
    "import p from 'p'; import { q } from './q.js';\np(q /**/);\n",
    "import p from 'p';\np(x());\n",
  ],
  [
    'the first of a line',
    "import { q } from './q.js'; import p from 'p';\np(q /**/);\n",
    "import p from 'p';\np(x());\n",
  ],
  [
    'a comment for a tool with its line',
    "import p from 'p';\n// eslint-disable-next-line import/order\nimport { q } from './q.js';\np(q /**/);\n",
    "import p from 'p';\np(x());\n",
  ],
  [
    'a comment that stands apart with its line',
    "import p from 'p';\n\n// The queue.\nconst q = p.q;\n\np(q /**/);\n",
    "import p from 'p';\n\n\np(x());\n",
  ],
])('goes tidily: %s', (_name, before, expected) => {
  expect(gone(before, 'q /**/')).toBe(expected);
});

test('a comment that may be about what follows stays', () => {
  expect(gone("import p from 'p';\n\n// The queues.\nconst q = p.q;\nconst r = p.r;\np(r, q /**/);\n", 'q /**/')).toBe(
    "import p from 'p';\n\n// The queues.\nconst r = p.r;\np(r, x());\n",
  );
});

test('neighbours of one list go together', () => {
  expect(gone("import { o, p, q } from './q.js';\no(p, q /**/);\n", 'p, q /**/')).toBe(
    "import { o } from './q.js';\no(x());\n",
  );
  expect(gone("import { p, q, r } from './q.js';\nr(p, q /**/);\n", 'p, q /**/')).toBe(
    "import { r } from './q.js';\nr(x());\n",
  );
  expect(gone('const { p, q } = s;\nf(p, q /**/);\n', 'p, q /**/')).toBe('f(x());\n');
  expect(gone("import p, { q } from './q.js';\nf(p, q /**/);\n", 'p, q /**/')).toBe('f(x());\n');
});

test('the source of a destructuring goes with its last name', () => {
  expect(gone("import { s } from './s.js';\nconst { q } = s;\nf(q /**/);\n", 'q /**/')).toBe('f(x());\n');
});
