import { ts } from '../typescript.js';
import { withCallers } from './callers.js';
import { withConstructions } from './constructions.js';
import { withFactoryCalls } from './factories.js';
import { type Config, routingModuleOf } from './model/config.js';
import type { Place } from './model/place.js';
import type { ExportedName, Findings, StartSite, Unfit } from './model/site.js';
import { namesByTypes } from './names/by-types.js';
import { Doubt, type Names } from './names/names.js';
import { SHAPES } from './shapes/index.js';
import { calledNames } from './shapes/parts/called-names.js';
import { readFanOut } from './shapes/parts/fan-out.js';
import { readMention } from './shapes/parts/mention.js';
import { ownerOf } from './shapes/parts/trace.js';
import type { Found, FoundSite, Shape, ShapeContext } from './shapes/shape.js';
import { withUsers } from './users.js';
import { unfitRouting } from './workflow-routing.js';
import type { Workspace } from './workspace.js';

/** Nothing on the shelf is spelled without one of its names. */
const NAMED = new RegExp(`\\b(?:${[...new Set(SHAPES.flatMap(({ names }) => [...names]))].join('|')})\\b`);

/** What `find` needs beside the files. */
export interface FindInput {
  readonly workspace: Workspace;
  readonly candidates: readonly string[];
  readonly config: Config;
  readonly hash: (text: string) => string;
  /** What names mean by the files' syntax; made once for a run. */
  readonly names: Names;
  /** `queues`: starts, queues, workflows. `all`: also what could name a tenant, which takes types, and the callers of wrappers. */
  readonly depth: 'queues' | 'all';
  /** Whether types could say more about something found by syntax, so that it matters. */
  readonly needsTypes: (found: Found) => boolean;
  readonly onFile?: (file: string) => void;
}

/** What `find` saw, and the files it had to give up on. */
export interface FindResult extends Findings {
  /** The object an existing routing module reads the legacy queue's setting from. */
  readonly boundTo: ExportedName | null;
  /** Why the routing of workflow code cannot be imported there; null when it can, or there is none. */
  readonly unfit: Unfit | null;
  /** How many files types were needed for. */
  readonly typed: number;
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
}

const byName: ReadonlyMap<string, readonly Shape[]> = groupByName(SHAPES);

function groupByName(shapes: readonly Shape[]): ReadonlyMap<string, readonly Shape[]> {
  const map = new Map<string, Shape[]>();
  for (const shape of shapes) for (const name of shape.names) map.set(name, [...(map.get(name) ?? []), shape]);
  return map;
}

/**
 * Looks at every candidate file and gathers the sites, activities and workers in it. Facts only.
 * Each file is read by its syntax first; those that leave a doubt are read again with types, one program after another.
 */
export function find(input: FindInput): FindResult {
  const bySyntax = input.candidates.map((file) => look(file, input, () => readBySyntax(file, input)));
  const doubtful = bySyntax.filter((one) => one.doubt || one.found.some(input.needsTypes));
  const again = withTypes(
    doubtful.map(({ file }) => file),
    input,
  );
  const byTypes = new Map(again.map((one) => [one.file, one]));
  const seen = bySyntax.map((one) => byTypes.get(one.file) ?? one);
  const found = seen.flatMap((one) => one.found);
  const sites = seen.flatMap(({ file, found: all }) =>
    withIds(
      file,
      all.flatMap((one) => (one.what === 'site' ? [one.site] : [])),
    ),
  );
  const { activities, ownQueues, followers, ...spread } = withUsers(
    {
      sites,
      activities: found.flatMap((one) => (one.what === 'activity' ? [one.activity] : [])),
      ownQueues: found.flatMap((one) => (one.what === 'own-queue' ? [one.ownQueue] : [])),
    },
    input,
  );
  const fanOuts = found.flatMap((one) => (one.what === 'fan-out' ? [one.fanOut] : []));
  const workers = found.flatMap((one) => (one.what === 'worker' ? [one.worker] : []));
  const mentions = found.flatMap((one) => (one.what === 'mention' ? [one.mention] : []));
  const all = withFactoryCalls(workers, {
    workspace: input.workspace,
    read: (file, look) => readWith(file, input, look),
  });
  const unparsed = new Set<string>();
  const withCalls = withCallers(spread.sites, {
    workspace: input.workspace,
    named: input.config.wrappers,
    unnamed: input.depth === 'all',
    onUnparsed: (file) => {
      unparsed.add(file);
    },
    needsTypes: (site) => input.needsTypes({ what: 'site', site }),
    readEach: (files, look, isOpen) => readEach(files, input, { look, isOpen }),
  });
  const withMade = withConstructions(withCalls, {
    workspace: input.workspace,
    isTest: isTestFile,
    readEach: (files, look, isOpen) => readEach(files, input, { look, isOpen }),
  });
  return {
    sites: withMade,
    activities,
    fanOuts,
    workers: all,
    ownQueues,
    followers,
    mentions,
    failed: [
      ...seen.flatMap(({ file, failed }) => (failed === null ? [] : [{ file, reason: failed }])),
      ...[...unparsed]
        .filter((file) => !input.candidates.includes(file))
        .map((file) => ({ file, reason: 'names a wrapper of the config, and has a syntax error' })),
    ],
    typed: doubtful.length,
    boundTo: boundTo(input),
    unfit: unfitRouting(input.config.workflowRouting, input.workspace),
  };
}

/** What one look at a file gave. */
interface Seen {
  readonly file: string;
  readonly found: readonly Found[];
  /** Syntax alone could not tell: types are asked. */
  readonly doubt: boolean;
  readonly failed: string | null;
}

function look(file: string, input: FindInput, read: () => readonly Found[]): Seen {
  input.onFile?.(file);
  try {
    return { file, found: read(), doubt: false, failed: null };
  } catch (error) {
    if (error instanceof Doubt) return { file, found: [], doubt: true, failed: null };
    if (!(error instanceof RangeError)) throw error;
    return { file, found: [], doubt: false, failed: 'nested too deeply to be analysed' };
  }
}

/** The files again, those of one tsconfig together, each program gone before the next is built. */
function withTypes(files: readonly string[], input: FindInput): readonly Seen[] {
  const { workspace } = input;
  return byOwner(files, workspace).flatMap((group) => {
    workspace.expectTyped(group);
    const seen = group.map((file) => look(file, input, () => readByTypes(file, input)));
    workspace.release();
    return seen;
  });
}

/** Files by the tsconfig whose program they belong to. */
function byOwner(files: readonly string[], workspace: Workspace): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const owner = workspace.ownerOf(file);
    groups.set(owner, [...(groups.get(owner) ?? []), file]);
  }
  return [...groups.values()];
}

function readBySyntax(file: string, input: FindInput): readonly Found[] {
  if (input.depth === 'queues' && !NAMED.test(input.workspace.read(file)?.text ?? '')) return [];
  const sourceFile = input.workspace.syntax(file);
  if (sourceFile === null) return [];
  const context = contextOf(file, sourceFile, input.names, { ...input, forEdits: false });
  return findInFile(sourceFile, context, { mentions: input.depth === 'all' });
}

function readByTypes(file: string, input: FindInput): readonly Found[] {
  const context = typedContext(file, input, { forEdits: input.depth === 'all' });
  return context === null ? [] : findInFile(context.sourceFile, context, { mentions: input.depth === 'all' });
}

function boundTo(input: FindInput): ExportedName | null {
  const { workspace, config } = input;
  const setting = config.legacyQueues.find((entry) => entry.kind === 'member');
  if (config.routing.form === 'import' || config.routing.form === 'factory' || setting === undefined) return null;
  const { module } = config.routing;
  const sourceFile = workspace.syntax(module);
  if (sourceFile === null) return null;
  const context = contextOf(module, sourceFile, input.names, { ...input, forEdits: false });
  const pending: ts.Node[] = [sourceFile];
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

/** Whether readers of a queue's name are gathered beside the starts. */
interface Wanted {
  readonly mentions: boolean;
}

function findInFile(sourceFile: ts.SourceFile, context: ShapeContext, { mentions }: Wanted): readonly Found[] {
  const found: Found[] = [];
  const pending: ts.Node[] = [sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const match = matchNode(node, context);
      if (match !== null) found.push(match);
    }
    const fanOut = readFanOut(node, context);
    if (fanOut !== null) found.push({ what: 'fan-out', fanOut });
    const mention = mentions ? readMention(node, context) : null;
    if (mention !== null) found.push({ what: 'mention', mention });
    const from = pending.length;
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
    // The first child is looked at next.
    for (let low = from, high = pending.length - 1; low < high; low += 1, high -= 1) {
      const one = pending[low] as ts.Node;
      pending[low] = pending[high] as ts.Node;
      pending[high] = one;
    }
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

/** They are released together: any one of them tells the version of all. */
const SDK_PACKAGES = ['@temporalio/client', '@temporalio/workflow', '@temporalio/common'] as const;

function contextOf(
  file: string,
  sourceFile: ts.SourceFile,
  names: Names,
  input: Pick<FindInput, 'workspace' | 'config' | 'hash'> & { readonly forEdits: boolean },
): ShapeContext {
  const { workspace, config, hash, forEdits } = input;
  const fileOf = (node: ts.Node): string | null => workspace.relative(node.getSourceFile().fileName);
  return {
    file,
    sourceFile,
    names,
    forEdits,
    test: isTestFile(file),
    get sdk() {
      return workspace.versionOf(SDK_PACKAGES, file);
    },
    routing: routingSources(config),
    isInstalled: (specifier) => workspace.isInstalled(packageNameOf(specifier), file),
    fileOf,
    place: (node) => placeOf(node, fileOf(node) ?? foreignFile(node)),
    hash,
  };
}

const ROUTING_PACKAGE = 'temporal-queue-routing';

/** Where routes come from, in services and in workflow code. */
function routingSources({ routing, workflowRouting }: Config): ShapeContext['routing'] {
  const accesses = workflowRouting === null ? [routing] : [routing, workflowRouting];
  return {
    modules: accesses.flatMap((access) => routingModuleOf(access) ?? []),
    packages: [ROUTING_PACKAGE, ...accesses.flatMap((access) => ('import' in access ? [access.import] : []))],
  };
}

/** `@scope/name` or `name` of a module specifier. */
const packageNameOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Looks at one file by its syntax, and again with types where that leaves a doubt. */
function readWith<T>(file: string, input: FindInput, look: Look<T>): T | null {
  const syntaxOf = (other: string): ShapeContext | null => {
    const sourceFile = input.workspace.syntax(other);
    return sourceFile === null ? null : contextOf(other, sourceFile, input.names, { ...input, forEdits: false });
  };
  const typesOf = (other: string): ShapeContext | null => contextFor(other, input);
  const lookWith = (open: (other: string) => ShapeContext | null): T | null => {
    const context = open(file);
    return context === null ? null : look(context, open);
  };
  try {
    return lookWith(syntaxOf);
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
    return lookWith(typesOf);
  }
}

/** What is looked for in several files, and whether types could say more about what was found. */
interface Search<T> {
  look(context: ShapeContext): readonly T[];
  isOpen(found: T): boolean;
}

/** Looks at files by their syntax, and at those where that leaves a doubt again with types, one program after another. */
function readEach<T>(files: readonly string[], input: FindInput, { look, isOpen }: Search<T>): readonly T[] {
  const found = new Map<string, readonly T[]>();
  const doubtful: string[] = [];
  for (const file of files) {
    const sourceFile = input.workspace.syntax(file);
    if (sourceFile === null) continue;
    try {
      const seen = look(contextOf(file, sourceFile, input.names, { ...input, forEdits: false }));
      found.set(file, seen);
      if (seen.some(isOpen)) doubtful.push(file);
    } catch (error) {
      if (!(error instanceof Doubt)) throw error;
      doubtful.push(file);
    }
  }
  for (const group of byOwner(doubtful, input.workspace)) {
    input.workspace.expectTyped(group);
    for (const file of group) {
      const context = typedContext(file, input, { forEdits: input.depth === 'all' });
      if (context !== null) found.set(file, look(context));
    }
    input.workspace.release();
  }
  return files.flatMap((file) => found.get(file) ?? []);
}

/** A look at one file, that may open others in the same way. */
type Look<T> = (context: ShapeContext, contextOf: (file: string) => ShapeContext | null) => T;

/** A file as a shape sees it, for a question about one line; null when it cannot be read. */
export function contextFor(
  file: string,
  input: Pick<FindInput, 'workspace' | 'config' | 'hash' | 'names'>,
): ShapeContext | null {
  return typedContext(file, input, { forEdits: false });
}

function typedContext(
  file: string,
  input: Pick<FindInput, 'workspace' | 'config' | 'hash' | 'names'>,
  { forEdits }: Pick<ShapeContext, 'forEdits'>,
): ShapeContext | null {
  const typed = input.workspace.typed(file);
  if (typed === null) return null;
  const names = namesByTypes(typed.checker, input.names);
  return contextOf(file, typed.sourceFile, names, { ...input, forEdits });
}

/** What a file outside of the repository is called: a place in it is not one of the file that leads there. */
function foreignFile(node: ts.Node): string {
  const { fileName } = node.getSourceFile();
  const start = fileName.lastIndexOf('node_modules/');
  return fileName.slice(start === -1 ? fileName.lastIndexOf('/') + 1 : start);
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
    return { ...site, id: `${key}/${ordinal}`, callers: [], through: null };
  });
}
