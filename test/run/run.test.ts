import { appendFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../codemods/src/apply.js';
import { loadConfig } from '../../codemods/src/config/index.js';
import { contentHash } from '../../codemods/src/disk/hash.js';
import { ProjectError } from '../../codemods/src/model/errors.js';
import type { PlanFile } from '../../codemods/src/model/report.js';
import { check, plan } from '../../codemods/src/run.js';
import { ensureRoutingBuilt, root as ours } from '../kit/built.js';
import { commit, folderOf, repositoryOf, treeOf } from '../kit/repo.js';

beforeAll(ensureRoutingBuilt, 130_000);

const base = join(ours, 'fixtures/base');
const simple = join(ours, 'fixtures/client-start/imported-function/before');
const start = (root: string): string => join(root, 'src/start.ts');
const optionsOf = async (root: string) => ({ root, config: await loadConfig({ root }) });
const planOf = async (root: string): Promise<PlanFile> => plan(await optionsOf(root));

test('an entry of legacyQueues that names nothing is refused, unless it is retired', async () => {
  const legacyQueues = ['settings.temporalTaskQueue', "'gone-queue'"];
  const config = { legacyQueues, kinds: { tenant: ['ProvisionWorkflow'] }, tenantNames: ['tenantId'] };
  const root = repositoryOf(base, simple, { 'temporal-queue.config.json': JSON.stringify(config) });
  // Names in the config itself do not count.
  await expect(planOf(root)).rejects.toThrow("'gone-queue'");
  writeFileSync(join(root, 'temporal-queue.config.json'), JSON.stringify({ ...config, retired: ["'gone-queue'"] }));
  expect((await planOf(root)).report.ledger.route).toBe(2);
});

test('starts none of which is on a legacy queue are refused, with the queues that were seen', async () => {
  const root = repositoryOf(base, {
    'src/start.ts':
      "import type { Client } from '@temporalio/client';\nexport const go = (client: Client) => client.workflow.start('X', { args: [], workflowId: 'x', taskQueue: 'reports' });\n",
  });
  await expect(planOf(root)).rejects.toThrow("'reports' (1)");
});

test('a saved plan is written whole, and not at all once a file it read has changed', async () => {
  const root = repositoryOf(base, simple);
  const planned = await planOf(root);
  const before = treeOf(root);
  appendFileSync(join(root, 'src/settings.ts'), '// changed\n');
  commit(root, 'meanwhile');
  await expect(apply({ ...(await optionsOf(root)), plan: planned })).rejects.toThrow('src/settings.ts');
  expect(treeOf(root)['src/start.ts']).toEqual(before['src/start.ts']);
});

test('a plan of another config is refused', async () => {
  const root = repositoryOf(base, simple);
  const planned = await planOf(root);
  appendFileSync(join(root, 'temporal-queue.config.json'), '\n');
  await expect(apply({ ...(await optionsOf(root)), plan: planned })).rejects.toThrow('config has changed');
});

test('planned files that are not committed are refused unless they may be mixed', async () => {
  const root = repositoryOf(base, simple);
  appendFileSync(start(root), '// mine\n');
  await expect(apply(await optionsOf(root))).rejects.toThrow('src/start.ts');
  await apply({ ...(await optionsOf(root)), allowDirty: true });
  expect(readFileSync(start(root), 'utf8')).toContain('// mine\n');
  expect(readFileSync(start(root), 'utf8')).toContain('startOptions');
});

test('what would not compile is backed out and becomes a question with the message; the rest stands', async () => {
  const text = readFileSync(join(simple, 'src/start.ts'), 'utf8');
  const narrow = `${text}
type Narrow = { start(workflow: string, options: { args: string[]; workflowId: string; taskQueue: 'main-queue' }): Promise<void> };
export const narrowed = (workflow: Narrow, tenantId: string) =>
  workflow.start('ProvisionWorkflow', { args: [tenantId], workflowId: 'x', taskQueue: 'main-queue' });
`;
  const root = repositoryOf(base, { 'src/start.ts': narrow });
  const { report, write } = await planOf(root);
  const narrowed = report.sites.find((site) => site.enclosing === 'narrowed');
  expect([narrowed?.decision, narrowed?.reason]).toEqual(['ask', 'would-not-compile']);
  expect(narrowed?.detail).toContain('src/start.ts: TS');
  expect(report.verification.backedOut).toHaveLength(1);
  expect(report.ledger).toMatchObject({ found: 3, route: 2, ask: 1 });
  expect(write[0]?.after).toContain("taskQueue: 'main-queue' })");
});

test('check decides as plan does but for the tenant, and writes nothing', async () => {
  const root = repositoryOf(base, simple);
  const before = treeOf(root);
  const report = await check(await optionsOf(root));
  const { sites } = (await planOf(root)).report;
  // By what each fact was proved may differ: types where a tenant was looked for, else the way of the names.
  const settled = sites.map(({ proof: _, ...site }) => ({
    ...site,
    tenantId: null,
    evidence: site.evidence.slice(0, 1),
  }));
  expect(report.sites.map(({ proof: _, ...site }) => site)).toEqual(settled);
  expect(treeOf(root)).toEqual(before);
});

test('the same tree gives the same report, wherever it stands', async () => {
  const [one, two] = [await planOf(repositoryOf(base, simple)), await planOf(repositoryOf(base, simple))];
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
});

const CLIENT = "import type { Client } from '@temporalio/client';\nimport { settings } from './settings.js';\n";
const START =
  "export const go = (client: Client) => client.workflow.start('ProvisionWorkflow', { args: ['a'], workflowId: 'x', taskQueue: settings.temporalTaskQueue });\n";

test('a file with a syntax error is a row that ends with 2: no site of it, no edit in it', async () => {
  const conflict = `${CLIENT}<<<<<<< HEAD\n${START}=======\n${START}>>>>>>> topic\n`;
  const root = repositoryOf(base, simple, {
    'src/broken.ts': `${CLIENT}${START}export function broken( {\n`,
    'src/conflict.ts': conflict,
    'src/quote.ts': `${CLIENT}const open = 'never closed;\n${START}`,
    'src/flow.js': `// @flow\nimport type { A } from './a';\nexport const f = (taskQueue: string): A => taskQueue;\n`,
    'src/other.ts': 'export const workflowId = ;\n',
  });
  const { report, write } = await planOf(root);
  expect(report.unread).toEqual([
    { file: 'src/broken.ts', reason: expect.stringMatching(/^syntax error on line [45]: /), fatal: true },
    { file: 'src/conflict.ts', reason: 'syntax error on line 3: Merge conflict marker encountered', fatal: true },
    { file: 'src/other.ts', reason: 'syntax error on line 1: Expression expected', fatal: false },
    { file: 'src/quote.ts', reason: 'syntax error on line 3: Unterminated string literal', fatal: true },
  ]);
  expect(report.sites.map((site) => site.file)).toEqual(['src/start.ts', 'src/start.ts']);
  expect(write.map((one) => one.file)).not.toContain('src/conflict.ts');
  expect(report.ledger).toMatchObject({ found: 2, route: 2, unread: 4 });
  expect((await check(await optionsOf(root))).unread).toEqual(report.unread);
});

test('the only start in a file with a syntax error is no clean repository, and no config error either', async () => {
  const root = repositoryOf(base, { 'src/start.ts': `${CLIENT}${START}export function broken( {\n` });
  expect((await check(await optionsOf(root))).unread).toMatchObject([{ file: 'src/start.ts', fatal: true }]);
});

test('a skipped file that names a legacy queue ends with 2, one that names the SDK or is build output is a row, and others are counted', async () => {
  const outside = folderOf({ 'start.ts': `${CLIENT}${START}` });
  const root = repositoryOf(base, simple, {
    'vendor/legacy.ts': `${CLIENT}${START}`,
    'vendor/sdk.ts': "import '@temporalio/client';\n",
    'vendor/plain.ts': '',
    'src/vendors/v1.ts': `${CLIENT.replace('./', '../')}${START}`,
    'dist/start.js': "client.start('X', { taskQueue: 'main-queue' });\n",
  });
  symlinkSync(join(outside, 'start.ts'), join(root, 'src/link.ts'));
  const report = await check(await optionsOf(root));
  expect(report.unread).toEqual([
    { file: 'dist/start.js', reason: 'generated', fatal: false },
    { file: 'src/link.ts', reason: 'symlink', fatal: true },
    { file: 'vendor/legacy.ts', reason: 'vendored', fatal: true },
    { file: 'vendor/sdk.ts', reason: 'vendored', fatal: false },
  ]);
  expect(report.skipped).toEqual({ vendored: 1 });
  expect(report.sites.map(({ file }) => file)).toContain('src/vendors/v1.ts');
});

describe('a saved plan that was changed after it was made is refused whole', () => {
  type Write = PlanFile['write'][number];
  const first = ({ write: [one] }: PlanFile): Write => {
    if (one === undefined) throw new Error('the plan writes nothing');
    return one;
  };
  const evil = { group: 'g', before: null, after: 'on: push\n', bom: false };
  const shownAs = (plan: PlanFile, file: string, after: string): PlanFile['report'] => ({
    ...plan.report,
    changes: [
      ...plan.report.changes,
      { file, group: 'g', beforeSha256: null, afterSha256: contentHash(after), patch: '' },
    ],
  });
  const cases: Readonly<Record<string, readonly [(plan: PlanFile) => PlanFile, string]>> = {
    'another text': [
      (plan) => ({ ...plan, write: [{ ...first(plan), after: 'evil();\n' }, ...plan.write.slice(1)] }),
      'the text for src/start.ts is not the one the report shows',
    ],
    'a BOM added': [
      (plan) => ({ ...plan, write: [{ ...first(plan), bom: true }, ...plan.write.slice(1)] }),
      'the text for src/start.ts is not the one the report shows',
    ],
    'a file added': [
      (plan) => ({ ...plan, write: [...plan.write, { ...evil, file: '.github/workflows/e.yml' }] }),
      '.github/workflows/e.yml would be written, but the report does not show it',
    ],
    'a file added to the report as well': [
      (plan) => ({
        ...plan,
        report: shownAs(plan, '.github/workflows/e.yml', evil.after),
        write: [...plan.write, { ...evil, file: '.github/workflows/e.yml' }],
      }),
      '.github/workflows/e.yml is no source file of this repository',
    ],
    'a file that no run would look at': [
      (plan) => ({
        ...plan,
        report: shownAs(plan, 'node_modules/x/index.js', evil.after),
        write: [...plan.write, { ...evil, file: 'node_modules/x/index.js' }],
      }),
      'node_modules/x/index.js is no source file of this repository',
    ],
    'a change taken out': [(plan) => ({ ...plan, write: [] }), 'the change of src/start.ts is missing'],
    'a file twice': [(plan) => ({ ...plan, write: [...plan.write, first(plan)] }), 'a file would be written twice'],
    'nothing read': [
      (plan) => ({ ...plan, read: {} }),
      'src/start.ts would be written, but is not among the files that were read',
    ],
    'another file before': [
      (plan) => ({ ...plan, write: [{ ...first(plan), before: 'a'.repeat(64) }, ...plan.write.slice(1)] }),
      'the report shows a change of another src/start.ts',
    ],
  };
  test.each(Object.entries(cases))('%s', async (_, [change, why]) => {
    const root = repositoryOf(base, simple);
    const before = treeOf(root);
    const applied = apply({ ...(await optionsOf(root)), plan: change(await planOf(root)) });
    await expect(applied).rejects.toThrow(ProjectError);
    await expect(applied).rejects.toThrow(why);
    expect(treeOf(root)).toEqual(before);
  });

  test('as it was made, it is written', async () => {
    const root = repositoryOf(base, simple);
    const planned = JSON.parse(JSON.stringify(await planOf(root))) as PlanFile;
    const { written } = await apply({ ...(await optionsOf(root)), plan: planned });
    expect(written).toContain('src/start.ts');
  });
});
