import type { Config } from './model/config.js';
import type { Decision, RouteDecision } from './model/decision.js';
import { placeText } from './model/place.js';
import type { ReasonCode } from './model/reason.js';
import type { ActivityUse, QueueFact, StartSite } from './model/site.js';
import { judgeQueue } from './rules/legacy-queue.js';
import { carries, inputRead, slotsOf } from './rules/parts/slots.js';
import { tenantOf } from './rules/tenant.js';

/** What is looked at together. */
export interface Starts {
  readonly decisions: readonly Decision[];
  readonly config: Config;
}

/**
 * The pinned activity proxies that may simply follow their workflow: the file's own, not exported, and every workflow of
 * the file is started on the routing module and nowhere else, so that routed workers run its activities. A workflow that
 * also runs as a child, or on another queue, would take them where nobody polls: those proxies stay findings.
 */
export function unpinnedActivities(
  activities: readonly ActivityUse[],
  { isChild, ...all }: Starts & { readonly isChild: (workflow: string) => boolean },
): readonly ActivityUse[] {
  return activities.filter(({ queue, property, test, exported, workflows }) => {
    const pinned = judgeQueue(queue, all.config).is === 'legacy';
    return (
      pinned &&
      !test &&
      !exported &&
      property !== null &&
      workflows.length > 0 &&
      workflows.every((name) => whyItStays(name, queue, all) === null && !isChild(name))
    );
  });
}

/** What else tells whether a child may follow. */
interface Following {
  /** The workflows that make a queue's name of the one they run on, and where. */
  readonly deriving: ReadonlyMap<string, string>;
  /** False where nobody looked for tenants. */
  readonly tenants: boolean;
}

/**
 * Children and continue-as-new that are pinned to the very legacy queue that the workflow around them is started on need no
 * queue at all: without the pin they are where that workflow is, with routing off on the legacy queue as before. The others
 * learn why that is not shown.
 */
export function unpinned(decisions: readonly Decision[], config: Config, following: Following): readonly Decision[] {
  return decisions.map((one) => {
    if (!isPinned(one, config)) return one;
    const why = whyNot(one, { decisions, config }, following);
    if (why === null) return follow(one, config);
    return one.decision === 'ask' && one.reason === 'workflow-code' && one.detail === null
      ? { ...one, detail: why }
      : one;
  });
}

/** The questions that a route brings up, and no route needs an answer to. */
const ABOUT_ROUTES: readonly ReasonCode[] = ['workflow-code', 'no-settings', 'existing-priority'];

/** What a person has answered for a start stands. */
const isPinned = ({ site, ...one }: Decision, config: Config): boolean =>
  site.inWorkflowCode &&
  site.through === null &&
  !Object.hasOwn(config.sites, site.id) &&
  (one.decision === 'route' || (one.decision === 'ask' && ABOUT_ROUTES.includes(one.reason))) &&
  judgeQueue(site.queue, config).is === 'legacy';

const kindOf = (one: Decision): string | null =>
  one.kind === null || typeof one.kind === 'string' ? one.kind : one.kind.name;

function follow(one: Decision, config: Config): Decision {
  const { site, legacy, evidence } = one;
  const kind = config.kinds.find(({ name }) => name === kindOf(one));
  if (kind === undefined) return one;
  const because = `without its own queue it runs where ${site.parents.join(', ')} runs, which is started on that queue and leaves it`;
  return {
    site,
    legacy,
    evidence: [
      ...evidence,
      { rule: 'unpin-children', kind: kind.name, strength: 'certain', because, at: placeText(site.at) },
    ],
    candidates: [],
    decision: 'route',
    kind,
    tenant: null,
    primary: false,
    settings: null,
    follows: true,
  };
}

/** Why a pinned child would not be where its route would have it, were it to follow; null when it would. */
function whyNot(one: Decision, all: Starts, { deriving, tenants }: Following): string | null {
  const { site } = one;
  const kind = all.config.kinds.find(({ name }) => name === kindOf(one));
  const name = site.workflow.name ?? 'the child';
  const { options, parents } = site;
  if (kind === undefined) return `no kind is given for ${name}`;
  if (options.property === null || options.file !== site.at.file || options.otherReads > 0)
    return 'its options are not written for this call alone';
  if (options.overriddenBy !== null) return `${options.overriddenBy} may name a queue, too`;
  if (parents.length === 0) return 'the workflow it stands in is not known';
  const derived = deriving.get(name);
  if (derived !== undefined) return `where ${name} runs, a queue is made of its own: ${derived}`;
  for (const parent of parents) {
    const why = whyItStays(parent, site.queue, all) ?? otherKind(parent, { kind: kind.name, name }, all.decisions);
    if (why !== null) return why;
  }
  return kind.scope === 'tenant' && tenants ? otherTenant(site, all) : null;
}

function otherKind(
  parent: string,
  child: { readonly kind: string; readonly name: string },
  decisions: readonly Decision[],
): string | null {
  const other = startsOf(parent, decisions).find((start) => kindOf(start) !== child.kind);
  return other === undefined
    ? null
    : `${child.name} is ${child.kind}, and ${parent} is started as ${kindOf(other) ?? 'no kind'} at ${placeText(other.site.at)}`;
}

/** Why the child's tenant is not shown to be the one that the workflow around it was started for; null when it is. */
function otherTenant(site: StartSite, { decisions, config }: Starts): string | null {
  const tenant = tenantText(site, config);
  if (tenant === null) return 'its tenant id is not certain';
  const slot = inputRead(tenant, site);
  const [parent = ''] = site.parents;
  const unlike = (place: StartSite): string =>
    `its tenant id, ${tenant}, is not shown to be the one that ${parent} gets at ${placeText(place.at)}`;
  if (slot === null) return `its tenant id, ${tenant}, is not shown to be an argument of ${parent}`;
  const isSame = (one: Decision): boolean => {
    const given = one.decision === 'route' ? (one.tenant?.expression ?? null) : (one.site.routed?.tenantId ?? null);
    return (
      given !== null &&
      slotsOf(given, one.site).some(
        ({ position, property }) => position === slot.position && property === slot.property,
      )
    );
  };
  const started = startsOf(parent, decisions).find((one) => !isSame(one));
  if (started !== undefined) return unlike(started.site);
  const again = decisions.find(
    (one) => one.site.workflow.name === parent && !one.site.test && isItself(one.site) && !carries(one.site, slot),
  );
  return again === undefined ? null : unlike(again.site);
}

/** The tenant id at a call: by where the config says that it is, else by the names that say so. */
function tenantText(site: StartSite, { workflows, tenantNames }: Config): string | null {
  const path = site.workflow.name === null ? undefined : workflows[site.workflow.name]?.tenantId;
  if (path === undefined) {
    const found = tenantOf(site, tenantNames);
    return found.is === 'certain' ? found.tenant.expression : null;
  }
  const [, position, property = null] = /^args\[(\d+)\](?:\.([A-Za-z_$][\w$]*))?$/.exec(path) ?? [];
  if (position === undefined) return null;
  const given = site.passed.filter((one) => one.position === Number(position));
  const exact = given.find((one) => one.property === property);
  if (exact !== undefined) return exact.expression;
  const whole = given.find((one) => one.property === null);
  return whole === undefined ? null : `${whole.expression}.${property}`;
}

/** Why a workflow does not surely leave the legacy queue of a pin; null when it does, or goes on as itself on that queue. */
function whyItStays(name: string, pin: QueueFact, { decisions, config }: Starts): string | null {
  const starts = startsOf(name, decisions);
  if (starts.length === 0) return `nothing here starts ${name}`;
  const stays = starts.find((one) => !leaves(one, pin, config));
  const again = decisions.find(
    ({ site }) =>
      site.workflow.name === name &&
      !site.test &&
      isItself(site) &&
      !site.queue.absent &&
      !(judgeQueue(site.queue, config).is === 'legacy' && isSame(pin, site.queue, config)),
  );
  const other = stays ?? again;
  return other === undefined
    ? null
    : `${name} does not surely leave ${pin.text}: see ${placeText(other.site.at)} (${saidOf(other)})`;
}

const saidOf = (one: Decision): string =>
  one.decision === 'keep' || one.decision === 'ask' ? `${one.decision}, ${one.reason}` : one.decision;

/** The starts of a workflow that say where it runs: not tests, nor where it goes on as itself. */
const startsOf = (name: string, decisions: readonly Decision[]): readonly Decision[] =>
  decisions.filter(({ site }) => site.workflow.name === name && !site.test && !isItself(site));

/** A continue-as-new that goes on as the workflow it stands in. */
const isItself = ({ api, parents, workflow, routed }: StartSite): boolean =>
  /ontinueAsNew$/.test(api) && routed === null && parents.every((parent) => parent === workflow.name);

function leaves(one: Decision, pin: QueueFact, config: Config): boolean {
  if (one.decision === 'routed') return isOneQueue(config);
  return one.decision === 'route' && !one.follows && isSame(pin, one.site.queue, config);
}

/** Whether the names in the config are one queue: where there are several, a setting may hold any of them. */
function isOneQueue({ legacyQueues }: Config): boolean {
  const names = legacyQueues.filter(({ kind }) => kind !== 'member' && kind !== 'export' && kind !== 'lookup');
  return names.length === 0 || (names.length === 1 && names[0]?.kind === 'literal');
}

/** Whether two queues are surely one. */
function isSame(pin: QueueFact, start: QueueFact, config: Config): boolean {
  const [a, b] = [valueOfAll(pin), valueOfAll(start)];
  return a === null || b === null ? isOneQueue(config) : a === b;
}

/** The value a queue expression has whatever happens; null when it has none that is known. */
function valueOfAll({ arms }: QueueFact): string | null {
  const values = new Set(arms.map((arm) => arm.value));
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

/** What is rewritten without a route. */
export const isFollowing = (one: Decision): one is RouteDecision => one.decision === 'route' && one.follows;
