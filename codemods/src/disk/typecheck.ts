import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../../typescript.js';
import type { FileChange } from '../model/edit.js';
import { isCode } from '../model/source.js';
import type { Compiler, Problem } from '../verify.js';
import { contentHash } from './hash.js';
import type { LoadedConfig, Overlay, ProgramLoader } from './program.js';
import { openVersions } from './resolved-version.js';

/** What an in-memory check needs: the tree as it was read, and the loader of programs. */
export interface TypecheckInput {
  readonly root: string;
  readonly loader: ProgramLoader;
  /** The decoded text of a file as the run read it; null when it was not read. */
  readonly read: (file: string) => string | null;
  /**
   * The files whose types may depend on those given: their importers, the nearest first, until there are enough. Without it the
   * changed files are looked at alone.
   */
  readonly dependentsOf?: ((files: readonly string[], enough: number) => Iterable<string>) | undefined;
}

/** A compiler over programs in memory: the target's tsconfigs, our TypeScript, nothing written. */
export function inMemoryCompiler({ root: given, loader, read, dependentsOf }: TypecheckInput): Compiler {
  const root = realpathSync(given);
  const compared = new Map<string, Compared>();

  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const absolutely = (files: Iterable<string>): readonly string[] => [...files].map((file) => path.join(root, file));
  const isOurs = (source: ts.SourceFile): boolean => {
    const inside = relative(source.fileName);
    return !inside.startsWith('../') && !path.isAbsolute(inside) && !`/${inside}`.includes('/node_modules/');
  };

  const configsOf = (changes: readonly FileChange[]): readonly LoadedConfig[] => {
    const owners = changes
      .filter((change) => isCode(change.file))
      .map((change) => loader.ownerOf(path.join(root, change.file)));
    return [...new Set(owners)].sort().map((owner) => loader.config(owner));
  };

  /** What is judged, and no more: a tsconfig may claim ten thousand files, and a program of them all takes gigabytes. */
  const rootsOf = (config: LoadedConfig, changes: readonly FileChange[], created: boolean): readonly string[] => {
    const isThere = (change: FileChange): boolean => created || change.before !== null;
    const changed = changes.filter((change) => isCode(change.file) && isThere(change)).map(({ file }) => file);
    const own = absolutely(changed).filter((file) => (loader.ownerOf(file) ?? '') === (config.path ?? ''));
    const claimed = new Set(config.fileNames);
    const dependents = absolutely(dependentsOf?.(changed, FILES_CHECKED) ?? []).filter((file) => claimed.has(file));
    return [...new Set([...own, ...dependents])];
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

  const problemsIn = (
    sources: readonly ts.SourceFile[],
    program: ts.Program,
    config: LoadedConfig,
  ): readonly Problem[] =>
    sources
      .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
      .filter((diagnostic) => !isOfOurProgram(diagnostic, config) && !isOfNodeOnly(diagnostic, config))
      .map((diagnostic) => ({
        file: diagnostic.file === undefined ? '' : relative(diagnostic.file.fileName),
        offset: diagnostic.start ?? null,
        code: diagnostic.code,
        message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
      }));

  /** The files to judge: each under its own tsconfig, and only once. */
  const judgedIn = (
    program: ts.Program,
    config: LoadedConfig,
    changes: readonly FileChange[],
  ): readonly ts.SourceFile[] =>
    affectedBy(changes, program).filter(({ fileName }) => (loader.ownerOf(fileName) ?? '') === (config.path ?? ''));

  /** The files a change can break: itself and those that import it, the nearest first, as many as are worth the time. */
  const affectedBy = (changes: readonly FileChange[], program: ts.Program): readonly ts.SourceFile[] => {
    const importers = importersIn(program, isOurs);
    const changed = changes.map(({ file }) => path.join(root, file));
    const seen = new Set<string>(changed);
    let edge: readonly string[] = changed;
    for (let distance = 0; edge.length > 0 && (distance < 1 || seen.size < FILES_CHECKED); distance += 1) {
      edge = [...new Set(edge.flatMap((file) => importers.get(file) ?? []))].filter((file) => !seen.has(file));
      for (const file of edge) seen.add(file);
    }
    return program
      .getSourceFiles()
      .filter((source) => seen.has(source.fileName) && isOurs(source) && !source.isDeclarationFile);
  };

  const asRead: Overlay = (file) => {
    const inside = relative(file);
    return inside.startsWith('../') ? null : read(inside);
  };

  /**
   * One tsconfig's complaints, with the changes, and of the tree as it is where that has any to compare; its two programs share
   * what did not change. One checker at a time: each holds what it learnt, gigabytes in a large repository, until its program
   * is gone.
   */
  const compare = (config: LoadedConfig, changes: readonly FileChange[]): Compared => {
    const key = [config.path ?? '', ...changes.flatMap(({ file, after }) => [file, contentHash(after)])].join('\0');
    const known = compared.get(key);
    if (known !== undefined) return known;
    const texts = new Map(changes.map((change) => [path.join(root, change.file), change.after]));
    const folders = new Set(changes.map(({ file }) => path.dirname(path.join(root, file))));
    const overlay: Overlay = Object.assign((file: string) => texts.get(file) ?? asRead(file), { folders });
    let program = loader.program(config, rootsOf(config, changes, true), overlay);
    const after = problemsIn(judgedIn(program, config, changes), program, config);
    let before: readonly Problem[] = [];
    if (after.length > 0) {
      const files = new Set(after.map(({ file }) => file));
      program = loader.program(config, rootsOf(config, changes, false), asRead, program);
      const sources = program.getSourceFiles().filter(({ fileName }) => files.has(relative(fileName)));
      before = problemsIn(sources, program, config);
    }
    const result = { before, after };
    compared.set(key, result);
    return result;
  };

  return {
    before: (changes) => configsOf(changes).flatMap((config) => compare(config, changes).before),
    after: (changes) => configsOf(changes).flatMap((config) => compare(config, changes).after),
    notes(changes) {
      const untyped = changes.filter(isUntyped);
      const javascript = untyped.filter(({ file }) => isJavaScript(file)).length;
      const silenced = untyped.length - javascript;
      const unchecked = [
        ...(javascript === 0 ? [] : [`${filesChange(javascript, 'JavaScript ')}: no types to verify them by`]),
        ...(silenced === 0 ? [] : [`${filesChange(silenced)} under @ts-nocheck: not verified`]),
      ];
      const programs = configsOf(changes).flatMap((config) => {
        const name = config.path === null ? 'files without a tsconfig' : relative(config.path);
        const unresolved = compare(config, changes).before.filter(
          (problem) => problem.code === 2307 || problem.code === 2792,
        ).length;
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
  readonly before: readonly Problem[];
  readonly after: readonly Problem[];
}

/** Beyond those that import a changed file, this many at most are looked at again. */
const FILES_CHECKED = 200;

/** Who imports a file of the target, by the file's name. */
function importersIn(
  program: ts.Program,
  isOurs: (source: ts.SourceFile) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  const checker = program.getTypeChecker();
  for (const source of program.getSourceFiles().filter(isOurs)) {
    for (const specifier of specifiersIn(source)) {
      const target = checker.getSymbolAtLocation(specifier)?.valueDeclaration?.getSourceFile();
      if (target !== undefined)
        importers.set(target.fileName, [...(importers.get(target.fileName) ?? []), source.fileName]);
    }
  }
  return importers;
}

const specifiersIn = (source: ts.SourceFile): readonly ts.Expression[] =>
  source.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) && statement.moduleSpecifier !== undefined
      ? [statement.moduleSpecifier]
      : [],
  );

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
