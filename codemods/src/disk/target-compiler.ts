import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Complaint } from '../model/complaint.js';
import type { ProgramLoader } from './program.js';

/** A repository's own `typescript`: which version, and the script that is its `tsc`. */
interface Installed {
  readonly version: string;
  readonly tsc: string;
}

/** What the repository's own compiler says, as it would be run by hand. */
export interface TargetCompiler {
  /** Of every project that owns one of the files: its errors, or why there is no telling. */
  diagnose(): Promise<ReadonlyMap<string, readonly Complaint[] | string>>;
}

const TIMEOUT_MS = 10 * 60_000;
const OUTPUT_LIMIT = 256 * 1024 * 1024;

/**
 * The repository's own `tsc` for the projects of some files. This runs a program of the repository, which nothing else does;
 * whatever its major version, it is run and never imported.
 */
export function targetCompiler(root: string, files: readonly string[], loader: ProgramLoader): TargetCompiler {
  const owners = files.filter((file) => /\.[cm]?tsx?$/.test(file)).map((file) => loader.ownerOf(path.join(root, file)));
  const projects = [...new Set(owners)].filter((owner) => owner !== null).sort();
  return {
    async diagnose() {
      const said = new Map<string, readonly Complaint[] | string>();
      // One after another: each may take all the memory there is.
      for (const project of projects) said.set(project, await compile(root, project, loader));
      return said;
    },
  };
}

/** The nearest `typescript` that a script in the folder would find. */
function installedFor(folder: string): Installed | null {
  const home = path.join(folder, 'node_modules', 'typescript');
  const manifest = path.join(home, 'package.json');
  if (existsSync(manifest)) {
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      version: string;
      bin?: { readonly tsc?: string };
    };
    return { version, tsc: path.join(home, bin?.tsc ?? 'bin/tsc') };
  }
  const parent = path.dirname(folder);
  return parent === folder ? null : installedFor(parent);
}

/** The errors of one project, or why there is no telling. */
async function compile(root: string, project: string, loader: ProgramLoader): Promise<readonly Complaint[] | string> {
  const name = path.relative(root, project).split(path.sep).join('/');
  const installed = installedFor(path.dirname(project));
  if (installed === null) return `${name}: no TypeScript is installed there, so its own compiler was not asked`;
  const { version, tsc } = installed;
  const scratch = mkdtempSync(path.join(tmpdir(), 'temporal-queue-tsc-'));
  // Without output an incremental project still writes what it remembers, beside its sources.
  const memory = loader.config(project).remembers ? ['--tsBuildInfoFile', path.join(scratch, 'memory')] : [];
  const args = [tsc, '--noEmit', '--pretty', 'false', ...memory, '--project', project];
  const { stdout, problem } = await run(args, root).finally(() => rmSync(scratch, { recursive: true, force: true }));
  if (problem !== null) return `${name}: TypeScript ${version} ${problem}`;
  const complaints = complaintsIn(stdout, root);
  const option = complaints.find(({ file }) => file === null || file.endsWith('.json'));
  // An error about options keeps the compiler from all others.
  return option === undefined
    ? complaints
    : `${name}: TypeScript ${version} refuses its options (${option.code}), so nothing was verified by it`;
}

function run(args: readonly string[], cwd: string): Promise<{ stdout: string; problem: string | null }> {
  return new Promise((done) => {
    const options = { cwd, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' as const, maxBuffer: OUTPUT_LIMIT };
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      // 1 and 2 are errors in the code it compiled.
      const failed = error !== null && !(error.code === 1 || error.code === 2);
      const silent = error !== null && !/error TS\d+/.test(stdout);
      const why = error?.killed === true ? `took longer than ${TIMEOUT_MS / 60_000} minutes` : firstLine(stderr);
      done({ stdout, problem: failed || silent ? `could not be run: ${why}` : null });
    });
  });
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

/** `src/a.ts(3,5): error TS2345: …`, or `error TS5107: …` about the options; what is indented explains the line before. */
function complaintsIn(stdout: string, root: string): readonly Complaint[] {
  return stdout.split(/\r?\n/).flatMap((line): readonly Complaint[] => {
    const [, file, row, code, message] = /^(?:(\S.*)\((\d+),\d+\): )?error (TS\d+): (.*)$/.exec(line) ?? [];
    if (code === undefined || message === undefined) return [];
    if (file === undefined) return [{ file: null, line: 0, code, message }];
    const inside = path.relative(root, path.resolve(root, file)).split(path.sep).join('/');
    return [{ file: inside, line: Number(row), code, message }];
  });
}
