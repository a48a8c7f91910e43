import picomatch from 'picomatch';
import type { Evidence, Kind } from '../model/decision.js';
import { placeText } from '../model/place.js';
import type { StartSite } from '../model/site.js';

/** The kind the config gives a workflow, or why it gives none. */
export type KindVerdict =
  | { readonly is: 'kind'; readonly kind: Kind; readonly evidence: Evidence }
  | { readonly is: 'conflict'; readonly evidence: readonly Evidence[] }
  | { readonly is: 'unmapped' };

const isGlob = (pattern: string): boolean => /[*?[\]{}()!+@]/.test(pattern);

/** Exact names first, then globs; two globs of different kinds are a conflict, never a choice. */
export function kindOf(workflow: string, kinds: readonly Kind[], at: string): KindVerdict {
  const exact = kinds.find((kind) => kind.workflows.includes(workflow));
  if (exact !== undefined) {
    return {
      is: 'kind',
      kind: exact,
      evidence: certain('exact-name', exact, `the config maps ${workflow} to ${exact.name}`, at),
    };
  }
  const matches = kinds.flatMap((kind) => {
    const pattern = kind.workflows.find(
      (glob) => isGlob(glob) && picomatch.isMatch(workflow, glob, { nonegate: true }),
    );
    return pattern === undefined
      ? []
      : [{ kind, evidence: certain('glob', kind, `the config's ${pattern} matches ${workflow}`, at) }];
  });
  const [first] = matches;
  if (first === undefined) return { is: 'unmapped' };
  return matches.length === 1
    ? { is: 'kind', ...first }
    : { is: 'conflict', evidence: matches.map((match) => match.evidence) };
}

/** A child that follows a parent of another kind, with what says so; null when the kinds agree, or either is not known. */
export function childOfAnotherKind(
  { workflow, parents, at }: StartSite,
  kinds: readonly Kind[],
): { readonly kind: Kind; readonly detail: string; readonly evidence: readonly Evidence[] } | null {
  const place = placeText(at);
  const child = workflow.name === null ? null : kindOf(workflow.name, kinds, place);
  if (child?.is !== 'kind') return null;
  for (const name of parents) {
    const parent = kindOf(name, kinds, place);
    if (parent.is !== 'kind' || parent.kind.name === child.kind.name) continue;
    const detail = `${workflow.name} is ${child.kind.name}, its parent ${name} is ${parent.kind.name}`;
    return { kind: child.kind, detail, evidence: [child.evidence, parent.evidence] };
  }
  return null;
}

const certain = (rule: string, kind: Kind, because: string, at: string): Evidence => ({
  rule,
  kind: kind.name,
  strength: 'certain',
  because,
  at,
});

interface Hint {
  readonly rule: string;
  readonly kind: 'tenant' | 'jobs';
  readonly holds: (site: StartSite) => string | null;
}

const SYSTEM_NAME =
  /(cleanup|sweep|purge|prune|expire|rotate|nightly|daily|hourly|weekly|cron|schedule[dr]?|reindex|backfill|maintenance|heartbeat|allTenants|forAll|janitor|digest)/i;
const TENANT_NAME =
  /(tenant|onboard|organi[sz]ation|account|customer|user|subscription|invoice|import|export|provision)/i;
const SYSTEM_FOLDER = /(^|\/)(cron|crons|scripts?|jobs?|schedules?|scheduler|maintenance|ops)\//i;

const HINTS: readonly Hint[] = [
  {
    rule: 'hint-system-name',
    kind: 'jobs',
    holds: (site) => (SYSTEM_NAME.test(site.workflow.name ?? '') ? 'the workflow is called like a system job' : null),
  },
  {
    rule: 'hint-tenant-name',
    kind: 'tenant',
    holds: (site) =>
      TENANT_NAME.test(site.workflow.name ?? '') ? "the workflow is called like a tenant's work" : null,
  },
  {
    rule: 'hint-folder',
    kind: 'jobs',
    holds: (site) => (SYSTEM_FOLDER.test(site.at.file) ? 'the file stands among system jobs' : null),
  },
  {
    rule: 'hint-schedule',
    kind: 'jobs',
    holds: (site) =>
      site.api === 'schedule.create' && site.tenants.length === 0 ? 'a schedule without arguments' : null,
  },
  {
    rule: 'hint-tenant-argument',
    kind: 'tenant',
    holds: (site) =>
      site.tenants.some((fact) => fact.names.some((name) => /tenant|organi[sz]ation/i.test(name)))
        ? 'a tenant flows into the call'
        : null,
  },
];

/** What names and places suggest. Shown with a question and proposed by `init`; never routes anything. */
export function hintsFor(site: StartSite): readonly Evidence[] {
  return HINTS.flatMap((hint) => {
    const because = hint.holds(site);
    return because === null
      ? []
      : [{ rule: hint.rule, kind: hint.kind, strength: 'hint' as const, because, at: placeText(site.at) }];
  });
}
