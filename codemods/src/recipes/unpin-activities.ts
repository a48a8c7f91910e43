import type { Edit, RecipeResult } from '../model/edit.js';
import type { ActivityUse } from '../model/site.js';
import { propertyAt } from './parts/property-at.js';
import { listElement } from './parts/removal.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Removes the queue of an activity proxy that is pinned to a legacy queue, so that its activities follow their workflow. */
export const unpinActivities: Recipe = {
  id: 'unpin-activities',
  describe: 'Lets activities follow their workflow off the legacy queue',
  edit(context): RecipeResult {
    return { edits: context.activities.flatMap((activity) => unpin(activity, context)), files: [], advice: [] };
  },
};

function unpin({ at, property }: ActivityUse, context: RecipeContext): readonly Edit[] {
  const source = context.syntax(at.file);
  const node = source === null || property === null ? null : propertyAt(source, property.start);
  if (source === null || node === null) return [];
  const span = listElement(node, node.parent.properties, source.text);
  return [
    { file: at.file, span, text: '', group: `activities ${at.file}`, why: 'let the activities follow their workflow' },
  ];
}
