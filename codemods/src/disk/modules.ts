import { existsSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { ts } from '../../typescript.js';
import type { ProgramLoader } from './program.js';

/** Endings an import without one may stand for, as TypeScript tries them. */
const ENDINGS = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mts', '.cts', '.mjs', '.cjs'];
/** The source a written JavaScript ending may stand for. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};
/** The tsconfigs a package may be built by. */
const BUILDS = ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.lib.json'];
/** Where a package's own build puts what it publishes. */
const OUTPUT = /^(?:\.\/)?(?:dist|build|lib|out|esm|cjs)\//;

/**
 * Where the imports of the target lead inside the target: relative paths, the tsconfig's `paths` and `baseUrl`, and the
 * packages of the workspace by their sources, whether they are installed and built or not. Everything else is foreign.
 */
export class Modules {
  readonly #loader: ProgramLoader;
  readonly #manifests: readonly string[];
  readonly #isInside: (file: string) => boolean;
  readonly #known = new Map<string, string | null>();
  readonly #around = new Map<string, string | null>();
  readonly #read = new Map<string, Readonly<Record<string, unknown>>>();
  #folders: ReadonlySet<string> | null = null;
  #packages: ReadonlyMap<string, string> | null = null;

  /** `manifests` are the absolute paths of every package.json of the target. */
  constructor(loader: ProgramLoader, manifests: readonly string[], isInside: (file: string) => boolean) {
    this.#loader = loader;
    this.#manifests = manifests;
    this.#isInside = isInside;
  }

  /** The absolute path of the target's file a specifier means in a file; null when it leads out of the target. */
  resolve(specifier: string, from: string): string | null {
    if (isBuiltin(specifier) || specifier.startsWith('@temporalio/')) return null;
    const key = `${path.dirname(from)}\0${specifier}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find(specifier, from);
    const inside = found !== null && this.#isInside(found) ? found : null;
    this.#known.set(key, inside);
    return inside;
  }

  #find(specifier: string, from: string): string | null {
    if (/^\.{1,2}(\/|$)/.test(specifier)) return sourceAt(path.resolve(path.dirname(from), specifier));
    return this.#byConfig(specifier, from) ?? this.sourceOf(specifier, from);
  }

  #byConfig(specifier: string, from: string): string | null {
    const { options } = this.#loader.config(this.#loader.ownerOf(from));
    const patterns = Object.keys(options.paths ?? {});
    const isMapped =
      specifier.startsWith('#') ||
      options.baseUrl !== undefined ||
      patterns.some((pattern) => specifier.startsWith(pattern.split('*')[0] ?? ''));
    if (!isMapped) return null;
    const { resolvedModule } = ts.resolveModuleName(specifier, from, options, ts.sys);
    return resolvedModule === undefined || resolvedModule.isExternalLibraryImport === true
      ? null
      : resolvedModule.resolvedFileName;
  }

  /** The source file of a package of the workspace, by its name; `#inner` names are the importing package's own. */
  sourceOf(specifier: string, from: string): string | null {
    if (specifier.startsWith('#')) return this.#ownImport(specifier, from);
    const parts = specifier.split('/');
    const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    const inner = parts.slice(specifier.startsWith('@') ? 2 : 1).join('/');
    this.#packages ??= packagesOf(this.#manifests);
    const folder = this.#packages.get(name) ?? this.#linked(name, from);
    if (folder === null) return null;
    const written = entriesOf(this.#manifest(folder), inner);
    const guesses = inner === '' ? ['src/index', 'index', 'src/main'] : [`src/${inner}`, inner];
    return this.#sourceIn(folder, written, guesses);
  }

  /** The `imports` of the nearest package.json: `#queues` by TypeScript's own rules where they lead to a file, else by its source. */
  #ownImport(specifier: string, from: string): string | null {
    const folder = this.#packageAround(from);
    if (folder === null) return null;
    const { imports } = this.#manifest(folder);
    return isTable(imports) ? this.#sourceIn(folder, entriesIn(imports, specifier), []) : null;
  }

  /** The folder of the nearest package.json. */
  #packageAround(from: string): string | null {
    const folder = path.dirname(from);
    const known = this.#around.get(folder);
    if (known !== undefined) return known;
    this.#folders ??= new Set(this.#manifests.map((file) => path.dirname(file)));
    const found = this.#folders.has(folder)
      ? folder
      : folder === path.dirname(folder)
        ? null
        : this.#packageAround(folder);
    this.#around.set(folder, found);
    return found;
  }

  #manifest(folder: string): Readonly<Record<string, unknown>> {
    const known = this.#read.get(folder) ?? readManifest(path.join(folder, 'package.json'));
    this.#read.set(folder, known);
    return known;
  }

  /** A package under another name than its own: `"queues": "link:../queues"`, `"workspace:@acme/queues@*"`. */
  #linked(name: string, from: string): string | null {
    const folder = this.#packageAround(from);
    if (folder === null) return null;
    const { dependencies, devDependencies } = this.#manifest(folder);
    const range = [dependencies, devDependencies].map((one) => (isTable(one) ? one[name] : undefined)).find(Boolean);
    if (typeof range !== 'string') return null;
    const place = /^(?:file|link|portal|workspace):(\.{1,2}\/.*)$/.exec(range)?.[1];
    if (place !== undefined) return path.resolve(folder, place);
    const other = /^(?:workspace|npm):(@?[^@]+)@/.exec(range)?.[1];
    return other === undefined ? null : (this.#packages?.get(other) ?? null);
  }

  /** The first source among what a manifest names, each as it stands before the build too, and what it usually is. */
  #sourceIn(folder: string, written: readonly string[], guesses: readonly string[]): string | null {
    const tried = [...written.flatMap((entry) => this.#beforeBuild(folder, entry)), ...written, ...guesses];
    for (const entry of tried) {
      const found = sourceAt(path.resolve(folder, entry.replace(/\.d\.([cm]?)ts$/, '.$1js')));
      if (found !== null) return found;
    }
    return null;
  }

  /** Where a built file's source is, by the `outDir` and `rootDir` of the package's tsconfig, else by custom. */
  #beforeBuild(folder: string, entry: string): readonly string[] {
    const built = path.resolve(folder, entry);
    const configured = BUILDS.flatMap((name) => {
      const file = path.join(folder, name);
      if (!isFile(file)) return [];
      const { outDir, declarationDir, rootDir } = this.#loader.config(file).options;
      const roots = rootDir === undefined ? [path.join(folder, 'src'), folder] : [rootDir];
      const inside = [outDir, declarationDir].filter((one) => one !== undefined && built.startsWith(`${one}/`));
      return inside.flatMap((one) => roots.map((root) => path.join(root, built.slice((one as string).length + 1))));
    });
    return [...configured, ...(OUTPUT.test(entry) ? [entry.replace(OUTPUT, 'src/')] : [])];
  }
}

function isFile(file: string): boolean {
  // Below a file (`./schema.json/index.ts`) nothing is, and `statSync` would throw.
  return existsSync(file) && statSync(file).isFile();
}

/** The file an extensionless path, a JavaScript name or a folder stands for. */
function sourceAt(target: string): string | null {
  const ending = path.extname(target);
  const stem = target.slice(0, target.length - ending.length);
  const swapped = (SOURCES[ending] ?? []).map((one) => stem + one);
  const tried = [
    ...swapped,
    ...(/^\.[cm]?tsx?$/.test(ending) ? [target] : []),
    ...ENDINGS.map((one) => target + one),
    ...ENDINGS.map((one) => path.join(target, `index${one}`)),
  ];
  return tried.find(isFile) ?? null;
}

function packagesOf(manifests: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of manifests) {
    const { name } = readManifest(file);
    if (typeof name === 'string' && !found.has(name)) found.set(name, path.dirname(file));
  }
  return found;
}

function readManifest(file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // A manifest that cannot be read names no package: its imports stay foreign, and a start that needs them is asked about.
    return {};
  }
}

/** Every file a manifest names for an entry point, sources first. */
function entriesOf(manifest: Readonly<Record<string, unknown>>, inner: string): readonly string[] {
  const { exports } = manifest;
  const isMap = isTable(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  const entries = isMap ? entriesIn(exports, inner === '' ? '.' : `./${inner}`) : inner === '' ? textsIn(exports) : [];
  const direct =
    inner === '' ? [manifest.source, manifest.types, manifest.typings, manifest.module, manifest.main] : [];
  return [...entries, ...direct.filter((one) => typeof one === 'string')];
}

/** What a table of `exports` or `imports` has for a name: under the name itself, else under the longest pattern it matches. */
function entriesIn(table: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  if (name in table) return textsIn(table[name]);
  const patterns = Object.keys(table).flatMap((key) => {
    const [before, after = ''] = key.split('*');
    const isMatch = before !== undefined && before !== key && name.startsWith(before) && name.endsWith(after);
    return isMatch ? [{ key, middle: name.slice(before.length, name.length - after.length) }] : [];
  });
  const [best] = patterns.sort((a, b) => b.key.length - a.key.length);
  return best === undefined ? [] : textsIn(table[best.key]).map((entry) => entry.replaceAll('*', best.middle));
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
