import { accessSync, constants, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { root } from './built.js';

/** The version that the tests are written for; fairness needs a server from 1.29. */
const wanted = 'go install github.com/temporalio/cli/cmd/temporal@v1.5.1';

/**
 * Whether a Temporal dev server can be had. Where it cannot, one loud line says how to get it;
 * with `CI=true` that is an error instead, so that no pipeline is green for want of a server.
 */
export function serverAvailable(): boolean {
  if (process.env.TEMPORAL_CLI === 'download' || findTemporal() !== undefined) return true;
  const how = `no \`temporal\` binary: ${wanted} (found in ~/go/bin), or put it on PATH or in TEMPORAL_CLI, or set TEMPORAL_CLI=download`;
  if (process.env.CI === 'true') throw new Error(`CI=true and ${how}`);
  if (isFirstToSay()) process.stderr.write(`\n!!! SKIPPED: every test on a real Temporal server. There is ${how}\n\n`);
  return false;
}

/** The dev server's binary: TEMPORAL_CLI, then PATH, the repository's cache, and where `go install` puts it. */
export function findTemporal(): string | undefined {
  const { TEMPORAL_CLI, GOBIN, PATH = '' } = process.env;
  const folders = [...PATH.split(delimiter), join(root, '.cache/bin'), join(homedir(), 'go/bin'), GOBIN];
  const paths = [TEMPORAL_CLI, ...folders.map((folder) => folder && join(folder, 'temporal'))];
  return paths.find((path) => path !== undefined && path !== '' && isExecutable(path));
}

/** Starts a dev server of its own on a free port, with priority and fairness switched on. Call `teardown()` on it. */
export async function startServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const path = findTemporal();
  return await TestWorkflowEnvironment.createLocal({
    server: {
      executable: path === undefined ? { type: 'cached-download' } : { type: 'existing-path', path },
      log: { format: 'text', level: 'never' },
      extraArgs: ['useNewMatcher', 'enableFairness'].flatMap((name) => [
        '--dynamic-config-value',
        `matching.${name}=true`,
      ]),
    },
  });
}

function quietRuntime(): void {
  try {
    Runtime.install({ logger: new DefaultLogger(process.env.TEMPORAL_LOG === undefined ? 'ERROR' : 'INFO') });
  } catch {
    // A second server in one process: the runtime is there already.
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Test files run in processes of their own; the first of one run speaks for all. */
function isFirstToSay(): boolean {
  try {
    writeFileSync(join(tmpdir(), `no-temporal-server-${process.ppid}`), '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
