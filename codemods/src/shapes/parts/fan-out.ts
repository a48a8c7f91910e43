import { ts } from '../../../typescript.js';
import type { FanOut } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { ignoreComment } from './comments.js';
import { readOptions, readQueue } from './options.js';
import { packageExportOf } from './package-export.js';
import { passedNames } from './passed-names.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf, unwrap } from './syntax.js';
import { workflowsAround } from './workflows-around.js';

/** An activity, on its workflow's own queue and without a key of its own, that is called once for each of many. */
export function readFanOut(node: ts.Node, context: ShapeContext): FanOut | null {
  if (!ts.isCallExpression(node) || !context.sourceFile.text.includes('@temporalio/workflow')) return null;
  const given = passedNames(node.arguments);
  const repeated = given.length === 0 ? null : repeatedAround(node);
  const passed = repeated === null ? [] : given.filter(({ expression }) => isOfEach(expression, repeated));
  if (passed.length === 0 || !isFollower(node.expression, context)) return null;
  return {
    at: context.place(lastName(node.expression) ?? node),
    test: context.test,
    activity: lastName(node.expression)?.text ?? node.expression.getText(),
    passed,
    workflows: workflowsAround(node),
    ignore: ignoreComment(node),
  };
}

const EACH = /^(forEach|map|flatMap|reduce|filter|each|mapSeries|eachSeries)$/;

/** The loop around a node, the function that is called for each of many, or the one of the file that such a loop calls. */
function repeatedAround(node: ts.Node): ts.Node | null {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (isBody(at)) return at.parent;
    if (!ts.isFunctionLike(at)) continue;
    if (isCallback(at)) return at;
    const name = nameOf(at);
    if (name !== null) return isCalledRepeatedly(name, at) ? at : null;
  }
  return null;
}

/** Whether an expression starts from a name that each round declares anew: what is the same for all rounds is of nobody in particular. */
function isOfEach(expression: string, repeated: ts.Node): boolean {
  const [root] = /^[\p{ID_Continue}$]+/u.exec(expression) ?? [];
  const pending: ts.Node[] = [repeated];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (isDeclaration(at) && ts.isIdentifier(at.name) && at.name.text === root) return true;
    ts.forEachChild(at, (child) => {
      pending.push(child);
    });
  }
  return false;
}

const isDeclaration = (node: ts.Node): node is ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement =>
  ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);

const isCallback = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && EACH.test(lastName(node.parent.expression)?.text ?? '');

/** The name a function of the file is called by; null for a function without one. */
function nameOf(node: ts.SignatureDeclaration): string | null {
  if (ts.isFunctionDeclaration(node)) return node.name?.text ?? null;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : null;
}

/** Whether a function is called in a loop of its file, or handed to something that calls it for each. */
function isCalledRepeatedly(name: string, node: ts.Node): boolean {
  const pending: ts.Node[] = [node.getSourceFile()];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (ts.isIdentifier(at) && at.text === name && (isCallback(at) || (isCallee(at) && isInLoop(at)))) return true;
    ts.forEachChild(at, (child) => {
      pending.push(child);
    });
  }
  return false;
}

const isCallee = (node: ts.Identifier): boolean => ts.isCallExpression(node.parent) && node.parent.expression === node;

/** Whether a loop, or a function called for each of many, stands around a node. */
function isInLoop(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (isBody(at)) return true;
    if (ts.isFunctionLike(at)) return isCallback(at);
  }
  return false;
}

/** Whether a statement is what a loop repeats. */
const isBody = (node: ts.Node): boolean =>
  ts.isIterationStatement(node.parent, false) && node.parent.statement === node;

/** Whether a function is an activity that `proxyActivities` gave, with neither a queue nor a priority. */
function isFollower(callee: ts.Expression, context: ShapeContext): boolean {
  const called = unwrap(callee);
  const root = unwrap(objectOf(called) ?? called);
  const symbol = ts.isIdentifier(root) ? symbolAt(root, context) : null;
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  const variable =
    declaration !== undefined && ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
  if (variable === undefined || !ts.isVariableDeclaration(variable) || variable.initializer === undefined) return false;
  const made = unwrap(variable.initializer);
  const name = ts.isCallExpression(made) ? lastName(made.expression) : null;
  const wanted = { package: /^@temporalio\/workflow$/, names: ['proxyActivities'] };
  if (!ts.isCallExpression(made) || name === null || packageExportOf(name, wanted, context) === null) return false;
  const [argument] = made.arguments;
  if (argument === undefined) return false;
  const options = readOptions(argument, context);
  return !options.anchor.hasPriority && readQueue(options, argument, context).absent;
}
