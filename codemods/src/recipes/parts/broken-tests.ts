import type { Decision } from '../../model/decision.js';
import type { TestRow } from '../../model/report.js';
import type { RecipeContext } from '../recipe.js';
import { makersOf } from './class-makers.js';
import { injectedClassOf } from './injected-class.js';

/** What the compiler says where a class is made without its new argument: `TS2554`. */
export const MISSING_ARGUMENT = 2554;

/** The tests that make a class whose constructor takes the routing from now on, or provide it without, by site id. */
export function brokenTests(
  decisions: readonly Decision[],
  context: RecipeContext,
): ReadonlyMap<string, readonly TestRow[]> {
  const { routing } = context.config;
  const found = new Map<string, readonly TestRow[]>();
  if (routing.form !== 'injected') return found;
  for (const decision of decisions) {
    if (decision.decision !== 'route') continue;
    const owner = injectedClassOf(decision, routing, context);
    if (typeof owner === 'string' || !owner.isNew) continue;
    const rows = makersOf(owner.declaration, context).filter(
      ({ test, how, given }) => test && (how !== 'provides' || !given.includes(routing.inject)),
    );
    if (rows.length > 0)
      found.set(
        decision.site.id,
        rows.map(({ file, line, text }) => ({ file, line, text })),
      );
  }
  return found;
}
