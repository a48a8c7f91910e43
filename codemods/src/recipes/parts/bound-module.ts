import type { LegacyQueue } from '../../model/config.js';
import type { Advice } from '../../model/edit.js';
import type { RecipeContext } from '../recipe.js';
import { environmentReader, languageOf, styleAt } from './new-module.js';
import { boundText, type Imported, type RoutingText } from './routing-text.js';
import { environmentValues, objectValues, type ReadEnvironment, switchOf } from './routing-values.js';
import { readSettings, readSettingsNames } from './settings.js';
import type { SettingsAccess } from './settings-home.js';
import { environmentNames } from './settings-names.js';
import { primaryQueue } from './settings-reads.js';
import { specifierFor } from './specifier.js';
import { quoted, type Style } from './style.js';

/** What the module that is bound to this repository's settings is made of; null where a module cannot import them. */
export function boundOptions(
  module: string,
  context: RecipeContext,
): (RoutingText & { readonly imported: Imported | null }) | null {
  const settings = readSettingsNames(context);
  if (settings === null) return withoutSettings(module, context);
  const style = styleAt(settings.file, context);
  const root = /^[\w$]+/.exec(settings.expression)?.[0] ?? settings.importName;
  const specifier = settings.specifier ?? specifierFor(module, settings.file, context);
  const read = (name: string): string => settingText(settings, name, style);
  return {
    imported: { name: settings.importName, local: root, specifier },
    values: objectValues(settings, read, { style, environment: environmentReader(context) }),
    switch: switchOf(settings),
    kinds: context.config.kinds,
    style,
    language: languageOf(module, settings.file, context),
  };
}

/** How one setting is read: `settings.queue`, or `config.get('temporal.queue')` where it is looked up. */
function settingText({ expression, lookup }: SettingsAccess, name: string, style: Style): string {
  return lookup === null ? `${expression}.${name}` : `${expression}.get(${quoted([...lookup, name].join('.'), style)})`;
}

/** Where the legacy queue is a constant or a literal, there is no settings object to add to: the environment is read here. */
function withoutSettings(module: string, context: RecipeContext): ReturnType<typeof boundOptions> {
  const queue = queueWithoutSettings(context);
  if (queue === null) return null;
  const names = environmentNames(queue.kind === 'member' ? queue.name : null);
  const beside = queue.kind === 'export' ? queue.file : (context.decisions[0]?.site.at.file ?? module);
  const style = styleAt(beside, context);
  const imported =
    queue.kind === 'export'
      ? { name: queue.name, local: queue.name, specifier: specifierFor(module, queue.file, context) }
      : null;
  const read = { style, environment: environmentReader(context) };
  const legacyTaskQueue = fixedText(queue, read, context);
  // What differs between environments keeps them apart through the prefix too.
  const prefix = queue.kind === 'literal' ? quoted('saas', style) : legacyTaskQueue;
  return {
    imported,
    values: { ...environmentValues(names, prefix, read), legacyTaskQueue },
    switch: names.mode,
    kinds: context.config.kinds,
    style,
    language: languageOf(module, beside, context),
  };
}

/**
 * The entry that stands for the legacy queue where no settings can be imported. Starts that leave their queue to the
 * module would get another one from it, so with one of those there is none.
 */
function queueWithoutSettings({ config, decisions }: RecipeContext): Fixed | null {
  const primary = primaryQueue(config);
  const isRead = decisions.some((decision) => decision.decision === 'route' && decision.primary !== false);
  // A member called like a variable may have a default that cannot be seen here.
  if (primary !== null && isFixed(primary) && (primary.kind !== 'member' || !isRead)) return primary;
  return isRead ? null : (config.legacyQueues.find(isFixed) ?? null);
}

/** An entry that a module can name by itself, a variable of the environment too: a settings service is out of its reach. */
type Fixed = Extract<LegacyQueue, { kind: 'literal' | 'export' | 'member' }>;

const isFixed = (queue: LegacyQueue): queue is Fixed =>
  queue.kind === 'literal' || queue.kind === 'export' || (queue.kind === 'member' && queue.base === 'env');

/** The legacy queue as the module writes it: a variable with the default that the starts give it. */
function fixedText(queue: Fixed, { style, environment }: ReadEnvironment, { decisions }: RecipeContext): string {
  if (queue.kind === 'export') return queue.name;
  if (queue.kind === 'literal') return quoted(queue.value, style);
  const arms = decisions.flatMap((one) => (one.decision === 'route' ? one.site.queue.arms : []));
  const values = [...new Set(arms.flatMap(({ value }) => value ?? []))];
  const [only = ''] = values.length === 1 ? values : [];
  return `${environment(queue.name)} ?? ${quoted(only, style)}`;
}

/** The module to write by hand where nothing that a module can import holds the legacy queue. */
export function adviseByHand(module: string, context: RecipeContext): Advice {
  const settings = readSettings(context);
  const name = settings?.names.legacyTaskQueue ?? 'temporalTaskQueue';
  const style: Style = { quote: "'", semicolon: ';', eol: '\n', indent: '  ' };
  const legacyTaskQueue = `<the value of ${name}>`;
  const read = { style, environment: (variable: string) => `process.env.${variable}` };
  const add = boundText({
    imported: null,
    values: {
      ...environmentValues(settings?.environment ?? environmentNames(null), legacyTaskQueue, read),
      legacyTaskQueue,
    },
    switch: settings?.environment.mode ?? 'TEMPORAL_ROUTING_MODE',
    kinds: context.config.kinds,
    style,
    language: languageOf(module, context.decisions[0]?.site.at.file ?? module, context),
  });
  const message = `${module} was not written: nothing that a module can import holds \`${settings?.base ?? 'settings'}.${name}\`. Write it by hand, then run again. Where the settings are handed in, \`"factory"\` beside \`routing.module\` makes the routing of them; in a Nest application, \`"inject"\`.`;
  return { recipe: 'routing-module', file: module, line: 1, message, add };
}
