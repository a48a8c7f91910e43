import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { symbolAt } from './symbols.js';
import { ownProperty, propertyValue, unwrap } from './syntax.js';

/** What an object written in place gives a field; null where it writes none, or is no object written in place. */
export function fieldOf(expression: ts.Expression, name: string): ts.Expression | null {
  const literal = unwrap(expression);
  const property = ts.isObjectLiteralExpression(literal) ? ownProperty(literal, name) : null;
  return property === null ? null : propertyValue(property);
}

/** Whether a schedule's action is plainly Temporal's: `type: 'startWorkflow'`. */
export function startsWorkflow(action: ts.Expression): boolean {
  const type = fieldOf(action, 'type');
  const value = type === null ? null : unwrap(type);
  return value !== null && ts.isStringLiteralLike(value) && value.text === 'startWorkflow';
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
