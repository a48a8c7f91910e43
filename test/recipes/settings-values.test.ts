import { createRequire } from 'node:module';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { queueSettings } from '../../codemods/src/recipes/queue-settings.js';
import { make, problemsOf, routeReading } from '../kit/recipe-context.js';

type Environment = Readonly<Record<string, string>>;
type Loaded = Readonly<Record<'mode' | 'prefix' | 'namespace', string>> & { readonly shards: number };
type Settings = Record<'temporalRoutingMode' | 'temporalQueuePrefix' | 'temporalNamespace', string> & {
  temporalQueueShards: number;
};

const require = createRequire(import.meta.url);

/** The settings file as the recipe leaves it. */
function after(text: string, file = 'src/settings.ts'): string {
  const use = file.endsWith('.js')
    ? `const { settings } = require('./settings');\nexports.queue = () => settings.temporalTaskQueue;\n`
    : `import { settings } from './settings.js';\nexport const queue = (): string => settings.temporalTaskQueue;\n`;
  const useFile = file.replace('settings', 'use');
  const files = { [file]: text, [useFile]: use };
  const decisions = [routeReading(files, useFile, 'settings.temporalTaskQueue')];
  const options = file.endsWith('.js') ? ({ module: 1, moduleResolution: 2, ignoreDeprecations: '6.0' } as const) : {};
  const made = make(queueSettings, { files, decisions, options });
  if (file.endsWith('.ts')) expect(problemsOf(made.all)).toEqual([]);
  return made.changed[file] ?? '';
}

/** Runs the settings file in an environment, and hands back what the routing module would read. */
function load(text: string, env: Environment): Loaded {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: 9 } });
  const module = { exports: {} as { settings: Settings } };
  const process = { env: { TEMPORAL_TASK_QUEUE: 'main', ...env } };
  new Function('module', 'exports', 'require', 'process', outputText)(module, module.exports, require, process);
  const { settings } = module.exports;
  return {
    mode: settings.temporalRoutingMode,
    prefix: settings.temporalQueuePrefix,
    namespace: settings.temporalNamespace,
    shards: settings.temporalQueueShards,
  };
}

const SWITCH = 'TEMPORAL_ROUTING_MODE';
const ALL: Environment = {
  TEMPORAL_ROUTING_MODE: 'on',
  TEMPORAL_QUEUE_PREFIX: 'p',
  TEMPORAL_QUEUE_SHARDS: '8',
  TEMPORAL_NAMESPACE: 'n',
};

const FUNCTIONS = `const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(name);
  return value;
};
const optional = (name: string, value: string): string => process.env[name] ?? value;
const get = (name: string): string | undefined => process.env[name];
void [required, optional, get];
`;

const STYLES: Readonly<Record<string, string>> = {
  'read with ??': `export const settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main' };\n`,
  'read with ||': `export const settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE || 'main' };\n`,
  'read with ?? and ||': `export const settings = { temporalTaskQueue: (process.env.TEMPORAL_TASK_QUEUE ?? process.env.QUEUE) || 'main' };\n`,
  'read by brackets': `export const settings = { temporalTaskQueue: process.env['TEMPORAL_TASK_QUEUE'] ?? 'main' };\n`,
  'read through a constant': `const env = process.env;\nexport const settings = { temporalTaskQueue: env.TEMPORAL_TASK_QUEUE ?? 'main' };\n`,
  'read by a function that throws': `${FUNCTIONS}export const settings = { temporalTaskQueue: required('TEMPORAL_TASK_QUEUE') };\n`,
  'read by a function that throws, as const': `${FUNCTIONS}export const settings = { temporalTaskQueue: required('TEMPORAL_TASK_QUEUE') } as const;\n`,
  'read by a function that throws, beside one with a default': `${FUNCTIONS}export const settings = { level: optional('LEVEL', 'info'), temporalTaskQueue: required('TEMPORAL_TASK_QUEUE') };\n`,
  'read by a function with a default': `${FUNCTIONS}export const settings = { temporalTaskQueue: optional('TEMPORAL_TASK_QUEUE', 'main') };\n`,
  'read by a function and ||': `${FUNCTIONS}export const settings = { temporalTaskQueue: get('TEMPORAL_TASK_QUEUE') || 'main' };\n`,
  'read by a function and ??, as const': `${FUNCTIONS}export const settings = { temporalTaskQueue: get('TEMPORAL_TASK_QUEUE') ?? 'main' } as const;\n`,
  'a field': `class Settings {\n  temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE ?? 'main';\n}\nexport const settings = new Settings();\n`,
  'a field read by a function': `${FUNCTIONS}class Settings {\n  temporalTaskQueue = required('TEMPORAL_TASK_QUEUE');\n}\nexport const settings = new Settings();\n`,
  'a field filled in the constructor': `class Settings {\n  readonly temporalTaskQueue: string;\n  constructor() {\n    this.temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE || 'main';\n  }\n}\nexport const settings = new Settings();\n`,
};

const SCHEMAS: Readonly<Record<string, string>> = {
  'a schema with its mapping': `import { z } from 'zod';\nexport const settings = z.object({ temporalTaskQueue: z.string() }).parse({ temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE });\n`,
  'a schema whose mapping throws': `import { z } from 'zod';\n${FUNCTIONS}export const settings = z.object({ temporalTaskQueue: z.string() }).parse({ temporalTaskQueue: required('TEMPORAL_TASK_QUEUE') });\n`,
  'a schema by names': `import { object, string } from 'zod';\nexport const settings = object({ temporalTaskQueue: string() }).parse({ temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE });\n`,
};

describe.each(Object.entries({ ...STYLES, ...SCHEMAS }))('%s', (_, before) => {
  const text = after(before);

  test('nothing set: off, and the defaults', () => {
    expect(load(text, {})).toEqual({ mode: 'off', prefix: 'main', namespace: 'default', shards: 1 });
  });
  test('the switch', () => {
    expect(load(text, { [SWITCH]: 'off' }).mode).toBe('off');
    expect(load(text, { [SWITCH]: 'on' }).mode).toBe('on');
  });
  test('everything set', () => {
    expect(load(text, ALL)).toEqual({ mode: 'on', prefix: 'p', namespace: 'n', shards: 8 });
  });
});

test.each(Object.entries(STYLES))('%s: an empty switch, or another word, is off', (_, before) => {
  const text = after(before);
  for (const word of ['', 'ON', 'true', 'o']) expect(load(text, { [SWITCH]: word }).mode).toBe('off');
});

test.each(Object.entries(SCHEMAS))('%s: an empty switch, or another word, stops the service', (_, before) => {
  const text = after(before);
  for (const word of ['', 'ON']) expect(() => load(text, { [SWITCH]: word })).toThrow();
});

test('JavaScript, read by a function that throws', () => {
  const text = after(
    `const required = (n) => {\n  const value = process.env[n];\n  if (!value) throw new Error(n);\n  return value;\n};\nexports.settings = { temporalTaskQueue: required('TEMPORAL_TASK_QUEUE') };\n`,
    'src/settings.js',
  );
  for (const word of ['', 'off', 'ON']) expect(load(text, { [SWITCH]: word }).mode).toBe('off');
  expect(load(text, {}).mode).toBe('off');
  expect(load(text, { [SWITCH]: 'on' }).mode).toBe('on');
});
