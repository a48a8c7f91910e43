import { describe, expect, test } from 'vitest';
import { type Reached, reach } from '../../codemods/src/recipes/parts/specifier.js';
import { type Files, recipeContext } from '../kit/recipe-context.js';

const reached = (files: Files, from: string, to: string): Reached =>
  reach(from, to, ['routeForTenant', 'startOptions'], recipeContext({ files: { ...files, [to]: 'export {};\n' } }));

describe('an extension is written', () => {
  const js = 'const a = 1;\nexport { a };\n';
  const module = JSON.stringify({ name: 'app', type: 'module' });

  test.each<[string, string, Files]>([
    ['in a .js file of a package that is ESM', 'src/start.js', { 'package.json': module }],
    ['in a .mjs file of a package that is not', 'src/start.mjs', { 'package.json': '{}' }],
  ])('%s', (_name, from, files) => {
    expect(reached({ ...files, [from]: js }, from, 'src/routing.js').specifier).toBe('./routing.js');
  });

  test('not in a .js file of a package that states no type', () => {
    const files = { 'package.json': '{}', 'src/start.js': js, 'src/other.js': "import { a } from './start';\n" };
    expect(reached(files, 'src/start.js', 'src/routing.js').specifier).toBe('./routing');
  });
});

describe('across packages', () => {
  const from = 'packages/api/src/start.ts';
  const to = 'packages/core/src/routing.ts';
  const api = JSON.stringify({ name: '@x/api', type: 'module', dependencies: { '@x/core': '*' } });
  const with_ = (core: object, more: Files = {}): Reached =>
    reached(
      {
        'packages/api/package.json': api,
        'packages/core/package.json': JSON.stringify({ name: '@x/core', type: 'module', ...core }),
        [from]: "import { s } from '@x/core';\nexport const t = s;\n",
        ...more,
      },
      from,
      to,
    );

  test.each<[string, object, Files, string]>([
    ['the file itself as the main entry', { exports: './src/routing.ts' }, {}, '@x/core'],
    [
      'a subpath',
      { exports: { '.': './dist/index.js', './routing': { import: './dist/routing.js' } } },
      {},
      '@x/core/routing',
    ],
    ['a pattern', { exports: { './*': './src/*.ts' } }, {}, '@x/core/routing'],
    ['a pattern with an extension', { exports: { './*.js': './dist/*.js' } }, {}, '@x/core/routing.js'],
    [
      'an index that hands on everything of it',
      { exports: { '.': './dist/index.js' } },
      { 'packages/core/src/index.ts': "export * from './routing.js';\n" },
      '@x/core',
    ],
    [
      'an index that hands on the names',
      { main: 'dist/index.js' },
      { 'packages/core/src/index.ts': "export { routeForTenant, startOptions } from './routing.js';\n" },
      '@x/core',
    ],
    [
      'paths that are climbed already',
      {},
      { 'packages/api/src/a.ts': "import { b } from '../../core/src/b.js';\n", 'packages/core/src/b.ts': '' },
      '../../core/src/routing.js',
    ],
  ])('%s', (_name, core, more, specifier) => {
    expect(with_(core, more)).toEqual({ specifier, why: null });
  });

  test.each<[string, object, Files]>([
    ['no exports', { main: 'dist/index.js' }, {}],
    ['exports of other files', { exports: { './settings': './src/settings.ts' } }, {}],
    [
      'an index that hands on something else',
      { exports: './src/index.ts' },
      { 'packages/core/src/index.ts': "export { other } from './routing.js';\n" },
    ],
  ])('not by %s', (_name, core, more) => {
    expect(with_(core, more)).toEqual({
      specifier: null,
      why: `${to} is in the package @x/core, which does not export it: ${from} cannot import it`,
    });
  });

  test('not from a package that does not depend on it', () => {
    const more = { 'packages/api/package.json': '{ "name": "@x/api" }', [from]: 'export {};\n' };
    expect(with_({ exports: './src/routing.ts' }, more).why).toContain('packages/api/package.json');
  });

  test('a manifest without a name makes no package', () => {
    const files = { 'package.json': '{ "name": "app" }', 'src/package.json': '{ "type": "module" }', 'a.ts': '' };
    expect(reached(files, 'a.ts', 'src/routing.ts').specifier).toBe('./src/routing.js');
  });
});
