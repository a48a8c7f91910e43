import { ts } from '../../../typescript.js';
import type { QueueComparison } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { ignoreComment } from './comments.js';
import { constantOf } from './queue-list.js';
import { isAssignment, resolveAlias, symbolAt } from './symbols.js';
import { enclosingFunction, lastName, objectOf, unwrap } from './syntax.js';
import { trace } from './trace.js';
import type { WorkerNodes } from './worker.js';

const EQUALITY = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
/** Asked of the name itself. */
const OF_NAME = /^(includes|startsWith|endsWith|match|search|indexOf)$/;
/** Asked of a table, a list or a pattern, with the name. */
const WITH_NAME = /^(includes|indexOf|has|get|test|exec)$/;
/** Makes another name of it. */
const RENAMES = /^(replace|replaceAll|slice|substring|split)$/;
const SPEAKS = /^(console|.*log(ger)?)$/i;
const CONSTANT = /^[A-Z][A-Z0-9_]+$/;

/**
 * The places around a worker that decide by its queue's name what it runs, or make another name of it. A routed queue has
 * a name of its own, so that its worker would run no workflows, or poll where nothing is started.
 */
export function readComparisons(nodes: WorkerNodes, context: ShapeContext): readonly QueueComparison[] {
  const names = nodes.queues.flatMap(({ chosen }) => {
    if (chosen === null) return [];
    const member = chosen.path.at(-1);
    return member === undefined ? namesIn(chosen.expression, context, 0) : [{ text: member, node: chosen.expression }];
  });
  if (names.length === 0) return [];
  const scope = scopeOf(nodes.node, names);
  const isQueue: IsQueue = (node) => names.some((name) => isSameName(node, name, context));
  const inCallees = callsWith(scope, isQueue).flatMap((call) => comparisonsInCallee(call, isQueue, context));
  const found = [
    ...comparisonsIn(scope, isQueue, context),
    ...inCallees,
    ...names.flatMap(({ renamed }) => renamed ?? []),
  ];
  return [...new Map(found.map((one) => [`${one.at.file}:${one.at.line}:${one.at.column}`, one])).values()];
}

interface Named {
  readonly text: string;
  readonly node: ts.Expression;
  readonly renamed?: readonly QueueComparison[];
}
type IsQueue = (node: ts.Expression) => boolean;

/** The names and members a queue expression is made of, through the variables between, and where one is cut or replaced. */
function namesIn(expression: ts.Expression, context: ShapeContext, depth: number): readonly Named[] {
  const node = unwrap(expression);
  if (depth > 8) return [];
  const inside = (part: ts.Expression): readonly Named[] => namesIn(part, context, depth + 1);
  if (ts.isBinaryExpression(node)) return [...inside(node.left), ...inside(node.right)];
  if (ts.isTemplateExpression(node)) return node.templateSpans.flatMap((span) => inside(span.expression));
  if (ts.isCallExpression(node)) {
    const object = objectOf(node.expression);
    const parts = [...(object === null ? [] : inside(object)), ...node.arguments.flatMap(inside)];
    const renames = object !== null && RENAMES.test(lastName(node.expression)?.text ?? '');
    const renamed = renames ? [comparison('renames', node, context)] : [];
    return parts.map((one) => ({ ...one, renamed: [...(one.renamed ?? []), ...renamed] }));
  }
  const name = lastName(node);
  if (name === null) return [];
  const symbol = ts.isIdentifier(node) ? symbolAt(node, context) : null;
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  const isLocal =
    declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined;
  const behind = isLocal && context.fileOf(declaration) === context.file ? inside(declaration.initializer) : [];
  return [{ text: name.text, node }, ...behind];
}

/** The whole function around the worker; the whole class where the queue is a field; else the file. */
function scopeOf(node: ts.Node, names: readonly Named[]): ts.Node {
  const isField = names.some((name) => objectOf(name.node)?.kind === ts.SyntaxKind.ThisKeyword);
  const owner = isField ? ts.findAncestor(node, ts.isClassLike) : undefined;
  if (owner !== undefined) return owner;
  let found: ts.Node = node.getSourceFile();
  for (let at = enclosingFunction(node); at !== null; at = enclosingFunction(at)) found = at;
  return found;
}

/** The same variable, or a member of that name: `options.taskQueue` is `taskQueue` of whatever holds it. */
function isSameName(expression: ts.Expression, { text, node }: Named, context: ShapeContext): boolean {
  const other = unwrap(expression);
  if (lastName(other)?.text !== text) return false;
  if (!ts.isIdentifier(other) || !ts.isIdentifier(node)) return true;
  const [a, b] = [symbolAt(other, context), symbolAt(node, context)];
  return a === b || a === null || b === null;
}

function comparisonsIn(scope: ts.Node, isQueue: IsQueue, context: ShapeContext): readonly QueueComparison[] {
  const found: QueueComparison[] = [];
  each(scope, (node) => {
    if (compares(node, isQueue, context) && decides(node) && (ignoreComment(node) ?? '') === '')
      found.push(comparison('decides', node, context));
  });
  return found;
}

function comparison(effect: QueueComparison['effect'], node: ts.Node, context: ShapeContext): QueueComparison {
  const whole = ts.isSwitchStatement(node) ? `switch (${node.expression.getText()})` : node.getText();
  const text = whole.replace(/\s+/g, ' ');
  return { effect, at: context.place(node), text: text.length > 80 ? `${text.slice(0, 79)}…` : text };
}

function compares(node: ts.Node, isQueue: IsQueue, context: ShapeContext): boolean {
  if (ts.isBinaryExpression(node) && EQUALITY.has(node.operatorToken.kind)) {
    const { left, right } = node;
    return (isQueue(left) && isAName(right, context)) || (isQueue(right) && isAName(left, context));
  }
  if (ts.isSwitchStatement(node)) return isQueue(node.expression);
  if (ts.isElementAccessExpression(node)) return isQueue(node.argumentExpression) && isTable(node.expression, context);
  const object = ts.isCallExpression(node) ? objectOf(node.expression) : null;
  if (!ts.isCallExpression(node) || object === null) return false;
  const method = lastName(node.expression)?.text ?? '';
  if (isQueue(object) && OF_NAME.test(method)) return true;
  return (
    WITH_NAME.test(method) && node.arguments.length === 1 && node.arguments.some(isQueue) && isTable(object, context)
  );
}

/** Something a queue is called: a text, or what leads to one. */
function isAName(expression: ts.Expression, context: ShapeContext): boolean {
  const node = unwrap(expression);
  if (ts.isIdentifier(node) && CONSTANT.test(node.text)) return true;
  return trace(node, context).some(({ value }) => value !== null && value !== '');
}

/** A constant list, table or pattern; what is filled at run time (workers already made) decides nothing by name. */
function isTable(expression: ts.Expression, context: ShapeContext): boolean {
  const held = constantOf(expression, context) ?? unwrap(expression);
  if (ts.isEnumDeclaration(held) || ts.isRegularExpressionLiteral(held)) return true;
  if (ts.isArrayLiteralExpression(held)) return held.elements.length > 0;
  if (ts.isObjectLiteralExpression(held)) return held.properties.length > 0;
  if (ts.isNewExpression(held)) {
    const [given] = held.arguments ?? [];
    return given !== undefined && isTable(given, context);
  }
  return CONSTANT.test(lastName(held)?.text ?? '');
}

/** Whether a comparison has a say in what the worker is: not one that chooses the words of a log line, or some other task. */
function decides(node: ts.Node): boolean {
  if (ts.isSwitchStatement(node)) return true;
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isCallExpression(parent) && parent.arguments.some((one) => one === at) && isSpeech(parent)) return false;
    if (ts.isIfStatement(parent)) return isConsequence(parent.thenStatement) || isConsequence(parent.elseStatement);
    if (ts.isExpressionStatement(parent)) return isConsequence(parent);
    if (ts.isStatement(parent) || ts.isFunctionLike(parent) || ts.isClassElement(parent)) return true;
  }
  return true;
}

/** Sets something, leaves the function, or makes a worker. */
function isConsequence(statement: ts.Statement | undefined): boolean {
  let found = false;
  if (statement === undefined) return false;
  each(statement, (node) => {
    if (isAssignment(node) || ts.isVariableDeclaration(node) || /^(create|createRoutedWorkers)$/.test(calledName(node)))
      found = true;
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isContinueStatement(node)) found = true;
  });
  return found;
}

const calledName = (node: ts.Node): string =>
  ts.isCallExpression(node) ? (lastName(node.expression)?.text ?? '') : '';

function isSpeech(call: ts.CallExpression): boolean {
  const object = objectOf(call.expression);
  return object !== null && SPEAKS.test(lastName(object)?.text ?? '');
}

/** The calls in a scope that hand the queue's name to a function: `hasWorkflows(taskQueue)`. */
function callsWith(scope: ts.Node, isQueue: IsQueue): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  each(scope, (node) => {
    if (ts.isCallExpression(node) && node.arguments.some(isQueue)) found.push(node);
  });
  return found;
}

/** The comparisons a function of the repository makes with the queue's name it was handed. */
function comparisonsInCallee(
  call: ts.CallExpression,
  isQueue: IsQueue,
  context: ShapeContext,
): readonly QueueComparison[] {
  const name = lastName(call.expression);
  const symbol = name === null ? null : symbolAt(name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  const held =
    declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? unwrap(declaration.initializer)
      : declaration;
  if (held === undefined || !ts.isFunctionLike(held) || context.fileOf(held) === null) return [];
  const parameter = held.parameters[call.arguments.findIndex(isQueue)];
  if (parameter === undefined || !ts.isIdentifier(parameter.name)) return [];
  const { name: given } = parameter;
  return comparisonsIn(held, (node) => ts.isIdentifier(unwrap(node)) && lastName(node)?.text === given.text, context);
}

function each(scope: ts.Node, visit: (node: ts.Node) => void): void {
  const pending: ts.Node[] = [scope];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    visit(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
}
