import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ProgramLoader } from '../../codemods/src/disk/program.js';
import { inMemoryCompiler } from '../../codemods/src/disk/typecheck.js';
import type { FileChange } from '../../codemods/src/model/edit.js';
import { type Compiler, verify } from '../../codemods/src/verify.js';
import { folderWith } from './repo.js';

const compilerOptions = {
  strict: true,
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  outDir: 'dist',
  types: [],
};
const tsconfig = (options: object, rest: object): string =>
  JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, ...rest });

const readerOf =
  (root: string) =>
  (file: string): string | null =>
    existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null;

function compilerOver(root: string, importers: Readonly<Record<string, readonly string[]>> = {}): Compiler {
  const read = readerOf(root);
  const importedBy = (file: string): readonly string[] => importers[file] ?? [];
  return inMemoryCompiler({ root, loader: new ProgramLoader(root), read, importedBy });
}

const START = "import { settings } from '../../core/src/settings.js';\nexport const queue: string = settings.queue;\n";
const ROUTED = `import { prefix } from '../../core/src/routing.js';\nimport { route } from './routing.js';\n${START}export const routed: string = route(prefix);\n`;

function worseOf(root: string, after: string): readonly string[] {
  const changes: FileChange[] = [
    { file: 'app/src/start.ts', before: START, after, groups: ['start'] },
    { file: 'app/src/routing.ts', before: null, after: 'export const route = (a: string) => a;\n', groups: ['module'] },
    { file: 'core/src/routing.ts', before: null, after: "export const prefix = 'saas';\n", groups: ['module'] },
  ];
  const edit = { file: 'app/src/start.ts', span: { start: 0, end: 0 }, text: after, group: 'start', why: '' };
  return verify(changes, [edit], compilerOver(root)).worse.map(({ message }) => message);
}

describe('projects that reference each other', () => {
  const projects = (references: object, options: object): Readonly<Record<string, string>> => ({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({ files: [], references: [{ path: 'core' }, { path: 'app' }] }),
    'core/tsconfig.json': tsconfig({ composite: true, rootDir: 'src' }, { files: ['src/settings.ts'] }),
    'core/src/settings.ts': "export const settings = { queue: 'main-queue' };\n",
    'app/tsconfig.json': tsconfig(options, { files: ['src/start.ts'], ...references }),
    'app/src/start.ts': START,
  });

  test.each([
    ['composite with a root folder', { composite: true, rootDir: 'src' }],
    ['composite without', { composite: true }],
    ['a root folder alone', { rootDir: 'src' }],
  ])('%s: a new file outside the list, or in the other project, is no reason to back out', (_, options) => {
    expect(worseOf(folderWith(projects({ references: [{ path: '../core' }] }, options)), ROUTED)).toEqual([]);
  });

  test('what is wrong with the types still is', () => {
    const root = folderWith(projects({ references: [{ path: '../core' }] }, { composite: true }));
    expect(worseOf(root, ROUTED.replace('routed: string', 'routed: number'))).toEqual([
      expect.stringMatching(/^app\/src\/start\.ts: TS2322/),
    ]);
  });

  test('an import that leaves the root folder without a reference is one, for the target would say so too', () => {
    const root = folderWith(projects({}, { composite: true, rootDir: 'src' }));
    expect(worseOf(root, ROUTED)).toEqual([expect.stringMatching(/^app\/src\/start\.ts: TS6059 .*core\/src\/routing/)]);
    const loose = folderWith({
      ...projects({}, {}),
      'package.json': '{ "type": "module", "devDependencies": { "typescript": "^5.9.0" } }',
    });
    expect(worseOf(loose, ROUTED)).toEqual([]);
  });
});

describe('files without types', () => {
  const notesOf = (file: string, after: string, options: object = {}): readonly string[] => {
    const root = folderWith({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': tsconfig({ allowJs: true, ...options }, {}),
      [file]: 'export {};\n',
    });
    return compilerOver(root).notes([{ file, before: 'export {};\n', after, groups: ['g'] }]);
  };
  const javascript = ['1 JavaScript file changes: no types to verify them by'];

  test.each<[string, string, object, readonly string[]]>([
    ['a.js', 'export {};', {}, javascript],
    ['a.cjs', 'exports.a = 1;', { checkJs: false }, javascript],
    ['a.js', 'export {};', { checkJs: true }, []],
    ['a.js', '// @ts-check\nexport {};', {}, []],
    ['a.js', '// @ts-nocheck\nexport {};', { checkJs: true }, javascript],
    ['a.ts', '// @ts-nocheck\nexport {};', {}, ['1 file changes under @ts-nocheck: not verified']],
    ['a.ts', 'export {};', {}, []],
  ])('%s: %j under %j', (file, after, options, notes) => {
    expect(notesOf(file, after, options)).toEqual(notes);
  });
});

describe('files that nobody edits', () => {
  const SETTINGS =
    'export const settings = { queue: "main-queue" };\nconst used = settings.queue.length;\nexport { used };\n';
  const files = {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': tsconfig({}, { exclude: ['tools'] }),
    'settings.ts': SETTINGS,
    'near.ts': "import { settings } from './settings.js';\nexport const queue: string = settings.queue;\n",
    'tools/tsconfig.json': tsconfig({}, {}),
    'tools/far.ts': "import { settings } from '../settings.js';\nexport const queue: string = settings.queue;\n",
    'names.ts': 'declare global {\n  type QueueName = string;\n}\nexport {};\n',
  };
  const importers = { 'settings.ts': ['near.ts', 'tools/far.ts'] };
  const problemsOf = (after: string): readonly string[] => {
    const change: FileChange = { file: 'settings.ts', before: SETTINGS, after, groups: ['settings'] };
    return compilerOver(folderWith(files), importers)
      .after([change])
      .map(({ file, code }) => `${file} TS${code}`);
  };

  test('are judged where they see the change, in the projects that it is made in', () => {
    expect(problemsOf(SETTINGS.replace('"main-queue"', '1').replace('.length', ''))).toEqual(['near.ts TS2322']);
  });

  test('are not looked at while the declarations are the same', () => {
    const root = folderWith({ ...files, 'near.ts': 'export const queue: string = 1;\n' });
    const change = { file: 'settings.ts', before: SETTINGS, groups: ['settings'] };
    const problems = (after: string): readonly unknown[] => compilerOver(root, importers).after([{ ...change, after }]);
    expect(problems(SETTINGS.replace('.length', '.length + 1'))).toEqual([]);
    expect(problems(SETTINGS.replace('queue: "', 'more: 1, queue: "'))).toMatchObject([
      { file: 'near.ts', code: 2322 },
    ]);
  });

  test('lend what they declare for all', () => {
    expect(problemsOf(SETTINGS.replace('const used', 'const used: QueueName | number'))).toEqual([]);
  });
});

describe('how much is compiled', () => {
  const edited = (root: string, after: string): readonly boolean[] => {
    const loader = new ProgramLoader(root);
    const read = readerOf(root);
    const programs = vi.spyOn(loader, 'program');
    const compiler = inMemoryCompiler({ root, loader, read });
    const changes = [{ file: 'start.ts', before: read('start.ts'), after, groups: ['start'] }];
    compiler.after(changes);
    compiler.before(changes);
    compiler.notes(changes);
    return programs.mock.calls.map(([, , , old]) => old !== undefined);
  };
  const files = { 'tsconfig.json': tsconfig({}, {}), 'start.ts': "export const queue: string = 'main-queue';\n" };

  test('where nothing is wrong with the changes, and nobody else may see them, the tree as it was is not compiled', () => {
    expect(edited(folderWith(files), "export const queue: string = 'saas.tenant.00';\n")).toEqual([false]);
  });

  test('else it is compiled once, from what the two have in common', () => {
    expect(edited(folderWith(files), 'export const queue: string = 7;\n')).toEqual([false, true]);
  });

  test('of what the tsconfig claims, only what sees the change is in a program, and nothing that it does not claim', () => {
    const root = folderWith({
      'tsconfig.json': tsconfig({}, { exclude: ['not-claimed.ts'] }),
      'start.ts': 'export const queue = () => 1;\n',
      'caller.ts': "import { queue } from './start.js';\nexport const twice: number = queue() * 2;\n",
      'not-claimed.ts': "import { queue } from './start.js';\nexport const twice: number = queue() * 2;\n",
      'stranger.ts': "export const other: number = 'broken';\n",
    });
    const loader = new ProgramLoader(root);
    const programs = vi.spyOn(loader, 'program');
    const read = readerOf(root);
    const importedBy = (file: string): readonly string[] =>
      file === 'start.ts' ? ['caller.ts', 'not-claimed.ts'] : [];
    const compiler = inMemoryCompiler({ root, loader, read, importedBy });
    const after = "export const queue = () => 'one';\n";
    const changes = [{ file: 'start.ts', before: read('start.ts'), after, groups: ['start'] }];
    expect(compiler.after(changes).map(({ file }) => file)).toEqual(['caller.ts']);
    const roots = [...new Set(programs.mock.calls.flatMap(([, given]) => given))];
    expect(roots).toEqual([join(root, 'start.ts'), join(root, 'caller.ts')]);
  });
});
