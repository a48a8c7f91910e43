import type { Evidence, TenantChoice } from '../model/decision.js';
import { placeText } from '../model/place.js';
import type { ReasonCode } from '../model/reason.js';
import type { StartSite, TenantFact } from '../model/site.js';

/** One tenant expression with its proof, or the question with its candidates. */
export type TenantVerdict =
  | { readonly is: 'certain'; readonly tenant: TenantChoice; readonly evidence: Evidence }
  | {
      readonly is: 'ask';
      readonly reason: ReasonCode;
      readonly candidates: readonly string[];
      readonly detail: string | null;
    };

const ROLES: readonly TenantFact['role'][] = ['parameter', 'property', 'searchAttribute', 'memo', 'path'];

/** Names of who acts, not of the tenant acted upon: their tenant id is never taken on a name alone. */
const ACTOR =
  /(^|\.)((actor|caller|admin|operator|requester|requestor|impersonator|currentUser|principal|performer|invoker|viewer|session|auth|creator)\w*|me|by|\w+By|(req|request|ctx|context)\.user)(\.|$)/i;

const isActor = (fact: TenantFact): boolean =>
  ACTOR.test(fact.expression.split('.').slice(0, -1).join('.')) || (fact.of !== null && ACTOR.test(fact.of));

/** The last word of a tenant name, to notice `targetTenant` beside `actor.tenantId`. */
const stem = (name: string): string =>
  (name.split('.').at(-2) ?? name.split('.').at(-1) ?? name).replace(/_?id$/i, '').toLowerCase();

/**
 * The tenant of a start: `tenantNames` in order, and for each name the strongest role it has at the call
 * (workflow parameter, argument property, search attribute, memo, a path that flows into the call).
 * Two expressions of equal strength, an actor's tenant, arguments in swapped order, or a type that proves nothing are questions.
 */
export function tenantOf(site: StartSite, tenantNames: readonly string[]): TenantVerdict {
  for (const name of tenantNames) {
    for (const role of ROLES) {
      const facts = site.tenants.filter(
        (fact) => fact.role === role && fact.names.includes(name) && isOffered(fact, name),
      );
      if (facts.length > 0) return judge(site, name, role, facts, tenantNames);
    }
  }
  return { is: 'ask', reason: 'tenant-unknown', candidates: lookalikes(site, tenantNames), detail: null };
}

/** Reaching into a whole object that flows is believed for the workflow's one input, and for a name that says whose id it is (`tenant.id`). */
const isOffered = (fact: TenantFact, name: string): boolean =>
  fact.exact || fact.role === 'property' || name.includes('.');

function judge(
  site: StartSite,
  name: string,
  role: TenantFact['role'],
  facts: readonly TenantFact[],
  tenantNames: readonly string[],
): TenantVerdict {
  const expressions = [...new Set(facts.map((fact) => fact.expression))];
  const [fact] = facts;
  if (fact === undefined) return { is: 'ask', reason: 'tenant-unknown', candidates: [], detail: null };
  const known = role === 'parameter' ? [] : rivalsOf(site, name, tenantNames);
  const rivals = known.filter((text) => !expressions.includes(text));
  const swapped = role === 'parameter' ? misplaced(fact, site, name, tenantNames) : null;
  const candidates = [...new Set([...expressions, ...rivals, ...(swapped?.rather ?? [])])];
  const ask = (reason: ReasonCode, detail: string | null): TenantVerdict => ({ is: 'ask', reason, candidates, detail });
  if (expressions.length > 1 || rivals.length > 0) return ask('tenant-ambiguous', null);
  if (swapped !== null) return ask('tenant-ambiguous', swapped.because);
  const doubt = role === 'parameter' ? null : doubtAbout(fact, site);
  if (doubt !== null) return ask('tenant-ambiguous', `${fact.expression} ${doubt}`);
  if (!fact.pure) return ask('tenant-impure', fact.expression);
  const printed = printedTenant(fact);
  if (printed === null) return ask('tenant-unproved', `${fact.expression} ${typeText(fact)}`);
  return {
    is: 'certain',
    tenant: { expression: printed, validAtCall: fact.validAtCall },
    evidence: {
      rule: `tenant-${role}`,
      kind: null,
      strength: 'certain',
      because: because(fact, name),
      at: placeText(fact.at),
    },
  };
}

/** Whether an argument could say whose work it is: anything but a number that is not called an id. */
const mayIdentify = ({ type, names }: TenantFact): boolean =>
  (type !== 'number' && type !== 'bigint') || /id$/i.test(names.at(-1) ?? '');

/** `args: [t.id, tenant.id]` with `x-${t.id}` as the id: the workflow is about what its id names. */
function isBesideSubject(fact: TenantFact, site: StartSite): boolean {
  const inId = site.tenants.filter((other) => other.flowsInto === 'workflowId').map((other) => other.expression);
  if (fact.role !== 'path' || inId.length === 0 || inId.includes(fact.expression)) return false;
  return site.tenants.some(
    ({ exact, flowsInto, position, expression }) =>
      exact &&
      flowsInto === 'args' &&
      (position ?? 0) <= (fact.position ?? 0) &&
      expression !== fact.expression &&
      inId.includes(expression),
  );
}

/** Why an expression that bears the name may still not be the tenant acted upon; null when nothing speaks against it. */
function doubtAbout(fact: TenantFact, site: StartSite): string | null {
  if (isActor(fact)) return 'is the tenant of who acts, which may not be the tenant acted upon';
  if (fact.overridden) return 'may be replaced by a spread after it';
  if (fact.role === 'property' && (fact.position ?? 0) > 0)
    return 'stands in a later argument, which may be about somebody else';
  const flows = (into: (fact: TenantFact) => boolean): boolean =>
    site.tenants.some((other) => other.exact && other.role === 'path' && into(other));
  const inArgs = flows((other) => other.flowsInto === 'args' && other.expression === fact.expression);
  const others = flows(
    (other) => other.flowsInto === 'args' && other.expression !== fact.expression && mayIdentify(other),
  );
  const aside = fact.role === 'path' && fact.exact && !inArgs;
  if (aside && fact.flowsInto === 'signalArgs') return 'flows into the signal only, which may be sent by anybody';
  if (isBesideSubject(fact, site)) return 'stands behind another id, which alone names the workflow';
  if (aside && others) return `flows into ${fact.flowsInto} only, while the arguments are about something else`;
  return null;
}

function printedTenant(fact: TenantFact): string | null {
  if (fact.type === 'string') return fact.expression;
  if (fact.type === 'number' || fact.type === 'bigint' || fact.type === 'brand') return `String(${fact.expression})`;
  return null;
}

const typeText = (fact: TenantFact): string =>
  ({ any: 'is of type any', nullable: 'may be null or undefined', unproved: 'has no type that could be read' })[
    fact.type as string
  ] ?? 'is not a string, a number or a bigint';

const because = (fact: TenantFact, name: string): string =>
  ({
    parameter: `the workflow's parameter ${name} receives ${fact.expression}`,
    property: `the argument's property ${name} is ${fact.expression}`,
    searchAttribute: `the search attribute ${name} is ${fact.expression}`,
    memo: `the memo ${name} is ${fact.expression}`,
    path: `${fact.expression} flows into ${fact.flowsInto}`,
  })[fact.role];

/** Why an argument is not what its parameter asks for, and what would rather be. */
interface Misplaced {
  readonly because: string;
  readonly rather: readonly string[];
}

/**
 * Whether the arguments look swapped: what is passed for the tenant is called like another parameter or has another type, or
 * something that is called a tenant is passed for a parameter that is not.
 */
function misplaced(fact: TenantFact, site: StartSite, name: string, tenantNames: readonly string[]): Misplaced | null {
  const passed = `the argument for ${name} is ${fact.expression}`;
  const paths = site.tenants.filter((one) => one.role === 'path' && one.exact && one.flowsInto === 'args');
  const own = paths.find((one) => one.position === fact.position && one.argument);
  const isTenant = ({ names }: TenantFact): boolean => names.some((one) => tenantNames.includes(one));
  const elsewhere = paths.filter((one) => one.position !== fact.position);
  if (!fact.fits) return { because: `${passed}, which is not of the type it asks for`, rather: [] };
  if (own !== undefined && isCalled(own, name)) return null;
  const home = own === undefined ? undefined : fact.beside.find((parameter) => isCalled(own, parameter));
  if (home === undefined && own !== undefined && isTenant(own)) return null;
  const other = elsewhere.find((one) => isTenant(one) && !isCalled(one, one.of));
  if (other !== undefined)
    return { because: `${passed}, but ${other.expression} is called a tenant`, rather: [other.expression] };
  return home === undefined ? null : { because: `${passed}, which is called like its ${home}`, rather: [] };
}

/** Whether an expression is called like a parameter: `user.id`, `userId` and `user_id` are called `userId`, and `user`. */
function isCalled({ names }: TenantFact, parameter: string | null): boolean {
  const path = (names[0] ?? '').split('.');
  const last = path.at(-1) ?? '';
  const whole = /^_?(id|key|name|slug|uuid|code|value)$/i.test(last) ? `${path.at(-2) ?? ''}${last}` : last;
  return parameter !== null && plain(whole) === plain(parameter);
}

/** A name without how it is written: `userId`, `user_id` and `user` alike. */
const plain = (name: string): string => {
  const letters = name.replaceAll(/[_$]/g, '').toLowerCase();
  return letters.replace(/(?<=.)id$/, '');
};

/**
 * Expressions that could be a tenant's id as well as the one found: one of the names, or a name that ends like one
 * (`targetTenant`). What only a weaker name speaks for is another level of tenancy: the order of the names decides.
 */
function rivalsOf(site: StartSite, found: string, tenantNames: readonly string[]): readonly string[] {
  const names = tenantNames.slice(0, tenantNames.indexOf(found) + 1);
  const endings = names.map(stem).filter((word) => word !== '');
  const isRival = (fact: TenantFact): boolean => {
    const subject = subjectOf(fact.names).toLowerCase();
    return fact.names.some((name) => names.includes(name)) || endings.some((word) => subject.endsWith(word));
  };
  return [...new Set(site.tenants.filter((fact) => fact.exact && isRival(fact)).map((fact) => fact.expression))];
}

/** Whose id a path is: `targetTenant` of `targetTenant`, `targetTenantId` and `targetTenant.id` alike. */
function subjectOf(names: readonly string[]): string {
  const path = (names[0] ?? '').split('.');
  const last = (path.at(-1) ?? '').replace(/_?id$/i, '');
  return last === '' ? (path.at(-2) ?? '') : last;
}

/** Expressions of the call that sound like a tenant without bearing one of its names: candidates for a person. */
function lookalikes(site: StartSite, tenantNames: readonly string[]): readonly string[] {
  const stems = tenantNames.map(stem).filter((word) => word !== '');
  const sounding = site.tenants.filter(
    (fact) => fact.exact && stems.some((word) => fact.names.some((name) => name.toLowerCase().includes(word))),
  );
  const inside = site.tenants.filter((fact) => !fact.exact && fact.names.some((name) => tenantNames.includes(name)));
  return [...new Set([...sounding, ...inside].map((fact) => fact.expression))];
}
