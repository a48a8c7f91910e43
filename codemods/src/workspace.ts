import type { ts } from '../typescript.js';
import type { SourceText } from './model/source.js';

/** A source file inside a program: the tree, the checker that knows its symbols, and what the program could not load. */
export interface TypedSource {
  readonly sourceFile: ts.SourceFile;
  readonly checker: ts.TypeChecker;
  readonly program: ts.Program;
}

/** The version of a package, and how it is known. */
export interface PackageVersion {
  /** The version that is used; of one that is only declared, the lowest that the range allows. */
  readonly version: string;
  /** `resolved` by what is installed or a lock file, or only `declared` as a range. */
  readonly how: 'resolved' | 'declared';
  /** For people: `1.11.8 by pnpm-lock.yaml`, `^1.11.0 in package.json, no lock file found`. */
  readonly text: string;
}

/**
 * What the phases may ask of the target repository. Implemented in `disk/`, faked nowhere: tests build it over a
 * temporary folder. Paths are relative to the root, with `/`.
 */
export interface Workspace {
  /** Every file the run looks at, sorted: listed by git or a walk, `include` and ignores applied. */
  readonly files: readonly string[];
  /** Those of the files whose bytes hold one of the names as a whole word: nothing is kept of the others. */
  filesNaming(names: readonly string[], among?: readonly string[]): readonly string[];
  /** Those of the files, components too, whose bytes match a pattern that sees each byte as one character. */
  filesMatching(pattern: RegExp): readonly string[];
  /**
   * These files and every one of the run, components too, that imports one of them, directly or through others: the nearest
   * first, no farther than where there are enough.
   */
  importersOf(files: readonly string[], enough?: number): ReadonlySet<string>;
  /** The file's text; null when there is none or it cannot be read (then it is listed as unread). Cached. */
  read(file: string): SourceText | null;
  /** The parsed file with parent pointers, no types; null when it cannot be read or does not parse. Cached. */
  syntax(file: string): ts.SourceFile | null;
  /** The file of the target a module specifier in a file leads to; null when it leads out of the target. */
  resolve(specifier: string, from: string): string | null;
  /** The file of the target a module specifier in `from` leads to, parsed; null when it leads out of the target. */
  open(specifier: string, from: ts.SourceFile): ts.SourceFile | null;
  /** The compiler options of that tsconfig, without a program. */
  optionsOf(file: string): ts.CompilerOptions;
  /** The tsconfig whose program a file belongs to, '' for none: files of one owner share a program. */
  ownerOf(file: string): string;
  /** Whether an npm package is in a node_modules folder the file sees. */
  isInstalled(packageName: string, file: string): boolean;
  /** Names the files types will be asked for, so that one program serves them all. */
  expectTyped(files: readonly string[]): void;
  /** Lets go of every program: their memory is worth more than the time to build one again. */
  release(): void;
  /** The file in the program of its nearest tsconfig (or a default one); null when it cannot be read or does not parse. */
  typed(file: string): TypedSource | null;
  /** Whether the path is inside the target's root and not in node_modules, and its root-relative form; else null. */
  relative(absolutePath: string): string | null;
  /** Root-relative path of the nearest `package.json` at or above the file, null when there is none. */
  packageOf(file: string): string | null;
  /** The version of an npm package as a file gets it: of the first of these that its own package declares, else of the first known. */
  versionOf(packageNames: readonly string[], file: string): PackageVersion | null;
}
