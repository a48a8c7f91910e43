import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { accessOf, searchAccess } from './settings-access.js';
import { type Home, SETTINGS_GROUP, type SettingsAccess } from './settings-home.js';
import { containersOf, doubtOf, givesValue, homesOf, isQueueTable, namesIn, withBehind } from './settings-homes.js';
import { registeredAccess } from './settings-lookup.js';
import { environmentNames, namesOfVariables, type SettingsNames } from './settings-names.js';
import { boundReads, legacyReads, ownerOf, type Read } from './settings-reads.js';
import { type Library, meaning, type Refused, type Tracer } from './settings-trace.js';
import { variableIn } from './settings-variable.js';
import { keyOf, typedLiterals } from './typed-literals.js';

/** The change group of the bound routing module: no start can do without it, while it can do without the settings. */
export const ROUTING_MODULE_GROUP = 'routing-module';

/** The settings object that holds the legacy queue, as the repository is before any edit. */
export interface Settings {
  readonly base: string;
  readonly names: SettingsNames;
  readonly environment: SettingsNames;
  readonly access: SettingsAccess | null;
  /** Every place to add to; empty when the shape is not understood. */
  readonly homes: readonly Home[];
  readonly refused: {
    readonly file: string;
    readonly line: number;
    readonly why: string;
    readonly library: Library | null;
  } | null;
  /** The names that are there already. */
  readonly present: ReadonlySet<string>;
  readonly checker: ts.TypeChecker;
}

/**
 * Finds the settings object that the starts to be routed read the legacy queue from, and everything that declares it.
 * Null when the legacy queue is not read from a member of an object.
 */
export function readSettings(context: RecipeContext): Settings | null {
  const traced = mostUsed(legacyReads(context), context);
  const [top] = traced;
  if (top === undefined) return null;
  const { read: first, tracer, homes } = top;
  const reads = traced.map(({ read }) => read);
  const whole = homes.map((home) => withBehind(home, first, context));
  const here = whole.map(({ home }) => home);
  const complete = homes.length === 0 ? [] : [...here, ...typedLiterals(here, first, context)];
  const all = [...complete, ...whole.flatMap(({ inner }) => inner)];
  const doubted = all.flatMap((home) => doubtOf(home) ?? []);
  // Variables need no declaration.
  const isPlain = homes.length === 0 && /^process\.env$/.test(ownerOf(first.node)?.getText() ?? '');
  const isTable = complete.some(isQueueTable);
  const understood = complete.filter(givesValue).length > 0 && doubted.length === 0 && !isTable;
  const siblings = [...complete.flatMap(namesIn), ...typeNames(first)];
  const own = complete.find((home) => !home.typed) ?? complete[0];
  return {
    base: first.base,
    names: namesOfVariables(first.name, siblings),
    environment: environmentNames(first.variable ?? variableIn(all, first, tracer)),
    access:
      reads.map((read) => accessOf(read, context)).find((access) => access !== null) ??
      registeredAccess(own, context) ??
      searchAccess(own, first, context),
    homes: understood ? all : [],
    refused: understood || isPlain || isTable ? null : refusalOf(first, { homes: complete, doubted, tracer, context }),
    present: new Set(siblings),
    checker: first.checker,
  };
}

/** The settings' names and access for code outside the settings: `missing` are those that neither exist nor can be added. */
export function readSettingsNames(context: RecipeContext):
  | (SettingsAccess & {
      readonly base: string;
      readonly names: SettingsNames;
      readonly environment: SettingsNames;
      readonly missing: readonly string[];
    })
  | null {
  const settings = readSettings(context);
  if (settings === null || settings.access === null) return null;
  const { base, names, environment } = settings;
  const wanted = [names.namespace, names.prefix, names.shards, names.mode];
  const isAdded = settings.homes.length > 0 && context.without?.has(SETTINGS_GROUP) !== true;
  const missing = isAdded ? [] : wanted.filter((name) => !settings.present.has(name));
  return { ...settings.access, base, names, environment, missing };
}

/** Whether anything is to be moved: a start to route, or starts routed already while a worker still polls the legacy queue alone. */
export function hasWork(context: RecipeContext): boolean {
  const routed = context.decisions.some((decision) => decision.decision === 'routed');
  const worker = context.workers.some((use) => use.how === 'static' && !use.test);
  return context.decisions.some((decision) => decision.decision === 'route') || (routed && worker);
}

interface TracedRead {
  readonly read: Read;
  readonly tracer: Tracer;
  readonly homes: readonly Home[];
  /** What declares the setting read here. */
  readonly declared: ReadonlySet<string>;
}

/**
 * The reads of one settings object: the one the routing module reads where it exists, else the one most starts read.
 * Another object may have the same name in another file; it is not the routing module's, so it is left alone.
 */
function mostUsed(reads: readonly Read[], context: RecipeContext): readonly TracedRead[] {
  const objects: TracedRead[][] = [];
  for (const traced of reads.map((read) => traceRead(read, context))) {
    const same = objects.filter((object) => object.some((one) => isSharing(one.declared, traced.declared)));
    for (const object of same) objects.splice(objects.indexOf(object), 1);
    objects.push([...same.flat(), traced]);
  }
  const bound = new Set(boundReads(reads[0], context).flatMap((read) => [...traceRead(read, context).declared]));
  const weight = (object: readonly TracedRead[]): number =>
    object.some((one) => isSharing(one.declared, bound)) ? Number.POSITIVE_INFINITY : object.length;
  return objects.toSorted((a, b) => (weight(a) === weight(b) ? 0 : weight(b) - weight(a)))[0] ?? [];
}

const isSharing = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((key) => b.has(key));

function traceRead(read: Read, context: RecipeContext): TracedRead {
  const tracer: Tracer = { checker: read.checker, refused: [], seen: new Set() };
  const homes = homesOf(containersOf(read, tracer, context), read, context);
  const symbols = ts.isPropertyAccessExpression(read.node) ? meaning(read.node.name, read) : null;
  const places = [...homes.map((home) => home.property), ...(symbols?.declarations ?? [])].map(keyOf);
  // Where nothing says what declares it, reads cannot be told apart.
  return { read, tracer, homes, declared: new Set(places.length === 0 ? ['unknown'] : places) };
}

/** The names the checker knows on the settings object, whatever declares them. */
function typeNames({ node, lookup, checker }: Read): readonly string[] {
  const owner = lookup === null ? ownerOf(node) : null;
  return owner === null
    ? []
    : checker
        .getTypeAtLocation(owner)
        .getProperties()
        .map((property) => property.name);
}

interface Refusing {
  readonly homes: readonly Home[];
  readonly doubted: readonly Refused[];
  readonly tracer: Tracer;
  readonly context: RecipeContext;
}

function refusalOf(read: Read, { homes, doubted, tracer, context }: Refusing): Settings['refused'] {
  const unfilled = homes.map(({ property }): Refused => {
    const validated = ts.canHaveDecorators(property) && (ts.getDecorators(property) ?? []).length > 0;
    const why = `\`${read.name}\` is declared here, but what gives it its value was not found`;
    return {
      node: property,
      why: validated ? 'the settings are a class with validation decorators' : why,
      library: validated ? 'class-validator' : null,
    };
  });
  const refusals = [...doubted, ...tracer.refused, ...unfilled];
  const refused = doubted[0] ?? refusals.find((place) => place.library !== null) ?? unfilled[0] ?? refusals[0];
  const node =
    refused !== undefined && context.relative(refused.node.getSourceFile().fileName) !== null
      ? refused.node
      : read.node;
  const sourceFile = node.getSourceFile();
  return {
    file: context.relative(sourceFile.fileName) ?? read.file,
    line: sourceFile.getLineAndCharacterOfPosition(node.getStart()).line + 1,
    why: refused?.why ?? `\`${read.name}\` was not found where the settings are declared`,
    library: refused?.library ?? null,
  };
}
