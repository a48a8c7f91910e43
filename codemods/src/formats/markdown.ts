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
import { block, code, prose, row, table } from './parts/markdown.js';
import { visibleLines } from './parts/visible.js';

/** GitHub refuses a comment over 65,536 characters. */
const LIMIT = 65_000;
/** Rows per section, tried from the left until the comment fits. */
const ROWS = [200, 50, 20, 5, 1] as const;
/** Of what is only to be read, so that it leaves the room to what must be done. */
const LISTED = 20;
const CALL_LINES = 12;
const WORDS = 500;

/** A pull request comment: tables, the questions as a task list, the diff folded away. */
export const markdown: Format = {
  id: 'markdown',
  describe: 'a pull request comment',
  audience: 'people',
  render: (report, options) => {
    let body = '';
    for (const rows of ROWS) {
      body = bodyOf(report, options, rows);
      if (body.length <= LIMIT) break;
    }
    return `${[body, ...folded(report, LIMIT - body.length)].join('\n\n')}\n`;
  },
};

function bodyOf(report: Report, options: RenderOptions, rows: number): string {
  const sections = [
    heading(report, options),
    counts(report),
    notes(report, options, rows),
    routes(report, rows),
    findings(report, rows),
    advice(report, rows),
    budgets(report, rows),
    questions(report, rows),
    errors(report, Math.min(rows, LISTED)),
    tests(report, Math.min(rows, LISTED)),
    mentions(report, Math.min(rows, LISTED)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
    .trimEnd();
}

/** As many as there is room for, and how many there are beside. */
function cut<T>(items: readonly T[], rows: number, write: (item: T) => readonly string[]): string[] {
  const lines = items.slice(0, rows).flatMap(write);
  return items.length > rows ? [...lines, '', `… and ${items.length - rows} more.`] : lines;
}

function heading({ ledger }: Report, { verdict }: RenderOptions): string[] {
  const light = verdict === null ? '' : verdict === 'green' ? '🟢 ' : '🔴 ';
  const open = ledger.ask > 0 ? `, ${counted(ledger.ask, 'open question')}` : '';
  return [
    `## ${light}Temporal queues: ${counted(ledger.route, 'start')} to route${open}`,
    '',
    `\`${ledgerLine(ledger)}\``,
  ];
}

function counts({ sites, ledger }: Report): string[] {
  const why = (decision: SiteRow['decision']): string =>
    reasonsOf(sites.filter((site) => site.decision === decision))
      .map(({ short, count }) => `${short} ${count}`)
      .join(', ');
  return table(
    ['decision', 'starts', 'why'],
    [
      ['route', String(ledger.route), ''],
      ['routed', String(ledger.routed), 'on the routing module already'],
      ['keep', String(ledger.keep), why('keep')],
      ['ask', String(ledger.ask), why('ask')],
    ],
  );
}

function notes(
  { verification, warnings, unread, queuesLeftAlone }: Report,
  { command }: RenderOptions,
  rows: number,
): string[] {
  const queues = byCount(Object.entries(queuesLeftAlone)).map(([queue, count]) => `${code(queue)} ${count}`);
  const { state, backedOut } = verification;
  const loud = state === 'not verified' || state === 'partly';
  const all = [
    ...verification.notes.map((note) => prose(note)),
    ...backedOut.map(({ group, message }) => `backed out ${code(group)}: ${code(oneLine(message))}`),
    ...warnings.map((warning) => `⚠️ ${prose(warning)}`),
    ...unread.map(
      ({ file, reason, fatal }) =>
        `not read: ${code(file)} (${prose(reason)})${fatal ? ' **a start may hide there**' : ''}`,
    ),
    ...(queues.length > 0 ? [`queues left alone: ${queues.slice(0, rows).join(', ')}`] : []),
  ];
  return [
    ...(command === 'check' ? [] : [loud ? `> [!WARNING]\n> ${VERIFICATION[state]}` : VERIFICATION[state]]),
    ...(all.length > 0 ? ['', ...cut(all, rows, (one) => [`- ${one}`])] : []),
  ];
}

function routes({ sites }: Report, limit: number): string[] {
  const rows = sites.filter(({ decision }) => decision === 'route');
  if (rows.length === 0) return [];
  return [
    `### To route (${rows.length})`,
    '',
    ...table(['where', 'call', 'workflow', 'route'], []),
    ...cut(rows, limit, (site) => [row([place(site), site.api, name(site), code(routeText(site))])]),
  ];
}

function findings({ findings: rows }: Report, limit: number): string[] {
  if (rows.length === 0) return [];
  return [
    `### Findings (${rows.length})`,
    '',
    ...table(['where', 'finding', 'what', 'next'], []),
    ...cut(rows, limit, (one) => [
      row([code(`${one.file}:${one.line}`), one.code, prose(one.message), prose(one.next)]),
    ]),
  ];
}

function advice({ advice: rows }: Report, limit: number): string[] {
  if (rows.length === 0) return [];
  return [
    `### To add by hand (${rows.length})`,
    ...cut(rows, limit, ({ file, line, message, add }) => [
      '',
      `${code(`${file}:${line}`)}: ${prose(message)}`,
      '',
      ...block('ts', visibleLines(add).join('\n')),
    ]),
  ];
}

function budgets({ budgets: all }: Report, limit: number): string[] {
  if (all.length === 0) return [];
  const lines = all.flatMap(({ file, line, kinds, rows }) =>
    rows.map((one) =>
      row([code(`${file}:${line}`), prose(['legacy', ...kinds].join(', ')), String(one.shards), budgetText(one)]),
    ),
  );
  const head = ['worker', 'polls', 'shards', 'holds'];
  const notes = [BUDGET_NOTE, defaultsText(all)].filter((note) => note !== '').map(prose);
  return [
    '### Worker budget',
    '',
    row(head),
    `|${head.map(() => '---').join('|')}|`,
    ...cut(lines, limit, (one) => [one]),
    '',
    ...notes,
  ];
}

function questions(report: Report, limit: number): string[] {
  const rows = report.sites.filter(({ decision }) => decision === 'ask');
  if (rows.length === 0) return [];
  const file = code(report.config.file ?? 'temporal-queue.config.json');
  return [
    `### Questions (${rows.length})`,
    '',
    `Answer with one of the lines under each, in \`"sites"\` of ${file}.`,
    '',
    ...cut(rows, limit, (site) => question(site, report)),
  ];
}

function errors({ sites }: Report, limit: number): string[] {
  const rows = notesOf(sites);
  if (rows.length === 0) return [];
  return [
    `### Errors of a route that are caught or lost (${rows.length})`,
    '',
    ON_INVALID,
    '',
    ...table(['start', 'at', 'note', 'what'], []),
    ...cut(rows, limit, ({ site, note }) => [
      row([place(site), code(`${note.file}:${note.line}`), note.code, prose(note.message)]),
    ]),
  ];
}

function tests({ sites }: Report, limit: number): string[] {
  const rows = sites.flatMap((site) => site.tests.map((test) => ({ site, test })));
  if (rows.length === 0) return [];
  return [
    `### Tests that name the legacy queue of a start (${rows.length})`,
    '',
    TESTS_PASS,
    '',
    ...table(['start', 'test', 'line'], []),
    ...cut(rows, limit, ({ site, test }) => [row([place(site), code(`${test.file}:${test.line}`), code(test.text)])]),
  ];
}

function mentions({ mentions: rows }: Report, limit: number): string[] {
  if (rows.length === 0) return [];
  const groups = (Object.keys(WHERE) as (keyof typeof WHERE)[]).flatMap((where) => {
    const own = rows.filter((one) => one.where === where);
    if (own.length === 0) return [];
    const lines = cut(own, limit, ({ file, line, text }) => [`- ${code(`${file}:${line}`)} ${code(text)}`]);
    return ['', `**${WHERE[where]}** (${own.length})`, '', ...lines];
  });
  return [`### A legacy queue is also named here, outside the ledger (${rows.length})`, ...groups];
}

function question(site: SiteRow, { config }: Report): string[] {
  const reason = site.reason === null ? null : reasonText(site.reason);
  const detail = site.detail === null ? '' : ` (${code(oneLine(site.detail))})`;
  const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
  const call = callLines(site.callText);
  const shown = call.length > CALL_LINES ? [...call.slice(0, CALL_LINES), '…'] : call;
  return [
    `- [ ] ${place(site)} ${name(site)}: **${reason?.short ?? 'undecided'}**${detail}. ${reason?.settle ?? ''}`.trimEnd(),
    '',
    ...indented(block('ts', shown.join('\n'))),
    '',
    ...indented(block('jsonc', answersFor(site, config.kinds).join('\n'))),
    '',
  ];
}

/** The diff, as long as the comment has room for it. */
function folded({ changes }: Report, room: number): string[] {
  const patch = changes.map((change) => change.patch).join('');
  if (patch === '') return [];
  const files = counted(new Set(changes.map(({ file }) => file)).size, 'file');
  const lines = [
    '<details>',
    `<summary>Diff of ${files}</summary>`,
    '',
    ...block('diff', visibleLines(patch).join('\n')),
    '',
    '</details>',
  ];
  const whole = lines.join('\n');
  return [
    whole.length + 4 <= room
      ? whole
      : `The diff of ${files} is too long for a comment; \`--format diff=changes.patch\` writes it.`,
  ];
}

const place = (site: SiteRow): string => code(placeText(site));
const name = ({ workflow }: SiteRow): string => (workflow === null ? '(chosen at run time)' : code(workflow));
const oneLine = (message: string): string => message.replace(/\s*\n\s*/g, ' ').slice(0, WORDS);
