import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { monorepo } from './monorepo.mjs';

const SOURCES = ['monorepo.mjs', 'starts.mjs', 'prose.mjs', 'words.mjs', 'random.mjs'];

/**
 * The synthetic repository of `files` files under `folder`, written and committed unless the same one stands there already.
 * What is known about it (`sites`: where its starts are) is kept beside it.
 */
export function repositoryAt(folder, files) {
  const facts = `${folder}.facts.json`;
  const version = versionOf(files);
  if (existsSync(facts) && existsSync(join(folder, '.git'))) {
    const known = JSON.parse(readFileSync(facts, 'utf8'));
    if (known.version === version) return known;
  }
  rmSync(folder, { recursive: true, force: true });
  rmSync(facts, { force: true });
  const made = { version, files, bytes: 0, sites: [] };
  for (const { path, text, sites } of monorepo({ files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    made.bytes += Buffer.byteLength(text);
    for (const site of sites) made.sites.push({ file: path, ...site });
  }
  commitAll(folder);
  writeFileSync(facts, JSON.stringify(made));
  return made;
}

/** Changes with the generator: a repository of an older one is made again. */
function versionOf(files) {
  const text = SOURCES.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('');
  let hash = 7;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return `${files}-${(hash >>> 0).toString(16)}`;
}

function commitAll(folder) {
  const settings = [
    'core.hooksPath=/dev/null',
    'commit.gpgsign=false',
    'gc.auto=0',
    'user.name=bench',
    'user.email=bench@localhost',
  ];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'synthetic'],
  ]) {
    const done = spawnSync('git', [...flags, ...args], { cwd: folder, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`git ${args[0]} in ${folder}: ${done.stderr || done.error?.message}`);
  }
}
