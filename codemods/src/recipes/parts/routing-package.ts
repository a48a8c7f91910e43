/** The npm package that routes starts in production, and its entries beside the core. */
export const ROUTING_PACKAGE = 'temporal-queue-routing';
export const ROUTING_SCHEDULES_ENTRY = `${ROUTING_PACKAGE}/schedules`;
export const ROUTING_WORKER_ENTRY = `${ROUTING_PACKAGE}/worker`;

/** The version of the routing package that the rewritten code needs; released together with this tool. */
export const ROUTING_VERSION = '0.1.0';
