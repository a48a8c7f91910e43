/** Most of this file is judged by the compiler: `tsc -p test` fails where an expected error is missing. */
import type { Priority } from '@temporalio/common';
import { describe, expectTypeOf, test } from 'vitest';
import {
  createRouting,
  QueueKind,
  type Route,
  type Routing,
  type RoutingRule,
  type RoutingSettings,
  routeForTenant,
  type StartOptions,
  type TenantRoute,
} from '../../routing/src/index.js';

const place = { mode: 'off', legacyTaskQueue: 'main-queue', namespace: 'default', prefix: 'saas', shards: 1 } as const;

describe('kinds', () => {
  test('without a list there are two, one for each function', () => {
    const routing = createRouting(place);
    expectTypeOf(routing).toEqualTypeOf<Routing>();
    routing.routeForTenant({ tenantId: 'a', kind: QueueKind.tenant });
    routing.routeForSystemJob({ kind: 'jobs' });
    // @ts-expect-error jobs is a system kind
    routing.routeForTenant({ tenantId: 'a', kind: QueueKind.jobs });
    // @ts-expect-error tenant is a tenant kind
    routing.routeForSystemJob({ kind: 'tenant' });
    // @ts-expect-error nobody has listed it
    routing.routeForTenant({ tenantId: 'a', kind: 'billing' });
  });

  test('a list written in place is enough, no `as const` needed', () => {
    const routing = createRouting({
      ...place,
      kinds: [
        { name: 'billing', scope: 'tenant' },
        { name: 'reports', scope: 'system' },
      ],
    });
    routing.routeForTenant({ tenantId: 'a', kind: 'billing' });
    routing.routeForTenant({ tenantId: 'a', kind: 'tenant' });
    routing.routeForSystemJob({ kind: 'reports' });
    // @ts-expect-error reports is a system kind
    routing.routeForTenant({ tenantId: 'a', kind: 'reports' });
    // @ts-expect-error billing is a tenant kind
    routing.routeForSystemJob({ kind: 'billing' });
    // @ts-expect-error a slip of the keyboard
    routing.routeForTenant({ tenantId: 'a', kind: 'biling' });
  });

  test('a function of settings keeps the names too', () => {
    const kinds = [{ name: 'billing', scope: 'tenant' }] as const;
    const routing = createRouting(() => ({ ...place, kinds }));
    routing.routeForTenant({ tenantId: 'a', kind: 'billing' });
    // @ts-expect-error a slip of the keyboard
    routing.routeForTenant({ tenantId: 'a', kind: 'biling' });
  });

  test('a list of unknown names leaves the check to run time', () => {
    const kinds: readonly { name: string; scope: 'tenant' }[] = [{ name: 'billing', scope: 'tenant' }];
    createRouting({ ...place, kinds }).routeForTenant({ tenantId: 'a', kind: 'billing' });
  });

  test('a scope that does not exist', () => {
    // @ts-expect-error global is no scope
    createRouting({ ...place, kinds: [{ name: 'billing', scope: 'global' }] });
  });
});

describe('shapes', () => {
  test('a tenant route always has a priority, a bound route may not', () => {
    expectTypeOf(routeForTenant).returns.toEqualTypeOf<TenantRoute>();
    expectTypeOf<TenantRoute['priority']>().toEqualTypeOf<Priority>();
    expectTypeOf(createRouting(place).routeForTenant).returns.toEqualTypeOf<Route>();
    expectTypeOf<StartOptions>().toEqualTypeOf<{ taskQueue: string; priority?: Priority }>();
  });

  test('settings can be named, and a rule is one of a closed list', () => {
    expectTypeOf(place).toExtend<RoutingSettings>();
    expectTypeOf<RoutingRule>().not.toEqualTypeOf<string>();
    // @ts-expect-error a tenant id is a string
    createRouting(place).routeForTenant({ tenantId: 7 });
    // @ts-expect-error and it is needed
    createRouting(place).routeForTenant({});
  });
});
