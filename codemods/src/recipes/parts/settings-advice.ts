import type { Settings } from './settings.js';
import type { SettingsNames } from './settings-names.js';

type Key = Exclude<keyof SettingsNames, 'legacyTaskQueue'>;

interface Line {
  readonly name: string;
  readonly variable: string;
  /** The variable of the legacy queue, which the prefix falls back to. */
  readonly legacy: string;
}

type Text = Readonly<Record<Key, (line: Line) => string>>;

const PLAIN: Text = {
  namespace: ({ name, variable }) => `${name}: string; // ${variable}, default 'default'`,
  prefix: ({ name, variable, legacy }) => `${name}: string; // ${variable}, else ${legacy}, default 'saas'`,
  shards: ({ name, variable }) => `${name}: number; // ${variable}, an integer from 1, default 1`,
  mode: ({ name, variable }) => `${name}: 'on' | 'off'; // ${variable}, default 'off'`,
};

const ENVALID: Text = {
  namespace: ({ variable }) => `${variable}: str({ default: 'default' }),`,
  prefix: ({ variable, legacy }) => `${variable}: str({ default: process.env.${legacy} ?? 'saas' }),`,
  shards: ({ variable }) => `${variable}: num({ default: 1 }),`,
  mode: ({ variable }) => `${variable}: str({ choices: ['on', 'off'], default: 'off' }),`,
};

const CONVICT: Text = {
  namespace: ({ name, variable }) => `${name}: { format: String, default: 'default', env: '${variable}' },`,
  prefix: ({ name, variable, legacy }) =>
    `${name}: { format: String, default: process.env.${legacy} ?? 'saas', env: '${variable}' },`,
  shards: ({ name, variable }) => `${name}: { format: 'nat', default: 1, env: '${variable}' },`,
  mode: ({ name, variable }) => `${name}: { format: ['off', 'on'], default: 'off', env: '${variable}' },`,
};

const JOI: Text = {
  namespace: ({ variable }) => `${variable}: Joi.string().default('default'),`,
  prefix: ({ variable, legacy }) => `${variable}: Joi.string().default(process.env.${legacy} ?? 'saas'),`,
  shards: ({ variable }) => `${variable}: Joi.number().integer().min(1).default(1),`,
  mode: ({ variable }) => `${variable}: Joi.string().valid('on', 'off').default('off'),`,
};

const CLASS_VALIDATOR: Text = {
  namespace: ({ name }) => `@IsString()\n${name}: string = 'default';`,
  prefix: ({ name }) => `@IsString()\n${name}: string = 'saas';`,
  shards: ({ name }) => `@IsInt()\n@Min(1)\n${name}: number = 1;`,
  mode: ({ name }) => `@IsIn(['on', 'off'])\n${name}: 'on' | 'off' = 'off';`,
};

const T3_ENV: Text = {
  namespace: ({ variable }) => `${variable}: z.string().default('default'),`,
  prefix: ({ variable, legacy }) => `${variable}: z.string().default(process.env.${legacy} ?? 'saas'),`,
  shards: ({ variable }) => `${variable}: z.coerce.number().int().min(1).default(1),`,
  mode: ({ variable }) => `${variable}: z.enum(['on', 'off']).default('off'),`,
};

const NEST: Text = {
  namespace: ({ name, variable }) => `${name}: process.env.${variable} ?? 'default',`,
  prefix: ({ name, variable, legacy }) => `${name}: process.env.${variable} ?? process.env.${legacy} ?? 'saas',`,
  shards: ({ name, variable }) => `${name}: Number(process.env.${variable} ?? 1),`,
  mode: ({ name, variable }) => `${name}: process.env.${variable} === 'on' ? 'on' : 'off',`,
};

/** Variables that the service is given; what validates them must let them pass. */
const NEST_ENV: Text = {
  namespace: ({ variable }) => `${variable}=default`,
  prefix: ({ variable, legacy }) => `${variable}=<the value of ${legacy}>`,
  shards: ({ variable }) => `${variable}=1`,
  mode: ({ variable }) => `${variable}=off`,
};

/** The exact text to add by hand for the settings that are missing, in the words of the settings library. */
export function settingsAdvice(settings: Settings, missing: readonly Key[]): string {
  const text = textOf(settings);
  const legacy = settings.environment.legacyTaskQueue;
  return missing
    .map((key) => text[key]({ name: settings.names[key], variable: settings.environment[key], legacy }))
    .join('\n');
}

function textOf({ refused }: Settings): Text {
  switch (refused?.library) {
    case 'envalid':
      return ENVALID;
    case 'convict':
      return CONVICT;
    case 'joi':
      return JOI;
    case 'class-validator':
      return CLASS_VALIDATOR;
    case 't3-env':
      return T3_ENV;
    case 'nest-config':
      return NEST;
    case 'nest-env':
      return NEST_ENV;
    default:
      return PLAIN;
  }
}
