import { expect, test } from 'vitest';
import type { StartSite } from '../../codemods/src/model/site.js';
import { hintsFor } from '../../codemods/src/rules/hints.js';
import { site, tenant } from '../kit/site.js';

const hints = (more: Partial<StartSite>): readonly string[] =>
  hintsFor(site({ workflow: { ...site().workflow, name: 'Frobnicate' }, tenants: [], ...more })).map(
    ({ rule, kind }) => `${rule} ${kind}`,
  );
const named = (name: string): readonly string[] => hints({ workflow: { ...site().workflow, name } });
const inFile = (file: string): readonly string[] => hints({ at: { file, line: 1, column: 1 } });

test.each([
  'SyncForAllTenants',
  'syncForEachTenant',
  'rotate-keys-for-every-organization',
  'BillAllCustomers',
  'REPORT_PER_TENANT',
  'mailEachOfThem-forEach',
  'StatementFanOut',
])('%s is work over all tenants, and no tenant', (name) => {
  expect(named(name)).toContain('hint-fan-out jobs');
  expect(named(name)).not.toContain('hint-tenant-name tenant');
});

test.each(['InstallCustomerApp', 'UpperUserCase', 'ForeachlessTenant', 'TenantOfAll'])('%s is not', (name) => {
  expect(named(name)).not.toContain('hint-fan-out jobs');
});

test.each(['TokenCleanup', 'nightly-report', 'PurgeDrafts', 'RebuildCron', 'HealthCheck', 'DataRetention'])(
  '%s sounds like a system job',
  (name) => {
    expect(named(name)).toEqual(['hint-system-name jobs']);
  },
);

test.each(['TenantProvisioning', 'userOnboarding', 'InvoiceRun'])("%s sounds like a tenant's work", (name) => {
  expect(named(name)).toEqual(['hint-tenant-name tenant']);
});

test.each([
  'src/cron/a.ts',
  'scripts/a.ts',
  'apps/api/jobs/a.ts',
  'src/cronjobs/a.ts',
  'src/nightly.cron.ts',
  'src/scheduler.ts',
])('%s stands among system jobs', (file) => {
  expect(inFile(file)).toEqual(['hint-folder jobs']);
});

test.each(['src/cronies/a.ts', 'src/services/jobsite.ts', 'src/manuscripts/a.ts', 'src/acron.ts'])(
  '%s does not',
  (file) => {
    expect(inFile(file)).toEqual([]);
  },
);

test('a schedule hints at a job only where it is known to have no arguments', () => {
  expect(hints({ recurring: true, argumentCount: 0 })).toEqual(['hint-schedule jobs']);
  expect(hints({ recurring: true, argumentCount: 1 })).toEqual([]);
  expect(hints({ recurring: true, argumentCount: null })).toEqual([]);
  expect(hints({ argumentCount: 0 })).toEqual([]);
});

test('a tenant that flows in hints at its work, seen by types or by syntax', () => {
  expect(hints({ tenants: [tenant('organization.id')] })).toEqual(['hint-tenant-argument tenant']);
  expect(hints({ passed: [{ expression: 'x', names: ['tenantId'], position: 0, property: null }] })).toEqual([
    'hint-tenant-argument tenant',
  ]);
  expect(hints({ passed: [{ expression: 'limit', names: ['limit'], position: 0, property: null }] })).toEqual([]);
});

test('hints may disagree, and none of them is certain', () => {
  const found = hintsFor(site({ workflow: { ...site().workflow, name: 'NightlyTenantCleanup' } }));
  expect(found.map(({ rule }) => rule)).toEqual(['hint-system-name', 'hint-tenant-name', 'hint-tenant-argument']);
  expect(found.every(({ strength }) => strength === 'hint')).toBe(true);
});
