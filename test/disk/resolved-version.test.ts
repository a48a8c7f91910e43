import { describe, expect, test } from 'vitest';
import { openVersions } from '../../codemods/src/disk/resolved-version.js';
import { folderWith } from './repo.js';

type Files = Readonly<Record<string, string>>;

const CLIENT = '@temporalio/client';
const SDK = [CLIENT, '@temporalio/workflow', '@temporalio/common'];

const manifest = (more: object): string => `${JSON.stringify(more)}\n`;
const needs = (range: string, name = CLIENT): string => manifest({ dependencies: { [name]: range } });
const npmLock = (packages: object): string => JSON.stringify({ lockfileVersion: 3, packages });

/** The version's text, `?` before one that is only declared, and `unknown`. */
function versionIn(files: Files, file = 'src/start.ts', names: readonly string[] = SDK): string {
  const found = openVersions(folderWith(files))(names, file);
  if (found === null) return 'unknown';
  expect(found.text).not.toBe('');
  return found.how === 'resolved' ? found.text : `? ${found.version}: ${found.text}`;
}

describe('what is installed comes first', () => {
  const lock = npmLock({ 'node_modules/@temporalio/client': { version: '1.11.8' } });
  test('at the nearest node_modules', () => {
    const files = {
      'node_modules/@temporalio/client/package.json': manifest({ version: '1.13.0' }),
      'packages/api/node_modules/@temporalio/client/package.json': manifest({ version: '1.12.0' }),
      'package-lock.json': lock,
    };
    expect(versionIn(files, 'packages/api/src/start.ts')).toBe('1.12.0 in packages/api/node_modules');
    expect(versionIn(files, 'packages/jobs/src/start.ts')).toBe('1.13.0 in node_modules');
  });
  test('what is not installed is looked up in the lock file', () => {
    expect(
      versionIn({ 'node_modules/zod/package.json': manifest({ version: '4.0.0' }), 'package-lock.json': lock }),
    ).toBe('1.11.8 by package-lock.json');
  });
});

describe('lock files', () => {
  const api = {
    'package.json': manifest({ workspaces: ['packages/*'] }),
    'packages/api/package.json': needs('^1.11.0'),
  };
  const file = 'packages/api/src/start.ts';
  const client = (version: string): string => npmLock({ 'node_modules/@temporalio/client': { version } });
  const yarn = (version: string): string => `"@temporalio/client@^1.11.0":\n  version "${version}"\n`;

  test('npm-shrinkwrap.json', () => {
    expect(versionIn({ ...api, 'npm-shrinkwrap.json': client('1.12.9') }, file)).toBe('1.12.9 by npm-shrinkwrap.json');
  });
  test('the nearest one that names the package', () => {
    const files = { ...api, 'package-lock.json': client('1.13.0'), 'packages/api/yarn.lock': yarn('1.12.0') };
    expect(versionIn(files, file)).toBe('1.12.0 by packages/api/yarn.lock');
    expect(versionIn({ ...files, 'packages/api/yarn.lock': 'long@^5.2.3:\n  version "5.3.2"\n' }, file)).toBe(
      '1.13.0 by package-lock.json',
    );
  });
  test("yarn's entry is found by the range in package.json, else by the root's", () => {
    const lock = `${yarn('1.11.8')}\n"@temporalio/client@~1.13.0":\n  version "1.13.2"\n`;
    const files = { ...api, 'package.json': needs('~1.13.0'), 'yarn.lock': lock };
    expect(versionIn(files, file)).toBe('1.11.8 by yarn.lock');
    expect(versionIn(files, 'packages/jobs/start.ts')).toBe('1.13.2 by yarn.lock');
    expect(versionIn({ ...files, 'package.json': manifest({}) }, 'packages/jobs/start.ts')).toBe(
      '1.11.8 by yarn.lock, which has 1.13.2 too',
    );
  });
  test("yarn's catalog", () => {
    const files = {
      'package.json': needs('catalog:'),
      '.yarnrc.yml': 'catalog:\n  "@temporalio/client": ^1.11.0\n',
      'yarn.lock':
        '"@temporalio/client@npm:^1.11.0":\n  version: 1.12.4\n\n"@temporalio/client@npm:^1.0.0":\n  version: 1.0.1\n',
    };
    expect(versionIn(files)).toBe('1.12.4 by yarn.lock');
  });
  test("pnpm's importers, by folder", () => {
    const lock =
      "lockfileVersion: '9.0'\nimporters:\n  packages/api:\n    dependencies:\n      '@temporalio/client':\n        specifier: ^1.11.0\n        version: 1.14.0\n";
    expect(versionIn({ ...api, 'pnpm-lock.yaml': lock }, file)).toBe('1.14.0 by pnpm-lock.yaml');
    const rush = lock.replace('packages/api', '../../../packages/api');
    expect(versionIn({ ...api, 'common/config/rush/pnpm-lock.yaml': rush }, file)).toBe(
      '1.14.0 by common/config/rush/pnpm-lock.yaml',
    );
  });
  test('bun.lock', () => {
    const lock = '{ "workspaces": { "": {}, }, "packages": { "@temporalio/client": ["@temporalio/client@1.12.0"], }, }';
    expect(versionIn({ ...api, 'bun.lock': lock }, file)).toBe('1.12.0 by bun.lock');
  });
  test('of two package managers the one that is named counts, else the lower version, with both', () => {
    const files = { ...api, 'package-lock.json': client('1.13.0'), 'yarn.lock': yarn('1.12.0') };
    expect(versionIn(files, file)).toBe('1.12.0 by yarn.lock; 1.13.0 by package-lock.json');
    expect(versionIn({ ...files, 'package.json': manifest({ packageManager: 'npm@11.0.0' }) }, file)).toBe(
      '1.13.0 by package-lock.json',
    );
    expect(versionIn({ ...files, 'yarn.lock': yarn('1.13.0') }, file)).toBe('1.13.0 by package-lock.json');
  });
  test('a package of the workspace has the version it states', () => {
    const lock = npmLock({ 'node_modules/@temporalio/client': { resolved: 'packages/client', link: true } });
    const files = { 'packages/client/package.json': manifest({ version: '1.13.2' }), 'package-lock.json': lock };
    expect(versionIn(files, 'packages/test/a.ts')).toBe('1.13.2 in packages/client/package.json, by package-lock.json');
  });
  test.each([
    ['a merge conflict', 'package-lock.json', `<<<<<<< HEAD\n${client('1.14.0')}\n=======\n>>>>>>> main\n`],
    ['no JSON', 'package-lock.json', '{'],
    ['no lock file', 'package-lock.json', '{ "packages": null }'],
    ['a merge conflict', 'yarn.lock', `<<<<<<< HEAD\n${yarn('1.14.0')}=======\n${yarn('1.12.0')}>>>>>>> main\n`],
    ['no YAML', 'pnpm-lock.yaml', 'importers:\n  packages/api:\n    dependencies: {\n'],
    ['binary', 'bun.lockb', '\0'],
  ])('%s in %s is said', (_, name, text) => {
    expect(versionIn({ ...api, [name]: text }, file)).toBe(
      `? 1.11.0: ^1.11.0 in packages/api/package.json, ${name} cannot be read`,
    );
  });
});

describe('ranges in package.json', () => {
  test.each([
    ['^1.11.0', '? 1.11.0: ^1.11.0 in package.json, no lock file found'],
    ['~1.13', '? 1.13.0: ~1.13 in package.json, no lock file found'],
    ['>=1.9 <2 || ^1.11.0', '? 1.9.0: >=1.9 <2 || ^1.11.0 in package.json, no lock file found'],
    ['1.x', '? 1.0.0: 1.x in package.json, no lock file found'],
    ['1.12.0', '? 1.12.0: 1.12.0 in package.json, no lock file found'],
    [
      'npm:@acme/temporal-client@^1.12.0',
      '? 1.12.0: npm:@acme/temporal-client@^1.12.0 in package.json, no lock file found',
    ],
    ['npm:^1.12.0', '? 1.12.0: npm:^1.12.0 in package.json, no lock file found'],
    ['workspace:^1.12.0', '? 1.12.0: workspace:^1.12.0 in package.json, no lock file found'],
    ['*', 'unknown'],
    ['', 'unknown'],
    ['latest', 'unknown'],
    ['workspace:*', 'unknown'],
    ['github:temporalio/sdk-typescript', 'unknown'],
    ['git+https://example.com/client.git#v1.0.0', 'unknown'],
    ['file:./client-1.0.0.tgz', 'unknown'],
    ['catalog:', 'unknown'],
  ])('%s', (range, expected) => {
    expect(versionIn({ 'package.json': needs(range) })).toBe(expected);
  });

  test.each(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'])('under %s', (field) => {
    expect(versionIn({ 'package.json': manifest({ [field]: { [CLIENT]: '1.12.0' } }) })).toBe(
      '? 1.12.0: 1.12.0 in package.json, no lock file found',
    );
  });

  test('a folder states its version itself', () => {
    const files = {
      'packages/api/package.json': needs('file:../client'),
      'packages/client/package.json': manifest({ version: '1.13.2' }),
    };
    expect(versionIn(files, 'packages/api/a.ts')).toBe(
      '1.13.2 in packages/client/package.json, by packages/api/package.json',
    );
  });

  test('a lock file that does not name it is said', () => {
    expect(versionIn({ 'package.json': needs('^1.11.0'), 'package-lock.json': npmLock({}) })).toBe(
      '? 1.11.0: ^1.11.0 in package.json, not in package-lock.json',
    );
  });

  const pnpm = 'catalog:\n  "@temporalio/client": ^1.13.0\ncatalogs:\n  old:\n    "@temporalio/client": ~1.10.0\n';
  const bun = { catalog: { [CLIENT]: '^1.13.0' }, catalogs: { old: { [CLIENT]: '~1.10.0' } } };
  test.each<[string, string, Files]>([
    ['pnpm', 'pnpm-workspace.yaml', { 'pnpm-workspace.yaml': pnpm }],
    ['yarn', '.yarnrc.yml', { '.yarnrc.yml': pnpm }],
    ['bun', 'package.json', { 'package.json': manifest(bun) }],
    ['bun, under workspaces', 'package.json', { 'package.json': manifest({ workspaces: bun }) }],
  ])('catalogs of %s', (_, catalog, files) => {
    const seen = (range: string): string =>
      versionIn({ ...files, 'packages/api/package.json': needs(range) }, 'packages/api/a.ts');
    const where = (range: string, written: string): string =>
      `${range} in ${catalog}, ${written} in packages/api/package.json, no lock file found`;
    expect(seen('catalog:')).toBe(`? 1.13.0: ${where('^1.13.0', 'catalog:')}`);
    expect(seen('catalog:default')).toBe(`? 1.13.0: ${where('^1.13.0', 'catalog:default')}`);
    expect(seen('catalog:old')).toBe(`? 1.10.0: ${where('~1.10.0', 'catalog:old')}`);
    expect(seen('catalog:new')).toBe('unknown');
  });
});

describe('which package is asked', () => {
  const lock = npmLock({
    'node_modules/@temporalio/client': { version: '1.13.0' },
    'packages/flows/node_modules/@temporalio/workflow': { version: '1.11.0' },
  });
  test('the one that the package itself declares', () => {
    const files = {
      'packages/flows/package.json': needs('^1.11.0', '@temporalio/workflow'),
      'package-lock.json': lock,
    };
    expect(versionIn(files, 'packages/flows/src/a.ts')).toBe('1.11.0 by package-lock.json');
  });
  test('a folder with a package.json of its own that declares nothing belongs to the package above', () => {
    const files = {
      'packages/flows/package.json': needs('^1.11.0', '@temporalio/workflow'),
      'packages/flows/src/package.json': manifest({ type: 'module' }),
      'package-lock.json': lock,
    };
    expect(versionIn(files, 'packages/flows/src/a.ts')).toBe('1.11.0 by package-lock.json');
  });
  test('none is known', () => {
    expect(versionIn({ 'package.json': '{ no JSON', 'package-lock.json': npmLock({}) })).toBe('unknown');
  });
});

describe('a package that declares no SDK', () => {
  const files = {
    'package.json': manifest({ workspaces: ['packages/*'] }),
    'packages/api/package.json': manifest({
      name: '@acme/api',
      dependencies: { '@acme/platform': '1.0.0', zod: '4.0.0' },
    }),
    'packages/platform/package.json': manifest({ name: '@acme/platform', dependencies: { '@acme/temporal': '1.0.0' } }),
    'packages/temporal/package.json': manifest({
      name: '@acme/temporal',
      dependencies: { [CLIENT]: '~1.11.3', '@acme/api': '1.0.0' },
    }),
  };
  const packages = Object.keys(files);
  const version = (more: Files = {}): string | undefined =>
    openVersions(folderWith({ ...files, ...more }), packages)(SDK, 'packages/api/src/start.ts')?.text;

  test('has the version of the packages of the workspace it depends on, however far', () => {
    expect(version()).toBe('~1.11.3 in packages/temporal/package.json, no lock file found');
  });
  test('before one that lies in the root for others', () => {
    const installed = {
      'node_modules/@temporalio/client/package.json': manifest({ version: '1.13.0' }),
      'packages/temporal/node_modules/@temporalio/client/package.json': manifest({ version: '1.11.8' }),
    };
    expect(version(installed)).toBe('1.11.8 in packages/temporal/node_modules');
  });
  test('has the lowest of two', () => {
    const platform = { dependencies: { '@acme/temporal': '1.0.0', '@acme/jobs': '1.0.0' } };
    const both = {
      'packages/platform/package.json': manifest({ name: '@acme/platform', ...platform }),
      'packages/jobs/package.json': manifest({ name: '@acme/jobs', dependencies: { [CLIENT]: '1.9.1' } }),
    };
    const found = openVersions(folderWith({ ...files, ...both }), [...packages, 'packages/jobs/package.json']);
    expect(found(SDK, 'packages/api/src/start.ts')?.version).toBe('1.9.1');
  });
  test('has its own when it declares one', () => {
    const own = { name: '@acme/api', dependencies: { '@acme/platform': '1.0.0', [CLIENT]: '1.13.1' } };
    expect(version({ 'packages/api/package.json': manifest(own) })).toBe(
      '1.13.1 in packages/api/package.json, no lock file found',
    );
  });
});
