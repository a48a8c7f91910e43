import { ts } from '../../../typescript.js';
import type { RouteDecision } from '../../model/decision.js';
import type { Edit } from '../../model/edit.js';
import type { RecipeContext } from '../recipe.js';
import { addParameter } from './constructor-parameter.js';
import { importNames } from './imports.js';
import { type Injected, type InjectedClass, injectedClassOf, isInjectedByType } from './injected-class.js';
import { providedSettings } from './injected-module.js';
import { type Held, injectedSettingsOf, isSameSettings } from './injected-settings.js';
import { editedAt, groupOf, routeFunction } from './routed-start.js';
import type { Access, AccessFile } from './routing-access.js';
import { reach } from './specifier.js';

/** `this.temporalRouting.routeForTenant({ tenantId })`: a class of the repository that Nest injects where starts stand. */
export const injectedAccess = (routing: Injected): Access => ({
  names: () => [routing.inject],
  reach: (file, names, context) => reach(file, routing.module, names, context),
  refuse: (decision, context) => {
    const found = injectedClassOf(decision, routing, context);
    return typeof found === 'string' ? found : null;
  },
  supply: (decisions, file) => {
    const edits = new Map<number, readonly Edit[]>();
    for (const decision of decisions) {
      const found = injectedClassOf(decision, routing, file.context);
      if (typeof found === 'string' || !found.isNew || edits.has(found.declaration.pos)) continue;
      edits.set(found.declaration.pos, inject(found, decision, { ...file, routing }));
    }
    return { edits: [...edits.values()].flat(), local: new Map() };
  },
  callee: (decision, { context }) => {
    const found = injectedClassOf(decision, routing, context);
    const property = typeof found === 'string' ? routing.inject : found.property;
    return `this.${property}.${routeFunction(decision)}`;
  },
  fields: (decision, queue, { context }) =>
    isProvided(decision, routing, context) ? [] : [`legacyTaskQueue: ${queue}`],
});

/** Gives a class the routing by its constructor. */
function inject(
  found: InjectedClass,
  decision: RouteDecision,
  { source, file, place, context, local, routing }: AccessFile & { readonly routing: Injected },
): readonly Edit[] {
  const group = groupOf(decision);
  const provider = local.get(routing.inject) ?? routing.inject;
  const isByType = isInjectedByType(found, context);
  const request = { file, specifier: '@nestjs/common', names: ['Inject'], group, ...place };
  const imported = isByType ? { edits: [], local } : importNames(source, request);
  const decorator = isByType ? '' : `@${imported.local.get('Inject') ?? 'Inject'}(${provider}) `;
  const { at, text } = addParameter(found.declaration, `${decorator}private readonly ${found.property}: ${provider}`);
  const why = `${provider} is injected`;
  return [...imported.edits, { file, span: { start: at, end: at }, text, group, why }];
}

/** Whether the injected routing falls back to the very setting that a start reads. */
function isProvided(decision: RouteDecision, routing: Injected, context: RecipeContext): boolean {
  const provided = providedSettings(routing, context);
  if (provided === null) return decision.primary;
  const own = injectedSettingsOf(decision, context);
  return own !== null && isSameSettings(own, provided) && !isLastUse(own.parameter, decision, context);
}

/** Whether nothing but the starts that are rewritten reads a property that the compiler wants to be read. */
function isLastUse(held: Held, decision: RouteDecision, context: RecipeContext): boolean {
  const { file } = editedAt(decision);
  if (context.optionsOf(file).noUnusedLocals !== true) return false;
  const name = held.name.getText();
  const gone = context.decisions.flatMap((one) =>
    one.decision === 'route' && editedAt(one).file === file ? (one.site.options.property ?? []) : [],
  );
  const isGone = (node: ts.Node): boolean =>
    gone.some(({ start, end }) => start <= node.getStart() && node.getEnd() <= end);
  let isRead = false;
  const visit = (node: ts.Node): void => {
    const isUse = ts.isPropertyAccessExpression(node) && node.name.text === name;
    if (isUse && node.expression.kind === ts.SyntaxKind.ThisKeyword && !isGone(node)) isRead = true;
    ts.forEachChild(node, visit);
  };
  visit(ts.isParameter(held) ? held.parent.parent : held.parent);
  return !isRead;
}
