import { ts } from '../../../typescript.js';
import type { BudgetRow, WorkerBudget } from '../../model/report.js';
import type { RecipeContext } from '../recipe.js';
import { bare, fixedName } from './settings-trace.js';

/** One set of routed workers, as it will be written. */
export interface BudgetInput {
  readonly file: string;
  readonly line: number;
  /** The options' literal; null where they come from elsewhere. */
  readonly options: ts.ObjectLiteralExpression | null;
  /** The kinds it polls; null for all of them. */
  readonly kinds: readonly string[] | null;
}

/** Numbers of shards that people start with, and come to. */
const SHARDS = [1, 8, 32];

/** The SDK's own: `worker-options.js` of @temporalio/worker 1.24. */
const DEFAULTS = { workflowSlots: 40, activitySlots: 100, polls: 10 };

/** What one process holds with a set of routed workers, by the number of shards. */
export function budgetOf({ file, line, options, kinds }: BudgetInput, { config }: RecipeContext): WorkerBudget {
  const polled = config.kinds.filter(({ name }) => kinds === null || kinds.includes(name));
  const given = readResources(options);
  const rows = SHARDS.map((shards): BudgetRow => {
    const routed = polled.reduce((sum, { scope }) => sum + (scope === 'tenant' ? shards : 1), 0);
    const total = (of: number | null, least: number): number | null =>
      of === null ? null : of + routed * Math.max(least, Math.floor(of / routed));
    return {
      shards,
      queues: routed + 1,
      workflowPollers: total(given.workflowPolls, 2),
      activityPollers: total(given.activityPolls, 1),
      workflowSlots: total(given.workflowSlots, 2),
      activitySlots: total(given.activitySlots, 1),
    };
  });
  return { file, line, kinds: polled.map(({ name }) => name), defaults: given.defaults, rows };
}

interface Resources {
  readonly workflowSlots: number | null;
  readonly activitySlots: number | null;
  readonly workflowPolls: number | null;
  readonly activityPolls: number | null;
  /** What is not written, and so the SDK's default. */
  readonly defaults: readonly string[];
}

/** The numbers that options are written with; null where a number cannot be read there. */
function readResources(options: ts.ObjectLiteralExpression | null): Resources {
  const isOpen = options === null || options.properties.some(ts.isSpreadAssignment);
  const written = (name: string): ts.Expression | 'shorthand' | null => {
    const property = options?.properties.find((one) => fixedName(one.name) === name);
    if (property === undefined) return null;
    return ts.isPropertyAssignment(property) ? bare(property.initializer) : 'shorthand';
  };
  const read = (name: string, byDefault: number | null, replacedBy: string): number | null => {
    const value = written(name);
    if (written(replacedBy) !== null || (value === null && isOpen)) return null;
    if (value === null) return byDefault;
    return value !== 'shorthand' && ts.isNumericLiteral(value) ? Number(value.text) : null;
  };
  const workflowSlots = read('maxConcurrentWorkflowTaskExecutions', DEFAULTS.workflowSlots, 'tuner');
  const activitySlots = read('maxConcurrentActivityTaskExecutions', DEFAULTS.activitySlots, 'tuner');
  const pollsFor = (slots: number | null): number => Math.min(DEFAULTS.polls, slots ?? DEFAULTS.polls);
  const isDefault = ([name, replacedBy]: readonly [string, string]): boolean =>
    !isOpen && written(name) === null && written(replacedBy) === null;
  return {
    workflowSlots,
    activitySlots,
    workflowPolls: read('maxConcurrentWorkflowTaskPolls', pollsFor(workflowSlots), 'workflowTaskPollerBehavior'),
    activityPolls: read('maxConcurrentActivityTaskPolls', pollsFor(activitySlots), 'activityTaskPollerBehavior'),
    defaults: NUMBERS.filter(isDefault).map(([name]) => name),
  };
}

/** The options that are numbers, each with the one that replaces it. */
const NUMBERS = [
  ['maxConcurrentWorkflowTaskExecutions', 'tuner'],
  ['maxConcurrentActivityTaskExecutions', 'tuner'],
  ['maxConcurrentWorkflowTaskPolls', 'workflowTaskPollerBehavior'],
  ['maxConcurrentActivityTaskPolls', 'activityTaskPollerBehavior'],
] as const;
