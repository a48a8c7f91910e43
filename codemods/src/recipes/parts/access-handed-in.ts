import type { WorkflowRouting } from '../../model/config.js';
import { routeFunction } from './routed-start.js';
import type { Access } from './routing-access.js';
import { outOfReach } from './settings-reach.js';

/** `createRouting(input.routing).routeForTenant({ tenantId })`: bound at each call to settings that come into the workflow. */
export const handedInAccess = (routing: Extract<WorkflowRouting, { form: 'handed-in' }>): Access => ({
  names: () => ['createRouting'],
  reach: () => ({ specifier: routing.import, why: null }),
  refuse: (decision, context) => outOfReach(decision, [routing.settings], context),
  supply: () => ({ edits: [], local: new Map() }),
  callee: (decision, { local }) =>
    `${local.get('createRouting') ?? 'createRouting'}(${routing.settings}).${routeFunction(decision)}`,
  fields: (decision, queue) => (decision.primary ? [] : [`legacyTaskQueue: ${queue}`]),
});
