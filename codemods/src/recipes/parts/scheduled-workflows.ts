import type { Decision } from '../../model/decision.js';
import { reasonText } from '../../model/reason.js';
import type { RecipeContext } from '../recipe.js';

/** Where the schedules of one workflow belong; `byHand` says why nobody can tell. */
export type ScheduledRow =
  | { readonly workflow: string; readonly kind: string; readonly tenantId: string | null }
  | { readonly workflow: string; readonly byHand: string };

/** What a script has to know about the schedules of a repository. */
export interface Scheduled {
  /** By the workflow's name. */
  readonly workflows: readonly ScheduledRow[];
  /** The queues that schedules of other legacy queues than the settings' are created on, whatever the environment says. */
  readonly legacyTaskQueues: readonly string[];
}

/** The workflows that the repository's schedules start, and how a schedule that exists says whose it is. */
export function readScheduled({ decisions, config }: RecipeContext): Scheduled {
  const byWorkflow = new Map<string, Decision[]>();
  for (const one of decisions) {
    const { api, test, workflow } = one.site;
    if (!api.startsWith('schedule.') || test || workflow.name === null || !isConcerned(one)) continue;
    byWorkflow.set(workflow.name, [...(byWorkflow.get(workflow.name) ?? []), one]);
  }
  const workflows = [...byWorkflow]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([workflow, all]): ScheduledRow => {
      const [first, ...others] = all.map((one) => rowOf(workflow, one, config.workflows[workflow]?.tenantId ?? null));
      const stopped = [first, ...others].find((row) => row !== undefined && 'byHand' in row);
      if (stopped !== undefined) return stopped;
      const isSame = others.every((row) => JSON.stringify(row) === JSON.stringify(first));
      return first !== undefined && isSame
        ? first
        : { workflow, byHand: 'its schedules do not agree where they belong' };
    });
  return { workflows, legacyTaskQueues: [...new Set(decisions.flatMap(fixedQueues))].sort() };
}

/** What is on a legacy queue, was, or may be. */
const isConcerned = ({ decision, legacy }: Decision): boolean => decision === 'routed' || decision === 'ask' || legacy;

function rowOf(workflow: string, one: Decision, path: string | null): ScheduledRow {
  const at = `${one.site.at.file}#${one.site.enclosing}`;
  if (one.decision === 'ask') return { workflow, byHand: `${at} is an open question: ${reasonText(one.reason).short}` };
  if (one.decision === 'keep') return { workflow, byHand: `${at} stays on the legacy queue` };
  if (one.decision === 'routed' && one.wrong !== null) return { workflow, byHand: `${at}: ${one.wrong}` };
  const kind = one.decision === 'route' ? one.kind.name : one.kind;
  if (kind === null) return { workflow, byHand: `the kind of ${at} cannot be read` };
  const isTenants =
    one.decision === 'route' ? one.kind.scope === 'tenant' : one.site.routed?.function === 'routeForTenant';
  if (!isTenants) return { workflow, kind, tenantId: null };
  const tenantId = path?.startsWith('args[') ? path : tenantPath(one);
  return tenantId === null
    ? { workflow, byHand: `the tenant of ${at} does not stand in the arguments` }
    : { workflow, kind, tenantId };
}

/** Where the tenant stands in the arguments of the workflow: `args[1]`, `args[0].tenantId`; null where it does not, or may not. */
function tenantPath(one: Decision): string | null {
  const { site } = one;
  const written = one.decision === 'route' ? one.tenant?.expression : site.routed?.tenantId;
  if (written === undefined || written === null || site.argumentCount === null) return null;
  const expression = written.replace(/^String\((.*)\)$/, '$1');
  const paths = site.passed.flatMap((passed) => {
    const inside = expression.startsWith(`${passed.expression}.`);
    if (!inside && passed.expression !== expression) return [];
    const rest = inside ? expression.slice(passed.expression.length) : '';
    return [`args[${passed.position}]${passed.property === null ? '' : `.${passed.property}`}${rest}`];
  });
  // What is made for an argument is no path, and stands there as a whole.
  const whole = site.tenants.find((fact) => fact.argument && fact.position !== null && fact.expression === expression);
  const found = whole === undefined ? paths : [...paths, `args[${whole.position}]`];
  return found.find((path) => PATH.test(path)) ?? null;
}

const PATH = /^args\[\d+\](\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;

/**
 * The values of a queue that is written as such: it is the same in every environment. What comes from a variable is not, and
 * two environments may share a namespace.
 */
function fixedQueues(one: Decision): readonly string[] {
  if (one.decision !== 'route' || one.primary || one.site.test || !one.site.api.startsWith('schedule.')) return [];
  const { arms } = one.site.queue;
  const isFixed = arms.every(({ value, hops }) => value !== null && !hops.some(({ kind }) => kind === 'env'));
  return isFixed ? arms.flatMap(({ value }) => value ?? []) : [];
}
