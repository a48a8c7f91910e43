import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import type { Language, RoutingValues } from './routing-text.js';
import type { SettingsNames } from './settings-names.js';
import { quoted, type Style, styleOf } from './style.js';

/** How a module that is written reads variables of the environment. */
export interface ReadEnvironment {
  readonly style: Style;
  /** The expression that reads a variable. */
  readonly environment: (variable: string) => string;
}

/** `process.env.X`, or `process.env['X']` where the compiler wants it so. */
export function environmentReader(context: RecipeContext): (variable: string) => string {
  const near = context.decisions.find((decision) => decision.decision === 'route')?.site.at.file;
  const options = near === undefined ? undefined : context.optionsOf(near);
  const isStrict = options?.noPropertyAccessFromIndexSignature === true;
  return (variable) => (isStrict ? `process.env['${variable}']` : `process.env.${variable}`);
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

/** How the file beside which a module is written is styled. */
export function styleAt(file: string, context: RecipeContext): Style {
  const source = context.syntax(file);
  return source === null ? { quote: "'", semicolon: ';', eol: '\n', indent: '  ' } : styleOf(source);
}

/** The language of a module by its name, of JavaScript by a file beside it. */
export function languageOf(module: string, beside: string, context: RecipeContext): Language {
  if (/\.[cm]?tsx?$/.test(module)) return 'typescript';
  if (module.endsWith('.cjs')) return 'commonjs';
  const source = context.syntax(beside);
  const isModule = source === null || ts.isExternalModule(source) || module.endsWith('.mjs');
  return isModule ? 'esm' : 'commonjs';
}
