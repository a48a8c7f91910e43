import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root as ours } from './built.js';
import type { Recorded } from './recording-client.js';

/** One call into a fixture's code. `$client`, `$workflow`, `$schedules` and `$foreign` in the arguments stand for recording clients, `$mode` for the routing mode, `$throws` for a member whose getter throws. */
export interface Input {
  readonly file: string;
  readonly call: string;
  /** The class whose method is called, built with these arguments. */
  readonly new?: string;
  readonly with?: readonly unknown[];
  readonly args?: readonly unknown[];
  /** The arguments whose type takes few values: they are not varied. */
  readonly fixed?: readonly number[];
  /** Which of the calls to the client fail. */
  readonly failing?: readonly number[];
  /** For workflow code: what the workflow itself runs on with routing on; with routing off, or before, it is the legacy queue. */
  readonly parent?: readonly [queue: string, fairnessKey: string | null];
  /** What routing switched on makes of each recorded call: the queue and the fairness key. */
  readonly routes: readonly (readonly [queue: string, fairnessKey: string | null])[];
}

/** What came of one input: the calls in their order, and how it ended. */
export interface Outcome {
  readonly calls: readonly Recorded[];
  readonly ended: string;
}

type Exports = Readonly<Record<string, unknown>>;

/** Runs a folder's code on every input, each in a world of its own, with routing switched on or off. */
export async function execute(root: string, inputs: readonly Input[], mode: 'on' | 'off'): Promise<readonly Outcome[]> {
  const bundles = new Map<string, string>();
  const outcomes: Outcome[] = [];
  for (const input of inputs) {
    const code = bundles.get(input.file) ?? (await bundled(root, input.file, mode));
    bundles.set(input.file, code);
    outcomes.push(await run(code, input, mode));
  }
  return outcomes;
}

/** The mode is a constant of the bundle, too, as workflow code wants it. */
async function bundled(root: string, file: string, mode: 'on' | 'off'): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * as app from './${file}'; export { Client, Foreign, ScheduleService } from '@temporalio/client';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    define: { TEMPORAL_ROUTING_MODE: JSON.stringify(mode) },
    plugins: [
      {
        name: 'recording',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^@temporalio\/(client|worker|workflow|nexus|common)$/ }, () => ({
            path: join(ours, 'test/kit/recording-client.ts'),
          }));
          onResolve({ filter: /^@nestjs\/(common|config|core)$/ }, () => ({
            path: join(ours, 'test/kit/recording-nest.ts'),
          }));
          onResolve({ filter: /^temporal-queue-routing$/ }, () => ({ path: join(ours, 'routing/src/index.ts') }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

async function run(code: string, input: Input, mode: 'on' | 'off'): Promise<Outcome> {
  const calls: Recorded[] = [];
  Object.assign(globalThis, { recording: { calls, failing: input.failing ?? [], parent: parentOf(input, mode) } });
  const module = {
    exports: {} as {
      app: Exports;
      Client: new () => { workflow: object };
      Foreign: new () => object;
      ScheduleService: new () => object;
    },
  };
  const env = { TEMPORAL_ROUTING_MODE: mode };
  new Function('module', 'exports', 'process', 'require', 'console', code)(
    module,
    module.exports,
    { env, argv: ['node', 'fixture'] },
    provide,
    silent,
  );
  const { app, Client, Foreign, ScheduleService } = module.exports;
  const client = new Client();
  const values: Readonly<Record<string, unknown>> = {
    $client: client,
    $workflow: client.workflow,
    $schedules: new ScheduleService(),
    $foreign: new Foreign(),
    $mode: mode,
  };
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') return Object.hasOwn(values, value) ? values[value] : value;
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== 'object' || value === null) return value;
    const made = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
    for (const [key, inner] of Object.entries(value))
      if (inner === '$throws') Object.defineProperty(made, key, { get: () => throwing(key), enumerable: true });
    return made;
  };
  let ended: string;
  try {
    const holder = input.new === undefined ? app : construct(app[input.new], (input.with ?? []).map(filled));
    const called = (holder as Exports)[input.call] as (...args: unknown[]) => unknown;
    if (typeof called !== 'function') throw new Error(`${input.file} has no ${input.call}`);
    ended = `returned ${JSON.stringify(await called.apply(holder, (input.args ?? []).map(filled)))}`;
  } catch (error) {
    ended = `threw ${String(error)}`;
  }
  return { calls, ended };
}

const throwing = (key: string): never => {
  throw new Error(`${key} cannot be read`);
};

function parentOf({ parent }: Input, mode: 'on' | 'off'): object {
  const [taskQueue, fairnessKey] = mode === 'on' && parent !== undefined ? parent : ['main-queue', null];
  return fairnessKey === null ? { taskQueue } : { taskQueue, priority: { fairnessKey, fairnessWeight: 1 } };
}

const silent = { log: () => undefined, error: () => undefined };

const node = createRequire(import.meta.url);

/** What settings libraries ask of Node when they are loaded. */
function provide(name: string): unknown {
  if (['fs', 'path', 'url', 'util'].includes(name)) return node(`node:${name}`);
  throw new Error(`${name} is not there for fixtures`);
}

const construct = (type: unknown, args: readonly unknown[]): object =>
  new (type as new (...args: readonly unknown[]) => object)(...args);
