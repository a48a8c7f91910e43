import path from 'node:path';
import { readBytes } from './load.js';

/** What is asked of the workspace to know who imports whom. */
export interface ImportersInput {
  readonly root: string;
  /** Every file of the run, components too. */
  readonly files: readonly string[];
  /** The file of the target a specifier leads to from a file; null when it leads out of the target. */
  leadsTo(specifier: string, from: string): string | null;
  /** In files of one place (a tsconfig, a package) a specifier that is not relative means the same. */
  placeOf(file: string): string;
}

/**
 * `from './a'`, `import './a'`, `import('./a')`, `require('./a')`, in comments and texts too: what is no import may be taken
 * for one, never the other way round.
 */
const IMPORT =
  /\b(?:from|import|require|mock|doMock|importActual|requireActual)\s*(?:\(\s*)?(?:\/\*[^*]*\*\/\s*)*(["'`])([^"'`\n]+)\1/g;

/** Who imports whom: read once, when it is first asked. */
export interface Importers {
  /** The files that import this one. */
  direct(file: string): readonly string[];
  /** These files and those that import one of them, directly or through others. */
  all(files: readonly string[]): ReadonlySet<string>;
}

/** Opens the imports of every file of the run. */
export function openImporters(input: ImportersInput): Importers {
  let known: ReadonlyMap<string, readonly string[]> | null = null;
  const direct = (file: string): readonly string[] => {
    known ??= readImporters(input);
    return known.get(file) ?? [];
  };
  return {
    direct,
    all(files) {
      const found = new Set(files);
      // Also those that are added on the way.
      for (const file of found) for (const importer of direct(file)) found.add(importer);
      return found;
    },
  };
}

/** Every file with those that import it. A file outside the run is read, too, where one of the run imports it. */
function readImporters(input: ImportersInput): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const meanings = new Map<string, string | null>();
  const pending = [...input.files];
  const seen = new Set(pending);
  const listed = new Set(input.files);
  for (let file = pending.pop(); file !== undefined; file = pending.pop())
    for (const specifier of specifiersIn(input.root, file)) {
      const target = besideOf(specifier, file, listed) ?? targetOf(specifier, file, { ...input, meanings });
      if (target === null) continue;
      const importers = found.get(target) ?? [];
      found.set(target, importers);
      importers.push(file);
      if (seen.has(target)) continue;
      seen.add(target);
      pending.push(target);
    }
  return found;
}

function specifiersIn(root: string, file: string): ReadonlySet<string> {
  const found = readBytes(
    root,
    file,
    (text) => new Set([...text.matchAll(IMPORT)].flatMap(([, , specifier]) => specifier ?? [])),
  );
  return new Set([...(found ?? [])].map((bytes) => Buffer.from(bytes, 'latin1').toString('utf8')));
}

/** What TypeScript looks for where a file is imported by an extension, or by none, the first of them first. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};
const WITHOUT = ['.ts', '.tsx', '.js', '.jsx', '/index.ts', '/index.tsx', '/index.js', '/index.jsx'];

/** A file of the run that a relative specifier plainly names; null where a resolver has to say, which takes a hundred times as long. */
function besideOf(specifier: string, from: string, listed: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null;
  const base = path.posix.join(path.posix.dirname(from), specifier);
  const extension = path.posix.extname(base);
  const sources = SOURCES[extension];
  const stem = sources === undefined ? base : base.slice(0, -extension.length);
  return (sources ?? WITHOUT).map((ending) => stem + ending).find((file) => listed.has(file)) ?? null;
}

interface Meanings extends ImportersInput {
  readonly meanings: Map<string, string | null>;
}

function targetOf(specifier: string, from: string, { meanings, leadsTo, placeOf }: Meanings): string | null {
  const key = `${specifier.startsWith('.') ? path.posix.dirname(from) : placeOf(from)}\0${specifier}`;
  const known = meanings.get(key);
  if (known !== undefined) return known;
  const target = leadsTo(specifier, from);
  meanings.set(key, target);
  return target;
}
