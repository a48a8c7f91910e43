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
  const ways = site.reason === 'kind-conflict' ? overrides(site, kinds) : answers(site, asking);
  const said = await prompts.one({
    message: site.reason === null ? 'What is it?' : sentence(site.reason, site.detail),
    options: [
      ...ways.map(
        ({ label, hint }, at): Option => ({ value: String(at), label, ...(hint === undefined ? {} : { hint }) }),
      ),
      { value: 'later', label: 'leave it open' },
      { value: 'stop', label: 'leave this and all that follow open' },
    ],
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
const overrides = ({ workflow }: SiteRow, kinds: Asking['kinds']): readonly Way[] =>
  Object.keys(kinds).map((kind) => ({
    label: kind,
    hint: `for every start of ${workflow}`,
    answer: { about: 'override', workflow: workflow ?? '', kind },
  }));

function answers(site: SiteRow, { kinds, before }: Asking): readonly Way[] {
  const { callHash, id } = site;
  const way = (label: string, answer: SiteAnswer, hint?: string): Way => ({
    label,
    ...(hint === undefined ? {} : { hint }),
    answer: { about: 'site', id, answer: { ...answer, callHash } },
  });
  // It was a person's expression that does not compile: theirs to mend.
  const ways = waysToAnswer(site.reason === 'would-not-compile' ? { ...site, reason: 'tenant-unknown' } : site, kinds);
  const named = ways.filter(({ tenantId }) => tenantId !== TENANT_HERE);
  const sharded = [...new Set(ways.flatMap(({ kind, tenantId }) => (tenantId === undefined ? [] : [kind])))];
  return [
    ...(before === undefined ? [] : [way('what was said before still holds', before, textOf(before))]),
    ...wrapperWays(site),
    ...named.filter(({ decision }) => decision === undefined).map((one) => way(textOf(one), one)),
    ...sharded.map((kind) => way(`${kind}, by another expression`, { kind, tenantId: TENANT_HERE })),
    way('it stays on this queue', { decision: 'keep', reason: REASON_HERE }),
  ];
}

const wrapperWays = ({ reason, wrapperName, callers }: SiteRow): readonly Way[] =>
  reason !== 'wrapper' || wrapperName === null || callers.length === 0
    ? []
    : [
        {
          label: 'its callers are the starts',
          hint: `${wrapperName} goes under wrappers`,
          answer: { about: 'wrapper', name: wrapperName },
        },
      ];

const textOf = ({ decision, reason, kind, tenantId }: SiteAnswer): string =>
  decision === 'keep' ? `stays: ${reason}` : [kind, ...(tenantId === undefined ? [] : [`by ${tenantId}`])].join(', ');

/** Asks for the words that only a person can give. */
async function completed(said: ConfigAnswer, prompts: Prompts): Promise<ConfigAnswer> {
  if (said.about !== 'site') return said;
  const { answer } = said;
  if (answer.reason === REASON_HERE) {
    const reason = await prompts.line({ message: 'Why does it stay?', problem: needed });
    return { ...said, answer: { ...answer, reason } };
  }
  if (answer.tenantId !== TENANT_HERE) return said;
  const tenantId = await prompts.line({ message: 'Which expression is the tenant id, at this call?', problem: needed });
  return { ...said, answer: { ...answer, tenantId } };
}

const needed = (text: string): string | null => (text === '' ? 'it cannot be empty' : null);
