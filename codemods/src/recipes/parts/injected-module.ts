import { ts } from '../../../typescript.js';
import type { Advice } from '../../model/edit.js';
import type { RecipeContext } from '../recipe.js';
import { adviseByHand, boundOptions } from './bound-module.js';
import type { Injected } from './injected-class.js';
import {
  type InjectedName,
  type InjectedSettings,
  injectedSettingsOf,
  isConfigService,
  isSameSettings,
  settingsOfModule,
} from './injected-settings.js';
import { listIn, nestModules } from './nest-modules.js';
import { environmentReader, styleAt } from './new-module.js';
import { importLine, injectedText, type RoutingValues } from './routing-text.js';
import { type NamedSettings, objectValues, switchOf } from './routing-values.js';
import { readSettings, type Settings } from './settings.js';
import { SETTINGS_GROUP } from './settings-home.js';
import { specifierFor } from './specifier.js';
import { quoted, type Style } from './style.js';

const known = new WeakMap<RecipeContext, { readonly settings: InjectedSettings | null }>();

/** The injected settings that the routing reads: those of the module that is there, else what most starts read. */
export function providedSettings(routing: Injected, context: RecipeContext): InjectedSettings | null {
  const found = known.get(context) ?? {
    settings:
      context.read(routing.module) === null
        ? mostRead(context)
        : settingsOfModule(routing.module, routing.inject, context),
  };
  known.set(context, found);
  return found.settings;
}

function mostRead(context: RecipeContext): InjectedSettings | null {
  const settings = readSettings(context);
  const all = context.decisions
    .flatMap((one) => (one.decision === 'route' ? (injectedSettingsOf(one, context) ?? []) : []))
    .filter(({ setting }) => setting === settings?.names.legacyTaskQueue);
  const count = (one: InjectedSettings): number => all.filter((other) => isSameSettings(one, other)).length;
  return all.toSorted((a, b) => count(b) - count(a))[0] ?? null;
}

/** The text of the module with the class that Nest injects, made as the starts read their queue; advice where it cannot be. */
export function injectedModule(routing: Injected, context: RecipeContext): string | Advice {
  const given = providedSettings(routing, context);
  const settings = given === null ? null : readSettings(context);
  if (given === null || settings === null) return overImports(routing, context);
  const needed = modulesFor(given, context);
  if (needed === null) return adviseModule(routing, given);
  const style = styleAt(given.file, context);
  const isService = isConfigService(given);
  if (given.lookup !== null && !isService) return adviseModule(routing, given);
  const named = namedSettings(settings, context);
  const read = (name: string): string => (isService ? lookedUp(name, given, style) : `this.${given.name}.${name}`);
  const environment = isService
    ? (variable: string) => `this.${given.name}.get<string>(${quoted(variable, style)})`
    : environmentReader(context);
  const legacyTaskQueue = queueText(given, style);
  const values = objectValues(named, read, { style, environment }, legacyTaskQueue);
  return injectedText({
    provider: routing.inject,
    imports: importLines(given, needed, { routing, style, context }),
    parameter: parameterText(given, isService),
    modules: needed.map(({ text }) => text),
    values: isService ? typedReads(values) : values,
    switch: switchOf(named),
    kinds: context.config.kinds,
    style,
    language: 'typescript',
  });
}

/** Settings that are imported, or variables of the environment, need no injection: only the class does. */
function overImports(routing: Injected, context: RecipeContext): string | Advice {
  const bound = boundOptions(routing.module, context);
  if (bound === null) return adviseByHand(routing.module, context);
  const nest = `import { Global, Injectable, Module } from ${quoted('@nestjs/common', bound.style)}`;
  const own = bound.imported === null ? [] : [importLine(bound.imported, bound)];
  return injectedText({ ...bound, provider: routing.inject, imports: [nest, ...own], parameter: null, modules: [] });
}

function namedSettings(settings: Settings, { without }: RecipeContext): NamedSettings {
  const { names, environment, present, homes } = settings;
  const isAdded = homes.length > 0 && without?.has(SETTINGS_GROUP) !== true;
  const wanted = [names.namespace, names.prefix, names.shards, names.mode];
  return { names, environment, missing: isAdded ? [] : wanted.filter((name) => !present.has(name)) };
}

const lookedUp = (name: string, { name: object, lookup }: InjectedSettings, style: Style): string =>
  `this.${object}.getOrThrow<string>(${quoted([...(lookup ?? []), name].join('.'), style)})`;

/** The legacy queue as the starts read it, what they fall back to included. */
function queueText(given: InjectedSettings, style: Style): string {
  const { name, setting, lookup, fallback } = given;
  const otherwise = fallback === null ? '' : ` ${fallback.operator} ${quoted(fallback.value, style)}`;
  if (lookup === null) return `this.${name}.${setting}${otherwise}`;
  if (fallback === null) return lookedUp(setting, given, style);
  return `this.${name}.get<string>(${quoted([...lookup, setting].join('.'), style)})${otherwise}`;
}

/** What is looked up is what it is asked for as. */
const typedReads = (values: RoutingValues): RoutingValues => ({
  ...values,
  mode: values.mode.replace(/^(this\.\w+\.getOrThrow)<string>/, "$1<'on' | 'off'>"),
  shards: values.shards.replace(/^(this\.\w+\.getOrThrow)<string>/, '$1<number>'),
});

function parameterText({ parameter, name }: InjectedSettings, isService: boolean): string {
  const decorators = (ts.getDecorators(parameter) ?? []).map((one) => `${one.getText()} `).join('');
  return `${decorators}private readonly ${name}: ${isService ? 'ConfigService' : parameter.type?.getText()}`;
}

/** A module that the routing's own module imports, so that what its class takes is there. */
interface NeededModule {
  readonly text: string;
  readonly name: InjectedName;
}

const CONFIG_MODULE: InjectedName = {
  local: 'ConfigModule',
  name: 'ConfigModule',
  from: { specifier: '@nestjs/config' },
  isValue: true,
};

/** The modules that provide what the class takes; null where nobody can say which. */
function modulesFor(given: InjectedSettings, context: RecipeContext): readonly NeededModule[] | null {
  if (isConfigService(given)) return [{ text: 'ConfigModule', name: CONFIG_MODULE }];
  const registered = /^Inject\((\w+)\.KEY\)$/.exec(injectText(given));
  if (registered?.[1] !== undefined)
    return [{ text: `ConfigModule.forFeature(${registered[1]})`, name: CONFIG_MODULE }];
  const token = /^Inject\((.+)\)$/.exec(injectText(given))?.[1] ?? given.parameter.type?.getText() ?? '';
  const from = nestModules(context).filter((one) =>
    listIn(one, 'exports')?.elements.some((element) => element.getText() === token),
  );
  const [only] = from;
  if (only === undefined || from.length > 1) return null;
  return only.isGlobal
    ? []
    : [{ text: only.name, name: { local: only.name, name: only.name, from: { file: only.file }, isValue: true } }];
}

const injectText = ({ parameter }: InjectedSettings): string =>
  (/@(Inject\([^()]*\))/.exec(parameter.getText())?.[1] ?? '').replace(/\s+/g, '');

interface Writing {
  readonly routing: Injected;
  readonly style: Style;
  readonly context: RecipeContext;
}

/** The imports of Nest and of what the class takes, one line for each module they come from. */
function importLines(
  given: InjectedSettings,
  needed: readonly NeededModule[],
  { routing, style, context }: Writing,
): readonly string[] {
  const lines = new Map<string, { whole: string[]; names: Set<string> }>();
  const add = ({ from, local, name, isValue }: InjectedName): void => {
    const specifier = 'specifier' in from ? from.specifier : specifierFor(routing.module, from.file, context);
    const line = lines.get(specifier) ?? { whole: [], names: new Set() };
    if (name === 'default') line.whole.push(local);
    else line.names.add(`${isValue ? '' : 'type '}${name === local ? name : `${name} as ${local}`}`);
    lines.set(specifier, line);
  };
  const nest = ['Global', 'Injectable', 'Module'].map((name) => ({
    local: name,
    name,
    from: { specifier: '@nestjs/common' },
    isValue: true,
  }));
  const own = isConfigService(given)
    ? given.names.filter(({ name }) => /^(ConfigService|Inject)$/.test(name))
    : given.names;
  for (const one of [...nest, ...needed.map(({ name }) => name), ...own]) add(one);
  return [...lines].map(([specifier, { whole, names }]) => {
    const sorted = [...names].sort((a, b) => (a.replace('type ', '') < b.replace('type ', '') ? -1 : 1));
    const braces = sorted.length === 0 ? [] : [`{ ${sorted.join(', ')} }`];
    return `import ${[...new Set(whole), ...braces].join(', ')} from ${quoted(specifier, style)}`;
  });
}

function adviseModule({ module, inject }: Injected, given: InjectedSettings): Advice {
  const type = given.parameter.type?.getText() ?? '';
  const message = `${module} was not written: no module of Nest was found that exports ${type}, from which ${given.file} reads the queue. Write ${inject} by hand, then run again.`;
  const add = `@Injectable()\nexport class ${inject} {\n  readonly routing: Routing = createRouting(() => ({ … }));\n  readonly routeForTenant: Routing['routeForTenant'] = this.routing.routeForTenant;\n  readonly routeForSystemJob: Routing['routeForSystemJob'] = this.routing.routeForSystemJob;\n\n  constructor(${given.parameter.getText()}) {}\n}`;
  return { recipe: 'routing-module', file: module, line: 1, message, add };
}
