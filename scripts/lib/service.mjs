/** The migrated service, run for real: a Temporal dev server, the app's process, and its HTTP API. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotPossible } from '../bootstrap.mjs';

/** A dev server with priority and fairness switched on; `binary` is a path or `download`. */
export async function startTemporal(binary) {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const { DefaultLogger, Runtime } = await import('@temporalio/worker');
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: binary === 'download' ? { type: 'cached-download' } : { type: 'existing-path', path: binary },
      log: { format: 'text', level: 'never' },
      extraArgs: [
        ...['useNewMatcher', 'enableFairness'].flatMap((name) => ['--dynamic-config-value', `matching.${name}=true`]),
        ...['--output', 'none'], // no banner in the middle of the story
      ],
    },
  });
  return { address: environment.address, stop: () => environment.teardown() };
}

/** The app's own process (dist/main.js), ready to answer. */
export async function startService({ app, folder }, { address, env = {} }) {
  const port = await freePort();
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: app,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'warn',
      TEMPORAL_ADDRESS: address,
      ...env,
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const call = (method, path, body) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  await untilReady(call, child, () => log);
  return {
    call: async (method, path, body) => {
      const response = await call(method, path, body);
      const text = await response.text();
      if (!response.ok) throw new NotPossible(`${method} ${path} answers ${response.status}: ${text}\n${log}`);
      return { status: response.status, body: JSON.parse(text) };
    },
    stop: async () => {
      child.kill('SIGTERM');
      const code = await Promise.race([ended, sleep(30_000, 'late', { ref: false })]);
      if (code === 'late') child.kill('SIGKILL');
      return code;
    },
    log: () => log,
  };
}

async function untilReady(call, child, log) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new NotPossible(`The service ended at its start:\n${log()}`);
    const ready = await call('GET', '/health').then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(200);
  }
  child.kill('SIGKILL');
  throw new NotPossible(`The service is not ready after a minute:\n${log()}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
