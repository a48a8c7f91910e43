import type { Evidence } from '../model/decision.js';
import { placeText } from '../model/place.js';
import type { StartSite } from '../model/site.js';

interface Hint {
  readonly rule: string;
  readonly kind: 'tenant' | 'jobs';
  readonly because: string;
  readonly holds: (site: StartSite) => boolean;
}

/** Work over all tenants, by the words of its name: `BillAllCustomers`, `syncForEachTenant`, `reindex-per-organization`. */
const FAN_OUT =
  /\b(all|each|every|across|per) (the )?(tenant|organi[sz]ation|org|account|customer|company|companie|team|user|workspace|shop|store)s?\b|\bfan ?out\b|\bfor (all|each|every)\b/;
const SYSTEM_NAME =
  /(clean[-_]?up|sweep|purge|prune|expire|rotate|nightly|daily|hourly|weekly|monthly|cron|schedule[dr]|reindex|backfill|maintenance|heartbeat|health[-_]?check|janitor|digest|garbage|housekeeping|retention)/i;
const TENANT_NAME =
  /(tenant|onboard|organi[sz]ation|account|customer|user|subscription|invoice|import|export|provision)/i;
const SYSTEM_FOLDER =
  /(^|\/)(cron|crons|cronjobs?|cron-jobs?|scripts?|jobs?|schedules?|schedulers?|scheduled|maintenance|ops|bin|backfills?|periodic)\//i;
const SYSTEM_FILE = /(^|[/.-])(cron|scheduler|schedules?)\.[cm]?[jt]sx?$/i;

const named = (site: StartSite, pattern: RegExp): boolean => pattern.test(site.workflow.name ?? '');
const isFanOut = ({ workflow }: StartSite): boolean => FAN_OUT.test(wordsOf(workflow.name ?? ''));
const isTenant = (name: string): boolean => /tenant|organi[sz]ation/i.test(name);

/** `syncAllTenants` and `sync-all-tenants` as `sync all tenants`. */
const wordsOf = (name: string): string =>
  name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();

const HINTS: readonly Hint[] = [
  {
    rule: 'hint-fan-out',
    kind: 'jobs',
    because: 'the workflow is called like one over all tenants',
    holds: isFanOut,
  },
  {
    rule: 'hint-system-name',
    kind: 'jobs',
    because: 'the workflow is called like a system job',
    holds: (site) => named(site, SYSTEM_NAME),
  },
  {
    // Of one over all tenants the word says nothing.
    rule: 'hint-tenant-name',
    kind: 'tenant',
    because: "the workflow is called like a tenant's work",
    holds: (site) => named(site, TENANT_NAME) && !isFanOut(site),
  },
  {
    rule: 'hint-folder',
    kind: 'jobs',
    because: 'the file stands among system jobs',
    holds: ({ at }) => SYSTEM_FOLDER.test(at.file) || SYSTEM_FILE.test(at.file),
  },
  {
    rule: 'hint-schedule',
    kind: 'jobs',
    because: 'a schedule without arguments',
    holds: ({ recurring, argumentCount }) => recurring && argumentCount === 0,
  },
  {
    rule: 'hint-tenant-argument',
    kind: 'tenant',
    because: 'a tenant flows into the call',
    holds: ({ tenants, passed }) => [...tenants, ...passed].some(({ names }) => names.some(isTenant)),
  },
];

/** What names and places suggest. Shown with a question and proposed by `init`; never routes anything. */
export const hintsFor = (site: StartSite): readonly Evidence[] =>
  HINTS.filter((hint) => hint.holds(site)).map(({ rule, kind, because }) => ({
    rule,
    kind,
    strength: 'hint',
    because,
    at: placeText(site.at),
  }));
