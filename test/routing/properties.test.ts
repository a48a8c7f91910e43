import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createRouting,
  hashedFairnessKey,
  RoutingError,
  routedTaskQueues,
  routeForSystemJob,
  routeForTenant,
  shardOf,
  startOptions,
  taskQueueName,
} from '../../routing/src/index.js';

const seed = 20_240_601;
const place = { tenantId: 'acme', namespace: 'default', prefix: 'saas', shards: 64 };
const wellFormed = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });
const shardCount = fc.integer({ min: 1, max: 2 ** 32 });

/** Values of every JavaScript type, the ones that fight back included. Each is made anew. */
const everyType: Record<string, () => unknown> = {
  null: () => null,
  true: () => true,
  number: () => 12.5,
  NaN: () => Number.NaN,
  bigint: () => 7n,
  symbol: () => Symbol('acme'),
  function: () => () => 'acme',
  class: () => class Acme {},
  object: () => ({}),
  array: () => ['acme'],
  'boxed string': () => new String('acme'),
  'boxed number': () => new Number(1),
  date: () => new Date(0),
  map: () => new Map(),
  promise: () => Promise.resolve('acme'),
  'typed array': () => new Uint8Array([1]),
  'null prototype': () => Object.create(null),
  'throwing toString': () => ({ toString: explode, valueOf: explode, toJSON: explode, [Symbol.toPrimitive]: explode }),
  'throwing getters': () => new Proxy({}, { get: explode, has: explode, ownKeys: explode, getPrototypeOf: explode }),
  'revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'revoked array': () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
};

function explode(): never {
  throw new TypeError('the value fought back');
}

function refusalOf(call: () => unknown): RoutingError {
  try {
    call();
  } catch (error) {
    if (error instanceof RoutingError) return error;
    throw new Error(`not a RoutingError: ${(error as Error)?.stack}`, { cause: error });
  }
  throw new Error('nothing was refused');
}

describe('a route', () => {
  test('is the same for ever, and its shard is within range', () => {
    fc.assert(
      fc.property(wellFormed, shardCount, (key, shards) => {
        const shard = shardOf(key, shards);
        expect(Number.isInteger(shard) && shard >= 0 && shard < shards).toBe(true);
        expect(shardOf(`${key}`, shards)).toBe(shard);
      }),
      { seed, numRuns: 2000 },
    );
  });

  test('goes to a queue that workers are told to poll', () => {
    fc.assert(
      fc.property(wellFormed, fc.integer({ min: 1, max: 200 }), (tenantId, shards) => {
        const route = routeForTenant({ ...place, tenantId, shards, fairnessKey: hashedFairnessKey(tenantId) });
        expect(routedTaskQueues({ prefix: 'saas', shards })).toContain(route.taskQueue);
        expect(startOptions(route)).toStrictEqual({ taskQueue: route.taskQueue, priority: route.priority });
      }),
      { seed, numRuns: 500 },
    );
  });

  test('either carries the tenant id untouched or is refused for its length', () => {
    fc.assert(
      fc.property(wellFormed, (tenantId) => {
        const bytes = new TextEncoder().encode(tenantId).length;
        if (bytes <= 64) expect(routeForTenant({ ...place, tenantId }).priority.fairnessKey).toBe(tenantId);
        else expect(refusalOf(() => routeForTenant({ ...place, tenantId }))).toMatchObject({ rule: 'too-long' });
      }),
      { seed, numRuns: 1000 },
    );
  });

  test('is refused for every string with a lone surrogate, wherever it stands', () => {
    const lone = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
    fc.assert(
      fc.property(fc.string(), lone, fc.string(), (before, unit, after) => {
        for (const field of ['tenantId', 'namespace', 'prefix', 'kind', 'fairnessKey']) {
          const input = { ...place, [field]: `${before}${unit}${after}` };
          expect(refusalOf(() => routeForTenant(input))).toMatchObject({ field, rule: 'ill-formed' });
        }
      }),
      { seed, numRuns: 300 },
    );
  });
});

test('100,000 UUIDs spread evenly over 64 shards (chi-squared)', () => {
  const counts = new Array<number>(64).fill(0);
  for (const id of fc.sample(fc.uuid({ version: 4 }), { seed, numRuns: 100_000 })) {
    const shard = shardOf(id, 64);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  const expected = 100_000 / 64;
  const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  console.log(`chi-squared over 64 shards: ${chiSquared.toFixed(1)} (63 degrees of freedom)`);
  // 63 degrees of freedom: 99.9 % of fair spreads are below 103.4, and 99.9 % above 34.
  expect(chiSquared).toBeLessThan(103.4);
  expect(chiSquared).toBeGreaterThan(34);
});

describe.each(Object.entries(everyType))('%s', (name, make) => {
  const isNumber = name === 'number' || name === 'NaN';

  test.each(['tenantId', 'namespace', 'prefix', 'kind', 'fairnessKey'])('is no %s of a tenant', (field) => {
    expect(refusalOf(() => routeForTenant({ ...place, [field]: make() }))).toMatchObject({ field, rule: 'type' });
  });

  test.each(['shards', 'priorityKey'])('is no %s of a tenant', (field) => {
    const { field: named } = refusalOf(() => routeForTenant({ ...place, [field]: make() }));
    expect(named).toBe(field);
  });

  test('is no weight, unless it is a number in range', () => {
    const call = () => routeForTenant({ ...place, fairnessWeight: make() as number });
    if (name === 'number') expect(call().priority.fairnessWeight).toBe(12.5);
    else expect(refusalOf(call)).toMatchObject({ field: 'fairnessWeight', rule: isNumber ? 'not-finite' : 'type' });
  });

  test.each(['namespace', 'prefix', 'kind', 'fairnessKey', 'priorityKey'])('is no %s of a job', (field) => {
    expect(refusalOf(() => routeForSystemJob({ ...place, [field]: make() }))).toMatchObject({ field });
  });

  test.each(['prefix', 'kind', 'shard'])('is no %s of a queue', (field) => {
    const parts = { prefix: 'saas', kind: 'tenant', shard: 0, [field]: make() };
    expect(refusalOf(() => taskQueueName(parts))).toMatchObject({ field });
  });

  test('is no key, no tenant id to hash and no number of shards', () => {
    expect(refusalOf(() => shardOf(make() as string, 1))).toMatchObject({ field: 'key', rule: 'type' });
    expect(refusalOf(() => hashedFairnessKey(make() as string))).toMatchObject({ field: 'tenantId', rule: 'type' });
    expect(refusalOf(() => shardOf('acme', make() as number))).toMatchObject({ field: 'shards' });
  });

  test('is no whole input', () => {
    for (const call of [routeForTenant, routeForSystemJob, taskQueueName, startOptions, routedTaskQueues]) {
      expect(refusalOf(() => call(make() as never)).field).toMatch(
        /^(input|route|settings|tenantId|namespace|prefix|taskQueue)$/,
      );
    }
  });

  test('is no setting', () => {
    const settings = { mode: 'on', legacyTaskQueue: 'main-queue', ...place } as const;
    const fields = ['mode', 'namespace', 'prefix', 'shards', 'kinds', 'priorityKey', 'onInvalid'] as const;
    for (const field of fields) {
      if (field === 'kinds' && name === 'array') continue;
      const { routeForTenant: route } = createRouting({ ...settings, [field]: make() } as never);
      expect(refusalOf(() => route({ tenantId: 'acme' })).field).toBe(field);
    }
  });

  test('is no argument of a bound function, and nothing to mode off', () => {
    const settings = { mode: 'on', legacyTaskQueue: 'main-queue', ...place } as const;
    const bound = createRouting(settings).routeForTenant;
    for (const field of ['tenantId', 'kind', 'priorityKey']) {
      expect(refusalOf(() => bound({ tenantId: 'acme', [field]: make() } as never)).field).toBe(field);
    }
    expect(refusalOf(() => bound(make() as never)).field).toMatch(/^(input|tenantId)$/);
    const dark = createRouting({ ...settings, mode: 'off', onInvalidRoute: () => undefined }).routeForTenant;
    expect(dark({ tenantId: make() as string }).taskQueue).toBe('main-queue');
    expect(dark(make() as never).taskQueue).toBe('main-queue');
  });
});
