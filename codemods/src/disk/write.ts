import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InternalError, InterruptedError, ProjectError } from '../model/errors.js';
import { isTemporary, temporaryBeside } from './temporary.js';

/** One file to be written; `beforeSha256` is null for a file that must not exist yet. */
export interface PlannedWrite {
  readonly file: string;
  readonly beforeSha256: string | null;
  readonly after: string;
  readonly bom: boolean;
}

export interface WriteOptions {
  /** Called right before each rename; what it throws stops the run and takes back what was written. */
  readonly beforeRename?: (file: string) => void | Promise<void>;
  /** Called when all is written; what it throws takes everything back. */
  readonly prove?: (proof: Proof) => Promise<void>;
}

/** What may be done with written files until the run stands by them. */
export interface Proof {
  /** Gives some of the files their old bytes again, or throws and names those that could not be. */
  takeBack(files: ReadonlySet<string>): Promise<void>;
  /** Throws when the run was asked to stop meanwhile. */
  heed(): void;
}

interface Target {
  readonly change: PlannedWrite;
  readonly path: string;
  readonly before: { readonly bytes: Buffer; readonly stat: Stats } | null;
  readonly bytes: Buffer;
}

interface Staged extends Target {
  readonly temporary: string;
}

/**
 * Writes all the files or none. Everything is checked before the first byte, every file appears by one rename,
 * and when a later file fails the earlier ones get their old bytes back.
 */
export async function writeChanges(
  root: string,
  changes: readonly PlannedWrite[],
  options: WriteOptions = {},
): Promise<{ written: string[] }> {
  const realRoot = await realpath(root);
  refuseTwice(changes);
  const targets = await Promise.all(changes.map((change) => examine(realRoot, change)));
  refuseStale(targets);

  const madeFolders: string[] = [];
  const staged: Staged[] = [];
  const written: Staged[] = [];
  const stop = heedSignals();
  try {
    for (const target of targets) {
      await makeFolder(realRoot, dirname(target.path), madeFolders);
      stop.refuse();
      const temporary = temporaryBeside(target.path);
      staged.push({ ...target, temporary });
      await writeSynced(temporary, target.bytes, target.before?.stat ?? null);
    }
    for (const one of staged) {
      await options.beforeRename?.(one.change.file);
      stop.refuse();
      await refuseMoved(realRoot, one);
      await rename(one.temporary, one.path);
      written.push(one);
      await syncFolder(dirname(one.path));
    }
    await options.prove?.({
      heed: stop.refuse,
      async takeBack(files) {
        const back = written.filter(({ change }) => files.has(change.file));
        for (const one of back) written.splice(written.indexOf(one), 1);
        const lost = await restore(back);
        await removeEmpty(madeFolders);
        if (lost.length > 0)
          throw new ProjectError(`These files could not be taken back and hold our change: ${lost.join(', ')}.`);
      },
    });
  } catch (error) {
    const lost = await restore(written);
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
    await removeEmpty(madeFolders);
    throw failure(error, written, lost);
  } finally {
    stop.heedNoMore();
  }
  return { written: written.map(({ change }) => change.file) };
}

function refuseTwice(changes: readonly PlannedWrite[]): void {
  const seen = new Set<string>();
  for (const { file } of changes) {
    if (seen.has(file)) throw new InternalError(`Two changes to ${file} in one run; they would overwrite each other.`);
    seen.add(file);
  }
}

async function examine(root: string, change: PlannedWrite): Promise<Target> {
  const path = await pathInside(root, change.file);
  const stat = await lstatOrNull(path);
  if (stat !== null && !stat.isFile())
    throw refused(change.file, stat.isSymbolicLink() ? 'it is a symlink' : 'it is not a file');
  const bytes = Buffer.from((change.bom ? '\uFEFF' : '') + change.after, 'utf8');
  return { change, path, before: stat === null ? null : { bytes: await readFile(path), stat }, bytes };
}

/** The file's absolute path, if no `..`, no link and no other trick leads out of the root. */
async function pathInside(root: string, file: string): Promise<string> {
  const segments = file.split('/');
  if (
    file === '' ||
    isAbsolute(file) ||
    /[\\\0]/.test(file) ||
    segments.some((one) => one === '' || one === '.' || one === '..')
  ) {
    throw refused(file, 'it is not a plain path under the root');
  }
  if (segments.some((segment) => segment.toLowerCase() === '.git'))
    throw refused(file, "it is inside git's own folder");
  const path = resolve(root, ...segments);
  const parent = await nearestFolder(dirname(path));
  if ((await realpath(parent)) !== parent || (parent !== root && !parent.startsWith(root + sep))) {
    throw refused(file, 'a symlink on its way leads elsewhere');
  }
  return path;
}

async function nearestFolder(path: string): Promise<string> {
  return (await lstatOrNull(path)) === null ? nearestFolder(dirname(path)) : path;
}

async function lstatOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

const refused = (file: string, why: string): ProjectError =>
  new ProjectError(
    `Refused to write ${file}: ${why}.\nNothing was written. Plan again from the repository's own files.`,
  );

function refuseStale(targets: readonly Target[]): void {
  const moved = targets.flatMap(({ change, before }) => {
    const why = staleness(change, before?.bytes ?? null);
    return why === null ? [] : [`  ${change.file}: ${why}`];
  });
  if (moved.length === 0) return;
  throw new ProjectError(
    `The plan is stale: these files moved since it was made.\n${moved.join('\n')}\nNothing was written. Plan again, then apply.`,
  );
}

function staleness({ beforeSha256 }: PlannedWrite, now: Buffer | null): string | null {
  if (now === null) return beforeSha256 === null ? null : 'gone';
  if (beforeSha256 === null) return 'it was to be a new file, and exists now';
  return createHash('sha256').update(now).digest('hex') === beforeSha256 ? null : 'changed';
}

async function makeFolder(root: string, folder: string, made: string[]): Promise<void> {
  if (folder === root || (await lstatOrNull(folder)) !== null) return;
  await makeFolder(root, dirname(folder), made);
  await mkdir(folder);
  made.push(folder);
  await syncFolder(dirname(folder));
}

async function writeSynced(path: string, bytes: Buffer, like: Stats | null): Promise<void> {
  const handle = await open(path, 'wx', like === null ? 0o666 : 0o600);
  try {
    await handle.writeFile(bytes);
    if (like !== null) {
      // Only root may give a file away; for anybody else the new file is theirs as the rename would leave it.
      if (process.getuid?.() === 0) await handle.chown(like.uid, like.gid);
      await handle.chmod(like.mode & 0o7777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its renames are journalled by the file system.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The last look before the rename: the same place, and still the bytes the plan was made from. */
async function refuseMoved(root: string, { change, path }: Staged): Promise<void> {
  const again = await examine(root, change);
  const why = again.path === path ? staleness(change, again.before?.bytes ?? null) : 'its folder moved';
  if (why !== null) throw new ProjectError(`The plan is stale: ${change.file}: ${why} while it was being written.`);
}

/** Gives written files their old bytes back, last first; returns those where even that failed. */
/** Folders that were made for files that are gone again; one that holds something else stays. */
async function removeEmpty(madeFolders: readonly string[]): Promise<void> {
  for (const folder of [...madeFolders].reverse()) await rmdir(folder).catch(() => undefined);
}

/** Takes back what is still as it was written, never what somebody else has written since; answers with what was left. */
async function restore(written: readonly Staged[]): Promise<string[]> {
  const ours: Staged[] = [];
  const theirs: string[] = [];
  for (const one of written) {
    const now = await readFile(one.path).catch(() => null);
    if (now?.equals(one.bytes) === true) ours.push(one);
    else theirs.push(one.change.file);
  }
  return [...theirs, ...(await takeBack(ours))];
}

async function takeBack(written: readonly Staged[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { change, path, before, temporary } of [...written].reverse()) {
    try {
      if (before === null) await rm(path);
      else {
        await writeSynced(temporary, before.bytes, before.stat);
        await rename(temporary, path);
      }
      await syncFolder(dirname(path));
    } catch {
      lost.push(change.file);
    }
  }
  return lost;
}

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * While temporaries lie about, a signal is not the end but a request: it is noted, and heeded between two files, where what
 * was begun can be taken back. A second one (npx and the terminal both send it) changes nothing.
 */
function heedSignals(): { refuse(): void; heedNoMore(): void } {
  let came: keyof typeof SIGNALS | null = null;
  const note = (signal: NodeJS.Signals): void => {
    came ??= signal as keyof typeof SIGNALS;
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, note);
  return {
    refuse() {
      if (came !== null) throw new InterruptedError(`${came} came while the files were being written.`, SIGNALS[came]);
    },
    heedNoMore() {
      for (const signal of Object.keys(SIGNALS)) process.off(signal, note);
    },
  };
}

/** Temporaries that a killed run left beside these files, `/` separated under the root. */
export async function leftoversBeside(root: string, files: readonly string[]): Promise<string[]> {
  const folders = [...new Set(files.map((file) => file.slice(0, Math.max(0, file.lastIndexOf('/')))))].sort();
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(root, folder)).catch(() => []);
      return names.filter(isTemporary).map((name) => (folder === '' ? name : `${folder}/${name}`));
    }),
  );
  return found.flat().sort();
}

function failure(error: unknown, written: readonly Staged[], lost: readonly string[]): Error {
  const cause = error instanceof Error ? error.message : String(error);
  const [headline] = cause.split('\nNothing was written');
  const outcome =
    lost.length > 0
      ? `These files keep the new bytes, because restoring them failed too: ${lost.join(', ')}. Take them back with git.`
      : written.length > 0
        ? `The ${written.length} already written ${written.length === 1 ? 'file has its' : 'files have their'} old bytes back; nothing is changed.`
        : 'Nothing was written.';
  if (error instanceof InterruptedError) return new InterruptedError(`${headline}\n${outcome}`, error.exitCode);
  return new ProjectError(`${headline}\n${outcome}\nRemove the cause, then plan and apply again.`, { cause: error });
}

/** Writes a report or a plan where the person asked for it, inside or outside the repository. */
export async function writeOutput(path: string, text: string): Promise<void> {
  const target = resolve(path);
  const temporary = temporaryBeside(target);
  try {
    const stat = await lstatOrNull(target);
    if (stat !== null && !stat.isFile()) {
      // A pipe or /dev/stdout: there is nothing to replace.
      const handle = await open(target, 'w');
      await handle.writeFile(text).finally(() => handle.close());
      return;
    }
    await writeSynced(temporary, Buffer.from(text, 'utf8'), stat);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    const shown = relative(process.cwd(), target) || target;
    throw new ProjectError(
      `Cannot write ${shown}: ${(error as Error).message}.\nCheck that its folder exists and can be written.`,
      { cause: error },
    );
  }
}
