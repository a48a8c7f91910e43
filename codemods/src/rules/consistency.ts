import type { Decision, Evidence } from '../model/decision.js';
import { placeText } from '../model/place.js';
import type { InputSlot, StartSite } from '../model/site.js';
import { slotsOf } from './parts/slots.js';

/** Why one start of a workflow does not fit the others. */
export interface Disagreement {
  readonly kind: string | null;
  readonly detail: string;
  readonly candidates: readonly string[];
  readonly evidence: readonly Evidence[];
}

const SHOWN = 3;

/**
 * The starts of one workflow that are routed as different kinds, or whose tenant stands at different places of the
 * workflow's arguments: by site id, all that disagree with another. Different expressions at one place agree.
 */
export function disagreements(decisions: readonly Decision[]): ReadonlyMap<string, Disagreement> {
  const found = new Map<string, Disagreement>();
  for (const starts of byWorkflow(decisions)) {
    for (const start of starts) {
      const others = starts.filter((other) => other !== start && isSameWorkflow(start.site, other.site));
      const why = kindsDiffer(start, others) ?? tenantsDiffer(start, others);
      if (why !== null) found.set(start.site.id, why);
    }
  }
  return found;
}

/** A start that is, or will be, routed. */
interface Start {
  readonly site: StartSite;
  readonly kind: string;
  readonly tenant: string | null;
  readonly slots: readonly InputSlot[];
  /** What says its kind, and what says its tenant. */
  readonly evidence: readonly Evidence[];
}

function byWorkflow(decisions: readonly Decision[]): Iterable<readonly Start[]> {
  const groups = new Map<string, Start[]>();
  for (const one of decisions) {
    const { name } = one.site.workflow;
    const start = name === null || one.site.test ? null : startOf(one);
    if (name !== null && start !== null) groups.set(name, [...(groups.get(name) ?? []), start]);
  }
  return groups.values();
}

function startOf(one: Decision): Start | null {
  const { site, evidence } = one;
  if (one.decision === 'route')
    return started(site, { kind: one.kind.name, tenant: one.tenant?.expression ?? null, evidence });
  if (one.decision !== 'routed' || one.kind === null) return null;
  const { kind } = one;
  const because = `it is routed as ${kind}`;
  const fact: Evidence = { rule: 'routed', kind, strength: 'certain', because, at: placeText(site.at) };
  return started(site, { kind, tenant: site.routed?.tenantId ?? null, evidence: [fact, fact] });
}

function started(site: StartSite, said: Omit<Start, 'site' | 'slots'>): Start {
  return { site, ...said, slots: said.tenant === null ? [] : slotsOf(said.tenant, site) };
}

/** Two packages may each have a workflow of this name; where only one declaration is known they are taken for one. */
function isSameWorkflow(a: StartSite, b: StartSite): boolean {
  const [one, other] = [declaredIn(a), declaredIn(b)];
  return one === null || other === null || one === other;
}

const declaredIn = ({ workflow: { proof } }: StartSite): string | null =>
  proof.how === 'types' ? (proof.at[1]?.file ?? null) : null;

function kindsDiffer(start: Start, all: readonly Start[]): Disagreement | null {
  const others = all.filter(({ kind }) => kind !== start.kind);
  if (others.length === 0) return null;
  return {
    kind: null,
    detail: `${start.kind} here, ${listed(others, ({ kind }) => kind)}`,
    candidates: start.tenant === null ? [] : [start.tenant],
    evidence: [...start.evidence, ...others.flatMap(({ evidence }) => evidence.slice(0, 1))],
  };
}

function tenantsDiffer(start: Start, all: readonly Start[]): Disagreement | null {
  const others = all.filter(
    ({ slots }) =>
      start.slots.length > 0 &&
      slots.length > 0 &&
      !start.slots.some((slot) => slots.some((other) => isSame(slot, other))),
  );
  if (others.length === 0) return null;
  const elsewhere = others.flatMap(({ slots }) => slots.flatMap((slot) => expressionsAt(slot, start.site)));
  return {
    kind: start.kind,
    detail: `the tenant is ${textOf(start.slots)} here, ${listed(others, ({ slots }) => textOf(slots))}`,
    candidates: [...new Set([start.tenant ?? '', ...elsewhere])],
    evidence: [...start.evidence, ...others.flatMap(({ evidence }) => evidence.slice(1, 2))],
  };
}

const expressionsAt = (slot: InputSlot, { passed }: StartSite): readonly string[] =>
  passed.flatMap((one) => (isSame(one, slot) ? [one.expression] : []));

/** An argument passed whole at one start and as an object at another is one place. */
const isSame = (a: InputSlot, b: InputSlot): boolean =>
  a.position === b.position && (a.property === null || b.property === null || a.property === b.property);

const textOf = (slots: readonly InputSlot[]): string =>
  [
    ...new Set(slots.map(({ position, property }) => `args[${position}]${property === null ? '' : `.${property}`}`)),
  ].join(' and ');

/** `jobs at src/cron.ts:4:9, tenant at …`, and how many more there are. */
function listed(others: readonly Start[], what: (other: Start) => string): string {
  const shown = others.slice(0, SHOWN).map((other) => `${what(other)} at ${placeText(other.site.at)}`);
  const more = others.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
