import { ts } from '../../../typescript.js';

/** A property of an object literal, with that literal. */
export type Property = ts.ObjectLiteralElementLike & { readonly parent: ts.ObjectLiteralExpression };

/** The property that starts at an offset of a file; null when none does. */
export function propertyAt(source: ts.SourceFile, start: number): Property | null {
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isObjectLiteralElementLike(node) && ts.isObjectLiteralExpression(node.parent) && node.getStart() === start)
      return node as Property;
    ts.forEachChild(node, (child) => {
      if (child.getFullStart() <= start && start < child.getEnd()) pending.push(child);
    });
  }
  return null;
}
