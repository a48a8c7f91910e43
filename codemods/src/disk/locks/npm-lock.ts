import { posix } from 'node:path';
import { type Locked, type LockFile, lockedAt, lowestOf, upwards } from './lock.js';

interface NpmEntry {
  readonly version?: string;
  readonly link?: boolean;
  readonly resolved?: string;
}

/** `package-lock.json` and `npm-shrinkwrap.json`: a map of places since version 2, a tree in version 1. */
interface NpmLock {
  readonly packages?: Readonly<Record<string, NpmEntry>>;
  readonly dependencies?: Readonly<Record<string, NpmEntry>>;
}

/** Reads npm's lock file; packages are found as Node would find them, folder by folder upwards. */
export function readNpmLock(text: string): LockFile {
  const { packages, dependencies } = JSON.parse(text) as NpmLock;
  if (packages === undefined) return ({ name }) => inTree(dependencies?.[name]);
  return ({ name, folder }) => {
    for (const above of upwards(folder)) {
      const entry = packages[posix.join(above, 'node_modules', name)];
      if (entry?.link === true && entry.resolved !== undefined) return { is: 'workspace', folder: entry.resolved };
      if (entry !== undefined) return lockedAt(entry.version);
    }
    const nested = Object.keys(packages).filter((place) => place.endsWith(`/node_modules/${name}`));
    return lowestOf(nested.map((place) => packages[place]?.version ?? ''));
  };
}

/** In version 1 an alias stands in the version: `npm:@acme/fork@1.2.3`. */
function inTree(entry: NpmEntry | undefined): Locked | null {
  const version = entry?.version;
  if (version?.startsWith('file:') === true) return { is: 'workspace', folder: version.slice('file:'.length) };
  return lockedAt(version?.startsWith('npm:') === true ? version.slice(version.lastIndexOf('@') + 1) : version);
}
