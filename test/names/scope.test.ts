import { expect, test } from 'vitest';
import { declarationOf } from './opened.js';

const inside = (code: string, file = 'src/a.ts'): string | null =>
  declarationOf({ [file]: code })?.slice(file.length + 2) ?? null;

test.each<readonly [what: string, code: string, declaration: string | null]>([
  ['the nearest block', 'const q = 1;\n{\n  const q = 2;\n  use(/*?*/q);\n}', 'const q = 2;'],
  ['not a block beside it', 'const q = 1;\n{\n  const q = 2;\n}\nuse(/*?*/q);', 'const q = 1;'],
  [
    'a var of the whole function',
    'const q = 1;\nfunction f() {\n  use(/*?*/q);\n  {\n    var q = 2;\n  }\n}',
    'var q = 2;',
  ],
  ['a parameter', 'const q = 1;\nfunction f(\n  q: string,\n) {\n  use(/*?*/q);\n}', 'q: string,'],
  ['a parameter that is taken apart', 'const q = 1;\nfunction f({\n  q,\n}: { q: string }) {\n  use(/*?*/q);\n}', 'q,'],
  ['a default does not see the body', 'const q = 1;\nfunction f(a = /*?*/q) {\n  const q = 2;\n}', 'const q = 1;'],
  [
    'a default sees the parameter before it',
    'const q = 1;\nfunction f(\n  q: string,\n  a = /*?*/q,\n) {}',
    'q: string,',
  ],
  ['what is caught', 'const e = 1;\ntry {\n} catch (\n  e\n) {\n  use(/*?*/e);\n}', 'e'],
  ['a loop', 'const q = 1;\nfor (\n  const q of all\n) use(/*?*/q);', 'const q of all'],
  [
    'a class expression knows its name',
    'class Q {}\nuse(\n  class Q {\n    static one = new /*?*/Q();\n  },\n);',
    'class Q {',
  ],
  [
    'a function expression knows its name',
    'const f = 1;\nuse(\n  function f() {\n    /*?*/f();\n  },\n);',
    'function f() {',
  ],
  ["a class's type parameter", 'type T = 1;\nclass A<\n  T,\n> {\n  field!: /*?*/T;\n}', 'T,'],
  [
    'a type beside a value of the same name',
    'const Q = 1;\nfunction f() {\n  type Q = 2;\n  use(/*?*/Q);\n}',
    'const Q = 1;',
  ],
  [
    'a value beside a type of the same name',
    'type Q = 1;\nfunction f() {\n  const Q = 2;\n  let a: /*?*/Q;\n}',
    'type Q = 1;',
  ],
  ['typeof is about values', 'const Q = 1;\nfunction f() {\n  type Q = 2;\n  let a: typeof /*?*/Q;\n}', 'const Q = 1;'],
  [
    'an interface extends types',
    'interface Q {}\nfunction f() {\n  const Q = 2;\n  interface R extends /*?*/Q {}\n}',
    'interface Q {}',
  ],
  ['a namespace', 'const q = 1;\nnamespace N {\n  export const q = 2;\n  use(/*?*/q);\n}', 'export const q = 2;'],
  ['a namespace from outside', 'namespace N {\n  export const q = 2;\n}\nuse(N./*?*/q);', 'export const q = 2;'],
  ['an enum among its members', 'const A = 1;\nenum E {\n  A = 1,\n  B = /*?*/A,\n}', 'A = 1,'],
  ['a shorthand reads the variable', 'const q = 1;\nuse({ /*?*/q });', 'const q = 1;'],
  ['a label is no name', 'const again = 1;\nagain: for (;;) break /*?*/again;', null],
  ['new.target is no name', 'const target = 1;\nfunction f() {\n  new./*?*/target;\n}', null],
  ['a global', 'use(/*?*/process);', null],
  [
    'merged declarations',
    'interface Q {\n  a: string;\n}\ninterface Q {\n  b: string;\n}\nfunction f(q: Q) {\n  q./*?*/b;\n}',
    'b: string;',
  ],
])('%s', (_what, code, declaration) => {
  expect(inside(code)).toBe(declaration);
});

test('a tag of HTML is no variable, a component is', () => {
  expect(inside('const div = 1;\nexport const a = </*?*/div />;', 'src/a.tsx')).toBe(null);
  expect(inside('const Div = 1;\nexport const a = </*?*/Div />;', 'src/a.jsx')).toBe('const Div = 1;');
});
