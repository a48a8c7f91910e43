import { queueSettings } from './queue-settings.js';
import type { Recipe } from './recipe.js';
import { routeStarts } from './route-starts.js';
import { routingDependency } from './routing-dependency.js';
import { routingModule } from './routing-module.js';
import { scheduleMoves } from './schedule-moves.js';
import { unpinActivities } from './unpin-activities.js';
import { unpinChildren } from './unpin-children.js';
import { workerQueues } from './worker-queues.js';
import { workflowRouting } from './workflow-routing.js';

/** The shelf of recipes, in the order their work is shown. */
export const RECIPES: readonly Recipe[] = [
  queueSettings,
  routingModule,
  routeStarts,
  scheduleMoves,
  unpinActivities,
  unpinChildren,
  workerQueues,
  workflowRouting,
  routingDependency,
];

/** Those that a run over one file asks: its starts, and the two that tell what these need of other files first. */
export const FILE_RECIPES: readonly Recipe[] = [queueSettings, routingModule, routeStarts, unpinChildren];
