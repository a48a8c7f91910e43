import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Actor, SaasService } from './saas-app.js';
import { activitiesOf, startOf, type Where } from './where.js';

/** Whose a workflow is: a tenant's, a job of the whole system, or one that the migration leaves where it is. */
export type Owner = { readonly tenant: string } | 'jobs' | { readonly stays: string };

/** A workflow that a request started. */
export interface Started {
  /** The start site, as expected-sites.json calls it: `enclosing workflow`. */
  readonly site: string;
  readonly workflowId: string;
  readonly owner: Owner;
}

/** Six tenants whose shards routing/vectors.json knows, and who are imported together. */
export const IMPORTED = [
  'ACME',
  'Acme',
  'Z',
  '801d8b54-50e1-4d2a-81b2-6bd0bdab479d',
  '82853c20-b7e3-4fd5-993a-04bc3f0d2727',
  'b5ad45dc-932b-445a-af88-f729ce30a4a0',
] as const;

const staff: Actor = { userId: 'u-staff', tenantId: 'staff' };

/**
 * A day of the service: every one of its start sites is driven through the HTTP API, always for the same tenants and so
 * with the same workflow ids, and every workflow runs to its end, the endless usage meter aside.
 */
export async function liveADay(service: SaasService, client: Client): Promise<readonly Started[]> {
  const day: Started[] = [];
  const note = (site: string, workflowId: string, owner: Owner) => void day.push({ site, workflowId, owner });
  const end = (workflowId: string) => service.call('GET', `/workflows/${workflowId}/result`);
  const post = <Answer = OneStarted>(path: string, body?: unknown, actor?: Actor) =>
    service.call<Answer>('POST', path, body, actor);

  // Tenants come.
  const created = await post('/tenants', { id: 'acme', name: 'acme' });
  note('TenantService.createTenant TenantProvisioningWorkflow', created.workflowId, { tenant: 'acme' });
  const others = ['closing', 'deleted', 'offboarded', 'purged', 'merged'];
  const tenants = [...IMPORTED, ...others].map((id) => ({ id, name: id }));
  const imported = await post<{ started: OneStarted[] }>('/tenants/import', { tenants });
  for (const { tenantId, workflowId } of imported.started) {
    note('TenantService.importTenants TenantProvisioningWorkflow', workflowId, { tenant: tenantId });
  }
  await post('/tenants', { id: 'deferred', name: 'deferred', deferred: true });
  const deferred = await post<{ workflowIds: string[] }>('/admin/deferred-starts/run');
  note('DeferredStartService.runAll TenantProvisioningWorkflow', only(deferred.workflowIds), { tenant: 'deferred' });
  await Promise.all(day.map(({ workflowId }) => end(workflowId)));
  const again = await post('/tenants/acme/reprovision');
  note('TenantService.reprovision TenantProvisioningWorkflow', again.workflowId, { tenant: 'acme' });
  const plan = await service.call<OneStarted>('PUT', '/tenants/acme/plan', { plan: 'team' });
  note('TenantService.changePlan TenantProvisioningWorkflow', plan.workflowId, { tenant: 'acme' });

  // So do users: one who registers, two who are invited, one whose click overtakes the invitation.
  const { tenantId, workflowIds } = await register(service, 'Globex');
  note('RegistrationService.register TenantProvisioningWorkflow', workflowIds[0], { tenant: tenantId });
  note('RegistrationService.register UserOnboardingWorkflow', workflowIds[1], { tenant: tenantId });
  await confirm(service, 'globex', 'owner@globex.example');
  const emails = ['one@acme.example', 'two@acme.example'];
  const { started: invited } = await post<{ started: OneStarted[] }>('/tenants/ACME/invitations', { emails });
  for (const { workflowId } of invited) {
    note('InvitationService.invite UserOnboardingWorkflow', workflowId, { tenant: 'ACME' });
  }
  for (const email of emails) await confirm(service, 'ACME', email);
  const early = await confirm(service, 'Acme', 'early@acme.example');
  note('RegistrationService.confirmEmail UserOnboardingWorkflow', early, { tenant: 'Acme' });
  const resent = await post('/registrations/resend', { tenantId: 'acme', email: 'owner@acme.example' });
  note('startWorkflow null', resent.workflowId, { stays: 'main-queue' });
  await client.workflow.getHandle(resent.workflowId).signal('emailConfirmed');

  // Jobs of the whole system.
  await post('/tenants/acme/tokens', { name: 'old', ttlSeconds: -1 });
  const sweep = await post<{ workflowId: string; removed: number }>('/tokens/cleanup');
  if (sweep.removed < 1) throw new Error('the token sweep removed nothing');
  note('TokenService.cleanupNow TokenCleanupWorkflow', sweep.workflowId, 'jobs');
  const report = await post('/usage/reports', { day: '2026-01-01' });
  note('UsageService.report UsageReportWorkflow', report.workflowId, 'jobs');

  // Exports have had a queue of their own for years.
  const exported = await post('/tenants/acme/exports');
  note('ExportService.exportTenant TenantExportWorkflow', exported.workflowId, { stays: 'exports' });
  const yearly = await post<{ workflowIds: string[] }>('/admin/exports');
  for (const workflowId of yearly.workflowIds) note('startWorkflow null', workflowId, { stays: 'exports' });
  await Promise.all(day.map(({ workflowId }) => end(workflowId)));

  // Tenants go, and one comes back.
  const closing = { userId: 'u-owner', tenantId: 'closing' };
  const closed = await post('/portal/close', undefined, closing);
  note('LifecycleService.apply TenantDeletionWorkflow', closed.workflowId, { tenant: 'closing' });
  const deleted = await service.call<OneStarted>('DELETE', '/admin/tenants/deleted', undefined, staff);
  note('AdminService.deleteTenant TenantDeletionWorkflow', deleted.workflowId, { tenant: 'deleted' });
  const off = await post<{ workflowIds: [string, string] }>('/admin/tenants/offboarded/offboard', undefined, staff);
  note('AdminService.offboard TenantDeletionWorkflow', off.workflowIds[0], { tenant: 'offboarded' });
  note('AdminService.offboard TokenCleanupWorkflow', off.workflowIds[1], 'jobs');
  const merged = await post('/admin/tenants/merge', { source: 'merged', target: 'acme' }, staff);
  note('AdminService.mergeTenants TenantDeletionWorkflow', merged.workflowId, { tenant: 'merged' });
  await Promise.all(day.map(({ workflowId }) => end(workflowId)));
  await post('/admin/tenants/purged/close');
  const purged = await post<{ started: OneStarted[] }>('/admin/tenants/purge-closed', undefined, staff);
  note('AdminService.startDeletion TenantDeletionWorkflow', only(purged.started).workflowId, { tenant: 'purged' });
  const reopened = await post('/portal/reopen', undefined, closing);
  note('LifecycleService.apply TenantProvisioningWorkflow', reopened.workflowId, { tenant: 'closing' });
  await Promise.all(day.map(({ workflowId }) => end(workflowId)));
  return day;
}

interface OneStarted {
  readonly tenantId: string;
  readonly workflowId: string;
}

/** A company signs up; its owner's onboarding stays open until the address is confirmed. */
export const register = (service: SaasService, company: string) =>
  service.call<{ tenantId: string; workflowIds: [string, string] }>('POST', '/registrations', {
    company,
    email: `owner@${company.toLowerCase()}.example`,
  });

/** The click on the link in the mail; answers the onboarding's workflow id. */
export async function confirm(service: SaasService, tenantId: string, email: string): Promise<string> {
  const answer = await service.call<{ workflowIds: string[] }>('POST', '/registrations/confirm', { tenantId, email });
  return only(answer.workflowIds);
}

function only<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} instead of one`);
  return item;
}

/** What the server knows of a workflow: by describe, and by its history. */
export interface Seen {
  readonly workflowId: string;
  readonly startedAt: Date;
  readonly status: string;
  readonly described: Where;
  readonly started: Where;
  readonly activities: readonly string[];
}

/** Looks at the latest run of a workflow. */
export async function look(client: Client, workflowId: string): Promise<Seen> {
  const handle = client.workflow.getHandle(workflowId);
  const [found, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
  return {
    workflowId,
    startedAt: found.startTime,
    status: found.status.name,
    described: { queue: found.taskQueue, fairnessKey: found.priority?.fairnessKey || null },
    started: startOf(history),
    activities: activitiesOf(history),
  };
}

/** Where routing is switched on, and with how many shards; null where it is off or not there. */
export type On = { readonly prefix: string; readonly shards: number } | null;

/** Where a workflow belongs, by an implementation of the algorithm that shares nothing with the routing package. */
export function whereOf(owner: Owner, on: On): Where {
  if (typeof owner === 'object' && 'stays' in owner) return { queue: owner.stays, fairnessKey: null };
  if (on === null) return { queue: 'main-queue', fairnessKey: null };
  if (owner === 'jobs') return { queue: `${on.prefix}.jobs.00`, fairnessKey: null };
  const word = createHash('sha256').update(owner.tenant, 'utf8').digest().readUInt32BE(0);
  const shard = String(word % on.shards).padStart(2, '0');
  return { queue: `${on.prefix}.tenant.${shard}`, fairnessKey: owner.tenant };
}
