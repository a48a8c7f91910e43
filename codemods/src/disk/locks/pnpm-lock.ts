import { posix } from 'node:path';
import { literally } from '../../model/pattern.js';
import { parseYaml } from '../on-demand.js';
import { type Locked, type LockFile, lockedAt, lowestOf, upwards } from './lock.js';

type Dependencies = Readonly<Record<string, string | { readonly version?: string }>>;

/** What one package of the workspace depends on. */
interface Importer {
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
}

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/**
 * Reads pnpm's lock file, versions 5 to 9. Only the importers that are asked for are parsed as YAML: a whole file of
 * 30,000 lines takes the parser seconds.
 */
export function readPnpmLock(text: string): LockFile {
  const blocks = importersIn(text);
  const known = new Map<string, Importer | null>();
  const importer = (folder: string): Importer | null => {
    if (!known.has(folder)) {
      const block = blocks.get(folder);
      known.set(folder, block === undefined ? null : readImporter(block));
    }
    return known.get(folder) ?? null;
  };
  return ({ name, folder }) => {
    const own = upwards(folder).find((above) => importer(above) !== null) ?? folder;
    const [direct, ...linked] = withLinked(own, importer);
    for (const one of [direct, ...linked, '.']) {
      const version = one === undefined ? undefined : versionIn(importer(one), name);
      if (version !== undefined) return locked(version, one as string);
    }
    return lowestOf(anywhere(text, name));
  };
}

/** The importers' texts by folder; a lock file of a single package, to version 6, has that package's at the margin. */
function importersIn(text: string): ReadonlyMap<string, string> {
  const sections = text.split(/\r?\n(?=\S)/);
  const importers = sections.filter((section) => section.startsWith('importers:'));
  if (importers.length === 0) {
    const own = sections.filter((section) => FIELDS.some((field) => section.startsWith(`${field}:`)));
    return new Map([['.', `.:\n${own.join('\n').replace(/^/gm, '  ')}`]]);
  }
  const blocks = importers.flatMap((section) => section.split(/\r?\n(?= {2}\S)/).slice(1));
  return new Map(blocks.map((block) => [/^ {2}['"]?(.*?)['"]?:(?:\s|$)/.exec(block)?.[1] ?? '', block]));
}

const readImporter = (block: string): Importer =>
  Object.values((parseYaml(block) ?? {}) as Readonly<Record<string, Importer | null>>)[0] ?? {};

/** The package's folder, then those of the workspace packages it depends on, nearest first. */
function withLinked(folder: string, importer: (folder: string) => Importer | null): readonly string[] {
  const found = new Set([folder]);
  for (const one of found) {
    for (const version of versionsOf(importer(one)).values()) {
      const target = linkTarget(version, one);
      if (target !== null && importer(target) !== null) found.add(target);
    }
  }
  return [...found];
}

function versionsOf(importer: Importer | null): ReadonlyMap<string, string> {
  const all = FIELDS.flatMap((field) => Object.entries(importer?.[field] ?? {}));
  return new Map(all.map(([name, value]) => [name, typeof value === 'string' ? value : (value.version ?? '')]));
}

const versionIn = (importer: Importer | null, name: string): string | undefined => versionsOf(importer).get(name);

/** `link:` is written from the package's folder, `file:` from the lock file's. */
function linkTarget(version: string, folder: string): string | null {
  if (version.startsWith('link:')) return posix.join(folder, version.slice('link:'.length));
  const [, target] = /^file:([^(]*)/.exec(version) ?? [];
  return target === undefined ? null : posix.normalize(target);
}

/** `1.11.8`, with its peers in brackets or after `_`; after a name where it is an alias; else an address. */
function locked(version: string, folder: string): Locked | null {
  const target = linkTarget(version, folder);
  if (target !== null) return { is: 'workspace', folder: target };
  const [, plain] = /^(?:\/?(?:@[^/@]+\/)?[^/@\d][^/@]*[@/])?(\d+\.\d+\.\d+[^(_]*)/.exec(version) ?? [];
  return lockedAt(plain);
}

/** Every version of a package that the lock file lists: `/name/1.2.3:` to version 5, `/name@1.2.3:` in 6, then `'name@1.2.3':`. */
function anywhere(text: string, name: string): readonly string[] {
  const keys = text.matchAll(new RegExp(`^ {2}['"]?/?${literally(name)}[@/]([^'"(_:\\s]+)`, 'gm'));
  return [...keys].map(([, version]) => version ?? '');
}
