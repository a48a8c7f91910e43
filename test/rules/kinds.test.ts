import { expect, test } from 'vitest';
import type { Kind } from '../../codemods/src/model/decision.js';
import { childOfAnotherKind, hintsFor, kindOf } from '../../codemods/src/rules/kinds.js';
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

test('a child of another kind names both, and is judged by the first parent whose kind differs', () => {
  const child = (workflow: string | null, ...parents: readonly string[]) =>
    childOfAnotherKind(site({ workflow: { ...site().workflow, name: workflow }, parents }), kinds);
  expect(child('UserOnboarding', 'TenantCreate', 'TokenCleanup')).toMatchObject({
    kind: { name: 'tenant' },
    detail: 'UserOnboarding is tenant, its parent TokenCleanup is jobs',
    evidence: [{ kind: 'tenant' }, { kind: 'jobs' }],
  });
  // Kinds, not scopes: billing has queues of its own.
  expect(child('TenantInvoice', 'UserOnboarding')?.detail).toBe(
    'TenantInvoice is billing, its parent UserOnboarding is tenant',
  );
  expect(child('UserOnboarding', 'TenantCreate')).toBeNull();
  expect(child('UserOnboarding')).toBeNull();
});

test('a parent or a child whose kind is not known is no other kind', () => {
  const child = (workflow: string | null, parent: string) =>
    childOfAnotherKind(site({ workflow: { ...site().workflow, name: workflow }, parents: [parent] }), kinds);
  expect(child('Mystery', 'TokenCleanup')).toBeNull();
  expect(child('UserOnboarding', 'Mystery')).toBeNull();
  expect(child('UserOnboarding', 'TenantSweep')).toBeNull();
  expect(child(null, 'TokenCleanup')).toBeNull();
});
