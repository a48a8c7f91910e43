import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { applied } from '../../codemods/src/edit.js';
import { type ImportRequest, importNames, isCommonJs } from '../../codemods/src/recipes/parts/imports.js';

/** The text with `route` imported from './r.js'. */
function imported(text: string, file = 'a.ts', more: Partial<ImportRequest> = {}): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return applied(text, importNames(source, { file, specifier: './r.js', names: ['route'], group: 'g', ...more }).edits);
}

const LINE = "import { route } from './r.js';";

test.each<[string, string, string]>([
  [
    'after the last import',
    "import a from 'a';\nimport b from 'b'; // b\n\na(b);\n",
    `import a from 'a';\nimport b from 'b'; // b\n${LINE}\n\na(b);\n`,
  ],
  [
    'above the first statement and its comment',
    '/** Goes. */\nexport const go = 1;\n',
    `${LINE}\n\n/** Goes. */\nexport const go = 1;\n`,
  ],
  [
    'below the file header',
    '/* Licence */\n\n/** Goes. */\nexport const go = 1;\n',
    `/* Licence */\n\n${LINE}\n\n/** Goes. */\nexport const go = 1;\n`,
  ],
  [
    'below a shebang',
    '#!/usr/bin/env node\nexport const go = 1;\n',
    `#!/usr/bin/env node\n${LINE}\n\nexport const go = 1;\n`,
  ],
  ['below @ts-check', '// @ts-check\nexport const go = 1;\n', `// @ts-check\n${LINE}\n\nexport const go = 1;\n`],
  ['below a directive', "'use client';\nexport const go = 1;\n", `'use client';\n${LINE}\nexport const go = 1;\n`],
  ['into an import of the module', "import { a } from './r.js';\n", "import { a, route } from './r.js';\n"],
  ['into an empty one', "import {} from './r.js';\n", "import { route } from './r.js';\n"],
  ['beside a type-only one', "import type { A } from './r.js';\n", `import type { A } from './r.js';\n${LINE}\n`],
  ['not where the module is there as a whole', "import * as r from './r.js';\n", "import * as r from './r.js';\n"],
  ['beside its types', "import type * as r from './r.js';\n", `import type * as r from './r.js';\n${LINE}\n`],
  [
    'beside a name for the whole that is not its everywhere',
    "import * as r from './r.js';\nexport const f = (r: number) => r;\n",
    `import * as r from './r.js';\n${LINE}\nexport const f = (r: number) => r;\n`,
  ],
  ['not again', `${LINE}\n`, `${LINE}\n`],
  ['not again under another name', "import { route as r } from './r.js';\n", "import { route as r } from './r.js';\n"],
  [
    'under a free name',
    'const route = 1, queueRoute = 2;\nexport { route, queueRoute };\n',
    "import { route as queueRoute2 } from './r.js';\n\nconst route = 1, queueRoute = 2;\nexport { route, queueRoute };\n",
  ],
  [
    'under its own name beside a member called alike',
    "import a from 'a';\na.route({ route: 1 });\n",
    `import a from 'a';\n${LINE}\na.route({ route: 1 });\n`,
  ],
])('%s', (_name, before, after) => {
  expect(imported(before)).toBe(after);
});

test.each([
  ['an import', "import * as r from './r.js';\n", 'r.route'],
  ['a require', "const r = require('./r.js');\n", 'r.route'],
  ['a require that may be replaced', "let r = require('./r.js');\n", 'route'],
])('the whole module by %s', (_name, text, expected) => {
  const source = ts.createSourceFile('a.js', text, ts.ScriptTarget.Latest, true);
  const { local } = importNames(source, {
    file: 'a.js',
    specifier: './r.js',
    names: ['route'],
    group: 'g',
    before: 99,
  });
  expect(local.get('route')).toBe(expected);
});

test('a file that requires goes on requiring', () => {
  expect(imported("const a = require('a');\na();\n", 'a.js')).toBe(
    "const a = require('a');\nconst { route } = require('./r.js');\na();\n",
  );
  expect(imported('exports.go = () => 1;\n', 'a.js')).toBe(
    "const { route } = require('./r.js');\n\nexports.go = () => 1;\n",
  );
  expect(imported('export const go = 1;\n', 'a.js')).toBe(`${LINE}\n\nexport const go = 1;\n`);
});

const REQUIRE = "const { route } = require('./r.js');";

/** The text with `route` required before the use at USE. */
const required = (text: string): string => imported(text, 'a.js', { commonJs: true, before: text.indexOf('USE') });

test.each<[string, string, string]>([
  [
    'never below code that may lead to the use',
    "const a = require('a');\nmain();\nfunction main() {\n  USE;\n}\nconst late = require('path');\n",
    `const a = require('a');\n${REQUIRE}\nmain();\nfunction main() {\n  USE;\n}\nconst late = require('path');\n`,
  ],
  [
    'below code that sets up what is required next',
    "'use strict';\nconst dotenv = require('dotenv');\ndotenv.config();\nconst a = require('a');\nUSE;\n",
    `'use strict';\nconst dotenv = require('dotenv');\ndotenv.config();\nconst a = require('a');\n${REQUIRE}\nUSE;\n`,
  ],
  [
    'below a call of what is required',
    "require('dotenv').config();\nconst a = require('a');\nUSE;\n",
    `require('dotenv').config();\nconst a = require('a');\n${REQUIRE}\nUSE;\n`,
  ],
  [
    'above a call that is handed our code',
    "const a = require('a');\na(main);\nconst b = require('b');\nfunction main() {\n  USE;\n}\n",
    `const a = require('a');\n${REQUIRE}\na(main);\nconst b = require('b');\nfunction main() {\n  USE;\n}\n`,
  ],
  [
    'on a line of its own',
    "const { client } = require('./client'); USE;\n",
    `const { client } = require('./client');\n${REQUIRE}\nUSE;\n`,
  ],
  [
    'above an immediately called function',
    '(function () {\n  USE\n})()\n',
    `${REQUIRE}\n\n(function () {\n  USE\n})()\n`,
  ],
])('a require goes %s', (_name, before, after) => {
  expect(required(before)).toBe(after);
});

test('without knowing the use, a require goes after the leading ones', () => {
  const text = "const a = require('a');\nmain();\nconst late = require('path');\n";
  expect(imported(text, 'a.js')).toBe(`const a = require('a');\n${REQUIRE}\nmain();\nconst late = require('path');\n`);
});

test.each<[string, string, string | null, boolean]>([
  ['a.js', '(() => {})();', null, true],
  ['a.js', "function f() { return require('a'); }", null, true],
  ['a.js', '', 'commonjs', true],
  ['a.js', '(() => {})();', 'module', false],
  ['a.js', 'export const a = 1;', null, false],
  ['a.mjs', '', null, false],
  ['a.cjs', '', 'module', true],
  ['a.ts', '(() => {})();', null, false],
])('%s with %j in a package of type %s', (file, text, type, commonJs) => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  expect(isCommonJs(source, type)).toBe(commonJs);
});

test('under a free name where its own means something else somewhere', () => {
  expect(imported(`${LINE}\nexport const go = (route: string) => route;\n`)).toBe(
    "import { route, route as queueRoute } from './r.js';\nexport const go = (route: string) => route;\n",
  );
});

test('under the free name it has already', () => {
  const text =
    "import { route, route as queueRoute } from './r.js';\nexport const go = (route: string) => queueRoute(route);\n";
  expect(imported(text)).toBe(text);
});
