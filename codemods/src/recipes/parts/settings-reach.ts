import { ts } from '../../../typescript.js';
import type { RoutingAccess } from '../../model/config.js';
import type { RouteDecision } from '../../model/decision.js';
import { bindAlone } from './bind.js';

/**
 * The starts in workflow code at which the settings that the config writes there (`input.routing.prefix`) mean nothing,
 * because nothing there is called so; each with the reason.
 */
export function outOfReach(
  decisions: readonly RouteDecision[],
  source: ts.SourceFile,
  routing: RoutingAccess,
): ReadonlyMap<RouteDecision, string> {
  const found = new Map<RouteDecision, string>();
  const written = decisions.filter(({ site }) => site.inWorkflowCode);
  if (!('settings' in routing) || written.length === 0) return found;
  const { checker, source: bound } = bindAlone(source.fileName.replace(/^.*\//, ''), source.text);
  const texts = typeof routing.settings === 'string' ? [routing.settings] : Object.values(routing.settings);
  for (const decision of written) {
    const at = nodeAt(bound, decision.site.call.start, decision.site.call.end);
    const names = new Set(checker.getSymbolsInScope(at, ts.SymbolFlags.Value).map(({ name }) => name));
    const lost = texts.find((text) => {
      const root = rootOf(text);
      return root !== null && !names.has(root);
    });
    if (lost !== undefined)
      found.set(decision, `${lost} cannot be read here: nothing in scope is called ${rootOf(lost)}`);
  }
  return found;
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
