import type { RoutingAccess } from '../../model/config.js';
import { routeFunction } from './routed-start.js';
import type { Access } from './routing-access.js';
import { reach } from './specifier.js';

/** `routeForTenant({ tenantId })`, imported from the module of the repository that is bound to its settings. */
export const boundAccess = ({ module }: Extract<RoutingAccess, { form: 'module' }>): Access => ({
  names: (decision) => [routeFunction(decision)],
  reach: (file, names, context) => reach(file, module, names, context),
  refuse: () => null,
  supply: () => ({ edits: [], local: new Map() }),
  callee: (decision, { local }) => local.get(routeFunction(decision)) ?? routeFunction(decision),
  fields: (decision, queue) => (decision.primary ? [] : [`legacyTaskQueue: ${queue}`]),
});
