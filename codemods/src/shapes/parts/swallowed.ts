import { ts } from '../../../typescript.js';
import type { SwallowFact } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { lastName, unwrap } from './syntax.js';

/**
 * Where an error thrown while a start's options are made would be lost, or would pass a handler by: a `catch` around it that
 * neither throws nor does anything but log and return, or the same on a promise. Looks no further than the function around it.
 */
export function readSwallowed(written: ts.Node, context: ShapeContext): SwallowFact | null {
  let node = written;
  for (let parent = node.parent; parent !== undefined; node = parent, parent = node.parent) {
    if (ts.isTryStatement(parent) && parent.tryBlock === node && parent.catchClause !== undefined) {
      const { catchClause } = parent;
      if (isQuiet(catchClause.block)) return { how: 'catch', at: context.place(catchClause) };
    }
    if (ts.isFunctionLike(node)) return ofCalledInPlace(node, context) ?? ofSettled(node, context);
    const passed = handlerOf(node);
    if (passed !== null && isQuietHandler(passed)) return { how: 'too-late', at: context.place(passed) };
  }
  return null;
}

/** `(async () => { … })().catch(() => undefined)`, or `void (async () => { … })()`: its errors end there. */
function ofCalledInPlace(node: ts.Node, context: ShapeContext): SwallowFact | null {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return null;
  const isAsync = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0;
  const called = outer(node).parent;
  if (!isAsync || !ts.isCallExpression(called) || unwrap(called.expression) !== node) return null;
  const use = outer(called).parent;
  if (ts.isVoidExpression(use)) return { how: 'void', at: context.place(use) };
  for (let at: ts.Node = called; ; at = at.parent) {
    if (ts.isStatement(at) || ts.isFunctionLike(at)) return null;
    const handler = handlerOf(at);
    if (handler !== null && isQuietHandler(handler)) return { how: 'promise', at: context.place(handler) };
  }
}

/** `Promise.allSettled(tenants.map((tenant) => client.workflow.start(…)))`: what is thrown in there leaves the loop. */
function ofSettled(node: ts.Node, context: ShapeContext): SwallowFact | null {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return null;
  const loop = outer(node).parent;
  const isAsync = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0;
  if (isAsync || !ts.isCallExpression(loop) || lastName(loop.expression)?.text !== 'map') return null;
  const waits = outer(loop).parent;
  if (!ts.isCallExpression(waits) || waits.expression.getText() !== 'Promise.allSettled') return null;
  return { how: 'all-settled', at: context.place(waits) };
}

/** The expression with the parentheses and casts around it. */
function outer(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isExpression(at.parent) && unwrap(at.parent) === unwrap(node)) at = at.parent;
  return at;
}

/** What `.catch(handler)` and `.then(…, handler)` on this expression hand an error to. */
function handlerOf(node: ts.Node): ts.Expression | null {
  const member = node.parent;
  if (member === undefined || !ts.isPropertyAccessExpression(member) || member.expression !== node) return null;
  const call = member.parent;
  if (!ts.isCallExpression(call) || call.expression !== member) return null;
  const { text } = member.name;
  return (text === 'catch' ? call.arguments[0] : text === 'then' ? call.arguments[1] : undefined) ?? null;
}

const QUIET_NAME = /^(noop|ignore|swallow)$/i;

/** A function that does nothing with an error but log it. */
function isQuietHandler(handler: ts.Expression): boolean {
  const node = unwrap(handler);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
    return ts.isBlock(node.body) ? isQuiet(node.body) : isQuietValue(node.body);
  const name = lastName(node)?.text;
  return name !== undefined && (QUIET_NAME.test(name) || isLog(node));
}

/** Whether statements do nothing but log, return and go on: no error is thrown again, handed on or acted upon. */
function isQuiet(node: ts.Node): boolean {
  if (ts.isBlock(node)) return node.statements.every(isQuiet);
  if (ts.isIfStatement(node))
    return isQuiet(node.thenStatement) && (node.elseStatement === undefined || isQuiet(node.elseStatement));
  if (ts.isExpressionStatement(node)) return isQuietValue(node.expression);
  if (ts.isReturnStatement(node)) return node.expression === undefined || isQuietValue(node.expression);
  return ts.isEmptyStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node);
}

/** A log, or a value that has nothing to do with the error. */
function isQuietValue(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  if (ts.isVoidExpression(node)) return isQuietValue(node.expression);
  if (ts.isCallExpression(node)) return isLog(node.expression);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((one) => ts.isPropertyAssignment(one) && isFixed(one.initializer));
  return isFixed(node) || (ts.isArrayLiteralExpression(node) && node.elements.length === 0);
}

const isFixed = (expression: ts.Expression): boolean => {
  const node = unwrap(expression);
  const isWord = ts.isIdentifier(node) && node.text === 'undefined';
  const { TrueKeyword, FalseKeyword, NullKeyword } = ts.SyntaxKind;
  return (
    isWord ||
    ts.isLiteralExpression(node) ||
    [TrueKeyword, FalseKeyword, NullKeyword].some((kind) => kind === node.kind)
  );
};

/** `console.error`, `this.logger.warn`, `log`, `captureException`: told, and nothing else done. */
function isLog(callee: ts.Expression): boolean {
  const name = lastName(callee)?.text ?? '';
  return (
    /^(log|trace|debug|verbose|info|warn|warning|error|fatal|captureException|captureMessage)$/.test(name) &&
    !/\b(res|response|reply|ctx|subject|observer|stream)\b/i.test(callee.getText())
  );
}
