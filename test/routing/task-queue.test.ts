import { describe, expect, test } from 'vitest';
import { routedTaskQueues, taskQueueName } from '../../routing/src/index.js';

const refusal = (field: string, rule: string) => expect.objectContaining({ name: 'RoutingError', field, rule });
const name = (prefix: string, kind = 'tenant', shard = 0) => taskQueueName({ prefix, kind, shard });

describe('taskQueueName', () => {
  test('pads the shard to two digits, and no further', () => {
    expect(name('saas', 'tenant', 7)).toBe('saas.tenant.07');
    expect(name('saas', 'tenant', 42)).toBe('saas.tenant.42');
    expect(name('saas', 'tenant', 113)).toBe('saas.tenant.113');
  });

  test('counts bytes, the suffix included', () => {
    expect(name('x'.repeat(990))).toHaveLength(1000);
    expect(() => name('x'.repeat(991))).toThrow(refusal('taskQueue', 'too-long'));
    expect(() => name('x'.repeat(990), 'tenant', 100)).toThrow(refusal('taskQueue', 'too-long'));
    expect(() => name('é'.repeat(496))).toThrow(refusal('taskQueue', 'too-long'));
  });

  test.each([
    ['', 'empty'],
    [' saas', 'outer-space'],
    ['saas ', 'outer-space'],
    ['\uFEFFsaas', 'outer-space'],
    ['saas\uFEFF', 'outer-space'],
    ['sa\nas', 'control-character'],
    ['sa\u0085as', 'control-character'],
    ['\ud800', 'ill-formed'],
    ['/_sys/x', 'reserved'],
    ['temporal-sys-per-ns-x', 'reserved'],
    ['__temporal_x', 'reserved'],
  ])('refuses the prefix %j: %s', (prefix, rule) => {
    expect(() => name(prefix)).toThrow(refusal('prefix', rule));
  });

  test('takes what only looks reserved', () => {
    expect(name('__temporal')).toBe('__temporal.tenant.00');
    expect(name('a b')).toBe('a b.tenant.00');
    expect(name('my/_sys/x')).toBe('my/_sys/x.tenant.00');
  });

  test.each(['', ' jobs', 'jobs\t'])('refuses the kind %j', (kind) => {
    expect(() => name('saas', kind)).toThrow(expect.objectContaining({ field: 'kind' }));
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 32])('refuses the shard %s', (shard) => {
    expect(() => name('saas', 'tenant', shard)).toThrow(expect.objectContaining({ field: 'shard' }));
  });
});

describe('routedTaskQueues', () => {
  test('lists tenant kinds by shard and system kinds on shard 00, in the order of the kinds', () => {
    const kinds = [
      { name: 'billing', scope: 'tenant' },
      { name: 'reports', scope: 'system' },
    ] as const;
    expect(routedTaskQueues({ prefix: 'saas', shards: 2, kinds })).toEqual([
      'saas.tenant.00',
      'saas.tenant.01',
      'saas.jobs.00',
      'saas.billing.00',
      'saas.billing.01',
      'saas.reports.00',
    ]);
  });

  test('a kind that is listed again counts once', () => {
    const kinds = [{ name: 'jobs', scope: 'system' }] as const;
    expect(routedTaskQueues({ prefix: 'saas', shards: 1, kinds })).toEqual(['saas.tenant.00', 'saas.jobs.00']);
  });

  test('refuses a kind of two scopes, an unknown scope, and no list', () => {
    const list = (kinds: unknown) => () => routedTaskQueues({ prefix: 'saas', shards: 1, kinds: kinds as [] });
    expect(list([{ name: 'jobs', scope: 'tenant' }])).toThrow(refusal('kinds.name', 'conflict'));
    expect(list([{ name: 'x', scope: 'global' }])).toThrow(refusal('kinds.scope', 'unknown'));
    expect(list([{ name: ' x', scope: 'tenant' }])).toThrow(refusal('kinds.name', 'outer-space'));
    expect(list([7])).toThrow(refusal('kinds', 'type'));
    expect(list({})).toThrow(refusal('kinds', 'type'));
    expect(list(null)).toThrow(refusal('kinds', 'type'));
  });

  test('refuses to list more shards than anybody polls', () => {
    expect(routedTaskQueues({ prefix: 'saas', shards: 10_000 })).toHaveLength(10_001);
    expect(() => routedTaskQueues({ prefix: 'saas', shards: 10_001 })).toThrow(refusal('shards', 'out-of-range'));
  });
});
