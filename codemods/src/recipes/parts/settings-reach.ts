import { ts } from '../../../typescript.js';
import type { RouteDecision } from '../../model/decision.js';
import type { RecipeContext } from '../recipe.js';
import { bindAlone } from './bind.js';
import { editedAt } from './routed-start.js';

/**
 * Why settings that the config writes at a start in workflow code (`input.routing.prefix`) mean nothing there: nothing in
 * scope is called so. Null where something is.
 */
export function outOfReach(decision: RouteDecision, texts: readonly string[], context: RecipeContext): string | null {
  const source = context.syntax(editedAt(decision).file);
  const { inWorkflowCode, call } = decision.site;
  if (source === null || !inWorkflowCode) return null;
  const { checker, source: bound } = bindAlone(source.fileName.replace(/^.*\//, ''), source.text);
  const names = new Set(
    checker.getSymbolsInScope(nodeAt(bound, call.start, call.end), ts.SymbolFlags.Value).map(({ name }) => name),
  );
  const lost = texts.find((text) => {
    const root = rootOf(text);
    return root !== null && !names.has(root);
  });
  return lost === undefined ? null : `${lost} cannot be read here: nothing in scope is called ${rootOf(lost)}`;
}

/** The name an expression begins with; null for a literal or `this`. */
function rootOf(text: string): string | null {
  const name = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(text)?.[0] ?? null;
  return name === 'this' ? null : name;
}

/** The innermost node that spans these offsets. */
function nodeAt(source: ts.SourceFile, start: number, end: number): ts.Node {
  let found: ts.Node = source;
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    found = node;
    ts.forEachChild(node, (child) => {
      if (child.getFullStart() <= start && end <= child.getEnd()) pending.push(child);
    });
  }
  return found;
}
