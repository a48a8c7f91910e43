import type { RoutingAccess } from '../../model/config.js';
import { routeFunction } from './routed-start.js';
import type { Access } from './routing-access.js';

/** `createRouting(input.routing).routeForTenant({ tenantId })`: bound at each call, in workflow code. */
export const handedInAccess = (routing: Extract<RoutingAccess, { form: 'handed-in' }>): Access => ({
  names: () => ['createRouting'],
  reach: () => ({ specifier: routing.import, why: null }),
  refuse: () => null,
  supply: () => ({ edits: [], local: new Map() }),
  callee: (decision, { local }) =>
    `${local.get('createRouting') ?? 'createRouting'}(${routing.settings}).${routeFunction(decision)}`,
  fields: (decision, queue) => (decision.primary ? [] : [`legacyTaskQueue: ${queue}`]),
  priority: (key) => `legacyPriority: { priorityKey: ${key} }`,
});
