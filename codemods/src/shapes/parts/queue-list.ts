import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { routingFunctionOf } from './routed.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf, propertyName, propertyValue, unwrap } from './syntax.js';

/** An element: a value, an object's key, or both (`Object.entries`). */
export interface ListElement {
  readonly key: string | null;
  readonly value: ts.Expression | null;
}

/** The elements of a list as far as it is a constant (null when it is made at run time), and whether the routed queues are among them. */
export interface QueueList {
  readonly elements: readonly ListElement[] | null;
  readonly routed: boolean;
}

const UNKNOWN: QueueList = { elements: null, routed: false };
const MAX_DEPTH = 8;

/** Reads a list of queues: a literal, a constant that holds one, `Object.values(…)` of one, an enum, `routing.taskQueues()`. */
export function readQueueList(expression: ts.Expression, context: ShapeContext, depth = 0): QueueList {
  const node = unwrap(expression);
  if (depth > MAX_DEPTH) return UNKNOWN;
  if (ts.isArrayLiteralExpression(node)) return ofArray(node, context, depth);
  if (ts.isCallExpression(node)) return ofCall(node, context);
  if (ts.isNewExpression(node)) {
    const [held] = node.arguments ?? [];
    return held === undefined ? UNKNOWN : readQueueList(held, context, depth + 1);
  }
  const value = constantOf(node, context);
  return value === null || value === node || ts.isEnumDeclaration(value)
    ? UNKNOWN
    : readQueueList(value, context, depth + 1);
}

function ofArray(array: ts.ArrayLiteralExpression, context: ShapeContext, depth: number): QueueList {
  const parts = array.elements.map((element): QueueList => {
    if (ts.isSpreadElement(element)) return readQueueList(element.expression, context, depth + 1);
    return { elements: [{ key: null, value: element }], routed: false };
  });
  const isKnown = parts.every(({ elements }) => elements !== null);
  return {
    elements: isKnown ? parts.flatMap(({ elements }) => elements ?? []) : null,
    routed: parts.some(({ routed }) => routed),
  };
}

function ofCall(call: ts.CallExpression, context: ShapeContext): QueueList {
  const routing = routingFunctionOf(call, context);
  if (routing === 'taskQueues' || routing === 'routedTaskQueues') return { elements: [], routed: true };
  const [argument] = call.arguments;
  const method = lastName(call.expression)?.text ?? '';
  if (objectOf(call.expression)?.getText() !== 'Object' || argument === undefined) return UNKNOWN;
  const held = constantOf(argument, context);
  const members = held === null ? null : membersOf(held);
  if (members === null) return UNKNOWN;
  if (method === 'entries') return { elements: members, routed: false };
  if (method === 'keys') return { elements: members.map(({ key }) => ({ key, value: null })), routed: false };
  return method === 'values'
    ? { elements: members.map(({ value }) => ({ key: null, value })), routed: false }
    : UNKNOWN;
}

/** Key and value of every member of an object or an enum; null when one of them cannot be read. */
function membersOf(held: ts.Expression | ts.EnumDeclaration): readonly ListElement[] | null {
  if (!ts.isEnumDeclaration(held) && !ts.isObjectLiteralExpression(held)) return null;
  const members = ts.isEnumDeclaration(held)
    ? held.members.map(({ name, initializer }) => ({ key: propertyName(name), value: initializer ?? null }))
    : held.properties.map((one) => ({
        key: one.name === undefined ? null : propertyName(one.name),
        value: propertyValue(one),
      }));
  return members.every(({ key, value }) => key !== null && value !== null) ? members : null;
}

/** What a constant holds: its initialiser, or the enum it is. A list that is added to later says nothing. */
export function constantOf(
  expression: ts.Expression,
  context: ShapeContext,
): ts.Expression | ts.EnumDeclaration | null {
  const node = unwrap(expression);
  if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return node;
  const name = lastName(node);
  const symbol = name === null ? null : symbolAt(name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  if (name === null || declaration === undefined) return null;
  if (ts.isEnumDeclaration(declaration)) return declaration;
  const value = heldBy(declaration);
  if (value === undefined) return null;
  const added = new RegExp(`\\b${name.text}\\.(push|unshift|splice|add|set|length)\\b`);
  const files = new Set([declaration.getSourceFile(), node.getSourceFile()]);
  return [...files].some(({ text }) => added.test(text)) ? null : unwrap(value);
}

function heldBy(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isPropertyAssignment(declaration) || ts.isPropertyDeclaration(declaration)) return declaration.initializer;
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return ts.isVariableDeclaration(declaration) && isConstant ? declaration.initializer : undefined;
}
