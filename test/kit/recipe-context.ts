import { ts } from 'ts-morph';
import { edit } from '../../codemods/src/edit.js';
import type { Config, LegacyQueue } from '../../codemods/src/model/config.js';
import type { RouteDecision } from '../../codemods/src/model/decision.js';
import type { Advice } from '../../codemods/src/model/edit.js';
import type { Place } from '../../codemods/src/model/place.js';
import type { Hop, WorkerUse } from '../../codemods/src/model/site.js';
import type { Recipe, RecipeContext } from '../../codemods/src/recipes/recipe.js';
import { root } from './built.js';

/** Texts by path; a text may begin with a BOM-less anything. */
export type Files = Readonly<Record<string, string>>;

/** What a test of a recipe says about the repository. */
export interface Given {
  readonly files: Files;
  readonly legacyQueues?: readonly LegacyQueue[];
  readonly routing?: Config['routing'];
  readonly kinds?: Config['kinds'];
  readonly scheduleScript?: string;
  readonly decisions?: RecipeContext['decisions'];
  readonly workers?: readonly WorkerUse[];
  readonly options?: ts.CompilerOptions;
}

/** Below the repository, so that its node_modules is found: zod, @types/node and the SDK are real. */
const folder = `${root}test/virtual/`;

export const settingsQueue: LegacyQueue = {
  kind: 'member',
  base: 'settings',
  name: 'temporalTaskQueue',
  text: 'settings.temporalTaskQueue',
};

/** A recipe context over texts in memory, with one program over all of them. */
export function recipeContext(given: Given): RecipeContext {
  const files = Object.keys(given.files).sort();
  const code = files.filter((file) => /\.[cm]?[jt]sx?$/.test(file));
  let program: ts.Program | null = null;
  const typed: RecipeContext['typed'] = (file) => {
    program ??= programOver(given, code);
    const sourceFile = program.getSourceFile(folder + file);
    return sourceFile === undefined ? null : { sourceFile, checker: program.getTypeChecker(), program };
  };
  return {
    config: configOf(given),
    decisions: given.decisions ?? [],
    inWorkflows: [],
    workers: given.workers ?? [],
    activities: [],
    files: code,
    read: (file) => {
      const text = given.files[file];
      return text === undefined ? null : { file, text, bom: false, sha256: '' };
    },
    syntax: (file) => {
      const text = given.files[file];
      return text === undefined ? null : ts.createSourceFile(folder + file, text, ts.ScriptTarget.Latest, true);
    },
    typed,
    optionsOf: () => ({ ...options, ...given.options }),
    packageOf: (file) => {
      const parts = file.split('/');
      const candidates = parts.map((_, index) =>
        [...parts.slice(0, parts.length - 1 - index), 'package.json'].join('/'),
      );
      return candidates.find((candidate) => given.files[candidate] !== undefined) ?? null;
    },
    relative: (path) => (path.startsWith(folder) ? path.slice(folder.length) : null),
  };
}

function configOf(given: Given): Config {
  return {
    include: [],
    exclude: [],
    legacyQueues: given.legacyQueues ?? [settingsQueue],
    retired: [],
    mergedQueues: {},
    kinds: given.kinds ?? [
      { name: 'tenant', scope: 'tenant', workflows: [] },
      { name: 'jobs', scope: 'system', workflows: [] },
    ],
    tenantNames: [],
    workflows: {},
    sites: {},
    routing: given.routing ?? { form: 'module', module: 'src/temporal/routing.ts', style: 'inline' },
    workflowRouting: null,
    workers: [],
    derivedQueues: [],
    wrappers: [],
    scheduleScript: given.scheduleScript ?? null,
    tests: 'keep',
    file: null,
    hash: '',
  };
}

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  allowJs: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
};

const libraries = new Map<string, ts.SourceFile | undefined>();

function programOver(given: Pick<Given, 'files' | 'options'>, code: readonly string[]): ts.Program {
  const chosen = { ...options, ...given.options };
  const host = ts.createCompilerHost(chosen, true);
  const { fileExists, readFile, getSourceFile } = host;
  const own = (path: string): string | undefined =>
    path.startsWith(folder) ? given.files[path.slice(folder.length)] : undefined;
  host.fileExists = (path) => own(path) !== undefined || fileExists(path);
  host.readFile = (path) => own(path) ?? readFile(path);
  host.directoryExists = () => true;
  // ts-morph's copy of the compiler comes without the standard library's files.
  host.getDefaultLibLocation = () => `${root}node_modules/typescript/lib`;
  host.getDefaultLibFileName = () => `${root}node_modules/typescript/lib/lib.es2022.full.d.ts`;
  host.getSourceFile = (path, version) => {
    const text = own(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version, true);
    const key = `${path}\0${typeof version === 'object' ? version.impliedNodeFormat : ''}`;
    if (!libraries.has(key)) libraries.set(key, getSourceFile(path, version));
    return libraries.get(key);
  };
  return ts.createProgram(
    code.map((file) => folder + file),
    chosen,
    host,
  );
}

/** What the compiler says about the texts; empty when they compile. */
export function problemsOf(files: Files, extra: ts.CompilerOptions = {}): readonly string[] {
  const code = Object.keys(files).filter((file) => /\.[cm]?[jt]sx?$/.test(file));
  const program = programOver({ files, options: extra }, code);
  return ts.getPreEmitDiagnostics(program).map((problem) => {
    const file = problem.file?.fileName.replace(folder, '') ?? '';
    return `${file}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`;
  });
}

/** What a recipe made of the texts: those that changed or are new, and its advice. */
export interface Made {
  readonly changed: Files;
  readonly all: Files;
  readonly groups: readonly string[];
  readonly advice: readonly Advice[];
}

/** Runs recipes as the tool does: edits sorted, unused names removed, the result parsed. */
export function make(recipes: Recipe | readonly Recipe[], given: Given): Made {
  const list: readonly Recipe[] = Array.isArray(recipes) ? recipes : [recipes as Recipe];
  const edited = edit(list, recipeContext(given), new Set());
  if (edited.refused.length > 0) throw new Error(JSON.stringify(edited.refused));
  const changed = Object.fromEntries(edited.changes.map((change) => [change.file, change.after]));
  const groups = [...new Set(edited.changes.flatMap((change) => change.groups))];
  return { changed, all: { ...given.files, ...changed }, groups, advice: edited.advice };
}

function placeOf(files: Files, file: string, text: string): Place & { readonly offset: number } {
  const whole = files[file] ?? '';
  const offset = whole.indexOf(text);
  if (offset < 0) throw new Error(`${file} has no ${text}`);
  const before = whole.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset };
}

/** A start that will be routed and reads its queue from the first `base.name` of the file; a hop to the variable if one is named. */
export function routeReading(files: Files, file: string, member: string, variable?: string): RouteDecision {
  const { offset: _, ...at } = placeOf(files, file, member);
  const [base = '', name = ''] = member.replace(/\(\)/g, '').split('.').slice(-2);
  const hops: Hop[] = [{ kind: 'member', base, name, shared: true, owner: null, at }];
  if (variable !== undefined) hops.push({ kind: 'env', name: variable, at });
  const site = { at, queue: { text: member, absent: false, arms: [{ value: null, hops }] }, options: { file } };
  const kind = { name: 'tenant', scope: 'tenant', workflows: [] };
  return { decision: 'route', site, kind, legacy: true } as unknown as RouteDecision;
}

/** A worker found at the first occurrence of a text, on the queue given by its hops. */
export function workerAt(files: Files, file: string, text: string, arms: WorkerUse['queue']['arms'] = []): WorkerUse {
  const { offset, ...at } = placeOf(files, file, text);
  const source = ts.createSourceFile(file, files[file] ?? '', ts.ScriptTarget.Latest, true);
  let call = { start: offset, end: offset };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.getStart() === offset) call = { start: offset, end: node.getEnd() };
    ts.forEachChild(node, visit);
  };
  visit(source);
  const queue = {
    text: 'settings.temporalTaskQueue',
    absent: false,
    arms,
    proof: { how: 'syntax' as const, because: '', at: [] },
  };
  return {
    at,
    how: 'static',
    api: 'Worker.create',
    form: 'worker',
    test: false,
    queue,
    queues: [queue],
    call,
    options: null,
    factory: null,
    chooser: null,
    comparisons: [],
  };
}
