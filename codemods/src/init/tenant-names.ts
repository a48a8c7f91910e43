import type { Seen } from './seen.js';
import { startsOn } from './workflows.js';

/** What something that flows into the starts is called. */
export interface TenantNameSeen {
  readonly name: string;
  readonly starts: number;
  /** Whether it is a name for tenants in the field. */
  readonly proposed: boolean;
}

/** What tenants are called in the field; those seen in the repository are proposed, most frequent first. */
const TENANT_NAMES = [
  'tenantId',
  'tenant.id',
  'organizationId',
  'organization.id',
  'orgId',
  'org.id',
  'accountId',
  'workspaceId',
  'workspace.id',
  'companyId',
  'teamId',
  'customerId',
];

/** Names of ids that flow into the starts on these queues: those that tenants have in the field first, then the others that more than one start has. */
export function tenantNamesOn(seen: Seen, legacyQueues: readonly string[]): readonly TenantNameSeen[] {
  const starts = startsOn(seen, legacyQueues);
  const uses = (name: string): number => starts.filter(({ names }) => names.includes(name)).length;
  const others = [...new Set(starts.flatMap(({ names }) => names))]
    .filter(isId)
    .filter((name) => !TENANT_NAMES.includes(name));
  const rows = (names: readonly string[], proposed: boolean): readonly TenantNameSeen[] =>
    names.map((name) => ({ name, starts: uses(name), proposed })).sort((a, b) => b.starts - a.starts);
  return [
    ...rows(TENANT_NAMES, true).filter(({ starts }) => starts > 0),
    ...rows(others.sort(), false).filter(({ starts }) => starts > 1),
  ];
}

/** `shopId`, `shop.id` */
const isId = (name: string): boolean => /^[\w$]+(Id|\.id)$/.test(name);
