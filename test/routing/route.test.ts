import { describe, expect, test } from 'vitest';
import { QueueKind, type Route, routeForSystemJob, routeForTenant, startOptions } from '../../routing/src/index.js';

const place = { namespace: 'default', prefix: 'saas' };
const tenant = (more: object = {}) => routeForTenant({ tenantId: 'acme', shards: 64, ...place, ...more });
const job = (more: object = {}) => routeForSystemJob({ ...place, ...more });
const refusal = (field: string, rule: string) => expect.objectContaining({ name: 'RoutingError', field, rule });

describe('routeForTenant', () => {
  test('gives the queue of the shard and the tenant as fairness key', () => {
    expect(tenant()).toStrictEqual({
      namespace: 'default',
      taskQueue: 'saas.tenant.45',
      priority: { fairnessKey: 'acme', fairnessWeight: 1 },
    });
  });

  test('carries kind, weight, key and priority', () => {
    expect(tenant({ kind: 'billing', fairnessWeight: 2.5, fairnessKey: 'k', priorityKey: 2 })).toStrictEqual({
      namespace: 'default',
      taskQueue: 'saas.billing.45',
      priority: { fairnessKey: 'k', fairnessWeight: 2.5, priorityKey: 2 },
    });
  });

  test('undefined means not given, null does not', () => {
    const nothing = { kind: undefined, fairnessWeight: undefined, fairnessKey: undefined, priorityKey: undefined };
    expect(tenant(nothing)).toStrictEqual(tenant());
    for (const field of Object.keys(nothing)) expect(() => tenant({ [field]: null })).toThrow(refusal(field, 'type'));
  });

  test('refuses a system kind: nobody polls its other shards', () => {
    expect(() => tenant({ kind: QueueKind.jobs })).toThrow(refusal('kind', 'wrong-scope'));
  });

  test('a tenant may have any name', () => {
    expect(tenant({ tenantId: '__proto__' }).priority.fairnessKey).toBe('__proto__');
  });

  test('weights are judged as the 32-bit floats they travel as', () => {
    expect(tenant({ fairnessWeight: 1000.00001 }).priority.fairnessWeight).toBe(1000.00001);
    expect(() => tenant({ fairnessWeight: 1000.1 })).toThrow(refusal('fairnessWeight', 'out-of-range'));
    expect(() => tenant({ fairnessWeight: 0.0009 })).toThrow(refusal('fairnessWeight', 'out-of-range'));
  });

  test('priority keys are those that fit an int32', () => {
    expect(tenant({ priorityKey: 2 ** 31 - 1 }).priority.priorityKey).toBe(2 ** 31 - 1);
    expect(() => tenant({ priorityKey: 2 ** 31 })).toThrow(refusal('priorityKey', 'out-of-range'));
  });

  test('64 bytes of fairness key, not 64 characters', () => {
    expect(tenant({ tenantId: 'é'.repeat(32) }).priority.fairnessKey).toHaveLength(32);
    expect(() => tenant({ tenantId: 'a'.repeat(65) })).toThrow(refusal('fairnessKey', 'too-long'));
    expect(() => tenant({ tenantId: 'é'.repeat(33) })).toThrow(refusal('fairnessKey', 'too-long'));
    expect(tenant({ tenantId: 'é'.repeat(33), fairnessKey: 'short' }).taskQueue).toMatch(/^saas\.tenant\.\d\d$/);
  });
});

describe('routeForSystemJob', () => {
  test('goes to shard 00, with a priority only if asked for', () => {
    expect(job()).toStrictEqual({ namespace: 'default', taskQueue: 'saas.jobs.00' });
    expect(job({ kind: 'reports', fairnessKey: 'system' })).toStrictEqual({
      namespace: 'default',
      taskQueue: 'saas.reports.00',
      priority: { fairnessKey: 'system' },
    });
    expect(job({ priorityKey: 5 }).priority).toStrictEqual({ priorityKey: 5 });
  });

  test('refuses a tenant kind', () => {
    expect(() => job({ kind: 'tenant' })).toThrow(refusal('kind', 'wrong-scope'));
  });
});

describe('startOptions', () => {
  test('has no namespace, and no property that is undefined', () => {
    expect(startOptions(tenant())).toStrictEqual({
      taskQueue: 'saas.tenant.45',
      priority: { fairnessKey: 'acme', fairnessWeight: 1 },
    });
    expect(startOptions(job())).toStrictEqual({ taskQueue: 'saas.jobs.00' });
    const undefinedPriority = { ...job(), priority: undefined } as unknown as Route;
    expect(Object.keys(startOptions(undefinedPriority))).toEqual(['taskQueue']);
  });

  test('refuses what is no route', () => {
    expect(() => startOptions(undefined as never)).toThrow(refusal('route', 'type'));
    expect(() => startOptions({} as never)).toThrow(refusal('taskQueue', 'type'));
  });
});
