import { expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import { check } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

const root = repositoryOf({
  'package.json': '{ "type": "module" }\n',
  'temporal-queue.config.json': '{ "legacyQueues": ["\'main\'"], "kinds": { "tenant": ["tenantWork"] } }\n',
  'src/start.ts': `import { proxyActivities } from '@temporalio/workflow';
import type { Client } from '@temporalio/client';
const MAIN = 'main';
export const a = (client: Client, tenantId: string) =>
  client.workflow.start('tenantWork', { args: [tenantId, { taskQueue: MAIN }], workflowId: 'a', taskQueue: MAIN });
export const b = (client: Client) =>
  ({ begin: client.workflow.start }).begin('tenantWork', { args: [], workflowId: 'b', taskQueue: MAIN });
export const log = { at: 'start', taskQueue: 'main' };
export const other = { taskQueue: 'elsewhere' };
export const { x } = proxyActivities<{ x(): Promise<void> }>({ taskQueue: 'main', startToCloseTimeout: '1s' });
`,
  'test/some.test.ts': "export const t = { taskQueue: 'main' };\n",
});

test('a legacy queue named where no start was recognised is listed, and nothing that is accounted for', async () => {
  const report = await check({ root, config: await loadConfig({ root }) });
  expect(report.sites.map(({ line }) => line)).toEqual([5]);
  expect(report.mentions).toEqual([
    { file: 'src/start.ts', line: 7, text: 'MAIN' },
    { file: 'src/start.ts', line: 8, text: "'main'" },
  ]);
  const text = FORMATS.get('text')?.render(report, {
    command: 'check',
    paint: PLAIN,
    verdict: 'red',
    verbose: false,
    brief: false,
  });
  expect(text).toContain('Also named here, outside the ledger (2)\n  src/start.ts:7  taskQueue MAIN\n');
});
