/** Workflow code as tsc writes it for a CommonJS service: it gets the CommonJS build. */
const { routeForTenant } = require('temporal-queue-routing');

exports.routeFromCommonJs = async (tenantId) =>
  routeForTenant({ tenantId, namespace: 'default', prefix: 'saas', shards: 64 });
