import { findConfigFile } from '../disk/config-file.js';
import { contentHash } from '../disk/hash.js';
import type {
  Config,
  DerivedQueue,
  LegacyQueue,
  NamedWrapper,
  RoutingAccess,
  WorkflowRouting,
} from '../model/config.js';
import type { Kind } from '../model/decision.js';
import { UsageError } from '../model/errors.js';
import { parseDerivedQueue } from './derived-queue.js';
import { didYouMean } from './did-you-mean.js';
import { parseLegacyQueue } from './legacy-queue.js';
import { parseConfig, refuseAt } from './parse.js';
import { type ConfigInput, configSchema } from './schema.js';
import { parseWrapper } from './wrapper.js';

export interface ConfigRequest {
  readonly root: string;
  /** `--config`, absolute or relative to the root. */
  readonly file?: string | undefined;
}

/** Finds, reads and validates the config; without a file, the defaults. */
export async function loadConfig({ root, file }: ConfigRequest): Promise<Config> {
  const found = await findConfigFile(root, file);
  return found === null ? defaultConfig() : readConfig(found.text, found.file);
}

/** The config a repository without a file gets. */
export const defaultConfig = (): Config => completed(configSchema.parse({}), null, '');

/** The config a file's text stands for. */
export function readConfig(text: string, file: string): Config {
  const input = parseConfig(text, file);
  const refuse = (path: readonly (string | number)[], what: string): never => {
    throw refuseAt(text, file, path, what);
  };
  for (const [name, value] of Object.entries(input.kinds)) {
    const fixed = FIXED_SCOPES.get(name);
    if (Array.isArray(value) && fixed === undefined) {
      refuse(
        ['kinds', name],
        `write { "scope": "tenant" or "system", "workflows": […] }; the plain array is for "tenant" and "jobs"`,
      );
    }
    if (!Array.isArray(value) && fixed !== undefined && value.scope !== fixed) {
      refuse(['kinds', name, 'scope'], `the scope of "${name}" is "${fixed}"; give this workload a kind of its own`);
    }
  }
  const config = completed(input, file, text);
  for (const [at, entry] of input.retired.entries()) {
    if (!input.legacyQueues.includes(entry)) {
      refuse(
        ['retired', at],
        `${JSON.stringify(entry)} is not in legacyQueues${didYouMean(entry, input.legacyQueues)}`,
      );
    }
  }
  const kinds = config.kinds.map(({ name }) => name);
  for (const [id, answer] of Object.entries(input.sites)) {
    if (answer.kind !== undefined && !kinds.includes(answer.kind)) {
      refuse(['sites', id, 'kind'], notOneOf(answer.kind, kinds));
    }
  }
  for (const [name, { kind }] of Object.entries(input.workflows)) {
    if (kind !== undefined && !kinds.includes(kind)) refuse(['workflows', name, 'kind'], notOneOf(kind, kinds));
  }
  for (const [name, { continueAsNew }] of Object.entries(input.workflows)) {
    if (continueAsNew === 'move' && config.workflowRouting === null)
      refuse(
        ['workflows', name, 'continueAsNew'],
        'needs "routing": { "workflows": … }, which workflow code may import',
      );
  }
  for (const name of Object.keys(input.mergedQueues)) {
    if (!kinds.includes(name)) refuse(['mergedQueues', name], notOneOf(name, kinds));
  }
  return config;
}

const notOneOf = (kind: string, kinds: readonly string[]): string =>
  `${JSON.stringify(kind)} is not one of the kinds ${kinds.join(', ')}${didYouMean(kind, kinds)}`;

const FIXED_SCOPES: ReadonlyMap<string, 'tenant' | 'system'> = new Map([
  ['tenant', 'tenant'],
  ['jobs', 'system'],
]);

function completed(input: ConfigInput, file: string | null, text: string): Config {
  const { include, exclude, retired, mergedQueues, tenantNames, workflows, sites, workers, wrappers, tests } = input;
  return {
    include,
    exclude,
    legacyQueues: input.legacyQueues.map(legacyQueueOf),
    retired,
    derivedQueues: input.derivedQueues.map(derivedQueueOf),
    kinds: kindsOf(input.kinds),
    mergedQueues,
    tenantNames,
    workflows,
    sites,
    routing: routingOf(input.routing),
    workflowRouting: workflowRoutingOf(input.routing),
    workers,
    wrappers: wrappers.map(wrapperOf),
    scheduleScript: input.scheduleScript ?? null,
    tests,
    file,
    hash: contentHash(text),
  };
}

function legacyQueueOf(text: string): LegacyQueue {
  const parsed = parseLegacyQueue(text);
  // The schema has refused it already, with its line.
  if (typeof parsed === 'string') throw new UsageError(`legacyQueues: ${text}: ${parsed}.`);
  return parsed;
}

function wrapperOf(text: string): NamedWrapper {
  const parsed = parseWrapper(text);
  // The schema has refused it already, with its line.
  if (typeof parsed === 'string') throw new UsageError(`wrappers: ${text}: ${parsed}.`);
  return parsed;
}

function derivedQueueOf(text: string): DerivedQueue {
  const parsed = parseDerivedQueue(text);
  if (typeof parsed === 'string') throw new UsageError(`derivedQueues: ${text}: ${parsed}.`);
  return parsed;
}

/** `tenant` and `jobs` are always there, so that an answer may name them. */
function kindsOf(input: ConfigInput['kinds']): Kind[] {
  const workflowsOf = (name: string): readonly string[] => {
    const value = input[name];
    return value === undefined ? [] : Array.isArray(value) ? value : value.workflows;
  };
  const fixed = [...FIXED_SCOPES].map(([name, scope]) => ({ name, scope, workflows: workflowsOf(name) }));
  const own = Object.entries(input).flatMap(([name, value]) =>
    FIXED_SCOPES.has(name) || Array.isArray(value) ? [] : [{ name, scope: value.scope, workflows: value.workflows }],
  );
  return [...fixed, ...own];
}

function routingOf(input: ConfigInput['routing']): RoutingAccess {
  const style = input?.style ?? 'inline';
  const { module = 'src/temporal/routing.ts', factory, inject } = input ?? {};
  if (factory !== undefined) return { form: 'factory', module, factory, style };
  if (inject !== undefined) return { form: 'injected', module, inject, style };
  if (input?.import === undefined) return { form: 'module', module, style };
  const settings = input.settings ?? {
    namespace: '{base}.temporalNamespace',
    prefix: '{base}.temporalQueuePrefix',
    shards: '{base}.temporalQueueShards',
  };
  return { form: 'import', import: input.import, settings, style };
}

function workflowRoutingOf(input: ConfigInput['routing']): WorkflowRouting | null {
  const { module, import: from, settings } = input?.workflows ?? {};
  const style = input?.style ?? 'inline';
  if (module !== undefined) return { form: 'module', module, style };
  if (from === undefined || settings === undefined) return null;
  return typeof settings === 'string'
    ? { form: 'handed-in', import: from, settings, style }
    : { form: 'import', import: from, settings, style };
}
