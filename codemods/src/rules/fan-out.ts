import type { TenantActivity } from '../model/decision.js';
import type { FanOut } from '../model/site.js';
import type { KindVerdict } from './parts/kind-verdict.js';
import { proposedRoute, tenantPassed } from './parts/proposed-route.js';

/** How to ask about the workflows an activity is called in. */
export interface Around {
  readonly kindOfParent: (workflow: string) => KindVerdict;
  readonly tenantNames: readonly string[];
}

/** Whether an activity that is called for each of many is passed a tenant, in a workflow of a system kind; null when it is not. */
export function tenantActivity(fanOut: FanOut, { kindOfParent, tenantNames }: Around): TenantActivity | null {
  if (fanOut.test || (fanOut.ignore ?? '') !== '') return null;
  const tenant = tenantPassed(fanOut.passed, tenantNames);
  if (tenant === null) return null;
  for (const workflow of fanOut.workflows) {
    const above = kindOfParent(workflow);
    if (above.is !== 'kind' || above.kind.scope !== 'system') continue;
    const route = proposedRoute({ name: 'tenant', scope: 'tenant' }, tenant);
    return { fanOut, workflow, kind: above.kind.name, tenant: tenant.expression, route };
  }
  return null;
}
