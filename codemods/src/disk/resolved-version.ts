import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { PackageVersion } from '../workspace.js';
import {
  type Catalogs,
  type Declared,
  dependenciesOf,
  type Manifest,
  readCatalogs,
  readManifest,
  readRange,
  writtenRange,
} from './declared-range.js';
import { readBunLock } from './locks/bun-lock.js';
import { type Locked, type LockFile, type LockQuestion, upwards } from './locks/lock.js';
import { readNpmLock } from './locks/npm-lock.js';
import { readPnpmLock } from './locks/pnpm-lock.js';
import { readYarnLock } from './locks/yarn-lock.js';
import { semver } from './on-demand.js';

interface LockFormat {
  readonly file: string;
  readonly manager: string;
  /** Null where the format is not text. */
  readonly read: ((text: string) => LockFile) | null;
}

/** In the order in which npm takes its own two; Rush keeps pnpm's for all its projects in one folder. */
const FORMATS: readonly LockFormat[] = [
  { file: 'npm-shrinkwrap.json', manager: 'npm', read: readNpmLock },
  { file: 'package-lock.json', manager: 'npm', read: readNpmLock },
  { file: 'pnpm-lock.yaml', manager: 'pnpm', read: readPnpmLock },
  { file: 'common/config/rush/pnpm-lock.yaml', manager: 'pnpm', read: readPnpmLock },
  { file: 'yarn.lock', manager: 'yarn', read: readYarnLock },
  { file: 'bun.lock', manager: 'bun', read: readBunLock },
  { file: 'bun.lockb', manager: 'bun', read: null },
];

interface Lock {
  /** Relative to the root. */
  readonly file: string;
  readonly ask: (question: LockQuestion) => Locked | null | 'unreadable';
}

/** Looks up which version of a package a file gets; `names` as in `Workspace.versionOf`. */
export type VersionLookup = (names: readonly string[], file: string) => PackageVersion | null;

/**
 * Versions as the files under a root get them: installed, else locked, else declared. Everything is read once.
 * `packages` are the package.json files of the target, for what a package gets through another one of the workspace.
 */
export function openVersions(root: string, packages: readonly string[] = []): VersionLookup {
  const manifests = new Map<string, Manifest | null>();
  const locks = new Map<string, readonly Lock[]>();
  const catalogs = new Map<string, readonly Catalogs[]>();
  const answers = new Map<string, PackageVersion | null>();

  const manifest = (folder: string): Manifest | null => {
    if (!manifests.has(folder)) manifests.set(folder, readManifest(posix.join(root, folder, 'package.json')));
    return manifests.get(folder) ?? null;
  };
  const locksIn = (folder: string): readonly Lock[] => {
    const known = locks.get(folder) ?? openLocks(root, folder, manifest(folder));
    locks.set(folder, known);
    return known;
  };
  const catalogsIn = (folder: string): readonly Catalogs[] => {
    const known = catalogs.get(folder) ?? readCatalogs(root, folder, manifest(folder));
    catalogs.set(folder, known);
    return known;
  };
  let folders: ReadonlyMap<string, string> | null = null;
  const folderNamed = (name: string): string | null => {
    folders ??= foldersByName(packages, manifest);
    return folders.get(name) ?? null;
  };
  const repository: Repository = { manifest, locksIn, catalogsIn, folderNamed };

  const homes = new Map<string, string>();
  /** Where nothing is installed or declared, all is as in the folder above: thousands of folders ask once. */
  const homeOf = (folder: string): string => {
    const known = homes.get(folder);
    if (known !== undefined) return known;
    const own = ['package.json', 'node_modules'].some((name) => existsSync(posix.join(root, folder, name)));
    const home = own || folder === '.' ? folder : homeOf(posix.dirname(folder));
    homes.set(folder, home);
    return home;
  };

  return (names, file) => {
    const folder = homeOf(posix.dirname(file));
    const key = `${folder}\n${names.join('\n')}`;
    if (!answers.has(key)) answers.set(key, lookUp(names, folder, repository));
    return answers.get(key) ?? null;
  };
}

interface Repository {
  readonly manifest: (folder: string) => Manifest | null;
  readonly locksIn: (folder: string) => readonly Lock[];
  readonly catalogsIn: (folder: string) => readonly Catalogs[];
  /** The folder of a package of the workspace. */
  readonly folderNamed: (name: string) => string | null;
}

function foldersByName(packages: readonly string[], manifest: Repository['manifest']): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of packages) {
    const folder = posix.dirname(file);
    const name = manifest(folder)?.name;
    if (typeof name === 'string' && !found.has(name)) found.set(name, folder);
  }
  return found;
}

/** Those that the nearest package declares come first: it may have only one of them, and others may stand beside it. */
function lookUp(names: readonly string[], folder: string, repository: Repository): PackageVersion | null {
  const home = upwards(folder).find((one) => repository.manifest(one) !== null);
  const through = home === undefined ? null : throughWorkspace(names, home, repository);
  return through ?? lookUpFrom(names, folder, repository);
}

/** A package that declares none of them gets them from the packages of the workspace it depends on; of several versions, the lowest counts. */
function throughWorkspace(
  names: readonly string[],
  home: string,
  { manifest, folderNamed, ...rest }: Repository,
): PackageVersion | null {
  const declares = (folder: string): boolean => names.some((name) => writtenRange(manifest(folder), name) !== null);
  const found: PackageVersion[] = [];
  const seen = new Set([home]);
  for (const folder of seen) {
    if (folder !== home && declares(folder)) {
      const version = lookUpFrom(names, folder, { manifest, folderNamed, ...rest });
      if (version !== null) found.push(version);
    } else if (!declares(folder)) {
      // What is added here is looked at in its turn.
      for (const name of dependenciesOf(manifest(folder))) {
        const next = folderNamed(name);
        if (next !== null) seen.add(next);
      }
    }
  }
  return found.length === 0 ? null : lowest(found);
}

function lookUpFrom(names: readonly string[], folder: string, repository: Repository): PackageVersion | null {
  const folders = upwards(folder);
  const own = folders.map(repository.manifest).find((one) => names.some((name) => writtenRange(one, name) !== null));
  const declared = names.filter((name) => writtenRange(own ?? null, name) !== null);
  for (const name of new Set([...declared, ...names])) {
    const version = installed(name, folders, repository) ?? lockedOrDeclared(name, folders, repository);
    if (version !== null) return version;
  }
  return null;
}

function installed(name: string, folders: readonly string[], { manifest }: Repository): PackageVersion | null {
  for (const folder of folders) {
    const place = posix.join(folder, 'node_modules');
    const version = manifest(posix.join(place, name))?.version;
    if (typeof version === 'string') return { version, how: 'resolved', text: `${version} in ${place}` };
  }
  return null;
}

function lockedOrDeclared(name: string, folders: readonly string[], repository: Repository): PackageVersion | null {
  const locked = fromLocks(name, folders, repository);
  return 'version' in locked ? locked : declared(name, folders, { repository, unlocked: locked.because });
}

/** The nearest folder with a lock file that names the package. */
function fromLocks(
  name: string,
  folders: readonly string[],
  repository: Repository,
): PackageVersion | { readonly because: string } {
  const ranges = rangesOf(name, folders, repository);
  const silent: string[] = [];
  for (const folder of folders) {
    const found = repository.locksIn(folder).flatMap((lock): readonly PackageVersion[] => {
      const base = posix.dirname(lock.file);
      const answer = lock.ask({ name, folder: posix.relative(base, folders[0] ?? '.') || '.', ranges });
      const version = answer === null || answer === 'unreadable' ? null : versionOf(answer, lock, repository);
      if (version === null)
        silent.push(answer === 'unreadable' ? `${lock.file} cannot be read` : `not in ${lock.file}`);
      return version === null ? [] : [version];
    });
    if (found.length > 0) return lowest(found);
  }
  return { because: silent.length === 0 ? 'no lock file found' : silent.join(', ') };
}

function versionOf(answer: Locked, { file }: Lock, { manifest }: Repository): PackageVersion | null {
  if (answer.is === 'workspace') {
    const folder = posix.join(posix.dirname(file), answer.folder);
    return fromFolder(folder, manifest, `by ${file}`);
  }
  const others = answer.others.length === 0 ? '' : `, which has ${answer.others.join(', ')} too`;
  return { version: answer.version, how: 'resolved', text: `${answer.version} by ${file}${others}` };
}

function fromFolder(folder: string, manifest: Repository['manifest'], by: string): PackageVersion | null {
  const version = manifest(folder)?.version;
  if (typeof version !== 'string' || semver().valid(version) === null) return null;
  return { version, how: 'resolved', text: `${version} in ${posix.join(folder, 'package.json')}, ${by}` };
}

/** Lock files of two package managers in one folder: nobody can say which is the stale one. */
function lowest(found: readonly PackageVersion[]): PackageVersion {
  const [first, ...rest] = [...found].sort((a, b) => semver().compare(a.version, b.version)) as [PackageVersion];
  const others = (rest as readonly PackageVersion[]).filter(({ version }) => version !== first.version);
  return { ...first, text: [first, ...others].map(({ text }) => text).join('; ') };
}

/** Every range under which the package stands in a `package.json` from here up, as written and as its catalog has it. */
function rangesOf(name: string, folders: readonly string[], repository: Repository): readonly string[] {
  const written = folders.flatMap((folder) => writtenRange(repository.manifest(folder), name) ?? []);
  return written.flatMap((range) => {
    const read = range.startsWith('catalog:') ? readRange(range, name, folders.flatMap(repository.catalogsIn)) : null;
    return read === null || read.is === 'folder' ? [range] : [range, read.text];
  });
}

interface Undeclared {
  readonly repository: Repository;
  /** Why no lock file answered. */
  readonly unlocked: string;
}

function declared(
  name: string,
  folders: readonly string[],
  { repository, unlocked }: Undeclared,
): PackageVersion | null {
  for (const folder of folders) {
    const written = writtenRange(repository.manifest(folder), name);
    if (written === null) continue;
    const file = posix.join(folder, 'package.json');
    const read: Declared = readRange(written, name, folders.flatMap(repository.catalogsIn));
    if (read.is === 'anything') return null;
    if (read.is === 'folder') return fromFolder(posix.join(folder, read.folder), repository.manifest, `by ${file}`);
    const text = read.in === null ? `${written} in ${file}` : `${read.text} in ${read.in}, ${written} in ${file}`;
    return { version: read.floor, how: 'declared', text: `${text}, ${unlocked}` };
  }
  return null;
}

/** The lock files of a folder; where its package manager is named, only that one's. Read when first asked. */
function openLocks(root: string, folder: string, manifest: Manifest | null): readonly Lock[] {
  const named = typeof manifest?.packageManager === 'string' ? manifest.packageManager.split('@')[0] : undefined;
  const found = FORMATS.filter(({ file }) => existsSync(posix.join(root, folder, file)));
  const wanted = found.filter(({ manager }) => manager === named);
  return (wanted.length > 0 ? wanted : found).map((format) => {
    const file = posix.join(folder, format.file);
    return { file, ask: lazily(posix.join(root, file), format) };
  });
}

function lazily(path: string, { read }: LockFormat): Lock['ask'] {
  if (read === null) return () => 'unreadable';
  let lock: LockFile | 'unreadable' | null = null;
  return (question) => {
    try {
      lock ??= read(refuseConflicts(readFileSync(path, 'utf8')));
      return lock === 'unreadable' ? lock : lock(question);
    } catch {
      // Whatever is wrong with it, the answer names the file, and the range in package.json stands in.
      lock = 'unreadable';
      return lock;
    }
  };
}

/** Between the marks of a merge conflict both sides look like entries. */
function refuseConflicts(text: string): string {
  if (/^<{7} /m.test(text)) throw new SyntaxError('a merge conflict');
  return text;
}
