import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { applied } from '../../codemods/src/edit.js';
import { importNames } from '../../codemods/src/recipes/parts/imports.js';

/** The text with `route` imported from './r.js'. */
function imported(text: string, file = 'a.ts'): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return applied(text, importNames(source, { file, specifier: './r.js', names: ['route'], group: 'g' }).edits);
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
  ['beside a namespace', "import * as r from './r.js';\n", `import * as r from './r.js';\n${LINE}\n`],
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

test('a file that requires goes on requiring', () => {
  expect(imported("const a = require('a');\na();\n", 'a.js')).toBe(
    "const a = require('a');\nconst { route } = require('./r.js');\na();\n",
  );
  expect(imported('exports.go = () => 1;\n', 'a.js')).toBe(
    "const { route } = require('./r.js');\n\nexports.go = () => 1;\n",
  );
  expect(imported('export const go = 1;\n', 'a.js')).toBe(`${LINE}\n\nexport const go = 1;\n`);
});
