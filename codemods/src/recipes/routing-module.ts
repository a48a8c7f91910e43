import type { LegacyQueue } from '../model/config.js';
import type { Kind } from '../model/decision.js';
import type { Advice, RecipeResult } from '../model/edit.js';
import { exportsOf } from './parts/module-exports.js';
import { environmentReader, type Language, languageOf, styleAt } from './parts/new-module.js';
import { ROUTING_PACKAGE } from './parts/routing-package.js';
import { hasWork, primaryQueue, ROUTING_MODULE_GROUP, readSettings, readSettingsNames } from './parts/settings.js';
import { settingsAdvice } from './parts/settings-advice.js';
import { SETTINGS_GROUP, type SettingsAccess } from './parts/settings-home.js';
import { environmentNames, type SettingsNames } from './parts/settings-names.js';
import { specifierFor } from './parts/specifier.js';
import { quoted, type Style } from './parts/style.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Writes the repository's bound routing module where the config names one that does not exist. */
export const routingModule: Recipe = {
  id: 'routing-module',
  describe: 'writes the routing module bound to the settings of the repository',
  edit: editModule,
};

/** What the text of a bound routing module is made of. */
export interface RoutingModuleOptions {
  /** What it imports: the settings, or the constant that names the legacy queue; null when it needs nothing. */
  readonly imported: { readonly name: string; readonly local: string; readonly specifier: string } | null;
  /** Expressions, evaluated at every start. */
  readonly values: RoutingValues;
  /** What the reader turns the kill switch by: `temporalRoutingMode`, `TEMPORAL_ROUTING_MODE`. */
  readonly switch: string;
  /** Every kind of the config; `tenant` and `jobs` are known to the routing package. */
  readonly kinds: readonly Pick<Kind, 'name' | 'scope'>[];
  readonly style: Style;
  readonly language: Language;
}

/** The settings of the routing module, as expressions. */
export interface RoutingValues {
  readonly mode: string;
  readonly legacyTaskQueue: string;
  readonly namespace: string;
  readonly prefix: string;
  readonly shards: string;
}

/** The text of a bound routing module. */
export function routingModuleText(options: RoutingModuleOptions): string {
  const { style, imported, language } = options;
  const from = quoted(ROUTING_PACKAGE, style);
  const end = style.semicolon;
  const isRequired = language === 'commonjs';
  const head = isRequired
    ? [
        `const { createRouting, startOptions } = require(${from})${end}`,
        ...(imported === null ? [] : [requireLine(imported, style)]),
      ]
    : [`import { createRouting } from ${from}${end}`, ...(imported === null ? [] : [importLine(imported, style)])];
  const keep = isRequired ? '' : 'export ';
  const tail = isRequired
    ? [`module.exports = { routing, routeForTenant, routeForSystemJob, startOptions }${end}`]
    : [`export { startOptions } from ${from}${end}`];
  const lines = [
    ...head,
    '',
    '/**',
    ' * Where workflows run: every start takes its task queue, and the key that keeps tenants fair, from here.',
    ` * The kill switch is \`${options.switch}\`: 'off', its default, gives every start the legacy queue, as before.`,
    ' */',
    `${keep}const routing = createRouting(() => ({`,
    ...settingLines(options).map((line) => `${style.indent}${line},`),
    `}))${end}`,
    '',
    `${keep}const { routeForTenant, routeForSystemJob } = routing${end}`,
    ...(isRequired ? [''] : []),
    ...tail,
    '',
  ];
  return lines.join(style.eol);
}

type Imported = NonNullable<RoutingModuleOptions['imported']>;

function importLine({ name, local, specifier }: Imported, style: Style): string {
  const binding = name === 'default' ? local : name === local ? `{ ${name} }` : `{ ${name} as ${local} }`;
  return `import ${binding} from ${quoted(specifier, style)}${style.semicolon}`;
}

function requireLine({ name, local, specifier }: Imported, style: Style): string {
  const binding = name === local ? `{ ${name} }` : `{ ${name}: ${local} }`;
  return `const ${binding} = require(${quoted(specifier, style)})${style.semicolon}`;
}

function settingLines({ values, kinds, style, language }: RoutingModuleOptions): readonly string[] {
  const own = kinds.filter((kind) => kind.name !== 'tenant' && kind.name !== 'jobs');
  const list = own
    .map((kind) => `{ name: ${quoted(kind.name, style)}, scope: ${quoted(kind.scope, style)} }`)
    .join(', ');
  const settings = (['mode', 'legacyTaskQueue', 'namespace', 'prefix', 'shards'] as const).map(
    (name) => `${name}: ${values[name]}`,
  );
  return own.length === 0 ? settings : [...settings, `kinds: [${list}]${language === 'typescript' ? ' as const' : ''}`];
}

function editModule(context: RecipeContext): RecipeResult {
  const nothing: RecipeResult = { edits: [], files: [], advice: [] };
  const { routing } = context.config;
  if (routing.form !== 'module' || !hasWork(context)) return nothing;
  if (context.read(routing.module) !== null) {
    const unread = adviseUnread(routing.module, context);
    const advice = adviseExports(routing.module, context);
    return unread === null
      ? { ...nothing, advice }
      : { ...nothing, advice: [unread, ...advice], blocked: blockedBy(unread) };
  }
  const options = optionsFor(routing.module, context);
  if (options === null) {
    const advice = adviseByHand(routing.module, context);
    return { ...nothing, advice: [advice], blocked: blockedBy(advice) };
  }
  const why = 'the rewritten starts take their routes from it';
  return {
    ...nothing,
    files: [{ file: routing.module, text: routingModuleText(options), group: ROUTING_MODULE_GROUP, why }],
  };
}

/** Every start needs the module, so none can be rewritten without it. */
const blockedBy = ({ message }: Advice): NonNullable<RecipeResult['blocked']> => [
  { group: ROUTING_MODULE_GROUP, why: message, reason: 'no-settings' },
];

/** What the module for this repository is made of; null when the legacy queue cannot be read from there. */
export function optionsFor(module: string, context: RecipeContext): RoutingModuleOptions | null {
  const { kinds } = context.config;
  const settings = readSettingsNames(context);
  if (settings !== null) {
    const style = styleAt(settings.file, context);
    const root = /^[\w$]+/.exec(settings.expression)?.[0] ?? settings.importName;
    const specifier = settings.specifier ?? specifierFor(module, settings.file, context);
    const values = settingsValues(settings, { style, environment: environmentReader(context) });
    const mode = settings.missing.includes(settings.names.mode) ? settings.environment.mode : settings.names.mode;
    const imported = { name: settings.importName, local: root, specifier };
    return { imported, values, switch: mode, kinds, style, language: languageOf(module, settings.file, context) };
  }
  return withoutSettings(module, context);
}

interface ReadEnvironment {
  readonly style: Style;
  /** The expression that reads a variable. */
  readonly environment: (variable: string) => string;
}

function settingsValues(
  settings: NonNullable<ReturnType<typeof readSettingsNames>>,
  read: ReadEnvironment,
): RoutingValues {
  const { names, missing } = settings;
  const legacyTaskQueue = settingText(settings, names.legacyTaskQueue, read);
  const fromEnvironment = environmentValues(settings.environment, legacyTaskQueue, read);
  const value = (key: 'mode' | 'namespace' | 'prefix' | 'shards'): string =>
    missing.includes(names[key]) ? fromEnvironment[key] : settingText(settings, names[key], read);
  return {
    mode: value('mode'),
    legacyTaskQueue,
    namespace: value('namespace'),
    prefix: value('prefix'),
    shards: value('shards'),
  };
}

/** How one setting is read: `settings.queue`, or `config.get('temporal.queue')` where it is looked up. */
function settingText({ expression, lookup }: SettingsAccess, name: string, { style }: ReadEnvironment): string {
  return lookup === null ? `${expression}.${name}` : `${expression}.get(${quoted([...lookup, name].join('.'), style)})`;
}

function environmentValues(
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

/** Where the legacy queue is a constant or a literal, there is no settings object to add to: the environment is read here. */
function withoutSettings(module: string, context: RecipeContext): RoutingModuleOptions | null {
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
  const values = { ...environmentValues(names, prefix, read), legacyTaskQueue };
  return {
    imported,
    values,
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

const NEEDED = ['routing', 'routeForTenant', 'routeForSystemJob', 'startOptions'] as const;

/** A bound module of the repository's own: what it lacks for the rewritten code. */
function adviseExports(module: string, context: RecipeContext): readonly Advice[] {
  const exported = exportsOf(module, context);
  const missing = NEEDED.filter((name) => !exported.has(name));
  if (missing.length === 0) return [];
  const add = missing.map((name) =>
    name === 'startOptions' ? `export { startOptions } from '${ROUTING_PACKAGE}';` : exportLine(name),
  );
  const message = `${module} does not export ${missing.join(', ')}, which the rewritten code imports from it.`;
  return [{ recipe: 'routing-module', file: module, line: 1, message, add: add.join('\n') }];
}

const exportLine = (name: string): string =>
  name === 'routing' ? 'export const routing = createRouting(() => ({ … }));' : `export const { ${name} } = routing;`;

function adviseByHand(module: string, context: RecipeContext): Advice {
  const settings = readSettings(context);
  const name = settings?.names.legacyTaskQueue ?? 'temporalTaskQueue';
  const style: Style = { quote: "'", semicolon: ';', eol: '\n', indent: '  ' };
  const add = routingModuleText({
    imported: null,
    values: {
      ...environmentValues(settings?.environment ?? environmentNames(null), `<the value of ${name}>`, {
        style,
        environment: (variable) => `process.env.${variable}`,
      }),
      legacyTaskQueue: `<the value of ${name}>`,
    },
    switch: settings?.environment.mode ?? 'TEMPORAL_ROUTING_MODE',
    kinds: context.config.kinds,
    style,
    language: languageOf(module, context.decisions[0]?.site.at.file ?? module, context),
  });
  const message = `${module} was not written: nothing that a module can import holds \`${settings?.base ?? 'settings'}.${name}\`. Write it by hand, then run again.`;
  return { recipe: 'routing-module', file: module, line: 1, message, add };
}
