import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { root as ours } from './built.js';

/** Bytes by path, relative to a root; what git does not track in a test's repository is left out. */
export type Tree = Readonly<Record<string, Buffer>>;

const made: string[] = [];
// Vitest ends its processes by a signal: at their exit nothing of this would be done.
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder to copy, or texts by path. */
export type Layer = string | Readonly<Record<string, string | Buffer>>;

/** A temporary folder made of these layers, later ones on top, that sees our own node_modules. Gone at the end of the test file. */
export function folderOf(...layers: readonly Layer[]): string {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'tqc-')));
  made.push(outer);
  const root = join(outer, 'repository');
  mkdirSync(root);
  for (const layer of layers) {
    if (typeof layer === 'string') cpSync(layer, root, { recursive: true });
    else for (const [file, content] of Object.entries(layer)) put(root, file, content);
  }
  symlinkSync(join(ours, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Moves node_modules above the folder: types are found there, and nothing is installed in the repository. */
export function uninstall(root: string): void {
  renameSync(join(root, 'node_modules'), join(dirname(root), 'node_modules'));
}

/** The same as a git repository with everything committed. */
export function repositoryOf(...layers: readonly Layer[]): string {
  const root = folderOf(...layers);
  cpSync(join(emptyRepository(), '.git'), join(root, '.git'), { recursive: true });
  commit(root, 'before');
  return root;
}

let empty: string | null = null;

/** What `git init` makes, made once: to start a process from a big one takes long. */
function emptyRepository(): string {
  if (empty !== null) return empty;
  empty = realpathSync(mkdtempSync(join(tmpdir(), 'tqc-')));
  made.push(empty);
  git(empty, 'init', '-q', '-b', 'main', '--template=');
  put(empty, '.git/info/exclude', 'node_modules\n');
  return empty;
}

/** Does something while the packages of a folder are nowhere to be seen. */
export async function whileUninstalled<T>(root: string, work: () => Promise<T>): Promise<T> {
  const outer = dirname(root);
  const [link] = [root, outer].map((folder) => join(folder, 'node_modules')).filter((path) => existsSync(path));
  if (link === undefined) throw new Error(`nothing is installed in ${root}`);
  const aside = join(outer, 'aside');
  renameSync(link, aside);
  try {
    return await work();
  } finally {
    renameSync(aside, link);
  }
}

function put(root: string, file: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

/** Runs git with a fixed identity and none of the machine's settings. */
export function git(root: string, ...args: readonly string[]): string {
  const who = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.com',
    '-c',
    'commit.gpgsign=false',
    '-c',
    'core.autocrlf=false',
    '-c',
    'maintenance.auto=false',
  ];
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', [...who, ...args], {
    cwd: root,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function commit(root: string, message: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', message);
}

/** Every file of a folder but git's own and node_modules. */
export function treeOf(root: string): Tree {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !/^(\.git|node_modules)\//.test(file));
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(root, file))]));
}

/** The tree as text that shows every byte in a failing test's diff. */
export const shown = (tree: Tree): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(tree).map(([file, bytes]) => [
      file,
      bytes.toString('utf8').replaceAll('\r', '␍').replace('\uFEFF', '«BOM»'),
    ]),
  );
