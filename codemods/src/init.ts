import { type ConfigProposal, defaultConfig, readConfig, writeConfigText } from './config/index.js';
import { type OtherMentions, readOtherFiles } from './disk/other-files.js';
import { findMentions } from './mentions.js';
import type { Config } from './model/config.js';
import type { NewFile } from './model/edit.js';
import { ProjectError } from './model/errors.js';
import { literally } from './model/pattern.js';
import type { QueueFact, StartSite } from './model/site.js';
import { RECIPES } from './recipes/index.js';
import { hintsFor } from './rules/hints.js';
import { recipeContext, type Survey, survey } from './survey.js';

/** What `init` proposes to write. */
export interface InitProposal {
  readonly config: string;
  readonly configFile: string;
  readonly files: readonly NewFile[];
  readonly notes: readonly string[];
}

/** What tenants are called in the field; those seen in the repository are proposed, most frequent first. */
const TENANT_NAMES = [
  'tenantId',
  'tenant.id',
  'organizationId',
  'organization.id',
  'orgId',
  'org.id',
  'accountId',
  'workspaceId',
  'workspace.id',
  'companyId',
  'teamId',
  'customerId',
];

/** Scans the repository and proposes a config and, where there is none, the bound routing module. Writes nothing. */
export async function init(options: {
  readonly root: string;
  readonly configFile?: string | undefined;
}): Promise<InitProposal> {
  const configFile = options.configFile ?? 'temporal-queue.config.jsonc';
  const blank: Config = { ...defaultConfig(), legacyQueues: [] };
  const seen = await survey({ root: options.root, config: blank });
  const sites = seen.found.sites.filter((site) => !site.test && !site.queue.absent);
  if (sites.length === 0) {
    throw new ProjectError(
      'No start of a Temporal workflow was found here. Check --root, or the include patterns of a config of your own.',
    );
  }
  const queues = rankQueues(sites, seen);
  const legacy = proposeLegacy(queues, seen);
  const proposal = propose(sites, legacy, seen);
  const text = writeConfigText(proposal);
  const config = readConfig(text, configFile);
  const planned = await survey({ root: options.root, config });
  const { elsewhere } = findMentions({ ...planned, config, workspace: planned.script });
  const others = await readOtherFiles(options.root, planned.others, elsewhere);
  return {
    config: text,
    configFile,
    files: newFiles(planned, config),
    notes: [...notesOf(queues, legacy, proposal), ...namedIn(others)],
  };
}

interface QueueSeen {
  /** The entry as `legacyQueues` writes it. */
  readonly entry: string;
  readonly sites: number;
  readonly workflows: number;
  readonly workers: number;
}

/** The names a queue could be listed under: a setting, else a module-level constant, else its literal. */
function entriesOf(queue: QueueFact): readonly string[] {
  const entries = queue.arms.flatMap((arm) => {
    const member = arm.hops.findLast((hop) => hop.kind === 'member' && hop.base !== null && hop.base !== 'this');
    if (member?.kind === 'member') return [`${member.base}.${member.name}`];
    if (arm.value !== null) return [`'${arm.value}'`];
    const constant = arm.hops.findLast((hop) => hop.kind === 'export');
    return constant?.kind === 'export' ? [`${constant.file}#${constant.name}`] : [];
  });
  return [...new Set(entries)];
}

function rankQueues(sites: readonly StartSite[], seen: Survey): readonly QueueSeen[] {
  const byEntry = new Map<string, { sites: number; workflows: Set<string>; workers: number }>();
  const slot = (entry: string): { sites: number; workflows: Set<string>; workers: number } => {
    const known = byEntry.get(entry) ?? { sites: 0, workflows: new Set<string>(), workers: 0 };
    byEntry.set(entry, known);
    return known;
  };
  for (const site of sites) {
    for (const entry of entriesOf(site.queue)) {
      slot(entry).sites += 1;
      slot(entry).workflows.add(site.workflow.name ?? site.workflow.text);
    }
  }
  // A factory's queue is what its callers pass: they are counted.
  for (const worker of seen.found.workers.filter((one) => !one.test && one.form !== 'factory'))
    for (const entry of entriesOf(worker.queue)) slot(entry).workers += 1;
  return [...byEntry]
    .map(([entry, counts]) => ({
      entry,
      sites: counts.sites,
      workflows: counts.workflows.size,
      workers: counts.workers,
    }))
    .sort((a, b) => b.workflows - a.workflows || b.sites - a.sites || (a.entry < b.entry ? -1 : 1));
}

/** The queue most workflows share, the ones as widely shared, and a literal that is the default of a setting already chosen. */
function proposeLegacy(queues: readonly QueueSeen[], seen: Survey): ConfigProposal['legacyQueues'] {
  const [first] = queues;
  const shared = queues.filter((queue) => queue === first || queue.workflows >= 3);
  const chosen = shared.map((queue) => ({
    text: queue.entry,
    because: `${count(queue.sites, 'start')} of ${count(queue.workflows, 'workflow')}, ${count(queue.workers, 'worker')}`,
  }));
  const literals = [
    ...queues.map((queue) => queue.entry),
    ...seen.found.activities.flatMap((activity) => entriesOf(activity.queue)),
  ];
  const defaults = [...new Set(literals)].flatMap((entry) => {
    const setting =
      entry.startsWith("'") && !shared.some((queue) => queue.entry === entry)
        ? defaultOf(
            entry,
            chosen.map((one) => one.text),
            seen,
          )
        : null;
    return setting === null ? [] : [{ text: entry, because: `the default of ${setting}` }];
  });
  return [...chosen, ...defaults];
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** The chosen setting whose declaration names this literal on its line. */
function defaultOf(literal: string, chosen: readonly string[], seen: Survey): string | null {
  const value = literally(literal.slice(1, -1));
  for (const entry of chosen.filter((text) => /^[\w$]+\.[\w$]+$/.test(text))) {
    const line = new RegExp(`\\b${entry.split('.')[1]?.replaceAll('$', '\\$')}\\b\\s*[:=][^\\n]*['"\`]${value}['"\`]`);
    if (seen.workspace.files.some((file) => line.test(seen.workspace.read(file)?.text ?? ''))) return entry;
  }
  return null;
}

function propose(
  sites: readonly StartSite[],
  legacyQueues: ConfigProposal['legacyQueues'],
  seen: Survey,
): ConfigProposal {
  const entries = new Set(legacyQueues.map((one) => one.text));
  const concerned = sites.filter(
    (site) => site.workflow.name !== null && entriesOf(site.queue).some((entry) => entries.has(entry)),
  );
  const started = namesOf(concerned);
  const children = tenantChildren(seen);
  const votes = [...new Set([...started, ...namesOf(children)])].sort().map((name) =>
    vote(
      name,
      [...concerned, ...children].filter((site) => site.workflow.name === name),
    ),
  );
  const of = (kind: string): ConfigProposal['undecided'] =>
    votes.filter((one) => one.kind === kind).map(({ name, because }) => ({ name, because }));
  return {
    legacyQueues,
    kinds: [
      { name: 'tenant', scope: 'tenant', workflows: of('tenant') },
      { name: 'jobs', scope: 'system', workflows: of('jobs') },
    ],
    // A child follows its parent, so nobody has to say what it is.
    undecided: of('undecided').filter(({ name }) => started.includes(name)),
    tenantNames: tenantNames(concerned),
    routing: { form: 'module', module: moduleFile(seen), style: 'inline' },
  };
}

const namesOf = (sites: readonly StartSite[]): readonly string[] => [
  ...new Set(sites.flatMap(({ workflow }) => (workflow.name === null ? [] : [workflow.name]))),
];

/** Children that a tenant flows into: what shows a tenant's work under a system job once its kind is known. */
const tenantChildren = (seen: Survey): readonly StartSite[] =>
  seen.found.sites.filter(
    (site) =>
      !site.test &&
      site.queue.absent &&
      site.api.startsWith('child.') &&
      hintsFor(site).some(({ rule }) => rule === 'hint-tenant-argument'),
  );

/** A kind is proposed only when every hint points the same way. */
function vote(
  name: string,
  sites: readonly StartSite[],
): { readonly name: string; readonly kind: string; readonly because: string } {
  // A child's start stands where its parent is written.
  const hints = sites.flatMap((site) =>
    hintsFor(site).filter(({ rule }) => rule !== 'hint-folder' || !site.api.startsWith('child.')),
  );
  const kinds = [...new Set(hints.map((hint) => hint.kind))];
  const reasons = [...new Set(hints.map((hint) => hint.because))];
  const [kind] = kinds;
  // Where a file stands says who starts the workflow, not whose work it is.
  const named = hints.some((hint) => hint.rule !== 'hint-folder');
  if (named && kinds.length === 1 && kind !== undefined && kind !== null)
    return { name, kind, because: reasons.join('; ') };
  return {
    name,
    kind: 'undecided',
    because:
      reasons.length === 0
        ? 'nothing hints at a kind'
        : `${kinds.length > 1 ? 'the hints disagree' : 'only'}: ${reasons.join('; ')}`,
  };
}

function tenantNames(sites: readonly StartSite[]): readonly string[] {
  const uses = (name: string): number =>
    sites.filter((site) => site.tenants.some((fact) => fact.names.includes(name))).length;
  const seen = TENANT_NAMES.map((name) => ({ name, uses: uses(name) })).filter((one) => one.uses > 0);
  return seen.length === 0 ? ['tenantId', 'tenant.id'] : seen.sort((a, b) => b.uses - a.uses).map((one) => one.name);
}

/** Beside the other Temporal files where there is a folder of them, else beside the sources. */
function moduleFile(seen: Survey): string {
  const { files } = seen.workspace;
  const folder = files.map((file) => /^(.*(?:^|\/)temporal)\/[^/]+$/i.exec(file)?.[1]).find((one) => one !== undefined);
  const typescript = files.some((file) => /\.[cm]?tsx?$/.test(file));
  const base = folder ?? (files.some((file) => file.startsWith('src/')) ? 'src' : '');
  const name = folder === undefined ? 'temporal-routing' : 'routing';
  return `${base === '' ? '' : `${base}/`}${name}.${typescript ? 'ts' : 'js'}`;
}

function newFiles(seen: Survey, config: Config): readonly NewFile[] {
  const context = recipeContext(seen.workspace, config, seen.decisions, seen.found);
  return RECIPES.filter((recipe) => recipe.id === 'routing-module').flatMap((recipe) => recipe.edit(context).files);
}

/** Readers of the queue's name that no rewrite reaches. */
function namedIn({ rows, found }: OtherMentions): readonly string[] {
  if (found === 0) return [];
  const places = rows.slice(0, 5).map(({ file, line }) => `${file}:${line}`);
  const more = found > places.length ? ` and ${found - places.length} more, which plan lists` : '';
  return [`Also named in files that are no source: ${places.join(', ')}${more}`];
}

function notesOf(
  queues: readonly QueueSeen[],
  legacy: ConfigProposal['legacyQueues'],
  proposal: ConfigProposal,
): readonly string[] {
  const left = queues.filter((queue) => !legacy.some((one) => one.text === queue.entry));
  return [
    ...(left.length === 0
      ? []
      : [
          `Left alone as dedicated: ${left.map((queue) => `${queue.entry} (${count(queue.sites, 'start')})`).join(', ')}`,
        ]),
    ...(proposal.undecided.length === 0
      ? []
      : [`Without a kind yet: ${proposal.undecided.map((one) => one.name).join(', ')}`]),
    'The kinds are proposals from names and places. Read every line before you run plan.',
  ];
}
