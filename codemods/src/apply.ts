import { wouldList } from './disk/files.js';
import { dirtyFiles } from './disk/git.js';
import { contentHash } from './disk/hash.js';
import { ProgramLoader } from './disk/program.js';
import { targetCompiler } from './disk/target-compiler.js';
import { leftoverWarning } from './disk/temporary.js';
import { openWorkspace } from './disk/workspace.js';
import { leftoversBeside, type PlannedWrite, writeChanges } from './disk/write.js';
import type { Complaint } from './model/complaint.js';
import { routingModuleOf } from './model/config.js';
import { ProjectError } from './model/errors.js';
import type { PlanFile, Report } from './model/report.js';
import { isCode } from './model/source.js';
import { MISSING_ARGUMENT } from './recipes/parts/broken-tests.js';
import { groupOfStart } from './recipes/parts/routed-start.js';
import { ROUTING_PACKAGE } from './recipes/parts/routing-package.js';
import { ROUTING_MODULE_GROUP } from './recipes/parts/settings.js';
import { SETTINGS_GROUP } from './recipes/parts/settings-home.js';
import { plan } from './run.js';
import type { RunOptions } from './survey.js';
import { filesToTakeBack, newComplaints, type TakenBack, withoutTakenBack } from './take-back.js';
import { TOOL } from './version.js';

export interface ApplyOptions extends RunOptions {
  /** A saved plan: exactly that is written, or nothing. */
  readonly plan?: PlanFile | undefined;
  readonly allowDirty?: boolean | undefined;
  /** False writes even what the type checker says would not compile, and does not ask the repository's own compiler. */
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
  const done = await (options.verify === false ? write : writeProved)(options, changes, planned);
  const { notes } = planned.report.verification;
  return {
    ...done,
    report: withoutTakenBack(planned.report, done.back, ({ id }) => groupOfStart(id)),
    notes: [...notes, ...done.notes, ...(leftovers === null ? [] : [leftovers])],
  };
}

/** What stands on the disk in the end. */
interface Done {
  readonly written: readonly string[];
  readonly back: TakenBack;
  readonly notes: readonly string[];
}

async function write({ root }: ApplyOptions, changes: readonly PlannedWrite[]): Promise<Done> {
  const { written } = changes.length === 0 ? { written: [] } : await writeChanges(root, changes);
  return { written, back: new Map(), notes: [] };
}

/** Asks the repository's own compiler before and after, and takes back what it complains about until it does not. */
async function writeProved(options: ApplyOptions, changes: readonly PlannedWrite[], planned: PlanFile): Promise<Done> {
  if (changes.length === 0) return write(options, changes);
  const { root, onProgress: say = () => undefined } = options;
  const compiler = targetCompiler(
    root,
    changes.map(({ file }) => file),
    new ProgramLoader(root),
  );
  say("asking the repository's own compiler before anything is written");
  const before = await compiler.diagnose();
  const back = new Map<string, string>();
  let after = before;
  const { written } = await writeChanges(root, changes, {
    async prove({ takeBack, heed }) {
      for (;;) {
        say("asking the repository's own compiler about what is written");
        after = await compiler.diagnose();
        heed();
        const left = planned.write.filter(({ file }) => !back.has(file));
        const complaints = newComplaints(before, after, ROUTING_PACKAGE).filter((one) => !isExpected(one, planned));
        const worse = filesToTakeBack(complaints, left, SHARED_GROUPS);
        if (worse.size === 0) return;
        await takeBack(new Set(worse.keys()));
        for (const [file, message] of worse) back.set(file, message);
      }
    },
  });
  const notes = [...before, ...after].flatMap(([, said]) => (typeof said === 'string' ? [said] : []));
  return { written, back, notes: [...new Set(notes)] };
}

/** A test that stands under a start makes its class without the new argument. */
const isExpected = ({ file, code }: Complaint, { report }: PlanFile): boolean =>
  code === `TS${MISSING_ARGUMENT}` &&
  report.sites.some((site) => site.decision === 'route' && site.tests.some((test) => test.file === file));

/** What every start needs. */
const SHARED_GROUPS = [ROUTING_MODULE_GROUP, SETTINGS_GROUP];

/**
 * The parts of a saved plan must fit each other: what is written is what its report shows, over files it read. No proof
 * against somebody who forges all of it; a plan that was edited, merged or cut off does not pass.
 */
async function refuseMisfit(planned: PlanFile, { root, config }: RunOptions): Promise<void> {
  const { report, read, write } = planned;
  const shown = new Map((report.changes ?? []).map((change) => [change.file, change]));
  const written = new Set(write.map(({ file }) => file));
  const routingModule = routingModuleOf(config.routing);
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
