import { asBytes, candidatePattern, legacyPattern } from '../candidates.js';
import { decide } from '../decide.js';
import { openComponents } from '../disk/components.js';
import type { FileList } from '../disk/files.js';
import { contentHash } from '../disk/hash.js';
import { decode, isOutput, mentionsSdk, readSource, suspectOf } from '../disk/load.js';
import type { ProgramLoader } from '../disk/program.js';
import { type DiskWorkspace, openWorkspace } from '../disk/workspace.js';
import { type FindResult, find } from '../find.js';
import type { Config } from '../model/config.js';
import type { Decision } from '../model/decision.js';
import type { ExportedName } from '../model/site.js';
import { isComponent, type SourceText } from '../model/source.js';
import { namesBySyntax } from '../names/by-syntax.js';
import { prepare } from '../run.js';
import { needsTypes } from '../survey.js';

/** A repository whose files are edited one at a time: listed once, and read where a file asks about it. */
export interface Repository {
  /** Links resolved. */
  readonly root: string;
  readonly config: Config;
  readonly loader: ProgramLoader;
  listing(): Promise<FileList>;
  /** What stands in all its files, but for what names a tenant: looked for once, when the first start asks. */
  found(): Promise<FindResult>;
}

/** What became of one file. */
export type FileEdit =
  | {
      readonly is: 'seen';
      /** The whole text, the BOM included; the given one where nothing is to change. */
      readonly after: string;
      readonly decisions: readonly Decision[];
    }
  /** A run over the repository would not look at it. */
  | { readonly is: 'skipped' }
  /** It may hold a start, and cannot be read. */
  | { readonly is: 'unread'; readonly reason: string };

/** find → decide → edit for one file of which only the text is given; writes nothing, and changes no other file. */
export async function editFile(file: string, text: string, repository: Repository): Promise<FileEdit> {
  const { root, config, loader, listing } = repository;
  const source = sourceOf(file, text, root);
  if ('reason' in source) {
    const isSuspect = !isOutput(source.reason) && suspectOf(root, file, legacyPattern(config)) !== null;
    return isSuspect ? { is: 'unread', reason: source.reason } : { is: 'skipped' };
  }
  if (!candidatePattern(config).test(asBytes(source.text))) return unchanged(text);
  const { files, manifests } = await listing();
  if (!files.includes(file)) return { is: 'skipped' };
  const code = files.filter((one) => !isComponent(one));
  const workspace = openWorkspace({ root, files: code, candidates: [file], manifests, loader, given: source });
  try {
    return await editIn(
      { ...workspace, filesNaming: (words) => (isNamedIn(source, words) ? [file] : []) },
      source,
      repository,
    );
  } finally {
    workspace.release();
  }
}

const unchanged = (text: string, decisions: readonly Decision[] = []): FileEdit => ({
  is: 'seen',
  after: text,
  decisions,
});

/** Bytes that are no UTF-8 were handed over with U+FFFD in their place, and would be written back so. */
function sourceOf(file: string, text: string, root: string): ReturnType<typeof decode> {
  const onDisk = text.includes('\uFFFD') ? readSource(root, file) : null;
  return onDisk !== null && 'reason' in onDisk && onDisk.reason === 'encoding'
    ? onDisk
    : decode(file, Buffer.from(text, 'utf8'));
}

const isNamedIn = ({ text }: SourceText, words: readonly string[]): boolean =>
  words.some((word) => text.includes(word));

async function editIn(
  workspace: DiskWorkspace,
  source: SourceText,
  { root, config, loader, found: all }: Repository,
): Promise<FileEdit> {
  const { file, bom } = source;
  const text = (bom ? '\uFEFF' : '') + source.text;
  const view = isComponent(file) ? openComponents(workspace) : workspace;
  const broken = view.parseError(file);
  if (broken !== null) {
    const isSuspect = mentionsSdk(source.text) || legacyPattern(config).test(asBytes(source.text));
    return isSuspect ? { is: 'unread', reason: broken } : unchanged(text);
  }
  const found = find({
    workspace: view,
    candidates: [file],
    config,
    hash: contentHash,
    names: namesBySyntax(workspace.open),
    depth: 'all',
    needsTypes: (one) => needsTypes(one, { root, config }),
  });
  const [failure] = found.failed;
  if (failure !== undefined) return { is: 'unread', reason: failure.reason };
  if (found.sites.length === 0) return unchanged(text);
  const decisions = decideAmong(found, await all(), { file, config, why: homeUnknown(config, workspace) });
  if (!decisions.some(({ decision }) => decision === 'route')) return unchanged(text, decisions);
  const prepared = prepare({ workspace, loader, found, decisions }, { root, config }, file);
  const change = prepared.edited.changes.find((one) => one.file === file);
  if (change === undefined) return unchanged(text, prepared.decisions);
  return { is: 'seen', after: (bom ? '\uFEFF' : '') + change.after, decisions: prepared.decisions };
}

/** What a file's starts are decided by, beside what was found in it. */
interface Among {
  readonly file: string;
  readonly config: Config;
  /** Why an answer that depends on other files is none. */
  readonly why: string;
}

/**
 * The decisions for one file beside what stands in the others: starts of one workflow must agree, and one that makes a queue
 * of its own must not move. Without a routing module that shows which object holds the settings, it is the one that most
 * starts of the repository read, and only what holds whichever that is holds here.
 */
function decideAmong(found: FindResult, all: FindResult, { file, config, why }: Among): readonly Decision[] {
  const others = all.sites.filter(({ at }) => at.file !== file);
  const sites = [...found.sites, ...others];
  const { activities, ownQueues, followers, workers } = all;
  const decided = (home: ExportedName | null): readonly Decision[] =>
    decide(sites, config, home, {
      activities,
      ownQueues,
      followers,
      workers,
      elsewhere: new Set(others),
      unfit: found.unfit,
    }).slice(0, found.sites.length);
  if (found.boundTo !== null) return decided(found.boundTo);
  const owners = ownersIn(found);
  // Without an owner here, most starts of the repository may have none either.
  const homes = [ELSEWHERE, ...(owners.length === 0 ? [null] : owners)];
  const [first = [], ...rest] = homes.map(decided);
  return first.map((decision, index) => {
    const differs = rest.some((one) => verdictOf(one[index], config) !== verdictOf(decision, config));
    return differs ? asked(decision, why) : decision;
  });
}

/** An object that no start of this file reads. */
const ELSEWHERE: ExportedName = { file: '', name: '' };

function ownersIn({ sites }: FindResult): readonly ExportedName[] {
  const hops = sites.flatMap(({ queue }) => queue.arms.flatMap((arm) => arm.hops));
  const owners = hops.flatMap((hop) => (hop.kind === 'member' && hop.owner !== null ? [hop.owner] : []));
  return [...new Map(owners.map((owner) => [`${owner.file}#${owner.name}`, owner])).values()];
}

/** What of a decision is written: only a bound module falls back to a queue of its own. */
function verdictOf(decision: Decision | undefined, { routing }: Config): string {
  if (decision === undefined) return '';
  return decision.decision === 'route' && routing.form !== 'import' ? `route ${decision.primary}` : decision.decision;
}

function homeUnknown({ routing }: Config, workspace: DiskWorkspace): string {
  return routing.form !== 'import' && workspace.read(routing.module) === null
    ? `${routing.module} has to be written first`
    : 'whether its queue is the one that the routing module reads is decided by what the other starts read';
}

const asked = ({ site, legacy, evidence }: Decision, detail: string): Decision => ({
  site,
  legacy,
  evidence,
  candidates: [],
  decision: 'ask',
  reason: 'other-files',
  detail,
  kind: null,
});
