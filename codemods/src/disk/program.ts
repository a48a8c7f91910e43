import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getLibFiles, libFolderInMemoryPath, ts } from '../../typescript.js';
import { orTooDeep } from './too-deep.js';

/** Decoded text for a path the caller has its own version of (edited in memory, or decoded by our rules); null = ask the disk. */
export interface Overlay {
  (absolutePath: string): string | null;
  /** Folders that only the caller's version has: imports are not looked for in a folder that is not there. */
  readonly folders?: ReadonlySet<string>;
}

/** A tsconfig as the loader uses it: options for the checker and the files it claims. */
export interface LoadedConfig {
  readonly path: string | null;
  readonly options: ts.CompilerOptions;
  /** The files it claims; listing them walks the folders, so it is done when they are first asked for. */
  readonly fileNames: readonly string[];
  readonly warnings: readonly string[];
  /** Whether the target's own compiler would hold its files to one root folder. */
  readonly hasRootDir: boolean;
  /** Whether a compilation leaves what it remembers for the next one, even without output. */
  readonly remembers: boolean;
  /** Why diagnostics under this config prove nothing, when they do not. */
  readonly unverifiable: string | null;
}

const ROUTING_ENTRIES: ReadonlySet<string> = new Set(
  ['', '/worker', '/schedules'].map((entry) => `temporal-queue-routing${entry}`),
);
/** Reads a tsconfig's options without walking the folders for its files. */
const WITHOUT_FILES: ts.ParseConfigHost = { ...ts.sys, useCaseSensitiveFileNames: true, readDirectory: () => [] };

/** What the loader asks of the modules of the workspace. */
interface WorkspaceModules {
  sourceOf(specifier: string, from: string): string | null;
}

const CONFIG_NAMES = ['tsconfig.json', 'jsconfig.json'];

/** TypeScript below 6 had other defaults; a program of ours must not judge a repository by newer ones. */
function withDefaultsOf(major: number, options: ts.CompilerOptions): ts.CompilerOptions {
  if (major >= 6) return options;
  const module = options.module ?? ts.ModuleKind.CommonJS;
  const defaults: ts.CompilerOptions = { strict: false, types: ['*'], module, target: ts.ScriptTarget.ES2015 };
  if (module === ts.ModuleKind.CommonJS) defaults.moduleResolution = ts.ModuleResolutionKind.Node10;
  if (module >= ts.ModuleKind.ES2015 && module <= ts.ModuleKind.ESNext) {
    defaults.moduleResolution = ts.ModuleResolutionKind.Node10;
  }
  return { ...defaults, ...options };
}

function optionsForReading(options: ts.CompilerOptions): ts.CompilerOptions {
  const read: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    allowJs: true,
    skipLibCheck: true,
    ignoreDeprecations: '6.0',
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    emitDeclarationOnly: false,
  };
  delete read.tsBuildInfoFile;
  delete read.outFile;
  delete read.plugins;
  return read;
}

/** Loads tsconfigs and programs; the one place where the TypeScript compiler meets the disk. Runs nothing of the target. */
export class ProgramLoader {
  readonly #root: string;
  readonly #configs = new Map<string, LoadedConfig>();
  readonly #owner = new Map<string, string | null>();
  readonly #sources = new Map<string, readonly ts.SourceFile[]>();
  /** The installed declarations that were found to be on the disk as they were parsed. */
  readonly #unchanged = new WeakSet<ts.SourceFile>();
  /** What every program asks of the same package.json files. */
  #packages: ts.PackageJsonInfoCache | undefined;
  #major: number | null = null;
  #modules: WorkspaceModules | null = null;

  constructor(root: string) {
    this.#root = root;
  }

  /** Where imports between the target's own packages lead when they are not installed or not built. */
  useWorkspace(modules: WorkspaceModules): void {
    this.#modules = modules;
  }

  /** Forgets the parsed sources of the target; installed declarations stay. */
  release(): void {
    this.#sources.clear();
  }

  /** Forgets the parsed sources of the target that these programs do not hold. */
  keepOnly(programs: readonly ts.Program[]): void {
    const held = new Set(programs.flatMap((program) => program.getSourceFiles()));
    for (const [key, versions] of this.#sources) {
      const kept = versions.filter((source) => held.has(source));
      if (kept.length === 0) this.#sources.delete(key);
      else this.#sources.set(key, kept);
    }
  }

  /** The target's TypeScript major, from its installed package or its ranges; 5 when nothing says. */
  get typescriptMajor(): number {
    this.#major ??= this.#readMajor();
    return this.#major;
  }

  #readMajor(): number {
    for (const file of ['node_modules/typescript/package.json', 'package.json']) {
      try {
        const manifest = JSON.parse(readFileSync(path.join(this.#root, file), 'utf8')) as Record<string, unknown>;
        const dependencies = { ...(manifest.dependencies as object), ...(manifest.devDependencies as object) };
        const said = file === 'package.json' ? (dependencies as Record<string, unknown>).typescript : manifest.version;
        const major = /(\d+)/.exec(String(said ?? ''))?.[1];
        if (major !== undefined) return Number(major);
      } catch {
        // Absent or unreadable: the next place, then the default, decide.
      }
    }
    return 5;
  }

  /** The tsconfig that owns a file: the nearest one, or the one it references that lists the file. Null when there is none. */
  ownerOf(absolutePath: string): string | null {
    const directory = path.dirname(absolutePath);
    const nearest = this.#nearest(directory);
    if (nearest === null) return null;
    return this.#referenced(nearest, absolutePath, new Set()) ?? nearest;
  }

  #nearest(directory: string): string | null {
    const known = this.#owner.get(directory);
    if (known !== undefined) return known;
    const found = CONFIG_NAMES.map((name) => path.join(directory, name)).find((file) => existsSync(file)) ?? null;
    const parent = path.dirname(directory);
    const stop = directory === this.#root || parent === directory;
    const result = found ?? (stop ? null : this.#nearest(parent));
    this.#owner.set(directory, result);
    return result;
  }

  #referenced(config: string, file: string, seen: Set<string>): string | null {
    if (seen.has(config)) return null;
    seen.add(config);
    const references = this.#references(config);
    // The nearest one owns the file anyway when it refers to no other.
    if (references.length === 0 && seen.size === 1) return config;
    if (this.#claims(config, file)) return config;
    for (const reference of references) {
      const owner = this.#referenced(reference, file, seen);
      if (owner !== null) return owner;
    }
    return null;
  }

  readonly #claimed = new Map<string, ReadonlySet<string>>();

  #claims(config: string, file: string): boolean {
    const known = this.#claimed.get(config);
    if (known !== undefined) return known.has(file);
    const names = new Set(this.config(config).fileNames);
    this.#claimed.set(config, names);
    return names.has(file);
  }

  #references(config: string): readonly string[] {
    const known = this.#referencesOf.get(config);
    if (known !== undefined) return known;
    const found = readReferences(config);
    this.#referencesOf.set(config, found);
    return found;
  }

  readonly #referencesOf = new Map<string, readonly string[]>();

  /** Whether a project may take its imports from another, by its `references` or theirs. */
  isReferenced(from: string, other: string, seen: Set<string> = new Set()): boolean {
    if (seen.has(from)) return false;
    seen.add(from);
    return this.#references(from).some((reference) => reference === other || this.isReferenced(reference, other, seen));
  }

  /** Reads a tsconfig; a broken, cyclic or missing one is a warning and the defaults are used. */
  config(file: string | null): LoadedConfig {
    const key = file ?? '';
    const known = this.#configs.get(key);
    if (known !== undefined) return known;
    const loaded = file === null ? this.#defaultConfig() : this.#loadConfig(file);
    this.#configs.set(key, loaded);
    return loaded;
  }

  #defaultConfig(): LoadedConfig {
    const options = optionsForReading({
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    });
    return {
      path: null,
      options,
      fileNames: [],
      warnings: [],
      hasRootDir: false,
      remembers: false,
      unverifiable: 'there is no tsconfig.json',
    };
  }

  #loadConfig(file: string): LoadedConfig {
    const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
    const directory = path.dirname(file);
    const parse = (host: ts.ParseConfigHost): ts.ParsedCommandLine =>
      ts.parseJsonConfigFileContent(read.config ?? {}, host, directory, undefined, file);
    const parsed = parse(WITHOUT_FILES);
    const problems = [...(read.error === undefined ? [] : [read.error]), ...parsed.errors].filter(
      // 18002/18003: no inputs; normal for a solution-style tsconfig.
      (problem) => problem.code !== 18003 && problem.code !== 18002,
    );
    const name = path.relative(this.#root, file).split(path.sep).join('/');
    const warnings = problems.map(
      (problem) =>
        `${name}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')} (types may be missing; the run goes on)`,
    );
    const options = optionsForReading(withDefaultsOf(this.typescriptMajor, parsed.options));
    const unverifiable = problems.length > 0 ? `${name} has errors of its own` : null;
    const { rootDir, composite, incremental } = parsed.options;
    const hasRootDir = rootDir !== undefined || composite === true || this.typescriptMajor >= 6;
    let fileNames: readonly string[] | null = null;
    return {
      path: file,
      options,
      warnings,
      hasRootDir,
      remembers: composite === true || incremental === true,
      unverifiable,
      get fileNames() {
        fileNames ??= parse(ts.sys).fileNames;
        return fileNames;
      },
    };
  }

  /** A program over the given files. `overlay` texts win over the disk. */
  program(config: LoadedConfig, roots: readonly string[], overlay: Overlay, old?: ts.Program): ts.Program {
    const host = this.#host(config.options, overlay);
    const ambient = config.fileNames.filter((file) => /\.d\.[cm]?ts$/.test(file));
    const rootNames = [...new Set([...roots, ...ambient])];
    return ts.createProgram({
      rootNames,
      options: config.options,
      host,
      ...(old === undefined ? {} : { oldProgram: old }),
    });
  }

  #host(options: ts.CompilerOptions, overlay: Overlay): ts.CompilerHost {
    const host = ts.createCompilerHost(options, true);
    host.getDefaultLibLocation = () => libFolderInMemoryPath;
    host.getDefaultLibFileName = (of) => `${libFolderInMemoryPath}/${ts.getDefaultLibFileName(of)}`;
    const disk = { fileExists: host.fileExists, readFile: host.readFile, getSourceFile: host.getSourceFile };
    const { directoryExists } = host;
    host.directoryExists = (folder) => overlay.folders?.has(folder) === true || (directoryExists?.(folder) ?? true);
    host.fileExists = (file) => libText(file) !== null || overlay(file) !== null || disk.fileExists(file);
    host.readFile = (file) => libText(file) ?? overlay(file) ?? disk.readFile(file);
    host.getSourceFile = (file, languageVersionOrOptions, onError) => {
      const text = libText(file) ?? overlay(file);
      const version: ts.CreateSourceFileOptions = {
        ...(typeof languageVersionOrOptions === 'object'
          ? languageVersionOrOptions
          : { languageVersion: languageVersionOrOptions }),
        jsDocParsingMode: jsDocOf(file),
      };
      const key = sourceKey(file, version, options);
      const sources = isInstalled(file) ? installed : this.#sources;
      // As it is and as it will be: both are asked for in turn.
      const versions = sources.get(key) ?? [];
      const known = versions.find((one) =>
        text === null ? sources !== installed || this.#isUnchanged(file, one) : one.text === text,
      );
      if (known !== undefined) return known;
      const parsed = orTooDeep(() =>
        text === null ? disk.getSourceFile(file, version, onError) : ts.createSourceFile(file, text, version, true),
      );
      // An empty file in its place: who imports from it gets nothing, before a change as after it.
      const source = parsed === null ? ts.createSourceFile(file, '', version, true) : parsed;
      if (source === undefined) return source;
      sources.set(key, [...versions.slice(-1), source]);
      this.#unchanged.add(source);
      return source;
    };
    const cache = ts.createModuleResolutionCache(this.#root, (name) => name, options, this.#packages);
    this.#packages ??= cache.getPackageJsonInfoCache();
    host.getModuleResolutionCache = () => cache;
    host.resolveModuleNameLiterals = (literals, containingFile, redirected, resolveOptions, containingSource) =>
      literals.map((literal) => {
        if (isWireFormat(literal.text, containingFile)) return { resolvedModule: undefined };
        const mode = ts.getModeForUsageLocation(containingSource, literal, resolveOptions);
        const resolved = ts.resolveModuleName(
          literal.text,
          containingFile,
          resolveOptions,
          host,
          cache,
          redirected,
          mode,
        );
        if (resolved.resolvedModule !== undefined) return resolved;
        const bundled = bundledTypes(literal.text);
        if (bundled === null) {
          const source = /^[./]/.test(literal.text)
            ? null
            : (this.#modules?.sourceOf(literal.text, containingFile) ?? null);
          if (source === null) return resolved;
          const extension = path.extname(source) as ts.Extension;
          return {
            ...resolved,
            resolvedModule: { resolvedFileName: source, extension, isExternalLibraryImport: false },
          };
        }
        return {
          ...resolved,
          resolvedModule: { resolvedFileName: bundled, extension: ts.Extension.Dts, isExternalLibraryImport: true },
        };
      });
    return host;
  }

  /** Whether an installed file is what an earlier run parsed; looked at once in a run. */
  #isUnchanged(file: string, known: ts.SourceFile): boolean {
    if (this.#unchanged.has(known)) return true;
    if (ts.sys.readFile(file) !== known.text) return false;
    this.#unchanged.add(known);
    return true;
  }
}

/** The tsconfigs a tsconfig refers to. */
function readReferences(config: string): readonly string[] {
  const read = ts.readConfigFile(config, (name) => ts.sys.readFile(name));
  const references: unknown = read.config?.references;
  if (!Array.isArray(references)) return [];
  return references.flatMap((reference: { path?: unknown }) => {
    if (typeof reference?.path !== 'string') return [];
    const target = path.resolve(path.dirname(config), reference.path);
    const file = target.endsWith('.json') ? target : path.join(target, 'tsconfig.json');
    return existsSync(file) ? [file] : [];
  });
}

/** Parsed declarations of installed packages and of the language itself, for every loader of this process: they are most of a program. */
const installed = new Map<string, readonly ts.SourceFile[]>();
const isInstalled = (file: string): boolean =>
  file.includes('/node_modules/') || file.startsWith(`${libFolderInMemoryPath}/`);
const isDeclaration = (file: string): boolean => /\.d\.([^./]+\.)?[cm]?ts$/.test(file);

/** Comments are half of the bytes of many a package, and as a tree more than that; a declaration's have no say in its types. */
const jsDocOf = (file: string): ts.JSDocParsingMode =>
  isDeclaration(file) ? ts.JSDocParsingMode.ParseNone : ts.JSDocParsingMode.ParseForTypeErrors;

/** What the parser's result depends on. Of a declaration none of a tsconfig's options: one tree does for all of them. */
function sourceKey(file: string, version: ts.CreateSourceFileOptions, options: ts.CompilerOptions): string {
  const format = version.impliedNodeFormat ?? '';
  if (isDeclaration(file)) return `${file}\0${format}`;
  const { jsx = '', moduleDetection = '', module = '' } = options;
  return [file, format, version.languageVersion, jsx, moduleDetection, module].join('\0');
}

/**
 * The SDK's generated protobuf types are megabytes, and no option of a start is made of them: they are left out where the
 * SDK itself imports them. Code of the target that imports them gets them.
 */
const isWireFormat = (specifier: string, importer: string): boolean =>
  /\/node_modules\/@temporalio\//.test(importer) && /^(@temporalio\/proto|protobufjs|long)(\/|$)/.test(specifier);

let libs: ReadonlyMap<string, string> | null = null;

/** TypeScript's own `lib.*.d.ts`, which ts-morph carries inside itself. */
function libText(file: string): string | null {
  if (!file.startsWith(`${libFolderInMemoryPath}/`)) return null;
  libs ??= new Map(getLibFiles().map((lib) => [`${libFolderInMemoryPath}/${lib.fileName}`, lib.text]));
  return libs.get(file) ?? null;
}

/** Our own copy of the routing module's types, so that a rewrite can be checked before the dependency is installed. */
function bundledTypes(specifier: string): string | null {
  if (!ROUTING_ENTRIES.has(specifier)) return null;
  try {
    const entry = fileURLToPath(import.meta.resolve(specifier));
    const types = entry.replace(/\.js$/, '.d.ts');
    return existsSync(types) ? types : null;
  } catch {
    return null;
  }
}
