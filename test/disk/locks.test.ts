import { parseSyml } from '@yarnpkg/parsers';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBunLock } from '../../codemods/src/disk/locks/bun-lock.js';
import type { LockFile, LockQuestion } from '../../codemods/src/disk/locks/lock.js';
import { readNpmLock } from '../../codemods/src/disk/locks/npm-lock.js';
import { readPnpmLock } from '../../codemods/src/disk/locks/pnpm-lock.js';
import { readYarnLock } from '../../codemods/src/disk/locks/yarn-lock.js';

/** `1.11.8`, `1.11.8 (1.13.2)` where others could be meant, `→ packages/client` for a workspace package, `-` for none. */
function ask(lock: LockFile, folder: string, more: Partial<LockQuestion> = {}): string {
  const answer = lock({ name: '@temporalio/client', folder, ranges: [], ...more });
  if (answer === null) return '-';
  if (answer.is === 'workspace') return `→ ${answer.folder}`;
  return answer.others.length === 0 ? answer.version : `${answer.version} (${answer.others.join(', ')})`;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

describe('npm', () => {
  const workspaces = readNpmLock(
    json({
      lockfileVersion: 3,
      packages: {
        '': { workspaces: ['packages/*'] },
        'node_modules/@acme/jobs': { resolved: 'packages/jobs', link: true },
        'node_modules/@temporalio/client': { version: '1.11.8' },
        'node_modules/@temporalio/workflow': { resolved: 'packages/workflow', link: true },
        'node_modules/nest-temporal/node_modules/@temporalio/worker': { version: '1.9.0' },
        'packages/jobs/node_modules/@temporalio/client': { version: '1.13.2' },
      },
    }),
  );
  test.each([
    ['packages/api', {}, '1.11.8'],
    ['packages/jobs', {}, '1.13.2'],
    ['packages/jobs/src/deep', {}, '1.13.2'],
    ['.', {}, '1.11.8'],
    ['packages/api', { name: '@temporalio/workflow' }, '→ packages/workflow'],
    ['packages/api', { name: '@temporalio/worker' }, '1.9.0'],
    ['packages/api', { name: '@temporalio/common' }, '-'],
  ])('version 3, %s %j: %s', (folder, more, expected) => {
    expect(ask(workspaces, folder, more)).toBe(expected);
  });

  test('version 2 has both forms, and the map of places decides', () => {
    const lock = readNpmLock(
      json({
        lockfileVersion: 2,
        packages: { 'node_modules/@temporalio/client': { version: '1.12.3' } },
        dependencies: { '@temporalio/client': { version: '1.12.3' } },
      }),
    );
    expect(ask(lock, '.')).toBe('1.12.3');
  });

  test.each([
    ['1.13.2', '1.13.2'],
    ['npm:@acme/temporal-client@1.13.2', '1.13.2'],
    ['file:../client', '→ ../client'],
    ['git+ssh://git@example.com/client.git#abc', '-'],
  ])('version 1 is a tree: %s', (version, expected) => {
    const lock = readNpmLock(json({ lockfileVersion: 1, dependencies: { '@temporalio/client': { version } } }));
    expect(ask(lock, '.')).toBe(expected);
  });
});

const PNPM_5 = `lockfileVersion: 5.4

importers:

  .:
    specifiers:
      typescript: 5.6.3
    devDependencies:
      typescript: 5.6.3

  packages/api:
    specifiers:
      '@acme/shared': workspace:*
      '@temporalio/client': ^1.11.0
    dependencies:
      '@acme/shared': link:../shared
      '@temporalio/client': 1.11.8_zod@4.0.0

  packages/jobs:
    specifiers:
      '@temporalio/client': npm:@acme/client@~1.13.0
    devDependencies:
      '@temporalio/client': /@acme/client/1.13.2

  packages/shared:
    specifiers:
      '@temporalio/common': ~1.10.0
    dependencies:
      '@temporalio/common': 1.10.3

packages:

  /@temporalio/client/1.11.8_zod@4.0.0:
    resolution: {integrity: sha512-AAAA==}
    dev: false

  /@temporalio/common/1.10.3:
    resolution: {integrity: sha512-AAAA==}
    dev: false
`;

const PNPM_9 = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

catalogs:
  default:
    '@temporalio/client':
      specifier: ^1.11.0
      version: 1.24.0

overrides:
  '@temporalio/proto@<1.2.0': 1.2.0

importers:

  .: {}

  'apps/[web]':
    dependencies:
      '@temporalio/client':
        specifier: 'catalog:'
        version: 1.24.0(zod@4.0.0)

  apps/portal:
    dependencies:
      '@acme/jobs':
        specifier: workspace:*
        version: link:../../packages/jobs

  packages/client:
    dependencies:
      '@temporalio/common':
        specifier: workspace:*
        version: link:../common

  packages/forked:
    dependencies:
      '@temporalio/client':
        specifier: npm:@acme/client@^1.12.0
        version: '@acme/client@1.12.1'

  packages/from-git:
    dependencies:
      '@temporalio/client':
        specifier: github:acme/client
        version: https://codeload.example.com/acme/client/tar.gz/0a1b2c

  packages/jobs:
    devDependencies:
      '@temporalio/client':
        specifier: catalog:old
        version: 1.10.3

  packages/shared: {}

packages:

  '@temporalio/client@1.10.3':
    resolution: {integrity: sha512-AAAA==}
    engines: {node: '>= 16.15.0'}

  '@temporalio/client@1.24.0':
    resolution: {integrity: sha512-AAAA==}

  '@temporalio/proto@1.24.0':
    resolution: {integrity: sha512-AAAA==}

snapshots:

  '@temporalio/client@1.10.3':
    dependencies:
      '@temporalio/proto': 1.24.0

  '@temporalio/client@1.24.0(zod@4.0.0)':
    dependencies:
      '@temporalio/proto': 1.24.0
`;

describe('pnpm', () => {
  test.each([
    ['packages/api', {}, '1.11.8'],
    ['packages/jobs', {}, '1.13.2'],
    ['packages/jobs/scripts', {}, '1.13.2'],
    ['packages/api', { name: '@temporalio/common' }, '1.10.3'],
    ['packages/new', { name: '@temporalio/common' }, '1.10.3'],
    ['packages/api', { name: '@temporalio/worker' }, '-'],
  ])('version 5.4, %s %j: %s', (folder, more, expected) => {
    expect(ask(readPnpmLock(PNPM_5), folder, more)).toBe(expected);
  });

  test.each([
    ['apps/[web]', {}, '1.24.0'],
    ['packages/jobs', {}, '1.10.3'],
    ['packages/forked', {}, '1.12.1'],
    ['packages/from-git', {}, '-'],
    ['packages/client', { name: '@temporalio/common' }, '→ packages/common'],
    // By way of a workspace package that it depends on.
    ['apps/portal', {}, '1.10.3'],
    // Nobody says which one: the lowest, and the others are named.
    ['packages/shared', {}, '1.10.3 (1.24.0)'],
    ['packages/shared', { name: '@temporalio/proto' }, '1.24.0'],
  ])('version 9, %s %j: %s', (folder, more, expected) => {
    expect(ask(readPnpmLock(PNPM_9), folder, more)).toBe(expected);
    expect(ask(readPnpmLock(PNPM_9.replaceAll('\n', '\r\n')), folder, more)).toBe(expected);
  });

  test('version 6 of a single package has its dependencies at the margin', () => {
    const lock = readPnpmLock(`lockfileVersion: '6.0'

dependencies:
  '@acme/shared':
    specifier: file:../shared
    version: file:../shared
  '@temporalio/client':
    specifier: ^1.11.0
    version: 1.12.0(zod@4.0.0)

devDependencies:
  '@temporalio/testing':
    specifier: ^1.11.0
    version: 1.12.1

packages:

  /@temporalio/client@1.12.0(zod@4.0.0):
    resolution: {integrity: sha512-AAAA==}
`);
    expect(ask(lock, '.')).toBe('1.12.0');
    expect(ask(lock, 'src')).toBe('1.12.0');
    expect(ask(lock, 'src', { name: '@temporalio/testing' })).toBe('1.12.1');
  });

  test('the scan sees what a YAML parser sees', () => {
    for (const text of [PNPM_5, PNPM_9]) {
      const { importers } = parse(text) as { importers: Record<string, Record<string, Record<string, unknown>>> };
      const lock = readPnpmLock(text);
      for (const [folder, { dependencies, devDependencies }] of Object.entries(importers)) {
        for (const [name, entry] of Object.entries({ ...dependencies, ...devDependencies })) {
          const version = typeof entry === 'string' ? entry : (entry as { version: string }).version;
          const answer = ask(lock, folder, { name });
          const plain = /^(?:[^\d]*[@/])?(\d+\.\d+\.\d+)/.exec(version)?.[1];
          expect([folder, name, answer.startsWith('→') ? 'a link' : answer]).toEqual([
            folder,
            name,
            version.startsWith('link:') ? 'a link' : (plain ?? '-'),
          ]);
        }
      }
    }
  });

  test('30,000 lines cost little when only one package is asked for', () => {
    const entry = (at: number): string => `
  'package-${at}@1.0.${at}':
    resolution: {integrity: sha512-AAAA==}
    engines: {node: '>= 16.15.0'}
    peerDependencies:
      react: '*'
`;
    const filler = Array.from({ length: 5000 }, (_, at) => entry(at)).join('');
    const text = PNPM_9.replace('\npackages:\n', `\npackages:\n${filler}`);
    expect(text.split('\n').length).toBeGreaterThan(30_000);
    const start = performance.now();
    expect(ask(readPnpmLock(text), 'packages/jobs')).toBe('1.10.3');
    // Measured: 12 ms; a parser of the whole file takes seconds.
    expect(performance.now() - start).toBeLessThan(150);
  });
});

const YARN_1 = `# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
# yarn lockfile v1


"@temporalio/client@^1.11.0 <1.12.0":
  version "1.11.8"
  resolved "https://example.com/client-1.11.8.tgz#4c21"
  integrity sha512-AAAA==
  dependencies:
    "@temporalio/common" "1.11.8"
    version "^9.9.9"

"@temporalio/client@^1.13.0", "@temporalio/client@~1.13.0":
  version "1.13.2"
  dependencies:
    "@temporalio/common" "1.13.2"

"@temporalio/common@1.11.8":
  version "1.11.8"

"@temporalio/common@1.13.2":
  version "1.13.2"

long@^5.2.3:
  version "5.3.2"
`;

const YARN_8 = `# This file is generated by running "yarn install" inside your project.
# Manual changes might be lost - proceed with caution!

__metadata:
  version: 8
  cacheKey: 10c0

"@acme/api@workspace:packages/api":
  version: 0.0.0-use.local
  resolution: "@acme/api@workspace:packages/api"
  dependencies:
    "@temporalio/client": "npm:^1.11.0"
  languageName: unknown
  linkType: soft

"@temporalio/client@npm:^1.11.0, @temporalio/client@npm:^1.12.0":
  version: 1.12.1
  resolution: "@temporalio/client@npm:1.12.1"
  dependencies:
    "@temporalio/common": "npm:1.12.1"
  languageName: node
  linkType: hard

"@temporalio/client@patch:@temporalio/client@npm%3A1.13.2#~/.yarn/patches/client.patch":
  version: 1.13.2
  resolution: "@temporalio/client@patch:@temporalio/client@npm%3A1.13.2#~/.yarn/patches/client.patch::version=1.13.2&hash=0a1b2c"
  languageName: node
  linkType: hard

? "@temporalio/worker@npm:^1.11.0, @temporalio/worker@npm:~1.12.0"
:
  version: 1.12.2
  resolution: "@temporalio/worker@npm:1.12.2"
  languageName: node
  linkType: hard

"@temporalio/workflow@workspace:*, @temporalio/workflow@workspace:packages/workflow":
  version: 0.0.0-use.local
  resolution: "@temporalio/workflow@workspace:packages/workflow"
  languageName: unknown
  linkType: soft
`;

describe('yarn', () => {
  test.each([
    [['^1.11.0 <1.12.0'], {}, '1.11.8'],
    [['~1.13.0'], {}, '1.13.2'],
    [['^1.13.0'], {}, '1.13.2'],
    // Not this package's own: the root's.
    [['1.x', '~1.13.0'], {}, '1.13.2'],
    [[], {}, '1.11.8 (1.13.2)'],
    [['^5.2.3'], { name: 'long' }, '5.3.2'],
    [['^5.2.3'], { name: 'ong' }, '-'],
  ])('version 1, %j %j: %s', (ranges, more, expected) => {
    expect(ask(readYarnLock(YARN_1), 'packages/api', { ranges, ...more })).toBe(expected);
    expect(ask(readYarnLock(YARN_1.replaceAll('\n', '\r\n')), 'packages/api', { ranges, ...more })).toBe(expected);
  });

  test.each([
    [['^1.11.0'], {}, '1.12.1'],
    [['npm:^1.12.0'], {}, '1.12.1'],
    [['patch:@temporalio/client@npm%3A1.13.2#~/.yarn/patches/client.patch'], {}, '1.13.2'],
    [['~1.12.0'], { name: '@temporalio/worker' }, '1.12.2'],
    [['workspace:*'], { name: '@temporalio/workflow' }, '→ packages/workflow'],
    [['^1.0.0'], { name: '@temporalio/workflow' }, '→ packages/workflow'],
    [['^1.0.0'], { name: '@temporalio/common' }, '-'],
  ])('version 8, %j %j: %s', (ranges, more, expected) => {
    expect(ask(readYarnLock(YARN_8), 'packages/api', { ranges, ...more })).toBe(expected);
  });

  test.each([
    ['version 1', YARN_1],
    ['version 8', YARN_8],
  ])("%s: the scan sees what yarn's own parser sees", (_, text) => {
    const lock = readYarnLock(text);
    const entries = Object.entries(parseSyml(text)).filter(([key]) => key !== '__metadata');
    expect(entries.length).toBeGreaterThan(4);
    for (const [keys, { version }] of entries) {
      for (const key of keys.split(', ')) {
        const [, name = '', range = ''] = /^(@?[^@]+)@(.*)$/.exec(key) ?? [];
        const answer = ask(lock, '.', { name, ranges: [range] });
        expect([key, answer.startsWith('→') ? '0.0.0-use.local' : answer]).toEqual([key, version]);
      }
    }
  });
});

describe('bun', () => {
  const lock = readBunLock(`{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "acme", },
    "packages/api": { "name": "@acme/api", "dependencies": { "@temporalio/client": "^1.11.0", }, },
    "packages/jobs": { "name": "@acme/jobs", },
  },
  "packages": {
    "@acme/jobs": ["@acme/jobs@workspace:packages/jobs"],

    "@temporalio/client": ["@temporalio/client@1.11.8", "", { "dependencies": { "long": "^5.2.3" } }, "sha512-AAAA=="],

    "@temporalio/workflow": ["@temporalio/workflow@workspace:packages/workflow"],

    "@acme/jobs/@temporalio/client": ["@temporalio/client@1.13.2", "", {}, "sha512-AAAA=="],

    "nest-temporal/@temporalio/worker": ["@temporalio/worker@1.9.0", "", {}, "sha512-AAAA=="],
  }
}
`);
  test.each([
    ['packages/api', {}, '1.11.8'],
    ['packages/jobs/src', {}, '1.13.2'],
    ['scripts', {}, '1.11.8'],
    ['packages/api', { name: '@temporalio/workflow' }, '→ packages/workflow'],
    ['packages/api', { name: '@temporalio/worker' }, '1.9.0'],
    ['packages/api', { name: '@temporalio/common' }, '-'],
  ])('%s %j: %s', (folder, more, expected) => {
    expect(ask(lock, folder, more)).toBe(expected);
  });
  test('what is no JSON is refused', () => {
    expect(() => readBunLock('{ "packages": [')).toThrow(SyntaxError);
  });
});
