import type { Advice, RecipeResult } from '../model/edit.js';
import { ROUTING_PACKAGE } from './parts/routing-package.js';
import type { Recipe, RecipeContext } from './recipe.js';

/**
 * Says what to write where the routing module that the config names for workflow code is not there. It is never written:
 * its constants must be what the services' settings say, which nobody can know from here.
 */
export const workflowRouting: Recipe = {
  id: 'workflow-routing',
  describe: 'Says what the routing module for workflow code has to hold',
  edit(context): RecipeResult {
    return { edits: [], files: [], advice: advise(context) };
  },
};

function advise({ config, decisions, read }: RecipeContext): readonly Advice[] {
  const { workflowRouting: routing } = config;
  const isAsked = decisions.some(
    ({ site, ...one }) => site.inWorkflowCode && one.decision === 'ask' && one.reason === 'no-settings',
  );
  if (routing?.form !== 'module' || read(routing.module) !== null || !isAsked) return [];
  const message =
    'Starts in workflow code need a routing that reads no environment. Its constants must be what the services are set to: with another prefix, or more shards, a child is started where nobody polls, and waits for ever. Passing the settings in as an argument (`routing.workflows` with `import`) has no such danger.';
  return [{ recipe: 'workflow-routing', file: routing.module, line: 1, message, add: moduleText(config) }];
}

function moduleText({ kinds, legacyQueues }: RecipeContext['config']): string {
  const legacy = legacyQueues.find(({ kind }) => kind === 'literal');
  const own = kinds.filter(({ name }) => name !== 'tenant' && name !== 'jobs');
  const list = own.map(({ name, scope }) => `{ name: '${name}', scope: '${scope}' }`).join(', ');
  return [
    `import { createRouting } from '${ROUTING_PACKAGE}';`,
    '',
    '/** Constants, because workflow code reads no environment: they must be what the services are set to. */',
    'export const { routeForTenant, routeForSystemJob } = createRouting({',
    "  mode: 'off',",
    `  legacyTaskQueue: ${legacy?.kind === 'literal' ? `'${legacy.value}'` : "'<the legacy queue>'"},`,
    "  namespace: 'default',",
    "  prefix: 'saas',",
    '  shards: 1,',
    ...(own.length === 0 ? [] : [`  kinds: [${list}],`]),
    '  // An error that is not caught would retry the workflow task for ever.',
    "  onInvalid: 'legacy',",
    '});',
    '',
    `export { startOptions } from '${ROUTING_PACKAGE}';`,
    '',
  ].join('\n');
}
