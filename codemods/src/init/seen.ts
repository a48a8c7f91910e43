import type { Evidence } from '../model/decision.js';

/** Where a start gets its queue from: settings that are imported or passed in, a settings service, or a name written down. */
export type QueueAccess = 'imported' | 'passed' | 'injected' | 'fixed';

/** A start outside of tests, as far as a config is concerned. */
export interface StartSeen {
  /** Null where it is chosen at run time. */
  readonly workflow: string | null;
  /** The same for people. */
  readonly called: string;
  /** The entries of `legacyQueues` that would name its queue; none where it names no queue. */
  readonly queues: readonly string[];
  readonly access: QueueAccess;
  /** What suggests a kind. */
  readonly hints: readonly Evidence[];
  /** A child that follows its parent, and that a tenant flows into. */
  readonly isTenantChild: boolean;
  /** What flows into the call, by its dotted names. */
  readonly names: readonly string[];
}

/** A worker outside of tests. */
export interface WorkerSeen {
  readonly file: string;
  readonly line: number;
  readonly api: string;
  /** The queue as written, for people. */
  readonly text: string;
  readonly queues: readonly string[];
  /** Its queue is what the callers of a function pass. */
  readonly isFactory: boolean;
  /** It polls every routed queue already. */
  readonly isRouted: boolean;
}

/** What `init` saw in a repository: nothing is chosen yet. */
export interface Seen {
  readonly starts: readonly StartSeen[];
  readonly workers: readonly WorkerSeen[];
  /** For a literal, the settings whose default it is. */
  readonly defaults: Readonly<Record<string, readonly string[]>>;
  /** Where a routing module would go, and whether it is there already. */
  readonly module: { readonly file: string; readonly exists: boolean };
}
