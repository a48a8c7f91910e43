import { describe, expect, test } from 'vitest';
import { selectQueues } from '../../routing/src/queue-selection.js';
import { listQueues } from '../../routing/src/task-queue.js';

const queues = listQueues({ prefix: 'saas', shards: 4, kinds: [{ name: 'big-import', scope: 'tenant' }] });
const all = queues.map((queue) => queue.name);
const refusal = (rule: string) => expect.objectContaining({ name: 'RoutingError', field: 'queues', rule });

describe('selectQueues', () => {
  test('everything, unless told otherwise', () => {
    expect(selectQueues(undefined, queues)).toEqual({ legacy: true, routed: all });
  });

  test.each([
    ['legacy', true, []],
    ['jobs', false, ['saas.jobs.00']],
    ['jobs:0', false, ['saas.jobs.00']],
    ['tenant:2', false, ['saas.tenant.02']],
    ['tenant:1-2', false, ['saas.tenant.01', 'saas.tenant.02']],
    ['tenant:0-3,jobs,big-import,legacy', true, all],
    [' jobs , tenant:3 ', false, ['saas.tenant.03', 'saas.jobs.00']],
    ['tenant:1,tenant:0-1,tenant:1', false, ['saas.tenant.00', 'saas.tenant.01']],
  ])('%j', (text, legacy, routed) => {
    expect(selectQueues(text, queues)).toEqual({ legacy, routed });
  });

  test.each([
    ['', 'syntax'],
    ['jobs,', 'syntax'],
    ['tenant:', 'syntax'],
    ['tenant:a', 'syntax'],
    ['tenant:1-', 'syntax'],
    ['tenant:-1', 'syntax'],
    ['tenant:0..3', 'syntax'],
    ['tenant:0-3-5', 'syntax'],
    ['Tenant', 'unknown'],
    ['legacy:0', 'unknown'],
    ['main-queue', 'unknown'],
    ['tenant:4', 'out-of-range'],
    ['tenant:0-4', 'out-of-range'],
    ['tenant:3-1', 'out-of-range'],
    ['jobs:1', 'out-of-range'],
  ])('refuses %j: %s', (text, rule) => {
    expect(() => selectQueues(text, queues)).toThrow(refusal(rule));
  });

  test('refuses what is no text', () => {
    expect(() => selectQueues(['jobs'], queues)).toThrow(refusal('type'));
  });

  test('says which entry is wrong, and what there is', () => {
    expect(() => selectQueues('jobs,tennant', queues)).toThrow(/tenant, jobs, big-import, not 'tennant'/);
    expect(() => selectQueues('tenant:2-9', queues)).toThrow(/shards 0 to 3 of tenant.*'tenant:2-9'/);
  });
});
