import { ts } from 'ts-morph';
import type { Config } from './model/config.js';
import type { Place, Span } from './model/place.js';
import type { ActivityUse, CallerFact, ExportedName, Findings, Mention, StartSite, WorkerUse } from './model/site.js';
import { SHAPES } from './shapes/index.js';
import { calledNames } from './shapes/parts/called-names.js';
import { readMention } from './shapes/parts/mention.js';
import { ownerOf } from './shapes/parts/trace.js';
import type { Found, FoundSite, Shape, ShapeContext } from './shapes/shape.js';
import type { Workspace } from './workspace.js';

/** What `find` needs beside the files. */
export interface FindInput {
  readonly workspace: Workspace;
  readonly candidates: readonly string[];
  readonly config: Config;
  readonly hash: (text: string) => string;
  readonly onFile?: (file: string) => void;
}

/** What `find` saw, and the files it had to give up on. */
export interface FindResult extends Findings {
  /** The object an existing routing module reads the legacy queue's setting from. */
  readonly boundTo: ExportedName | null;
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * A file can hold a start only if its bytes match: a method name of the SDK together with a word of its vocabulary.
 * Checked on bytes before anything is parsed.
 */
export const CANDIDATE =
  /taskQueue|temporalio|signalWithStart|temporal-queue-routing|\.workflow\b|workflowId|(start|execute)Child\b|ontinueAsNew|schedule\??\.getHandle/;

const byName: ReadonlyMap<string, readonly Shape[]> = groupByName(SHAPES);

function groupByName(shapes: readonly Shape[]): ReadonlyMap<string, readonly Shape[]> {
  const map = new Map<string, Shape[]>();
  for (const shape of shapes) for (const name of shape.names) map.set(name, [...(map.get(name) ?? []), shape]);
  return map;
}

/** Looks at every candidate file and gathers the sites, activities and workers in it. Facts only. */
export function find(input: FindInput): FindResult {
  const sites: StartSite[] = [];
  const activities: ActivityUse[] = [];
  const workers: WorkerUse[] = [];
  const mentions: Mention[] = [];
  const failed: { file: string; reason: string }[] = [];
  for (const file of input.candidates) {
    input.onFile?.(file);
    try {
      const found = findInFile(file, input);
      sites.push(
        ...withIds(
          file,
          found.flatMap((one) => (one.what === 'site' ? [one.site] : [])),
        ),
      );
      activities.push(...found.flatMap((one) => (one.what === 'activity' ? [one.activity] : [])));
      workers.push(...found.flatMap((one) => (one.what === 'worker' ? [one.worker] : [])));
      mentions.push(...found.flatMap((one) => (one.what === 'mention' ? [one.mention] : [])));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      failed.push({ file, reason: 'nested too deeply to be analysed' });
    }
  }
  const unclaimed = mentions.filter((mention) => !isClaimed(mention, { sites, activities, workers }));
  return {
    sites: withCallers(sites, input),
    activities,
    workers,
    mentions: unclaimed,
    failed,
    boundTo: boundTo(input),
  };
}

function boundTo({ workspace, config, hash }: FindInput): ExportedName | null {
  const setting = config.legacyQueues.find((entry) => entry.kind === 'member');
  if (config.routing.form !== 'module' || setting === undefined) return null;
  const { module } = config.routing;
  const typed = workspace.typed(module);
  if (typed === null) return null;
  const context = contextOf(module, typed.sourceFile, typed.checker, { workspace, config, hash, candidates: [] });
  const pending: ts.Node[] = [typed.sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const owner =
      ts.isPropertyAccessExpression(node) && node.name.text === setting.name ? ownerOf(node.expression, context) : null;
    if (owner !== null) return owner;
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return null;
}

/** Whether a start, an activity or a worker accounts for the property: it stands in the call, or in the literal the call reads. */
function isClaimed({ at, span }: Mention, { sites, activities, workers }: Omit<Findings, 'mentions'>): boolean {
  const covers = (file: string, outer: Span | null): boolean =>
    outer !== null && file === at.file && outer.start <= span.start && span.end <= outer.end;
  return (
    sites.some((site) => covers(site.at.file, site.call) || covers(site.options.file, site.options.literal)) ||
    activities.some((activity) => covers(activity.at.file, activity.property)) ||
    workers.some((worker) => covers(worker.at.file, worker.call))
  );
}

function findInFile(file: string, input: FindInput): readonly Found[] {
  const typed = input.workspace.typed(file);
  if (typed === null) return [];
  const context = contextOf(file, typed.sourceFile, typed.checker, input);
  const found: Found[] = [];
  const pending: ts.Node[] = [typed.sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const match = matchNode(node, context);
      if (match !== null) found.push(match);
    }
    const mention = readMention(node, context);
    if (mention !== null) found.push({ what: 'mention', mention });
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => {
      children.push(child);
    });
    for (const child of children.reverse()) pending.push(child);
  }
  return found;
}

function matchNode(node: ts.CallExpression | ts.NewExpression, context: ShapeContext): Found | null {
  for (const shape of calledNames(node.expression).flatMap((name) => byName.get(name) ?? [])) {
    const match = shape.match(node, context);
    if (match !== null) return match;
  }
  return null;
}

function contextOf(file: string, sourceFile: ts.SourceFile, checker: ts.TypeChecker, input: FindInput): ShapeContext {
  const { workspace, config, hash } = input;
  const fileOf = (node: ts.Node): string | null => workspace.relative(node.getSourceFile().fileName);
  return {
    file,
    sourceFile,
    checker,
    test: isTestFile(file),
    sdkVersion: workspace.versionOf('@temporalio/client', file) ?? workspace.versionOf('@temporalio/common', file),
    routing: {
      module: config.routing.form === 'module' ? config.routing.module : null,
      import: config.routing.form === 'import' ? config.routing.import : 'temporal-queue-routing',
    },
    fileOf,
    place: (node) => placeOf(node, fileOf(node) ?? file),
    hash,
  };
}

function placeOf(node: ts.Node, file: string): Place {
  const source = node.getSourceFile();
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { file, line: line + 1, column: character + 1 };
}

const TEST_FILE = /(^|\/)(__tests__|__mocks__|tests?|specs?|e2e)\/|[._-](test|spec|e2e)\.[cm]?[jt]sx?$/i;

/** Test code by its path, the way test runners find it. */
export const isTestFile = (file: string): boolean => TEST_FILE.test(file);

/** Ids from file, enclosing symbol path, api and ordinal among equals: stable while code moves around it. */
function withIds(file: string, sites: readonly FoundSite[]): readonly StartSite[] {
  const counts = new Map<string, number>();
  return sites.map((site) => {
    const key = `${file}#${site.enclosing}/${site.api}`;
    const ordinal = (counts.get(key) ?? 0) + 1;
    counts.set(key, ordinal);
    return { ...site, id: `${key}/${ordinal}`, callers: [] };
  });
}

/** The calls of each wrapper, found by its name across the repository: a list for people, not a proof. */
function withCallers(sites: readonly StartSite[], input: FindInput): readonly StartSite[] {
  const names = new Set(sites.flatMap((site) => (site.wrapper === null ? [] : [lastPart(site.wrapper.function)])));
  if (names.size === 0) return sites;
  const callers = new Map<string, CallerFact[]>();
  for (const file of input.workspace.files) {
    const text = input.workspace.read(file)?.text;
    if (text === undefined || ![...names].some((name) => text.includes(name))) continue;
    for (const [name, caller] of callersIn(file, names, input.workspace))
      callers.set(name, [...(callers.get(name) ?? []), caller]);
  }
  return sites.map((site) =>
    site.wrapper === null ? site : { ...site, callers: callers.get(lastPart(site.wrapper.function)) ?? [] },
  );
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

function callersIn(
  file: string,
  names: ReadonlySet<string>,
  workspace: Workspace,
): readonly (readonly [string, CallerFact])[] {
  const source = workspace.syntax(file);
  if (source === null) return [];
  const found: (readonly [string, CallerFact])[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isCallExpression(node)) {
      const callee = node.expression;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name : ts.isIdentifier(callee) ? callee : null;
      if (name !== null && names.has(name.text)) {
        const passes = node.arguments
          .map((argument) => argument.getText())
          .join(', ')
          .replace(/\s+/g, ' ');
        found.push([
          name.text,
          { at: placeOf(name, file), passes: passes.length > 200 ? `${passes.slice(0, 199)}…` : passes },
        ]);
      }
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found.sort(([, a], [, b]) => a.at.line - b.at.line || a.at.column - b.at.column);
}
