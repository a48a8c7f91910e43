import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { root } from '../kit/built.js';

/** What a finished command left behind. */
export interface Finished {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command to its end; output and errors come in one text, for messages of failed tests. */
export function run(command: string, args: readonly string[], cwd: string): Finished {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  return { status, output: `${stdout}${stderr}${error?.message ?? ''}` };
}

/** Runs a script of Node, or one of the repository's own tools. */
export function runNode(args: readonly string[], cwd: string): Finished {
  return run(process.execPath, args, cwd);
}

/** The tarballs of this test file, which no other one writes at the same time. */
const tarballs = new Map<string, string>();
const destination = mkdtempSync(join(tmpdir(), 'packed-'));
afterAll(() => rmSync(destination, { recursive: true, force: true }));

/** Packs a workspace as npm would publish it, once, and gives the tarball's path. */
export function pack(workspace: string): string {
  const known = tarballs.get(workspace);
  if (known !== undefined) return known;
  const packed = run('npm', ['pack', '--json', '--silent', '--pack-destination', destination], join(root, workspace));
  const { name, version } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
  if (packed.status !== 0) throw new Error(`npm pack ${workspace}:\n${packed.output}`);
  const tarball = join(destination, `${name}-${version}.tgz`);
  tarballs.set(workspace, tarball);
  return tarball;
}

/**
 * A project outside the repository, where nothing resolves but what is installed.
 * Downloads are kept in the repository's .cache, so that only the first run needs the network for long.
 */
export class Consumer {
  readonly folder = mkdtempSync(join(tmpdir(), 'routing-consumer-'));

  install(...packages: readonly string[]): void {
    this.write('package.json', '{ "private": true }');
    const cache = join(root, '.cache/npm');
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--cache', cache];
    const installed = run('npm', ['install', ...flags, ...packages], this.folder);
    if (installed.status !== 0) throw new Error(`npm install ${packages.join(' ')}:\n${installed.output}`);
  }

  /** Lends a package of the repository, where a download would be large. */
  borrow(name: string): void {
    const place = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), place);
  }

  write(file: string, content: string | object): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** npm and vitest tell child processes much about themselves; a stranger's project knows none of it. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_)|VITEST|NODE_ENV|NODE_OPTIONS|CI$)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}
