import { ts } from '../../../typescript.js';

/** The names of a file that are one of these, in the order they stand there: identifiers, and strings in brackets. */
export function namesIn(
  source: ts.SourceFile,
  names: ReadonlySet<string>,
): readonly (ts.Identifier | ts.StringLiteralLike | ts.PrivateIdentifier)[] {
  const found: (ts.Identifier | ts.StringLiteralLike | ts.PrivateIdentifier)[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && names.has(node.text)) found.push(node);
    else if (ts.isStringLiteralLike(node) && names.has(node.text) && ts.isElementAccessExpression(node.parent))
      found.push(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found.sort((a, b) => a.getStart() - b.getStart());
}
