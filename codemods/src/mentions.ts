import { ts } from '../typescript.js';
import { declaredFor } from './declared.js';
import { type FindResult, isTestFile } from './find.js';
import { type Config, routingModuleOf } from './model/config.js';
import type { Decision } from './model/decision.js';
import { literally, longestPart } from './model/pattern.js';
import type { Place, Span } from './model/place.js';
import type { OtherNames, QueueNames } from './model/queue-names.js';
import type { MentionRow } from './model/report.js';
import type { ExportedName, QueueArm, QueueFact } from './model/site.js';
import { judgeQueue, queueNames } from './rules/legacy-queue.js';
import { exportsFrom, type ImportedModule, importsOf } from './shapes/parts/imported.js';
import { type NamedPlace, type NameQuery, readNames } from './shapes/parts/names.js';
import type { TestFile } from './test-links.js';
import type { Workspace } from './workspace.js';

/** What is known before the mentions are looked for. */
export interface MentionInput {
  readonly found: FindResult;
  readonly decisions: readonly Decision[];
  readonly config: Config;
  readonly workspace: Pick<Workspace, 'files' | 'read' | 'syntax' | 'resolve'>;
  /** The files that were worth parsing; no other is looked at. */
  readonly candidates: readonly string[];
}

/** The places in code that name a legacy queue and are no start, activity or worker; and the tests that name one. */
export interface Mentions {
  readonly rows: readonly MentionRow[];
  readonly tests: readonly TestFile[];
  /** What to look for in files that are no code. */
  readonly elsewhere: OtherNames;
}

const TEXT = 200;

/** Reads the mentions of the legacy queues in the code, by syntax alone, each line once. */
export function findMentions(input: MentionInput): Mentions {
  const { found, config, workspace } = input;
  const names = namesOf(input);
  const claims = claimsOf(input);
  const tracedTo = tracedIn(found, config);
  const files = new Set(workspace.files);
  const words = wordsOf(names);
  const rows: MentionRow[] = [];
  const tests: TestFile[] = [];
  for (const file of input.candidates) {
    if (routingModules(config).includes(file)) continue;
    const traced = tracedTo.get(file) ?? [];
    const text = workspace.read(file)?.text ?? '';
    const source = traced.length > 0 || words.test(text) ? workspace.syntax(file) : null;
    if (source === null) continue;
    const test = isTestFile(file);
    const imports = test || names.exports.length > 0 ? importsIn(source, file, { workspace, files }) : [];
    const query = { names, bound: boundIn(imports, file, { names, workspace, files }), traced };
    const where = test ? 'test' : 'code';
    const lines = readNames(source, { ...query, isClaimed: claims(file, source) }).map(({ line }) => line);
    rows.push(...[...new Set(lines)].map((line) => ({ file, line, text: lineOf(text, line), where }) as const));
    const places = test ? readNames(source, { ...query, isClaimed: () => false }) : [];
    if (places.length > 0) tests.push(testFile({ file, text, places, imports }, { workspace, files }));
  }
  return { rows, tests, elsewhere: otherNames(names) };
}

/** Where the properties start, file by file, that lead to a legacy queue by whatever name. */
function tracedIn({ mentions }: FindResult, config: Config): ReadonlyMap<string, readonly number[]> {
  const legacy = mentions.filter(({ queue }) => /legacy|mixed/.test(judgeQueue(queue, config).is));
  return grouped(legacy.map(({ at, span }) => [at.file, span.start]));
}

/** Values by the file each belongs to. */
function grouped<T>(pairs: readonly (readonly [file: string, value: T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const [file, value] of pairs) {
    const group = groups.get(file);
    if (group === undefined) groups.set(file, [value]);
    else group.push(value);
  }
  return groups;
}

/** What the legacy queues are called here: by the config, by what their users were traced to, by how the settings are declared. */
function namesOf({ found, decisions, config, workspace, candidates }: MentionInput): QueueNames {
  const starts = decisions.flatMap((one) => (one.legacy ? [one.site.queue] : []));
  const users = [...found.workers, ...found.activities].map(({ queue }) => queue);
  const names = queueNames([...starts, ...users], config.legacyQueues);
  const declared = declaredFor(names, { workspace, candidates });
  const variables = declared.variables.map((name) => ({ base: 'env', name }));
  return {
    ...names,
    values: [...new Set([...names.values, ...declared.values])].filter((value) => value !== ''),
    members: [...new Map([...names.members, ...variables].map((one) => [`${one.base}.${one.name}`, one])).values()],
  };
}

/** Those of the names that files in other languages can have: a queue's own, and environment variables. */
const otherNames = ({ values, patterns, members }: QueueNames): OtherNames => ({
  values,
  patterns,
  variables: members.flatMap(({ base, name }) => (base === 'env' ? [name] : [])),
});

const routingModules = ({ routing, workflowRouting }: Config): readonly string[] =>
  [routing, workflowRouting].flatMap((access) => (access === null ? [] : (routingModuleOf(access) ?? [])));

function lineOf(text: string, line: number): string {
  const whole = text.split(/\r\n|[\r\n\u2028\u2029]/)[line - 1]?.trim() ?? '';
  return whole.length > TEXT ? `${whole.slice(0, TEXT - 1)}…` : whole;
}

function wordsOf({ values, patterns, members, exports }: QueueNames): RegExp {
  const names = [...members, ...exports].map(({ name }) => name);
  const words = [...values, ...patterns.map(longestPart), ...names];
  return new RegExp(words.length === 0 ? '(?!)' : words.map(literally).join('|'));
}

/** What starts, activities and workers account for: their queue's property, and what its value was traced through. */
function claimsOf({ found }: MentionInput): (file: string, source: ts.SourceFile) => NameQuery['isClaimed'] {
  const users = [...found.sites, ...found.workers, ...found.activities];
  const spans = grouped(spansOf(found).flatMap(([file, span]) => (span === null ? [] : [[file, span] as const])));
  const places = grouped(users.flatMap(({ queue }) => placesOf(queue.arms)).map((at) => [at.file, at]));
  const variables = grouped(users.map(({ at, queue }) => [at.file, variableOf(queue)]));
  return (file, source) => {
    const own = spans.get(file) ?? [];
    const offsets = new Set(
      (places.get(file) ?? []).map(({ line, column }) => source.getPositionOfLineAndCharacter(line - 1, column - 1)),
    );
    const read = new Set(variables.get(file));
    return (node) => {
      if (ts.isSourceFile(node) || ts.isStatement(node)) return false;
      if (ts.isVariableDeclaration(node) && read.has(node.name.getText(source))) return true;
      const start = node.getStart(source);
      return offsets.has(start) || own.some((span) => span.start <= start && node.getEnd() <= span.end);
    };
  };
}

/** What of each file is a start's, a worker's or an activity's own. */
const spansOf = ({ sites, workers, activities }: FindResult): readonly (readonly [string, Span | null])[] => [
  // A queue in the arguments or the memo of a start is data, and stays what it was when the start has moved.
  ...sites.flatMap(({ at, call, options }): (readonly [string, Span | null])[] => [
    [at.file, options.property === null ? call : null],
    [options.file, options.property ?? options.literal],
  ]),
  ...workers.map(({ at, call }) => [at.file, call] as const),
  ...activities.map(({ at, property }) => [at.file, property] as const),
];

/** The local name a queue is read from: `queue`, or `defaults` where the options spread them. */
const variableOf = ({ text }: QueueFact): string => text.replace(/\.taskQueue$/, '');

const placesOf = (arms: readonly QueueArm[]): readonly Place[] =>
  arms.flatMap((arm) => [...arm.hops.map(({ at }) => at), ...placesOf(arm.derivedFrom ?? [])]);

/** An import with the file it leads to, where a relative path says so. */
interface Import extends ImportedModule {
  readonly file: string | null;
}

/** The file of the run a relative specifier leads to. */
function targetOf(from: string, specifier: string, { workspace, files }: Files): string | null {
  const target = /^\.\.?(\/|$)/.test(specifier) ? workspace.resolve(specifier, from) : null;
  return target !== null && files.has(target) ? target : null;
}

/** The files of a run, and what may be asked of them. */
interface Files {
  readonly workspace: MentionInput['workspace'];
  readonly files: ReadonlySet<string>;
}

const importsIn = (source: ts.SourceFile, file: string, run: Files): readonly Import[] =>
  importsOf(source).map((one) => ({ ...one, file: targetOf(file, one.specifier, run) }));

interface BindingInput extends Files {
  readonly names: QueueNames;
}

/** Under which names a file knows the constants of the config, declared here or imported, also through one barrel. */
function boundIn(imports: readonly Import[], file: string, input: BindingInput): NameQuery['bound'] {
  const constants = new Set<string>();
  const modules = new Set<string>();
  for (const wanted of input.names.exports) {
    if (wanted.file === file) constants.add(wanted.name);
    for (const one of imports) {
      if (!mayLeadTo(one, wanted, input)) continue;
      for (const { name, as } of one.names) {
        if (name === wanted.name) constants.add(as);
        if (name === '*') modules.add(as);
      }
    }
  }
  return { constants, modules };
}

/** A specifier that is no path (`@/queues`) is believed when it ends as the file is called. */
function mayLeadTo({ specifier, file }: Import, wanted: ExportedName, run: Files): boolean {
  if (file !== null) return file === wanted.file || exportedAgain(file, run).includes(wanted.file);
  const stem = (path: string): string | undefined =>
    path
      .replace(/(\/index)?(\.[cm]?[jt]sx?)?$/, '')
      .split('/')
      .at(-1);
  return !specifier.startsWith('.') && stem(specifier) === stem(wanted.file);
}

/** The files that a barrel exports again. */
function exportedAgain(file: string, run: Files): readonly string[] {
  const { workspace } = run;
  const text = workspace.read(file)?.text ?? '';
  const source = /\bexport\b[^;]*\bfrom\b/.test(text) ? workspace.syntax(file) : null;
  return (source === null ? [] : exportsFrom(source)).flatMap((specifier) => targetOf(file, specifier, run) ?? []);
}

interface NamedTest {
  readonly file: string;
  readonly text: string;
  readonly places: readonly NamedPlace[];
  readonly imports: readonly Import[];
}

function testFile({ file, text, places, imports }: NamedTest, run: Files): TestFile {
  const direct = imports.flatMap((one) => (one.file === null ? [] : [one.file]));
  const lines = new Map(places.map(({ line, test }) => [line, { line, test, text: lineOf(text, line) }]));
  return {
    file,
    text,
    imports: [...new Set([...direct, ...direct.flatMap((one) => exportedAgain(one, run))])],
    places: [...lines.values()],
  };
}
