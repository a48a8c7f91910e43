import type { RoutingAccess } from '../../model/config.js';
import { routeFunction } from './routed-start.js';
import type { Access } from './routing-access.js';
import { importBases, settingsText } from './settings-base.js';
import { outOfReach } from './settings-reach.js';

/** What the unbound functions take; a system job runs on one shard and takes no count. */
const SETTINGS = ['namespace', 'prefix', 'shards'] as const;

/** `routeForTenant({ tenantId, namespace: settings.namespace, … })`, imported from the routing package itself. */
export const unboundAccess = (routing: Extract<RoutingAccess, { form: 'import' }>): Access => ({
  names: (decision) => [routeFunction(decision)],
  reach: () => ({ specifier: routing.import, why: null }),
  refuse: (decision, context) => outOfReach(decision, Object.values(routing.settings), context),
  supply: importBases,
  callee: (decision, { local }) => local.get(routeFunction(decision)) ?? routeFunction(decision),
  fields: (decision, _queue, { local }) => {
    const base = settingsText(decision, local) ?? '';
    const names = decision.kind.scope === 'tenant' ? SETTINGS : SETTINGS.filter((name) => name !== 'shards');
    return names.map((name) => `${name}: ${routing.settings[name].replaceAll('{base}', base)}`);
  },
});
