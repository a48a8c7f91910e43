import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { findConfigFile } from './config-file.js';
import { toplevel } from './git.js';

/** Where a file lies, and the root it is looked at from. */
export interface Located {
  /** Links resolved. */
  readonly root: string;
  /** Relative to the root, with `/`; null when it is not under it. */
  readonly file: string | null;
}

/** What is said about the root: the folder the command runs in, and the root that was named, if one was. */
export interface RootRequest {
  readonly cwd: string;
  readonly root?: string | undefined;
}

/** Links in the folders are resolved; one that the file itself is stays, so that nobody writes through it. */
export async function locate(path: string, { cwd, root: named }: RootRequest): Promise<Located> {
  const given = resolve(cwd, path);
  const folder = real(dirname(given));
  const root = real(named === undefined ? await rootAround(folder, cwd) : resolve(cwd, named));
  const inside = relative(root, join(folder, basename(given)));
  const isUnder =
    inside !== '' && !inside.startsWith(`..${sep}`) && resolve(root, inside) === join(folder, basename(given));
  return { root, file: isUnder ? inside.split(sep).join('/') : null };
}

/** The nearest folder upwards with a config, else the top of the git repository, else the current folder. */
async function rootAround(folder: string, cwd: string): Promise<string> {
  const config = await findConfigFile(folder);
  if (config !== null) return dirname(resolve(folder, config.file));
  return (await toplevel(folder)) ?? cwd;
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // A text may be handed in for a file that is not there.
    return folder;
  }
}
