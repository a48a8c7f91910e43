import { ts } from '../../typescript.js';

/**
 * The parser's own complaints only: type annotations in JavaScript (Flow's, too) and whatever the checker says of grammar
 * leave the tree as it was written. The property is internal to TypeScript, and the public way needs a program.
 */
export function firstSyntaxError(source: ts.SourceFile): string | null {
  const { parseDiagnostics } = source as unknown as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  const [first] = parseDiagnostics ?? [];
  if (first === undefined) return null;
  const line = source.getLineAndCharacterOfPosition(Math.min(first.start, source.end)).line + 1;
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ').replace(/\.$/, '');
  return `syntax error on line ${line}: ${message}`;
}
