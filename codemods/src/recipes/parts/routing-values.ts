import type { RoutingValues } from './routing-text.js';
import type { SettingsNames } from './settings-names.js';
import { quoted, type Style } from './style.js';

/** How a module that is written reads variables of the environment. */
export interface ReadEnvironment {
  readonly style: Style;
  /** The expression that reads a variable. */
  readonly environment: (variable: string) => string;
}

/** The settings read from the environment; without a prefix of its own, `prefix` is it. */
export function environmentValues(
  names: SettingsNames,
  prefix: string,
  { style, environment }: ReadEnvironment,
): Omit<RoutingValues, 'legacyTaskQueue'> {
  return {
    mode: `${environment(names.mode)} === ${quoted('on', style)} ? ${quoted('on', style)} : ${quoted('off', style)}`,
    namespace: `${environment(names.namespace)} ?? ${quoted('default', style)}`,
    prefix: `${environment(names.prefix)} ?? ${prefix}`,
    shards: `Number(${environment(names.shards)} ?? 1)`,
  };
}

/** What a settings object is called, and which of the routing settings it does not have. */
export interface NamedSettings {
  readonly names: SettingsNames;
  readonly environment: SettingsNames;
  readonly missing: readonly string[];
}

/** The settings read from an object, `read` being how it is asked for one; from the environment what it does not have. */
export function objectValues(
  { names, environment, missing }: NamedSettings,
  read: (name: string) => string,
  from: ReadEnvironment,
  legacyTaskQueue = read(names.legacyTaskQueue),
): RoutingValues {
  // `??` and `||` do not mix without parentheses.
  const prefix = legacyTaskQueue.includes(' || ') ? `(${legacyTaskQueue})` : legacyTaskQueue;
  const otherwise = environmentValues(environment, prefix, from);
  const value = (key: 'mode' | 'namespace' | 'prefix' | 'shards'): string =>
    missing.includes(names[key]) ? otherwise[key] : read(names[key]);
  return {
    mode: value('mode'),
    legacyTaskQueue,
    namespace: value('namespace'),
    prefix: value('prefix'),
    shards: value('shards'),
  };
}

/** What the reader turns the kill switch by. */
export const switchOf = ({ names, environment, missing }: NamedSettings): string =>
  missing.includes(names.mode) ? environment.mode : names.mode;
