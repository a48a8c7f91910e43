import type { Config } from './model/config.js';
import type { Decision, Evidence } from './model/decision.js';
import { SWALLOWED } from './model/note.js';
import { type How, type Place, type Proof, placeText } from './model/place.js';
import { reasonText } from './model/reason.js';
import type { CallerFact, Hop, QueueArm, QueueFact, StartSite, TenantFact } from './model/site.js';
import { matchesEntry } from './rules/legacy-queue.js';

/** What a step of a proof is about. */
export type Part =
  | 'receiver'
  | 'workflow'
  | 'queue'
  | 'routed'
  | 'wrapper'
  | 'kind'
  | 'tenant'
  | 'sdk'
  | 'answer'
  | 'verdict'
  | 'note'
  | 'settle'
  | 'site'
  | 'not'
  | 'near';

/** One step of a proof: a sentence, how it was established, and the place that shows it. */
export interface ProofStep {
  readonly part: Part;
  readonly how: How | null;
  readonly text: string;
  readonly at: Place | null;
}

/** The proof of one decision, from the call to the verdict and what would settle a question. */
export function proofOf(decision: Decision, config: Config): readonly ProofStep[] {
  const { site } = decision;
  return [
    ...proved('receiver', `it is ${site.api}`, site.receiver),
    ...proved('workflow', `it starts ${site.workflow.name ?? `\`${site.workflow.text}\``}`, site.workflow.proof),
    ...queueOf(decision, config),
    ...routedOf(site),
    ...wrapperOf(site),
    ...evidenceOf(decision),
    ...tenantOf(decision, config),
    said('sdk', site.sdkVersionText ?? 'the version of the SDK is not known'),
    ...answerOf(site, config),
    ...verdictOf(decision),
    ...noteOf(decision),
    said('site', `${site.id}, call hash ${site.callHash}`),
  ].filter(isFirst);
}

/** One expression may be several facts that read the same; hops of several values are told in full. */
const isFirst = ({ part, text, at }: ProofStep, index: number, all: readonly ProofStep[]): boolean =>
  part !== 'tenant' || all.findIndex((one) => one.text === text && one.at?.line === at?.line) === index;

const said = (part: Part, text: string, at: Place | null = null): ProofStep => ({ part, how: null, text, at });

/** A fact with every place that shows it. */
function proved(part: Part, text: string, { how, because, at: [first, ...more] }: Proof): readonly ProofStep[] {
  const step: ProofStep = { part, how, text: `${text}: ${because}`, at: first ?? null };
  return [step, ...more.map((at) => said(part, 'by way of', at))];
}

function queueOf({ site, legacy }: Decision, config: Config): readonly ProofStep[] {
  const { queue } = site;
  const text = queue.absent ? 'it names no queue' : `its queue is ${queue.text}`;
  const step: ProofStep = { part: 'queue', how: queue.proof.how, text: `${text}: ${queue.proof.because}`, at: null };
  const named = config.legacyQueues.filter((entry) => queue.arms.some((arm) => matchesEntry(arm, entry)));
  const entries = named.map((entry) => entry.text).join(', ');
  const judged = legacy
    ? `a legacy queue, by ${entries}`
    : entries === ''
      ? 'no entry of legacyQueues names it'
      : `${entries} of legacyQueues names it, but as a member of another object, or it is built from it`;
  return [step, ...hopsOf(queue), ...(queue.absent ? [] : [said('queue', judged)])];
}

/** Every value a queue can take, each with the hops that lead to it, in order. */
export function hopsOf({ arms }: QueueFact): readonly ProofStep[] {
  return arms.flatMap((arm, index) => {
    const isPlain = arm.hops.length === 0 && arm.derivedFrom === undefined;
    if (arms.length === 1) return isPlain ? [] : hopsOfArm(arm);
    return [said('queue', `value ${index + 1} of ${arms.length}`), ...hopsOfArm(arm)];
  });
}

function hopsOfArm({ hops, value, derivedFrom = [] }: QueueArm): readonly ProofStep[] {
  const last = hops.at(-1);
  const ends = value !== null ? [`which is '${value}'`] : last?.kind === 'member' ? ['whose value is not fixed'] : [];
  return [
    ...hops.map((hop) => said('queue', hopText(hop), hop.at)),
    ...ends.map((text) => said('queue', text)),
    ...derivedFrom.flatMap((arm) => [said('queue', 'built from'), ...hopsOfArm(arm)]),
  ];
}

function hopText(hop: Hop): string {
  if (hop.kind === 'export') return `\`${hop.name}\`, exported by ${hop.file}`;
  if (hop.kind === 'env') return `environment variable ${hop.name}`;
  if (hop.kind === 'parameter' && hop.of !== undefined)
    return `parameter \`${hop.name}\`, which is given to the constructor of ${hop.of.class}`;
  if (hop.kind === 'parameter') return `parameter \`${hop.name}\`, which the caller gives`;
  if (hop.kind === 'call') return `what \`${hop.callee}\` returns`;
  if (hop.kind === 'lookup') return `the setting '${hop.key}', looked up by its key`;
  if (hop.kind === 'unresolved') return `\`${hop.name}\`, which cannot be followed further`;
  const object = hop.base === null ? 'an object without a name' : `\`${hop.base}\``;
  const from = hop.owner !== null ? `, which ${hop.owner.file} exports` : hop.shared ? '' : ', which was handed in';
  return `member \`${hop.name}\` of ${object}${from}`;
}

function routedOf({ routed }: StartSite): readonly ProofStep[] {
  if (routed === null) return [];
  const tenant = routed.tenantId === null ? '' : `, tenant id ${routed.tenantId}`;
  return [said('routed', `it takes its queue from ${routed.function}${tenant}`, routed.at)];
}

function wrapperOf({ wrapper, callers }: StartSite): readonly ProofStep[] {
  if (wrapper === null) return [];
  return [
    said('wrapper', `${wrapper.function} takes ${wrapper.parameters.join(', ')} from its callers`),
    ...callers.map((caller) => said('wrapper', calledText(caller), caller.at)),
    ...(callers.length === 0 ? [said('wrapper', 'nothing in the repository calls it')] : []),
  ];
}

const calledText = ({ passes, sure, as }: CallerFact): string =>
  `called${as === null ? '' : ` as ${as}`} with (${passes})${sure ? '' : ', by its name only: nothing shows whose it is'}`;

/** What the rules said: of a start that is routed or asked, first its kind, then its tenant. */
const evidenceOf = ({ evidence, decision }: Decision): readonly ProofStep[] =>
  evidence.map((one, index) =>
    said(decision === 'route' && index > 0 ? 'tenant' : 'kind', evidenceText(one), placeOf(one.at)),
  );

const evidenceText = ({ rule, strength, because }: Evidence): string =>
  `${strength === 'hint' ? 'only a hint, by' : 'by'} the rule ${rule}: ${because}`;

function placeOf(text: string): Place | null {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(text) ?? [];
  return file === undefined ? null : { file, line: Number(line), column: Number(column) };
}

/** The expressions that are, or could be, the tenant id; for a question without any, all that were looked at. */
function tenantOf(decision: Decision, config: Config): readonly ProofStep[] {
  const { site } = decision;
  const facts = (expressions: readonly string[]): readonly ProofStep[] =>
    site.tenants
      .filter(({ expression }) => expressions.includes(expression))
      .map((fact) => said('tenant', tenantText(fact), fact.at));
  if (decision.decision === 'route' && decision.tenant !== null) {
    const { expression } = decision.tenant;
    return facts([expression, expression.replace(/^String\((.*)\)$/, '$1')]);
  }
  if (decision.decision !== 'ask' || !/tenant/.test(decision.reason)) return [];
  if (decision.candidates.length > 0) return facts(decision.candidates);
  const seen = [...new Set(site.tenants.map(({ expression }) => expression))];
  const looked = seen.length === 0 ? 'the call has nothing to look at' : `looked at ${seen.join(', ')}`;
  return [said('tenant', `none is called ${config.tenantNames.join(', ')}: ${looked}`)];
}

function tenantText({ expression, flowsInto, position, type, pure }: TenantFact): string {
  const where = flowsInto === 'scope' ? 'is in scope' : `flows into ${flowsInto}`;
  const which = flowsInto === 'args' && position !== null ? `[${position}]` : '';
  const typed = type === 'unproved' ? 'of a type that was not proved' : `of type ${type}`;
  return `${expression} ${where}${which}, ${typed}${pure ? '' : ', and has to be computed'}`;
}

function answerOf({ id, callHash }: StartSite, { sites }: Config): readonly ProofStep[] {
  const answer = sites[id];
  if (answer === undefined) return [];
  const { decision, kind, tenantId, callHash: given } = answer;
  const says = [decision, kind && `kind ${kind}`, tenantId && `tenant id ${tenantId}`].filter(Boolean).join(', ');
  const holds =
    given === undefined
      ? 'for any text of the call'
      : given === callHash
        ? 'for this text of the call'
        : `for another text of the call (call hash ${given}): it is stale`;
  return [said('answer', `sites in the config says ${says}, given ${holds}`)];
}

function verdictOf(decision: Decision): readonly ProofStep[] {
  if (decision.decision === 'route' && decision.follows)
    return [said('verdict', `route: without its own queue it follows its workflow, as ${decision.kind.name}`)];
  if (decision.decision === 'route') {
    const tenant = decision.tenant === null ? '' : `, tenant id ${decision.tenant.expression}`;
    return [said('verdict', `route as ${decision.kind.name}${tenant}`)];
  }
  if (decision.decision === 'routed') {
    return [said('verdict', `routed already${decision.wrong === null ? '' : `, but ${decision.wrong}`}`)];
  }
  const { long, settle } = reasonText(decision.reason);
  const detail = decision.detail === null ? [] : [said('verdict', decision.detail)];
  const candidates = decision.candidates.length === 0 ? [] : [`candidates: ${decision.candidates.join(', ')}`];
  return [
    said('verdict', `${decision.decision} (${decision.reason}): ${long}`),
    ...detail,
    ...candidates.map((text) => said('verdict', text)),
    ...(decision.decision === 'ask' ? [said('settle', settle)] : []),
  ];
}

/** What becomes of an error of the route. */
function noteOf({ decision, site: { swallowed } }: Decision): readonly ProofStep[] {
  if (swallowed === null || (decision !== 'route' && decision !== 'routed')) return [];
  return [said('note', SWALLOWED[swallowed.how].message, swallowed.at)];
}

/** A place and the verdict on the start there. */
export const titleOf = ({ site, decision }: Decision): string => `${placeText(site.at)} ${decision}`;
