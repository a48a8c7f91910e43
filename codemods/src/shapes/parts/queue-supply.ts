import { ts } from '../../../typescript.js';
import type { QueueArm, QueueFact } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { queueFact, readOptions } from './options.js';
import type { ListElement } from './queue-list.js';
import { sourceOf } from './queue-source.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { baseName, lastName, objectOf, ownProperty, propertyValue, unwrap } from './syntax.js';
import { ownerOf, trace } from './trace.js';

/** What a parameter or an element of a list is, for one caller or one turn; no arms when nothing is given. */
export interface Supplied {
  readonly text: string;
  readonly arms: readonly QueueArm[];
}

/** Answers for the parameter (or element) with what stands at a path inside it. */
export type Supply = (path: readonly string[]) => Supplied;

/** A queue: an expression, and the way from there to it (`options`, then `taskQueue`). */
export interface ChosenQueue {
  readonly expression: ts.Expression;
  readonly path: readonly string[];
}

/** What a queue comes to when its source is what `supply` says. */
export function suppliedQueue({ expression, path }: ChosenQueue, supply: Supply, context: ShapeContext): Supplied {
  if (path.length === 0) return supplied(expression, supply, context);
  const source = sourceOf(expression, context);
  return source === null ? fromExpression(expression, path, context) : supply([...source.path, ...path]);
}

/** What a queue expression comes to when its source is what `supply` says. */
function supplied(expression: ts.Expression, supply: Supply, context: ShapeContext): Supplied {
  const node = unwrap(expression);
  const text = node.getText();
  if (ts.isBinaryExpression(node)) return suppliedBinary(node, supply, context);
  if (ts.isConditionalExpression(node)) {
    const arms = [node.whenTrue, node.whenFalse].flatMap((part) => supplied(part, supply, context).arms);
    return { text, arms };
  }
  if (ts.isTemplateExpression(node)) {
    const parts = node.templateSpans.map((span) => supplied(span.expression, supply, context));
    const texts = node.templateSpans.map((span) => span.literal.text);
    return joined(node, parts, (values) => node.head.text + values.map((one, at) => one + (texts[at] ?? '')).join(''));
  }
  const source = sourceOf(node, context);
  if (source === null) return { text, arms: trace(node, context) };
  if (ts.isCallExpression(node)) return joined(node, [], () => null);
  const declaration = declarationOf(node, context);
  if (declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined)
    return supplied(declaration.initializer, supply, context);
  const given = supply(source.path);
  const standard =
    declaration !== undefined && (ts.isParameter(declaration) || ts.isBindingElement(declaration))
      ? declaration.initializer
      : undefined;
  return given.arms.length > 0 || standard === undefined ? given : supplied(standard, supply, context);
}

function suppliedBinary(node: ts.BinaryExpression, supply: Supply, context: ShapeContext): Supplied {
  const left = supplied(node.left, supply, context);
  const right = supplied(node.right, supply, context);
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.PlusToken) return joined(node, [left, right], (values) => values.join(''));
  if (operator !== ts.SyntaxKind.QuestionQuestionToken && operator !== ts.SyntaxKind.BarBarToken)
    return joined(node, [], () => null);
  if (left.arms.length === 0) return right;
  if (left.arms.every(({ value }) => value !== null && value !== '')) return left;
  return { text: node.getText(), arms: [...left.arms, ...right.arms] };
}

/** A name built from parts: a value when every part is one. */
function joined(
  node: ts.Expression,
  parts: readonly Supplied[],
  join: (values: readonly string[]) => string | null,
): Supplied {
  const values = parts.map(({ arms }) => (arms.length === 1 ? (arms[0]?.value ?? null) : null));
  const value = values.every((one) => one !== null) ? join(values) : null;
  return value === null
    ? { text: node.getText(), arms: [{ value: null, hops: [] }] }
    : { text: `'${value}'`, arms: [{ value, hops: [] }] };
}

function declarationOf(node: ts.Expression, context: ShapeContext): ts.Declaration | undefined {
  const name = ts.isIdentifier(node) ? node : null;
  const symbol = name === null ? null : symbolAt(name, context);
  return symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
}

/** What stands at a path inside an element of a list. */
export function fromElement({ key, value }: ListElement, path: readonly string[], context: ShapeContext): Supplied {
  const name: Supplied = { text: `'${key ?? ''}'`, arms: [{ value: key, hops: [] }] };
  if (value === null) return name;
  if (key === null) return fromExpression(value, path, context);
  return path[0] === '0' ? name : fromExpression(value, path.slice(1), context);
}

/** What stands at a path inside an argument. */
export function fromExpression(expression: ts.Expression, path: readonly string[], context: ShapeContext): Supplied {
  const [name, ...rest] = path;
  if (name === undefined) return { text: unwrap(expression).getText(), arms: trace(expression, context) };
  const node = unwrap(expression);
  const element = ts.isArrayLiteralExpression(node) ? node.elements[Number(name)] : undefined;
  if (element !== undefined) return fromExpression(element, rest, context);
  const { literal } = readOptions(expression, context);
  if (literal === null) return memberOf(node, path, context);
  const property = ownProperty(literal, name);
  const value = property === null ? null : propertyValue(property);
  if (value !== null) return fromExpression(value, rest, context);
  const text = `${node.getText()}.${path.join('.')}`;
  const spread = literal.properties.findLast(ts.isSpreadAssignment);
  if (spread !== undefined) return memberOf(unwrap(spread.expression), path, context);
  return { text, arms: property === null ? [] : [{ value: null, hops: [] }] };
}

/** `settings.queue`, read by a function that was given `settings`. */
function memberOf(object: ts.Expression, path: readonly string[], context: ShapeContext): Supplied {
  const text = `${object.getText()}.${path.join('.')}`;
  const name = path.at(-1) ?? '';
  const base = path.at(-2) ?? baseName(object);
  const owner =
    path.length === 1 && objectOf(object) === null && lastName(object) !== null ? ownerOf(object, context) : null;
  const hop = { kind: 'member' as const, base, name, shared: owner !== null, owner, at: context.place(object) };
  return { text, arms: [{ value: null, hops: [hop] }] };
}

/** A supplied queue as a fact. */
export const factOf = ({ text, arms }: Supplied): QueueFact => queueFact(text, arms);
