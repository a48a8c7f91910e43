import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROUTING_VERSION } from '../../codemods/src/recipes/parts/routing-package.js';
import { routingDependency } from '../../codemods/src/recipes/routing-dependency.js';
import { root } from '../kit/built.js';
import { type Files, type Given, make, routeReading, workerAt } from '../kit/recipe-context.js';

const USE = `import { settings } from './settings.js';\nexport const queue = (): string => settings.temporalTaskQueue;\n`;

function made(files: Files, more: Partial<Given> = {}) {
  const all = { 'src/use.ts': USE, ...files };
  return make(routingDependency, {
    files: all,
    decisions: [routeReading(all, 'src/use.ts', 'settings.temporalTaskQueue')],
    ...more,
  });
}

const written = (manifest: string): string | undefined => made({ 'package.json': manifest }).changed['package.json'];

test('the version is that of the routing package in this repository', () => {
  expect(JSON.parse(readFileSync(`${root}routing/package.json`, 'utf8')).version).toBe(ROUTING_VERSION);
});

describe('into dependencies', () => {
  test('sorted, between its neighbours', () => {
    expect(
      written(
        `{\n  "name": "a",\n  "dependencies": {\n    "@temporalio/client": "1.24.0",\n    "fastify": "^5.0.0",\n    "zod": "^4.0.0"\n  },\n  "devDependencies": {}\n}\n`,
      ),
    ).toBe(
      `{\n  "name": "a",\n  "dependencies": {\n    "@temporalio/client": "1.24.0",\n    "fastify": "^5.0.0",\n    "temporal-queue-routing": "^0.1.0",\n    "zod": "^4.0.0"\n  },\n  "devDependencies": {}\n}\n`,
    );
  });

  test('last, where the order is another; tabs and CRLF', () => {
    expect(written('{\r\n\t"dependencies": {\r\n\t\t"zod": "^4.0.0",\r\n\t\t"fastify": "^5.0.0"\r\n\t}\r\n}')).toBe(
      '{\r\n\t"dependencies": {\r\n\t\t"zod": "^4.0.0",\r\n\t\t"fastify": "^5.0.0",\r\n\t\t"temporal-queue-routing": "^0.1.0"\r\n\t}\r\n}',
    );
  });

  test('an empty list, no list, one line', () => {
    expect(written('{\n  "dependencies": {}\n}\n')).toBe(
      '{\n  "dependencies": {\n    "temporal-queue-routing": "^0.1.0"\n  }\n}\n',
    );
    expect(written('{\n    "name": "a",\n    "devDependencies": { "x": "1" }\n}\n')).toBe(
      '{\n    "name": "a",\n    "dependencies": {\n        "temporal-queue-routing": "^0.1.0"\n    },\n    "devDependencies": { "x": "1" }\n}\n',
    );
    expect(written('{\n  "name": "a"\n}\n')).toBe(
      '{\n  "name": "a",\n  "dependencies": {\n    "temporal-queue-routing": "^0.1.0"\n  }\n}\n',
    );
    expect(written('{"dependencies":{"fastify":"5"}}')).toBe(
      '{"dependencies":{"fastify":"5", "temporal-queue-routing": "^0.1.0"}}',
    );
  });
});

describe('nothing to do', () => {
  test.each(['dependencies', 'peerDependencies'])('listed in %s', (list) => {
    expect(made({ 'package.json': `{ "${list}": { "temporal-queue-routing": "^0.0.1" } }` })).toMatchObject({
      changed: {},
      advice: [],
    });
  });

  test('a second run', () => {
    const first = made({ 'package.json': '{\n  "dependencies": {\n    "zod": "4"\n  }\n}\n' });
    expect(made(first.all).changed).toEqual({});
  });
});

describe('the range', () => {
  test('the catalog of the Temporal packages, with the entry it needs', () => {
    const result = made({
      'package.json':
        '{\n  "dependencies": {\n    "@temporalio/client": "catalog:temporal",\n    "@temporalio/worker": "catalog:temporal"\n  }\n}\n',
    });
    expect(result.changed['package.json']).toContain('    "temporal-queue-routing": "catalog:temporal"\n');
    expect(result.advice.map(({ file, add }) => ({ file, add }))).toEqual([
      { file: 'pnpm-workspace.yaml', add: 'catalogs:\n  temporal:\n    temporal-queue-routing: ^0.1.0' },
    ]);
  });

  test('not the catalog where only some Temporal packages use it', () => {
    const result = made({
      'package.json': '{ "dependencies": { "@temporalio/client": "catalog:", "@temporalio/worker": "1.24.0" } }',
    });
    expect(result.changed['package.json']).toContain('"temporal-queue-routing": "^0.1.0"');
  });

  test('what another package of the repository says', () => {
    const result = made({
      'package.json': '{ "dependencies": { "a": "1" } }',
      'apps/x/package.json': '{ "dependencies": { "temporal-queue-routing": "workspace:^" } }',
      'apps/x/index.ts': '',
    });
    expect(result.changed).toEqual({
      'package.json': '{ "dependencies": { "a": "1", "temporal-queue-routing": "workspace:^" } }',
    });
  });
});

describe('which packages', () => {
  const worker = `import { Worker } from '@temporalio/worker';\nawait Worker.create({ taskQueue: 'x' });\n`;
  const files = {
    'package.json': '{ "name": "root", "dependencies": { "a": "1" } }',
    'apps/worker/package.json': '{ "name": "worker", "dependencies": { "a": "1" } }',
    'apps/worker/src/worker.ts': worker,
    'src/use.ts': USE,
  };

  test('those of the routing module and of the workers', () => {
    const result = made(files, { workers: [workerAt(files, 'apps/worker/src/worker.ts', 'Worker.create(')] });
    expect(Object.keys(result.changed)).toEqual(['apps/worker/package.json', 'package.json']);
    expect(result.groups).toEqual(['dependency apps/worker/package.json', 'dependency package.json']);
  });

  test('those of the starts, where they import the package themselves', () => {
    const routing = {
      form: 'import',
      import: 'temporal-queue-routing',
      settings: { namespace: '', prefix: '', shards: '' },
      style: 'inline',
    } as const;
    expect(Object.keys(made(files, { routing }).changed)).toEqual(['package.json']);
  });
});

describe('advice', () => {
  test('no package.json, a broken one, a development dependency', () => {
    expect(made({}).advice[0]?.message).toBe(
      'The dependency on temporal-queue-routing was not added: no package.json was found for this file.',
    );
    expect(made({ 'package.json': '{ "dependencies": ' }).advice[0]?.message).toContain('could not be read as JSON');
    const dev = made({ 'package.json': '{ "devDependencies": { "temporal-queue-routing": "^0.1.0" } }' });
    expect(dev.changed).toEqual({});
    expect(dev.advice[0]?.add).toBe('"temporal-queue-routing": "^0.1.0"');
  });
});
