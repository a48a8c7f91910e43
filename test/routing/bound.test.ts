import { describe, expect, test, vi } from 'vitest';
import { createRouting, hashedFairnessKey, RoutingError, type RoutingSettings } from '../../routing/src/index.js';

const kinds = [
  { name: 'billing', scope: 'tenant' },
  { name: 'reports', scope: 'system' },
] as const;
const on: RoutingSettings<typeof kinds> = {
  mode: 'on',
  legacyTaskQueue: 'main-queue',
  namespace: 'default',
  prefix: 'saas',
  shards: 64,
  kinds,
};
const off = { ...on, mode: 'off' } as const;
const legacy = { namespace: 'default', taskQueue: 'main-queue' };
const refusal = (field: string, rule: string) => expect.objectContaining({ name: 'RoutingError', field, rule });

describe('mode on', () => {
  test('binds the settings; the functions can be taken apart', () => {
    const { routeForTenant, routeForSystemJob, taskQueues, settings } = createRouting({ ...on, shards: 1 });
    expect(routeForTenant({ tenantId: 'acme' })).toStrictEqual({
      namespace: 'default',
      taskQueue: 'saas.tenant.00',
      priority: { fairnessKey: 'acme', fairnessWeight: 1 },
    });
    expect(routeForSystemJob()).toStrictEqual({ namespace: 'default', taskQueue: 'saas.jobs.00' });
    expect(taskQueues()).toEqual(['saas.tenant.00', 'saas.jobs.00', 'saas.billing.00', 'saas.reports.00']);
    expect(settings()).toMatchObject({ prefix: 'saas' });
  });

  test('policy of the settings, overruled at the call', () => {
    const { routeForTenant, routeForSystemJob } = createRouting({
      ...on,
      fairnessWeight: (tenantId) => (tenantId === 'big' ? 3 : 1),
      fairnessKey: hashedFairnessKey,
      priorityKey: 4,
      jobs: { priorityKey: 5, fairnessKey: 'system' },
    });
    expect(routeForTenant({ tenantId: 'big' }).priority).toStrictEqual({
      fairnessKey: hashedFairnessKey('big'),
      fairnessWeight: 3,
      priorityKey: 4,
    });
    expect(routeForTenant({ tenantId: 'big', fairnessWeight: 2, priorityKey: 1 }).priority).toMatchObject({
      fairnessWeight: 2,
      priorityKey: 1,
    });
    expect(routeForSystemJob().priority).toStrictEqual({ fairnessKey: 'system', priorityKey: 5 });
    expect(routeForSystemJob({ fairnessKey: 'f', priorityKey: 1 }).priority).toStrictEqual({
      fairnessKey: 'f',
      priorityKey: 1,
    });
  });

  test('kinds of the list, each with its own function', () => {
    const { routeForTenant, routeForSystemJob } = createRouting({ ...on, shards: 1 });
    expect(routeForTenant({ tenantId: 'a', kind: 'billing' }).taskQueue).toBe('saas.billing.00');
    expect(routeForSystemJob({ kind: 'reports' }).taskQueue).toBe('saas.reports.00');
    expect(() => routeForTenant({ tenantId: 'a', kind: 'reports' as never })).toThrow(refusal('kind', 'wrong-scope'));
    expect(() => routeForSystemJob({ kind: 'billing' as never })).toThrow(refusal('kind', 'wrong-scope'));
    expect(() => routeForTenant({ tenantId: 'a', kind: 'biling' as never })).toThrow(refusal('kind', 'unknown'));
  });

  test('reads settings at each call where they are a function', () => {
    const settings = vi.fn((): RoutingSettings => ({ ...on, kinds: undefined, shards: 1 }));
    const { routeForSystemJob } = createRouting(settings);
    expect(settings).not.toHaveBeenCalled();
    routeForSystemJob();
    routeForSystemJob();
    expect(settings).toHaveBeenCalledTimes(2);
  });

  test.each([
    [{ fairnessKey: () => undefined }, 'fairnessKey', 'type'],
    [{ fairnessKey: () => '' }, 'fairnessKey', 'empty'],
    [{ fairnessKey: 'everybody' }, 'fairnessKey', 'type'],
    [{ fairnessWeight: () => undefined }, 'fairnessWeight', 'type'],
    [{ fairnessWeight: () => Promise.resolve(1) }, 'fairnessWeight', 'type'],
    [{ fairnessWeight: 0 }, 'fairnessWeight', 'out-of-range'],
    [{ priorityKey: 0 }, 'priorityKey', 'out-of-range'],
    [{ shards: 0 }, 'shards', 'out-of-range'],
    [{ prefix: '' }, 'prefix', 'empty'],
    [{ namespace: '' }, 'namespace', 'empty'],
    [{ onInvalid: 'ignore' }, 'onInvalid', 'unknown'],
    [{ onInvalidRoute: 'log' }, 'onInvalidRoute', 'type'],
    [{ mode: 'On' }, 'mode', 'unknown'],
    [{ mode: undefined }, 'mode', 'unknown'],
  ])('refuses the setting %o', (bad, field, rule) => {
    const { routeForTenant } = createRouting({ ...on, ...bad } as RoutingSettings);
    expect(() => routeForTenant({ tenantId: 'acme' })).toThrow(refusal(field, rule));
  });

  test.each([
    [{ priorityKey: 1.5 }, 'jobs.priorityKey', 'not-integer'],
    [{ priorityKey: null }, 'jobs.priorityKey', 'type'],
    [{ fairnessKey: '' }, 'jobs.fairnessKey', 'empty'],
    [7, 'jobs', 'type'],
  ])('refuses the jobs policy %o', (jobs, field, rule) => {
    const { routeForSystemJob } = createRouting({ ...on, jobs } as never);
    expect(() => routeForSystemJob()).toThrow(refusal(field, rule));
  });

  test('a policy that throws is a RoutingError with its cause', () => {
    const cause = new Error('no such tenant');
    const { routeForTenant } = createRouting({
      ...on,
      fairnessWeight: () => {
        throw cause;
      },
    });
    expect(() => routeForTenant({ tenantId: 'acme' })).toThrow(refusal('fairnessWeight', 'threw'));
    try {
      routeForTenant({ tenantId: 'acme' });
    } catch (error) {
      expect((error as Error).cause).toBe(cause);
    }
  });

  test('a refusal by a policy stays that refusal', () => {
    const own = new RoutingError('tenantId', 'unknown');
    const { routeForTenant } = createRouting({
      ...on,
      fairnessKey: () => {
        throw own;
      },
    });
    expect(() => routeForTenant({ tenantId: 'acme' })).toThrow(own);
    expect(() => routeForTenant({ tenantId: 'acme' })).toThrow(refusal('tenantId', 'unknown'));
  });

  test('a weight function is a policy, not an argument', () => {
    const { routeForTenant } = createRouting(on);
    const fairnessWeight = (() => 2) as unknown as number;
    expect(() => routeForTenant({ tenantId: 'acme', fairnessWeight })).toThrow(refusal('fairnessWeight', 'type'));
  });
});

describe('mode off, the kill switch', () => {
  test('is the legacy queue, without priority', () => {
    const { routeForTenant, routeForSystemJob } = createRouting({ ...off, priorityKey: 1, jobs: { priorityKey: 1 } });
    expect(routeForTenant({ tenantId: 'acme' })).toStrictEqual(legacy);
    expect(routeForSystemJob()).toStrictEqual(legacy);
    expect(routeForTenant({ tenantId: 'acme', legacyTaskQueue: 'exports' })).toStrictEqual({
      namespace: 'default',
      taskQueue: 'exports',
    });
  });

  test('throws for no input and no setting but the legacy queue', () => {
    const hostile = { get tenantId() { throw new Error('boo'); } }; // biome-ignore format: one line is enough
    for (const settings of [off, { ...off, shards: 0, prefix: '', kinds: 7 as never }]) {
      const { routeForTenant } = createRouting(settings);
      for (const input of [{ tenantId: '' }, { tenantId: null }, undefined, null, 7, hostile]) {
        expect(routeForTenant(input as never)).toStrictEqual(legacy);
      }
    }
    expect(() => createRouting({ ...off, legacyTaskQueue: '' }).routeForSystemJob()).toThrow(
      refusal('legacyTaskQueue', 'empty'),
    );
  });

  test('still tells of what would be refused, and of nothing else', () => {
    const told: RoutingError[] = [];
    const { routeForTenant } = createRouting({ ...off, onInvalidRoute: (error) => void told.push(error) });
    expect(routeForTenant({ tenantId: 'acme' })).toStrictEqual(legacy);
    expect(routeForTenant({ tenantId: '' })).toStrictEqual(legacy);
    expect(routeForTenant({ tenantId: 'acme', kind: 'typo' as never })).toStrictEqual(legacy);
    expect(told).toEqual([refusal('tenantId', 'empty'), refusal('kind', 'unknown')]);
  });

  test('a listener cannot fail a start, not even later', async () => {
    const rejections = vi.fn();
    process.once('unhandledRejection', rejections);
    const listeners = [
      () => {
        throw new Error('listener');
      },
      async () => {
        throw new Error('listener, later');
      },
      'no function' as never,
    ];
    for (const onInvalidRoute of listeners) {
      expect(createRouting({ ...off, onInvalidRoute }).routeForTenant({ tenantId: '' })).toStrictEqual(legacy);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', rejections);
    expect(rejections).not.toHaveBeenCalled();
  });
});

describe('onInvalid', () => {
  test('legacy: the listener is told, and the start goes to the legacy queue', () => {
    const onInvalidRoute = vi.fn();
    const { routeForTenant } = createRouting({ ...on, onInvalid: 'legacy', onInvalidRoute });
    expect(routeForTenant({ tenantId: '', legacyTaskQueue: 'exports' })).toStrictEqual({
      ...legacy,
      taskQueue: 'exports',
    });
    expect(onInvalidRoute).toHaveBeenCalledExactlyOnceWith(refusal('tenantId', 'empty'));
    expect(routeForTenant({ tenantId: 'acme' }).taskQueue).toBe('saas.tenant.45');
  });

  test('throw, the default: the listener is told, and the error thrown', () => {
    const onInvalidRoute = vi.fn();
    const { routeForTenant } = createRouting({ ...on, onInvalidRoute });
    expect(() => routeForTenant({ tenantId: '' })).toThrow(RoutingError);
    expect(onInvalidRoute).toHaveBeenCalledOnce();
  });
});

describe('settings', () => {
  test.each([undefined, null, 7, 'on'])('%o is neither settings nor a function', (settings) => {
    expect(() => createRouting(settings as never)).toThrow(refusal('settings', 'type'));
  });

  test('a function that returns nothing, or throws', () => {
    expect(() => createRouting((() => undefined) as never).routeForSystemJob()).toThrow(refusal('settings', 'type'));
    const failing = createRouting(() => {
      throw new Error('no configuration yet');
    });
    expect(() => failing.taskQueues()).toThrow(refusal('settings', 'threw'));
  });
});

describe('a priority that a start had', () => {
  const { routeForTenant, routeForSystemJob } = createRouting({ ...off, jobs: { fairnessKey: 'system' } });
  const switched = createRouting({ ...on, shards: 1, priorityKey: 4 });
  const legacyPriority = { priorityKey: 1 };

  test('is sent as it was with the legacy queue', () => {
    const had = { ...legacy, priority: { priorityKey: 1 } };
    expect(routeForTenant({ tenantId: 'acme', legacyPriority })).toStrictEqual(had);
    expect(routeForSystemJob({ legacyPriority })).toStrictEqual(had);
    expect(routeForTenant({ tenantId: 'acme', legacyPriority: {} })).toStrictEqual(legacy);
    const refused = createRouting({ ...on, onInvalid: 'legacy' });
    expect(refused.routeForTenant({ tenantId: '', legacyPriority })).toStrictEqual(had);
  });

  test('goes along with the route, before the policy and after what the call says', () => {
    expect(switched.routeForTenant({ tenantId: 'acme', legacyPriority }).priority).toStrictEqual({
      fairnessKey: 'acme',
      fairnessWeight: 1,
      priorityKey: 1,
    });
    expect(switched.routeForTenant({ tenantId: 'acme', priorityKey: 2, legacyPriority }).priority?.priorityKey).toBe(2);
    expect(switched.routeForTenant({ tenantId: 'acme', legacyPriority: {} }).priority?.priorityKey).toBe(4);
    expect(switched.routeForSystemJob({ legacyPriority }).priority).toStrictEqual({ priorityKey: 1 });
  });

  test('is refused where the server would refuse it', () => {
    for (const { routeForTenant: route } of [createRouting(off), switched])
      expect(() => route({ tenantId: 'acme', legacyPriority: { priorityKey: 0 } })).toThrow(
        expect.objectContaining({ name: 'RoutingError', field: 'legacyPriority.priorityKey' }),
      );
  });
});
