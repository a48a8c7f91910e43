import type { RouteDecision } from '../../model/decision.js';

/** The function of the routing package that a start's kind is routed by. */
export const routeFunction = (decision: RouteDecision): 'routeForTenant' | 'routeForSystemJob' =>
  decision.kind.scope === 'tenant' ? 'routeForTenant' : 'routeForSystemJob';

/** The change group of one start's edits: it stands or falls alone. */
export const groupOf = (decision: RouteDecision): string => groupOfStart(decision.site.id);

/** The same by the site's id. */
export const groupOfStart = (id: string): string => `start ${id}`;

/** Options that others read too, or that stand in another file, are spread at the call; else the literal itself is edited. */
export const isCallForm = ({ site: { options, at } }: RouteDecision): boolean =>
  options.form === 'variable' && (options.otherReads > 0 || options.file !== at.file);

/** Where the route of a start is written. */
export function editedAt(decision: RouteDecision): { readonly file: string; readonly offset: number } {
  const { at, options } = decision.site;
  if (isCallForm(decision)) return { file: at.file, offset: options.argument.start };
  return { file: options.file, offset: (options.property ?? options.literal ?? options.argument).start };
}
