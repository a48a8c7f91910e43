import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds routing unless its output is newer than its sources; test files that run at the same time build it once. */
export async function ensureRoutingBuilt(): Promise<void> {
  const lock = `${root}.cache/routing-build.lock`;
  const deadline = Date.now() + 120_000;
  while (!isFresh()) {
    if (Date.now() > deadline) throw new Error(`routing was not built in two minutes; is ${lock} a leftover?`);
    mkdirSync(`${root}.cache`, { recursive: true });
    try {
      mkdirSync(lock);
    } catch {
      await sleep(200);
      continue;
    }
    try {
      const built = spawnSync(process.execPath, ['scripts/build.mjs', '--only', 'routing'], {
        cwd: root,
        encoding: 'utf8',
      });
      if (built.status !== 0) throw new Error(`routing does not build:\n${built.stdout}${built.stderr}`);
    } finally {
      rmdirSync(lock);
    }
  }
}

function isFresh(): boolean {
  const sources = readdirSync(`${root}routing/src`).map((file) => modified(`${root}routing/src/${file}`));
  const built = Math.min(
    modified(`${root}routing/dist/esm/.tsbuildinfo`),
    modified(`${root}routing/dist/cjs/package.json`),
  );
  return Math.max(...sources) <= built;
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
