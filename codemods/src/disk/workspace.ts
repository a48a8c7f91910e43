import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../../typescript.js';
import type { SourceText } from '../model/source.js';
import { bind } from '../names/scope.js';
import type { TypedSource, Workspace } from '../workspace.js';
import { openImporters } from './importers.js';
import { filesMatching, filesNaming, readSource, type Unread } from './load.js';
import { Modules } from './modules.js';
import type { LoadedConfig, Overlay, ProgramLoader } from './program.js';
import { openVersions } from './resolved-version.js';
import { firstSyntaxError } from './syntax-error.js';
import { orTooDeep, TOO_DEEP } from './too-deep.js';

/** What the run hands to `openWorkspace`. */
export interface WorkspaceInput {
  readonly root: string;
  readonly files: readonly string[];
  /** Components: they hold script, but no compiler reads them. */
  readonly components?: readonly string[];
  /** The files that are worth parsing. */
  readonly candidates: readonly string[];
  /** Every package.json of the target, relative to the root: imports between its packages are followed by their names. */
  readonly manifests?: readonly string[];
  readonly loader: ProgramLoader;
  /** A file whose text was handed in: what is on disk does not count. */
  readonly given?: SourceText | undefined;
}

/** A workspace over a folder on disk, with what it could not read and which files it looked at. */
export interface DiskWorkspace extends Workspace {
  /** The folder itself, links resolved. */
  readonly root: string;
  /** The files that were worth parsing. */
  readonly candidates: readonly string[];
  readonly unread: ReadonlyMap<string, Unread>;
  /** The first syntax error of a file with its line, null when it parses: a recovered tree is no ground for a decision. */
  parseError(file: string): string | null;
  readonly warnings: readonly string[];
  /** The files that import this one. */
  importedBy(file: string): readonly string[];
  /** Every file read so far with the hash of its bytes: what a plan depends on. */
  readHashes(): Readonly<Record<string, string>>;
}

/** Parses a file. What TypeScript says in comments counts in JavaScript only. Null where it is too deep for the parser. */
function parse(fileName: string, text: string, withParents = false): ts.SourceFile | null {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: /\.[cm]?tsx?$/.test(fileName) ? ts.JSDocParsingMode.ParseNone : ts.JSDocParsingMode.ParseAll,
  };
  return orTooDeep(() => ts.createSourceFile(fileName, text, options, withParents));
}

/** Parsed files kept at a time: enough for one site's way through the repository, far less than a big one holds. */
const TREES_KEPT = 300;

/** Programs kept at a time: a monorepo has one for each of its tsconfigs, with megabytes of types each. */
const PROGRAMS_KEPT = 16;

/** Opens the folder; reads and parses lazily, builds one program per tsconfig on the first question about types. */
export function openWorkspace(input: WorkspaceInput): DiskWorkspace {
  const root = realpathSync(input.root);
  const texts = new Map<string, SourceText | null>();
  if (input.given !== undefined) texts.set(input.given.file, input.given);
  const parsed = new Map<string, ts.SourceFile>();
  const unbindable = new WeakSet<ts.SourceFile>();
  const parseErrors = new Map<string, string | null>();
  const programs = new Map<string, ts.Program>();
  const wanted = new Set<string>();
  const installed = new Map<string, boolean>();
  const unread = new Map<string, Unread>();
  const warnings = new Set<string>();

  const absolute = (file: string): string => path.join(root, file);
  const relative = (file: string): string | null => {
    const inside = path.relative(root, file).split(path.sep).join('/');
    return inside.startsWith('../') || path.isAbsolute(inside) || `/${inside}`.includes('/node_modules/')
      ? null
      : inside;
  };

  const read = (file: string): SourceText | null => {
    const known = texts.get(file);
    if (known !== undefined) return known;
    const result = existsSync(absolute(file)) ? readSource(root, file) : null;
    const source = result === null || 'reason' in result ? null : result;
    if (result !== null && 'reason' in result) unread.set(file, result);
    texts.set(file, source);
    return source;
  };

  const overlay: Overlay = (file) => {
    const inside = relative(file);
    return inside === null || !texts.has(inside) ? null : (texts.get(inside)?.text ?? null);
  };

  const keep = (key: string, program: ts.Program): void => {
    // Asked for last is let go of last.
    programs.delete(key);
    programs.set(key, program);
    const [oldest] = programs.keys();
    if (programs.size <= PROGRAMS_KEPT || oldest === undefined) return;
    programs.delete(oldest);
    input.loader.keepOnly([...programs.values()]);
  };

  const programFor = (config: LoadedConfig): ts.Program => {
    const key = config.path ?? '';
    const known = programs.get(key);
    if (known !== undefined) {
      keep(key, known);
      return known;
    }
    for (const warning of config.warnings) warnings.add(warning);
    const roots = [...wanted]
      .map(absolute)
      .filter((file) => (input.loader.ownerOf(file) ?? '') === key && read(relative(file) ?? '') !== null);
    const program = input.loader.program(config, roots, overlay);
    keep(key, program);
    return program;
  };

  const parseError = (file: string): string | null => {
    const known = parseErrors.get(file);
    if (known !== undefined) return known;
    const tree = tolerated(file);
    // The parser may have given up meanwhile.
    const found = parseErrors.get(file) ?? (tree === null ? null : firstSyntaxError(tree));
    parseErrors.set(file, found);
    return found;
  };

  const typed = (file: string): TypedSource | null => {
    if (read(file) === null) return null;
    const config = input.loader.config(input.loader.ownerOf(absolute(file)));
    let program = programFor(config);
    let sourceFile = program.getSourceFile(absolute(file));
    if (sourceFile === undefined) {
      // Asked for a file that was no candidate and that no candidate imports: a program with it added.
      const roots = [...program.getRootFileNames(), absolute(file)];
      program = input.loader.program(config, roots, overlay, program);
      keep(config.path ?? '', program);
      sourceFile = program.getSourceFile(absolute(file));
    }
    if (sourceFile === undefined) return null;
    if (!parseErrors.has(file)) parseErrors.set(file, firstSyntaxError(sourceFile));
    return parseError(file) !== null ? null : { sourceFile, checker: program.getTypeChecker(), program };
  };

  /** The tree even where the parser had to guess. */
  const tolerated = (file: string): ts.SourceFile | null => {
    const known = parsed.get(file);
    if (known !== undefined) {
      // Seen last is forgotten last.
      parsed.delete(file);
      parsed.set(file, known);
      return known;
    }
    const source = read(file);
    if (source === null) return null;
    const tree = parse(absolute(file), source.text);
    if (tree === null) {
      parseErrors.set(file, TOO_DEEP);
      return null;
    }
    parsed.set(file, tree);
    const [oldest] = parsed.keys();
    if (parsed.size > TREES_KEPT && oldest !== undefined) parsed.delete(oldest);
    return tree;
  };
  /**
   * Bound, which gives nodes their parents. Code nested too deeply for the binder is left without: whoever needs its names
   * finds out, and says so.
   */
  const syntax = (file: string): ts.SourceFile | null => {
    const tree = parseError(file) === null ? tolerated(file) : null;
    if (tree === null || unbindable.has(tree) || orTooDeep(() => bind(tree)) !== null) return tree;
    const parents = parse(absolute(file), tree.text, true);
    if (parents === null) return null;
    unbindable.add(parents);
    parsed.set(file, parents);
    return parents;
  };

  const manifests = (input.manifests ?? []).map(absolute);
  const modules = new Modules(input.loader, manifests, (file) => relative(file) !== null);
  input.loader.useWorkspace(modules);
  const leadsTo = (specifier: string, from: string): string | null => {
    const target = modules.resolve(specifier, from);
    return target === null ? null : relative(target);
  };
  const open = (specifier: string, from: ts.SourceFile): ts.SourceFile | null => {
    const file = leadsTo(specifier, from.fileName);
    return file === null ? null : syntax(file);
  };

  const isInstalled = (packageName: string, file: string): boolean => {
    const directory = path.dirname(absolute(file));
    const key = `${directory}\0${packageName}`;
    const known = installed.get(key);
    if (known !== undefined) return known;
    const here = existsSync(path.join(directory, 'node_modules', packageName));
    const above = directory === root || directory === path.dirname(directory);
    const found = here || (!above && isInstalled(packageName, path.relative(root, directory)));
    installed.set(key, found);
    return found;
  };

  const packageOf = (file: string): string | null => {
    for (let directory = path.posix.dirname(file); ; directory = path.posix.dirname(directory)) {
      const candidate = directory === '.' ? 'package.json' : `${directory}/package.json`;
      if (existsSync(absolute(candidate))) return candidate;
      if (directory === '.') return null;
    }
  };

  const versionOf = openVersions(root, input.manifests);
  const everything = [...input.files, ...(input.components ?? [])];

  const packages = new Map<string, string | null>();
  const placeOf = (file: string): string => {
    const folder = path.posix.dirname(file);
    const known = packages.get(folder);
    const manifest = known === undefined ? packageOf(file) : known;
    packages.set(folder, manifest);
    return `${input.loader.ownerOf(absolute(file)) ?? ''}\0${manifest ?? ''}`;
  };

  const importers = openImporters({
    root,
    files: everything,
    leadsTo: (specifier, from) => leadsTo(specifier, absolute(from)),
    placeOf,
  });

  return {
    root,
    files: input.files,
    candidates: input.candidates,
    unread,
    parseError,
    get warnings() {
      return [...warnings].sort();
    },
    read,
    syntax,
    typed,
    filesNaming: (names, among = input.files) => filesNaming(root, among, names),
    filesMatching: (pattern) => filesMatching(root, everything, pattern),
    importersOf: importers.all,
    importedBy: importers.direct,
    optionsOf: (file) => input.loader.config(input.loader.ownerOf(absolute(file))).options,
    ownerOf: (file) => input.loader.ownerOf(absolute(file)) ?? '',
    resolve: (specifier, from) => leadsTo(specifier, absolute(from)),
    open,
    isInstalled,
    expectTyped(files) {
      for (const file of files) wanted.add(file);
    },
    release() {
      programs.clear();
      input.loader.release();
    },
    relative,
    packageOf,
    versionOf,
    readHashes() {
      const entries = [...texts].flatMap(([file, text]) => (text === null ? [] : [[file, text.sha256] as const]));
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}
