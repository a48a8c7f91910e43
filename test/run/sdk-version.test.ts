import { expect, test } from 'vitest';
import { readConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { repositoryWith } from '../disk/repo.js';

const config = readConfig('{ "kinds": { "tenant": ["Provision"] } }', 'temporal-queue.config.json');
const START = `import { Client } from '@temporalio/client';
import { settings } from './settings.js';
export async function go(client: Client, tenantId: string): Promise<void> {
  await client.workflow.start('Provision', { args: [tenantId], workflowId: 'a', taskQueue: settings.temporalTaskQueue });
}
`;

/** A package with nothing installed. */
const reportOf = async (files: Readonly<Record<string, string>>) => {
  const root = repositoryWith({
    'src/settings.ts': "export const settings = { temporalTaskQueue: 'main-queue' };\n",
    'src/start.ts': START,
    'src/again.ts': START,
    ...files,
  });
  return (await plan({ root, config })).report;
};

const needs = (range: string): string => JSON.stringify({ dependencies: { '@temporalio/client': range } });

test('a question says what the SDK lacks and where its version was read', async () => {
  const lock = '"@temporalio/client@^1.11.0":\n  version "1.11.8"\n';
  const locked = await reportOf({ 'package.json': needs('^1.11.0'), 'yarn.lock': lock });
  expect(locked.sites.map(({ reason, detail }) => `${reason}: ${detail}`)).toEqual(
    Array(2).fill('sdk-too-old: 1.11.8 by yarn.lock: no priority at all'),
  );
  const declared = await reportOf({ 'package.json': needs('~1.12.0') });
  expect(declared.sites[0]?.detail).toBe(
    '~1.12.0 in package.json, no lock file found: priority without the fairness fields',
  );
});

test('a version that nobody can read stops nothing and is said once', async () => {
  const { sites, warnings } = await reportOf({ 'package.json': needs('*') });
  expect(sites.map(({ reason }) => reason)).not.toContain('sdk-too-old');
  expect(warnings.filter((warning) => warning.includes('version of the Temporal SDK'))).toEqual([
    'The version of the Temporal SDK could not be read (no node_modules, lock file or range that tells it), so that nobody checked that it carries the fairness fields (1.13.0): src/again.ts, src/start.ts',
  ]);
  const known = await reportOf({ 'package.json': needs('^1.13.0') });
  expect(known.warnings.join()).not.toContain('version of the Temporal SDK');
});

test.each([
  ['^4.9.5', 1],
  ['^5.0.4', 0],
])('TypeScript %s is said to be too old for the routing package %i times', async (typescript, times) => {
  const dependencies = { '@temporalio/client': '^1.14.0' };
  const { warnings } = await reportOf({
    'package.json': JSON.stringify({ dependencies, devDependencies: { typescript } }),
  });
  expect(
    warnings.filter((warning) => warning.includes('cannot read the types of temporal-queue-routing')),
  ).toHaveLength(times);
});
