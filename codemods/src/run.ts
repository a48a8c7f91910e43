import { wouldList } from './disk/files.js';
import { dirtyFiles } from './disk/git.js';
import { contentHash } from './disk/hash.js';
import { type OtherMentions, readOtherFiles } from './disk/other-files.js';
import { ProgramLoader } from './disk/program.js';
import { leftoverWarning } from './disk/temporary.js';
import { inMemoryCompiler } from './disk/typecheck.js';
import { type DiskWorkspace, openWorkspace } from './disk/workspace.js';
import { leftoversBeside, writeChanges } from './disk/write.js';
import { type Edited, edit } from './edit.js';
import { findMentions, type Mentions } from './mentions.js';
import type { Config } from './model/config.js';
import type { Decision } from './model/decision.js';
import type { Advice, FileChange } from './model/edit.js';
import { InternalError, ProjectError } from './model/errors.js';
import type { ReasonCode } from './model/reason.js';
import type { ChangeRow, PlanFile, Report, VerificationRow } from './model/report.js';
import { makePatch } from './patch.js';
import { RECIPES } from './recipes/index.js';
import { ROUTING_MODULE_GROUP } from './recipes/parts/settings.js';
import { SETTINGS_GROUP } from './recipes/parts/settings-home.js';
import type { RecipeContext } from './recipes/recipe.js';
import { formOf, groupOf } from './recipes/route-starts.js';
import { ledgerCloses, makeReport } from './report.js';
import { isLegacy, type RunOptions, recipeContext, type Survey, survey } from './survey.js';
import { linkTests } from './test-links.js';
import { verify } from './verify.js';
import { VERSION } from './version.js';

const TOOL = `temporal-queue-codemods ${VERSION}`;

/** What the recipes left after the compiler had its say. */
interface Prepared {
  readonly edited: Edited;
  readonly decisions: readonly Decision[];
  readonly context: RecipeContext;
  readonly verification: VerificationRow;
}

/** edit → verify, taking back what would not compile until the rest does. */
function prepare(seen: Survey, options: RunOptions): Prepared {
  const { config, rollback } = options;
  const say = options.onProgress ?? (() => undefined);
  const { workspace } = seen;
  const compiler = inMemoryCompiler({
    root: workspace.root,
    loader: seen.loader,
    read: (file) => workspace.read(file)?.text ?? null,
  });
  const backedOut: { group: string; message: string }[] = [];
  const without = new Map<string, string>();
  let held: readonly Advice[] = [];
  let decisions = seen.decisions;
  for (;;) {
    const context = { ...recipeContext(workspace, config, decisions, seen.found), without };
    const edited = withAdvice(edit(RECIPES, context, new Set(without.keys())), held);
    const refused = [
      ...edited.refused.map(({ group, why, reason }) => ({ group, message: why, reason })),
      ...inBroken(edited, decisions, workspace),
    ];
    if (edited.changes.length > 0) say(`verifying ${edited.changes.length} changed files`);
    const worse = refused.length > 0 || rollback === false ? [] : verify(edited.changes, edited.edits, compiler).worse;
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

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);

interface BackedOut {
  readonly group: string;
  readonly message: string;
  readonly reason: ReasonCode;
}

/** The bound module can do without the settings, so they go first and alone; what stands then is judged anew. */
function settingsFirst(bad: readonly BackedOut[], { routing }: Config): readonly BackedOut[] {
  const settings = bad.filter((one) => one.group === SETTINGS_GROUP);
  return routing.form === 'module' && settings.length > 0 ? settings : bad;
}

/** What kept the routing module from being written stays in the report, though no start needs it any more. */
function withAdvice(edited: Edited, held: readonly Advice[]): Edited {
  const lost = held.filter((one) => !edited.advice.some((advice) => advice.message === one.message));
  return lost.length === 0 ? edited : { ...edited, advice: [...lost, ...edited.advice] };
}

/** A start whose group was backed out becomes a question; so does every start when what they all need was. */
function backOut(decision: Decision, bad: readonly BackedOut[], { routing }: Config): Decision {
  if (decision.decision !== 'route') return decision;
  const shared = routing.form === 'module' ? ROUTING_MODULE_GROUP : SETTINGS_GROUP;
  const own = bad.find((one) => one.group === groupOf(decision)) ?? bad.find((one) => one.group === shared);
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
    mentions: [...mentions.rows, ...others.rows],
    tests: linkTests(prepared.decisions, mentions.tests),
    changes,
    advice: prepared.edited.advice,
    budgets: prepared.edited.budgets,
    verification: prepared.verification,
    formOf: (decision) => formOf(decision, prepared.context),
    isLegacy: (queue) => isLegacy(queue, config),
    unpinned: prepared.edited.changes.length === 0 ? [] : prepared.context.activities,
    files: seen.files,
    warnings: [...seen.warnings, ...unlisted(others)],
    unread: seen.unread,
    skipped: seen.skipped,
  });
  if (!ledgerCloses(report)) throw new InternalError(`the ledger does not close: ${JSON.stringify(report.ledger)}`);
  return report;
}

/** `check` looks for starts; who else reads a queue's name is for the plan of a migration. */
const NO_MENTIONS: Mentions = { rows: [], tests: [], elsewhere: { values: [], variables: [] } };
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

export interface ApplyOptions extends RunOptions {
  /** A saved plan: exactly that is written, or nothing. */
  readonly plan?: PlanFile | undefined;
  readonly allowDirty?: boolean | undefined;
  /** False writes even what the type checker says would not compile; a saved plan has been verified when it was made. */
  readonly verify?: boolean | undefined;
}

/** Writes the plan and never more; a plan whose files or config have moved is refused whole. */
export async function apply(
  options: ApplyOptions,
): Promise<{ report: Report; written: readonly string[]; notes: readonly string[] }> {
  const { root, config } = options;
  const planned = options.plan ?? (await plan({ ...options, rollback: options.verify }));
  if (planned.tool !== TOOL)
    throw new ProjectError(`The plan was made by ${planned.tool}, this is ${TOOL}. Run plan again.`);
  if (planned.configHash !== config.hash)
    throw new ProjectError('The config has changed since the plan was made. Run plan again.');
  if (options.plan !== undefined) {
    await refuseMisfit(planned, options);
    await refuseMoved(planned, options);
  }
  const files = planned.write.map((one) => one.file);
  if (files.length > 0 && options.allowDirty !== true) await refuseDirty(root, files);
  const changes = planned.write.map(({ file, before, after, bom }) => ({ file, beforeSha256: before, after, bom }));
  // A plan made now has listed the whole repository and warned; a saved one has not.
  const leftovers = options.plan === undefined ? null : leftoverWarning(await leftoversBeside(root, files));
  const { written } = changes.length === 0 ? { written: [] } : await writeChanges(root, changes);
  const notes = [...planned.report.verification.notes, ...(leftovers === null ? [] : [leftovers])];
  return { report: planned.report, written, notes };
}

/**
 * The parts of a saved plan must fit each other: what is written is what its report shows, over files it read. No proof
 * against somebody who forges all of it; a plan that was edited, merged or cut off does not pass.
 */
async function refuseMisfit(planned: PlanFile, { root, config }: RunOptions): Promise<void> {
  const { report, read, write } = planned;
  const shown = new Map((report.changes ?? []).map((change) => [change.file, change]));
  const written = new Set(write.map(({ file }) => file));
  const routingModule = config.routing.form === 'module' ? config.routing.module : null;
  const fresh = write.flatMap(({ file, before }) => (before === null && file !== routingModule ? [file] : []));
  const listable = new Set(await wouldList(root, fresh, config));
  const why = [
    ...write.flatMap((one) => {
      const change = shown.get(one.file);
      if (change === undefined) return [`${one.file} would be written, but the report does not show it`];
      if (contentHash((one.bom ? '\uFEFF' : '') + one.after) !== change.afterSha256)
        return [`the text for ${one.file} is not the one the report shows`];
      if (one.before !== change.beforeSha256) return [`the report shows a change of another ${one.file}`];
      if (one.before !== null && read[one.file] !== one.before)
        return [`${one.file} would be written, but is not among the files that were read`];
      const name = one.file.slice(one.file.lastIndexOf('/') + 1);
      if (
        name !== 'package.json' &&
        (one.before === null ? one.file !== routingModule && !listable.has(one.file) : !isCode(name))
      )
        return [`${one.file} is no source file of this repository`];
      return [];
    }),
    ...[...shown.keys()].flatMap((file) => (written.has(file) ? [] : [`the change of ${file} is missing`])),
    ...(written.size === write.length ? [] : ['a file would be written twice']),
    ...[...new Set(report.sites.map(({ file }) => file))].flatMap((file) =>
      read[file] === undefined ? [`${file} has a start, but is not among the files that were read`] : [],
    ),
  ];
  if (why.length === 0) return;
  const more = why.length > 10 ? `\n  and ${why.length - 10} more` : '';
  throw new ProjectError(
    `The plan does not fit itself, so nothing was written. It was changed after it was made:\n${why
      .slice(0, 10)
      .map((line) => `  ${line}`)
      .join('\n')}${more}\nRun plan again.`,
  );
}

/** Every file a decision read must be what it was: a plan is applied whole or not at all. */
async function refuseMoved(planned: PlanFile, options: RunOptions): Promise<void> {
  const workspace = openWorkspace({
    root: options.root,
    files: [],
    candidates: [],
    loader: new ProgramLoader(options.root),
  });
  const moved = Object.entries(planned.read).filter(([file, hash]) => workspace.read(file)?.sha256 !== hash);
  if (moved.length === 0) return;
  throw new ProjectError(
    `The plan is stale, so nothing was written. Changed since it was made: ${moved
      .map(([file]) => file)
      .slice(0, 10)
      .join(', ')}` + `${moved.length > 10 ? ` and ${moved.length - 10} more` : ''}. Run plan again.`,
  );
}

async function refuseDirty(root: string, files: readonly string[]): Promise<void> {
  const dirty = await dirtyFiles(root, files);
  if (dirty.length === 0) return;
  throw new ProjectError(
    `These files have changes that are not committed, and apply would mix with them: ${dirty.slice(0, 10).join(', ')}` +
      `${dirty.length > 10 ? ` and ${dirty.length - 10} more` : ''}.\nCommit or stash them, or pass --allow-dirty.`,
  );
}
