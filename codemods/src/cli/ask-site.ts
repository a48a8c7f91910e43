import type { ConfigAnswer } from '../config/index.js';
import { callLines } from '../formats/index.js';
import { REASON_HERE, TENANT_HERE, waysToAnswer } from '../model/answer.js';
import type { SiteAnswer } from '../model/config.js';
import { placeText } from '../model/place.js';
import { reasonText } from '../model/reason.js';
import type { Report, SiteRow } from '../model/report.js';
import type { Option, Prompts } from './prompts.js';

/** What one question is asked with. */
export interface Asking {
  /** `3 of 12` */
  readonly place: string;
  readonly kinds: Report['config']['kinds'];
  /** The open questions about starts of the same workflow, this one among them. */
  readonly siblings: number;
  /** The answer that was given for another version of the call. */
  readonly before: SiteAnswer | undefined;
  readonly prompts: Prompts;
}

const CALL_LINES = 12;

/** Shows a start and what is asked about it, and takes an answer for the call as it stands now. */
export async function askSite(site: SiteRow, asking: Asking): Promise<ConfigAnswer | 'later' | 'stop'> {
  const { prompts, kinds } = asking;
  prompts.show(
    `${asking.place}  ${placeText(site)}  ${site.api}  ${site.workflow ?? '(chosen at run time)'}`,
    details(site),
  );
  const ways = site.reason === 'kind-conflict' ? kindsOfWorkflow(site, kinds) : waysOf(site, asking);
  const said = await prompts.one({
    message: site.reason === null ? 'What is it?' : sentence(site.reason, site.detail),
    options: [
      ...ways.map(
        ({ label, hint }, at): Option => ({ value: String(at), label, ...(hint === undefined ? {} : { hint }) }),
      ),
      { value: 'later', label: 'leave it open' },
      { value: 'stop', label: 'leave this and all that follow open' },
    ],
    // A tenant is never taken by Enter alone.
    initial: 'later',
  });
  if (said === 'later' || said === 'stop') return said;
  const way = ways[Number(said)];
  return way === undefined ? 'later' : completed(way.answer, prompts);
}

const sentence = (reason: NonNullable<SiteRow['reason']>, detail: string | null): string =>
  `${reasonText(reason).long}${detail === null ? '' : `\n${detail}`}`;

function details(site: SiteRow): readonly string[] {
  const lines = callLines(site.callText);
  const shown = lines.slice(0, CALL_LINES).map((line) => `| ${line}`);
  return [
    ...shown,
    ...(lines.length > CALL_LINES ? [`| … ${lines.length - CALL_LINES} more lines`] : []),
    ...hintsOf(site),
    ...site.callers.slice(0, CALL_LINES).map(({ at, passes }) => `called at ${placeText(at)} with ${passes}`),
  ];
}

/** What suggests a kind; what is certain is no question. */
export const hintsOf = ({ evidence }: Pick<SiteRow, 'evidence'>): readonly string[] =>
  evidence
    .filter(({ strength }) => strength === 'hint')
    .map(({ kind, because }) => `hint${kind === null ? '' : ` (${kind})`}: ${because}`);

interface Way {
  readonly label: string;
  readonly hint?: string;
  readonly answer: ConfigAnswer;
}

/** Two kinds claim the workflow: it is the workflow that is answered for, whatever the lists of the config say. */
const kindsOfWorkflow = ({ workflow }: SiteRow, kinds: Asking['kinds']): readonly Way[] =>
  Object.keys(kinds).map((kind) => ({
    label: kind,
    hint: `for every start of ${workflow}`,
    answer: { about: 'override', workflow: workflow ?? '', key: 'kind', value: kind },
  }));

/** What settles more than this start comes first. */
const waysOf = (site: SiteRow, asking: Asking): readonly Way[] => [
  ...forAllCallers(site),
  ...forAllQueues(site),
  ...forThisStart(site, asking),
  ...forEveryStart(site, asking),
  { label: 'it stays on this queue', answer: answerTo(site, { decision: 'keep', reason: REASON_HERE }) },
];

const forAllCallers = ({ reason, wrapperName, callers }: SiteRow): readonly Way[] =>
  reason !== 'wrapper' || wrapperName === null || callers.length === 0
    ? []
    : [
        {
          label: 'its callers are the starts',
          hint: `${wrapperName} goes under wrappers`,
          answer: { about: 'wrapper', name: wrapperName },
        },
      ];

const forAllQueues = ({ kind, mergedQueues }: SiteRow): readonly Way[] =>
  kind === null || mergedQueues.length === 0
    ? []
    : [
        {
          label: `${mergedQueues.join(' and ')} may share the queues of ${kind}`,
          hint: 'for all of their starts',
          answer: { about: 'queues', kind, queues: mergedQueues },
        },
      ];

function forThisStart(site: SiteRow, { kinds, before }: Asking): readonly Way[] {
  const way = (label: string, answer: SiteAnswer): Way => ({ label, answer: answerTo(site, answer) });
  // It was a person's expression that does not compile: theirs to mend.
  const ways = waysToAnswer(site.reason === 'would-not-compile' ? { ...site, reason: 'tenant-unknown' } : site, kinds);
  const complete = ways.filter(({ decision, tenantId }) => decision === undefined && tenantId !== TENANT_HERE);
  const sharded = [...new Set(ways.flatMap(({ kind, tenantId }) => (tenantId === undefined ? [] : [kind])))];
  return [
    ...(before === undefined ? [] : [{ ...way('what was said before still holds', before), hint: textOf(before) }]),
    ...complete.map((one) => way(textOf(one), one)),
    ...sharded.map((kind) => way(`${kind}, by another expression`, { kind, tenantId: TENANT_HERE })),
  ];
}

/** Several starts of one workflow are asked about: one entry may say where each has its tenant. */
const forEveryStart = ({ workflow, reason }: SiteRow, { siblings }: Asking): readonly Way[] =>
  workflow === null || siblings < 2 || (reason !== 'tenant-unknown' && reason !== 'tenant-ambiguous')
    ? []
    : [
        {
          label: `the ${siblings} open starts of ${workflow} have it at the same place`,
          hint: 'args[0], args[0].tenantId, searchAttributes.name, memo.name',
          answer: { about: 'override', workflow, key: 'tenantId', value: TENANT_HERE },
        },
      ];

const answerTo = ({ id, callHash }: SiteRow, answer: SiteAnswer): ConfigAnswer => ({
  about: 'site',
  id,
  answer: { ...answer, callHash },
});

const textOf = ({ decision, reason, kind, tenantId }: SiteAnswer): string =>
  decision === 'keep' ? `stays: ${reason}` : [kind, ...(tenantId === undefined ? [] : [`by ${tenantId}`])].join(', ');

/** Asks for the words that only a person can give. */
async function completed(said: ConfigAnswer, prompts: Prompts): Promise<ConfigAnswer> {
  const ask = (message: string): Promise<string> => prompts.line({ message, problem: needed });
  if (said.about === 'override' && said.value === TENANT_HERE)
    return { ...said, value: await ask(`Where is the tenant id in every start of ${said.workflow}?`) };
  if (said.about !== 'site') return said;
  const { answer } = said;
  if (answer.reason === REASON_HERE) return { ...said, answer: { ...answer, reason: await ask('Why does it stay?') } };
  if (answer.tenantId !== TENANT_HERE) return said;
  return { ...said, answer: { ...answer, tenantId: await ask('Which expression is the tenant id, at this call?') } };
}

const needed = (text: string): string | null => (text === '' ? 'it cannot be empty' : null);
