import type { Kind } from '../../model/decision.js';
import type { PassedName } from '../../model/site.js';

/** What of the arguments is called a tenant, by the strongest name there is; read by syntax, so it proposes and never routes. */
export function tenantPassed(passed: readonly PassedName[], tenantNames: readonly string[]): PassedName | null {
  for (const name of tenantNames) {
    const found = passed.find(({ names }) => names.includes(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** The route to write in workflow code, where settings come in by argument. */
export function proposedRoute({ name, scope }: Pick<Kind, 'name' | 'scope'>, tenant: PassedName | null): string {
  const given = tenant?.expression ?? '<the tenant id>';
  const id = given === 'tenantId' ? given : `tenantId: ${given}`;
  const kind = name === 'tenant' || name === 'jobs' ? [] : [`kind: '${name}'`];
  return scope === 'tenant'
    ? `routeForTenant({ ${[id, ...kind, 'namespace', 'prefix', 'shards'].join(', ')} })`
    : `routeForSystemJob({ ${[...kind, 'namespace', 'prefix'].join(', ')} })`;
}
