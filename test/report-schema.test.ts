import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { loadConfig } from '../codemods/src/config/index.js';
import { APIS } from '../codemods/src/model/site.js';
import { check, plan } from '../codemods/src/run.js';
import { root } from './kit/built.js';
import { repositoryOf } from './kit/repo.js';

const schema = JSON.parse(readFileSync(join(root, 'codemods/schema/report.schema.json'), 'utf8')) as {
  properties: { sites: { items: { properties: { api: { enum: readonly string[] } } } } };
};
const validate = new Ajv({ allErrors: true }).compile(schema);

const repository = repositoryOf({
  'package.json': '{ "type": "module" }\n',
  'temporal-queue.config.json': `${JSON.stringify({
    legacyQueues: ["'main'"],
    kinds: { tenant: ['tenantWork'], jobs: ['sweep'] },
    routing: { module: 'src/routing.ts' },
  })}\n`,
  'src/routing.ts': `import { createRouting } from 'temporal-queue-routing';
export const routing = createRouting({ mode: 'off', legacyTaskQueue: 'main', namespace: 'default', prefix: 'saas', shards: 1 });
export const { routeForTenant, routeForSystemJob } = routing;
export { startOptions } from 'temporal-queue-routing';
`,
  'src/start.ts': `import type { Client } from '@temporalio/client';
import { routeForSystemJob, startOptions } from './routing.js';
export async function go(client: Client, tenantId: string): Promise<void> {
  await client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: 'main' });
  await client.workflow.start('unknown', { workflowId: 'u', taskQueue: 'main' });
  await client.workflow.start('other', { workflowId: 'o', taskQueue: 'exports' });
  await client.workflow.start('sweep', { workflowId: 's', ...startOptions(routeForSystemJob()) });
}
`,
});

test('what plan prints is what the shipped schema promises', async () => {
  const { report } = await plan({ root: repository, config: await loadConfig({ root: repository }) });
  expect(report.sites.map((site) => site.decision)).toEqual(['route', 'ask', 'keep', 'routed']);
  validate(JSON.parse(JSON.stringify(report)));
  expect(validate.errors).toBeNull();
});

test('mentions and tests are in the schema', async () => {
  const { report } = await plan({ root: repository, config: await loadConfig({ root: repository }) });
  const [site, ...sites] = report.sites;
  const holds = (mention: object, row: object): boolean =>
    validate(
      JSON.parse(JSON.stringify({ ...report, mentions: [mention], sites: [{ ...site, tests: [row] }, ...sites] })),
    );
  const line = { file: 'a.yaml', line: 1, text: 'q' };
  expect(holds({ ...line, where: 'other' }, line)).toBe(true);
  expect(holds({ ...line, where: 'elsewhere' }, line)).toBe(false);
  expect(holds(line, { file: 'a' })).toBe(false);
});

test('what check prints is too', async () => {
  const report = await check({ root: repository, config: await loadConfig({ root: repository }) });
  validate(JSON.parse(JSON.stringify(report)));
  expect(validate.errors).toBeNull();
});

test('the schema refuses a verdict without its reason, an api outside the closed list and a missing field', async () => {
  const { report } = await plan({ root: repository, config: await loadConfig({ root: repository }) });
  const [first, ask, ...rest] = report.sites;
  for (const site of [
    { ...ask, reason: null },
    { ...ask, api: 'client.begin' },
    { ...ask, enclosing: undefined },
  ]) {
    expect(validate(JSON.parse(JSON.stringify({ ...report, sites: [first, site, ...rest] })))).toBe(false);
  }
});

test('the closed list of apis is the same in the schema', () => {
  expect(schema.properties.sites.items.properties.api.enum).toEqual([...APIS]);
});
