import type { Config, LegacyQueue } from './model/config.js';
import type { Decision, TenantActivity } from './model/decision.js';
import type { Advice, FileChange } from './model/edit.js';
import { SWALLOWED } from './model/note.js';
import type { Proof } from './model/place.js';
import type { ReasonCode } from './model/reason.js';
import type {
  ActivityRow,
  ChangeRow,
  Finding,
  Ledger,
  MentionRow,
  NoteRow,
  ProofRow,
  QueueRow,
  Report,
  SiteRow,
  TestRow,
  VerificationRow,
  WorkerRow,
} from './model/report.js';
import type { ActivityUse, QueueArm, QueueFact, WorkerUse } from './model/site.js';

/** Everything the phases learnt, to be laid out as rows. */
export interface ReportInput {
  readonly tool: string;
  readonly config: Config;
  readonly decisions: readonly Decision[];
  readonly activities: readonly ActivityUse[];
  readonly workers: readonly WorkerUse[];
  readonly tenantActivities: readonly TenantActivity[];
  readonly mentions: readonly MentionRow[];
  /** By site id, the tests that the start breaks when it moves. */
  readonly tests: ReadonlyMap<string, readonly TestRow[]>;
  readonly changes: readonly ChangeRow[];
  readonly advice: readonly Advice[];
  readonly budgets: Report['budgets'];
  readonly verification: VerificationRow;
  readonly formOf: (decision: Extract<Decision, { decision: 'route' }>) => Exclude<SiteRow['form'], null>;
  readonly isLegacy: (queue: QueueFact) => boolean;
  /** Whether a route may be an error: the routing module does not use the legacy queue instead. */
  readonly refuses: boolean;
  /** The pinned activities this run's changes set free. */
  readonly unpinned: readonly ActivityUse[];
  readonly files: Report['files'];
  readonly warnings: readonly string[];
  readonly unread: Report['unread'];
  readonly skipped: Report['skipped'];
}

/** Lays the run out as the JSON report: rows and counts, no words of its own, and a ledger that closes. */
export function makeReport(input: ReportInput): Report {
  const { config, decisions } = input;
  const sites = decisions.map((decision) => siteRow(decision, input)).sort(byPlace);
  const activities = input.activities.map((activity) => activityRow(activity, input)).sort(byPlace);
  const workers = workerRows(input);
  return {
    version: 1,
    tool: input.tool,
    root: '.',
    config: {
      file: config.file,
      hash: config.hash,
      legacyQueues: config.legacyQueues.map((entry) => entry.text),
      kinds: Object.fromEntries(
        config.kinds.map((kind) => [kind.name, { scope: kind.scope, workflows: kind.workflows }]),
      ),
      tenantNames: config.tenantNames,
      routing: config.routing.form === 'import' ? config.routing.import : config.routing.module,
    },
    files: input.files,
    sites,
    activities,
    workers,
    queuesLeftAlone: leftAlone(decisions),
    mentions: MENTIONED.flatMap((where) => input.mentions.filter((one) => one.where === where)),
    findings: findingsOf({ sites, activities, workers, input }),
    advice: input.advice,
    budgets: input.budgets,
    changes: input.changes,
    verification: input.verification,
    warnings: input.warnings,
    unread: input.unread,
    skipped: input.skipped,
    ledger: ledgerOf(sites, input.unread.length),
  };
}

const MENTIONED: readonly MentionRow['where'][] = ['code', 'other', 'test'];

const byPlace = (
  a: { file: string; line: number; column: number },
  b: { file: string; line: number; column: number },
): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column);

function siteRow(decision: Decision, input: ReportInput): SiteRow {
  const { site } = decision;
  const reasoned = decision.decision === 'keep' || decision.decision === 'ask';
  const kind = decision.kind === null ? null : typeof decision.kind === 'string' ? decision.kind : decision.kind.name;
  return {
    id: site.id,
    file: site.at.file,
    line: site.at.line,
    column: site.at.column,
    api: site.api,
    enclosing: site.enclosing,
    test: site.test,
    wrapper: site.wrapper !== null,
    wrapperName: site.wrapper?.names[0] ?? null,
    callers: site.callers,
    workflow: site.workflow.name,
    queue: queueRow(site.queue, decision.legacy),
    proof: {
      receiver: proofRow(site.receiver),
      queue: proofRow(site.queue.proof),
      workflow: proofRow(site.workflow.proof),
    },
    evidence: decision.evidence,
    kind,
    decision: decision.decision,
    reason: reasoned ? decision.reason : null,
    detail: reasoned ? decision.detail : decision.decision === 'routed' ? decision.wrong : null,
    tenantId: decision.decision === 'route' ? (decision.tenant?.expression ?? null) : (site.routed?.tenantId ?? null),
    candidates: decision.candidates,
    mergedQueues: decision.decision === 'ask' ? (decision.queues ?? []) : [],
    form: decision.decision === 'route' ? input.formOf(decision) : null,
    callHash: site.callHash,
    callText: site.callText,
    tests: input.tests.get(site.id) ?? [],
    notes: notesOf(decision, input),
  };
}

/** What becomes of a RoutingError at a start, where that is not plain to see. */
function notesOf({ decision, site: { swallowed } }: Decision, { refuses }: ReportInput): readonly NoteRow[] {
  if (!refuses || swallowed === null || (decision !== 'route' && decision !== 'routed')) return [];
  const { how, at } = swallowed;
  return [{ ...SWALLOWED[how], file: at.file, line: at.line }];
}

const proofRow = ({ how, because, at }: Proof): ProofRow => ({ how, because, where: at });

/** The value is given only when every arm of the expression agrees on it. */
function queueRow(queue: QueueFact, legacy: boolean): QueueRow {
  const values = [...new Set(queue.arms.map((arm) => arm.value))];
  return { text: queue.text, value: values.length === 1 ? (values[0] ?? null) : null, legacy, absent: queue.absent };
}

function activityRow(activity: ActivityUse, input: ReportInput): ActivityRow {
  const legacy = input.isLegacy(activity.queue);
  return {
    file: activity.at.file,
    line: activity.at.line,
    column: activity.at.column,
    api: activity.api,
    test: activity.test,
    queue: queueRow(activity.queue, legacy),
    pinnedToLegacy: legacy,
  };
}

function workerRows(input: ReportInput): readonly WorkerRow[] {
  const found = input.workers.map(
    (worker): WorkerRow => ({
      file: worker.at.file,
      line: worker.at.line,
      how: 'static',
      api: worker.api,
      form: worker.form,
      factory: worker.factory?.name ?? null,
      test: worker.test,
      routed: worker.how === 'routed',
      queues: queuesOf(worker, input),
      legacy: input.isLegacy(worker.queue),
    }),
  );
  const declared = input.config.workers.map(
    (worker): WorkerRow => ({
      file: worker.file,
      line: 1,
      how: 'declared',
      api: null,
      form: 'declared',
      factory: null,
      test: false,
      routed: input.config.kinds.some(({ name }) => polls(worker.queues, name)),
      queues: worker.queues,
      legacy: false,
    }),
  );
  return [...found, ...declared].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}

/** Whether one of these queues can be a routed queue of a kind: `saas.tenant.00`, `*.tenant.*`, `*`. */
const polls = (queues: readonly string[], kind: string): boolean =>
  queues.some((queue) => queue === '*' || queue.split(/[.*]/).includes(kind));

/** Of a factory only what it says itself: a default, or a legacy queue's setting. The rest is its callers' to say. */
function queuesOf({ form, queue, queues }: WorkerUse, { isLegacy }: ReportInput): readonly string[] {
  if (form !== 'factory') return [...new Set(queues.flatMap(queueNames))];
  const values = queue.arms.flatMap(({ value }) => value ?? []);
  return values.length > 0 || !isLegacy(queue) ? [...new Set(values)] : [queue.text];
}

const queueNames = (queue: QueueFact): readonly string[] => {
  const values = queue.arms.flatMap((arm: QueueArm) => (arm.value === null ? [] : [arm.value]));
  return values.length > 0 ? [...new Set(values)] : queue.text === '' ? [] : [onOneLine(queue.text)];
};

/** An expression over several lines, short enough for a list. */
function onOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function leftAlone(decisions: readonly Decision[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const decision of decisions) {
    if (decision.decision !== 'keep' || decision.reason !== 'dedicated-queue') continue;
    const name = decision.detail ?? decision.site.queue.text;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ledgerOf(sites: readonly SiteRow[], unread: number): Ledger {
  const count = (decision: SiteRow['decision']): number => sites.filter((site) => site.decision === decision).length;
  return {
    found: sites.length,
    route: count('route'),
    routed: count('routed'),
    keep: count('keep'),
    ask: count('ask'),
    unread,
  };
}

/** Whether every site has exactly one verdict and no site is counted twice. */
export function ledgerCloses({ ledger, sites }: Report): boolean {
  const ids = new Set(sites.map((site) => site.id));
  return ledger.found === ledger.route + ledger.routed + ledger.keep + ledger.ask && ids.size === sites.length;
}

interface FindingInput {
  readonly sites: readonly SiteRow[];
  readonly activities: readonly ActivityRow[];
  readonly workers: readonly WorkerRow[];
  readonly input: ReportInput;
}

const findingsOf = ({ sites, activities, workers, input }: FindingInput): readonly Finding[] => [
  ...pinned(activities, input.unpinned),
  ...unpolled(sites, workers),
  ...compared(input),
  ...tenantActivities(input),
  ...wrong(sites),
  ...handwritten(input.decisions),
];

const pinned = (activities: readonly ActivityRow[], unpinned: readonly ActivityUse[]): readonly Finding[] =>
  activities
    .filter((activity) => activity.pinnedToLegacy && !activity.test)
    .map((activity) => ({
      code: 'pinned-activity',
      file: activity.file,
      line: activity.line,
      ...(activity.api.startsWith('activity.') ? wordsForStarted(activity) : wordsForPinned(activity, unpinned)),
    }));

type Words = Pick<Finding, 'message' | 'next'>;

const wordsForPinned = ({ file, line, column, queue }: ActivityRow, unpinned: readonly ActivityUse[]): Words => ({
  message: `activities are pinned to the legacy queue ${queue.text}; when its workers go they wait for ever`,
  next: unpinned.some(({ at }) => at.file === file && at.line === line && at.column === column)
    ? 'this plan removes the taskQueue property, so that the activities follow their workflow'
    : 'remove the taskQueue property, so that the activities follow their workflow',
});

const wordsForStarted = ({ queue }: ActivityRow): Words => ({
  message: `a stand-alone activity is started on the legacy queue ${queue.text}; when its workers go it waits for ever`,
  next: 'it has no workflow to follow: give it a route of its own, ...startOptions(routeForTenant({ tenantId })) or routeForSystemJob(), once the workers of that queue have the activity',
});

function unpolled(sites: readonly SiteRow[], workers: readonly WorkerRow[]): readonly Finding[] {
  const routed = sites.filter((site) => site.decision === 'routed' && !site.test);
  const isPolled = ({ kind }: SiteRow): boolean =>
    workers.some(
      (worker) =>
        worker.routed && !worker.test && (worker.how !== 'declared' || kind === null || polls(worker.queues, kind)),
    );
  const waiting = routed.filter((site) => !isPolled(site));
  const [first] = waiting;
  if (first === undefined) return [];
  const kinds = [...new Set(waiting.map(({ kind }) => kind))];
  const all = waiting.length === routed.length;
  const queues = all ? 'the routed queues' : `the routed queues of ${kinds.join(', ')}`;
  return [
    {
      code: 'queue-without-worker',
      file: first.file,
      line: first.line,
      message: `${waiting.length === 1 ? '1 start is' : `${waiting.length} starts are`} routed, but no worker here is known to poll ${queues}`,
      next: "use createRoutedWorkers from 'temporal-queue-routing/worker', or declare the workers in the config",
    },
  ];
}

/** One finding for each workflow, where its first such activity is called. */
function tenantActivities({ tenantActivities: rows }: ReportInput): readonly Finding[] {
  const groups = new Map<string, TenantActivity[]>();
  for (const row of rows) {
    const key = `${row.fanOut.at.file}#${row.workflow}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => group.slice(0, 1).map((first) => tenantActivityFinding(first, group)));
}

function tenantActivityFinding(first: TenantActivity, all: readonly TenantActivity[]): Finding {
  const { fanOut, workflow, kind, tenant, route } = first;
  const names = [...new Set(all.map((one) => one.fanOut.activity))].join(', ');
  return {
    code: 'tenant-activity',
    file: fanOut.at.file,
    line: fanOut.at.line,
    message: `${workflow} is ${kind} and runs the work of each tenant (${names}, passed ${tenant}) on its own queue, under no tenant's key`,
    next: `call it by a proxy with a queue and key of the tenant: proxyActivities({ …, ...startOptions(${route}) }), or start a child for each tenant; if it is light, say why in a comment: // temporal-queue-ignore: …`,
  };
}

const COMPARED = {
  decides:
    'goes by the name of the queue, and a routed queue has another: its worker may run no workflows or not be made at all, and they wait for ever',
  renames: 'makes another name of the queue, so that the worker of a routed queue may poll where nothing is started',
} as const;

/** Decisions by a queue's name around workers that are, or may be, on a legacy or a routed queue. */
function compared({ workers, isLegacy }: ReportInput): readonly Finding[] {
  const concerns = (use: WorkerUse): boolean =>
    use.how === 'routed' ||
    [use.queue, ...use.queues].some((queue) => isLegacy(queue) || queue.arms.some(({ value }) => value === null));
  const isMade = (by: WorkerUse, use: WorkerUse): boolean =>
    use.form === 'factory-call' && use.factory?.at.file === by.at.file && use.factory.at.line === by.at.line;
  const found = workers
    .filter(({ test }) => !test)
    .flatMap((worker) => {
      const calls = workers.filter((use) => isMade(worker, use));
      return (calls.length === 0 ? [worker] : calls).some(concerns) ? worker.comparisons : [];
    });
  const unique = new Map(found.map((one) => [`${one.at.file}:${one.at.line}:${one.at.column}`, one]));
  return [...unique.values()]
    .map(
      ({ effect, at, text }): Finding => ({
        code: 'queue-name-compared',
        file: at.file,
        line: at.line,
        message: `${text} ${COMPARED[effect]}`,
        next: 'decide by the kind of work (an option, a list of workers), not by the name of the queue; if it is harmless, say why in a comment: // temporal-queue-ignore: …',
      }),
    )
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}

const wrong = (sites: readonly SiteRow[]): readonly Finding[] =>
  sites
    .filter((site) => site.decision === 'routed' && site.detail !== null)
    .map(({ file, line, detail }) => ({
      code: 'wrong-route',
      file,
      line,
      message: detail ?? '',
      next: 'use the function and kind of the config',
    }));

const handwritten = (decisions: readonly Decision[]): readonly Finding[] =>
  decisions
    .filter(
      (decision) =>
        decision.decision === 'keep' &&
        decision.site.queue.arms.some((arm) => /^[^.]+(\.[^.]+)*\.[a-z][\w-]*\.\d{2,}$/.test(arm.value ?? '')),
    )
    .map(({ site }) => ({
      code: 'handwritten-queue',
      file: site.at.file,
      line: site.at.line,
      message: `the routed queue name ${site.queue.text} is written by hand`,
      next: 'use routeForTenant or routeForSystemJob',
    }));

/** What makes `check` exit 1: a start that is not routed yet, a question, or a finding. */
export const hasFindings = ({ ledger, findings }: Report): boolean => ledger.route + ledger.ask + findings.length > 0;

/** The reason counts of a run, most frequent first. */
export function reasonCounts(sites: readonly SiteRow[]): readonly (readonly [ReasonCode, number])[] {
  const counts = new Map<ReasonCode, number>();
  for (const site of sites) if (site.reason !== null) counts.set(site.reason, (counts.get(site.reason) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** The legacy entries no file names any more. */
export const unmatched = (config: Config, isNamed: (entry: LegacyQueue) => boolean): readonly LegacyQueue[] =>
  config.legacyQueues.filter((entry) => !config.retired.includes(entry.text) && !isNamed(entry));

/** What a plan writes for one change. */
export type Patcher = (change: FileChange, bom: boolean) => string;
