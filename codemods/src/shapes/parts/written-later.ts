import { ts } from '../../../typescript.js';
import type { Step } from './helper-call.js';
import { isMemberWritten } from './symbols.js';
import { propertyName } from './syntax.js';

/** Whether the object a property was written in may hold another value by now. */
export function isWrittenLater(
  property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
  { context }: Pick<Step, 'context'>,
): boolean {
  const name = propertyName(property.name);
  let owner: ts.Node = property.parent;
  while (ts.isExpression(owner) || ts.isObjectLiteralElement(owner)) owner = owner.parent;
  const object = ts.isVariableDeclaration(owner) && ts.isIdentifier(owner.name) ? owner.name.text : null;
  const files = new Set([property.getSourceFile(), context.sourceFile]);
  return name !== null && [...files].some((file) => isMemberWritten(name, object, file));
}
