import { getHeapStatistics } from 'node:v8';
import type {
  ResourceBasedSlotOptions,
  ResourceBasedTunerOptions,
  SlotSupplier,
  TunerHolder,
  WorkerOptions,
  WorkerTuner,
} from '@temporalio/worker';
import * as sdk from '@temporalio/worker';

/** How many Workers share what one Worker had. */
export interface Crew {
  /** Whether the legacy queue is polled too. */
  readonly legacy: boolean;
  /** How many routed queues this process polls. */
  readonly routed: number;
  /** How many routed queues there are, in all deployments together. */
  readonly routedInAll: number;
}

/** What to lay over the options of each Worker. */
export interface Shares {
  readonly legacy: Partial<WorkerOptions>;
  readonly routed: Partial<WorkerOptions>;
}

/**
 * Divides the resources of one Worker among the Workers of a set.
 *
 * - Slots, pollers and activity rates: the legacy Worker keeps what it had, because a dark deploy or the kill
 *   switch puts the whole load on it; the routed Workers divide as much again evenly.
 * - The workflow cache is memory, so the set never has more than one Worker had: half for the legacy queue, half for
 *   the routed ones, or all of it for whichever is polled alone.
 * - Minimums of one Worker: 2 workflow slots, 2 workflow pollers and 2 cached workflows (the SDK refuses fewer unless
 *   the cache is 0), and 1 of everything else.
 *
 * The defaults are those of the SDK: 40 workflow slots, 100 of each other kind, 10 pollers of each kind.
 */
export function shareOptions(options: WorkerOptions, crew: Crew): Shares {
  const tuner = options.tuner && withOneController(options.tuner);
  const cache = options.maxCachedWorkflows ?? defaultCache(options);
  const kept = { ...(tuner ? { tuner } : {}) };
  if (crew.routed === 0) return { legacy: kept, routed: {} };
  const ratePerQueue = options.maxTaskQueueActivitiesPerSecond;
  const perQueue = ratePerQueue ? { maxTaskQueueActivitiesPerSecond: ratePerQueue / crew.routedInAll } : {};
  if (!crew.legacy && crew.routed === 1) return { legacy: {}, routed: { ...kept, ...perQueue } };
  const half = crew.legacy ? Math.ceil(cache / 2) : 0;
  return {
    legacy: { ...kept, maxCachedWorkflows: part(half, 1, cache === 0 ? 0 : 2) },
    routed: {
      ...(tuner ? { tuner: shareTuner(tuner, crew.routed) } : shareSlots(options, crew.routed, cache)),
      ...sharePollers(options, crew.routed, cache),
      ...perQueue,
      maxCachedWorkflows: part(cache - half, crew.routed, cache === 0 ? 0 : 2),
      ...(options.maxActivitiesPerSecond
        ? { maxActivitiesPerSecond: options.maxActivitiesPerSecond / crew.routed }
        : {}),
    },
  };
}

function part(total: number, workers: number, least: number): number {
  return Math.max(least, Math.floor(total / workers));
}

/** The SDK's own default, which it does not export: worker-options.ts, addDefaultWorkerOptions. */
function defaultCache(options: WorkerOptions): number {
  const heap = getHeapStatistics().heap_size_limit / 1024 ** 2;
  const size = options.reuseV8Context === false ? ((heap - 400) * 250) / 1024 : ((heap - 200) * 600) / 1024;
  return Math.max(Math.floor(size), 10);
}

function shareSlots(options: WorkerOptions, workers: number, cache: number): Partial<WorkerOptions> {
  return {
    maxConcurrentWorkflowTaskExecutions: part(workflowSlots(options), workers, cache === 0 ? 1 : 2),
    maxConcurrentActivityTaskExecutions: part(options.maxConcurrentActivityTaskExecutions ?? 100, workers, 1),
    maxConcurrentLocalActivityExecutions: part(options.maxConcurrentLocalActivityExecutions ?? 100, workers, 1),
    maxConcurrentNexusTaskExecutions: part(options.maxConcurrentNexusTaskExecutions ?? 100, workers, 1),
  };
}

function workflowSlots(options: WorkerOptions): number {
  return options.maxConcurrentWorkflowTaskExecutions ?? 40;
}

/** SDK 1.24 documents `maxConcurrent…Polls` and reads only `…PollerBehavior`: both are honoured here. */
function sharePollers(options: WorkerOptions, workers: number, cache: number): Partial<WorkerOptions> {
  const share = (
    behavior: PollerBehavior | undefined,
    polls: number | undefined,
    slots: number | undefined,
    least = 1,
  ) => shareBehavior(behavior, polls ?? Math.min(10, slots ?? 100), workers, least);
  return {
    workflowTaskPollerBehavior: share(
      options.workflowTaskPollerBehavior,
      options.maxConcurrentWorkflowTaskPolls,
      workflowSlots(options),
      cache === 0 ? 1 : 2,
    ),
    activityTaskPollerBehavior: share(
      options.activityTaskPollerBehavior,
      options.maxConcurrentActivityTaskPolls,
      options.maxConcurrentActivityTaskExecutions,
    ),
    nexusTaskPollerBehavior: share(
      options.nexusTaskPollerBehavior,
      options.maxConcurrentNexusTaskPolls,
      options.maxConcurrentNexusTaskExecutions,
    ),
  };
}

type PollerBehavior = NonNullable<WorkerOptions['workflowTaskPollerBehavior']>;

function shareBehavior(
  behavior: PollerBehavior = { type: 'simple-maximum' },
  polls: number,
  workers: number,
  least: number,
): PollerBehavior {
  if (behavior.type === 'simple-maximum') {
    return { type: 'simple-maximum', maximum: part(behavior.maximum ?? polls, workers, least) };
  }
  const minimum = part(behavior.minimum ?? 1, workers, 1);
  const maximum = part(behavior.maximum ?? 100, workers, Math.max(minimum, least));
  return {
    type: 'autoscaling',
    minimum,
    maximum,
    initial: Math.min(maximum, part(behavior.initial ?? 5, workers, minimum)),
  };
}

/** Numbers of slots are divided; a custom supplier is shared as it is, for it decides by itself. */
function shareTuner(tuner: WorkerTuner, workers: number): WorkerTuner {
  if (isHolder(tuner)) {
    return {
      workflowTaskSlotSupplier: shareSupplier(tuner.workflowTaskSlotSupplier, workers, workflowDefaults),
      activityTaskSlotSupplier: shareSupplier(tuner.activityTaskSlotSupplier, workers, otherDefaults),
      localActivityTaskSlotSupplier: shareSupplier(tuner.localActivityTaskSlotSupplier, workers, otherDefaults),
      nexusTaskSlotSupplier: shareSupplier(tuner.nexusTaskSlotSupplier, workers, otherDefaults),
    };
  }
  return {
    ...tuner,
    workflowTaskSlotOptions: shareRange(tuner.workflowTaskSlotOptions, workers, workflowDefaults),
    activityTaskSlotOptions: shareRange(tuner.activityTaskSlotOptions, workers, otherDefaults),
    localActivityTaskSlotOptions: shareRange(tuner.localActivityTaskSlotOptions, workers, otherDefaults),
    nexusTaskSlotOptions: shareRange(tuner.nexusTaskSlotOptions, workers, otherDefaults),
  };
}

/** The SDK's defaults for resource-based slots: worker-tuner.ts, addResourceBasedSlotDefaults. */
const workflowDefaults = { minimumSlots: 2, maximumSlots: 1000 };
const otherDefaults = { minimumSlots: 1, maximumSlots: 2000 };
type SlotDefaults = typeof workflowDefaults;

function shareSupplier<Supplier extends AnySupplier>(
  supplier: Supplier,
  workers: number,
  defaults: SlotDefaults,
): Supplier {
  if (supplier.type === 'custom') return supplier;
  if (supplier.type === 'fixed-size') {
    return { ...supplier, numSlots: part(supplier.numSlots, workers, defaults.minimumSlots) };
  }
  return { ...supplier, ...shareRange(supplier, workers, defaults) };
}

function shareRange<Range extends ResourceBasedSlotOptions>(
  range: Range | undefined,
  workers: number,
  defaults: SlotDefaults,
): Range & ResourceBasedSlotOptions {
  const least = defaults.minimumSlots;
  const minimumSlots = part(range?.minimumSlots ?? defaults.minimumSlots, workers, least);
  const maximumSlots = part(range?.maximumSlots ?? defaults.maximumSlots, workers, minimumSlots);
  return { ...(range as Range), minimumSlots, maximumSlots };
}

// biome-ignore lint/suspicious/noExplicitAny: the slot's info plays no part in dividing slots
type AnySupplier = SlotSupplier<any>;

function isHolder(tuner: WorkerTuner): tuner is TunerHolder {
  return Object.hasOwn(tuner, 'workflowTaskSlotSupplier');
}

/** One controller for the whole set, where the SDK has controllers: they would otherwise all chase one target. */
function withOneController(tuner: WorkerTuner): WorkerTuner {
  const parts: readonly object[] = isHolder(tuner) ? Object.values(tuner) : [tuner];
  const target = parts.map((each) => (each as { tunerOptions?: ResourceBasedTunerOptions }).tunerOptions).find(Boolean);
  const controller = target && sdk.ResourceBasedController?.create(target);
  if (controller === undefined) return tuner;
  const join = <Part extends object>(each: Part): Part => {
    if (!('tunerOptions' in each)) return each;
    const { tunerOptions: _, ...rest } = each;
    return { ...rest, controller } as unknown as Part;
  };
  if (!isHolder(tuner)) return join(tuner);
  return {
    workflowTaskSlotSupplier: join(tuner.workflowTaskSlotSupplier),
    activityTaskSlotSupplier: join(tuner.activityTaskSlotSupplier),
    localActivityTaskSlotSupplier: join(tuner.localActivityTaskSlotSupplier),
    nexusTaskSlotSupplier: join(tuner.nexusTaskSlotSupplier),
  };
}
