import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryWith } from '../disk/repo.js';

// Beside node_modules, so that the packages left out of the bundle are found.
const built = join(process.cwd(), '.cache', `cli-${process.pid}`);
const bin = join(built, 'main.js');

const bundle: BuildOptions = {
  entryPoints: { main: 'codemods/src/cli/main.ts', 'scan-worker': 'codemods/src/disk/scan-worker.ts' },
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

const REPOSITORY = {
  'temporal-queue.config.json': '{ "kinds": { "tenant": ["TenantWorkflow"] } }\n',
  'src/settings.ts':
    "export const settings = { temporalTaskQueue: 'main-queue', temporalQueuePrefix: 'saas', temporalQueueShards: 1, temporalNamespace: 'default', temporalQueueRouting: 'off' };\n",
  'src/temporal/routing.ts': `export const routeForTenant = (options: { tenantId: string }) => ({ taskQueue: options.tenantId });
export const startOptions = (route: { taskQueue: string }) => ({ taskQueue: route.taskQueue });
`,
  'src/my tenants.ts': `import { Client } from '@temporalio/client';
import { settings } from './settings.js';

export async function start(client: Client, tenantId: string) {
  await client.workflow.start('TenantWorkflow', {
    args: [tenantId],
    workflowId: \`t-\${tenantId}\`,
    taskQueue: settings.temporalTaskQueue,
  });
}
`.replaceAll('\n', '\r\n'),
};

test('the whole way: red, the diff, apply, and git agrees with apply to the byte', () => {
  const run = (cwd: string, ...argv: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [bin, ...argv], { encoding: 'utf8', cwd });
  const [byTool, byGit] = [repositoryWith(REPOSITORY), repositoryWith(REPOSITORY)];
  const red = run(byTool, 'check');
  expect({ status: red.status, first: red.stdout.split('\n')[0] }).toEqual({
    status: 1,
    first: 'RED: 1 start to route.',
  });

  const plan = run(byTool, 'plan', '--format', 'diff', '--format', 'json=report.json', '--out', 'plan.json');
  expect(plan).toMatchObject({ status: 0 });
  expect(JSON.parse(readFileSync(join(byTool, 'report.json'), 'utf8'))).toMatchObject({
    ledger: { found: 1, route: 1 },
  });
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: byGit, input: plan.stdout });

  const apply = run(byTool, 'apply', 'plan.json');
  expect({ status: apply.status, stderr: apply.stderr }).toEqual({ status: 0, stderr: '' });
  for (const file of Object.keys(REPOSITORY)) {
    expect(readFileSync(join(byTool, file), 'utf8')).toBe(readFileSync(join(byGit, file), 'utf8'));
  }
  expect(readFileSync(join(byTool, 'src/my tenants.ts'), 'utf8')).toContain(
    '...startOptions(routeForTenant({ tenantId })),\r\n',
  );

  const stale = run(byTool, 'apply', 'plan.json');
  expect(stale.status).toBe(2);
  expect(stale.stderr).toMatch(/stale/);
  expect(run(byTool, 'apply', '--allow-dirty').stdout).toContain('Nothing written');
});

test('conflict markers end every command with 2, and nothing is written to that file', () => {
  const start = REPOSITORY['src/my tenants.ts'];
  const cwd = repositoryWith({ ...REPOSITORY, 'src/conflict.ts': `<<<<<<< HEAD\n${start}=======\n>>>>>>> topic\n` });
  const run = (...argv: string[]) => spawnSync(process.execPath, [bin, ...argv], { encoding: 'utf8', cwd });
  for (const command of ['check', 'plan', 'apply']) {
    const { status, stdout } = run(command);
    expect({ command, status }).toEqual({ command, status: 2 });
    expect(stdout).toContain('src/conflict.ts: syntax error on line 1: Merge conflict marker encountered');
  }
  expect(execFileSync('git', ['diff', '--name-only', '-z'], { cwd, encoding: 'utf8' })).not.toContain('conflict');
  expect(run('explain', 'src/conflict.ts:7').stdout).toContain('the file is not read: syntax error on line 1');
});

test('Ctrl-C while apply writes takes everything back and ends with 130', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 80 }, (_, at) => [
      `src/many/s${at}.ts`,
      REPOSITORY['src/my tenants.ts'].replace('./s', '../s'),
    ]),
  );
  const cwd = repositoryWith({ ...REPOSITORY, ...many });
  const child = spawn(process.execPath, [bin, 'apply'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const watched = setInterval(() => {
    if (!readdirSync(join(cwd, 'src/many')).some((name) => name.endsWith('.tmp'))) return;
    clearInterval(watched);
    child.kill('SIGINT');
  }, 1);
  const code = await new Promise((done) => child.once('close', done));
  clearInterval(watched);
  expect(stderr).toMatch(/^interrupted: SIGINT came while the files were being written/);
  expect(code).toBe(130);
  expect(execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' })).toBe('');
}, 60_000);

test("Ctrl-C while the repository's own compiler is asked takes everything back, too", async () => {
  // It waits until it is stopped, once there is something to compile that was not there before.
  const waits = `if (require('fs').readFileSync('src/my tenants.ts', 'utf8').includes('startOptions'))
    require('fs').writeFileSync('waiting.log', ''), setTimeout(() => undefined, 60_000);`;
  const cwd = repositoryWith({
    ...REPOSITORY,
    '.gitignore': 'node_modules\n*.log\n',
    'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
    'node_modules/typescript/package.json': '{ "version": "9.9.9", "bin": { "tsc": "tsc.cjs" } }',
    'node_modules/typescript/tsc.cjs': waits,
  });
  // In a group of its own, as a terminal interrupts it: the compiler, too.
  const child = spawn(process.execPath, [bin, 'apply'], { cwd, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const watched = setInterval(() => {
    if (!existsSync(join(cwd, 'waiting.log'))) return;
    clearInterval(watched);
    process.kill(-(child.pid as number), 'SIGINT');
  }, 20);
  const code = await new Promise((done) => child.once('close', done));
  clearInterval(watched);
  expect(stderr).toMatch(/^interrupted: SIGINT came while the files were being written/);
  expect(stderr).toContain('old bytes back; nothing is changed');
  expect(code).toBe(130);
  expect(execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' })).toBe('');
}, 60_000);
