import { ts } from '../../../typescript.js';
import type { Config, LegacyQueue } from '../../model/config.js';
import type { Place } from '../../model/place.js';
import type { Hop, QueueArm } from '../../model/site.js';
import type { RecipeContext } from '../recipe.js';
import { isTestFile } from './settings-home.js';
import { bare, fixedName } from './settings-trace.js';

/** A place where the legacy queue is read from a settings object. */
export interface Read {
  readonly file: string;
  readonly base: string;
  readonly name: string;
  readonly node: ts.PropertyAccessExpression | ts.BindingElement | ts.CallExpression;
  /** The keys in front of the name, where it is looked up: `config.get('temporal.taskQueue')`. */
  readonly lookup: readonly string[] | null;
  readonly checker: ts.TypeChecker;
  readonly variable: string | null;
}

/** The legacy queue the routing module stands for: the first that is a member, else the first that is one queue. */
export const primaryQueue = ({ legacyQueues }: Config): LegacyQueue | null =>
  legacyQueues.find((queue) => queue.kind === 'member') ??
  legacyQueues.find((queue) => queue.kind !== 'pattern') ??
  null;

/** Where the legacy queue is read from a member, the most frequent first. */
export function legacyReads(context: RecipeContext): readonly Read[] {
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

/** Where a routing module that exists reads the same setting. */
export function boundReads(like: Read | undefined, context: RecipeContext): readonly Read[] {
  const { routing } = context.config;
  const typed = like === undefined || routing.form === 'import' ? null : context.typed(routing.module);
  if (typed === null || like === undefined || routing.form === 'import') return [];
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

/** The node that a step of a trace stands for, with what it is read from. */
export function readAt(hop: SettingHop, context: RecipeContext): Read | null {
  const typed = context.typed(hop.at.file);
  if (typed === null) return null;
  const { checker, sourceFile } = typed;
  if (hop.kind === 'lookup') {
    // The key may be a constant: where it stands says which call it is.
    const node = nodeAt(sourceFile, hop.at, lookupsIn(sourceFile, null));
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

/** `config.get('temporal.taskQueue')`, `config.getOrThrow(…)`: the calls that look a key up; any key for null. */
export function lookupsIn(sourceFile: ts.SourceFile, key: string | null): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    const [first] = ts.isCallExpression(node) && isGet(node) ? node.arguments : [];
    const isKey = key === null || (first !== undefined && ts.isStringLiteralLike(first) && first.text === key);
    if (first !== undefined && isKey && ts.isCallExpression(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

/** A call of `get` or `getOrThrow` on something. */
export const isGet = ({ expression }: ts.CallExpression): boolean =>
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

/** Every place of a file that reads a member of this name. */
export function membersIn(sourceFile: ts.SourceFile, name: string): readonly Member[] {
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
export function ownerOf(node: Read['node']): ts.Expression | ts.Declaration | null {
  if (ts.isPropertyAccessExpression(node)) return node.expression;
  if (ts.isCallExpression(node))
    return ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : null;
  const owner = node.parent.parent;
  return ts.isVariableDeclaration(owner) && owner.initializer !== undefined ? owner.initializer : owner;
}
