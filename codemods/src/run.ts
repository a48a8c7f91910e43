import { contentHash } from './disk/hash.js';
import { type OtherMentions, readOtherFiles } from './disk/other-files.js';
import { inMemoryCompiler } from './disk/typecheck.js';
import type { DiskWorkspace } from './disk/workspace.js';
import { type Edited, edit } from './edit.js';
import { findMentions, type Mentions } from './mentions.js';
import { type Config, routingModuleOf } from './model/config.js';
import type { Decision } from './model/decision.js';
import type { Advice, FileChange } from './model/edit.js';
import { InternalError } from './model/errors.js';
import type { ReasonCode } from './model/reason.js';
import type { ChangeRow, PlanFile, Report, TestRow, VerificationRow } from './model/report.js';
import { isCode } from './model/source.js';
import { makePatch } from './patch.js';
import { FILE_RECIPES, RECIPES } from './recipes/index.js';
import { brokenTests, MISSING_ARGUMENT } from './recipes/parts/broken-tests.js';
import { groupOf } from './recipes/parts/routed-start.js';
import { ROUTING_MODULE_GROUP } from './recipes/parts/settings.js';
import { SETTINGS_GROUP } from './recipes/parts/settings-home.js';
import type { RecipeContext } from './recipes/recipe.js';
import { formOf } from './recipes/route-starts.js';
import { ledgerCloses, makeReport } from './report.js';
import { isLegacy, type RunOptions, recipeContext, type Survey, survey } from './survey.js';
import { linkTests } from './test-links.js';
import { type Compiler, type Problem, verify } from './verify.js';
import { TOOL } from './version.js';

/** What the recipes left after the compiler had its say. */
export interface Prepared {
  readonly edited: Edited;
  readonly decisions: readonly Decision[];
  readonly context: RecipeContext;
  readonly verification: VerificationRow;
}

/** What an edit is prepared from. */
export type Decided = Pick<Survey, 'workspace' | 'loader' | 'found' | 'decisions'>;

/**
 * edit → verify, taking back what would not compile until the rest does. With `alone`, that file is the only one that may
 * change: starts that need another one changed first become questions.
 */
export function prepare(seen: Decided, options: RunOptions, alone: string | null = null): Prepared {
  const { config, rollback } = options;
  const say = options.onProgress ?? (() => undefined);
  const { workspace } = seen;
  const compiler = inMemoryCompiler({
    root: workspace.root,
    loader: seen.loader,
    read: (file) => workspace.read(file)?.text ?? null,
    importedBy: alone === null ? workspace.importedBy : undefined,
  });
  const recipes = alone === null ? RECIPES : FILE_RECIPES;
  const backedOut: { group: string; message: string }[] = [];
  const without = new Map<string, string>();
  let held: readonly Advice[] = [];
  let decisions = seen.decisions;
  for (;;) {
    const context = { ...recipeContext(workspace, config, decisions, seen.found), without };
    const edited = withAdvice(edit(recipes, context, new Set(without.keys())), held);
    const refused = [
      ...edited.refused.map(({ group, why, reason }) => ({ group, message: why, reason })),
      ...inBroken(edited, decisions, workspace),
      ...(alone === null ? [] : elsewhere(edited, alone)),
    ];
    // The recipes' programs are others than the compiler's, and as large.
    workspace.release();
    if (edited.changes.length > 0) say(`verifying ${edited.changes.length} changed files`);
    const judge = expecting(compiler, brokenTests(decisions, context));
    const worse = refused.length > 0 || rollback === false ? [] : verify(edited.changes, edited.edits, judge).worse;
    const found = [...refused, ...worse.map((one) => ({ ...one, reason: 'would-not-compile' as const }))];
    const bad = settingsFirst(
      found.filter((one) => !without.has(one.group)),
      config,
    );
    if (bad.length === 0) {
      return {
        edited,
        decisions,
        context,
        verification: verificationOf(edited, backedOut, compiler.notes(edited.changes)),
      };
    }
    for (const one of bad) {
      without.set(one.group, one.message);
      backedOut.push({ group: one.group, message: one.message });
      if (one.group === ROUTING_MODULE_GROUP) held = edited.advice.filter((advice) => advice.recipe === one.group);
    }
    decisions = decisions.map((decision) => backOut(decision, bad, config));
  }
}

/** Tests that make a class by hand lack its new argument: they stand under the start, and take nothing back. */
function expecting(compiler: Compiler, tests: ReadonlyMap<string, readonly TestRow[]>): Compiler {
  const files = new Set([...tests.values()].flatMap((rows) => rows.map(({ file }) => file)));
  const isExpected = ({ file, code }: Problem): boolean => code === MISSING_ARGUMENT && files.has(file);
  return { ...compiler, after: (changes) => compiler.after(changes).filter((problem) => !isExpected(problem)) };
}

/** Groups that would change another file than the one that may change, or what all starts share. */
function elsewhere({ edits, files }: Edited, alone: string): readonly BackedOut[] {
  const others = [...edits, ...files].filter(({ file, group }) => file !== alone || SHARED_GROUPS.has(group));
  const messages = new Map(others.map(({ file, group }) => [group, `${file} has to be written first`]));
  return [...messages].map(([group, message]) => ({ group, message, reason: 'other-files' }));
}

const SHARED_GROUPS: ReadonlySet<string> = new Set([SETTINGS_GROUP, ROUTING_MODULE_GROUP]);

/** Groups that would edit a file with a syntax error: where its text means what, nobody knows. */
function inBroken(
  { edits }: Edited,
  decisions: readonly Decision[],
  workspace: DiskWorkspace,
): readonly { readonly group: string; readonly message: string; readonly reason: 'would-not-compile' }[] {
  const written = decisions.flatMap((one) =>
    one.decision === 'route' ? [{ file: one.site.options.file, group: groupOf(one) }] : [],
  );
  const messages = new Map<string, string>();
  for (const { file, group } of [...edits, ...written]) {
    const error = isCode(file) ? workspace.parseError(file) : null;
    if (error !== null) messages.set(group, `${file}: ${error}`);
  }
  return [...messages].map(([group, message]) => ({ group, message, reason: 'would-not-compile' }));
}

interface BackedOut {
  readonly group: string;
  readonly message: string;
  readonly reason: ReasonCode;
}

/** The bound module can do without the settings, so they go first and alone; what stands then is judged anew. */
function settingsFirst(bad: readonly BackedOut[], { routing }: Config): readonly BackedOut[] {
  const settings = bad.filter((one) => one.group === SETTINGS_GROUP);
  return routing.form !== 'import' && settings.length > 0 ? settings : bad;
}

/** What kept the routing module from being written stays in the report, though no start needs it any more. */
function withAdvice(edited: Edited, held: readonly Advice[]): Edited {
  const lost = held.filter((one) => !edited.advice.some((advice) => advice.message === one.message));
  return lost.length === 0 ? edited : { ...edited, advice: [...lost, ...edited.advice] };
}

/** A start whose group was backed out becomes a question; so does every start when what they all need was. */
function backOut(decision: Decision, bad: readonly BackedOut[], { routing }: Config): Decision {
  if (decision.decision !== 'route') return decision;
  const shared = routing.form === 'import' ? SETTINGS_GROUP : ROUTING_MODULE_GROUP;
  const needs = ({ group }: BackedOut): boolean => group === shared && !decision.site.inWorkflowCode;
  const own = bad.find((one) => one.group === groupOf(decision)) ?? bad.find(needs);
  if (own === undefined) return decision;
  const { site, legacy, evidence } = decision;
  return {
    site,
    legacy,
    evidence,
    candidates: [],
    decision: 'ask',
    reason: own.reason,
    detail: own.message,
    kind: decision.kind.name,
  };
}

function verificationOf(
  edited: Edited,
  backedOut: VerificationRow['backedOut'],
  notes: readonly string[],
): VerificationRow {
  const state = edited.changes.length === 0 ? 'nothing to verify' : notes.length === 0 ? 'compiled' : 'partly';
  return { state, notes, backedOut };
}

/** Whether the repository's routing module gives a start that cannot be routed the legacy queue: nothing is thrown then. */
function isForgiving({ workspace }: Survey, { routing }: Config): boolean {
  const module = routingModuleOf(routing);
  const text = module === null ? undefined : workspace.read(module)?.text;
  return text !== undefined && /\bonInvalid\s*:\s*(['"])legacy\1/.test(text);
}

interface Reported {
  readonly prepared: Prepared;
  readonly changes: readonly ChangeRow[];
  readonly mentions: Mentions;
  readonly others: OtherMentions;
}

function reportOf(seen: Survey, config: Config, reported: Reported): Report {
  const { prepared, changes, mentions, others } = reported;
  const report = makeReport({
    tool: TOOL,
    config,
    decisions: prepared.decisions,
    activities: seen.found.activities,
    workers: seen.found.workers,
    tenantActivities: seen.tenantActivities,
    mentions: [...mentions.rows, ...others.rows],
    tests: withTests(linkTests(prepared.decisions, mentions.tests), brokenTests(prepared.decisions, prepared.context)),
    changes,
    advice: prepared.edited.advice,
    budgets: prepared.edited.budgets,
    verification: prepared.verification,
    formOf: (decision) => formOf(decision, prepared.context),
    isLegacy: (queue) => isLegacy(queue, config),
    refuses: !isForgiving(seen, config),
    unpinned: prepared.edited.changes.length === 0 ? [] : prepared.context.activities,
    files: seen.files,
    warnings: [...seen.warnings, ...unlisted(others)],
    unread: seen.unread,
    skipped: seen.skipped,
  });
  if (!ledgerCloses(report)) throw new InternalError(`the ledger does not close: ${JSON.stringify(report.ledger)}`);
  return report;
}

/** Two lists of tests by the starts that break them, as one. */
function withTests(
  one: ReadonlyMap<string, readonly TestRow[]>,
  other: ReadonlyMap<string, readonly TestRow[]>,
): ReadonlyMap<string, readonly TestRow[]> {
  const both = new Map(one);
  for (const [id, rows] of other) {
    const known = both.get(id) ?? [];
    const isNew = (row: TestRow): boolean => !known.some(({ file, line }) => file === row.file && line === row.line);
    both.set(id, [...known, ...rows.filter(isNew)]);
  }
  return both;
}

/** `check` looks for starts; who else reads a queue's name is for the plan of a migration. */
const NO_MENTIONS: Mentions = { rows: [], tests: [], elsewhere: { values: [], patterns: [], variables: [] } };
const NONE: OtherMentions = { rows: [], found: 0 };

const mentionsOf = ({ script, ...seen }: Survey, config: Config): Mentions =>
  findMentions({ ...seen, config, workspace: script });

/** Thousands of lines name it: the list is cut, and says so. */
const unlisted = ({ rows, found }: OtherMentions): readonly string[] =>
  found > rows.length ? [`${found} lines of other files name a legacy queue; the first ${rows.length} are listed`] : [];

/** Finds, decides, edits and verifies in memory; writes nothing. */
export async function plan(options: RunOptions): Promise<PlanFile> {
  const { config } = options;
  const seen = await survey(options);
  const prepared = prepare(seen, options);
  const bomOf = (change: FileChange): boolean => seen.workspace.read(change.file)?.bom ?? false;
  const changes = prepared.edited.changes.map((change) => changeRow(change, bomOf(change), seen.workspace));
  const mentions = mentionsOf(seen, config);
  const others = await readOtherFiles(options.root, seen.others, mentions.elsewhere);
  const report = reportOf(seen, config, { prepared, changes, mentions, others });
  return {
    version: 1,
    tool: TOOL,
    configHash: config.hash,
    report,
    read: seen.workspace.readHashes(),
    write: prepared.edited.changes.map((change) => ({
      file: change.file,
      group: change.groups.join(', '),
      before: change.before === null ? null : (seen.workspace.read(change.file)?.sha256 ?? null),
      after: change.after,
      bom: bomOf(change),
    })),
  };
}

function changeRow(change: FileChange, bom: boolean, workspace: DiskWorkspace): ChangeRow {
  return {
    file: change.file,
    group: change.groups.join(', '),
    beforeSha256: change.before === null ? null : (workspace.read(change.file)?.sha256 ?? null),
    afterSha256: contentHash((bom ? '\uFEFF' : '') + change.after),
    patch: makePatch(change.file, change.before, change.after, { bom }),
  };
}

/** Finds and decides only: what is on a legacy queue, what must be asked, and what the findings are. */
export async function check(options: RunOptions): Promise<Report> {
  const { config } = options;
  const seen = await survey({ ...options, depth: 'queues' });
  const context = recipeContext(seen.workspace, config, seen.decisions, seen.found);
  const edited: Edited = { changes: [], edits: [], files: [], advice: [], budgets: [], refused: [] };
  const verification: VerificationRow = { state: 'nothing to verify', notes: [], backedOut: [] };
  const prepared = { edited, decisions: seen.decisions, context, verification };
  return reportOf(seen, config, { prepared, changes: [], mentions: NO_MENTIONS, others: NONE });
}
