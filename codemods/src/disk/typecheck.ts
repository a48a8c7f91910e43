import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../../typescript.js';
import type { FileChange } from '../model/edit.js';
import { isCode } from '../model/source.js';
import type { Compiler, Problem } from '../verify.js';
import { contentHash } from './hash.js';
import { readBytes } from './load.js';
import type { LoadedConfig, Overlay, ProgramLoader } from './program.js';
import { openVersions } from './resolved-version.js';

/** What an in-memory check needs: the tree as it was read, and the loader of programs. */
export interface TypecheckInput {
  readonly root: string;
  readonly loader: ProgramLoader;
  /** The decoded text of a file as the run read it; null when it was not read. */
  readonly read: (file: string) => string | null;
  /** The files that import one, when a change may reach them; without it the changed files alone are looked at. */
  readonly importedBy?: ((file: string) => readonly string[]) | undefined;
}

/**
 * A compiler over programs in memory: the target's tsconfigs, our TypeScript, nothing written. The changed files are
 * checked, and where a change shows outside (its declarations are others), those that import it.
 */
export function inMemoryCompiler({ root: given, loader, read, importedBy }: TypecheckInput): Compiler {
  const root = realpathSync(given);
  const compared = new Map<string, readonly Compared[]>();
  const globals = new Map<LoadedConfig, readonly string[]>();

  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  /** The tsconfigs of the files, each with its own. */
  const byConfig = (files: readonly string[]): readonly (readonly [LoadedConfig, readonly string[]])[] => {
    const found = new Map<string, string[]>();
    for (const file of files.filter(isCode)) {
      const owner = loader.ownerOf(path.join(root, file)) ?? '';
      found.set(owner, [...(found.get(owner) ?? []), file]);
    }
    return [...found]
      .sort(([x], [y]) => (x < y ? -1 : 1))
      .map(([owner, own]) => [loader.config(owner === '' ? null : owner), own]);
  };

  /** The files of a tsconfig that others see without an import. */
  const globalsOf = (config: LoadedConfig): readonly string[] => {
    if (importedBy === undefined) return [];
    const known = globals.get(config);
    if (known !== undefined) return known;
    const found = config.fileNames.filter(
      (file) =>
        isCode(file) && readBytes(root, relative(file), (text) => ({ isGlobal: isSeenUnasked(text) }))?.isGlobal,
    );
    globals.set(config, found);
    return found;
  };

  /**
   * Sources are read in place of a referenced project's output, which may not be built: what that alone breaks is no
   * complaint of the target's compiler. Nor is a root folder for files that only this program put in.
   */
  const isOfOurProgram = (diagnostic: ts.Diagnostic, config: LoadedConfig): boolean => {
    if (diagnostic.code !== NOT_UNDER_ROOT_DIR) return false;
    if (!config.hasRootDir || config.path === null) return true;
    if (diagnostic.file !== undefined && !config.fileNames.includes(diagnostic.file.fileName)) return true;
    const [, imported] = /'([^']+)'/.exec(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')) ?? [];
    const owner = imported === undefined ? null : loader.ownerOf(imported);
    return owner !== null && owner !== config.path && loader.isReferenced(config.path, owner);
  };

  const versionOf = openVersions(root);
  const isYetToCome = (name: string, file: string): boolean => {
    const found = versionOf([name], file);
    return found !== null && !isInstalledAbove(root, path.dirname(file), name);
  };

  /**
   * Names of Node where its types are declared and not installed yet, or where nobody compiles: what is missing there is
   * no complaint about a change. Where nothing declares them, the target's own compiler would say the same.
   */
  const isOfNodeOnly = ({ code }: Pick<ts.Diagnostic, 'code'>, config: LoadedConfig): boolean =>
    NAMES_OF_NODE.has(code) && (config.path === null || isYetToCome('@types/node', relative(config.path)));

  /** A file whose types the compiler does not look at: its silence is no approval. */
  const isUntyped = ({ file, after }: FileChange): boolean => {
    if (!isCode(file)) return false;
    const directives = [...after.matchAll(/^\s*\/\/+\s*@ts-(no)?check\b/gm)];
    const last = directives.at(-1);
    if (last !== undefined) return last[1] !== undefined;
    return isJavaScript(file) && loader.config(loader.ownerOf(path.join(root, file))).options.checkJs !== true;
  };

  const problemsIn = (files: readonly string[], program: ts.Program, config: LoadedConfig): readonly Problem[] =>
    files
      .flatMap((file) => program.getSourceFile(path.join(root, file)) ?? [])
      .filter((source) => !source.isDeclarationFile)
      .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
      .filter((diagnostic) => !isOfOurProgram(diagnostic, config) && !isOfNodeOnly(diagnostic, config))
      .map((diagnostic) => ({
        file: diagnostic.file === undefined ? '' : relative(diagnostic.file.fileName),
        offset: diagnostic.start ?? null,
        code: diagnostic.code,
        message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
      }));

  /** Whether the target's own compiler looks at a file. */
  const isClaimed = (file: string): boolean => {
    const { path: owner, fileNames } = loader.config(loader.ownerOf(path.join(root, file)));
    return owner === null || fileNames.includes(path.join(root, file));
  };

  /** The files that see a change of these: those that import one, and as many around them as are worth the time, the nearest first. */
  const importersOf = (files: readonly string[]): readonly string[] => {
    const seen = new Set(files);
    let edge: readonly string[] = importedBy === undefined ? [] : files;
    for (let distance = 0; edge.length > 0 && (distance < 1 || seen.size < FILES_CHECKED); distance += 1) {
      edge = [...new Set(edge.flatMap((file) => importedBy?.(file) ?? []))].filter((file) => !seen.has(file));
      for (const file of edge) seen.add(file);
    }
    return [...seen].slice(files.length);
  };

  const asRead: Overlay = (file) => {
    const inside = relative(file);
    return inside.startsWith('../') ? null : read(inside);
  };

  const shapesOf = (files: readonly string[], program: ts.Program): ReadonlyMap<string, string | null> =>
    new Map(files.map((file) => [file, declarationsOf(path.join(root, file), program)]));

  /** The complaints about files of one tsconfig, with the changes and of the tree as it is; the two programs share what did not change. */
  const look = (config: LoadedConfig, files: readonly string[], changes: readonly FileChange[]): Compared => {
    const created = new Set(changes.flatMap(({ file, before }) => (before === null ? [file] : [])));
    const texts = new Map(changes.map((change) => [path.join(root, change.file), change.after]));
    const folders = new Set(changes.map(({ file }) => path.dirname(path.join(root, file))));
    const overlay: Overlay = Object.assign((file: string) => texts.get(file) ?? asRead(file), { folders });
    const rootsOf = (own: readonly string[]): readonly string[] => [
      ...new Set([...globalsOf(config), ...own.map((file) => path.join(root, file))]),
    ];
    const existing = files.filter((file) => !created.has(file));
    // One checker at a time: each holds what it learnt until its program is gone.
    let program = loader.program(config, rootsOf(files), overlay);
    const after = problemsIn(files, program, config);
    const shown = existing.filter((file) => importedBy !== undefined && texts.has(path.join(root, file)));
    const shapes = shapesOf(shown, program);
    if (after.length === 0 && shown.length === 0) return { config, before: [], after, reshaped: [] };
    program = loader.program(config, rootsOf(existing), asRead, program);
    // What was wrong before is asked for to tell it from what is wrong now.
    const failing = new Set(after.map(({ file }) => file));
    const before = problemsIn(
      existing.filter((file) => failing.has(file)),
      program,
      config,
    );
    const reshaped = [...shapesOf(shown, program)].flatMap(([file, was]) =>
      was === null || was !== shapes.get(file) ? [file] : [],
    );
    loader.keepOnly([program]);
    return { config, before, after, reshaped };
  };

  /** Every tsconfig with a changed file or one that sees a change, compared. */
  const compare = (changes: readonly FileChange[]): readonly Compared[] => {
    const key = changes.flatMap(({ file, after }) => [file, contentHash(after)]).join('\0');
    const known = compared.get(key);
    if (known !== undefined) return known;
    const lookAt = (files: readonly string[]): readonly Compared[] =>
      byConfig(files).map(([config, some]) => look(config, some, changes));
    const changed = changes.map(({ file }) => file);
    const own = lookAt(changed);
    const ownConfigs = new Set(own.map(({ config }) => config));
    const isNear = (file: string): boolean => ownConfigs.has(loader.config(loader.ownerOf(path.join(root, file))));
    const importers = importersOf(own.flatMap(({ reshaped }) => reshaped)).filter(
      (file) => !changed.includes(file) && isClaimed(file),
    );
    // A tsconfig without a change is left to the repository's own compiler: its program would be one more of everything it imports.
    const others = lookAt(importers.filter(isNear));
    const result = [...own, ...others];
    compared.set(key, result);
    return result;
  };

  return {
    before: (changes) => compare(changes).flatMap(({ before }) => before),
    after: (changes) => compare(changes).flatMap(({ after }) => after),
    notes(changes) {
      const untyped = changes.filter(isUntyped);
      const javascript = untyped.filter(({ file }) => isJavaScript(file)).length;
      const silenced = untyped.length - javascript;
      const unchecked = [
        ...(javascript === 0 ? [] : [`${filesChange(javascript, 'JavaScript ')}: no types to verify them by`]),
        ...(silenced === 0 ? [] : [`${filesChange(silenced)} under @ts-nocheck: not verified`]),
      ];
      const seen = compare(changes);
      const programs = [...new Set(seen.map(({ config }) => config))].flatMap((config) => {
        const name = config.path === null ? 'files without a tsconfig' : relative(config.path);
        const problems = seen.flatMap((one) => (one.config === config ? one.before : []));
        const unresolved = problems.filter(({ code }) => code === 2307 || code === 2792).length;
        return [
          ...(config.unverifiable === null ? [] : [`${name}: not verified for sure, because ${config.unverifiable}`]),
          ...(unresolved === 0
            ? []
            : [
                `${name}: ${unresolved} imports do not resolve (are the dependencies installed?), so the types prove less`,
              ]),
        ];
      });
      return [...unchecked, ...programs];
    },
  };
}

interface Compared {
  readonly config: LoadedConfig;
  readonly before: readonly Problem[];
  readonly after: readonly Problem[];
  /** The changed files that others see otherwise than before. */
  readonly reshaped: readonly string[];
}

/** Beyond those that import a file that others see changed, this many at most are looked at. */
const FILES_CHECKED = 200;

/** What TypeScript's own incremental builds do not declare in their types: declarations of a file whose options emit none. */
type ForcedEmit = (
  source: ts.SourceFile,
  write: (name: string, text: string) => void,
  cancel: undefined,
  declarationsOnly: true,
  transformers: undefined,
  forced: true,
) => ts.EmitResult;

/**
 * What a file shows to those that import it, as its declarations: while they are the same, no importer can tell the
 * difference. TypeScript's incremental builds go by it. Null for a file that gives none, or that everybody sees.
 */
function declarationsOf(file: string, program: ts.Program): string | null {
  const source = program.getSourceFile(file);
  if (source === undefined || !ts.isExternalModule(source)) return null;
  const texts: string[] = [];
  const emit = program.emit as ForcedEmit;
  const write = (_: string, text: string): void => {
    texts.push(text);
  };
  try {
    emit(source, write, undefined, true, undefined, true);
  } catch {
    // JavaScript that TypeScript cannot declare, or code too deep for it: taken for changed, so that importers are looked at.
    return null;
  }
  return texts.length === 0 ? null : texts.join('\0');
}

/** A script without imports and exports, or a module that adds to what all see. */
const isSeenUnasked = (text: string): boolean =>
  /\bdeclare\s+(?:global|module)\b/.test(text) || !/^\s*(?:import|export)\b|\brequire\s*\(|\bexports\b/m.test(text);

/** Whether a package is in a node_modules folder that a folder of the target sees. */
function isInstalledAbove(root: string, folder: string, name: string): boolean {
  if (existsSync(path.join(root, folder, 'node_modules', name))) return true;
  return folder !== '.' && isInstalledAbove(root, path.dirname(folder), name);
}

/** TS2580, TS2591: `process` and its like; install @types/node. */
const NAMES_OF_NODE: ReadonlySet<number> = new Set([2580, 2591]);

/** TS6059. */
const NOT_UNDER_ROOT_DIR = 6059;
const isJavaScript = (file: string): boolean => /\.[cm]?jsx?$/.test(file);
const filesChange = (count: number, what = ''): string =>
  `${count} ${what}${count === 1 ? 'file changes' : 'files change'}`;
