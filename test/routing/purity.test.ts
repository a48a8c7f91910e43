import { readdirSync, readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { routeForTenant } from '../../routing/src/index.js';
import { ensureRoutingBuilt, root } from '../kit/built.js';

const input = { tenantId: 'acme', namespace: 'default', prefix: 'saas', shards: 64 };

beforeAll(ensureRoutingBuilt, 130_000);

test('the core runs where there is nothing but the language and TextEncoder', async () => {
  const { outputFiles } = await build({
    entryPoints: [`${root}routing/dist/esm/index.js`],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'routing',
    platform: 'neutral',
    mainFields: ['main'],
  });
  const context = createContext({ TextEncoder, input });
  new Script(outputFiles[0]?.text ?? '').runInContext(context);
  expect(new Script('typeof process + typeof Buffer + typeof crypto').runInContext(context)).toBe(
    'undefined'.repeat(3),
  );
  expect(new Script('JSON.stringify(routing.routeForTenant(input))').runInContext(context)).toBe(
    JSON.stringify(routeForTenant(input)),
  );
});

test('the core imports @noble/hashes, types of @temporalio/common, and its own files', () => {
  const imports = readdirSync(`${root}routing/src`)
    .filter((file) => !/^(worker|schedule|queue-selection)/.test(file))
    .flatMap((file) => [
      ...readFileSync(`${root}routing/src/${file}`, 'utf8').matchAll(/^(import|export)[^;]*? from '([^']+)'/gms),
    ])
    .map(([statement, , from]) => (statement.startsWith('import type') ? `type ${from}` : from))
    .filter((from) => !from?.startsWith('./'));
  expect([...new Set(imports)].sort()).toEqual(['@noble/hashes/sha2.js', 'type @temporalio/common']);
});
