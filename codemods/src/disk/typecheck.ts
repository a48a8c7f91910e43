import { realpathSync } from 'node:fs';
import path from 'node:path';
import { ts } from 'ts-morph';
import type { FileChange } from '../model/edit.js';
import type { Compiler, Problem } from '../verify.js';
import type { LoadedConfig, Overlay, ProgramLoader } from './program.js';

/** What an in-memory check needs: the tree as it was read, and the loader of programs. */
export interface TypecheckInput {
  readonly root: string;
  readonly loader: ProgramLoader;
  /** The decoded text of a file as the run read it; null when it was not read. */
  readonly read: (file: string) => string | null;
}

/** A compiler over programs in memory: the target's tsconfigs, our TypeScript, nothing written. */
export function inMemoryCompiler({ root: given, loader, read }: TypecheckInput): Compiler {
  const root = realpathSync(given);
  const before = new Map<string, { program: ts.Program; problems: readonly Problem[] }>();

  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
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

  const rootsOf = (config: LoadedConfig, changes: readonly FileChange[], created: boolean): readonly string[] => {
    const changed = changes
      .filter((change) => isCode(change.file) && (created || change.before !== null))
      .map((change) => path.join(root, change.file))
      .filter((file) => (loader.ownerOf(file) ?? '') === (config.path ?? ''));
    return [...new Set([...config.fileNames, ...changed])];
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

  /** A file whose types the compiler does not look at: its silence is no approval. */
  const isUntyped = ({ file, after }: FileChange): boolean => {
    if (!isCode(file)) return false;
    const directives = [...after.matchAll(/^\s*\/\/+\s*@ts-(no)?check\b/gm)];
    const last = directives.at(-1);
    if (last !== undefined) return last[1] !== undefined;
    return isJavaScript(file) && loader.config(loader.ownerOf(path.join(root, file))).options.checkJs !== true;
  };

  const problemsOf = (program: ts.Program, config: LoadedConfig): readonly Problem[] =>
    program
      .getSourceFiles()
      .filter((source) => isOurs(source) && !source.isDeclarationFile)
      .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
      .filter((diagnostic) => !isOfOurProgram(diagnostic, config))
      .map((diagnostic) => ({
        file: diagnostic.file === undefined ? '' : relative(diagnostic.file.fileName),
        offset: diagnostic.start ?? null,
        code: diagnostic.code,
        message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
      }));

  const asRead: Overlay = (file) => {
    const inside = relative(file);
    return inside.startsWith('../') ? null : read(inside);
  };

  const beforeOf = (
    config: LoadedConfig,
    changes: readonly FileChange[],
  ): { program: ts.Program; problems: readonly Problem[] } => {
    const key = config.path ?? '';
    const known = before.get(key);
    if (known !== undefined) return known;
    const program = loader.program(config, rootsOf(config, changes, false), asRead);
    const result = { program, problems: problemsOf(program, config) };
    before.set(key, result);
    return result;
  };

  return {
    before: (changes) => configsOf(changes).flatMap((config) => beforeOf(config, changes).problems),
    after(changes) {
      const texts = new Map(changes.map((change) => [path.join(root, change.file), change.after]));
      const overlay: Overlay = (file) => texts.get(file) ?? asRead(file);
      return configsOf(changes).flatMap((config) =>
        problemsOf(
          loader.program(config, rootsOf(config, changes, true), overlay, before.get(config.path ?? '')?.program),
          config,
        ),
      );
    },
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
        const unresolved = beforeOf(config, changes).problems.filter(
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

/** TS6059. */
const NOT_UNDER_ROOT_DIR = 6059;

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);
const isJavaScript = (file: string): boolean => /\.[cm]?jsx?$/.test(file);
const filesChange = (count: number, what = ''): string =>
  `${count} ${what}${count === 1 ? 'file changes' : 'files change'}`;
