import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { classDoubt, fillsIn, isValidated } from './class-settings.js';
import { convictDoubt } from './convict-settings.js';
import { envalidDoubt } from './envalid-settings.js';
import { type Home, listOf, writtenValue } from './settings-home.js';
import { lookedUp } from './settings-lookup.js';
import { namesOfVariables } from './settings-names.js';
import { isGet, ownerOf, type Read } from './settings-reads.js';
import {
  atPath,
  bare,
  type Container,
  entriesOf,
  type Library,
  nameOf,
  propertyOf,
  type Refused,
  type Tracer,
  traceDeclaration,
  traceValue,
} from './settings-trace.js';

/** Everything that declares the object of a read. */
export function containersOf({ node, lookup }: Read, tracer: Tracer, context: RecipeContext): readonly Container[] {
  const owner = ownerOf(node);
  if (owner === null) return [];
  if (lookup !== null) return lookedUp(owner as ts.Expression, lookup, tracer, context);
  const isDeclaration = ts.isParameter(owner) || ts.isVariableDeclaration(owner) || ts.isBindingElement(owner);
  return isDeclaration ? traceDeclaration(owner, tracer) : traceValue(owner as ts.Expression, tracer);
}

/** The places, among containers, that declare the setting itself. */
export function homesOf(
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
export function doubtOf(home: Home): Refused | null {
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
export const isSchema = ({ kind }: Container): boolean => kind === 'zod' || kind === 'envalid' || kind === 'convict';

/** A home that hands on the setting of a schema (`{ taskQueue: env.TASK_QUEUE }`), with that one's homes. */
export function withBehind(
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

/** Whether the home says what the setting's value is, not only its type. */
export const givesValue = (home: Home): boolean => home.kind !== 'members' && (home.kind !== 'class' || !isBare(home));

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

/** The names beside a setting. */
export const namesIn = (home: Home): readonly string[] => entriesOf(home).flatMap((property) => nameOf(property) ?? []);

/** `{ MAIN_QUEUE: 'main', EXPORT_QUEUE: 'exports' }`: a list of names, and no place for settings. */
export const isQueueTable = (home: Home): boolean =>
  home.kind === 'object' &&
  home.literal.properties.length > 1 &&
  home.literal.properties.every(
    (one) =>
      ts.isPropertyAssignment(one) && /queue/i.test(nameOf(one) ?? '') && ts.isStringLiteralLike(bare(one.initializer)),
  );
