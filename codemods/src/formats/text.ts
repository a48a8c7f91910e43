import { placeText } from '../model/place.js';
import { reasonText } from '../model/reason.js';
import type { Report, SiteRow } from '../model/report.js';
import type { Format, RenderOptions } from './format.js';
import { answersFor } from './parts/answers.js';
import { BUDGET_NOTE, budgetText, defaultsText } from './parts/budget.js';
import { callLines } from './parts/call.js';
import {
  byCount,
  counted,
  ledgerLine,
  notesOf,
  ON_INVALID,
  reasonsOf,
  routeText,
  TESTS_PASS,
  VERIFICATION,
  WHERE,
} from './parts/counts.js';
import { visible, visibleLines } from './parts/visible.js';

const CALL_LINES = 12;
const CALLER_LENGTH = 80;
const MENTIONS = 5;

/** For people at a terminal: the summary first, the questions last, where the eye is. */
export const text: Format = {
  id: 'text',
  describe: 'for people at a terminal',
  audience: 'people',
  render: (report, options) => {
    if (options.brief) return `${summary(report, options).join('\n')}\n`;
    const sections = [
      summary(report, options),
      unread(report, options),
      routes(report, options),
      patches(report, options),
      leftAlone(report, options),
      advice(report, options),
      budgets(report, options),
      notes(report, options),
      tests(report, options),
      mentions(report, options),
      findings(report, options),
      questions(report, options),
      next(report, options),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};

/** The verdict, the ledger and the verification: all that is said when a file takes the rest. */
export function summary(report: Report, { command, paint, verdict }: RenderOptions): string[] {
  const { ledger } = report;
  const of = (decision: SiteRow['decision']): string =>
    reasonsOf(report.sites.filter((site) => site.decision === decision))
      .map(({ short, count }) => `${short} ${count}`)
      .join(' · ');
  const files = new Set(report.changes.map(({ file }) => file)).size;
  const row = (name: string, count: number, words: string): string =>
    `  ${name.padEnd(7)}${String(count).padStart(5)}${count > 0 && words !== '' ? `   ${paint.dim(words)}` : ''}`;
  const rewritten = command === 'apply' ? 'rewritten' : 'to be rewritten';
  const changing = files === 0 ? '' : `; ${counted(files, 'file')} ${files === 1 ? 'changes' : 'change'}`;
  return [
    ...(verdict === null ? [] : [verdictLine(report, verdict, paint)]),
    paint.bold(ledgerLine(ledger)),
    row('route', ledger.route, `${rewritten}${changing}`),
    row('routed', ledger.routed, 'on the routing module already'),
    row('keep', ledger.keep, of('keep')),
    row('ask', ledger.ask, of('ask')),
    // `check` makes no edit, so it has nothing to say about one.
    ...(command === 'check' ? [] : verification(report, paint)),
    ...report.warnings.map((warning) => paint.yellow(`Warning: ${visible(warning)}`)),
  ];
}

function verdictLine({ ledger, findings }: Report, verdict: 'red' | 'green', paint: RenderOptions['paint']): string {
  if (verdict === 'green') return paint.green('GREEN: every start is routed, or stays where it is for a reason.');
  const parts = [
    ...(ledger.route > 0 ? [`${counted(ledger.route, 'start')} to route`] : []),
    ...(ledger.ask > 0 ? [counted(ledger.ask, 'open question')] : []),
    ...(findings.length > 0 ? [counted(findings.length, 'finding')] : []),
  ];
  return paint.red(`RED: ${parts.join(', ') || 'see below'}.`);
}

function verification({ verification: { state, notes, backedOut } }: Report, paint: RenderOptions['paint']): string[] {
  const words = VERIFICATION[state];
  const loud = state === 'not verified' || state === 'partly';
  return [
    loud ? paint.yellow(words) : paint.dim(words),
    ...notes.map((note) => `  ${visible(note)}`),
    ...backedOut.flatMap(({ group, message }) => [
      paint.yellow(`  backed out ${visible(group)}:`),
      ...visibleLines(message).map((line) => `    ${line}`),
    ]),
  ];
}

function unread(report: Report, { paint }: RenderOptions): string[] {
  if (report.unread.length === 0) return [];
  return [
    paint.bold(`Not read (${report.unread.length})`),
    ...report.unread.map(({ file, reason, fatal }) => {
      const row = `  ${visible(file)}: ${visible(reason)}`;
      return fatal ? paint.red(`${row}, and a start may hide there`) : row;
    }),
  ];
}

function routes(report: Report, { paint, command }: RenderOptions): string[] {
  const sites = report.sites.filter(({ decision }) => decision === 'route');
  if (sites.length === 0) return [];
  const title = command === 'apply' ? 'Rewritten' : 'To route';
  return [
    paint.bold(`${title} (${sites.length})`),
    ...grouped(sites, paint, (site) => `${name(site)} → ${paint.green(visible(routeText(site)))}`),
  ];
}

/** The diff in the middle of the text: `git apply` skips what stands around it. */
function patches({ changes }: Report, { command, paint }: RenderOptions): string[] {
  if (command !== 'plan' || changes.length === 0) return [];
  const lines = changes.flatMap(({ patch }) => patch.replace(/\n$/, '').split('\n'));
  return [
    paint.bold(`Diff of ${counted(new Set(changes.map(({ file }) => file)).size, 'file')}`),
    ...lines.map((line) => patchLine(line, paint)),
  ];
}

/** Harmless, and yet the same bytes for every line of ordinary source: a BOM and a final CR stay. */
function patchLine(line: string, paint: RenderOptions['paint']): string {
  const shown =
    visibleLines(line.replace(/\r$/, '')).join('').replaceAll('\\ufeff', '\uFEFF') + (line.endsWith('\r') ? '\r' : '');
  if (/^(diff|index|new file|---|\+\+\+)/.test(line)) return paint.bold(shown);
  if (line.startsWith('@@')) return paint.cyan(shown);
  return line.startsWith('+') ? paint.green(shown) : line.startsWith('-') ? paint.red(shown) : shown;
}

function leftAlone(report: Report, { paint, verbose }: RenderOptions): string[] {
  const kept = report.sites.filter(({ decision }) => decision === 'keep');
  const queues = byCount(Object.entries(report.queuesLeftAlone));
  const skipped = byCount(Object.entries(report.skipped));
  const lines = [
    ...(verbose ? grouped(kept, paint, (site) => `${name(site)}  ${keptBecause(site)}`) : []),
    ...(queues.length > 0
      ? [`  queues: ${queues.map(([queue, count]) => `${visible(queue)} ${count}`).join(', ')}`]
      : []),
    ...(skipped.length > 0
      ? [`  files:  ${skipped.map(([why, count]) => `${visible(why)} ${count}`).join(', ')}`]
      : []),
  ];
  return lines.length === 0 ? [] : [paint.bold('Left alone'), ...lines];
}

/** Readers of a legacy queue's name: no starts as far as can be told, and a place to look when one is missed. */
function mentions({ mentions: rows }: Report, { paint, verbose }: RenderOptions): string[] {
  if (rows.length === 0) return [];
  const groups = (Object.keys(WHERE) as (keyof typeof WHERE)[]).flatMap((where) => {
    const all = rows.filter((one) => one.where === where);
    const shown = verbose ? all : all.slice(0, MENTIONS);
    if (all.length === 0) return [];
    return [
      `  ${WHERE[where]} (${all.length})`,
      ...shown.map(({ file, line, text }) => `    ${visible(file)}:${line}  ${paint.dim(visible(text))}`),
      ...(shown.length < all.length ? [`    and ${all.length - shown.length} more (--verbose shows them)`] : []),
    ];
  });
  return [paint.bold(`A legacy queue is also named here, outside the ledger (${rows.length})`), ...groups];
}

/** What to know of starts that are rewritten, beside the rewrite. */
function notes({ sites }: Report, { paint }: RenderOptions): string[] {
  const rows = notesOf(sites);
  if (rows.length === 0) return [];
  const lines = rows.flatMap(({ site, note }) => [
    `  ${place(site)}  ${name(site)}`,
    `    ${visible(note.file)}:${note.line}  ${paint.yellow(note.code)}  ${visible(note.message)}`,
  ]);
  return [paint.bold(`Errors of a route that are caught or lost (${rows.length})`), ...lines, `  ${ON_INVALID}`];
}

/** The tests that name the queue a start is on; each under its start when there is room. */
function tests({ sites }: Report, { paint, verbose }: RenderOptions): string[] {
  const concerned = sites.filter((site) => site.tests.length > 0);
  const files = new Set(concerned.flatMap((site) => site.tests.map(({ file }) => file)));
  if (concerned.length === 0) return [];
  const lines = concerned.flatMap((site) => [
    `  ${place(site)}  ${name(site)}`,
    ...site.tests.map(({ file, line, text }) => `    ${visible(file)}:${line}  ${paint.dim(visible(text))}`),
  ]);
  return [
    paint.bold(`Tests that name the legacy queue of a start (${counted(files.size, 'file')})`),
    `  ${TESTS_PASS}`,
    ...(verbose ? lines : [`  ${[...files].map(visible).join(', ')} (--verbose shows them under their starts)`]),
  ];
}

function keptBecause({ reason, detail }: SiteRow): string {
  const short = reason === null ? 'kept' : reasonText(reason).short;
  return detail === null ? short : `${short}: ${visible(detail)}`;
}

function advice(report: Report, { paint }: RenderOptions): string[] {
  if (report.advice.length === 0) return [];
  return [
    paint.bold(`To add by hand (${report.advice.length})`),
    ...report.advice.flatMap(({ file, line, message, add }) => [
      `  ${visible(file)}:${line}  ${visible(message)}`,
      ...visibleLines(add.replace(/\n$/, '')).map((one) => `    ${paint.cyan(one)}`),
    ]),
  ];
}

function budgets({ budgets: all }: Report, { paint }: RenderOptions): string[] {
  if (all.length === 0) return [];
  const lines = all.flatMap(({ file, line, kinds, rows }) => [
    `  ${visible(file)}:${line}  ${visible(['legacy', ...kinds].join(', '))}`,
    ...rows.map((row) => `    ${shardsText(row).padEnd(9)}  ${budgetText(row)}`),
  ]);
  const notes = [BUDGET_NOTE, defaultsText(all)].filter((note) => note !== '');
  return [paint.bold(`Worker budget (${all.length})`), ...lines, ...notes.map((note) => `  ${paint.dim(note)}`)];
}

const shardsText = ({ shards }: { readonly shards: number }): string =>
  `${String(shards).padStart(2)} ${shards === 1 ? 'shard' : 'shards'}`;

function findings(report: Report, { paint }: RenderOptions): string[] {
  if (report.findings.length === 0) return [];
  return [
    paint.bold(`Findings (${report.findings.length})`),
    ...report.findings.flatMap(({ code, file, line, message, next: step }) => [
      `  ${visible(file)}:${line}  ${paint.red(code)}  ${visible(message)}`,
      `    ${visible(step)}`,
    ]),
  ];
}

function questions(report: Report, options: RenderOptions): string[] {
  const { paint } = options;
  const asked = report.sites.filter(({ decision }) => decision === 'ask');
  if (asked.length === 0) return [];
  return [
    paint.bold(`Questions (${asked.length})`),
    ...asked.flatMap((site, at) => [...(at === 0 ? [] : ['']), ...question(site, at + 1, report, options)]),
  ];
}

function question(site: SiteRow, number: number, report: Report, { paint, verbose }: RenderOptions): string[] {
  const reason = site.reason === null ? null : reasonText(site.reason);
  const code = callLines(site.callText);
  const shown = verbose ? code : code.slice(0, CALL_LINES);
  return [
    `  ${number}. ${place(site)}  ${site.api}  ${name(site)}`,
    ...shown.map((line) => paint.dim(`     | ${line}`.trimEnd())),
    ...(shown.length < code.length ? [paint.dim(`     | … ${code.length - shown.length} more lines`)] : []),
    `     ${paint.yellow(reason?.short ?? 'undecided')}${site.detail === null ? '' : `: ${visible(site.detail)}`}`,
    ...(reason === null ? [] : [`     ${reason.settle}`]),
    ...site.evidence
      .filter(({ strength }) => strength === 'hint')
      .map(({ kind, because }) => `     hint${kind === null ? '' : ` (${visible(kind)})`}: ${visible(because)}`),
    ...(site.candidates.length > 0 ? [`     candidates: ${site.candidates.map(visible).join(', ')}`] : []),
    ...site.callers.map(
      ({ at, passes, sure, as }) =>
        `     called at ${visible(placeText(at))}${as === null ? '' : ` as ${visible(as)}`}${sure ? '' : ' (by its name only)'} with ${visible(shortened(passes))}`,
    ),
    `     site: ${visible(site.id)}`,
    `     one of these under "sites" in ${visible(report.config.file ?? 'temporal-queue.config.json')}:`,
    ...answersFor(site, report.config.kinds).map((line) => `       ${paint.cyan(line)}`),
    ...(site.reason === 'wrapper' && site.wrapperName !== null
      ? [`     or under "wrappers": ${paint.cyan(visible(JSON.stringify(site.wrapperName)))}`]
      : []),
  ];
}

function next({ ledger, changes, unread: rows }: Report, { command, verdict }: RenderOptions): string[] {
  const answer = `answer the ${ledger.ask === 1 ? 'question' : `${ledger.ask} questions`}`;
  const step = (words: string): string[] => [`Next: ${words}.`];
  if (rows.some(({ fatal }) => fatal)) return step('mend the files under "Not read", or exclude them in the config');
  if (command === 'check')
    return verdict === 'red'
      ? step('run `temporal-queue-codemods plan` to see the rewrite, and what of it would not compile')
      : [];
  if (command === 'apply') return [];
  if (changes.length === 0) return ledger.ask > 0 ? step(`${answer}, then plan again`) : ['Nothing to change.'];
  const apply = 'run `temporal-queue-codemods apply`';
  return step(ledger.ask > 0 ? `${answer} or leave them open, then ${apply}` : apply);
}

/** Rows under their file, the API column aligned. */
function grouped(sites: readonly SiteRow[], paint: RenderOptions['paint'], rest: (site: SiteRow) => string): string[] {
  const lines: string[] = [];
  const files = new Map<string, SiteRow[]>();
  for (const site of sites) files.set(site.file, [...(files.get(site.file) ?? []), site]);
  for (const [file, rows] of files) {
    lines.push(`  ${paint.dim(visible(file))}`);
    const places = Math.max(...rows.map((site) => place(site).length));
    const apis = Math.max(...rows.map(({ api }) => api.length));
    for (const site of rows) lines.push(`    ${place(site).padEnd(places)}  ${site.api.padEnd(apis)}  ${rest(site)}`);
  }
  return lines;
}

const place = (site: SiteRow): string => visible(placeText(site));
const name = ({ workflow }: SiteRow): string => (workflow === null ? '(chosen at run time)' : visible(workflow));
const shortened = (text: string): string => (text.length > CALLER_LENGTH ? `${text.slice(0, CALLER_LENGTH)} …` : text);
