import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { Consumer, pack, runNode } from './consumer.js';

const consumer = new Consumer();
const source = `
import { createRouting, RoutingError, startOptions, type Route } from 'temporal-queue-routing';
import { moveSchedules } from 'temporal-queue-routing/schedules';
import { createRoutedWorkers } from 'temporal-queue-routing/worker';

const routing = createRouting({
  mode: 'on', legacyTaskQueue: 'main-queue', namespace: 'default', prefix: 'saas', shards: 64,
  kinds: [{ name: 'billing', scope: 'tenant' }],
});
const route: Route = routing.routeForTenant({ tenantId: 'acme', kind: 'billing' });
// @ts-expect-error the types are really there
routing.routeForTenant({ tenantId: 7 });
// @ts-expect-error and so are those of the worker entry
createRoutedWorkers({ activities: 7 }, routing).catch(() => undefined);
// @ts-expect-error and of the schedules entry
(() => moveSchedules({ routing, workflows: { CleanupWorkflow: 7 } }));

createRoutedWorkers({ queues: 'nonsense' }, routing).catch((error: unknown) => {
  const isOurs = error instanceof RoutingError && error.field === 'queues';
  console.log(JSON.stringify({ ...startOptions(route), isOurs }));
});
`;
// The line with the wrong tenant id is for the compiler only; at run time it would be refused.
const runnable = source.replace(
  'routing.routeForTenant({ tenantId: 7 });',
  '(() => routing.routeForTenant({ tenantId: 7 }));',
);
const answer = {
  taskQueue: 'saas.billing.45',
  priority: { fairnessKey: 'acme', fairnessWeight: 1 },
  isOurs: true,
};

beforeAll(async () => {
  await ensureRoutingBuilt();
  consumer.install(pack('routing'), 'typescript@5.9', 'jest@30');
  for (const name of ['worker', 'workflow', 'activity', 'client', 'nexus']) consumer.borrow(`@temporalio/${name}`);
}, 300_000);
afterAll(() => consumer.remove());

const typescript = {
  newest: join(root, 'node_modules/typescript/bin/tsc'),
  five: join(consumer.folder, 'node_modules/typescript/bin/tsc'),
};

describe.each([
  ['an ESM project', 'esm', { type: 'module' }, { module: 'NodeNext', target: 'ES2022' }, typescript.newest],
  ['a CommonJS project, node16', 'cjs', {}, { module: 'Node16', target: 'ES2022' }, typescript.newest],
  [
    'moduleResolution: node, TypeScript 5',
    'node10',
    {},
    { module: 'CommonJS', moduleResolution: 'node', target: 'ES2022' },
    typescript.five,
  ],
  [
    'a bundler project',
    'bundler',
    { type: 'module' },
    { module: 'ESNext', moduleResolution: 'bundler', target: 'ES2022' },
    typescript.newest,
  ],
] as const)('%s', (_title, folder, manifest, compilerOptions, tsc) => {
  beforeAll(() => {
    consumer.write(`${folder}/package.json`, { private: true, ...manifest });
    consumer.write(`${folder}/index.ts`, runnable);
    const options = { ...compilerOptions, strict: true, skipLibCheck: true, types: ['node'], outDir: 'out' };
    consumer.write(`${folder}/tsconfig.json`, { compilerOptions: options, files: ['index.ts'] });
  });

  test('compiles against the packed types and runs', () => {
    const cwd = join(consumer.folder, folder);
    const compiled = runNode([tsc, '-p', '.'], cwd);
    expect(compiled.output).toBe('');
    expect(compiled.status).toBe(0);
    const ran = runNode(['out/index.js'], cwd);
    expect(ran.status, ran.output).toBe(0);
    expect(JSON.parse(ran.output)).toEqual(answer);
  }, 60_000);
});

test('our own declarations stand without skipLibCheck', () => {
  consumer.write('declarations/package.json', { private: true, type: 'module' });
  consumer.write('declarations/index.ts', "export * from 'temporal-queue-routing';\n");
  const compilerOptions = { module: 'NodeNext', target: 'ES2022', strict: true, noEmit: true, types: ['node'] };
  consumer.write('declarations/tsconfig.json', { compilerOptions, files: ['index.ts'] });
  const { output } = runNode([typescript.newest, '-p', '.'], join(consumer.folder, 'declarations'));
  expect(
    output.split('\n').filter((line) => line.includes('temporal-queue-routing') || line.startsWith('index')),
  ).toEqual([]);
}, 60_000);

test('real Jest, without any transform', () => {
  consumer.write('jest/package.json', { private: true, jest: { transform: {} } });
  consumer.write(
    'jest/routing.test.js',
    `const { routeForTenant, RoutingError, shardOf } = require('temporal-queue-routing');
     test('routes', () => {
       const input = { tenantId: 'acme', namespace: 'default', prefix: 'saas', shards: 64 };
       expect(routeForTenant(input).taskQueue).toBe('saas.tenant.45');
       expect(() => shardOf('', 1)).toThrow(RoutingError);
     });`,
  );
  const { status, output } = runNode(
    [join(consumer.folder, 'node_modules/jest/bin/jest.js'), '--ci'],
    join(consumer.folder, 'jest'),
  );
  expect(status, output).toBe(0);
  expect(output).toContain('1 passed');
}, 60_000);

test('the vectors and the manifest can be required', () => {
  const script = `const { vectors, count } = require('temporal-queue-routing/vectors.json');
    console.log(vectors.length === count && count >= 300 && require('temporal-queue-routing/package.json').name)`;
  expect(runNode(['-e', script], consumer.folder).output.trim()).toBe('temporal-queue-routing');
});

test('only what is exported can be reached', () => {
  const { status, output } = runNode(['-e', "require('temporal-queue-routing/dist/cjs/check.js')"], consumer.folder);
  expect(status).not.toBe(0);
  expect(output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
});
