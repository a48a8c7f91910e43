import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryWith } from '../disk/repo.js';

// Beside node_modules, so that the packages left out of the bundle are found.
const built = join(process.cwd(), '.cache', `cli-${process.pid}`);
const bin = join(built, 'main.js');

const bundle: BuildOptions = {
  entryPoints: ['codemods/src/cli/main.ts'],
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'silent',
};

beforeAll(async () => {
  mkdirSync(built, { recursive: true });
  await build({ ...bundle, outdir: built });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

test('help and version load nothing heavy', async () => {
  const { metafile } = await build({ ...bundle, outdir: built, metafile: true, write: false });
  const inputs = metafile?.inputs ?? {};
  const loaded = new Set<string>();
  const pending = ['codemods/src/cli/main.ts'];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const { path, kind, external } of inputs[file]?.imports ?? []) {
      if (kind === 'dynamic-import' || loaded.has(path)) continue;
      loaded.add(path);
      if (external !== true) pending.push(path);
    }
  }
  const packages = [...loaded].filter((path) => !path.includes('/') && !path.startsWith('node:'));
  expect(packages.sort()).toEqual(['commander', 'picocolors']);
  expect(
    [...loaded]
      .filter((path) => path.startsWith('codemods/src/'))
      .every((path) => /src\/(cli|model|version)/.test(path)),
  ).toBe(true);
});

test('--version', () => {
  const { version } = JSON.parse(readFileSync('codemods/package.json', 'utf8')) as { version: string };
  expect(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
});

test('the exit code reaches the shell, the message stderr', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, '--nope'], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: unknown option '--nope'/);
});

test('a reader that closes the pipe is not an error', () => {
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', '("$0" "$1" --help; echo "code $?" >&2) | true', process.execPath, bin],
    {
      encoding: 'utf8',
    },
  );
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'code 0\n' });
});

test('a repository without a single source file says so', () => {
  const cwd = repositoryWith({ 'README.md': '' });
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'check'], { encoding: 'utf8', cwd });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: No source file to look at/);
});
