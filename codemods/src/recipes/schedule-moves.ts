import type { Decision } from '../model/decision.js';
import type { Advice, RecipeResult } from '../model/edit.js';
import { exportsOf } from './parts/module-exports.js';
import { environmentReader, languageOf, styleAt } from './parts/new-module.js';
import { scheduleScriptText } from './parts/schedule-script.js';
import { readScheduled } from './parts/scheduled-workflows.js';
import { reach } from './parts/specifier.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Writes the script that moves, once, the schedules which exist already: no edit of the code that creates them does. */
export const scheduleMoves: Recipe = {
  id: 'schedule-moves',
  describe: 'writes the script that moves the schedules which exist already',
  edit(context): RecipeResult {
    const nothing: RecipeResult = { edits: [], files: [], advice: [] };
    const { scheduleScript } = context.config;
    const created = context.decisions.filter((one) => one.site.api === 'schedule.create' && !one.site.test);
    const [first] = created.filter(({ decision }) => decision === 'route' || decision === 'routed');
    const isNew = created.some(({ decision }) => decision === 'route');
    if (first === undefined || (scheduleScript === null && !isNew)) return nothing;
    if (scheduleScript !== null && context.read(scheduleScript) !== null) return nothing;
    const file = scheduleScript ?? besideModule(first, context);
    const text = textOf(file, first, context);
    const why = whyNotWritten(file, context);
    if (why !== null) return { ...nothing, advice: [advise(file, text, why)] };
    return { ...nothing, files: [{ file, text, group: GROUP, why: 'schedules that exist are moved by it' }] };
  },
};

/** It stands or falls alone: no start needs it. */
const GROUP = 'schedule-moves';

const ONCE =
  'Schedules that exist already are not changed by the rewritten code. This script moves them, once routing is on';

const advise = (file: string, add: string, why: string): Advice => ({
  recipe: 'schedule-moves',
  file,
  line: 1,
  message: `${ONCE}; ${why}.`,
  add,
});

/** Why the script is only shown; null when it can be written. */
function whyNotWritten(file: string, context: RecipeContext): string | null {
  const { routing, scheduleScript } = context.config;
  if (scheduleScript === null) return `"scheduleScript": "${file}" in the config has it written`;
  if (routing.form === 'factory' || routing.form === 'injected')
    return `it was not written, because ${routing.module} exports no routing that is bound already: bind it in the script`;
  if (routing.form !== 'module')
    return 'it was not written, because there is no bound routing module ("routing": { "module" }) to take the routes from';
  const { module } = routing;
  if (context.read(module) !== null && !exportsOf(module, context).has('routing'))
    return `it was not written, because ${module} does not export routing`;
  const { why } = reach(file, module, ['routing'], context);
  const refused = why ?? context.without?.get(GROUP);
  return refused === undefined ? null : `it was not written: ${refused}`;
}

function besideModule({ site }: Decision, { config: { routing } }: RecipeContext): string {
  const near = routing.form === 'module' ? routing.module : site.at.file;
  const extension = /\.[cm]?[jt]s$/.exec(near)?.[0] ?? '.ts';
  return `${near.slice(0, near.lastIndexOf('/') + 1)}move-schedules${extension}`;
}

function textOf(file: string, { site }: Decision, context: RecipeContext): string {
  const { routing } = context.config;
  const beside = site.at.file;
  const reached = routing.form === 'module' ? reach(file, routing.module, ['routing'], context) : null;
  const { workflows, legacyTaskQueues } = readScheduled(context);
  return scheduleScriptText({
    workflows,
    legacyTaskQueues,
    module: reached?.specifier ?? './routing.js',
    address: environmentReader(context)('TEMPORAL_ADDRESS'),
    style: styleAt(beside, context),
    language: languageOf(file, beside, context),
  });
}
