import { expect, test } from 'vitest';
import { decide } from '../../codemods/src/decide.js';
import type { PassedName, StartSite } from '../../codemods/src/model/site.js';
import { disagreements } from '../../codemods/src/rules/consistency.js';
import { config, site, tenant } from '../kit/site.js';

const at = (line: number): Pick<StartSite, 'id' | 'at'> => ({
  id: `${line}`,
  at: { file: 'src/a.ts', line, column: 1 },
});
const found = (starts: readonly Partial<StartSite>[], more: Readonly<Record<string, unknown>> = {}) => {
  const sites = starts.map((one, index) => site({ ...at(index + 1), ...one }));
  const decisions = sites.flatMap((one) => decide([one], config({ tenantNames: ['tenantId', 'accountId'], ...more })));
  return disagreements(decisions);
};
const ids = (...starts: readonly Partial<StartSite>[]): readonly string[] => [...found(starts).keys()];

const passed = (expression: string, position: number, property: string | null = null): PassedName => ({
  expression,
  names: [expression],
  position,
  property,
});
const whole = (expression: string, position: number): Pick<StartSite, 'tenants' | 'passed'> => ({
  tenants: [tenant(expression, { position, names: ['tenantId'] })],
  passed: [passed(expression, position)],
});
const property = (name: string, ...beside: readonly PassedName[]): Pick<StartSite, 'tenants' | 'passed'> => ({
  tenants: [tenant(`x.${name}`, { role: 'property', names: [name], argument: false })],
  passed: [passed(`x.${name}`, 0, name), ...beside],
});

test('different expressions for the same argument agree', () => {
  expect(ids(whole('tenantId', 0), whole('org.id', 0), whole('tenant.id', 0))).toEqual([]);
  const handedOn = { ...property('tenantId'), passed: [passed('x', 0)] };
  expect(ids(property('tenantId'), handedOn)).toEqual([]);
});

test('the tenant at another place of the arguments does not', () => {
  const why = found([whole('tenantId', 0), whole('tenantId', 0), whole('actorTenant', 1)]);
  expect([...why.keys()]).toEqual(['1', '2', '3']);
  expect(why.get('1')).toMatchObject({
    kind: 'tenant',
    detail: 'the tenant is args[0] here, args[1] at src/a.ts:3:1',
    candidates: ['tenantId'],
  });
  expect(why.get('3')?.detail).toBe('the tenant is args[1] here, args[0] at src/a.ts:1:1, args[0] at src/a.ts:2:1');
});

test('nor does another property of the same argument, and what stands at the other place is a candidate', () => {
  const why = found([property('tenantId'), property('accountId', passed('label', 0, 'tenantId'))]);
  expect(why.get('1')?.detail).toBe('the tenant is args[0].tenantId here, args[0].accountId at src/a.ts:2:1');
  expect(why.get('2')?.candidates).toEqual(['x.accountId', 'label']);
  const handedOn = { ...property('accountId'), passed: [passed('x', 0)] };
  expect(found([property('tenantId'), handedOn]).get('2')?.detail).toMatch(/^the tenant is args\[0\]\.accountId here/);
});

test('an argument passed whole and as an object is one place; what flows in elsewhere says nothing about a place', () => {
  expect(ids(whole('tenantId', 0), property('tenantId'))).toEqual([]);
  expect(ids(whole('tenantId', 1), { ...whole('tenantId', 0), passed: [] })).toEqual([]);
  expect(ids(whole('tenantId', 1), { ...whole('a.b.tenantId', 0), passed: [passed('a', 0)] })).toEqual([]);
});

test('one expression at two places agrees with either', () => {
  const twice = { ...whole('tenantId', 0), passed: [passed('tenantId', 0), passed('tenantId', 1)] };
  expect(ids(twice, whole('tenantId', 1))).toEqual([]);
});

test('a start that is routed already is compared as well', () => {
  const routed: Partial<StartSite> = {
    ...whole('tenantId', 1),
    routed: { function: 'routeForTenant', kind: 'tenant', tenantId: 'tenantId', priorityMissing: false, at: site().at },
  };
  expect(found([whole('tenantId', 0), routed]).get('1')?.detail).toBe(
    'the tenant is args[0] here, args[1] at src/a.ts:2:1',
  );
});

test('other workflows, tests and starts that are not routed are not compared', () => {
  const other = { workflow: { ...site().workflow, name: 'OnboardWorkflow' } };
  expect(ids(whole('tenantId', 0), { ...whole('tenantId', 1), ...other })).toEqual([]);
  expect(ids(whole('tenantId', 0), { ...whole('tenantId', 1), test: true })).toEqual([]);
  expect(ids(whole('tenantId', 0), { tenants: [] })).toEqual([]);
});

test('two declarations of one name are two workflows; a name without a declaration may be either', () => {
  const declared = (file: string): Pick<StartSite, 'workflow'> => ({
    workflow: {
      ...site().workflow,
      proof: { how: 'types', because: '', at: [site().at, { file, line: 1, column: 1 }] },
    },
  });
  const one = { ...whole('tenantId', 0), ...declared('packages/a/workflows.ts') };
  expect(ids(one, { ...whole('tenantId', 1), ...declared('packages/b/workflows.ts') })).toEqual([]);
  expect(ids(one, { ...whole('tenantId', 1), ...declared('packages/a/workflows.ts') })).toEqual(['1', '2']);
  expect(ids(one, whole('tenantId', 1))).toEqual(['1', '2']);
});

test('starts of one workflow that are of different kinds are all named, with what says so', () => {
  const globs = { kinds: { tenant: ['Provision*'], jobs: [] } };
  const jobs = { kindComments: [{ says: 'jobs', at: site().at }] };
  const why = found([whole('tenantId', 0), { ...whole('tenantId', 0), ...jobs }], globs);
  expect(why.get('1')).toMatchObject({
    kind: null,
    detail: 'tenant here, jobs at src/a.ts:2:1',
    candidates: ['tenantId'],
    evidence: [{ rule: 'glob' }, { rule: 'tenant-path' }, { rule: 'annotation', kind: 'jobs' }],
  });
  expect(why.get('2')).toMatchObject({ detail: 'jobs here, tenant at src/a.ts:1:1', candidates: [] });
});

test('many others are counted', () => {
  const why = found([whole('tenantId', 1), ...Array.from({ length: 5 }, () => whole('tenantId', 0))]);
  expect(why.get('1')?.detail).toMatch(/args\[0\] at src\/a\.ts:4:1 and 2 more$/);
});
