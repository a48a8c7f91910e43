import { ts } from '../../../typescript.js';
import type { Config, LegacyQueue } from '../../model/config.js';
import type { Place } from '../../model/place.js';
import type { Hop, QueueArm } from '../../model/site.js';
import type { RecipeContext } from '../recipe.js';
import { classDoubt, fillsIn, isValidated } from './class-settings.js';
import { convictDoubt } from './convict-settings.js';
import { envalidDoubt } from './envalid-settings.js';
import { type Home, isTestFile, listOf, SETTINGS_GROUP, type SettingsAccess, writtenValue } from './settings-home.js';
import { lookedUp, registeredAccess, textOf } from './settings-lookup.js';
import { environmentNames, namesOfVariables, type SettingsNames } from './settings-names.js';
import {
  atPath,
  bare,
  type Container,
  entriesOf,
  fixedName,
  type Library,
  meaning,
  nameOf,
  propertyOf,
  type Refused,
  type Tracer,
  traceDeclaration,
  traceValue,
} from './settings-trace.js';
import { envForm } from './settings-values.js';

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

interface Read {
  readonly file: string;
  readonly base: string;
  readonly name: string;
  readonly node: ts.PropertyAccessExpression | ts.BindingElement | ts.CallExpression;
  /** The keys in front of the name, where it is looked up: `config.get('temporal.taskQueue')`. */
  readonly lookup: readonly string[] | null;
  readonly checker: ts.TypeChecker;
  readonly variable: string | null;
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
  const understood = complete.filter(givesValue).length > 0 && doubted.length === 0;
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
    refused: understood || isPlain ? null : refusalOf(first, { homes: complete, doubted, tracer, context }),
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

/** The legacy queue the routing module stands for: the first that is a member, else the first that is one queue. */
export const primaryQueue = ({ legacyQueues }: Config): LegacyQueue | null =>
  legacyQueues.find((queue) => queue.kind === 'member') ??
  legacyQueues.find((queue) => queue.kind !== 'pattern') ??
  null;

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

/** Where a routing module that exists reads the same setting. */
function boundReads(like: Read | undefined, context: RecipeContext): readonly Read[] {
  const { routing } = context.config;
  const typed = like === undefined || routing.form !== 'module' ? null : context.typed(routing.module);
  if (typed === null || like === undefined || routing.form !== 'module') return [];
  const nodes =
    like.lookup === null
      ? membersIn(typed.sourceFile, like.name)
      : lookupsIn(typed.sourceFile, [...like.lookup, like.name].join('.'));
  return nodes.map((node) => ({
    ...like,
    file: routing.module,
    node,
    checker: typed.checker,
  }));
}

/** Where the legacy queue is read from a member, the most frequent first. */
function legacyReads(context: RecipeContext): readonly Read[] {
  const arms = context.decisions.flatMap((decision) => (decision.decision === 'route' ? decision.site.queue.arms : []));
  const hops = arms.flatMap((arm) => settingHops(arm, context).map((hop) => ({ hop, variable: variableOf(arm) })));
  const counts = new Map<string, number>();
  const keyOf = (hop: SettingHop): string => (hop.kind === 'lookup' ? hop.key : `${hop.base}.${hop.name}`);
  for (const { hop } of hops) counts.set(keyOf(hop), (counts.get(keyOf(hop)) ?? 0) + 1);
  const sorted = hops.toSorted((a, b) => (counts.get(keyOf(b.hop)) ?? 0) - (counts.get(keyOf(a.hop)) ?? 0));
  const first = sorted[0];
  if (first === undefined) return configReads(context);
  const reads = sorted
    .filter(({ hop }) => keyOf(hop) === keyOf(first.hop))
    .flatMap(({ hop, variable }) => {
      const read = readAt(hop, context);
      return read === null ? [] : [{ ...read, variable }];
    });
  const seen = new Set<ts.Node>();
  return reads.filter((read) => !isTestFile(read.file) && !seen.has(read.node) && seen.add(read.node));
}

type SettingHop = Hop & { kind: 'member' | 'lookup' };

function settingHops(arm: QueueArm, { config }: RecipeContext): readonly SettingHop[] {
  const members = arm.hops.filter((hop) => hop.kind === 'member');
  const primary = primaryQueue(config);
  if (primary?.kind === 'lookup')
    return arm.hops.filter((hop) => hop.kind === 'lookup').filter(({ key }) => key === primary.key);
  if (primary?.kind !== 'member') return members.slice(-1);
  return members.filter((hop) => primary.base === hop.base && primary.name === hop.name);
}

const variableOf = (arm: QueueArm): string | null => arm.hops.find((hop) => hop.kind === 'env')?.name ?? null;

function readAt(hop: SettingHop, context: RecipeContext): Read | null {
  const typed = context.typed(hop.at.file);
  if (typed === null) return null;
  const { checker, sourceFile } = typed;
  if (hop.kind === 'lookup') {
    const node = nodeAt(sourceFile, hop.at, lookupsIn(sourceFile, hop.key));
    return node === null ? null : lookupRead(node, { file: hop.at.file, key: hop.key, checker });
  }
  const node = nodeAt(sourceFile, hop.at, membersIn(sourceFile, hop.name));
  if (node === null || hop.base === null) return null;
  return { file: hop.at.file, base: hop.base, name: hop.name, node, lookup: null, checker, variable: null };
}

type Member = ts.PropertyAccessExpression | ts.BindingElement;

function nodeAt<N extends ts.Node>(sourceFile: ts.SourceFile, at: Place, nodes: readonly N[]): N | null {
  const lines = sourceFile.getLineStarts().length;
  if (at.line > lines) return null;
  const offset = sourceFile.getPositionOfLineAndCharacter(at.line - 1, 0) + at.column - 1;
  const here = nodes.filter((node) => node.getStart() <= offset && offset < node.end);
  return here.toSorted((a, b) => a.getWidth() - b.getWidth())[0] ?? null;
}

/** `config.get('temporal.taskQueue')`, `config.getOrThrow(…)`: the calls that look a key up. */
function lookupsIn(sourceFile: ts.SourceFile, key: string): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    const [first] = ts.isCallExpression(node) && isGet(node) ? node.arguments : [];
    if (first !== undefined && ts.isStringLiteralLike(first) && first.text === key && ts.isCallExpression(node))
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

const isGet = ({ expression }: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(expression) && /^get(OrThrow)?$/.test(expression.name.text);

function lookupRead(
  node: ts.CallExpression,
  { file, key, checker }: { readonly file: string; readonly key: string; readonly checker: ts.TypeChecker },
): Read {
  const lookup = key.split('.');
  const name = lookup.pop() ?? key;
  const object = ownerOf(node);
  const base = (object === null || !ts.isExpression(object) ? null : lastWord(object)) ?? 'config';
  return { file, base, name, node, lookup, checker, variable: null };
}

function membersIn(sourceFile: ts.SourceFile, name: string): readonly Member[] {
  const found: Member[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === name) found.push(node);
    if (
      ts.isBindingElement(node) &&
      fixedName(node.propertyName ?? node.name) === name &&
      ts.isObjectBindingPattern(node.parent)
    )
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

/** Without a decision that says where: the member the config names, wherever code reads it. */
function configReads(context: RecipeContext): readonly Read[] {
  const primary = primaryQueue(context.config);
  if (primary?.kind === 'lookup') return configLookups(primary.key, context);
  if (primary?.kind !== 'member') return [];
  const { base, name } = primary;
  const files = context.files.filter((file) => !isTestFile(file) && (context.read(file)?.text.includes(name) ?? false));
  return files.flatMap((file): readonly Read[] => {
    const typed = context.typed(file);
    const node =
      typed === null ? undefined : membersIn(typed.sourceFile, name).find((member) => baseOf(member) === base);
    return typed === null || node === undefined
      ? []
      : [{ file, base, name, node, lookup: null, checker: typed.checker, variable: null }];
  });
}

function configLookups(key: string, context: RecipeContext): readonly Read[] {
  const files = context.files.filter((file) => !isTestFile(file) && (context.read(file)?.text.includes(key) ?? false));
  return files.flatMap((file) => {
    const typed = context.typed(file);
    if (typed === null) return [];
    return lookupsIn(typed.sourceFile, key).map((node) => lookupRead(node, { file, key, checker: typed.checker }));
  });
}

function baseOf(member: Member): string | null {
  const owner = ts.isBindingElement(member) ? member.parent.parent : member;
  const expression = ts.isPropertyAccessExpression(owner)
    ? owner.expression
    : ts.isVariableDeclaration(owner)
      ? owner.initializer
      : undefined;
  return expression === undefined ? null : lastWord(expression);
}

function lastWord(expression: ts.Expression): string | null {
  const node = bare(expression);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return lastWord(node.expression);
  return ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : null;
}

/** The object a member is read from; a parameter's declaration where it is taken apart there. */
function ownerOf(node: Read['node']): ts.Expression | ts.Declaration | null {
  if (ts.isPropertyAccessExpression(node)) return node.expression;
  if (ts.isCallExpression(node))
    return ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : null;
  const owner = node.parent.parent;
  return ts.isVariableDeclaration(owner) && owner.initializer !== undefined ? owner.initializer : owner;
}

function containersOf({ node, lookup }: Read, tracer: Tracer, context: RecipeContext): readonly Container[] {
  const owner = ownerOf(node);
  if (owner === null) return [];
  if (lookup !== null) return lookedUp(owner as ts.Expression, lookup, tracer, context);
  const isDeclaration = ts.isParameter(owner) || ts.isVariableDeclaration(owner) || ts.isBindingElement(owner);
  return isDeclaration ? traceDeclaration(owner, tracer) : traceValue(owner as ts.Expression, tracer);
}

function homesOf(
  containers: readonly Container[],
  { name }: Pick<Read, 'name'>,
  context: RecipeContext,
): readonly Home[] {
  const homes = new Map<ts.Node, Home>();
  for (const container of containers) {
    const list = listOf(container);
    const property = propertyOf(container, name);
    const file = context.relative(list.getSourceFile().fileName);
    if (property === null || file === null) continue;
    const known = homes.get(list);
    const whole = together(container, known);
    homes.set(list, { ...whole, property, file, typed: false, names: null, behind: null });
  }
  return [...homes.values()];
}

/** A container met twice: with what both times gave it. */
function together(container: Container, known: Container | undefined): Container {
  if (container.kind === 'zod' && known?.kind === 'zod')
    return { ...container, sources: [...new Set([...known.sources, ...container.sources])] };
  if (container.kind === 'class') {
    const before = known?.kind === 'class' ? known.fills : fillsIn(container.declaration);
    return { ...container, fills: [...new Set([...before, ...container.fills])] };
  }
  return container;
}

/** What of a library's declaration is only half understood: then nothing is written. */
function doubtOf(home: Home): Refused | null {
  const found = doubtIn(home);
  return found === null ? null : { node: home.property, ...found };
}

function doubtIn(home: Home): Omit<Refused, 'node'> | null {
  const because = (why: string | null, library: Library): Omit<Refused, 'node'> | null =>
    why === null ? null : { why, library };
  if (home.kind === 'envalid') return because(envalidDoubt(home), 'envalid');
  if (home.kind === 'convict') return because(convictDoubt(home), 'convict');
  if (home.kind !== 'class' || !isValidated(home)) return null;
  return because(classDoubt(home), 'class-validator');
}

/** The libraries whose settings other objects hand on. */
const isSchema = ({ kind }: Container): boolean => kind === 'zod' || kind === 'envalid' || kind === 'convict';

/** A home that hands on the setting of a schema (`{ taskQueue: env.TASK_QUEUE }`), with that one's homes. */
function withBehind(
  home: Home,
  read: Pick<Read, 'checker'>,
  context: RecipeContext,
): { readonly home: Home; readonly inner: readonly Home[] } {
  const value = writtenValue(home.property);
  const source = home.kind === 'object' || home.kind === 'class' ? value : null;
  const reader = source === null ? null : readerIn(source);
  if (reader === null) return { home, inner: [] };
  const tracer: Tracer = { checker: read.checker, refused: [], seen: new Set() };
  const traced = traceValue(reader.object, tracer);
  const containers = reader.path.length === 0 ? traced : atPath(traced, reader.path, tracer);
  const found = homesOf(containers, { name: reader.name }, context);
  if (!found.some(isSchema)) return { home, inner: [] };
  const names = namesOfVariables(reader.name, found.flatMap(namesIn));
  return { home: { ...home, behind: { names, read: reader.read } }, inner: found.map((one) => ({ ...one, names })) };
}

interface Reader {
  readonly object: ts.Expression;
  readonly path: readonly string[];
  readonly name: string;
  read(name: string): string;
}

/** `env.TASK_QUEUE` or `config.get('temporal.taskQueue')`, with or without a default behind it. */
function readerIn(value: ts.Expression): Reader | null {
  const node = bare(value);
  if (ts.isBinaryExpression(node) && /^(\?\?|\|\|)$/.test(node.operatorToken.getText())) return readerIn(node.left);
  if (ts.isPropertyAccessExpression(node)) {
    const object = node.expression.getText();
    return { object: node.expression, path: [], name: node.name.text, read: (name) => `${object}.${name}` };
  }
  const key = ts.isCallExpression(node) && isGet(node) ? node.arguments[0] : undefined;
  if (key === undefined || !ts.isStringLiteralLike(key) || !ts.isCallExpression(node)) return null;
  const path = key.text.split('.');
  const name = path.pop() ?? '';
  const quote = key.getText().charAt(0);
  const callee = node.expression as ts.PropertyAccessExpression;
  const lead = path.map((part) => `${part}.`).join('');
  return {
    object: callee.expression,
    path,
    name,
    read: (other) => `${callee.getText()}(${quote}${lead}${other}${quote})`,
  };
}

/** The environment variable the legacy queue's value comes from, as far as the settings show it. */
function variableIn(homes: readonly Home[], { name }: Read, tracer: Tracer): string | null {
  if (/^[A-Z\d_]+$/.test(name)) return name;
  for (const home of homes) {
    if (isSchema(home) && home.names !== null && /^[A-Z\d_]+$/.test(home.names.legacyTaskQueue))
      return home.names.legacyTaskQueue;
    if (home.kind === 'envalid') return nameOf(home.property as ts.NamedDeclaration);
    const named = home.kind === 'convict' ? convictVariable(home.property) : null;
    if (named !== null) return named;
    const mappings =
      home.kind === 'zod' ? home.sources.flatMap((source) => traceValue(source, { ...tracer, refused: [] })) : [];
    const properties = [home.property, ...mappings.flatMap((mapping) => propertyOf(mapping, name) ?? [])];
    const values = properties.flatMap((property) => writtenValue(property) ?? []);
    const form = values.map(envForm).find((found) => found !== null);
    if (form !== undefined && form !== null) return form.variable;
  }
  return null;
}

/** The variable a convict setting is read from: `{ env: 'TASK_QUEUE' }`. */
function convictVariable(property: ts.Declaration): string | null {
  const spec = writtenValue(property);
  const literal = spec === null ? null : bare(spec);
  if (literal === null || !ts.isObjectLiteralExpression(literal)) return null;
  const found = propertyOf({ kind: 'object', literal }, 'env');
  return found === null ? null : textOf(writtenValue(found) ?? undefined);
}

/** Whether the home says what the setting's value is, not only its type. */
const givesValue = (home: Home): boolean => home.kind !== 'members' && (home.kind !== 'class' || !isBare(home));

/** A class field that something else fills: a validator, a framework, a subclass. */
function isBare({ property, declaration, fills }: Home & { kind: 'class' }): boolean {
  if (!ts.isPropertyDeclaration(property)) return true;
  if ((ts.getDecorators(property) ?? []).length > 0) return fills.length === 0;
  return property.initializer === undefined && assignmentTo(declaration, nameOf(property) ?? '') === null;
}

/** The statement of the constructor that gives a field its value. */
export function assignmentTo(declaration: ts.ClassLikeDeclaration, name: string): Assignment | null {
  const built = declaration.members.find(ts.isConstructorDeclaration);
  const found = built?.body?.statements.find(
    (statement) =>
      ts.isExpressionStatement(statement) &&
      ts.isBinaryExpression(statement.expression) &&
      statement.expression.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      statement.expression.left.getText() === `this.${name}`,
  );
  return (found as Assignment | undefined) ?? null;
}

/** `this.name = value;` */
export type Assignment = ts.ExpressionStatement & { readonly expression: ts.BinaryExpression };

const namesIn = (home: Home): readonly string[] => entriesOf(home).flatMap((property) => nameOf(property) ?? []);

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

/** Literals anywhere that a type of the settings requires to be complete, found by the type their place gives them. */
function typedLiterals(homes: readonly Home[], read: Read, context: RecipeContext): readonly Home[] {
  const declared = new Set(homes.map((home) => keyOf(home.property)));
  const lists = new Set(homes.map((home) => keyOf(listOf(home))));
  const found: Home[] = [];
  for (const file of context.files) {
    if (!(context.read(file)?.text.includes(read.name) ?? false)) continue;
    // A file that no program holds yet costs one: types are asked only where there is such a literal.
    const tree = context.syntax(file);
    const typed = tree === null || literalsWith(tree, read.name).length === 0 ? null : context.typed(file);
    for (const literal of typed === null ? [] : literalsWith(typed.sourceFile, read.name)) {
      const property = propertyOf({ kind: 'object', literal }, read.name);
      if (typed === null || property === null || lists.has(keyOf(literal))) continue;
      if (isRequiredBy(literal, read.name, declared, typed.checker))
        found.push({ kind: 'object', literal, property, file, typed: true, names: null, behind: null });
    }
  }
  return found;
}

const keyOf = (node: ts.Node): string => `${node.getSourceFile().fileName}:${node.getStart()}`;

function literalsWith(sourceFile: ts.SourceFile, name: string): readonly ts.ObjectLiteralExpression[] {
  const found: ts.ObjectLiteralExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && propertyOf({ kind: 'object', literal: node }, name) !== null)
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function isRequiredBy(
  literal: ts.ObjectLiteralExpression,
  name: string,
  declared: ReadonlySet<string>,
  checker: ts.TypeChecker,
): boolean {
  const satisfied = ts.isSatisfiesExpression(literal.parent)
    ? checker.getTypeFromTypeNode(literal.parent.type)
    : undefined;
  const contextual = satisfied ?? checker.getContextualType(literal);
  const property = contextual === undefined ? undefined : checker.getNonNullableType(contextual).getProperty(name);
  if (property === undefined || (property.flags & ts.SymbolFlags.Optional) !== 0) return false;
  const own = literal.properties.find((part) => nameOf(part) === name)?.pos ?? 0;
  const spread = literal.properties.filter(ts.isSpreadAssignment);
  if (spread.some((part) => isCovering(checker.getTypeAtLocation(part.expression).getProperty(name), part.pos < own)))
    return false;
  return (property.declarations ?? []).some((declaration) => declared.has(keyOf(declaration)));
}

/** Whether a spread brings the settings with it. One that may leave them out needs them before it; after it they would win. */
const isCovering = (property: ts.Symbol | undefined, isBefore: boolean): boolean =>
  property !== undefined && (isBefore || (property.flags & ts.SymbolFlags.Optional) === 0);

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

function accessOf(read: Read, context: RecipeContext): SettingsAccess | null {
  const owner = ownerOf(read.node);
  if (owner === null || ts.isParameter(owner) || ts.isVariableDeclaration(owner) || ts.isBindingElement(owner))
    return null;
  const access = importable(owner as ts.Expression, read, context);
  return access === null ? null : { ...access, lookup: read.lookup };
}

/** The import by which any module gets the value of an expression; null when it only exists here. */
function importable(
  expression: ts.Expression,
  read: Pick<Read, 'checker'>,
  context: RecipeContext,
): SettingsAccess | null {
  if (bare(expression) !== expression && ts.isAwaitExpression(expression)) return null;
  const node = bare(expression);
  if (ts.isIdentifier(node)) return importableName(node, read, context);
  if (ts.isCallExpression(node)) {
    const callee = node.arguments.length === 0 ? importable(node.expression, read, context) : null;
    return callee === null ? null : { ...callee, kind: 'function call', expression: `${callee.expression}()` };
  }
  if (!ts.isPropertyAccessExpression(node)) return null;
  const member = meaning(node.name, read)?.valueDeclaration;
  if (member !== undefined && isModuleLevel(member)) return exported(member, node.name, read, context);
  const object = importable(node.expression, read, context);
  return object === null ? null : { ...object, expression: `${object.expression}.${node.name.text}` };
}

function isModuleLevel(declaration: ts.Declaration): boolean {
  if (ts.isVariableDeclaration(declaration)) return ts.isSourceFile(declaration.parent.parent.parent);
  return (
    (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)) && ts.isSourceFile(declaration.parent)
  );
}

function importableName(
  name: ts.Identifier,
  read: Pick<Read, 'checker'>,
  context: RecipeContext,
): SettingsAccess | null {
  const declaration = meaning(name, read)?.valueDeclaration;
  if (declaration === undefined) return null;
  const required = requiredAccess(declaration, context);
  if (required !== null) return required;
  const direct = isModuleLevel(declaration) ? exported(declaration, name, read, context) : null;
  if (direct !== null) return direct;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined)
    return importable(declaration.initializer, read, context);
  if (!ts.isBindingElement(declaration) || !ts.isVariableDeclaration(declaration.parent.parent)) return null;
  const initializer = declaration.parent.parent.initializer;
  const key = fixedName(declaration.propertyName ?? declaration.name);
  const owner = initializer === undefined || key === null ? null : importable(initializer, read, context);
  return owner === null ? null : { ...owner, expression: `${owner.expression}.${key}` };
}

/** CommonJS: the name by which `exports.name = …` or `module.exports = { name }` hands a value out. */
function requiredAccess(declaration: ts.Node, context: RecipeContext): SettingsAccess | null {
  const assigned = /^(?:module\.)?exports\.([\w$]+)$/.exec(
    ts.isPropertyAccessExpression(declaration) ? declaration.getText() : '',
  );
  const isProperty = ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration);
  const owner = isProperty ? declaration.parent.parent : declaration;
  const isListed = isProperty && ts.isBinaryExpression(owner) && owner.left.getText() === 'module.exports';
  const name = assigned?.[1] ?? (isListed ? nameOf(declaration) : null);
  const file = context.relative(declaration.getSourceFile().fileName);
  if (name === null || file === null || isTestFile(file)) return null;
  return { file, importName: name, kind: 'object', expression: name, lookup: null, specifier: null };
}

function exported(
  declaration: ts.Declaration,
  name: ts.MemberName,
  read: Pick<Read, 'checker'>,
  context: RecipeContext,
): SettingsAccess | null {
  const { checker } = read;
  const sourceFile = declaration.getSourceFile();
  const file = context.relative(sourceFile.fileName);
  if (file === null || isTestFile(file) || sourceFile.isDeclarationFile) return null;
  const own = (declaration as ts.NamedDeclaration).name;
  const text = own !== undefined && ts.isIdentifier(own) ? own.text : name.text;
  const module = checker.getSymbolAtLocation(sourceFile);
  const target = own === undefined ? undefined : checker.getSymbolAtLocation(own);
  const found =
    module === undefined
      ? undefined
      : checker.getExportsOfModule(module).find((symbol) => {
          const aliased = (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
          return aliased === target || aliased.valueDeclaration === declaration;
        });
  const importName = found?.name ?? (isCommonJsExport(sourceFile, text) ? text : null);
  if (importName === null || importName === 'export=') return null;
  const local = importName === 'default' ? text : importName;
  return {
    file,
    importName,
    kind: 'object',
    expression: local,
    lookup: null,
    specifier: specifierOf(name, read),
  };
}

const isCommonJsExport = (sourceFile: ts.SourceFile, name: string): boolean =>
  sourceFile.statements.some((statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
    const { left, right } = statement.expression;
    if (left.getText() === 'module.exports' && ts.isObjectLiteralExpression(right))
      return propertyOf({ kind: 'object', literal: right }, name) !== null;
    return left.getText() === `exports.${name}` || left.getText() === `module.exports.${name}`;
  });

/** The path alias by which the reading file imports the name, null when it imports it by a relative path or not at all. */
function specifierOf(name: ts.MemberName, { checker }: Pick<Read, 'checker'>): string | null {
  const declaration = checker.getSymbolAtLocation(name)?.declarations?.[0];
  for (let node: ts.Node | undefined = declaration; node !== undefined; node = node.parent) {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
    return node.moduleSpecifier.text.startsWith('.') ? null : node.moduleSpecifier.text;
  }
  return null;
}

/** For settings handed around as arguments: the module-level export, beside their declaration or their literals, that holds them. */
function searchAccess(home: Home | undefined, read: Read, context: RecipeContext): SettingsAccess | null {
  if (home === undefined) return null;
  const mentioning = context.files.filter(
    (file) => !isTestFile(file) && (context.read(file)?.text.includes(read.name) ?? false),
  );
  const found = [...new Set([home.file, ...mentioning])].flatMap((file) => {
    const typed = context.typed(file);
    return typed === null ? [] : exportedSettings(typed, home, read, context);
  });
  return found[0] ?? null;
}

function exportedSettings(
  typed: { readonly sourceFile: ts.SourceFile; readonly checker: ts.TypeChecker },
  home: Home,
  read: Read,
  context: RecipeContext,
): readonly SettingsAccess[] {
  const declarations = typed.sourceFile.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations]);
  return declarations.flatMap((declaration) => {
    if (
      !ts.isIdentifier(declaration.name) ||
      (declaration.initializer !== undefined && ts.isAwaitExpression(declaration.initializer))
    )
      return [];
    const property = typed.checker.getTypeAtLocation(declaration.name).getProperty(read.name);
    const same = (property?.declarations ?? []).some((place) => keyOf(place) === keyOf(home.property));
    const access = same ? exported(declaration, declaration.name, typed, context) : null;
    return access === null ? [] : [access];
  });
}
