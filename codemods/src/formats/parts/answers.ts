import type { ReasonCode } from '../../model/reason.js';
import type { Report, SiteRow } from '../../model/report.js';
import { visible } from './visible.js';

/** Questions that only the code, not an answer, can settle; such a site can still be kept. */
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

/** The lines a person can paste under `sites`, one per way to answer; the last one always leaves the start where it is. */
export function answersFor(site: SiteRow, kinds: Report['config']['kinds']): string[] {
  const line = (answer: Readonly<Record<string, string>>): string =>
    `${json(site.id)}: ${inline({ ...answer, callHash: site.callHash })}`;
  const keep = line({ decision: 'keep', reason: '<why it stays on this queue>' });
  if (site.reason !== null && SETTLED_IN_CODE.has(site.reason)) return [keep];
  const tenants = site.candidates.length > 0 ? site.candidates : ['<expression of the tenant id>'];
  const routes = kindsFor(site, kinds).flatMap((kind) =>
    kinds[kind]?.scope === 'system' ? [line({ kind })] : tenants.map((tenantId) => line({ kind, tenantId })),
  );
  return [...routes, keep];
}

/** The kind that is known, else those the hints name, else every kind there is. */
function kindsFor(site: SiteRow, kinds: Report['config']['kinds']): string[] {
  if (site.kind !== null) return [site.kind];
  const hinted = new Set(
    site.evidence.flatMap(({ kind }) => (kind !== null && Object.hasOwn(kinds, kind) ? [kind] : [])),
  );
  return hinted.size > 0 ? [...hinted] : Object.keys(kinds);
}

const json = (text: string): string => visible(JSON.stringify(text));
const inline = (answer: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(answer)
    .map(([key, value]) => `${json(key)}: ${json(value)}`)
    .join(', ')} }`;
