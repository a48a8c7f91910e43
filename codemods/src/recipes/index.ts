import { queueSettings } from './queue-settings.js';
import type { Recipe } from './recipe.js';
import { routeStarts } from './route-starts.js';
import { unpinActivities } from './unpin-activities.js';

/** The shelf of recipes, in the order their work is shown. */
export const RECIPES: readonly Recipe[] = [queueSettings, routeStarts, unpinActivities];
