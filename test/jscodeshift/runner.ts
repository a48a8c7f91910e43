import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../kit/built.js';

/** The transform as users name it: by its path in node_modules, without an extension. */
export const TRANSFORM = 'node_modules/temporal-queue-codemods/jscodeshift';

/** What jscodeshift counted, and what it and the transform said. */
export interface Run {
  readonly counts: Readonly<Record<'errors' | 'unmodified' | 'skipped' | 'ok', number>>;
  /** How often `api.stats` was told something; jscodeshift only shows it in a dry run. */
  readonly stats: Readonly<Record<string, number>>;
  /** The lines by `api.report`, errors and what verbose runs say of each file, without colours. */
  readonly lines: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs jscodeshift's own command in a folder, as a user would. */
export function jscodeshift(cwd: string, args: readonly string[], transform = TRANSFORM): Run {
  return runBin(jscodeshiftBin(createRequire(join(root, 'package.json'))), cwd, ['-t', transform, ...args]);
}

/** The command of the jscodeshift that a folder sees. */
export function jscodeshiftBin(require: NodeJS.Require): string {
  const manifest = require.resolve('jscodeshift/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: { readonly jscodeshift: string } };
  return join(dirname(manifest), bin.jscodeshift);
}

export function runBin(bin: string, cwd: string, args: readonly string[]): Run {
  const { FORCE_COLOR: _force, NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
  const count = (name: string): number => {
    const found = new RegExp(`^(\\d+) ${name}$`, 'm').exec(stdout)?.[1];
    if (found === undefined) throw new Error(`jscodeshift counted no ${name}:\n${stdout}${stderr}`);
    return Number(found);
  };
  return {
    counts: { errors: count('errors'), unmodified: count('unmodified'), skipped: count('skipped'), ok: count('ok') },
    stats: Object.fromEntries([...stdout.matchAll(/^(starts: \w+): (\d+)$/gm)].map(([, name, n]) => [name, Number(n)])),
    lines: stdout.split('\n').filter((line) => /^ (REP|ERR|SKIP|NOC|OKK) /.test(line)),
    stdout,
    stderr,
  };
}
