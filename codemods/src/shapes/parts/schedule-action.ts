import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { carriedBy, mayCarry } from './carried.js';
import { firstStep, returnedTo } from './helper-call.js';
import { constantLiteral } from './options.js';
import { symbolAt } from './symbols.js';
import { isExported, isNoReference, lastName, ownProperty, propertyValue, thawed, unwrap } from './syntax.js';

/** What an object written in place gives a field; null where it writes none, or is no object written in place. */
export function fieldOf(expression: ts.Expression, name: string): ts.Expression | null {
  const literal = unwrap(expression);
  const property = ts.isObjectLiteralExpression(literal) ? ownProperty(literal, name) : null;
  return property === null ? null : propertyValue(property);
}

/** The same where a constant, a spread or a function of the repository may give it; null where that cannot be told. */
export function carriedField(expression: ts.Expression, name: string, context: ShapeContext): ts.Expression | null {
  const own = fieldOf(heldObject(expression, context), name);
  if (own !== null) return own;
  const { from } = carriedBy(expression, name, firstStep(context));
  const [only] = from;
  return from.length === 1 && only?.isValue === true ? only.expression : null;
}

/** Whether a schedule's action is plainly Temporal's: `type: 'startWorkflow'`. */
export function startsWorkflow(action: ts.Expression, context: ShapeContext): boolean {
  const type = carriedField(action, 'type', context);
  const value = type === null ? null : unwrap(type);
  return value !== null && ts.isStringLiteralLike(value) && value.text === 'startWorkflow';
}

/** The action of a schedule's options: where it is written, and whether a route can be written into it there. */
export interface ScheduleAction {
  readonly expression: ts.Expression;
  readonly isWritable: boolean;
}

/** The action in a schedule's options, wherever these come from; null where nothing says what it is. */
export function actionIn(options: ts.Expression, context: ShapeContext): ScheduleAction | null {
  const literal = unwrap(madeHere(options, context));
  const own = ts.isObjectLiteralExpression(literal) ? ownProperty(literal, 'action') : null;
  const value = own === null ? null : propertyValue(own);
  if (ts.isObjectLiteralExpression(literal) && own !== null && value !== null) {
    const later = literal.properties.slice(literal.properties.indexOf(own) + 1).filter(ts.isSpreadAssignment);
    const isLast = !later.some(({ expression }) => mayCarry(expression, 'action', firstStep(context)));
    return { expression: madeHere(value, context), isWritable: isLast };
  }
  // An object written in place, and nothing else in it, has all its fields in sight.
  if (ts.isObjectLiteralExpression(literal) && !literal.properties.some(ts.isSpreadAssignment)) return null;
  const { from } = carriedBy(options, 'action', firstStep(context));
  const [only] = from;
  return from.length === 1 && only?.isValue === true ? { expression: only.expression, isWritable: false } : null;
}

/** Whether options may have an action that takes more than a look at the call to see. */
export function isOutOfPlace(options: ts.Expression): boolean {
  const node = unwrap(options);
  return ts.isObjectLiteralExpression(node) ? node.properties.some(ts.isSpreadAssignment) : !isNoReference(node);
}

/** The object a constant of this file was made as, where an expression is its name; else the expression. */
export function heldObject(expression: ts.Expression, context: ShapeContext): ts.Expression {
  const node = unwrap(expression);
  const declaration = ts.isIdentifier(node) ? symbolAt(node, context)?.valueDeclaration : undefined;
  if (declaration === undefined || declaration.getSourceFile() !== context.sourceFile) return expression;
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const value = isConstant && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value !== undefined && ts.isObjectLiteralExpression(unwrap(value)) ? value : expression;
}

/** The object literal behind a constant or a function of this file that is there for this one use; else the expression. */
export function madeHere(expression: ts.Expression, context: ShapeContext): ts.Expression {
  const node = unwrap(expression);
  if (ts.isCallExpression(node)) return returnedHere(node, context) ?? expression;
  const found = ts.isIdentifier(node) && !isShorthand(node) ? constantLiteral(node, context) : null;
  const isOwn = found?.otherReads === 0 && found.literal.getSourceFile() === context.sourceFile;
  return isOwn ? found.literal : expression;
}

/** A constant under its own name stays what it is: `{ action }` has an anchor of its own. */
const isShorthand = (node: ts.Node): boolean => ts.isShorthandPropertyAssignment(node.parent);

/** The one object that a function of this file returns, where nothing else names the function. */
function returnedHere(call: ts.CallExpression, context: ShapeContext): ts.ObjectLiteralExpression | null {
  const name = lastName(call.expression);
  const returned = name === null ? null : returnedTo(call, firstStep(context));
  const [only] = returned ?? [];
  const literal = only === undefined ? null : thawed(only.expression);
  if (name === null || literal === null || returned?.length !== 1 || !ts.isObjectLiteralExpression(literal))
    return null;
  if (literal.getSourceFile() !== context.sourceFile || isSeenOutside(literal)) return null;
  return timesNamed(name.text, context.sourceFile) === 2 ? literal : null;
}

/** Whether the function around a node is one that other files may call: exported, or a method that is not private. */
function isSeenOutside(node: ts.Node): boolean {
  for (let at = node.parent; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isStatement(at) && isExported(at)) return true;
    if (ts.isMethodDeclaration(at) && !ts.isPrivateIdentifier(at.name))
      return (ts.getCombinedModifierFlags(at) & ts.ModifierFlags.Private) === 0;
    if (ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at) || ts.isBinaryExpression(at)) return true;
    if (ts.isFunctionDeclaration(at) || ts.isVariableStatement(at)) return false;
  }
  return true;
}

/** How often a name stands in a file, whatever it means there: a false count only costs a question. */
function timesNamed(name: string, sourceFile: ts.SourceFile): number {
  let count = 0;
  const pending: ts.Node[] = [sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && node.text === name) count += 1;
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  return count;
}
