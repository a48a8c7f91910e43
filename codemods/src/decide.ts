import { agree, derivingAmong } from './agree.js';
import { kindOf, kindOfWorkflow } from './kind-of.js';
import type { Config, SiteAnswer, WorkflowRouting } from './model/config.js';
import type { Decision, Evidence, Kind, SettingsAccess, TenantActivity, TenantChoice } from './model/decision.js';
import { placeText } from './model/place.js';
import type { ReasonCode } from './model/reason.js';
import {
  type ActivityUse,
  type FanOut,
  type Follower,
  type OwnQueueUse,
  type QueueArm,
  type QueueFact,
  type StartSite,
  settingsBase,
  type Unfit,
  type WorkerUse,
} from './model/site.js';
import { isComponent } from './model/source.js';
import { childOfAnotherKind } from './rules/child-kind.js';
import { tenantActivity } from './rules/fan-out.js';
import { hintsFor } from './rules/hints.js';
import {
  commonHome,
  type Home,
  isPrimary,
  judgeQueue,
  legacyVariables,
  matchesEntry,
  matchesHop,
  primaryEntry,
} from './rules/legacy-queue.js';
import { tenantOf } from './rules/tenant.js';
import { unpinned } from './unpin.js';

/**
 * Judges every site by the config: pure, and every disagreement becomes a question. `boundTo` is the object an existing
 * routing module reads; without one it is the object most starts read.
 */
export function decide(
  sites: readonly StartSite[],
  settings: Config,
  boundTo: Home = null,
  {
    tenants = true,
    activities = [],
    ownQueues = [],
    followers = [],
    workers = [],
    elsewhere = new Set(),
    variables: declared = new Set(),
    unfit = null,
  }: DecideOptions = {},
): readonly Decision[] {
  const home =
    boundTo ??
    commonHome(
      sites.filter((site) => !site.test).map((site) => site.queue),
      primaryEntry(settings.legacyQueues),
    );
  const starts = sites.filter((site) => !site.test).map((site) => site.queue);
  const variables = new Set([...declared, ...legacyVariables(starts, { ...settings, home })]);
  const decisions = sites.map((site) =>
    decideSite(site, {
      ...settings,
      access: settings.routing,
      home,
      variables,
      unfit,
      tenants: tenants && !elsewhere.has(site),
    }),
  );
  const surroundings = { config: settings, workers, activities, ownQueues, followers };
  const deriving = derivingAmong(sites, surroundings);
  return unpinned(agree(decisions, { ...surroundings, deriving }), settings, { deriving, tenants });
}

/** How far decisions go. */
export interface DecideOptions {
  /** False leaves open which expression names the tenant: a start that is to be routed stays one. */
  readonly tenants?: boolean;
  /** Starts that are only there to be agreed with: nobody looked for their tenants. */
  readonly elsewhere?: ReadonlySet<StartSite>;
  /** Activities that name their queue: one made of their workflow's moves with it. */
  readonly activities?: readonly ActivityUse[];
  /** Workflows that hand the queue they run on to a function. */
  readonly ownQueues?: readonly OwnQueueUse[];
  /** What runs where others run. */
  readonly followers?: readonly Follower[];
  /** The variables of the environment that the settings of legacy queues are read from. */
  readonly variables?: ReadonlySet<string>;
  /** Who polls the queues today. */
  readonly workers?: readonly WorkerUse[];
  /** Why the routing of workflow code must not be imported there; null where it may be. */
  readonly unfit?: Unfit | null;
}

/** The config, and the object the routing module reads its settings from. */
type View = Config & {
  /** Where the start in question gets its route from. */
  readonly access: Config['routing'] | WorkflowRouting;
  readonly home: Home;
  readonly variables: ReadonlySet<string>;
  readonly tenants: boolean;
  readonly unfit: Unfit | null;
};

/** The activities that do one tenant's work after another inside a workflow of a system kind. */
export const decideFanOuts = (fanOuts: readonly FanOut[], config: Config): readonly TenantActivity[] =>
  fanOuts.flatMap((one) => {
    const kindOfParent = (name: string) => kindOfWorkflow(name, config, placeText(one.at));
    return tenantActivity(one, { kindOfParent, tenantNames: config.tenantNames }) ?? [];
  });

interface Verdict {
  readonly site: StartSite;
  readonly legacy: boolean;
}

function decideSite(site: StartSite, config: View): Decision {
  const queue = judgeQueue(site.queue, config);
  const legacy = queue.is === 'legacy' || queue.is === 'mixed';
  const verdict: Verdict = { site, legacy };
  if (site.routed !== null) return routed(verdict, config);
  if (site.wrapper?.named === true) return keep(verdict, 'wrapper-named', wrapperDetail(site));
  if (site.ignore !== null)
    return site.ignore === '' ? ask(verdict, 'ignore-without-reason') : keep(verdict, 'ignored', site.ignore);
  if (site.test && config.tests === 'keep') return keep(verdict, 'test');
  const answer = config.sites[site.id];
  if (answer?.callHash !== undefined && answer.callHash !== site.callHash) return ask(verdict, 'answer-stale');
  if (answer?.decision === 'keep') return keep(verdict, 'answered', answer.reason ?? null);
  if (queue.is === 'dedicated' && site.options.overriddenBy !== null)
    return ask(verdict, 'options-overridden', { detail: site.options.overriddenBy });
  if (queue.is === 'dedicated') return keep(verdict, 'dedicated-queue', queue.name);
  if (isComponent(site.at.file)) return ask(verdict, 'unsupported-file');
  // A client's start has nothing to follow.
  if (queue.is === 'absent' && isFollower(site)) return follow(verdict, config, answer);
  if (isWrapper(site, config)) return ask(verdict, 'wrapper', { detail: wrapperDetail(site) });
  if (site.through?.drops != null) return ask(verdict, 'wrapper', { detail: site.through.drops });
  const settled = answer !== undefined && (answer.kind !== undefined || answer.decision === 'route');
  if (isOutOfSight(site) && !settled) return ask(verdict, 'options-opaque', { detail: site.queue.text || null });
  if (queue.is === 'absent') return ask(verdict, 'queue-unknown', { detail: 'the options name no task queue' });
  if (queue.is === 'unknown' && !settled) return ask(verdict, 'queue-unknown', { detail: unknownText(site.queue) });
  // Of options that are written elsewhere and may have changed since, that they are out of reach is what there is to say.
  const isChanged = queue.is === 'mixed' && queue.other === null && site.options.form === 'opaque';
  if (queue.is === 'mixed' && !settled && !isChanged)
    return ask(verdict, 'queue-mixed', { detail: queue.other ?? 'a queue that cannot be resolved' });
  if (queue.is === 'derived' && !settled) return ask(verdict, 'derived-queue', { detail: queue.from });
  const lacking = tooOld(site);
  if (lacking !== null) return ask(verdict, 'sdk-too-old', { detail: lacking });
  // Whatever its kind: what settles these is in the code.
  if (site.library !== null)
    return ask(verdict, 'priority-dropped', {
      detail: site.library,
      kind: expectedKind(site, config)?.name ?? null,
    });
  if (site.api === 'raw') return ask(verdict, 'raw-request', { kind: expectedKind(site, config)?.name ?? null });
  return site.inWorkflowCode ? decideInWorkflow(verdict, config, answer) : decideKind(verdict, config, answer);
}

/** Workflow code has a routing of its own, which reads no environment; without it there is none to import. */
function decideInWorkflow(verdict: Verdict, config: View, answer: SiteAnswer | undefined): Decision {
  const kind = expectedKind(verdict.site, config)?.name ?? null;
  const { workflowRouting: access, unfit } = config;
  if (access === null) return ask(verdict, 'workflow-code', { kind });
  if (unfit !== null) return ask(verdict, unfit.reason, { kind, detail: unfit.detail });
  return decideKind(verdict, { ...config, access }, answer);
}

/** A queue that cannot be told, and who was given it where that is why. */
function unknownText({ text, arms }: QueueFact): string {
  const makers = arms.flatMap(({ value, hops }) =>
    value === null
      ? hops.flatMap((hop) => (hop.kind === 'parameter' && hop.of !== undefined ? [hop.of.class] : []))
      : [],
  );
  const [first] = makers;
  return first === undefined ? text : `${text}, which is given to the constructor of ${first}`;
}

/** Settings handed in under the name the config knows are no choice of the caller's; any other parameter is. */
function isWrapper({ wrapper, queue }: StartSite, { legacyQueues }: Config): boolean {
  const members = legacyQueues.filter((entry) => entry.kind === 'member');
  const isSettings = (parameter: string): boolean => {
    const from = queue.arms.filter((arm) => arm.hops.some((hop) => hop.kind === 'parameter' && hop.name === parameter));
    return from.length > 0 && from.every((arm) => members.some((entry) => matchesEntry(arm, entry)));
  };
  return wrapper?.parameters.some((parameter) => !isSettings(parameter)) ?? false;
}

/** What stays with an execution when it names no queue: its parent, its own last run, its worker, the schedule before. */
const isFollower = ({ api }: StartSite): boolean =>
  /^(child\.|continueAsNew|makeContinueAsNew|nexus\.|schedule\.update)/.test(api);

/** A follower moves by itself, but a child of another kind must not follow, and an endless workflow may be told to leave. */
function follow(verdict: Verdict, config: View, answer: SiteAnswer | undefined): Decision {
  const { site } = verdict;
  if (isToMove(site, config)) return leave(verdict, config, answer);
  if (!site.api.startsWith('child.')) return keep(verdict, 'inherits');
  const child = kindOf(site, config);
  if (child.is === 'ask' && child.reason !== 'kind-conflict') return ask(verdict, child.reason, child);
  const kindOfParent = (name: string) => kindOfWorkflow(name, config, placeText(site.at));
  const stray = childOfAnotherKind(site, { child, kindOfParent, tenantNames: config.tenantNames });
  if (stray === null) return keep(verdict, 'inherits');
  const routable = config.workflowRouting !== null && stray.kind !== null;
  return routable ? leave(verdict, config, answer) : ask(verdict, 'child-of-another-kind', stray);
}

/** Gives what names no queue one of its own. */
function leave(verdict: Verdict, config: View, answer: SiteAnswer | undefined): Decision {
  const lacking = tooOld(verdict.site);
  return lacking === null
    ? decideInWorkflow(verdict, config, answer)
    : ask(verdict, 'sdk-too-old', { detail: lacking });
}

/** A continue-as-new whose next run is of a workflow that the config lets leave its queue. */
const isToMove = ({ api, workflow }: StartSite, { workflows }: Config): boolean =>
  /ontinueAsNew$/.test(api) && workflow.name !== null && workflows[workflow.name]?.continueAsNew === 'move';

/** Neither workflow nor options are written here (`start(...given)`), so there is nothing to ask about but where they are. */
const isOutOfSight = ({ options, workflow }: StartSite): boolean =>
  options.form === 'opaque' &&
  workflow.name === null &&
  (workflow.text === '' || options.argument.start === options.argument.end);

const unwritable = ({ through, queue }: StartSite): string =>
  `${through?.function ?? 'the wrapper'} falls back to ${queue.text}, which has to be passed here, so that it stays with routing off`;

const wrapperDetail = (site: StartSite): string =>
  `${site.wrapper?.function ?? ''} takes ${site.wrapper?.parameters.join(', ') ?? ''} from its callers`;

/** What the SDK at the site cannot carry; null when it can carry all, or its version is unknown. */
function tooOld({ sdkVersion, sdkVersionText }: StartSite): string | null {
  const found = /(\d+)\.(\d+)/.exec(sdkVersion ?? '');
  if (found === null) return null;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major > 1 || (major === 1 && minor >= 13)) return null;
  const lacks = major === 1 && minor === 12 ? 'priority without the fairness fields' : 'no priority at all';
  return `${sdkVersionText ?? sdkVersion}: ${lacks}`;
}

function decideKind(verdict: Verdict, config: View, answer: SiteAnswer | undefined): Decision {
  const { site } = verdict;
  if (answer?.kind !== undefined) {
    const kind = config.kinds.find((one) => one.name === answer.kind);
    if (kind === undefined)
      return ask(verdict, 'unmapped-workflow', {
        detail: `the answer names kind ${answer.kind}, which the config does not have`,
      });
    return decideTenant(
      verdict,
      config,
      answer,
      kind,
      answered(kind.name, `an answer under sites says ${kind.name}`, site),
    );
  }
  const found = kindOf(site, config);
  if (found.is === 'ask') return ask(verdict, found.reason, found);
  if (found.is === 'unmapped' && site.workflow.name === null)
    return ask(verdict, 'dynamic-workflow', { detail: site.workflow.text || null, evidence: hintsFor(site) });
  if (found.is === 'unmapped')
    return ask(verdict, 'unmapped-workflow', { detail: site.workflow.name, evidence: hintsFor(site) });
  return decideTenant(verdict, config, answer, found.kind, found.evidence);
}

const answered = (kind: string, because: string, site: StartSite): Evidence => ({
  rule: 'answer',
  kind,
  strength: 'certain',
  because,
  at: placeText(site.at),
});

function decideTenant(
  verdict: Verdict,
  config: View,
  answer: SiteAnswer | undefined,
  kind: Kind,
  evidence: Evidence,
): Decision {
  const { site } = verdict;
  const known = { kind: kind.name, evidence: [evidence] };
  const blocked = unreachable(site);
  if (blocked !== null) return ask(verdict, blocked, { ...known, detail: blockedBy(site, kind) });
  if (site.through?.fallsBack === true && !isPrimarySite(site, config))
    return ask(verdict, 'wrapper', { ...known, detail: unwritable(site) });
  if (needsBase(config) && settingsAccess(site, config) === null) {
    return ask(verdict, 'no-settings', { ...known, detail: site.queue.text });
  }
  if (kind.scope === 'system' || !config.tenants)
    return route(verdict, config, { kind, tenant: null, evidence: [evidence] });
  const given = answer?.tenantId;
  if (given !== undefined) {
    // A person wrote this expression for this call; the compiler has the last word.
    const tenant: TenantChoice = { expression: given, validAtCall: true };
    const because = answered(kind.name, `an answer under sites names ${given}`, site);
    return route(verdict, config, { kind, tenant, evidence: [evidence, because] });
  }
  const override = overridden(site, config);
  if (override !== null) {
    const chosen = { kind, evidence, path: override };
    return isPlace(override) ? routeByOverride(verdict, config, chosen) : routeByExpression(verdict, config, chosen);
  }
  const tenant = tenantOf(site, config.tenantNames);
  if (tenant.is === 'ask')
    return ask(verdict, tenant.reason, { ...known, candidates: tenant.candidates, detail: tenant.detail });
  if (standsApart(site) && !tenant.tenant.validAtCall) {
    return ask(verdict, 'no-tenant-in-scope', { ...known, candidates: [tenant.tenant.expression] });
  }
  return route(verdict, config, { kind, tenant: tenant.tenant, evidence: [evidence, tenant.evidence] });
}

interface Chosen {
  readonly kind: Kind;
  readonly tenant: TenantChoice | null;
  readonly evidence: readonly Evidence[];
}

function route(verdict: Verdict, config: View, { kind, tenant, evidence }: Chosen): Decision {
  const { site } = verdict;
  const settings = needsBase(config) ? settingsAccess(site, config) : null;
  return {
    ...base(verdict, evidence),
    decision: 'route',
    kind,
    tenant,
    // What workflow code is bound to falls back to a constant of its own.
    primary: !site.inWorkflowCode && isPrimarySite(site, config),
    settings,
    follows: false,
  };
}

/** Whether the routing falls back to the very setting that a start reads; one made of settings handed in reads theirs. */
function isPrimarySite(site: StartSite, config: View): boolean {
  const primary = primaryEntry(config.legacyQueues);
  if (config.access.form !== 'factory') return isPrimary(site.queue, primary, config.home);
  const isRead = (arm: QueueArm): boolean => primary !== undefined && arm.hops.some((hop) => matchesHop(hop, primary));
  return site.queue.arms.length > 0 && site.queue.arms.every(isRead);
}

/** Whether a route needs the object that the start's queue is read from. */
const needsBase = ({ access }: View): boolean =>
  access.form === 'factory' ||
  (access.form === 'import' && Object.values(access.settings).some((text) => text.includes('{base}')));

/** What `{base}` stands for at this call: the object its queue is read from there, else that object's import. */
function settingsAccess(site: StartSite, config: View): SettingsAccess | null {
  const written = site.through?.fallsBack === true ? null : settingsBase(site.queue.text);
  const inPlace = written !== null && !needsCallForm(site);
  const hops = site.queue.arms.flatMap((arm) => arm.hops);
  const direct = hops[0]?.kind === 'member' && hops[0].base === written?.split('.').at(-1);
  if (inPlace && direct) return { form: 'written', base: written };
  const owned = hops.find(
    (hop) => hop.kind === 'member' && hop.owner !== null && config.legacyQueues.some((entry) => matchesHop(hop, entry)),
  );
  return owned?.kind === 'member' && owned.owner !== null ? { form: 'imported', from: owned.owner } : null;
}

const overridden = (site: StartSite, config: View): string | null =>
  site.workflow.name === null ? null : (config.workflows[site.workflow.name]?.tenantId ?? null);

/** Whether the config names a place in the call; anything else is an expression. */
const isPlace = (path: string): boolean => /^(args\[|(searchAttributes|memo)\.)/.test(path);

/** An expression that holds for every start of a workflow: a person wrote it, and the compiler has the last word, if there is one. */
function routeByExpression(
  verdict: Verdict,
  config: View,
  { kind, evidence, path }: { kind: Kind; evidence: Evidence; path: string },
): Decision {
  const { site } = verdict;
  const known = { kind: kind.name, evidence: [evidence], candidates: [path] };
  const flows = site.tenants.some(({ exact, expression }) => exact && expression === path);
  if (!flows && !/\.[cm]?tsx?$/.test(site.at.file))
    return ask(verdict, 'tenant-unknown', {
      ...known,
      detail: `the config says ${path}, which nobody can check in JavaScript`,
    });
  const because: Evidence = {
    rule: 'workflow-override',
    kind: kind.name,
    strength: 'certain',
    because: `the config says the tenant is ${path}`,
    at: placeText(site.at),
  };
  return route(verdict, config, {
    kind,
    tenant: { expression: path, validAtCall: true },
    evidence: [evidence, because],
  });
}

/** `args[0]`, `args[0].organizationId`, `searchAttributes.x`: where the config says this workflow's tenant stands. */
function routeByOverride(
  verdict: Verdict,
  config: View,
  chosen: { kind: Kind; evidence: Evidence; path: string },
): Decision {
  const { site } = verdict;
  const { kind, evidence, path } = chosen;
  const argument = /^args\[(\d+)\](?:\.([A-Za-z_$][\w$]*))?$/.exec(path);
  const attribute = /^(searchAttributes|memo)\.([A-Za-z_$][\w$]*)$/.exec(path);
  const facts = site.tenants.filter((fact) => {
    if (argument === null) {
      return (
        attribute !== null &&
        /^(memo|searchAttribute)$/.test(fact.role) &&
        fact.flowsInto === attribute[1] &&
        fact.names.includes(attribute[2] ?? '')
      );
    }
    if (fact.position !== Number(argument[1])) return false;
    if (argument[2] === undefined) return fact.argument;
    const isMember = fact.role === 'property' || !fact.exact;
    return isMember && fact.names.at(-1) === argument[2];
  });
  const expressions = [...new Set(facts.map((fact) => fact.expression))];
  const [fact] = facts;
  const known = { kind: kind.name, evidence: [evidence], candidates: expressions };
  if (fact === undefined)
    return ask(verdict, 'tenant-unknown', {
      ...known,
      detail: `the config says ${path}, which this call does not show`,
    });
  if (expressions.length > 1 || fact.overridden) return ask(verdict, 'tenant-ambiguous', known);
  if (!fact.pure) return ask(verdict, 'tenant-impure', { ...known, detail: fact.expression });
  const converted = fact.type === 'number' || fact.type === 'bigint' || fact.type === 'brand';
  if (fact.type !== 'string' && !converted)
    return ask(verdict, 'tenant-unproved', { ...known, detail: fact.expression });
  const tenant: TenantChoice = {
    expression: converted ? `String(${fact.expression})` : fact.expression,
    validAtCall: fact.validAtCall,
  };
  if (standsApart(site) && !tenant.validAtCall) return ask(verdict, 'no-tenant-in-scope', known);
  const because: Evidence = {
    rule: 'workflow-override',
    kind: kind.name,
    strength: 'certain',
    because: `the config says the tenant is ${path}, which is ${fact.expression}`,
    at: placeText(fact.at),
  };
  return route(verdict, config, { kind, tenant, evidence: [evidence, because] });
}

/** Options in a variable that others read too, or in another file, are left alone: the route is spread over them at the call. */
const needsCallForm = ({ options, at }: StartSite): boolean =>
  options.form === 'variable' && (options.otherReads > 0 || options.file !== at.file);

/** The route is written where the tenant expression may mean something else: a call apart from the options, or made earlier. */
const standsApart = (site: StartSite): boolean => needsCallForm(site) || site.api === 'makeContinueAsNew';

function unreachable(site: StartSite): ReasonCode | null {
  if (site.options.form === 'opaque') return 'options-opaque';
  if (site.options.hasPriority && ((site.options.priority?.key ?? null) === null || needsCallForm(site)))
    return 'existing-priority';
  if (site.options.overriddenBy !== null) return 'options-overridden';
  return null;
}

/** What stands in the way of a route, in the words of the call. */
function blockedBy({ options }: StartSite, { scope }: Kind): string | null {
  if (!options.hasPriority) return options.overriddenBy;
  const own =
    scope === 'tenant' ? '{ fairnessKey: <the tenant id>, fairnessWeight }' : 'what the routing module says of jobs';
  return `${options.priority?.text ?? 'a spread with a priority'} stands there, and the route brings ${own}`;
}

function base(
  { site, legacy }: Verdict,
  evidence: readonly Evidence[],
): Pick<Decision, 'site' | 'legacy' | 'evidence' | 'candidates'> {
  return { site, legacy, evidence, candidates: [] };
}

const keep = (verdict: Verdict, reason: ReasonCode, detail: string | null = null): Decision => ({
  ...base(verdict, []),
  decision: 'keep',
  reason,
  detail,
  kind: null,
});

interface AskMore {
  readonly detail?: string | null;
  readonly evidence?: readonly Evidence[];
  readonly candidates?: readonly string[];
  readonly kind?: string | null;
}

const ask = (verdict: Verdict, reason: ReasonCode, more: AskMore = {}): Decision => ({
  ...base(verdict, more.evidence ?? []),
  candidates: more.candidates ?? [],
  decision: 'ask',
  reason,
  detail: more.detail ?? null,
  kind: more.kind ?? null,
});

/** A routed site is right when its function and kind are what the config says for its workflow. */
function routed(verdict: Verdict, config: View): Decision {
  const { site } = verdict;
  const fact = site.routed;
  const expected = expectedKind(site, config);
  const wrong = fact === null || expected === null ? doubtAbout(site, config) : wrongRoute(fact, expected);
  // The SDK takes no priority there.
  const missing =
    fact?.priorityMissing === true && site.api !== 'makeContinueAsNew'
      ? 'the queue is routed, but the priority does not travel with it'
      : null;
  return {
    ...base(verdict, []),
    decision: 'routed',
    kind: fact?.kind ?? expected?.name ?? null,
    wrong: wrong ?? missing,
  };
}

/** A comment that says no kind of the config, or another than the config, is wrong at a routed start, too. */
function doubtAbout(site: StartSite, config: View): string | null {
  const found = kindOf(site, config);
  return found.is === 'ask' ? found.detail : null;
}

function expectedKind(site: StartSite, config: View): Kind | null {
  const answer = config.sites[site.id]?.kind;
  if (answer !== undefined) return config.kinds.find((kind) => kind.name === answer) ?? null;
  const found = kindOf(site, config);
  return found.is === 'kind' ? found.kind : null;
}

function wrongRoute(fact: NonNullable<StartSite['routed']>, expected: Kind): string | null {
  const right = expected.scope === 'tenant' ? 'routeForTenant' : 'routeForSystemJob';
  if (fact.function !== right) return `${fact.function} is used, but the config says ${expected.name} (${right})`;
  if (fact.kind !== null && fact.kind !== expected.name)
    return `kind ${fact.kind} is used, but the config says ${expected.name}`;
  return null;
}
