import { ts } from '../../../typescript.js';
import type { PassedName } from '../../model/site.js';
import { ownProperty, propertyName, propertyValue, unwrap } from './syntax.js';
import { isPath, suffixes } from './tenant-facts.js';

/** What the arguments of a workflow are called, read from the `args` of its options. */
export function passedIn(options: ts.ObjectLiteralExpression): readonly PassedName[] {
  const args = argsOf(options);
  return args !== null && ts.isArrayLiteralExpression(args) ? passedNames(args.elements) : [];
}

/** How many arguments the options give a workflow; null where they are not written one by one. */
export function argumentCount(options: ts.ObjectLiteralExpression): number | null {
  const args = argsOf(options);
  if (args === null) return options.properties.some(ts.isSpreadAssignment) ? null : 0;
  return ts.isArrayLiteralExpression(args) && !args.elements.some(ts.isSpreadElement) ? args.elements.length : null;
}

function argsOf(options: ts.ObjectLiteralExpression): ts.Expression | null {
  const property = ownProperty(options, 'args');
  const value = property === null ? null : propertyValue(property);
  return value === null ? null : unwrap(value);
}

/** What arguments are called: paths, the properties of literals, and what `String(…)` is made of. */
export const passedNames = (given: readonly ts.Expression[]): readonly PassedName[] =>
  given.flatMap((argument, position) => {
    const node = unwrap(argument);
    return ts.isObjectLiteralExpression(node) ? properties(node, position) : whole(node, position);
  });

function whole(node: ts.Expression, position: number): readonly PassedName[] {
  const path = pathIn(node);
  return path === null ? [] : [{ expression: path.getText(), names: suffixes(path), position, property: null }];
}

const properties = (literal: ts.ObjectLiteralExpression, position: number): readonly PassedName[] =>
  literal.properties.flatMap((property) => {
    const name = property.name === undefined ? null : propertyName(property.name);
    const value = propertyValue(property);
    if (name === null || value === null) return [];
    const path = pathIn(unwrap(value));
    const names = [...new Set([name, ...(path === null ? [] : suffixes(path))])];
    return [{ expression: (path ?? unwrap(value)).getText(), names, position, property: name }];
  });

/** The path an expression is, or makes a string of; null for anything else. */
function pathIn(node: ts.Expression): ts.Expression | null {
  if (isPath(node)) return node;
  const [only] = ts.isCallExpression(node) && node.expression.getText() === 'String' ? node.arguments : [];
  return only !== undefined && isPath(unwrap(only)) ? unwrap(only) : null;
}
