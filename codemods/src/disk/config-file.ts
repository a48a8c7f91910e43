import { lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../model/errors.js';
import { contentHash } from './hash.js';

const NAMES = ['temporal-queue.config.json', 'temporal-queue.config.jsonc'] as const;
const SIZE_LIMIT = 4 * 1024 * 1024;

export interface ConfigFile {
  /** Relative to the root, `/` separated; starts with `../` when it was found further up. */
  readonly file: string;
  readonly text: string;
  /** Of its bytes, so that a change of it can be told. */
  readonly sha256: string;
  readonly bom: boolean;
}

/** The config named, or the one found from the root upwards to the top of the repository; null when there is none. */
export async function findConfigFile(root: string, named?: string): Promise<ConfigFile | null> {
  if (named !== undefined) return readConfigFile(root, resolve(root, named));
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const present: string[] = [];
    for (const name of NAMES) if (await isThere(join(folder, name))) present.push(join(folder, name));
    if (present.length > 1) {
      throw new UsageError(
        `Two configs in one folder: ${present.map((path) => shown(root, path)).join(' and ')}.\nOnly one can hold. Remove the other, or choose with --config.`,
      );
    }
    if (present[0] !== undefined) return readConfigFile(root, present[0]);
    // Without a repository above it, nothing but the root itself is ours to look at.
    if ((await isThere(join(folder, '.git'))) || !(await hasRepositoryAbove(folder))) return null;
  }
}

/** The config at one place; null when there is nothing yet. */
export async function configFileAt(root: string, file: string): Promise<ConfigFile | null> {
  const path = resolve(root, file);
  return (await isThere(path)) ? readConfigFile(root, path) : null;
}

async function readConfigFile(root: string, path: string): Promise<ConfigFile> {
  const file = shown(root, path);
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) {
    throw new UsageError(
      `${file}: there is no such config file.\nCheck --config, or run \`temporal-queue-codemods init\` to have one written.`,
    );
  }
  if (found.size > SIZE_LIMIT) throw new UsageError(`${file}: larger than 4 MiB, which no config is.\nCheck --config.`);
  try {
    const bytes = await readFile(path);
    // The decoder takes a BOM off.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const bom = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
    return { file, text, sha256: contentHash((bom ? '\uFEFF' : '') + text), bom };
  } catch (error) {
    throw new UsageError(`${file}: cannot be read as UTF-8 text (${(error as Error).message}).\nSave it as UTF-8.`, {
      cause: error,
    });
  }
}

const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null;

async function hasRepositoryAbove(folder: string): Promise<boolean> {
  const parent = dirname(folder);
  if (parent === folder) return false;
  return (await isThere(join(parent, '.git'))) || hasRepositoryAbove(parent);
}

const shown = (root: string, path: string): string => relative(resolve(root), path).split(sep).join('/');
