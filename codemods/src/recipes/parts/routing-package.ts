/** The npm package that routes starts in production, and the entry for workers. */
export const ROUTING_PACKAGE = 'temporal-queue-routing';
export const ROUTING_WORKER_ENTRY = `${ROUTING_PACKAGE}/worker`;

/** The version of the routing package that the rewritten code needs; released together with this tool. */
export const ROUTING_VERSION = '0.1.0';
