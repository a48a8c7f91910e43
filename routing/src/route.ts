import type { Priority } from '@temporalio/common';
import {
  checkFairnessKey,
  checkFairnessWeight,
  checkNamePart,
  checkPriorityKey,
  checkShards,
  checkText,
  orElse,
  readField,
} from './check.js';
import { checkKind, QueueKind } from './kind.js';
import { firstWord } from './shard.js';
import { joinName } from './task-queue.js';

/** Where a workflow is started, and how it is ordered there. */
export interface Route {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly priority?: Priority;
}

/** A route of a tenant: it always has a priority, because fairness between tenants is the purpose. */
export interface TenantRoute extends Route {
  readonly priority: Priority;
}

/** What {@link routeForTenant} needs to know. */
export interface TenantRouteInput {
  /** Taken as it is: never trimmed, normalised or coerced. */
  readonly tenantId: string;
  readonly namespace: string;
  readonly prefix: string;
  /** An integer from 1. */
  readonly shards: number;
  /** A tenant-scope kind; default `tenant`. */
  readonly kind?: string | undefined;
  /** The tenant's share of the queue, 0.001 to 1000; default 1. */
  readonly fairnessWeight?: number | undefined;
  /** At most 64 bytes of UTF-8; default the tenant id. See {@link hashedFairnessKey}. */
  readonly fairnessKey?: string | undefined;
  /** A positive integer, 1 is served first; default: none is sent. */
  readonly priorityKey?: number | undefined;
}

/**
 * The route of a tenant's workflow: the queue of the tenant's shard, with the tenant as fairness key.
 *
 * @returns a fresh, plain object
 * @throws RoutingError naming the field that broke a rule; nothing has been sent by then
 */
export function routeForTenant(input: TenantRouteInput): TenantRoute {
  const tenantId = checkText(readField(input, 'tenantId'), 'tenantId');
  const namespace = checkText(readField(input, 'namespace'), 'namespace');
  const prefix = checkNamePart(readField(input, 'prefix'), 'prefix');
  const shards = checkShards(readField(input, 'shards'), 'shards');
  const kind = checkKind(orElse(readField(input, 'kind'), QueueKind.tenant), 'tenant');
  const priorityKey = readField(input, 'priorityKey');
  return {
    namespace,
    taskQueue: joinName(prefix, kind, firstWord(tenantId) % shards),
    priority: {
      fairnessKey: checkFairnessKey(orElse(readField(input, 'fairnessKey'), tenantId), 'fairnessKey'),
      fairnessWeight: checkFairnessWeight(orElse(readField(input, 'fairnessWeight'), 1), 'fairnessWeight'),
      ...(priorityKey === undefined ? {} : { priorityKey: checkPriorityKey(priorityKey, 'priorityKey') }),
    },
  };
}

/** What {@link routeForSystemJob} needs to know. */
export interface SystemJobRouteInput {
  readonly namespace: string;
  readonly prefix: string;
  /** A system-scope kind; default `jobs`. */
  readonly kind?: string | undefined;
  /** A positive integer, 1 is served first; default: none is sent. */
  readonly priorityKey?: number | undefined;
  /** At most 64 bytes of UTF-8; default: none is sent, so a child inherits its parent's. */
  readonly fairnessKey?: string | undefined;
}

/**
 * The route of a job that belongs to no tenant: shard 00 of its kind.
 *
 * @returns a fresh, plain object; `priority` is there only if a priority or fairness key was given
 * @throws RoutingError naming the field that broke a rule; nothing has been sent by then
 */
export function routeForSystemJob(input: SystemJobRouteInput): Route {
  const namespace = checkText(readField(input, 'namespace'), 'namespace');
  const prefix = checkNamePart(readField(input, 'prefix'), 'prefix');
  const kind = checkKind(orElse(readField(input, 'kind'), QueueKind.jobs), 'system');
  const priorityKey = readField(input, 'priorityKey');
  const fairnessKey = readField(input, 'fairnessKey');
  const priority: Priority = {
    ...(fairnessKey === undefined ? {} : { fairnessKey: checkFairnessKey(fairnessKey, 'fairnessKey') }),
    ...(priorityKey === undefined ? {} : { priorityKey: checkPriorityKey(priorityKey, 'priorityKey') }),
  };
  const route = { namespace, taskQueue: joinName(prefix, kind, 0) };
  return Object.keys(priority).length === 0 ? route : { ...route, priority };
}

/** The part of a route that the options of a start take. */
export interface StartOptions {
  taskQueue: string;
  priority?: Priority;
}

/**
 * What to spread into the options of any start: `client.workflow.start(wf, { …, ...startOptions(route) })`.
 *
 * @returns a fresh object without the namespace, and without `priority` where the route has none
 * @throws RoutingError naming `route` or `taskQueue`
 */
export function startOptions(route: Route): StartOptions {
  const taskQueue = checkText(readField(route, 'taskQueue', 'route'), 'taskQueue');
  const priority = readField(route, 'priority', 'route') as Priority | undefined;
  return priority === undefined ? { taskQueue } : { taskQueue, priority };
}
