import { checkFairnessKey, checkFairnessWeight, checkPriorityKey, checkText, orElse, readField } from './check.js';
import { RoutingError } from './errors.js';
import {
  checkKnownKind,
  type KindScope,
  type KindSpec,
  listKinds,
  QueueKind,
  type SystemKind,
  type TenantKind,
} from './kind.js';
import {
  type Route,
  routeForSystemJob,
  routeForTenant,
  type SystemJobRouteInput,
  type TenantRouteInput,
} from './route.js';
import { routedTaskQueues } from './task-queue.js';

/** The policy of a service, in one place. */
export interface RoutingSettings<Kinds extends readonly KindSpec[] = readonly []> {
  /** The kill switch. `off` gives every start the legacy queue and the priority it had (`legacyPriority`), as before the migration. */
  readonly mode: 'on' | 'off';
  /** The shared queue that is being retired. */
  readonly legacyTaskQueue: string;
  readonly namespace: string;
  /** What keeps environments and services apart, for example `saas`. */
  readonly prefix: string;
  /** How many queues each tenant kind has, an integer from 1. Workers must poll them before this grows. */
  readonly shards: number;
  /** Kinds beside `tenant` and `jobs`. */
  readonly kinds?: Kinds | undefined;
  /** A tenant's share of its queue, 0.001 to 1000, for all or by tenant; default 1. */
  readonly fairnessWeight?: number | ((tenantId: string) => number) | undefined;
  /** A tenant's fairness key, at most 64 bytes of UTF-8; default the tenant id. See `hashedFairnessKey`. */
  readonly fairnessKey?: ((tenantId: string) => string) | undefined;
  /** The priority key of every tenant workflow, a positive integer; default: none is sent. */
  readonly priorityKey?: number | undefined;
  /** The priority and fairness keys of system jobs; default: none is sent. */
  readonly jobs?: { readonly priorityKey?: number | undefined; readonly fairnessKey?: string | undefined } | undefined;
  /** What to do with a start that cannot be routed: throw (the default), or use the legacy queue. */
  readonly onInvalid?: 'throw' | 'legacy' | undefined;
  /** Is told of every start that cannot be routed, in mode off too. What it throws is ignored. */
  readonly onInvalidRoute?: ((error: RoutingError) => void) | undefined;
}

/** The priority that a start had before it was routed. */
export interface LegacyPriority {
  readonly priorityKey?: number | undefined;
}

/** A tenant's start, at a call site. */
export interface BoundTenantInput<Kind extends string = typeof QueueKind.tenant> {
  readonly tenantId: string;
  readonly kind?: Kind | undefined;
  readonly priorityKey?: number | undefined;
  readonly fairnessWeight?: number | undefined;
  /** For a start that had another legacy queue than that of the settings. */
  readonly legacyTaskQueue?: string | undefined;
  /** For a start that had a priority: sent as it was with the legacy queue, and its key goes along with the route. */
  readonly legacyPriority?: LegacyPriority | undefined;
}

/** A system job's start, at a call site. */
export interface BoundSystemJobInput<Kind extends string = typeof QueueKind.jobs> {
  readonly kind?: Kind | undefined;
  readonly priorityKey?: number | undefined;
  readonly fairnessKey?: string | undefined;
  /** For a start that had another legacy queue than that of the settings. */
  readonly legacyTaskQueue?: string | undefined;
  /** For a start that had a priority: sent as it was with the legacy queue, and its key goes along with the route. */
  readonly legacyPriority?: LegacyPriority | undefined;
}

/** Routing with its policy bound once. The functions need no `this`: take them apart freely. */
export interface Routing<Kinds extends readonly KindSpec[] = readonly []> {
  /** The route of a tenant's workflow, or the legacy queue where the settings say so. */
  readonly routeForTenant: (input: BoundTenantInput<TenantKind<Kinds>>) => Route;
  /** The route of a job that belongs to no tenant, or the legacy queue where the settings say so. */
  readonly routeForSystemJob: (input?: BoundSystemJobInput<SystemKind<Kinds>>) => Route;
  /** The settings as they are now, unchecked. */
  readonly settings: () => RoutingSettings<Kinds>;
  /** Every routed queue that workers must poll, in mode off too. See `routedTaskQueues`. */
  readonly taskQueues: () => string[];
}

/**
 * Binds the policy of a service, so that a call site is `routeForTenant({ tenantId })`.
 *
 * In mode `off`, and for a refused input where `onInvalid` is `legacy`, a call answers
 * `{ namespace, taskQueue: <legacy queue> }` without priority (but `legacyPriority`) and throws for no tenant id whatever.
 *
 * @param settings the policy, or a function that is asked for it at every call. Each call checks what it uses.
 * @throws RoutingError naming `settings` if they are neither; the bound functions throw one naming the refused field
 * @example export const { routeForTenant, routeForSystemJob } = createRouting(() => ({ mode: config.mode, … }));
 */
export function createRouting<const Kinds extends readonly KindSpec[] = readonly []>(
  settings: RoutingSettings<Kinds> | (() => RoutingSettings<Kinds>),
): Routing<Kinds> {
  if (settings === null || (typeof settings !== 'object' && typeof settings !== 'function')) {
    throw new RoutingError('settings', 'type', { expected: 'an object, or a function that returns one' });
  }
  const current = () =>
    typeof settings === 'function' ? (callPolicy(settings, [], 'settings') as RoutingSettings<Kinds>) : settings;
  return {
    routeForTenant: (input) => routeOrLegacy(current(), input, routeTenant),
    routeForSystemJob: (input) => routeOrLegacy(current(), orElse(input, {}), routeJob),
    settings: current,
    taskQueues: () => routedTaskQueues(current()),
  };
}

type Attempt = (settings: unknown, input: unknown) => Route;

/** The kill switch and the policy for refused inputs, around the routed way. */
function routeOrLegacy(settings: unknown, input: unknown, attempt: Attempt): Route {
  const mode = readField(settings, 'mode', 'settings');
  if (mode === 'off') {
    rehearse(settings, input, attempt);
    return legacyRoute(settings, input);
  }
  if (mode !== 'on') throw new RoutingError('mode', 'unknown', { expected: "'on' or 'off'" });
  const onInvalid = readField(settings, 'onInvalid');
  if (onInvalid !== undefined && onInvalid !== 'throw' && onInvalid !== 'legacy') {
    throw new RoutingError('onInvalid', 'unknown', { expected: "'throw' or 'legacy'" });
  }
  const listener = checkFunction(readField(settings, 'onInvalidRoute'), 'onInvalidRoute');
  try {
    return attempt(settings, input);
  } catch (error) {
    if (listener !== undefined) tellQuietly(listener, error);
    if (onInvalid === 'legacy') return legacyRoute(settings, input);
    throw error;
  }
}

/** Mode off: where somebody listens, the routed way is tried too, so that a dark deploy finds what would be refused. */
function rehearse(settings: unknown, input: unknown, attempt: Attempt): void {
  const listener = readQuietly(settings, 'onInvalidRoute');
  if (typeof listener !== 'function') return;
  try {
    attempt(settings, input);
  } catch (error) {
    tellQuietly(listener, error);
  }
}

function legacyRoute(settings: unknown, input: unknown): Route {
  const taskQueue = orElse(readQuietly(input, 'legacyTaskQueue'), readField(settings, 'legacyTaskQueue'));
  const route = {
    namespace: readField(settings, 'namespace') as string,
    taskQueue: checkText(taskQueue, 'legacyTaskQueue'),
  };
  const priorityKey = keyBefore(input);
  return priorityKey === undefined ? route : { ...route, priority: { priorityKey } };
}

function keyBefore(input: unknown): number | undefined {
  const before = readQuietly(input, 'legacyPriority');
  const priorityKey = before === undefined ? undefined : readField(before, 'priorityKey', 'legacyPriority');
  return priorityKey === undefined ? undefined : checkPriorityKey(priorityKey, 'legacyPriority.priorityKey');
}

function routeTenant(settings: unknown, input: unknown): Route {
  const tenantId = checkText(readField(input, 'tenantId'), 'tenantId');
  return routeForTenant({
    tenantId,
    namespace: readField(settings, 'namespace'),
    prefix: readField(settings, 'prefix'),
    shards: readField(settings, 'shards'),
    kind: knownKind(settings, readField(input, 'kind'), 'tenant'),
    fairnessWeight: orElse(readField(input, 'fairnessWeight'), weightOf(settings, tenantId)),
    fairnessKey: keyOf(settings, tenantId),
    priorityKey: orElse(ownKey(input), readField(settings, 'priorityKey')),
  } as TenantRouteInput);
}

/** A key said at the call, for its route or from before. */
const ownKey = (input: unknown): unknown => orElse(readField(input, 'priorityKey'), keyBefore(input));

function routeJob(settings: unknown, input: unknown): Route {
  const policy = orElse(readField(settings, 'jobs'), {});
  const priorityKey = readField(policy, 'priorityKey', 'jobs');
  const fairnessKey = readField(policy, 'fairnessKey', 'jobs');
  if (priorityKey !== undefined) checkPriorityKey(priorityKey, 'jobs.priorityKey');
  if (fairnessKey !== undefined) checkFairnessKey(fairnessKey, 'jobs.fairnessKey');
  return routeForSystemJob({
    namespace: readField(settings, 'namespace'),
    prefix: readField(settings, 'prefix'),
    kind: knownKind(settings, readField(input, 'kind'), 'system'),
    priorityKey: orElse(ownKey(input), priorityKey),
    fairnessKey: orElse(readField(input, 'fairnessKey'), fairnessKey),
  } as SystemJobRouteInput);
}

function knownKind(settings: unknown, kind: unknown, scope: KindScope): string {
  const standard = scope === 'tenant' ? QueueKind.tenant : QueueKind.jobs;
  return checkKnownKind(orElse(kind, standard), scope, listKinds(readField(settings, 'kinds')));
}

function weightOf(settings: unknown, tenantId: string): unknown {
  const weight = readField(settings, 'fairnessWeight');
  if (typeof weight !== 'function') return weight;
  return checkFairnessWeight(callPolicy(weight, [tenantId], 'fairnessWeight'), 'fairnessWeight');
}

/** Checked here and not later: a key of `undefined` must not turn into the tenant id that it was to hide. */
function keyOf(settings: unknown, tenantId: string): string | undefined {
  const key = checkFunction(readField(settings, 'fairnessKey'), 'fairnessKey');
  return key && checkFairnessKey(callPolicy(key, [tenantId], 'fairnessKey'), 'fairnessKey');
}

type AnyFunction = (...args: never[]) => unknown;

function checkFunction(value: unknown, field: string): AnyFunction | undefined {
  if (value === undefined || typeof value === 'function') return value as AnyFunction | undefined;
  throw new RoutingError(field, 'type', { expected: 'a function' });
}

function callPolicy(policy: unknown, args: readonly unknown[], field: string): unknown {
  try {
    return (policy as (...args: readonly unknown[]) => unknown)(...args);
  } catch (cause) {
    throw cause instanceof RoutingError ? cause : new RoutingError(field, 'threw', { cause });
  }
}

/** A listener can neither fail a start nor, by a rejected promise, end the process. */
function tellQuietly(listener: unknown, error: unknown): void {
  try {
    const answer = (listener as (error: unknown) => unknown)(error);
    if (answer instanceof Promise) answer.catch(() => undefined);
  } catch {
    // Told is told.
  }
}

function readQuietly(from: unknown, name: string): unknown {
  try {
    return readField(from, name);
  } catch {
    return undefined;
  }
}
