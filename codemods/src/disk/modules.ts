import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { ts } from '#typescript';
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
    return this.#byConfig(specifier, from) ?? this.sourceOf(specifier);
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

  /** The source file of a package of the workspace, by its name. */
  sourceOf(specifier: string): string | null {
    const parts = specifier.split('/');
    const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    const inner = parts.slice(specifier.startsWith('@') ? 2 : 1).join('/');
    this.#packages ??= packagesOf(this.#manifests);
    const folder = this.#packages.get(name);
    if (folder === undefined) return null;
    const written = entriesOf(readManifest(path.join(folder, 'package.json')), inner);
    const guesses = inner === '' ? ['src/index', 'index', 'src/main'] : [`src/${inner}`, inner];
    const sources = written.filter((entry) => OUTPUT.test(entry)).map((entry) => entry.replace(OUTPUT, 'src/'));
    for (const entry of [...sources, ...written, ...guesses]) {
      const found = sourceAt(path.join(folder, entry.replace(/\.d\.([cm]?)ts$/, '.$1js')));
      if (found !== null) return found;
    }
    return null;
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
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
  const isMap =
    typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'));
  const entry = isMap ? (exports as Record<string, unknown>)[inner === '' ? '.' : `./${inner}`] : exports;
  const direct =
    inner === '' ? [manifest.source, manifest.types, manifest.typings, manifest.module, manifest.main] : [];
  return [...textsIn(entry), ...direct.filter((one) => typeof one === 'string')];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
