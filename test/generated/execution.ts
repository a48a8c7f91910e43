import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import * as routing from '../../routing/src/index.js';
import * as sdk from '../kit/recording-client.js';
import type { World } from './world.js';

type Exports = Readonly<Record<string, unknown>>;
type Module = (
  exports: object,
  module: { exports: object },
  require: (specifier: string) => unknown,
  process: object,
) => void;

/** What came of one unit: the calls in their order, and how it ended. */
export interface Outcome {
  readonly calls: readonly sdk.Recorded[];
  readonly ended: string;
}

/** Code as a function of its module, typeless and without import statements. */
export async function compiled(text: string, extension: string): Promise<Module> {
  const loader = extension.endsWith('x')
    ? extension.startsWith('t')
      ? 'tsx'
      : 'jsx'
    : /ts$/.test(extension)
      ? 'ts'
      : 'js';
  const { code } = await transform(text, {
    loader,
    format: 'cjs',
    target: 'node20',
    jsx: 'transform',
    jsxFactory: 'h',
    logLevel: 'silent',
  });
  return new Function('exports', 'module', 'require', 'process', code.replace(/^#!.*/, '')) as Module;
}

const BASE = ['settings', 'given', 'jsx', 'workflows', 'temporal/routing'];

/** The modules around the programs, compiled once for many runs. */
export async function surroundingModules(folder: string): Promise<ReadonlyMap<string, Module>> {
  const modules = BASE.map(async (name) => {
    const text = readFileSync(join(folder, `src/${name}.ts`), 'utf8');
    return [`${name}.js`, await compiled(text, 'ts')] as const;
  });
  return new Map(await Promise.all(modules));
}

/** How a program is run: by which modules, with routing on or off, in which world. */
export interface Run {
  readonly around: ReadonlyMap<string, Module>;
  readonly mode: 'on' | 'off';
  readonly world: World;
}

/** How many shards routing has where it is on. */
export const SHARDS = 16;

/** Loads a program in a world of its own and calls its units one after the other. */
export async function run(
  program: Module,
  units: readonly string[],
  { around, mode, world }: Run,
): Promise<readonly Outcome[]> {
  // The tenant is read where the queue stood. Where that throws, an id that stood between the two is not drawn any more;
  // that no start is made, and by which error, must be the same.
  const isQuiet = world.throws !== null;
  const recording = { calls: [] as sdk.Recorded[], failing: world.failing, ids: 0, isQuiet };
  Object.assign(globalThis, { recording });
  const env = { TEMPORAL_ROUTING_MODE: mode, TEMPORAL_QUEUE_SHARDS: String(SHARDS) };
  const loaded = new Map<string, object>();
  const load = (name: string, module: Module): object => {
    const made = { exports: {} };
    module(made.exports, made, require, { env });
    loaded.set(name, made.exports);
    return made.exports;
  };
  const require = (specifier: string): unknown => {
    if (specifier === '@temporalio/client') return sdk;
    if (specifier === 'temporal-queue-routing') return routing;
    const name = specifier.replace(/^(\.{1,2}\/)+/, '');
    const module = around.get(name);
    if (module === undefined) throw new Error(`${specifier} is not there`);
    return loaded.get(name) ?? load(name, module);
  };
  const outcomes: Outcome[] = [];
  const note = async (body: () => unknown): Promise<unknown> => {
    let ended: string;
    let result: unknown;
    recording.calls = [];
    recording.ids = 0;
    try {
      result = await body();
      ended = `returned ${typeof result === 'object' ? JSON.stringify(result) : String(result)}`;
    } catch (error) {
      ended = `threw ${String(error)}`;
    }
    outcomes.push({ calls: recording.calls, ended });
    return result;
  };
  let app: Exports = {};
  await note(() => {
    app = load('the program', program) as Exports;
  });
  for (const unit of units) {
    await note(() => {
      const called = app[unit];
      if (typeof called !== 'function') throw new Error(`there is no ${unit}`);
      return called(clientIn(world), givenIn(world));
    });
  }
  return outcomes;
}

/** Gives an object a member whose getter throws, when the world wants it so. */
function guarded<T extends object>(object: T, member: string, throws: boolean): T {
  if (!throws) return object;
  return Object.defineProperty(object, member, {
    get: () => {
      throw new Error(`${member} cannot be read`);
    },
  });
}

const clientIn = ({ throws }: World): object => guarded(new sdk.Client(), 'workflow', throws === 'client.workflow');

function givenIn({ tenant, maybe, tenants, flag, level, throws }: World): object {
  const one = (id: string): object => guarded({ id }, 'id', throws === 'tenant.id');
  const given = {
    tenantId: tenant,
    tenant: one(tenant),
    maybe: maybe === null ? undefined : one(maybe),
    tenants: tenants.map(one),
    flag,
    level,
  };
  return guarded(given, throws ?? '', throws !== null && Object.hasOwn(given, throws));
}
