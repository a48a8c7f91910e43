import type { Config } from '../model/config.js';
import { certain, judgeClaims, type KindVerdict } from './parts/kind-verdict.js';

/** The kind that `workflows` in the config gives one workflow, whatever the names and globs of `kinds` say. */
export function byWorkflowOverride(
  workflow: string,
  { kinds, workflows }: Pick<Config, 'kinds' | 'workflows'>,
  at: string,
): KindVerdict {
  const given = Object.hasOwn(workflows, workflow) ? workflows[workflow]?.kind : undefined;
  return judgeClaims(
    kinds
      .filter(({ name }) => name === given)
      .map((kind) => ({
        kind,
        evidence: certain('workflow-override', kind, `workflows in the config says ${workflow} is ${kind.name}`, at),
      })),
  );
}
