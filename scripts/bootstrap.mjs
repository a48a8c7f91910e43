/**
 * Makes a fresh clone ready: prerequisites, dependencies, a Temporal dev server. Imports nothing from node_modules.
 *
 *   node scripts/bootstrap.mjs          all of it
 *
 * What is missing is one loud line that says how to get it; with CI=true it is a failure.
 */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const fixture = join(root, 'fixtures/saas-app');

const SERVER = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const SERVER_NEEDED =
  `put \`temporal\` on PATH or its path in TEMPORAL_CLI; or install Go 1.25 or later ` +
  `(then \`go install ${SERVER}\` is done for you); or let the network reach temporal.download`;

/** A step cannot be done; the message is for people. */
export class NotPossible extends Error {}

export const isCi = process.env.CI === 'true';
const say = (message) => process.stderr.write(`${message}\n`);

/** One loud line, or with CI=true the end. */
export function missing(what, how) {
  if (isCi) throw new NotPossible(`CI=true, so nothing may be skipped, but ${what} would be. ${how}`);
  say(`\n!!! SKIPPED: ${what}. ${how}\n`);
}

/** git and Node are needed by everything; Python only by the vectors. */
export function checkPrerequisites() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new NotPossible(`Node ${process.versions.node} is too old. Install Node 20.19 or later: https://nodejs.org`);
  }
  if (!runs('git', ['--version'])) throw new NotPossible('git is missing. Install it: https://git-scm.com/downloads');
}

/** The Python that checks the routing vectors, or undefined after saying so. */
export function findPython() {
  const isPython3 = ([command, ...args]) =>
    runs(command, [...args, '-c', 'import sys; sys.exit(sys.version_info < (3, 8))']);
  const found = [['python3'], ['python'], ['py', '-3']].find(isPython3);
  if (found === undefined) {
    missing('the check of the routing vectors against Python', 'Install Python 3.8 or later: https://www.python.org');
  }
  return found;
}

/** `npm ci` where node_modules is not what the lock file says. */
export function installDependencies(folder, name) {
  if (isInstalled(folder)) return;
  say(`Installing the dependencies of ${name} (npm ci) …`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // Without the settings of an `npm run` around it, which would reach into another folder's install.
  const done = spawnSync(npm, args, {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    env: withoutNpm(),
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    throw new NotPossible(
      `npm ci failed in ${folder}. Is the package registry within reach? Run it there to see more.`,
    );
  }
}

export function withoutNpm(env = process.env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(config_(workspace|prefix|local)|package|lifecycle)/i.test(name)),
  );
}

/** npm writes what it installed into a lock file of its own; the two must name the same versions. */
function isInstalled(folder) {
  const wanted = readLock(join(folder, 'package-lock.json'));
  const have = readLock(join(folder, 'node_modules/.package-lock.json'));
  if (wanted === undefined || have === undefined) return false;
  const needed = Object.entries(wanted).filter(
    ([path, entry]) => path.startsWith('node_modules/') && !entry.optional && !entry.devOptional,
  );
  return needed.every(([path, entry]) => {
    const got = have[path];
    return (
      got !== undefined &&
      (entry.link === true ? got.link === true : got.version === entry.version) &&
      existsSync(join(folder, path))
    );
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Where a server that was built stays, outside the checkout, so that the next clone finds it. */
const serverCache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'temporal-queue-migration/bin');

/**
 * The dev server's binary: TEMPORAL_CLI, PATH, the caches, where `go install` puts it; else built, else `download`
 * when the SDK can fetch one; else undefined, after saying so.
 */
export function findOrBuildServer() {
  const found = findServer() ?? buildServer() ?? tryDownload();
  if (found === undefined) missing('everything that needs a Temporal server', `There is none: ${SERVER_NEEDED}.`);
  return found;
}

function findServer() {
  const { TEMPORAL_CLI, GOBIN, GOPATH, PATH = '' } = process.env;
  if (TEMPORAL_CLI === 'download') return 'download';
  const folders = [
    ...PATH.split(delimiter),
    join(root, '.cache/bin'),
    serverCache,
    GOBIN,
    ...(GOPATH ?? '').split(delimiter).map((path) => path && join(path, 'bin')),
    join(homedir(), 'go/bin'),
  ];
  const names = process.platform === 'win32' ? ['temporal.exe'] : ['temporal'];
  const paths = folders.filter(Boolean).flatMap((folder) => names.map((name) => join(folder, name)));
  return [TEMPORAL_CLI, ...paths].filter(Boolean).find(isExecutable);
}

function buildServer() {
  if (!runs('go', ['version'])) return undefined;
  const into = [serverCache, join(root, '.cache/bin')].find(isWritable);
  if (into === undefined) return undefined;
  say('Building the Temporal dev server with Go (about 3 minutes, once; it is kept for later) …');
  const env = { ...process.env, GOBIN: into };
  const done = spawnSync('go', ['install', SERVER], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
    encoding: 'utf8',
    timeout: 25 * 60_000,
  });
  if (done.status === 0) return findServer();
  say(`The build failed:\n${(done.stderr ?? '').trim().split('\n').slice(-5).join('\n')}`);
  return undefined;
}

/** The SDK's own download, in a process of its own so that a network that swallows packets costs a minute at most. */
function tryDownload() {
  if (!existsSync(join(root, 'node_modules/@temporalio/testing'))) return undefined;
  say('Looking whether the Temporal SDK can download a dev server …');
  const code =
    "const { TestWorkflowEnvironment } = await import('@temporalio/testing'); await (await TestWorkflowEnvironment.createLocal()).teardown(); process.exit(0);";
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    stdio: 'ignore',
    timeout: 120_000,
  });
  return done.status === 0 ? 'download' : undefined;
}

/** Runs a command with its output passed on; resolves with the exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Everything both commands need. The server's place goes into TEMPORAL_CLI, where the tests look first. */
export function bootstrap() {
  checkPrerequisites();
  installDependencies(root, 'this repository');
  installDependencies(fixture, 'fixtures/saas-app');
  const server = findOrBuildServer();
  if (server !== undefined) process.env.TEMPORAL_CLI = server;
  return { server };
}

/** Runs a script's main; what people can mend is a line, not a stack. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof NotPossible)) throw error;
    say(`\n!!! ${error.message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => {
    const { server } = bootstrap();
    if (server !== undefined)
      say(`Ready. Temporal dev server: ${server === 'download' ? 'downloaded by the SDK' : server}`);
    return 0;
  });
}
