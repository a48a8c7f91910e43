import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { leftOut } from './files.js';
import { git } from './git.js';
import { readSource } from './load.js';

/** Why a run does not look at a file, in words; null when there is no such file. */
export async function whySkipped(
  root: string,
  file: string,
  { include, exclude }: { readonly include: readonly string[]; readonly exclude: readonly string[] },
): Promise<string | null> {
  const link = linkTo(root, file);
  if (link !== null) return link === file ? 'it is a symlink' : `it stands behind the symlink ${link}`;
  if (!existsSync(join(root, file))) return null;
  if (!lstatSync(join(root, file)).isFile()) return 'it is not a file';
  if (await isIgnored(root, file)) return 'git ignores it';
  if (!picomatch([...include], { dot: true })(file)) return `no glob of the config's include matches it`;
  const globs = exclude.filter((glob) => picomatch(glob, { dot: true })(file));
  if (globs.length > 0) return `the config excludes it (${globs.join(', ')})`;
  const kind = leftOut(file, manifestsAbove(root, file));
  if (kind !== null) return KINDS[kind] ?? `it is left out as ${kind}`;
  const source = readSource(root, file);
  return 'reason' in source ? `it is left out as ${source.reason}` : 'it is not listed';
}

const KINDS: Readonly<Record<string, string>> = {
  node_modules: 'it stands in node_modules',
  'package manager': 'it is a part of the package manager, checked in',
  declaration: 'it is a declaration file: it holds types, and nothing is run',
  minified: 'it is minified',
  vendored: 'it is vendored: foreign code in a folder of its own',
  generated: 'it is generated: JavaScript in a folder for build output',
};

const foldersOf = (file: string): readonly string[] =>
  file
    .split('/')
    .slice(0, -1)
    .map((_, at, all) => all.slice(0, at + 1).join('/'));

/** The part of the path that is a symlink: nothing is read through one. */
function linkTo(root: string, file: string): string | null {
  const parts = [...foldersOf(file), file];
  return parts.find((part) => lstatSync(join(root, part), { throwIfNoEntry: false })?.isSymbolicLink()) ?? null;
}

const manifestsAbove = (root: string, file: string): ReadonlySet<string> =>
  new Set(
    foldersOf(file)
      .map((folder) => `${folder}/package.json`)
      .filter((manifest) => existsSync(join(root, manifest))),
  );

const isIgnored = async (root: string, file: string): Promise<boolean> =>
  (await git(root, ['check-ignore', '--quiet', '--', file])).ok;
