import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseYaml, semver } from './on-demand.js';

/** A `package.json` as far as versions go. */
export interface Manifest {
  readonly version?: unknown;
  readonly packageManager?: unknown;
  readonly [field: string]: unknown;
}

/** What a range in a `package.json` comes to. */
export type Declared =
  /** `in`: the file of the catalog that the range stands in, null when it is written in the `package.json` itself. */
  | { readonly is: 'range'; readonly text: string; readonly floor: string; readonly in: string | null }
  /** A folder, relative to the package's: `file:`, `link:`, `portal:`. */
  | { readonly is: 'folder'; readonly folder: string }
  /** Any version, a tag, an address: it says nothing of the version. */
  | { readonly is: 'anything'; readonly text: string };

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** The range under which a `package.json` lists a package, as written. */
export function writtenRange(manifest: Manifest | null, name: string): string | null {
  for (const field of FIELDS) {
    const range = (manifest?.[field] as Record<string, unknown> | undefined)?.[name];
    if (typeof range === 'string') return range;
  }
  return null;
}

/** The packages a `package.json` lists. */
export const dependenciesOf = (manifest: Manifest | null): readonly string[] =>
  FIELDS.flatMap((field) => {
    const listed = manifest?.[field];
    return typeof listed === 'object' && listed !== null ? Object.keys(listed) : [];
  });

/** Follows a written range through catalogs, aliases and the workspace protocol to the versions it allows. */
export function readRange(written: string, name: string, catalogs: readonly Catalogs[]): Declared {
  const [, catalog] = /^catalog:(.*)$/.exec(written) ?? [];
  const entry = catalog === undefined ? null : inCatalog(catalog.trim() || 'default', name, catalogs);
  const text = entry?.range ?? written;
  const [, folder] = /^(?:file|link|portal):(?!.*\.tgz$)(.+)$/.exec(text) ?? [];
  if (folder !== undefined) return { is: 'folder', folder };
  // `npm:@acme/fork@^1.2.0` is another package under this name, yarn's `npm:^1.2.0` the same one.
  const range = text.replace(/^workspace:/, '').replace(/^npm:(?:@?[^@]+@)?/, '');
  const floor = semver().validRange(range) === null ? null : semver().minVersion(range);
  if (floor === null || semver().validRange(range) === '*') return { is: 'anything', text };
  return { is: 'range', text, floor: floor.version, in: entry?.file ?? null };
}

type Catalog = Readonly<Record<string, string>>;

/** The catalogs of one file: named sets of ranges that the packages of a workspace share. */
export interface Catalogs {
  readonly file: string;
  readonly catalog?: Catalog;
  readonly catalogs?: Readonly<Record<string, Catalog>>;
}

function inCatalog(
  catalog: string,
  name: string,
  all: readonly Catalogs[],
): { readonly file: string; readonly range: string } | null {
  for (const { file, catalog: unnamed, catalogs } of all) {
    const range = catalogs?.[catalog]?.[name] ?? (catalog === 'default' ? unnamed?.[name] : undefined);
    if (typeof range === 'string') return { file, range };
  }
  return null;
}

/** The catalogs a folder gives: pnpm's and yarn's in YAML, bun's in `package.json` or in its `workspaces`. */
export function readCatalogs(root: string, folder: string, manifest: Manifest | null): readonly Catalogs[] {
  const fromYaml = ['pnpm-workspace.yaml', '.yarnrc.yml'].map((name) => {
    const file = posix.join(folder, name);
    return { ...(readData(posix.join(root, file), parseYaml) as object | null), file };
  });
  const file = posix.join(folder, 'package.json');
  return [...fromYaml, { ...manifest, file }, { ...(manifest?.workspaces as object | undefined), file }];
}

/** A `package.json`; null where there is none or it is no JSON. */
export const readManifest = (path: string): Manifest | null => readData(path, JSON.parse) as Manifest | null;

/** Data without which a version stays unknown, and that is said: null where there is none that can be read. */
function readData(path: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || 'code' in (error as object)) return null;
    throw error;
  }
}
