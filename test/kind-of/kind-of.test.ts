import { expect, test } from 'vitest';
import { kindOf, kindOfWorkflow } from '../../codemods/src/kind-of.js';
import type { StartSite } from '../../codemods/src/model/site.js';
import { config, site } from '../kit/site.js';

const rules = config({
  kinds: {
    tenant: ['Tenant*', 'UserOnboarding', '*Report'],
    jobs: ['Tenant{Sweep,Purge}', 'TokenCleanup', 'Both'],
    billing: { scope: 'tenant', workflows: ['TenantInvoice', 'Both'] },
  },
  workflows: { TenantArchive: { kind: 'jobs' }, UserOnboarding: { tenantId: 'args[0]' }, Both2: { kind: 'jobs' } },
});

const comments = (...says: readonly string[]): Pick<StartSite, 'kindComments'> => ({
  kindComments: says.map((one, index) => ({ says: one, at: { file: 'src/a.ts', line: index + 1, column: 1 } })),
});

const verdict = (workflow: string | null, ...says: readonly string[]): string => {
  const found = kindOf(site({ workflow: { ...site().workflow, name: workflow }, ...comments(...says) }), rules);
  if (found.is === 'kind') return `${found.kind.name} by ${found.evidence.rule}`;
  return found.is === 'ask' ? found.reason : found.is;
};

test.each([
  ['UserOnboarding', 'tenant by exact-name'],
  ['TenantCreate', 'tenant by glob'],
  ['TenantInvoice', 'billing by exact-name'],
  ['DailyReport', 'tenant by glob'],
  // Two globs of one kind are no conflict.
  ['TenantReport', 'tenant by glob'],
  ['TenantSweep', 'kind-conflict'],
  // Two kinds that list one name are no better than two globs.
  ['Both', 'kind-conflict'],
  ['TenantArchive', 'jobs by workflow-override'],
  ['TokenCleanup', 'jobs by exact-name'],
  ['tokenCleanup', 'unmapped'],
  ['Mystery', 'unmapped'],
  ['', 'unmapped'],
  ['constructor', 'unmapped'],
])('%s is %s', (workflow, expected) => {
  expect(verdict(workflow)).toBe(expected);
  const named = kindOfWorkflow(workflow, rules, 'src/a.ts:1:1');
  expect(
    named.is === 'kind' ? `${named.kind.name} by ${named.evidence.rule}` : named.is === 'ask' ? named.reason : named.is,
  ).toBe(expected);
});

test.each<[string | null, readonly string[], string]>([
  // A comment is about this start, a glob about many.
  ['TenantCreate', ['jobs'], 'jobs by annotation'],
  ['Mystery', ['billing'], 'billing by annotation'],
  [null, ['jobs'], 'jobs by annotation'],
  ['TenantSweep', ['jobs'], 'jobs by annotation'],
  ['TokenCleanup', ['jobs'], 'jobs by annotation'],
  ['TenantCreate', ['jobs', 'jobs'], 'jobs by annotation'],
  // What the config says of this very workflow is as exact as a comment.
  ['TokenCleanup', ['tenant'], 'annotation-conflict'],
  ['TenantArchive', ['tenant'], 'annotation-conflict'],
  ['Both', ['jobs'], 'kind-conflict'],
  ['Mystery', ['jobs', 'tenant'], 'annotation-conflict'],
  ['TokenCleanup', ['job'], 'annotation-unknown'],
  ['TokenCleanup', ['Jobs'], 'annotation-unknown'],
  ['TokenCleanup', ['jobs, I think'], 'annotation-unknown'],
  ['TokenCleanup', [''], 'annotation-unknown'],
  ['TokenCleanup', ['jobs', 'nothing'], 'annotation-unknown'],
])('%s under the comments %j is %s', (workflow, says, expected) => {
  expect(verdict(workflow, ...says)).toBe(expected);
});

test('a conflict names every kind that claims the workflow', () => {
  const found = kindOfWorkflow('TenantPurge', rules, 'src/a.ts:1:1');
  expect(found.is === 'ask' && found.evidence.map(({ kind }) => kind)).toEqual(['tenant', 'jobs']);
});

test('an exclamation mark in a glob matches itself and negates nothing', () => {
  expect(kindOfWorkflow('Cleanup', config({ kinds: { jobs: ['!Tenant*'] } }), '').is).toBe('unmapped');
});
