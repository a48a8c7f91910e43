import type { Recipe } from './recipe.js';
import { routeStarts } from './route-starts.js';

/** The shelf of recipes, in the order their work is shown. */
export const RECIPES: readonly Recipe[] = [routeStarts];
