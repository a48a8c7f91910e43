import type { RoutingAccess } from '../model/config.js';
import type { Advice, RecipeResult } from '../model/edit.js';
import { adviseByHand, boundOptions } from './parts/bound-module.js';
import { factoryModule } from './parts/factory-module.js';
import { injectedModule } from './parts/injected-module.js';
import { exportsOf } from './parts/module-exports.js';
import { editKinds } from './parts/module-kinds.js';
import { wireModule } from './parts/nest-wiring.js';
import { ROUTING_PACKAGE } from './parts/routing-package.js';
import { boundText } from './parts/routing-text.js';
import { hasWork, ROUTING_MODULE_GROUP, readSettings } from './parts/settings.js';
import { settingsAdvice } from './parts/settings-advice.js';
import { SETTINGS_GROUP } from './parts/settings-home.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Writes the repository's routing module where the config names one that does not exist. */
export const routingModule: Recipe = {
  id: 'routing-module',
  describe: 'writes the routing module bound to the settings of the repository',
  edit: editModule,
};

type Module = Exclude<RoutingAccess, { form: 'import' }>;

function editModule(context: RecipeContext): RecipeResult {
  const nothing: RecipeResult = { edits: [], files: [], advice: [] };
  const { routing } = context.config;
  if (routing.form === 'import' || !hasWork(context)) return nothing;
  if (context.read(routing.module) !== null) {
    const unread = adviseUnread(routing.module, context);
    const kinds = editKinds(routing.module, context);
    const advice = [...adviseExports(routing, context), ...kinds.advice];
    return unread === null
      ? { ...nothing, edits: kinds.edits, advice }
      : { ...nothing, advice: [unread, ...advice], blocked: blockedBy(unread) };
  }
  const made = moduleText(routing, context);
  if (typeof made !== 'string') return { ...nothing, advice: [made], blocked: blockedBy(made) };
  const why = 'the rewritten starts take their routes from it';
  const files = [{ file: routing.module, text: made, group: ROUTING_MODULE_GROUP, why }];
  return routing.form === 'injected'
    ? { ...wireModule(routing, ROUTING_MODULE_GROUP, context), files }
    : { ...nothing, files };
}

/** The module's text; what to do by hand where it cannot be written. */
function moduleText(routing: Module, context: RecipeContext): string | Advice {
  if (routing.form === 'factory') return factoryModule(routing, context);
  if (routing.form === 'injected') return injectedModule(routing, context);
  const options = boundOptions(routing.module, context);
  return options === null ? adviseByHand(routing.module, context) : boundText(options);
}

/** Every start needs the module, so none can be rewritten without it. */
const blockedBy = ({ message }: Advice): NonNullable<RecipeResult['blocked']> => [
  { group: ROUTING_MODULE_GROUP, why: message, reason: 'no-settings' },
];

/** A module of the repository's own that reads settings which had to be taken back. */
function adviseUnread(module: string, context: RecipeContext): Advice | null {
  const why = context.without?.get(SETTINGS_GROUP);
  const settings = why === undefined ? null : readSettings(context);
  const text = context.read(module)?.text ?? '';
  if (settings === null || why === undefined) return null;
  const missing = (['namespace', 'prefix', 'shards', 'mode'] as const).filter(
    (key) => !settings.present.has(settings.names[key]) && new RegExp(`\\b${settings.names[key]}\\b`).test(text),
  );
  if (missing.length === 0) return null;
  const names = missing.map((key) => settings.names[key]).join(', ');
  const message = `${module} reads ${names}, which could not be added to the settings: ${why}`;
  return { recipe: 'routing-module', file: module, line: 1, message, add: settingsAdvice(settings, missing) };
}

const neededBy = (routing: Module): readonly string[] => {
  if (routing.form === 'factory') return [routing.factory, 'startOptions'];
  if (routing.form === 'injected') return [routing.inject, 'startOptions'];
  return ['routing', 'routeForTenant', 'routeForSystemJob', 'startOptions'];
};

/** A routing module of the repository's own: what it lacks for the rewritten code. */
function adviseExports(routing: Module, context: RecipeContext): readonly Advice[] {
  const { module } = routing;
  const exported = exportsOf(module, context);
  const missing = neededBy(routing).filter((name) => !exported.has(name));
  if (missing.length === 0) return [];
  const message = `${module} does not export ${missing.join(', ')}, which the rewritten code imports from it.`;
  const add = missing.map((name) => exportLine(name, routing)).join('\n');
  return [{ recipe: 'routing-module', file: module, line: 1, message, add }];
}

function exportLine(name: string, routing: Module): string {
  if (name === 'startOptions') return `export { startOptions } from '${ROUTING_PACKAGE}';`;
  if (routing.form === 'factory') return `export const ${name} = (settings: …): Routing => createRouting({ … });`;
  if (routing.form === 'injected') return `@Injectable()\nexport class ${name} { … }`;
  return name === 'routing'
    ? 'export const routing = createRouting(() => ({ … }));'
    : `export const { ${name} } = routing;`;
}
