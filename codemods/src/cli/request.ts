import { isAbsolute, relative, resolve } from 'node:path';
import { scanQuery } from '../candidates.js';
import { refuseNoFolder } from '../disk/load.js';
import { UsageError } from '../model/errors.js';
import type { RunOptions } from '../survey.js';
import type { Door } from './door.js';
import type { ExitCode } from './exit.js';
import type { CommonFlags, RunFlags } from './flags.js';
import { type Progress, startProgress } from './progress.js';

export interface Request {
  readonly options: RunOptions;
  readonly progress: Progress;
}

/** The flags and paths as what the core is asked to do. */
export async function readRequest(
  flags: RunFlags,
  paths: readonly string[],
  { terminal, scanner }: Door,
): Promise<Request> {
  const root = await rootOf(flags, terminal.cwd);
  const files = await scanner?.(root);
  // Loaded here, so that the files are listed meanwhile.
  const { loadConfig } = await import('../config/index.js');
  const file = flags.config === undefined ? undefined : resolve(terminal.cwd, flags.config);
  const config = await loadConfig({ root, file });
  const progress = startProgress(terminal, { quiet: flags.quiet === true, verbose: flags.verbose === true });
  const options: RunOptions = {
    root,
    config,
    onProgress: progress.say,
    ...(paths.length > 0 ? { paths: paths.map((path) => underRoot(root, path)) } : {}),
    ...(flags.since === undefined ? {} : { since: flags.since }),
    ...(flags.staged === true ? { staged: true } : {}),
  };
  return { options: files === undefined ? options : { ...options, scanned: files.scan(scanQuery(options)) }, progress };
}

/** `--print-config`: the config in force, defaults filled in. */
export async function printConfig({ config }: RunOptions, { terminal }: Door): Promise<ExitCode> {
  const { renderConfig } = await import('../config/index.js');
  terminal.out(renderConfig(config));
  return 0;
}

/** The folder to look at, refused when it is none. */
export async function rootOf(flags: CommonFlags, cwd: string): Promise<string> {
  if (flags.quiet === true && flags.verbose === true) {
    throw new UsageError(
      '--quiet and --verbose exclude each other: one asks for less, the other for more.\nGive one of them.',
    );
  }
  const root = resolve(cwd, flags.root ?? '.');
  await refuseNoFolder(root);
  return root;
}

/** Paths are relative to the root, as every report prints them. */
export const underRoot = (root: string, path: string): string =>
  (isAbsolute(path) ? relative(root, path) || '.' : path).replaceAll('\\', '/');
