import type { Config } from '../model/config.js';

/** The config in force, in the words of a config file, so that it can be saved as one. */
export function renderConfig(config: Config): string {
  const { form: _form, style, ...routing } = config.routing;
  const { style: _style, form: _workflowForm, ...workflows } = config.workflowRouting ?? { form: null, style: null };
  const written = {
    include: config.include,
    exclude: config.exclude,
    legacyQueues: config.legacyQueues.map(({ text }) => text),
    retired: config.retired,
    derivedQueues: config.derivedQueues.map(({ text }) => text),
    kinds: Object.fromEntries(config.kinds.map(({ name, scope, workflows }) => [name, { scope, workflows }])),
    mergedQueues: config.mergedQueues,
    tenantNames: config.tenantNames,
    workflows: config.workflows,
    sites: config.sites,
    routing: { ...routing, style, workflows: config.workflowRouting === null ? undefined : workflows },
    workers: config.workers,
    wrappers: config.wrappers.map(({ text }) => text),
    scheduleScript: config.scheduleScript ?? undefined,
    tests: config.tests,
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}
