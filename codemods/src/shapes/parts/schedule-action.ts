import { ts } from '../../../typescript.js';
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
