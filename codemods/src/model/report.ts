import type { Evidence } from './decision.js';
import type { Advice } from './edit.js';
import type { How, Place } from './place.js';
import type { ReasonCode } from './reason.js';
import type { Api, CallerFact } from './site.js';

/** A queue as a report shows it. */
export interface QueueRow {
  readonly text: string;
  readonly value: string | null;
  readonly legacy: boolean;
  readonly absent: boolean;
}

/** How a fact was established, and where it can be read. */
export interface ProofRow {
  readonly how: How;
  readonly because: string;
  readonly where: readonly Place[];
}

/** One start site with its verdict. Field names are the JSON contract (version 1). */
export interface SiteRow {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly api: Api;
  readonly enclosing: string;
  readonly test: boolean;
  readonly wrapper: boolean;
  /** What `wrappers` in a config calls the function, `path#name`; null where its callers decide nothing. */
  readonly wrapperName: string | null;
  readonly callers: readonly CallerFact[];
  readonly workflow: string | null;
  readonly queue: QueueRow;
  readonly proof: { readonly receiver: ProofRow; readonly queue: ProofRow; readonly workflow: ProofRow };
  readonly evidence: readonly Evidence[];
  readonly kind: string | null;
  readonly decision: 'route' | 'routed' | 'keep' | 'ask';
  readonly reason: ReasonCode | null;
  /** What makes this instance of the reason particular: a compiler message, a person's words. */
  readonly detail: string | null;
  readonly tenantId: string | null;
  readonly candidates: readonly string[];
  /** For `isolation-lost`: the legacy queues that `mergedQueues` would name, all of its kind. */
  readonly mergedQueues: readonly string[];
  /** How a route is written; `follow` takes none: the queue is removed, so that it runs where its workflow runs. */
  readonly form: 'inline' | 'statement' | 'follow' | null;
  /** The call's hash, to be stored with an answer. */
  readonly callHash: string;
  /** The call as written, for the reader of a question. */
  readonly callText: string;
  /** The tests that name the legacy queue and start this, or import this file: with the routing mode off they pass unedited. */
  readonly tests: readonly TestRow[];
  /** What its reader should know of a start that is, or will be, routed; nothing fails by it. */
  readonly notes: readonly NoteRow[];
}

/** Something about one start, with the place that shows it. */
export interface NoteRow {
  readonly code: 'swallowed-error' | 'handler-too-late';
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A line of a test that a start breaks when it leaves the legacy queue. */
export interface TestRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** A place that names a legacy queue and is no start, activity or worker. */
export interface MentionRow {
  readonly file: string;
  readonly line: number;
  /** The line as written, without the space around it; shortened. */
  readonly text: string;
  /** In code, in a test, or in a file that is no source: a chart, a dashboard, a service in another language. */
  readonly where: 'code' | 'test' | 'other';
}

export interface ActivityRow {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly api: string;
  readonly test: boolean;
  readonly queue: QueueRow;
  readonly pinnedToLegacy: boolean;
}

export interface WorkerRow {
  readonly file: string;
  readonly line: number;
  readonly how: 'static' | 'declared';
  /** What is called there: `Worker.create`, `createRoutedWorkers`, a Nest module's method, a factory; null for a declared one. */
  readonly api: string | null;
  /**
   * `worker` makes one, `list` one for each queue of a list; `factory` stands in a function whose callers choose the queue,
   * `factory-call` is such a caller.
   */
  readonly form: 'worker' | 'list' | 'factory' | 'factory-call' | 'declared';
  /** The function that makes the worker, for `factory` and `factory-call`. */
  readonly factory: string | null;
  readonly test: boolean;
  /** Polls the routed queues (createRoutedWorkers, or declared so). */
  readonly routed: boolean;
  readonly queues: readonly string[];
  readonly legacy: boolean;
}

/** What one process with a set of routed workers holds, by the number of shards: a deployment has it times its replicas. */
export interface WorkerBudget {
  readonly file: string;
  readonly line: number;
  /** The kinds it polls, beside the legacy queue. */
  readonly kinds: readonly string[];
  /** The options that are not written, and so the SDK's defaults. */
  readonly defaults: readonly string[];
  readonly rows: readonly BudgetRow[];
}

/** Null where the options do not say a number. */
export interface BudgetRow {
  readonly shards: number;
  /** Each has a worker of its own; the legacy queue is one of them. */
  readonly queues: number;
  readonly workflowPollers: number | null;
  readonly activityPollers: number | null;
  readonly workflowSlots: number | null;
  readonly activitySlots: number | null;
}

export interface ChangeRow {
  readonly file: string;
  readonly group: string;
  readonly beforeSha256: string | null;
  readonly afterSha256: string;
  readonly patch: string;
}

/** A reason `check` fails beside the sites. */
export interface Finding {
  readonly code:
    | 'pinned-activity'
    | 'queue-without-worker'
    | 'queue-name-compared'
    | 'tenant-activity'
    | 'wrong-route'
    | 'handwritten-queue';
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly next: string;
}

export interface Ledger {
  readonly found: number;
  readonly route: number;
  readonly routed: number;
  readonly keep: number;
  readonly ask: number;
  readonly unread: number;
}

export interface VerificationRow {
  /** `compiled` diagnostics were compared; `partly` some programs could not be checked; `not verified` none could. */
  readonly state: 'compiled' | 'partly' | 'not verified' | 'nothing to verify';
  readonly notes: readonly string[];
  /** Groups backed out, with the compiler's message. */
  readonly backedOut: readonly { readonly group: string; readonly message: string }[];
}

/** The whole result of a run; every format is rendered from it. */
export interface Report {
  readonly version: 1;
  readonly tool: string;
  readonly root: '.';
  readonly config: {
    readonly file: string | null;
    readonly hash: string;
    readonly legacyQueues: readonly string[];
    readonly kinds: Readonly<
      Record<string, { readonly scope: 'tenant' | 'system'; readonly workflows: readonly string[] }>
    >;
    readonly tenantNames: readonly string[];
    readonly routing: string;
  };
  readonly files: { readonly listed: number; readonly candidates: number; readonly parsed: number };
  readonly sites: readonly SiteRow[];
  readonly activities: readonly ActivityRow[];
  readonly workers: readonly WorkerRow[];
  readonly queuesLeftAlone: Readonly<Record<string, number>>;
  /** Other places that name a legacy queue: readers of the name, outside the ledger. */
  readonly mentions: readonly MentionRow[];
  readonly findings: readonly Finding[];
  readonly advice: readonly Advice[];
  /** What the workers that this plan rewrites will hold. */
  readonly budgets: readonly WorkerBudget[];
  readonly changes: readonly ChangeRow[];
  readonly verification: VerificationRow;
  readonly warnings: readonly string[];
  readonly unread: readonly { readonly file: string; readonly reason: string; readonly fatal: boolean }[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly ledger: Ledger;
}

/** What `plan --out` saves and `apply` takes: the report, the bytes, and the hash of every file a decision read. */
export interface PlanFile {
  readonly version: 1;
  readonly tool: string;
  readonly configHash: string;
  readonly report: Report;
  readonly read: Readonly<Record<string, string>>;
  readonly write: readonly {
    readonly file: string;
    readonly group: string;
    readonly before: string | null;
    readonly after: string;
    readonly bom: boolean;
  }[];
}
