import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import type { Report } from '../../codemods/src/model/report.js';
import { check, plan } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

const START = `import type { Client } from '@temporalio/client';
export const go = (client: Client, tenantId: string) =>
  client.workflow.start('Provision', { args: [tenantId], workflowId: 'a', taskQueue: 'main-queue' });
`;
const base = {
  'package.json': '{ "type": "module" }',
  'temporal-queue.config.json': '{ "legacyQueues": ["\'main-queue\'"], "kinds": { "tenant": ["Provision"] } }',
  'src/start.ts': START,
};
const TSCONFIG = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext" }, "include": ["src"] }',
};
const planOf = async (root: string): Promise<Report> =>
  (await plan({ root, config: await loadConfig({ root }) })).report;
const verdicts = ({ sites }: Report): readonly string[] =>
  sites.map(({ file, decision, reason }) => [file, decision, reason ?? ''].join(' ').trim());

describe("the types of Node, which the routing module's process.env needs", () => {
  test.each([
    ['nobody compiles', {}, 'route'],
    [
      'declared, not installed yet',
      { ...TSCONFIG, 'package.json': '{ "type": "module", "devDependencies": { "@types/node": "^20.0.0" } }' },
      'route',
    ],
    ['compiled, and neither there nor declared', TSCONFIG, 'ask would-not-compile'],
  ])('%s', async (_, files, verdict) => {
    const root = repositoryOf(base, files);
    rmSync(join(root, 'node_modules'));
    expect(verdicts(await planOf(root))).toEqual([`src/start.ts ${verdict}`]);
  });
});

describe('code nested too deeply', () => {
  const nested = (count: number): string => `${'['.repeat(count)}${']'.repeat(count)}`;
  const added = (count: number): string => `1${' + one'.repeat(count)}`;

  test.each([
    ['for the parser', 'src/deep.ts', `import '@temporalio/client';\nexport const deep = ${nested(20_000)};\n`],
    [
      'for the parser, in a component',
      'src/Deep.vue',
      `<script>\nimport '@temporalio/client';\nconst deep = ${nested(20_000)};\n</script>\n`,
    ],
  ])('%s is a row, and the run goes on', async (_, file, text) => {
    const root = repositoryOf(base, TSCONFIG, { [file]: text });
    for (const report of [await planOf(root), await check({ root, config: await loadConfig({ root }) })]) {
      expect(verdicts(report)).toEqual(['src/start.ts route']);
      expect(report.unread).toEqual([{ file, reason: 'nested too deeply to be parsed', fatal: true }]);
    }
  });

  test('a sum as long as a generator makes them is read', async () => {
    const text = `import '@temporalio/client';\nconst one = 1;\nexport const sum = ${added(9_000)};\n`;
    const report = await planOf(repositoryOf(base, TSCONFIG, { 'src/sum.ts': text }));
    expect(verdicts(report)).toEqual(['src/start.ts route']);
    expect(report.unread).toEqual([]);
  });
});
