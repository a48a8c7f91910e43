import { expect, test } from 'vitest';
import type { TenantFact } from '../../codemods/src/model/site.js';
import { tenantOf } from '../../codemods/src/rules/tenant.js';
import { site, tenant } from '../kit/site.js';

const names = ['tenantId', 'tenant.id'];
const verdict = (...facts: readonly TenantFact[]): string => {
  const found = tenantOf(site({ tenants: facts }), names);
  return found.is === 'certain' ? found.tenant.expression : found.reason;
};
const parameter = (name: string, expression: string, more: Partial<TenantFact> = {}): TenantFact =>
  tenant(expression, { role: 'parameter', names: [name], ...more });

test.each<[string, readonly TenantFact[], string]>([
  ['nothing', [], 'tenant-unknown'],
  ['a name that flows', [tenant('tenantId')], 'tenantId'],
  ['a path that flows', [tenant('input.tenant.id')], 'input.tenant.id'],
  ['a path that only ends alike', [tenant('tenant.idea')], 'tenant-unknown'],
  [
    'another tenantId in the arguments beside the parameter',
    [parameter('tenantId', 'id'), tenant('other.tenantId', { position: 1 })],
    'tenant-ambiguous',
  ],
  [
    'the parameter beats a workflow id',
    [parameter('tenantId', 'id'), tenant('tenant.id', { flowsInto: 'workflowId' })],
    'id',
  ],
  ['a property', [tenant('org', { role: 'property', names: ['tenantId'] })], 'org'],
  [
    'the stronger name wins over the weaker',
    [parameter('tenant.id', 'weak'), parameter('tenantId', 'strong')],
    'strong',
  ],
  ['two paths', [tenant('a.tenantId'), tenant('b.tenantId', { position: 1 })], 'tenant-ambiguous'],
  ['one path twice is one tenant', [tenant('tenantId'), tenant('tenantId', { flowsInto: 'workflowId' })], 'tenantId'],
  ['a second name beside it', [tenant('tenantId'), tenant('tenant.id', { position: 1 })], 'tenant-ambiguous'],
  ['a target beside it', [tenant('tenantId'), tenant('targetTenant', { position: 1 })], 'tenant-ambiguous'],
  [
    "a target's id beside it",
    [tenant('user.tenantId'), tenant('targetTenant.id', { position: 1 })],
    'tenant-ambiguous',
  ],
  [
    'another property of the tenant beside it is no rival',
    [tenant('tenantId'), tenant('tenant.name', { position: 1 })],
    'tenantId',
  ],
  ["the actor's", [tenant('actor.tenantId', { flowsInto: 'workflowId' })], 'tenant-ambiguous'],
  ["the current user's", [tenant('req.currentUser.tenantId')], 'tenant-ambiguous'],
  ["the actor's where the workflow asks for it", [parameter('tenantId', 'actor.tenantId')], 'actor.tenantId'],
  [
    'swapped arguments',
    [parameter('tenantId', 'actorId', { position: 1 }), tenant('actorId', { position: 1 }), tenant('tenantId')],
    'tenant-ambiguous',
  ],
  [
    'an argument called like another parameter',
    [parameter('tenantId', 'userId', { beside: ['userId'] }), tenant('userId')],
    'tenant-ambiguous',
  ],
  [
    'a member called like another parameter',
    [parameter('tenantId', 'user.id', { beside: ['user_id'] }), tenant('user.id')],
    'tenant-ambiguous',
  ],
  ['an argument of another type', [parameter('tenantId', 'id', { fits: false }), tenant('id')], 'tenant-ambiguous'],
  [
    'a tenant by another name where none is asked for',
    [parameter('tenantId', 'id'), tenant('id'), tenant('tenant.id', { position: 1, of: 'userId' })],
    'tenant-ambiguous',
  ],
  [
    'another tenant where one is asked for',
    [parameter('tenantId', 'id'), tenant('id'), tenant('tenant.id', { position: 1, of: 'tenantId' })],
    'id',
  ],
  [
    'an argument called like its own parameter',
    [parameter('tenantId', 'tenant.id', { beside: ['tenant'] }), tenant('tenant.id')],
    'tenant.id',
  ],
  ['an object that only holds one', [tenant('session.tenantId', { exact: false })], 'tenant-unknown'],
  ['a call', [tenant('find()', { role: 'parameter', names: ['tenantId'], pure: false })], 'tenant-impure'],
])('%s', (_name, facts, expected) => {
  expect(verdict(...facts)).toBe(expected);
});

test.each<[TenantFact['type'], string]>([
  ['string', 'tenantId'],
  ['number', 'String(tenantId)'],
  ['bigint', 'String(tenantId)'],
  ['brand', 'String(tenantId)'],
  ['nullable', 'tenant-unproved'],
  ['any', 'tenant-unproved'],
  ['object', 'tenant-unproved'],
  ['other', 'tenant-unproved'],
  ['unproved', 'tenant-unproved'],
])('a tenant id of type %s gives %s', (type, expected) => {
  expect(verdict(tenant('tenantId', { type }))).toBe(expected);
});

test('a question lists what could be the answer', () => {
  const found = tenantOf(site({ tenants: [tenant('tenantId'), tenant('targetTenant', { position: 1 })] }), names);
  expect(found.is === 'ask' && found.candidates).toEqual(['tenantId', 'targetTenant']);
  const lookalike = tenantOf(site({ tenants: [tenant('sourceTenantId')] }), names);
  expect(lookalike.is === 'ask' && lookalike.candidates).toEqual(['sourceTenantId']);
});
