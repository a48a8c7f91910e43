import type { RoutingAccess } from '../../model/config.js';
import type { Advice } from '../../model/edit.js';
import type { RecipeContext } from '../recipe.js';
import { environmentReader, languageOf, styleAt } from './new-module.js';
import { factoryText } from './routing-text.js';
import { objectValues } from './routing-values.js';
import { readSettings } from './settings.js';
import { settingsAdvice } from './settings-advice.js';
import { SETTINGS_GROUP } from './settings-home.js';

type Factory = Extract<RoutingAccess, { form: 'factory' }>;

/**
 * The text of the module whose function takes the settings that starts have in their hands; what to do by hand where they
 * have not all that the routing reads: no environment is read here, where the settings are handed in for a reason.
 */
export function factoryModule({ module, factory }: Factory, context: RecipeContext): string | Advice {
  const settings = readSettings(context);
  const advise = (message: string, add: string): Advice => ({
    recipe: 'routing-module',
    file: module,
    line: 1,
    message: `${module} was not written: ${message}`,
    add,
  });
  if (settings === null) return advise('no start reads its queue from settings that are handed in.', '');
  const { names, present, base } = settings;
  const isAdded = settings.homes.length > 0 && context.without?.has(SETTINGS_GROUP) !== true;
  const keys = (['namespace', 'prefix', 'shards', 'mode'] as const).filter(
    (key) => !isAdded && !present.has(names[key]),
  );
  if (keys.length > 0)
    return advise(
      `\`${base}\` has no ${keys.map((key) => names[key]).join(', ')}. Add them, then run again.`,
      settingsAdvice(settings, keys),
    );
  const beside = settings.homes.find((home) => !home.typed)?.file ?? context.decisions[0]?.site.at.file ?? module;
  const style = styleAt(beside, context);
  return factoryText({
    factory,
    reads: [
      { name: names.mode, type: `${style.quote}on${style.quote} | ${style.quote}off${style.quote}` },
      { name: names.legacyTaskQueue, type: 'string' },
      { name: names.namespace, type: 'string' },
      { name: names.prefix, type: 'string' },
      { name: names.shards, type: 'number' },
    ],
    values: objectValues({ ...settings, missing: [] }, (name) => `settings.${name}`, {
      style,
      environment: environmentReader(context),
    }),
    switch: names.mode,
    kinds: context.config.kinds,
    style,
    language: languageOf(module, beside, context),
  });
}
