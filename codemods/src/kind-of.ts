import type { Config } from './model/config.js';
import { placeText } from './model/place.js';
import type { StartSite } from './model/site.js';
import { byAnnotation } from './rules/annotation.js';
import { byExactName } from './rules/exact-name.js';
import { byGlob } from './rules/glob.js';
import type { KindVerdict } from './rules/parts/kind-verdict.js';
import { byWorkflowOverride } from './rules/workflow-override.js';

type Rules = Pick<Config, 'kinds' | 'workflows'>;

/** Which kind a start is: by the comment at the call, else by its workflow. An answer in the config goes before both. */
export function kindOf(site: StartSite, rules: Rules): KindVerdict {
  const { name } = site.workflow;
  const at = placeText(site.at);
  const exact: KindVerdict = name === null ? { is: 'unmapped' } : exactly(name, rules, at);
  if (exact.is === 'ask') return exact;
  const annotated = byAnnotation(site, rules.kinds, exact);
  if (annotated.is !== 'unmapped') return annotated;
  return name === null || exact.is === 'kind' ? exact : byGlob(name, rules.kinds, at);
}

/** Which kind the config gives a workflow: by its own entry, else by its name, else by a glob. */
export function kindOfWorkflow(name: string, rules: Rules, at: string): KindVerdict {
  const exact = exactly(name, rules, at);
  return exact.is === 'unmapped' ? byGlob(name, rules.kinds, at) : exact;
}

function exactly(name: string, rules: Rules, at: string): KindVerdict {
  const override = byWorkflowOverride(name, rules, at);
  return override.is === 'unmapped' ? byExactName(name, rules.kinds, at) : override;
}
