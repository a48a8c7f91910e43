/**
 * One Worker for each routed queue and for the legacy one, started and shut down together.
 * Needs `@temporalio/worker`; never import it from workflow code.
 * @module
 */
import { env } from 'node:process';
import { msToNumber } from '@temporalio/common/lib/time.js';
import {
  type BundleOptions,
  bundleWorkflowCode,
  CombinedWorkerRunError,
  IllegalStateError,
  NativeConnection,
  PromiseCompletionTimeoutError,
  Runtime,
  type State,
  type Worker,
  type WorkerOptions,
  type WorkerPlugin,
} from '@temporalio/worker';
import type { Routing } from './bound.js';
import { checkText } from './check.js';
import type { KindSpec } from './kind.js';
import { selectQueues } from './queue-selection.js';
import { listQueues } from './task-queue.js';
import { shareOptions } from './worker-share.js';
import { shareThreads } from './worker-threads.js';

/** The options of `Worker.create`, and which queues to poll. */
export interface RoutedWorkerOptions extends Omit<WorkerOptions, 'taskQueue'> {
  /** The legacy queue, which the Worker polled before; default that of the routing settings. */
  readonly taskQueue?: string | undefined;
  /** The legacy queue, where it must differ from `taskQueue`. */
  readonly legacyTaskQueue?: string | undefined;
  /**
   * The queues of this deployment, for example `tenant:0-15,jobs,legacy`: entries `legacy`, `KIND`, `KIND:N` or
   * `KIND:N-M`, separated by commas. Default: the environment variable `TEMPORAL_ROUTED_QUEUES`, else all of them.
   */
  readonly queues?: string | undefined;
}

/** What routing must tell about its queues; any bound routing does. */
export type QueueSource = Pick<Routing<readonly KindSpec[]>, 'settings'>;

/**
 * `Worker.create` for a routed service: polls the legacy queue and every routed queue, whatever the routing mode is.
 *
 * Workflow code is bundled once, and connection and workflow threads are shared: `workflowThreadPoolSize` is that of
 * the whole set. The legacy Worker keeps the slots, pollers and rates that the options give one Worker; the routed
 * Workers divide as much again; the workflow cache is divided among all.
 * The settings are read once: restart workers after changing `shards` or `kinds`.
 *
 * @param options those of `Worker.create`; `taskQueue` is the legacy queue
 * @param routing the bound routing of the service
 * @returns the set, not yet running; when one Worker of it fails the others are shut down
 * @throws RoutingError naming the setting or, for a bad selection, `queues`; and whatever `Worker.create` throws
 * @example const worker = await createRoutedWorkers({ connection, taskQueue, workflowsPath, activities }, routing);
 *   await worker.run();
 */
export async function createRoutedWorkers(options: RoutedWorkerOptions, routing: QueueSource): Promise<RoutedWorkers> {
  const { queues, legacyTaskQueue, taskQueue, ...rest } = options;
  const settings = routing.settings();
  const legacy = checkText(legacyTaskQueue ?? taskQueue ?? settings.legacyTaskQueue, 'taskQueue');
  const routed = listQueues(settings);
  const selection = selectQueues(queues ?? (env.TEMPORAL_ROUTED_QUEUES || undefined), routed);
  warnOfNamespace(rest.namespace ?? 'default', settings.namespace);
  const ownConnection = rest.connection === undefined ? await NativeConnection.connect() : undefined;
  const connection = rest.connection ?? (ownConnection as NativeConnection);
  const threads = shareThreads();
  const giveBack = async () => {
    await threads.close();
    await ownConnection?.close();
  };
  try {
    const crew = { legacy: selection.legacy, routed: selection.routed.length, routedInAll: routed.length };
    const given = { ...rest, connection, taskQueue: legacy };
    const shares = shareOptions(given, crew);
    const base = await bundleOnce(given);
    const workers = await createAll(threads.Worker, [
      ...(selection.legacy ? [{ ...base, ...shares.legacy }] : []),
      ...selection.routed.map((name) => ({ ...base, ...shares.routed, taskQueue: name })),
    ]);
    return new RoutedWorkers(workers, giveBack);
  } catch (error) {
    await giveBack();
    throw error;
  }
}

/** A set of Workers that runs as one. It has the methods of `Worker`, with the same meaning. */
export class RoutedWorkers {
  /** The legacy Worker first, if it is polled, then one for each routed queue in the order of `routedTaskQueues`. */
  readonly workers: readonly Worker[];
  readonly #giveBack: () => Promise<void>;

  /**
   * @param workers at least one, each fresh
   * @param giveBack what to do when all of them have ended
   */
  constructor(workers: readonly Worker[], giveBack: () => Promise<void>) {
    this.workers = workers;
    this.#giveBack = giveBack;
  }

  /**
   * The state of the set: that of its slowest Worker; `STOPPING` as soon as one of them has left `RUNNING`;
   * when all have ended, `FAILED` if one of them failed.
   */
  getState(): State {
    const states = this.workers.map((worker) => worker.getState());
    const slowest = inOrder.find((state) => states.includes(state)) ?? 'FAILED';
    if (slowest === 'STOPPED') return states.includes('FAILED') ? 'FAILED' : 'STOPPED';
    return slowest === 'RUNNING' && states.some((state) => state !== 'RUNNING') ? 'STOPPING' : slowest;
  }

  /**
   * Polls until {@link shutdown}, a shutdown signal, or the failure of one Worker, which shuts down the others.
   *
   * @throws the error of the Worker that failed first, after the others have drained
   */
  async run(): Promise<void> {
    if (this.getState() !== 'INITIALIZED') throw new IllegalStateError('Poller was already started');
    const failures: unknown[] = [];
    try {
      await Promise.all(
        this.workers.map(async (worker) => {
          try {
            await worker.run();
          } catch (error) {
            failures.push(error);
          }
          this.#stopRunning();
        }),
      );
    } finally {
      await this.#giveBack();
    }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Stops polling, everywhere; {@link run} ends when what is in flight has ended or was cancelled.
   *
   * @throws IllegalStateError if the set is not running
   */
  shutdown(): void {
    const state = this.getState();
    if (state !== 'RUNNING') throw new IllegalStateError(`Not running. Current state: ${state}`);
    this.#stopRunning();
  }

  /**
   * Runs until a promise settles, then shuts down and waits for the end.
   *
   * @param fnOrPromise what to wait for
   * @param options how long to wait for it if the Workers end first; default not at all
   * @returns the value of the promise
   * @throws its error, the Workers' error, or a CombinedWorkerRunError with both
   */
  async runUntil<R>(fnOrPromise: Promise<R> | (() => Promise<R>), options: RunUntilOptions = {}): Promise<R> {
    const running = this.run();
    const inner = settle(async () => {
      try {
        return await (typeof fnOrPromise === 'function' ? fnOrPromise() : fnOrPromise);
      } finally {
        if (this.getState() === 'RUNNING') this.shutdown();
      }
    });
    const outer = await settle(() => running);
    const wait = msToNumber(options.promiseCompletionTimeout ?? 0);
    const result = await within(inner, wait, () => ({
      status: 'rejected' as const,
      reason: new PromiseCompletionTimeoutError(
        `Promise did not resolve within ${wait}ms after Worker completed shutdown`,
      ),
    }));
    if (outer.status === 'fulfilled') {
      if (result.status === 'fulfilled') return result.value;
      throw result.reason;
    }
    if (result.status === 'fulfilled') throw outer.reason;
    throw new CombinedWorkerRunError('Worker terminated with fatal error in `runUntil`', {
      cause: { workerError: outer.reason, innerError: result.reason },
    });
  }

  #stopRunning(): void {
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  }
}

/** Not refused, because a start goes to its client's namespace, whatever the route says. */
function warnOfNamespace(polled: string, routed: string): void {
  if (polled === routed) return;
  Runtime.instance().logger.warn(
    `Workers poll namespace '${polled}', and the routing settings name '${routed}': one of them is wrong`,
  );
}

type RunUntilOptions = NonNullable<Parameters<Worker['runUntil']>[1]>;

/** From the start of a Worker's life to its end; `FAILED` is an end too. */
const inOrder: readonly State[] = ['INITIALIZED', 'RUNNING', 'STOPPING', 'DRAINING', 'DRAINED', 'STOPPED'];

/** The options with workflow code as a bundle, made as `Worker.create` would make it, plugins included. */
async function bundleOnce(options: WorkerOptions): Promise<WorkerOptions> {
  const plugins: WorkerPlugin[] = [...(options.plugins ?? []), ...(options.connection?.plugins ?? [])];
  let configured: WorkerOptions = { ...options, plugins };
  for (const plugin of plugins) configured = (await plugin.configureWorker?.(configured)) ?? configured;
  if (configured.workflowBundle !== undefined || configured.workflowsPath === undefined) return options;
  const { workflowsPath, bundlerOptions, interceptors, dataConverter } = configured;
  const bundling: { [Option in keyof BundleOptions]: BundleOptions[Option] | undefined } = {
    workflowsPath,
    ...bundlerOptions,
    workflowInterceptorModules: interceptors?.workflowModules,
    payloadConverterPath: dataConverter?.payloadConverterPath,
    failureConverterPath: dataConverter?.failureConverterPath,
    plugins: configured.plugins,
    logger: Runtime.instance().logger,
  };
  const workflowBundle = await bundleWorkflowCode(bundling as BundleOptions);
  // What went into the bundle is taken out of the options: the SDK would warn, in every Worker, that it ignores it.
  const { workflowsPath: _path, bundlerOptions: _bundler, interceptors: given, ...rest } = options;
  const { workflowModules: _modules, ...others } = given ?? {};
  return { ...rest, ...(given ? { interceptors: others } : {}), workflowBundle };
}

/** All the Workers, or none: those that were made are ended when one cannot be. */
async function createAll(Kind: typeof Worker, options: readonly WorkerOptions[]): Promise<readonly Worker[]> {
  const results = await Promise.allSettled(options.map((each) => Kind.create(each)));
  const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return made;
  await Promise.allSettled(made.map(discard));
  throw failed.reason;
}

/** A Worker that was never run cannot be shut down and would hold its threads and the connection. */
async function discard(worker: Worker): Promise<void> {
  const stopped = worker.run();
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await stopped;
}

async function settle<R>(work: () => Promise<R>): Promise<PromiseSettledResult<R>> {
  const [result] = await Promise.allSettled([work()]);
  return result;
}

declare function setTimeout(callback: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;

async function within<R>(work: Promise<R>, ms: number, late: () => R): Promise<R> {
  let timer: unknown;
  const timeout = new Promise<R>((resolve) => {
    timer = setTimeout(() => resolve(late()), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
