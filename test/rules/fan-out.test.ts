import { expect, test } from 'vitest';
import { decideFanOuts } from '../../codemods/src/decide.js';
import type { FanOut } from '../../codemods/src/model/site.js';
import { config, site } from '../kit/site.js';

const fanOut = (more: Partial<FanOut> = {}): FanOut => ({
  at: site().at,
  test: false,
  activity: 'sendStatement',
  passed: [
    { expression: 'actor.id', names: ['actor.id', 'id'], position: 0, property: null },
    { expression: 'tenant.id', names: ['tenant.id', 'id'], position: 0, property: null },
  ],
  workflows: ['CleanupWorkflow'],
  ignore: null,
  ...more,
});
const found = (more: Partial<FanOut> = {}) => decideFanOuts([fanOut(more)], config());

test("an activity that is passed a tenant in a system job's loop is one tenant's work", () => {
  expect(found()).toMatchObject([
    {
      workflow: 'CleanupWorkflow',
      kind: 'jobs',
      tenant: 'tenant.id',
      route: 'routeForTenant({ tenantId: tenant.id, namespace, prefix, shards })',
    },
  ]);
  expect(found({ workflows: ['ProvisionWorkflow', 'CleanupWorkflow'] })).toHaveLength(1);
});

test.each<[string, Partial<FanOut>]>([
  ['in a tenant workflow', { workflows: ['ProvisionWorkflow'] }],
  ['in a workflow whose kind is not known', { workflows: ['Mystery'] }],
  ['in no workflow', { workflows: [] }],
  ['that is passed no tenant', { passed: [{ expression: 'page', names: ['page'], position: 0, property: null }] }],
  ['in a test', { test: true }],
  ['that a person has looked at', { ignore: 'one row each' }],
])('one %s is not', (_name, more) => {
  expect(found(more)).toEqual([]);
});

test('a comment without a reason hides nothing', () => {
  expect(found({ ignore: '' })).toHaveLength(1);
});
