import { reasonText } from '../../model/reason.js';
import type { MentionRow, NoteRow, Report, SiteRow } from '../../model/report.js';

/** The ledger as the equation it is. */
export const ledgerLine = ({ found, route, routed, keep, ask }: Report['ledger']): string =>
  `found ${found} = route ${route} + routed ${routed} + keep ${keep} + ask ${ask}`;

/** `3 starts`, `1 start`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** How many of the sites have each reason, most frequent first. */
export function reasonsOf(sites: readonly SiteRow[]): { readonly short: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { reason } of sites) {
    const short = reason === null ? 'no reason given' : reasonText(reason).short;
    counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  return byCount(counts).map(([short, count]) => ({ short, count }));
}

/** Counted names, most frequent first, equal counts by name. */
export const byCount = (counts: Iterable<readonly [string, number]>): (readonly [string, number])[] =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : a > b ? 1 : 0));

/** What the route becomes at the call: `tenant(tenant.id)`, `jobs`; of a child that needs none, whom it follows. */
export const routeText = ({ kind, tenantId, form }: SiteRow): string =>
  form === 'follow' ? 'its workflow (queue removed)' : `${kind ?? '?'}${tenantId === null ? '' : `(${tenantId})`}`;

/** The notes at starts that are to be rewritten, each with its start. */
export const notesOf = (sites: readonly SiteRow[]): readonly { readonly site: SiteRow; readonly note: NoteRow }[] =>
  sites.filter(({ decision }) => decision === 'route').flatMap((site) => site.notes.map((note) => ({ site, note })));

/** What settles them all. */
export const ON_INVALID =
  "A route refuses a tenant id that is empty or too long, by a RoutingError. With onInvalid: 'legacy' in the routing module such a start stays on the legacy queue instead.";

/** What is true of every test under a start. */
export const TESTS_PASS =
  'With the routing mode off every start stays on its queue, and these pass unedited; a start that is routed breaks them.';

/** Where a legacy queue is mentioned, in the order people should read it. */
export const WHERE: Readonly<Record<MentionRow['where'], string>> = {
  code: 'in code',
  other: 'in other files',
  test: 'in tests',
};

/** The four states of verification, said loudly where nothing is proved. */
export const VERIFICATION: Readonly<Record<Report['verification']['state'], string>> = {
  compiled: 'Verified: the result compiles as the repository did before.',
  partly: 'PARTLY VERIFIED: some of the changed files could not be compiled here.',
  'not verified': 'NOT VERIFIED: nothing proves that the result compiles.',
  'nothing to verify': 'Nothing to verify: no file would change.',
};
