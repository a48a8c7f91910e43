import { createRequire } from 'node:module';
import type * as Semver from 'semver';
import type * as Yaml from 'yaml';

const require = createRequire(import.meta.url);

// Together 60 ms to load, needed only where node_modules is absent, and asked for where nothing can be awaited.

/** Loads semver when it is first needed. */
export const semver = (): typeof Semver => require('semver') as typeof Semver;

/** Parses YAML with every scalar as the text it is written as: `1.10` is no number here. Throws a SyntaxError only. */
export function parseYaml(text: string): unknown {
  const yaml = require('yaml') as typeof Yaml;
  try {
    return yaml.parse(text, { schema: 'failsafe', logLevel: 'error' });
  } catch (cause) {
    throw new SyntaxError((cause as Error).message, { cause });
  }
}
