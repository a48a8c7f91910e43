import type { Complaint } from './model/complaint.js';
import type { PlanFile, Report, SiteRow } from './model/report.js';

/** Written files that have to be what they were again, each with the error that says so. */
export type TakenBack = ReadonlyMap<string, string>;

type Write = Pick<PlanFile['write'][number], 'file' | 'group'>;

/** What a compiler said of each project: its errors, or why there is no telling. */
type Said = ReadonlyMap<string, readonly Complaint[] | string>;

/** Errors that were not there before, in the projects that both times say. What is not installed yet is no error of ours. */
export function newComplaints(before: Said, after: Said, notInstalled: string): readonly Complaint[] {
  return [...after]
    .flatMap(([project, now]) => {
      const was = before.get(project);
      return typeof now === 'string' || was === undefined || typeof was === 'string' ? [] : more(was, now);
    })
    .filter((one) => !(one.code === 'TS2307' && isAbout(notInstalled, one.message)));
}

/** As many of a kind as there are more of it: lines move. */
function more(before: readonly Complaint[], after: readonly Complaint[]): readonly Complaint[] {
  const kindOf = ({ file, code, message }: Complaint): string => [file, code, message].join('\0');
  const left = new Map<string, number>();
  for (const one of before) left.set(kindOf(one), (left.get(kindOf(one)) ?? 0) + 1);
  return after.filter((one) => {
    const count = left.get(kindOf(one)) ?? 0;
    left.set(kindOf(one), count - 1);
    return count <= 0;
  });
}

const isAbout = (name: string, message: string): boolean =>
  message.includes(`'${name}'`) || message.includes(`'${name}/`) || message.includes(`"${name}"`);

/**
 * The files to take back: those with a new error and those they share a change group with. An error in a file that was not
 * written, or in what every start needs, takes back everything, and so does the loss of the last start.
 */
export function filesToTakeBack(
  worse: readonly Complaint[],
  written: readonly Write[],
  shared: readonly string[],
): TakenBack {
  const [first] = worse;
  if (first === undefined) return new Map();
  const groupsOf = (file: string): readonly string[] =>
    written.find((one) => one.file === file)?.group.split(', ') ?? shared;
  const everything = worse.find(({ file }) => file === null || groupsOf(file).some((group) => shared.includes(group)));
  if (everything !== undefined) return new Map(written.map(({ file }) => [file, said(everything)]));
  const back = new Map(worse.flatMap((one) => (one.file === null ? [] : [[one.file, said(one)] as const])));
  for (let before = -1; before < back.size; ) {
    before = back.size;
    for (const { file } of written) {
      const partner = [...back.keys()].find((other) => groupsOf(other).some((group) => groupsOf(file).includes(group)));
      if (partner !== undefined && !back.has(file)) back.set(file, back.get(partner) as string);
    }
  }
  // Settings and a routing module that no start needs any more would only lie about.
  const starts = written.filter(({ group }) => group.split(', ').some(isOfStart));
  const isForNothing = starts.length > 0 && starts.every(({ file }) => back.has(file));
  return isForNothing ? new Map(written.map(({ file }) => [file, back.get(file) ?? said(first)])) : back;
}

const isOfStart = (group: string): boolean => group.startsWith('start ');

const said = ({ file, line, code, message }: Complaint): string => `${file}:${line} ${code}: ${message}`;

/** The report of what was left written: the starts of the files taken back are questions. */
export function withoutTakenBack(report: Report, back: TakenBack, groupOf: (site: SiteRow) => string): Report {
  if (back.size === 0) return report;
  const gone = report.changes.filter(({ file }) => back.has(file));
  const groups = new Map(
    gone.flatMap(({ file, group }) => group.split(', ').map((one) => [one, back.get(file) ?? ''])),
  );
  const sites = report.sites.map((site): SiteRow => {
    const message = site.decision === 'route' ? groups.get(groupOf(site)) : undefined;
    if (message === undefined) return site;
    return { ...site, decision: 'ask', reason: 'would-not-compile', detail: message, form: null };
  });
  const moved = sites.filter((site, at) => site.decision !== report.sites[at]?.decision).length;
  const { ledger, verification } = report;
  return {
    ...report,
    sites,
    changes: report.changes.filter(({ file }) => !back.has(file)),
    ledger: { ...ledger, route: ledger.route - moved, ask: ledger.ask + moved },
    verification: {
      ...verification,
      backedOut: [...verification.backedOut, ...[...groups].map(([group, message]) => ({ group, message }))],
    },
  };
}
