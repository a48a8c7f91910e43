import type { RoutingAccess } from '../../model/config.js';
import { routeFunction } from './routed-start.js';
import type { Access } from './routing-access.js';
import { importBases, settingsText } from './settings-base.js';
import { reach } from './specifier.js';

/** `routingFor(settings).routeForTenant({ tenantId })`: made of the settings that the start has in its hands. */
export const factoryAccess = ({ module, factory }: Extract<RoutingAccess, { form: 'factory' }>): Access => ({
  names: () => [factory],
  reach: (file, names, context) => reach(file, module, names, context),
  refuse: ({ site, settings }) => {
    if (settings === null) return `${factory} takes the settings, and none are at hand here`;
    return site.at.file === module ? `${module} cannot import ${factory} from itself` : null;
  },
  supply: importBases,
  callee: (decision, { local }) =>
    `${local.get(factory) ?? factory}(${settingsText(decision, local)}).${routeFunction(decision)}`,
  fields: (decision, queue) => (decision.primary ? [] : [`legacyTaskQueue: ${queue}`]),
});
