/**
 * Routes Temporal workflows to a queue per kind and shard, with a fairness key per tenant.
 * Pure and synchronous: it runs in services and inside workflow code alike.
 * @module
 */
export {
  type BoundSystemJobInput,
  type BoundTenantInput,
  createRouting,
  type LegacyPriority,
  type Routing,
  type RoutingSettings,
} from './bound.js';
export { ROUTING_RULES, RoutingError, type RoutingErrorOptions, type RoutingRule } from './errors.js';
export { type KindScope, type KindSpec, QueueKind, type SystemKind, type TenantKind } from './kind.js';
export {
  type Route,
  routeForSystemJob,
  routeForTenant,
  type StartOptions,
  type SystemJobRouteInput,
  startOptions,
  type TenantRoute,
  type TenantRouteInput,
} from './route.js';
export { hashedFairnessKey, SHARD_ALGORITHM, shardOf } from './shard.js';
export { type QueueSettings, routedTaskQueues, type TaskQueueParts, taskQueueName } from './task-queue.js';
