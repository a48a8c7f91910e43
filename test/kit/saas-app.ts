import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureRoutingBuilt, root } from './built.js';

const fixture = join(root, 'fixtures/saas-app');
const tool = join(root, 'codemods/dist/cli/main.js');

/** What a command printed, and how it ended. */
export interface Done {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of fixtures/saas-app in a folder and git repository of its own, with its dependencies installed. */
export class SaasApp {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async copy(): Promise<SaasApp> {
    await ensureInstalled();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'saas-app-')));
    for (const name of execFileSync('git', ['ls-files', '-z'], { cwd: fixture, encoding: 'utf8' }).split('\0')) {
      if (name !== '') cpSync(join(fixture, name), join(folder, name));
    }
    linkTree(join(fixture, 'node_modules'), join(folder, 'node_modules'));
    const app = new SaasApp(folder);
    app.git('init', '-q', '-b', 'main');
    app.commit('before the migration');
    return app;
  }

  git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...who, ...args], { cwd: this.folder, encoding: 'utf8' });
  }

  commit(message: string): void {
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Runs one of the app's own npm scripts; what it printed is in the error when it fails. */
  async script(name: string): Promise<string> {
    const done = await run('npm', ['run', '--silent', name], this.folder);
    if (done.status !== 0) throw new Error(`npm run ${name} failed (${done.status}):\n${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  /** Runs the built command-line tool on the app. */
  async migrate(...args: readonly string[]): Promise<Done> {
    return await run(process.execPath, [tool, ...args], this.folder);
  }

  /** What the built app's settings are under an environment. */
  settings(env: Readonly<Record<string, string>>): unknown {
    const code = "import { settings } from './dist/config/settings.js'; console.log(JSON.stringify(settings))";
    const args = ['--input-type=module', '-e', code];
    return JSON.parse(execFileSync(process.execPath, args, { cwd: this.folder, env: { ...env }, encoding: 'utf8' }));
  }

  /** Puts the routing package, packed as it is published, where an install would put it. */
  async installRouting(): Promise<void> {
    await ensureRoutingBuilt();
    const modules = join(this.folder, 'node_modules');
    const packed = mkdtempSync(join(tmpdir(), 'packed-'));
    try {
      const pack = ['pack', join(root, 'routing'), '--pack-destination', packed, '--ignore-scripts', '--silent'];
      const done = await run('npm', pack, packed);
      if (done.status !== 0) throw new Error(`npm pack failed:\n${done.stderr}`);
      const [tarball = ''] = readdirSync(packed);
      const target = join(modules, 'temporal-queue-routing');
      mkdirSync(target);
      execFileSync('tar', ['-xzf', join(packed, tarball), '--strip-components=1', '-C', target]);
    } finally {
      rmSync(packed, { recursive: true });
    }
    linkTree(join(root, 'node_modules/@noble/hashes'), join(modules, '@noble/hashes'));
  }

  /** Starts the built service; resolves when it answers. */
  async start(env: Readonly<Record<string, string>>): Promise<SaasService> {
    return await SaasService.start(this.folder, env);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Who asks, for the routes that want to know. */
export interface Actor {
  readonly userId: string;
  readonly tenantId: string;
}

/** The running service: one process, API and workers. */
export class SaasService {
  readonly #child: ChildProcess;
  readonly #address: string;
  readonly #output: readonly string[];

  private constructor(child: ChildProcess, address: string, output: readonly string[]) {
    this.#child = child;
    this.#address = address;
    this.#output = output;
  }

  static async start(folder: string, env: Readonly<Record<string, string>>): Promise<SaasService> {
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const own = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), HOST: '127.0.0.1', PORT: '0' };
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: folder,
      env: { ...own, DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    const address = new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not ready in a minute:\n${output.join('\n')}`)), 60_000);
      const settle = (act: () => void) => {
        clearTimeout(late);
        act();
      };
      const read = (line: string) => {
        output.push(line);
        const ready = readyAddress(line);
        if (ready !== undefined) settle(() => resolve(ready));
      };
      for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
      child.once('error', (error) => settle(() => reject(error)));
      child.once('close', (code) => settle(() => reject(new Error(`ended with ${code}:\n${output.join('\n')}`))));
    });
    try {
      return new SaasService(child, await address, output);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** One request; anything but 2xx is an error. */
  async call<Answer>(method: string, path: string, body?: unknown, actor?: Actor): Promise<Answer> {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(actor === undefined ? {} : { 'x-user-id': actor.userId, 'x-tenant-id': actor.tenantId }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text}\n${this.#output.slice(-20).join('\n')}`);
    return JSON.parse(text) as Answer;
  }

  /** As an orchestrator stops it: SIGTERM, and it must end well by itself. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const closed = once(this.#child, 'close');
      this.#child.kill('SIGTERM');
      await closed;
    }
    if (this.#child.exitCode !== 0) {
      throw new Error(
        `stopped with ${this.#child.exitCode ?? this.#child.signalCode}:\n${this.#output.slice(-30).join('\n')}`,
      );
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

function readyAddress(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const { msg, address } = JSON.parse(line) as { msg?: string; address?: string };
  return msg === 'ready' ? address : undefined;
}

/** The dependencies of the fixture, once; and the tool, unless it is newer than its sources. */
async function ensureInstalled(): Promise<void> {
  if (!existsSync(join(fixture, 'node_modules/.package-lock.json'))) {
    const done = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], fixture);
    if (done.status !== 0) throw new Error(`npm ci failed in fixtures/saas-app:\n${done.stderr}`);
  }
  if (newest(join(root, 'codemods/src')) > newest(join(root, 'codemods/dist'))) {
    const done = spawnSync(process.execPath, ['scripts/build.mjs', '--only', 'codemods'], {
      cwd: root,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`codemods does not build:\n${done.stdout}${done.stderr}`);
  }
}

function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.max(0, ...files.map((file) => statSync(join(folder, file)).mtimeMs));
}

/** Runs a command without what an `npm test` around it, or a person's own Temporal, put into the environment. */
async function run(command: string, args: readonly string[], cwd: string): Promise<Done> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|TEMPORAL_|VITEST|NODE_ENV$|INIT_CWD$|FORCE_COLOR$)/i.test(name),
    ),
  );
  const child = spawn(command, args, { cwd, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status: status ?? 1, stdout, stderr };
}

/** A copy made of hard links, or of bytes where the folders are on different disks; caches of tools are left out. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (!/^\.(vite|cache)/.test(entry.name)) linkTree(source, target);
    } else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkFile(source, target);
  }
}

function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
