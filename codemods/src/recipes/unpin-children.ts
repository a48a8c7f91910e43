import { ts } from '../../typescript.js';
import type { RouteDecision } from '../model/decision.js';
import type { Edit, RecipeResult } from '../model/edit.js';
import type { Span } from '../model/place.js';
import { type Property, propertyAt } from './parts/property-at.js';
import { listElement } from './parts/removal.js';
import { groupOf } from './parts/routed-start.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Removes the queue of a child, or of a continue-as-new, that is where it belongs without one. */
export const unpinChildren: Recipe = {
  id: 'unpin-children',
  describe: 'Lets children follow the workflow that starts them off the legacy queue',
  edit(context): RecipeResult {
    const following = context.inWorkflows.filter(({ follows }) => follows);
    return { edits: following.flatMap((one) => unpin(one, context)), files: [], advice: [] };
  },
};

function unpin(decision: RouteDecision, context: RecipeContext): readonly Edit[] {
  const { options } = decision.site;
  const source = context.syntax(options.file);
  const property = source === null || options.property === null ? null : propertyAt(source, options.property.start);
  if (source === null || property === null) return [];
  const group = groupOf(decision);
  return [{ file: options.file, span: spanOf(property, source.text), text: '', group, why: 'let the child follow' }];
}

/** The property with its comma; options that hold nothing else go whole, where a call holds them. */
function spanOf(property: Property, text: string): Span {
  const literal = property.parent;
  const call = literal.parent;
  const hasComment = /\/[/*]/.test(literal.getText());
  if (literal.properties.length > 1 || hasComment) return listElement(property, literal.properties, text);
  if (!ts.isCallExpression(call)) return { start: literal.getStart() + 1, end: literal.getEnd() - 1 };
  const before = call.arguments[call.arguments.indexOf(literal) - 1];
  return { start: before === undefined ? literal.getStart() : before.getEnd(), end: literal.getEnd() };
}
