import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { isAssignment, resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf, propertyName, unwrap } from './syntax.js';

/**
 * Who chooses a queue: the caller of a function, by one of its parameters, or a list, whose elements it is in turn.
 * `path` leads from the argument or element to the queue: `['taskQueue']` for `options.taskQueue`.
 */
export type QueueSource =
  | { readonly from: 'parameter'; readonly parameter: ts.ParameterDeclaration; readonly path: readonly string[] }
  | { readonly from: 'list'; readonly list: ts.Expression; readonly path: readonly string[] };

const MAX_DEPTH = 12;
const OVER_ELEMENTS = /^(map|forEach|flatMap|filter|reduce|each|mapSeries)$/;

/** Follows a queue expression to the parameter or the list it comes from; null when it is chosen right here. */
export const sourceOf = (expression: ts.Expression, context: ShapeContext): QueueSource | null =>
  follow(expression, { context, depth: 0, whole: true });

interface Step {
  readonly context: ShapeContext;
  readonly depth: number;
  /** False inside an object the queue is read from: what a call makes of a parameter (`readSettings(env)`) is not its caller's choice. */
  readonly whole: boolean;
}

function follow(expression: ts.Expression, step: Step): QueueSource | null {
  const node = unwrap(expression);
  if (step.depth > MAX_DEPTH) return null;
  const deeper: Step = { ...step, depth: step.depth + 1 };
  const first = (parts: readonly ts.Expression[]): QueueSource | null => {
    for (const part of parts) {
      const source = follow(part, deeper);
      if (source !== null) return source;
    }
    return null;
  };
  if (ts.isBinaryExpression(node)) return first([node.left, node.right]);
  if (ts.isConditionalExpression(node)) return first([node.whenTrue, node.whenFalse]);
  if (ts.isTemplateExpression(node)) return first(node.templateSpans.map((span) => span.expression));
  if (ts.isCallExpression(node)) {
    if (!step.whole) return null;
    const receiver = objectOf(node.expression);
    return first([
      ...(receiver === null ? [] : [receiver]),
      ...node.arguments.filter((one) => !ts.isSpreadElement(one)),
    ]);
  }
  const name = lastName(node);
  if (name === null) return null;
  const object = objectOf(node);
  if (object !== null && unwrap(object).kind !== ts.SyntaxKind.ThisKeyword) {
    const source = follow(object, { ...deeper, whole: false });
    return source === null ? null : { ...source, path: [...source.path, name.text] };
  }
  const symbol = symbolAt(name, step.context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, step.context).valueDeclaration;
  return declaration === undefined ? null : sourceOfDeclaration(declaration, deeper);
}

function sourceOfDeclaration(declaration: ts.Declaration, step: Step): QueueSource | null {
  if (ts.isParameter(declaration)) return sourceOfParameter(declaration);
  if (ts.isBindingElement(declaration)) return sourceOfBinding(declaration, step);
  if (ts.isVariableDeclaration(declaration)) return sourceOfVariable(declaration, step);
  if (ts.isPropertyDeclaration(declaration)) {
    const value = declaration.initializer ?? assignedInConstructor(declaration);
    return value === null ? null : follow(value, step);
  }
  return null;
}

function sourceOfVariable(variable: ts.VariableDeclaration, step: Step): QueueSource | null {
  if (variable.initializer !== undefined) return follow(variable.initializer, step);
  const loop = variable.parent.parent;
  return ts.isForOfStatement(loop) ? { from: 'list', list: loop.expression, path: [] } : null;
}

/** A parameter of a callback over a list is an element of the list; any other is its function's caller's to choose. */
function sourceOfParameter(parameter: ts.ParameterDeclaration): QueueSource {
  const owner = parameter.parent;
  const call = ts.isArrowFunction(owner) || ts.isFunctionExpression(owner) ? owner.parent : null;
  if (call !== null && ts.isCallExpression(call) && call.arguments[0] === owner && owner.parameters[0] === parameter) {
    const list = objectOf(call.expression);
    if (list !== null && OVER_ELEMENTS.test(lastName(call.expression)?.text ?? ''))
      return { from: 'list', list, path: [] };
  }
  return { from: 'parameter', parameter, path: [] };
}

/** `{ taskQueue: queue }` of a parameter, a variable or a loop: the source of the whole, and the way into it. */
function sourceOfBinding(binding: ts.BindingElement, step: Step): QueueSource | null {
  const path: string[] = [];
  let at: ts.BindingElement = binding;
  for (;;) {
    const step = stepOf(at);
    if (step === null) return null;
    path.unshift(step);
    const owner: ts.Node = at.parent.parent;
    if (!ts.isBindingElement(owner)) break;
    at = owner;
  }
  const whole = at.parent.parent;
  const source = sourceOfDeclaration(whole as ts.Declaration, { ...step, depth: step.depth + 1, whole: false });
  return source === null ? null : { ...source, path: [...source.path, ...path] };
}

function stepOf(binding: ts.BindingElement): string | null {
  if (binding.dotDotDotToken !== undefined) return null;
  if (ts.isArrayBindingPattern(binding.parent)) return String(binding.parent.elements.indexOf(binding));
  const key = binding.propertyName ?? binding.name;
  return ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? null : propertyName(key);
}

/** The value a constructor gives a field: `this.taskQueue = taskQueue`. */
function assignedInConstructor(field: ts.PropertyDeclaration): ts.Expression | null {
  const name = propertyName(field.name);
  const made = ts.isClassLike(field.parent) ? field.parent.members.find(ts.isConstructorDeclaration) : undefined;
  for (const statement of made?.body?.statements ?? []) {
    if (!ts.isExpressionStatement(statement) || !isAssignment(statement.expression)) continue;
    const { left, right } = statement.expression;
    if (objectOf(left)?.kind === ts.SyntaxKind.ThisKeyword && lastName(left)?.text === name) return right;
  }
  return null;
}
