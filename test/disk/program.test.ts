import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProgramLoader } from '../../codemods/src/disk/program.js';
import { ts } from '../../codemods/typescript.js';
import { folderWith } from './repo.js';

const tsconfig = (options: object): string =>
  JSON.stringify({ compilerOptions: { strict: true, moduleResolution: 'bundler', types: [], ...options } });

const repository = (): string =>
  folderWith({
    'node_modules/invoices/package.json': '{ "name": "invoices", "types": "index.d.ts" }',
    'node_modules/invoices/index.d.ts': '/** An invoice, at length. */\nexport interface Invoice { id: string }\n',
    'billing/tsconfig.json': tsconfig({ target: 'es2022', module: 'esnext', moduleDetection: 'force' }),
    'billing/send.ts': "import type { Invoice } from 'invoices';\nexport const send = (one: Invoice) => one.id;\n",
    'web/tsconfig.json': tsconfig({
      target: 'es2017',
      module: 'preserve',
      jsx: 'react-jsx',
      allowJs: true,
      checkJs: true,
    }),
    'web/show.js':
      "/** @param {import('invoices').Invoice} one @returns {number} */\nexport const show = (one) => one.id;\n",
  });

function programsOf(root: string): readonly [billing: ts.Program, web: ts.Program] {
  const loader = new ProgramLoader(root);
  const of = (folder: string, file: string): ts.Program =>
    loader.program(loader.config(join(root, folder, 'tsconfig.json')), [join(root, folder, file)], () => null);
  return [of('billing', 'send.ts'), of('web', 'show.js')];
}

describe('what large repositories would be too large with', () => {
  test('a declaration is one tree for every tsconfig, without its comments', () => {
    const root = repository();
    const [billing, web] = programsOf(root);
    const file = join(root, 'node_modules/invoices/index.d.ts');
    const tree = billing.getSourceFile(file);
    expect(tree).toBeDefined();
    expect(web.getSourceFile(file)).toBe(tree);
    expect(tree?.statements.flatMap((statement) => ts.getJSDocCommentsAndTags(statement))).toEqual([]);
  });

  test('the types that JavaScript has in its comments still count', () => {
    const [, web] = programsOf(repository());
    const messages = web.getSemanticDiagnostics().map(({ messageText }) => messageText);
    expect(messages).toEqual(["Type 'string' is not assignable to type 'number'."]);
  });
});
