import { asBytes, legacyPattern, type ScanOptions, scanQuery, wordOf } from './candidates.js';
import { decide, decideFanOuts } from './decide.js';
import { type DeclaredInput, declaredFor } from './declared.js';
import { type ComponentWorkspace, openComponents } from './disk/components.js';
import type { SkippedFile } from './disk/files.js';
import { contentHash } from './disk/hash.js';
import { isOutput, mentionsSdk, suspectOf } from './disk/load.js';
import { ProgramLoader } from './disk/program.js';
import { type Scan, scan } from './disk/scan.js';
import { type DiskWorkspace, openWorkspace } from './disk/workspace.js';
import { type FindResult, find } from './find.js';
import type { Config, LegacyQueue } from './model/config.js';
import type { Decision, RouteDecision, TenantActivity } from './model/decision.js';
import { UsageError } from './model/errors.js';
import { literally, onOneLine } from './model/pattern.js';
import type { Report } from './model/report.js';
import type { QueueArm } from './model/site.js';
import { isComponent } from './model/source.js';
import { namesBySyntax } from './names/by-syntax.js';
import type { Names } from './names/names.js';
import type { RecipeContext } from './recipes/recipe.js';
import { unmatched } from './report.js';
import { judgeQueue, matchesEntry, queueNames } from './rules/legacy-queue.js';
import type { Found, FoundSite } from './shapes/shape.js';
import { unpinnedActivities } from './unpin.js';

/** What every command needs: where, by which config, and how far. */
export interface RunOptions extends ScanOptions {
  /** The files, where somebody looks for them already: beside the loading of the compiler, which takes as long. */
  readonly scanned?: (() => Promise<Scan>) | undefined;
  /** `queues` stops before the tenants, which take types: enough to tell whether a start is unrouted. */
  readonly depth?: 'queues' | 'all' | undefined;
  /** False keeps edits that would not compile: for tests, where a back-out must not hide a bad rewrite. */
  readonly rollback?: boolean | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** What a run learnt before it decided anything about edits. */
export interface Survey {
  readonly workspace: DiskWorkspace;
  readonly loader: ProgramLoader;
  readonly found: FindResult;
  /** What names mean by syntax, for questions after the run. */
  readonly names: Names;
  /** Every candidate, and the workspace that can read the components among them, too. */
  readonly candidates: readonly string[];
  readonly script: ComponentWorkspace;
  /** The files that are no source. */
  readonly others: readonly string[];
  readonly decisions: readonly Decision[];
  readonly tenantActivities: readonly TenantActivity[];
  readonly files: Report['files'];
  readonly warnings: readonly string[];
  readonly skipped: Report['skipped'];
  readonly unread: Report['unread'];
}

/** list → prefilter → find → decide. */
export async function survey(options: RunOptions): Promise<Survey> {
  const { root, config, paths, since, staged, depth = 'all' } = options;
  const say = options.onProgress ?? (() => undefined);
  say('listing files and looking for candidates');
  const { listing, filtered } = await (options.scanned?.() ?? scan(scanQuery(options)));
  const loader = new ProgramLoader(root);
  const [components, candidates] = parted(filtered.files);
  const [scripts, code] = parted(listing.files);
  const workspace = openWorkspace({
    root,
    files: code,
    components: scripts,
    candidates,
    manifests: listing.manifests,
    loader,
  });
  say(`reading ${filtered.files.length} candidates of ${listing.files.length} files`);
  const script = openComponents(workspace);
  const names = namesBySyntax(workspace.open);
  const question = {
    config,
    hash: contentHash,
    names,
    depth,
    needsTypes: (one: Found): boolean => needsTypes(one, options),
  };
  const found = withComponents(
    find({ ...question, workspace: script, candidates }),
    find({ ...question, workspace: script, candidates: components }),
  );
  const whole = (paths ?? []).length === 0 && since === undefined && staged !== true;
  const hidden = hiddenIn(root, listing.suspects, legacyPattern(config));
  const unread = [
    ...filtered.unread,
    ...hidden.map(({ row }) => row),
    ...found.failed.map((failure) => ({ ...failure, fatal: true })),
    ...[...workspace.unread.values()].map((one) => ({ file: one.file, reason: one.reason, fatal: false })),
    ...unparsed(candidates, workspace, legacyPattern(config)),
    ...unparsed(components, script, legacyPattern(config)),
  ];
  // Where a start may hide, nobody can say that an entry matches nothing.
  if (whole && !unread.some(({ fatal }) => fatal)) {
    refuseUnmatched(config, workspace, filtered.files, found);
    refuseUnknownWrappers(config, found);
  }
  const decisions = decide(found.sites, config, found.boundTo, {
    tenants: depth === 'all',
    activities: found.activities,
    ownQueues: found.ownQueues,
    followers: found.followers,
    workers: found.workers,
    variables: variablesOf(found, config, { workspace, candidates: filtered.files }),
    unfit: found.unfit,
  });
  const unseen = new Set(unread.map(({ file }) => file));
  return {
    workspace,
    loader,
    found,
    names,
    candidates: filtered.files,
    script,
    others: listing.others,
    decisions,
    tenantActivities: decideFanOuts(found.fanOuts, config),
    files: {
      listed: listing.files.length,
      candidates: filtered.files.length,
      parsed: filtered.files.filter((file) => !unseen.has(file)).length,
    },
    warnings: [
      ...listing.warnings,
      ...workspace.warnings,
      ...looseNulls(decisions, workspace),
      ...unknownSdk(decisions),
      ...oldTypeScript(decisions, loader),
      ...missingWorkers(config, workspace),
    ],
    skipped: merged(without(listing.skipped, hidden), filtered.skipped),
    unread,
  };
}

/** Whether types could say more that matters: a declaration on the way to a queue was not followed, or a tenant is to be named. */
export function needsTypes(found: Found, { config, depth = 'all' }: RunOptions): boolean {
  if (found.what === 'mention' || found.what === 'fan-out' || found.what === 'own-queue') return false;
  if (found.what === 'activity') return isOpen(found.activity.queue.arms);
  if (found.what === 'worker') return isOpen(found.worker.queue.arms);
  const { site } = found;
  if (site.test && config.tests === 'keep') return false;
  if (isOpen(site.queue.arms) || (site.workflow.name === null && site.wrapper === null)) return true;
  // Before anybody has named a legacy queue, any may be one.
  const mayRoute =
    config.legacyQueues.length === 0 ||
    isLegacy(site.queue, config) ||
    isGivenToConstructor(site.queue.arms) ||
    mayLeave(site, config);
  return depth === 'all' && site.routed === null && site.ignore === null && mayRoute;
}

/** A child, or an endless workflow, that names no queue and may get one of its own. */
const mayLeave = (
  { api, inWorkflowCode, queue, workflow }: FoundSite,
  { workflowRouting, workflows }: Config,
): boolean =>
  workflowRouting !== null &&
  inWorkflowCode &&
  queue.absent &&
  (api.startsWith('child.') || workflows[workflow.name ?? '']?.continueAsNew === 'move');

const isOpen = (arms: readonly QueueArm[]): boolean =>
  arms.some((arm) => arm.open === true || isOpen(arm.derivedFrom ?? []));

/** Whether a queue was given to a constructor: nobody has looked yet which one that is. */
const isGivenToConstructor = (arms: readonly QueueArm[]): boolean =>
  arms.some(({ hops }) => hops.some((hop) => hop.kind === 'parameter' && hop.of !== undefined));

/** The variables that the settings of legacy queues are read from; asked where a start reads one. */
function variablesOf({ sites }: FindResult, { legacyQueues }: Config, input: DeclaredInput): ReadonlySet<string> {
  const isAsked = sites.some(({ queue }) => queue.arms.some(({ hops }) => hops.some(({ kind }) => kind === 'env')));
  return new Set(isAsked ? declaredFor(queueNames([], legacyQueues), input).variables : []);
}

/** Components apart from the files a compiler reads. */
const parted = (files: readonly string[]): readonly [components: readonly string[], code: readonly string[]] => [
  files.filter(isComponent),
  files.filter((file) => !isComponent(file)),
];

/** The starts of components stand beside the others; workers and activities have no place in a component. */
const withComponents = (code: FindResult, script: FindResult): FindResult => ({
  ...code,
  sites: [...code.sites, ...script.sites],
  mentions: [...code.mentions, ...script.mentions],
  failed: [...code.failed, ...script.failed],
});

/** Where null checks are off (or the file is JavaScript), "a string" may still be undefined: said aloud, once. */
function looseNulls(decisions: readonly Decision[], workspace: DiskWorkspace): readonly string[] {
  const files = [
    ...new Set(decisions.flatMap((one) => (one.decision === 'route' && one.tenant !== null ? [one.site.at.file] : []))),
  ];
  const loose = files.filter((file) => {
    const { strictNullChecks, strict = false } = workspace.optionsOf(file);
    return !(strictNullChecks ?? strict);
  });
  if (loose.length === 0) return [];
  return [
    `Compiled without strictNullChecks, so that a tenant id may be undefined although its type says string: ${named(loose)}`,
  ];
}

/** Routed as if the SDK could carry every field: said aloud, once. */
function unknownSdk(decisions: readonly Decision[]): readonly string[] {
  const unknown = decisions.filter(({ decision, site }) => decision === 'route' && site.sdkVersion === null);
  const files = [...new Set(unknown.map(({ site }) => site.at.file))];
  if (files.length === 0) return [];
  return [
    `The version of the Temporal SDK could not be read (no node_modules, lock file or range that tells it), so that nobody checked that it carries the fairness fields (1.13.0): ${named(files)}`,
  ];
}

/** The types of the routing package cannot be read before 5.0, and nobody notices until it is installed: said aloud, once. */
function oldTypeScript(decisions: readonly Decision[], { typescriptMajor }: ProgramLoader): readonly string[] {
  const isNeeded = decisions.some(({ decision, site }) => decision === 'route' && /\.[cm]?tsx?$/.test(site.at.file));
  if (!isNeeded || typescriptMajor >= 5) return [];
  return [
    `TypeScript ${typescriptMajor} cannot read the types of temporal-queue-routing, which take 5.0 or later: upgrade it first`,
  ];
}

/** The first few of a list of files. */
const named = (files: readonly string[]): string =>
  files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '');

/** A declared worker is believed, so at least its file must be there. */
function missingWorkers({ workers }: Config, workspace: DiskWorkspace): readonly string[] {
  return workers.flatMap(({ file }) => {
    const path = file.replace(/^\.\//, '');
    const isThere = workspace.files.includes(path) || workspace.read(path) !== null || workspace.unread.has(path);
    return isThere ? [] : [`workers: ${file} is not in this repository, so nobody may be polling the queues it names`];
  });
}

interface Hidden {
  readonly reason: string;
  readonly row: Report['unread'][number];
}

/** Skipped files that name the SDK or a legacy queue are no longer only a count: a start in them would stay unseen. */
function hiddenIn(root: string, suspects: readonly SkippedFile[], legacy: RegExp): readonly Hidden[] {
  return suspects.flatMap(({ file, reason, folder }): readonly Hidden[] => {
    if (folder) return [{ reason, row: { file, reason: 'symlink to a folder that is not listed', fatal: false } }];
    const suspect = suspectOf(root, file, legacy);
    return suspect === null
      ? []
      : [{ reason, row: { file, reason, fatal: suspect === 'legacy' && !isOutput(reason) } }];
  });
}

/** The counts without the files that became rows: each file is counted once. */
function without(
  counts: Readonly<Record<string, number>>,
  hidden: readonly Hidden[],
): Readonly<Record<string, number>> {
  const left = Object.entries(counts).map(
    ([reason, count]) => [reason, count - hidden.filter((one) => one.reason === reason).length] as const,
  );
  return Object.fromEntries(left.filter(([, count]) => count > 0));
}

/** Candidates with a syntax error: what the parser makes of the rest of such a file is a guess, and no start is read from it. */
function unparsed(
  candidates: readonly string[],
  workspace: Pick<DiskWorkspace, 'parseError' | 'read'>,
  legacy: RegExp,
): Report['unread'] {
  return candidates.flatMap((file) => {
    const reason = workspace.parseError(file);
    if (reason === null) return [];
    const text = workspace.read(file)?.text ?? '';
    return [{ file, reason, fatal: mentionsSdk(text) || legacy.test(asBytes(text)) }];
  });
}

function merged(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum = new Map(Object.entries(a));
  for (const [reason, count] of Object.entries(b)) sum.set(reason, (sum.get(reason) ?? 0) + count);
  return Object.fromEntries([...sum].sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** An entry that names nothing is a typo, and a typo here means missed starts. */
function refuseUnmatched(
  config: Config,
  workspace: DiskWorkspace,
  candidates: readonly string[],
  found: FindResult,
): void {
  const texts = candidates.map((file) => ({ file, text: workspace.read(file)?.text ?? '' }));
  const isNamed = (entry: LegacyQueue): boolean => {
    if (entry.kind === 'pattern') {
      const parts = new RegExp(onOneLine(entry.value));
      return isUsed(entry, found) || texts.some(({ text }) => parts.test(text));
    }
    if (entry.kind === 'literal' || entry.kind === 'lookup')
      return texts.some(({ text }) => text.includes(wordOf(entry)));
    const word = new RegExp(`\\b${literally(entry.name)}\\b`);
    return texts.some(({ file, text }) => (entry.kind === 'member' || entry.file === file) && word.test(text));
  };
  const missing = unmatched(config, isNamed);
  if (missing.length > 0) {
    throw new UsageError(
      `legacyQueues: nothing in this repository is called ${missing.map((entry) => entry.text).join(', ')}.\n` +
        'A queue that matches nothing would let every start on it pass unseen.\n' +
        `${seen(found)}Mend the entry, or list it under "retired" when the queue is gone.`,
    );
  }
  const legacy = found.sites.some(
    (site) => site.routed !== null || !['dedicated', 'absent', 'unknown'].includes(judgeQueue(site.queue, config).is),
  );
  // What follows another execution names no queue, and a wrapper's is its callers': neither says anything about the entries.
  const real = found.sites.filter((site) => !site.test && !site.queue.absent && site.wrapper === null);
  if (real.length > 0 && !legacy && config.legacyQueues.some((entry) => !config.retired.includes(entry.text))) {
    throw new UsageError(
      `${real.length} starts were found, but none on a legacy queue (${config.legacyQueues.map((entry) => entry.text).join(', ')}).\n` +
        `${seen(found)}Name the shared queue under "legacyQueues" in the config.`,
    );
  }
}

/** Whether a start, a worker or an activity was traced to a name that looks like a pattern. */
const isUsed = (entry: LegacyQueue, { sites, workers, activities }: FindResult): boolean =>
  [...sites, ...workers, ...activities].some(({ queue }) => queue.arms.some((arm) => matchesEntry(arm, entry)));

/** A wrapper that is not there is a typo, and a typo here leaves its callers unseen. */
function refuseUnknownWrappers({ wrappers }: Config, { sites }: FindResult): void {
  const known = [
    ...new Map(sites.flatMap(({ wrapper }) => (wrapper === null ? [] : [[wrapper.names[0], wrapper.names]]))).values(),
  ];
  const missing = wrappers.filter(({ file, name }) => !known.some((names) => names.includes(`${file}#${name}`)));
  if (missing.length === 0) return;
  const near = (names: readonly string[]): number =>
    Math.max(...missing.map((one) => Math.max(...names.map((name) => likeness(name, one)))));
  const shown = [...known]
    .sort((a, b) => near(b) - near(a))
    .slice(0, 10)
    .map((names) => names.join(' or '));
  const seen = shown.length === 0 ? 'No wrapper was seen.' : `Wrappers seen: ${shown.join(', ')}.`;
  throw new UsageError(
    `wrappers: no function that starts a workflow with what its callers pass is called ${missing.map(({ text }) => text).join(', ')}.\n` +
      `Its callers would pass unseen.\n${seen} Mend the entry, or remove it.`,
  );
}

/** How near a wrapper's name is to an entry that names none: the same member first, then the same file. */
function likeness(known: string, { file, name }: Config['wrappers'][number]): number {
  const last = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  return (last(known.slice(known.indexOf('#') + 1)) === last(name) ? 2 : 0) + (known.startsWith(`${file}#`) ? 1 : 0);
}

function seen(found: FindResult): string {
  const counts = new Map<string, number>();
  for (const { queue } of found.sites) if (!queue.absent) counts.set(queue.text, (counts.get(queue.text) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 10);
  return rows.length === 0
    ? ''
    : `Queues seen at starts: ${rows.map(([text, count]) => `${text} (${count})`).join(', ')}.\n`;
}

/** What the recipes may look at, for one set of decisions. */
export function recipeContext(
  workspace: DiskWorkspace,
  config: Config,
  decisions: readonly Decision[],
  found: FindResult,
): RecipeContext {
  const concerned = found.workers.filter(
    (worker) => !worker.test && (worker.how === 'routed' || isLegacy(worker.queue, config)),
  );
  const isApart = (one: Decision): one is RouteDecision => one.decision === 'route' && one.site.inWorkflowCode;
  return {
    config,
    decisions: decisions.filter((one) => !isApart(one)),
    inWorkflows: decisions.filter(isApart),
    workers: concerned,
    activities: unpinnedActivities(found.activities, {
      decisions,
      config,
      isChild: (name) => isChild(name, workspace),
    }),
    files: workspace.files,
    read: workspace.read,
    syntax: workspace.syntax,
    typed: workspace.typed,
    optionsOf: workspace.optionsOf,
    packageOf: workspace.packageOf,
    relative: workspace.relative,
  };
}

/** Whether a workflow may be started as a child anywhere, by its name near the call: a false yes only leaves a finding. */
function isChild(workflow: string, workspace: DiskWorkspace): boolean {
  const near = new RegExp(`\\b(startChild|executeChild)\\b[^;]{0,200}?\\b${literally(workflow)}\\b`);
  return workspace.candidates.some((file) => {
    const text = workspace.read(file)?.text;
    return text?.includes(workflow) === true && near.test(text);
  });
}

/** Whether a queue is, or can be, one being retired. */
export const isLegacy = (queue: Parameters<typeof judgeQueue>[0], config: Config): boolean => {
  const { is } = judgeQueue(queue, config);
  return is === 'legacy' || is === 'mixed';
};
