import type { Evidence } from '../model/decision.js';
import type { PassedName, StartSite } from '../model/site.js';
import type { KindVerdict } from './parts/kind-verdict.js';
import { proposedRoute, tenantPassed } from './parts/proposed-route.js';

/** A child that follows a parent of another kind, with what says so and what to write instead. */
export interface Stray {
  readonly kind: string | null;
  readonly detail: string;
  readonly evidence: readonly Evidence[];
}

/** What is known of the child, and how to ask about its parents. */
export interface Family {
  readonly child: KindVerdict;
  readonly kindOfParent: (workflow: string) => KindVerdict;
  readonly tenantNames: readonly string[];
}

/**
 * Whether a child without a queue must not follow its parent: the two are of different kinds, or the parent is a system job
 * that passes it a tenant, whatever the child is. Null when the kinds agree, or too little is known.
 */
export function childOfAnotherKind(site: StartSite, family: Family): Stray | null {
  for (const parent of site.parents) {
    const above = family.kindOfParent(parent);
    if (above.is !== 'kind') continue;
    const stray = strayUnder(site, { name: parent, ...above }, family);
    if (stray !== null) return stray;
  }
  return null;
}

type Parent = Extract<KindVerdict, { is: 'kind' }> & { readonly name: string };

function strayUnder({ workflow, passed }: StartSite, parent: Parent, { child, tenantNames }: Family): Stray | null {
  const name = workflow.name ?? 'the child';
  const tenant = tenantPassed(passed, tenantNames);
  const above = `its parent ${parent.name} is ${parent.kind.name}`;
  if (child.is === 'kind') {
    if (child.kind.name === parent.kind.name) return null;
    const detail = `${name} is ${child.kind.name}, ${above}; ${edit(child.kind, tenant)}`;
    return { kind: child.kind.name, detail, evidence: [child.evidence, parent.evidence] };
  }
  if (parent.kind.scope !== 'system' || tenant === null) return null;
  const detail = `${name} has no kind, is passed ${tenant.expression}, and ${above}; ${edit({ name: 'tenant', scope: 'tenant' }, tenant)}`;
  return { kind: null, detail, evidence: [parent.evidence] };
}

const edit = (kind: Parameters<typeof proposedRoute>[0], tenant: PassedName | null): string =>
  `add to its options: ...startOptions(${proposedRoute(kind, tenant)})`;
