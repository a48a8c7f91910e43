import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The pinned versions of the tools that are measured beside this one. */
export const PEER_VERSIONS = JSON.parse(readFileSync(join(import.meta.dirname, 'versions.json'), 'utf8'));

/** The folder whose node_modules has the peers, filled by npm on first use: they are no dependencies of this repository. */
export function peersFolder() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const name = Object.values(PEER_VERSIONS).join('-');
  const folder = join(cache, 'temporal-queue-migration/bench-peers', name);
  const done = join(folder, 'installed');
  if (existsSync(done)) return folder;
  process.stderr.write(`Installing ${Object.keys(PEER_VERSIONS).join(', ')} into ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: PEER_VERSIONS }));
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (npm.status !== 0) {
    throw new Error('npm could not install the peers (see above). Without them: --only check,plan,bare,git-grep');
  }
  writeFileSync(done, '');
  return folder;
}

/** ast-grep's own binary, without the script npm puts before it. */
export function astGrepBinary(folder) {
  const scope = join(folder, 'node_modules/@ast-grep');
  const name = process.platform === 'win32' ? 'ast-grep.exe' : 'ast-grep';
  const home = readdirSync(scope)
    .sort((a, b) => b.length - a.length)
    .find((one) => existsSync(join(scope, one, name)));
  if (home === undefined) throw new Error(`no ast-grep binary for this machine under ${scope}`);
  return join(scope, home, name);
}
