import { expect, test } from 'vitest';
import type { Kind } from '../../codemods/src/model/decision.js';
import { hintsFor, kindOf } from '../../codemods/src/rules/kinds.js';
import { site } from '../kit/site.js';

const kinds: readonly Kind[] = [
  { name: 'tenant', scope: 'tenant', workflows: ['Tenant*', 'UserOnboarding', '*Report'] },
  { name: 'jobs', scope: 'system', workflows: ['Tenant{Sweep,Purge}', 'TokenCleanup'] },
  { name: 'billing', scope: 'tenant', workflows: ['TenantInvoice'] },
];

const named = (workflow: string): string => {
  const found = kindOf(workflow, kinds, 'src/a.ts:1:1');
  return found.is === 'kind' ? `${found.kind.name} by ${found.evidence.rule}` : found.is;
};

test.each([
  ['UserOnboarding', 'tenant by exact-name'],
  ['TenantCreate', 'tenant by glob'],
  ['TenantInvoice', 'billing by exact-name'],
  ['DailyReport', 'tenant by glob'],
  // Two globs of one kind are no conflict.
  ['TenantReport', 'tenant by glob'],
  ['TenantSweep', 'conflict'],
  ['TokenCleanup', 'jobs by exact-name'],
  ['tokenCleanup', 'unmapped'],
  ['Mystery', 'unmapped'],
  ['', 'unmapped'],
])('%s is %s', (workflow, expected) => {
  expect(named(workflow)).toBe(expected);
});

test('a conflict names every kind that claims the workflow', () => {
  const found = kindOf('TenantPurge', kinds, 'src/a.ts:1:1');
  expect(found.is === 'conflict' && found.evidence.map(({ kind }) => kind)).toEqual(['tenant', 'jobs']);
});

test('an exclamation mark in a glob matches itself and negates nothing', () => {
  const negated: readonly Kind[] = [{ name: 'jobs', scope: 'system', workflows: ['!Tenant*'] }];
  expect(kindOf('Cleanup', negated, '').is).toBe('unmapped');
});

test('names and places are hints, never evidence that decides', () => {
  const hints = hintsFor(site({ workflow: { ...site().workflow, name: 'NightlyTenantCleanup' } }));
  expect(hints.map(({ rule, kind }) => [rule, kind])).toEqual([
    ['hint-system-name', 'jobs'],
    ['hint-tenant-name', 'tenant'],
    ['hint-tenant-argument', 'tenant'],
  ]);
  expect(hints.every(({ strength }) => strength === 'hint')).toBe(true);
});
