import { expect, test } from 'vitest';
import { kindOf, kindOfWorkflow } from '../../codemods/src/kind-of.js';
import type { StartSite } from '../../codemods/src/model/site.js';
import { childOfAnotherKind, type Stray } from '../../codemods/src/rules/child-kind.js';
import { config, site } from '../kit/site.js';

const rules = config({
  kinds: {
    tenant: ['Tenant*', 'UserOnboarding'],
    jobs: ['Tenant{Sweep,Purge}', 'TokenCleanup'],
    billing: { scope: 'tenant', workflows: ['TenantInvoice'] },
    reports: { scope: 'system', workflows: ['NightlyReport'] },
  },
});
const PASSED: Pick<StartSite, 'passed'> = {
  passed: [
    { expression: 'actor.id', names: ['actor.id', 'id'], position: 0, property: null },
    { expression: 'tenant.id', names: ['tenant.id', 'id'], position: 0, property: null },
  ],
};

const child = (workflow: string | null, parents: readonly string[], more: Partial<StartSite> = {}): Stray | null => {
  const start = site({ workflow: { ...site().workflow, name: workflow }, parents, ...more });
  return childOfAnotherKind(start, {
    child: kindOf(start, rules),
    kindOfParent: (name) => kindOfWorkflow(name, rules, ''),
    tenantNames: rules.tenantNames,
  });
};

test('it names both kinds and the edit, and is judged by the first parent whose kind differs', () => {
  expect(child('UserOnboarding', ['TenantCreate', 'TokenCleanup'], PASSED)).toMatchObject({
    kind: 'tenant',
    detail:
      'UserOnboarding is tenant, its parent TokenCleanup is jobs; add to its options: ...startOptions(routeForTenant({ tenantId: tenant.id, namespace, prefix, shards }))',
    evidence: [{ kind: 'tenant' }, { kind: 'jobs' }],
  });
  expect(child('UserOnboarding', ['TenantCreate'])).toBeNull();
  expect(child('UserOnboarding', [])).toBeNull();
});

test('kinds count, not scopes: each has queues of its own', () => {
  const tenantId: Pick<StartSite, 'passed'> = {
    passed: [{ expression: 'tenantId', names: ['tenantId'], position: 0, property: null }],
  };
  expect(child('TenantInvoice', ['UserOnboarding'], tenantId)?.detail).toContain(
    "routeForTenant({ tenantId, kind: 'billing', namespace, prefix, shards })",
  );
  expect(child('NightlyReport', ['UserOnboarding'])?.detail).toContain(
    "routeForSystemJob({ kind: 'reports', namespace, prefix })",
  );
  expect(child('UserOnboarding', ['TokenCleanup'])?.detail).toContain('tenantId: <the tenant id>');
});

test('a child whose kind nobody has said is asked about where a system job passes it a tenant', () => {
  expect(child('Mystery', ['TokenCleanup'], PASSED)).toMatchObject({
    kind: null,
    detail: expect.stringContaining('Mystery has no kind, is passed tenant.id, and its parent TokenCleanup is jobs'),
  });
  expect(child(null, ['TokenCleanup'], PASSED)?.detail).toContain('the child has no kind');
  expect(child('Mystery', ['TokenCleanup'])).toBeNull();
  expect(child('Mystery', ['UserOnboarding'], PASSED)).toBeNull();
  expect(child('Mystery', ['Unheard'], PASSED)).toBeNull();
});

test('a parent whose kind is not known is no other kind', () => {
  expect(child('UserOnboarding', ['Mystery'])).toBeNull();
  expect(child('UserOnboarding', ['TenantSweep'])).toBeNull();
});

test('a comment at the child says its kind', () => {
  const jobs: Pick<StartSite, 'kindComments'> = { kindComments: [{ says: 'jobs', at: site().at }] };
  expect(child('TenantCreate', ['TokenCleanup'], jobs)).toBeNull();
  expect(child('TenantCreate', ['UserOnboarding'], jobs)?.kind).toBe('jobs');
});
