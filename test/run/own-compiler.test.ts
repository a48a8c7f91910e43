import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../codemods/src/apply.js';
import { loadConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { ensureRoutingBuilt, root as ours } from '../kit/built.js';
import { commit, type Layer, repositoryOf, treeOf } from '../kit/repo.js';

beforeAll(ensureRoutingBuilt, 130_000);

const base = join(ours, 'fixtures/base');
const simple = join(ours, 'fixtures/client-start/imported-function/before');
const config = async (root: string) => ({ root, config: await loadConfig({ root }) });
const tsconfig = (more: object, include: readonly string[] = ['src']): Layer => ({
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'ES2022', module: 'NodeNext', strict: true, skipLibCheck: true, noEmit: true, ...more },
    include,
  }),
});

/** A repository that sees our packages, but for its TypeScript. */
function repositoryWith(typescript: string | null, ...layers: readonly Layer[]): string {
  const root = repositoryOf(base, simple, ...layers);
  const modules = join(root, 'node_modules');
  rmSync(modules);
  mkdirSync(modules);
  for (const name of readdirSync(join(ours, 'node_modules')))
    if (name !== 'typescript') symlinkSync(join(ours, 'node_modules', name), join(modules, name));
  if (typescript !== null) symlinkSync(typescript, join(modules, 'typescript'));
  return root;
}

const installed = (name: string): string => join(ours, 'node_modules', name);

describe.each(['typescript-5', 'typescript', 'typescript-7'])('%s of the repository', (name) => {
  test('compiles before and after; what compiles stays, and errors that were there before are nobody’s', async () => {
    const root = repositoryWith(installed(name), tsconfig({ incremental: true }), {
      'src/old.ts': 'export const old: number = "text";\n',
    });
    const { written, report, notes } = await apply(await config(root));
    expect(written).toContain('src/start.ts');
    expect(report.ledger.route).toBe(2);
    expect(notes.filter((note) => note.startsWith('tsconfig.json'))).toEqual([]);
    // What an incremental project remembers is not written beside its sources.
    expect(Object.keys(treeOf(root)).filter((file) => file.endsWith('.tsbuildinfo'))).toEqual([]);
  }, 60_000);

  test('takes back what it refuses, though the check in memory let it pass', async () => {
    // A project that others refer to has to list its files, and the new routing module is not among them.
    const root = repositoryWith(
      installed(name),
      tsconfig({ noEmit: false, composite: true, outDir: 'out' }, ['src/*.ts']),
    );
    rmSync(join(root, 'src/temporal'), { recursive: true });
    commit(root, 'no routing module yet');
    const before = treeOf(root);
    const { written, report } = await apply(await config(root));
    expect(written).toEqual([]);
    expect(treeOf(root)).toEqual(before);
    const asked = report.sites.filter(({ decision }) => decision === 'ask');
    expect(asked.map(({ reason }) => reason)).toEqual(['would-not-compile', 'would-not-compile']);
    expect(asked[0]?.detail).toMatch(/^src\/start\.ts:\d+ TS6307: /);
    expect(report.ledger).toMatchObject({ route: 0, ask: 2, found: 2 });
    expect(report.changes).toEqual([]);
  }, 60_000);
});

test('options it refuses hide every other error, so nothing is said to be verified', async () => {
  const root = repositoryWith(installed('typescript-7'), tsconfig({ module: 'CommonJS', moduleResolution: 'node10' }));
  const { notes, report } = await apply(await config(root));
  expect(report.ledger.route).toBe(2);
  expect(notes.join('\n')).toMatch(
    /tsconfig\.json: TypeScript 7\.\d+\.\d+ refuses its options \(TS5\d+\), so nothing was verified by it/,
  );
});

test('where no TypeScript is installed, that is said', async () => {
  const root = repositoryWith(null, tsconfig({}));
  expect((await apply(await config(root))).notes.join('\n')).toContain(
    'tsconfig.json: no TypeScript is installed there, so its own compiler was not asked',
  );
});

test('a plan, and apply without verification, run nothing of the repository', async () => {
  const root = repositoryWith(compilerOf('throw new Error("was run")'), tsconfig({}));
  await plan(await config(root));
  const { written, notes } = await apply({ ...(await config(root)), verify: false });
  expect(written).toContain('src/start.ts');
  expect(notes.join('\n')).not.toContain('was run');
});

test('a compiler that cannot be run verifies nothing, and says why', async () => {
  const root = repositoryWith(compilerOf('console.error("out of order"); process.exit(70)'), tsconfig({}));
  const { written, notes } = await apply(await config(root));
  expect(written).toContain('src/start.ts');
  expect(notes.join('\n')).toContain('tsconfig.json: TypeScript 9.9.9 could not be run: out of order');
});

describe('a compiler that complains of one file', () => {
  const other = 'src/other.ts';
  const another = { [other]: '' };
  /** Complains once the file names the routing module. */
  const complainsOf = (file: string): string =>
    compilerOf(`
      const text = require('fs').readFileSync(${JSON.stringify(file)}, 'utf8');
      if (text.includes('startOptions')) { console.log(${JSON.stringify(`${file}(3,1): error TS2345: Refused.`)}); process.exit(2); }`);

  test('keeps the others', async () => {
    const start = (name: string): string =>
      `import type { Client } from '@temporalio/client';\nimport { settings } from './settings.js';\nexport const go = (client: Client, tenantId: string) =>\n  client.workflow.start('${name}', { args: [tenantId], workflowId: tenantId, taskQueue: settings.temporalTaskQueue });\n`;
    const root = repositoryWith(complainsOf(other), tsconfig({}), { ...another, [other]: start('ProvisionWorkflow') });
    const { written, report } = await apply(await config(root));
    expect(written).toContain('src/start.ts');
    expect(written).not.toContain(other);
    expect(treeOf(root)[other]?.toString()).toBe(start('ProvisionWorkflow'));
    expect(report.sites.find(({ file }) => file === other)).toMatchObject({
      decision: 'ask',
      reason: 'would-not-compile',
      detail: `${other}:3 TS2345: Refused.`,
    });
    expect(report.ledger).toMatchObject({ route: 2, ask: 1 });
  });
});

/** A `typescript` package whose compiler is this script. */
function compilerOf(script: string): string {
  const root = repositoryOf({ 'package.json': '{"version":"9.9.9","bin":{"tsc":"tsc.cjs"}}' });
  writeFileSync(join(root, 'tsc.cjs'), script);
  return root;
}
