import { type ConfigAnswer, withAnswers } from '../config/index.js';
import { isSettledInCode } from '../model/answer.js';
import type { Config } from '../model/config.js';
import type { Report, SiteRow } from '../model/report.js';
import { askKinds } from './ask-kinds.js';
import { askSite, hintsOf } from './ask-site.js';
import type { Prompts } from './prompts.js';

/** What a plan says of the repository, and the answers that the config gives already. */
export interface Planned {
  readonly report: Report;
  readonly config: Config;
}

/** Where the walk ended. */
export interface Walked {
  readonly text: string;
  readonly answers: readonly ConfigAnswer[];
  readonly report: Report;
}

/**
 * Goes through the open questions: first the workflows without a kind, together; then start by start. One answer can raise
 * the next question (work of a tenant wants to know which), so it is planned anew until all is answered or left open.
 */
export async function walkQuestions(
  start: Planned & { readonly text: string },
  plan: (text: string) => Promise<Planned>,
  prompts: Prompts,
): Promise<Walked> {
  const answers: ConfigAnswer[] = [];
  const left = new Set<string>();
  let now = start.text;
  let planned: Planned = start;
  for (;;) {
    const open = openQuestions(planned, answers).filter(({ id }) => !left.has(id));
    if (open.length === 0) return { text: now, answers, report: planned.report };
    const round = await askRound(open, planned, prompts);
    for (const id of round.left) left.add(id);
    if (round.answers.length === 0) continue;
    answers.push(...round.answers);
    now = withAnswers(now, round.answers);
    planned = await plan(now);
  }
}

/** The questions that an answer can settle, an answer of this walk that would not compile among them. */
export function openQuestions(
  { report }: Pick<Planned, 'report'>,
  answers: readonly ConfigAnswer[] = [],
): readonly SiteRow[] {
  const said = new Set(answers.flatMap((one) => (one.about === 'site' ? [one.id] : [])));
  const isOurs = ({ id, reason }: SiteRow): boolean => said.has(id) && reason === 'would-not-compile';
  return report.sites.filter((site) => site.decision === 'ask' && (!isSettledInCode(site) || isOurs(site)));
}

interface Round {
  readonly answers: readonly ConfigAnswer[];
  /** The questions left open, by site. */
  readonly left: readonly string[];
}

function askRound(open: readonly SiteRow[], planned: Planned, prompts: Prompts): Promise<Round> {
  const unmapped = open.filter(({ reason, workflow }) => reason === 'unmapped-workflow' && workflow !== null);
  return unmapped.length > 0 ? askWorkflows(unmapped, planned, prompts) : askSites(open, planned, prompts);
}

async function askWorkflows(sites: readonly SiteRow[], { report }: Planned, prompts: Prompts): Promise<Round> {
  const names = [...new Set(sites.flatMap(({ workflow }) => workflow ?? []))].sort();
  const kinds = Object.entries(report.config.kinds).map(([name, { scope }]) => ({ name, scope, workflows: [] }));
  const said = await askKinds(
    names.map((name) => ({ name, hint: hintOf(sites.filter(({ workflow }) => workflow === name)) })),
    kinds,
    prompts,
  );
  const answers = said.flatMap((kind) =>
    kind.workflows.map((workflow): ConfigAnswer => ({ about: 'workflow', workflow, kind })),
  );
  const decided = new Set(said.flatMap(({ workflows }) => workflows));
  return { answers, left: sites.filter(({ workflow }) => !decided.has(workflow ?? '')).map(({ id }) => id) };
}

function hintOf(sites: readonly SiteRow[]): string {
  const places = sites.map(({ file, line }) => `${file}:${line}`);
  const hints = new Set(sites.flatMap(hintsOf));
  const where = places.length > 1 ? `${places[0]} and ${places.length - 1} more` : (places[0] ?? '');
  return [where, ...hints].join('; ');
}

/** Start by start, until an answer speaks for more than one: what is left is asked after the next plan. */
async function askSites(sites: readonly SiteRow[], { report, config }: Planned, prompts: Prompts): Promise<Round> {
  const answers: ConfigAnswer[] = [];
  const left: string[] = [];
  for (const [at, site] of sites.entries()) {
    const said = await askSite(site, {
      place: `${at + 1} of ${sites.length}`,
      kinds: report.config.kinds,
      siblings: sites.filter(({ workflow }) => workflow === site.workflow).length,
      before: config.sites[site.id],
      prompts,
    });
    if (said === 'stop') return { answers, left: [...left, ...sites.slice(at).map(({ id }) => id)] };
    if (said === 'later') left.push(site.id);
    else answers.push(said);
    if (said !== 'later' && said.about !== 'site') break;
  }
  return { answers, left };
}
