import { expect, test } from 'vitest';
import { declarationOf } from './opened.js';

type Files = Readonly<Record<string, string>>;

const use = (importing: string, name = 'q'): Files => ({ 'src/use.ts': `${importing}\nuse(/*?*/${name});` });

test.each<readonly [what: string, files: Files, declaration: string | null]>([
  [
    'by name',
    { ...use("import { q } from './a.js';"), 'src/a.ts': 'export const q = 1;' },
    'src/a.ts: export const q = 1;',
  ],
  [
    'renamed on both sides',
    { ...use("import { r as q } from './a.js';"), 'src/a.ts': 'const s = 1;\nexport { s as r };' },
    'src/a.ts: const s = 1;',
  ],
  [
    'as default',
    { ...use("import q from './a.js';"), 'src/a.ts': 'const s = 1;\nexport { s as default };' },
    'src/a.ts: const s = 1;',
  ],
  [
    'export default of a name',
    { ...use("import q from './a.js';"), 'src/a.ts': 'const s = 1;\nexport default s;' },
    'src/a.ts: const s = 1;',
  ],
  [
    'a default function',
    { ...use("import q from './a.js';"), 'src/a.ts': 'export default function () {}' },
    'src/a.ts: export default function () {}',
  ],
  [
    'a default given on by name',
    {
      ...use("import { q } from './b.js';"),
      'src/b.ts': "export { default as q } from './a.js';",
      'src/a.ts': 'export default class {}',
    },
    'src/a.ts: export default class {}',
  ],
  [
    'everything, twice',
    {
      ...use("import { q } from './c.js';"),
      'src/c.ts': "export * from './b.js';",
      'src/b.ts': "export * from './a.js';",
      'src/a.ts': 'export const q = 1;',
    },
    'src/a.ts: export const q = 1;',
  ],
  [
    'everything has no default',
    { ...use("import q from './b.js';"), 'src/b.ts': "export * from './a.js';", 'src/a.ts': 'export default 1;' },
    "src/use.ts: import q from './b.js';",
  ],
  [
    'own names come before those given on',
    {
      ...use("import { q } from './b.js';"),
      'src/b.ts': "export * from './a.js';\nexport const q = 2;",
      'src/a.ts': 'export const q = 1;',
    },
    'src/b.ts: export const q = 2;',
  ],
  [
    'export * as',
    {
      ...(use("import { all } from './b.js';", 'all.q').valueOf() as Files),
      'src/use.ts': "import { all } from './b.js';\nuse(all./*?*/q);",
      'src/b.ts': "export * as all from './a.js';",
      'src/a.ts': 'export const q = 1;',
    },
    'src/a.ts: export const q = 1;',
  ],
  [
    'a namespace import',
    { 'src/use.ts': "import * as a from './a.js';\nuse(a./*?*/q);", 'src/a.ts': 'export const q = 1;' },
    'src/a.ts: export const q = 1;',
  ],
  [
    'a circle of files',
    {
      ...use("import { q } from './a.js';"),
      'src/a.ts': "export * from './b.js';",
      'src/b.ts': "export * from './a.js';\nexport const q = 1;",
    },
    'src/b.ts: export const q = 1;',
  ],
  [
    'a circle of names',
    {
      ...use("import { q } from './a.js';"),
      'src/a.ts': "export { q } from './b.js';",
      'src/b.ts': "export { q } from './a.js';",
    },
    null,
  ],
  [
    'export =',
    {
      'src/use.ts': "import a = require('./a.js');\nuse(a./*?*/q);",
      'src/a.ts': 'const a = {\n  q: 1,\n};\nexport = a;',
    },
    'src/a.ts: q: 1,',
  ],
  [
    'a name that is imported and exported',
    {
      ...use("import { q } from './b.js';"),
      'src/b.ts': "import { q } from './a.js';\nexport { q };",
      'src/a.ts': 'export const q = 1;',
    },
    'src/a.ts: export const q = 1;',
  ],
  [
    'module.exports of shorthands',
    {
      'src/use.js': "const { q } = require('./a');\nuse(/*?*/q);",
      'src/a.js': 'const q = 1;\nmodule.exports = { q };',
    },
    'src/a.js: const q = 1;',
  ],
  [
    'module.exports of values',
    { 'src/use.js': "const a = require('./a');\nuse(a./*?*/q);", 'src/a.js': 'module.exports = {\n  q: 1,\n};' },
    'src/a.js: q: 1,',
  ],
  [
    'exports.x',
    { 'src/use.js': "const a = require('./a');\nuse(a./*?*/q);", 'src/a.js': 'exports.q = 1;' },
    'src/a.js: exports.q = 1;',
  ],
  [
    'module.exports.x',
    { 'src/use.js': "const { q } = require('./a');\nuse(/*?*/q);", 'src/a.js': 'module.exports.q = 1;' },
    'src/a.js: module.exports.q = 1;',
  ],
  [
    'a default import of CommonJS is the whole',
    { 'src/use.mjs': "import a from './a.cjs';\nuse(a./*?*/q);", 'src/a.cjs': 'exports.q = 1;' },
    'src/a.cjs: exports.q = 1;',
  ],
  [
    'await import()',
    {
      'src/use.ts': "const { q } = await import('./a.js');\nuse(/*?*/q);\nexport {};",
      'src/a.ts': 'export const q = 1;',
    },
    'src/a.ts: export const q = 1;',
  ],
])('%s', (_what, files, declaration) => {
  if (declaration === null) expect(declarationOf(files) ?? '').not.toContain('const');
  else expect(declarationOf(files)).toBe(declaration);
});

const workspace = (manifest: object, files: Files): Files => ({
  'apps/api/use.ts': "import { q } from '@acme/a/queues';\nuse(/*?*/q);",
  'libs/a/package.json': JSON.stringify({ name: '@acme/a', ...manifest }),
  ...files,
});
const Q = 'export const q = 1;';

test.each<readonly [what: string, files: Files, file: string]>([
  [
    'by an entry of exports',
    workspace({ exports: { './queues': './source/q.ts' } }, { 'libs/a/source/q.ts': Q }),
    'libs/a/source/q.ts',
  ],
  [
    'by a pattern of exports',
    workspace({ exports: { './*': './code/*.ts' } }, { 'libs/a/code/queues.ts': Q }),
    'libs/a/code/queues.ts',
  ],
  [
    'by what is built of it',
    workspace({ exports: { './*': './dist/*.js' } }, { 'libs/a/src/queues.ts': Q }),
    'libs/a/src/queues.ts',
  ],
  [
    'by outDir and rootDir',
    workspace(
      { exports: { './queues': './out/q.js' } },
      { 'libs/a/code/q.ts': Q, 'libs/a/tsconfig.json': '{"compilerOptions":{"rootDir":"code","outDir":"out"}}' },
    ),
    'libs/a/code/q.ts',
  ],
  ['without exports', workspace({}, { 'libs/a/src/queues.ts': Q }), 'libs/a/src/queues.ts'],
  [
    'by a linked name',
    {
      'apps/api/package.json': '{"dependencies":{"names":"link:../../libs/a"}}',
      'apps/api/use.ts': "import { q } from 'names';\nuse(/*?*/q);",
      'libs/a/package.json': '{"name":"@acme/a","main":"./lib/index.js"}',
      'libs/a/src/index.ts': Q,
    },
    'libs/a/src/index.ts',
  ],
  [
    "by the package's own imports",
    {
      'package.json': '{"imports":{"#queues":"./dist/queues.js"}}',
      'src/use.ts': "import { q } from '#queues';\nuse(/*?*/q);",
      'src/queues.ts': Q,
    },
    'src/queues.ts',
  ],
])('a package of the workspace %s', (_what, files, file) => {
  expect(declarationOf(files)).toBe(`${file}: ${Q}`);
});
