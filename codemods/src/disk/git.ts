import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { ProjectError } from '../model/errors.js';

/** Git reads files and runs programs these settings name; a read-only run must start none of them. */
const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.untrackedCache=false'];
/** Set inside git hooks; they would point at another repository than the one asked about. */
const LOCAL_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_LITERAL_PATHSPECS',
  'GIT_EXTERNAL_DIFF',
];
const TIMEOUT_MS = 30_000;
const OUTPUT_LIMIT = 256 * 1024 * 1024;
const PATHS_PER_CALL = 400;

export interface GitResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Git's own words when it failed, one line. */
  readonly problem: string;
}

/**
 * Runs git in a folder. Not through a runner that puts `node_modules/.bin` on PATH:
 * a repository could bring its own `git` there.
 */
export function git(folder: string, args: readonly string[]): Promise<GitResult> {
  return new Promise((done) => {
    const options = {
      cwd: folder,
      env: environment(),
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL' as const,
      maxBuffer: OUTPUT_LIMIT,
    };
    execFile('git', [...QUIET, ...args], options, (error, stdout, stderr) => {
      done({ ok: error === null, stdout, problem: error === null ? '' : problemOf(error, stderr) });
    });
  });
}

function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  for (const name of LOCAL_VARIABLES) delete env[name];
  // `git commit -a` hands its hooks an index of its own, relative to where the hook was started.
  if (env.GIT_INDEX_FILE !== undefined) env.GIT_INDEX_FILE = resolve(env.GIT_INDEX_FILE);
  return env;
}

function problemOf(error: Error & { killed?: boolean; code?: unknown }, stderr: string): string {
  if (error.killed === true) return `git took longer than ${TIMEOUT_MS / 1000} seconds`;
  if (error.code === 'ENOENT') return 'git is not installed';
  return stderr.trim().split('\n')[0] || error.message;
}

/** Whether the folder is inside a git work tree that git will read. */
export async function isRepository(root: string): Promise<boolean> {
  const { ok, stdout } = await git(root, ['rev-parse', '--is-inside-work-tree']);
  return ok && stdout.trim() === 'true';
}

/** The top folder of the work tree, null outside a repository. */
export async function toplevel(root: string): Promise<string | null> {
  const { ok, stdout } = await git(root, ['rev-parse', '--show-toplevel']);
  return ok && stdout !== '' ? stdout.replace(/\r?\n$/, '') : null;
}

/**
 * Those of the files that git could not give back as they are now: changed, staged or never committed.
 * None outside a repository.
 */
export async function dirtyFiles(root: string, files: readonly string[]): Promise<string[]> {
  if (files.length === 0 || !(await isRepository(root))) return [];
  const prefix = (await git(root, ['rev-parse', '--show-prefix'])).stdout.replace(/\r?\n$/, '');
  const dirty = new Set<string>();
  for (let from = 0; from < files.length; from += PATHS_PER_CALL) {
    const status = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching'];
    const batch = files.slice(from, from + PATHS_PER_CALL);
    const result = await git(root, ['--literal-pathspecs', ...status, '--', ...batch]);
    if (!result.ok) {
      throw new ProjectError(
        `Cannot tell whether the planned files are committed: ${result.problem}.\nMend the repository, or run with --allow-dirty.`,
      );
    }
    for (const entry of result.stdout.split('\0')) {
      if (entry !== '') dirty.add(entry.slice(3).slice(prefix.length));
    }
  }
  return files.filter((file) => dirty.has(file)).sort();
}
