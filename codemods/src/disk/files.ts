import { lstatSync, type Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { ProjectError, UsageError } from '../model/errors.js';
import { git, isRepository } from './git.js';
import { isTemporary, leftoverWarning } from './temporary.js';

export interface FileQuery {
  readonly include: readonly string[];
  readonly exclude?: readonly string[] | undefined;
  /** Files or folders, relative to the root, that the run is restricted to. */
  readonly paths?: readonly string[] | undefined;
  /** Only files that differ from where this ref and HEAD parted, or are not committed. */
  readonly since?: string | undefined;
  /** Only files with staged changes. */
  readonly staged?: boolean | undefined;
}

export interface FileList {
  /** Sorted, `/` separated, relative to the root. */
  readonly files: readonly string[];
  /** Every package.json, whatever the run is restricted to. */
  readonly manifests: readonly string[];
  readonly how: 'git' | 'walk';
  /** How many discovered files were left out, per reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** What `include` does not match and `exclude` does not name: charts, dashboards, other languages; not looked at here. */
  readonly others: readonly string[];
  /** Those of the skipped files that may hold a start all the same, sorted. */
  readonly suspects: readonly SkippedFile[];
  readonly warnings: readonly string[];
}

/** A file that is left out for what it is, not by anybody's wish. */
export interface SkippedFile {
  readonly file: string;
  /** The key under which it is counted. */
  readonly reason: string;
  /** A link to a folder that the run does not see: what is in it, nobody looked at. */
  readonly folder: boolean;
}

/** Every source file of the repository that a run looks at, and how many were left out and why. */
export async function listFiles(root: string, query: FileQuery, listed?: Entries): Promise<FileList> {
  const listing = listed ?? (await listEntries(root));
  const warnings = [...listing.warnings];
  const narrowed = await narrowTo(root, query, listing.how);
  const within = await matcherOfPaths(root, query.paths ?? []);
  const included = picomatch([...query.include], { dot: true });
  const excluded = picomatch([...(query.exclude ?? [])], { dot: true });

  const skipped = new Map<string, number>();
  const files: string[] = [];
  let eligible = 0;
  const leftovers = leftoverWarning(
    listing.entries.filter((file) => isTemporary(file.slice(file.lastIndexOf('/') + 1))).sort(),
  );
  if (leftovers !== null) warnings.push(leftovers);
  const links = linkFinder(root);
  const all = new Set(listing.entries);
  const behind = targetFinder(root, all, included);
  const entries = [...all].filter((file) => within(file)).sort();
  const verdicts = entries.map((file) => {
    const state = links(file);
    if (state === 'symlink') return state;
    if (state !== 'file' || !included(file)) return null;
    return excluded(file) ? 'excluded' : (leftOut(file, all) ?? 'wanted');
  });
  const suspects: SkippedFile[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    const file = entries[index] as string;
    if (verdict === null) continue;
    if (SUSPICIOUS.has(verdict) && !excluded(file) && (narrowed === null || narrowed.has(file))) {
      const unseen = verdict === 'symlink' ? await behind(file) : 'file';
      if (unseen !== null) suspects.push({ file, reason: verdict, folder: unseen === 'folder' });
    }
    if (verdict === 'wanted') {
      eligible += 1;
      if (narrowed === null || narrowed.has(file)) files.push(file);
    } else skipped.set(verdict, (skipped.get(verdict) ?? 0) + 1);
  }

  const counts = Object.fromEntries([...skipped].sort(([a], [b]) => (a < b ? -1 : 1)));
  if (eligible === 0) throw nothingFound(root, query, listing.how, counts, entries.length);
  if (files.length === 0) {
    warnings.push(
      `None of the ${eligible} source files is ${query.staged ? 'staged' : `changed since ${query.since}`}.`,
    );
  }
  const others = entries.filter(
    (file) => !included(file) && !excluded(file) && (narrowed === null || narrowed.has(file)),
  );
  const manifests = listing.entries.filter((file) => /(^|\/)package\.json$/.test(file)).sort();
  return { files, manifests, others, how: listing.how, skipped: counts, suspects, warnings };
}

/** Those of the files that a run would look at if they were there. */
export async function wouldList(
  root: string,
  files: readonly string[],
  { include, exclude }: Pick<FileQuery, 'include' | 'exclude'>,
): Promise<string[]> {
  const included = picomatch([...include], { dot: true });
  const excluded = picomatch([...(exclude ?? [])], { dot: true });
  const all = files.length === 0 ? [] : (await listEntries(root)).entries;
  const known = new Set(all);
  return files.filter((file) => included(file) && !excluded(file) && leftOut(file, known) === null);
}

/** Every path of a folder, whatever a run wants of it. */
export interface Entries {
  readonly how: 'git' | 'walk';
  readonly entries: readonly string[];
  readonly warnings: readonly string[];
}

/** What git lists; the folders are walked where it lists nothing. */
export async function listEntries(root: string): Promise<Entries> {
  const listed = await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (listed.ok) return { how: 'git', entries: listed.stdout.split('\0').filter((file) => file !== ''), warnings: [] };
  const warnings = /not a git repository/i.test(listed.problem)
    ? []
    : [`Git could not list the files (${listed.problem}); the folders were walked instead.`];
  // Loaded where there is no git only: it takes as long as listing a repository.
  const { globby } = await import('globby');
  const entries = await globby('**', {
    cwd: root,
    dot: true,
    gitignore: true,
    ignore: ['**/node_modules/**', '**/.git/**'],
    onlyFiles: false,
    objectMode: true,
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  const paths = entries.filter((entry) => !entry.dirent.isDirectory()).map((entry) => entry.path);
  return { how: 'walk', entries: paths, warnings };
}

/** The files `--since` and `--staged` leave, null when neither is given. */
async function narrowTo(root: string, { since, staged }: FileQuery, how: 'git' | 'walk'): Promise<Set<string> | null> {
  if (since === undefined && staged !== true) return null;
  const flag = since === undefined ? '--staged' : '--since';
  if (since !== undefined && staged === true) {
    throw new UsageError(
      '--since and --staged exclude each other: each names the files to look at.\nGive one of them.',
    );
  }
  if (how === 'walk' || !(await isRepository(root))) {
    throw new UsageError(`${flag} needs a git repository, and ${root} is in none that git can read.\nRun without it.`);
  }
  const diff = ['diff', '--name-only', '-z', '--relative', '--no-renames', '--no-ext-diff', '--diff-filter=d'];
  if (since === undefined) return namesOf(root, [...diff, '--cached', '--'], flag);
  const ref = await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${since}^{commit}`]);
  if (!ref.ok) {
    throw new UsageError(
      `--since ${since}: git knows no commit of that name.\nName a branch, a tag or a commit; in a shallow clone, fetch it first.`,
    );
  }
  const base = await git(root, ['merge-base', ref.stdout.trim(), 'HEAD']);
  const from = base.ok ? base.stdout.trim() : ref.stdout.trim();
  const changed = await namesOf(root, [...diff, from, '--'], flag);
  const fresh = await namesOf(root, ['ls-files', '-z', '--others', '--exclude-standard'], flag);
  return new Set([...changed, ...fresh]);
}

async function namesOf(root: string, args: readonly string[], flag: string): Promise<Set<string>> {
  const result = await git(root, args);
  if (!result.ok)
    throw new ProjectError(`${flag}: git could not compare the files: ${result.problem}.\nRun without it.`);
  return new Set(result.stdout.split('\0').filter((file) => file !== ''));
}

async function matcherOfPaths(root: string, paths: readonly string[]): Promise<(file: string) => boolean> {
  const wanted: string[] = [];
  for (const path of paths) {
    const clean = path
      .replaceAll('\\', '/')
      .replace(/^(\.\/)+/, '')
      .replace(/\/+$/, '');
    if (clean.startsWith('/') || clean.split('/').includes('..')) {
      throw new UsageError(
        `${path}: outside the root ${root}.\nName a file or folder under it, or give another --root.`,
      );
    }
    if (clean === '' || clean === '.') return () => true;
    if ((await lstat(join(root, clean)).catch(() => null)) === null) {
      throw new UsageError(
        `${path}: there is no such file or folder under ${root}.\nCheck the spelling, or give --root.`,
      );
    }
    wanted.push(clean);
  }
  if (wanted.length === 0) return () => true;
  return (file) => wanted.some((path) => file === path || file.startsWith(`${path}/`));
}

/** Whether a listed path is a file, a link (or lies behind one), or gone from the work tree. Folders are asked once. */
function linkFinder(root: string): (file: string) => 'file' | 'symlink' | 'other' {
  const folders = new Map<string, boolean>();
  const stat = (file: string): Stats | undefined => {
    try {
      return lstatSync(join(root, file), { throwIfNoEntry: false });
    } catch {
      // A name too long for the file system, a folder that may not be entered: nothing that could be read.
      return undefined;
    }
  };
  const isLinked = (folder: string): boolean => {
    if (folder === '') return false;
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const asked = isLinked(parentOf(folder)) || (stat(folder)?.isSymbolicLink() ?? false);
    folders.set(folder, asked);
    return asked;
  };
  return (file) => {
    if (isLinked(parentOf(file))) return 'symlink';
    const found = stat(file);
    return found?.isSymbolicLink() === true ? 'symlink' : found?.isFile() === true ? 'file' : 'other';
  };
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Where a link leads that the run does not see by another name: a source file, a folder, or null when it is seen or nothing. */
function targetFinder(
  root: string,
  all: ReadonlySet<string>,
  included: (file: string) => boolean,
): (file: string) => Promise<'file' | 'folder' | null> {
  return async (file) => {
    if (file.split('/').includes('node_modules')) return null;
    const target = await realpath(join(root, file)).catch(() => null);
    const found = target === null ? null : await stat(target).catch(() => null);
    if (target === null || found === null) return null;
    const inside = relative(await realpath(root), target)
      .split(sep)
      .join('/');
    if (found.isDirectory()) {
      return inside === '' || [...all].some((one) => one.startsWith(`${inside}/`)) ? null : 'folder';
    }
    return found.isFile() && included(file) && !(all.has(inside) && included(inside)) ? 'file' : null;
  };
}

/** Left out for what they are; a start in them would run all the same. */
const SUSPICIOUS: ReadonlySet<string> = new Set(['symlink', 'minified', 'vendored', 'generated']);
/** What Yarn checks in: itself, its plugins and packages. It names every package, and starts none of theirs. */
const PACKAGE_MANAGER = /(^|\/)(\.yarn\/|\.pnp\.(js|cjs|loader\.mjs)$)/;
const OUTPUT_FOLDERS = new Set(['dist', 'build', 'out']);
const VENDORED_ANYWHERE = new Set(['vendored', 'third_party', 'third-party', 'bower_components']);
/** Foreign code at the top of a package; `src/vendors/` is where a shop keeps its suppliers. */
const VENDORED_AT_THE_TOP = new Set(['vendor', 'vendors']);

/** Why a file that `include` matches is not looked at; null when it is. */
export function leftOut(file: string, all: ReadonlySet<string>): string | null {
  const folders = file.split('/').slice(0, -1);
  if (folders.includes('node_modules')) return 'node_modules';
  if (PACKAGE_MANAGER.test(file)) return 'package manager';
  if (/\.d\.([^/]+\.)?[cm]?ts$/.test(file)) return 'declaration';
  if (/[.-]min\.[cm]?js$/.test(file)) return 'minified';
  if (folders.some((folder, at) => VENDORED_ANYWHERE.has(folder) || isTopVendor(folders, at, all))) return 'vendored';
  // TypeScript is never a compiler's output, and `src/build/` is an ordinary name for source.
  if (/\.[cm]?jsx?$/.test(file) && folders.some((folder) => OUTPUT_FOLDERS.has(folder))) return 'generated';
  return null;
}

const isTopVendor = (folders: readonly string[], at: number, all: ReadonlySet<string>): boolean =>
  VENDORED_AT_THE_TOP.has(folders[at] ?? '') &&
  (at === 0 || all.has([...folders.slice(0, at), 'package.json'].join('/')));

function nothingFound(
  root: string,
  { include, paths }: FileQuery,
  how: 'git' | 'walk',
  skipped: Readonly<Record<string, number>>,
  listed: number,
): ProjectError {
  const from = how === 'git' ? 'listed by git' : 'found by walking the folders';
  const counts = Object.entries(skipped).map(([reason, count]) => `${reason} ${count}`);
  const why = [
    `${listed} ${listed === 1 ? 'path' : 'paths'} ${from}`,
    `include is ${include.join(', ')}`,
    ...(paths !== undefined && paths.length > 0 ? [`restricted to ${paths.join(', ')}`] : []),
    ...(counts.length > 0 ? [`left out: ${counts.join(', ')}`] : []),
  ];
  return new ProjectError(
    `No source file to look at under ${root}.\n${why.join('; ')}.\nCheck --root, the paths and the config's "include".`,
  );
}
