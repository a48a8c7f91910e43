import type { SiteAnswer } from './config.js';
import type { ReasonCode } from './reason.js';
import type { Report, SiteRow } from './report.js';

const SETTLED_IN_CODE: ReadonlySet<ReasonCode> = new Set([
  'options-opaque',
  'options-overridden',
  'overlapping-edit',
  'would-not-compile',
  'sdk-too-old',
  'workflow-code',
  'child-of-another-kind',
  'raw-request',
  'priority-dropped',
  'no-settings',
  'unsupported-file',
  'ignore-without-reason',
]);

/** Whether only the code, not an answer, can settle a question; such a site can still be kept. */
export const isSettledInCode = ({ reason }: Pick<SiteRow, 'reason'>): boolean =>
  reason !== null && SETTLED_IN_CODE.has(reason);

/** What stands in an answer for words that only a person can give. */
export const REASON_HERE = '<why it stays on this queue>';
export const TENANT_HERE = '<expression of the tenant id>';

/** The ways to answer a question under `sites`; the last one always leaves the start where it is. */
export function waysToAnswer(site: SiteRow, kinds: Report['config']['kinds']): readonly SiteAnswer[] {
  const keep: SiteAnswer = { decision: 'keep', reason: REASON_HERE };
  if (isSettledInCode(site)) return [keep];
  const tenants = site.candidates.length > 0 ? site.candidates : [TENANT_HERE];
  const routes = kindsFor(site, kinds).flatMap((kind): readonly SiteAnswer[] =>
    kinds[kind]?.scope === 'system' ? [{ kind }] : tenants.map((tenantId) => ({ kind, tenantId })),
  );
  return [...routes, keep];
}

/** The kind that is known, else those the hints name, else every kind there is. */
function kindsFor(site: SiteRow, kinds: Report['config']['kinds']): readonly string[] {
  if (site.kind !== null) return [site.kind];
  const hinted = new Set(
    site.evidence.flatMap(({ kind }) => (kind !== null && Object.hasOwn(kinds, kind) ? [kind] : [])),
  );
  return hinted.size > 0 ? [...hinted] : Object.keys(kinds);
}
