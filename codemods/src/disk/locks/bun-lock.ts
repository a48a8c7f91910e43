import { type ParseError, parse } from 'jsonc-parser';
import { type Locked, type LockFile, lockedAt, lowestOf, upwards } from './lock.js';

interface BunLock {
  readonly workspaces?: Readonly<Record<string, { readonly name?: string }>>;
  /** By name, and by `owner/name` where an owner has a version of its own; first comes `name@version`. */
  readonly packages?: Readonly<Record<string, readonly [string, ...unknown[]]>>;
}

/** Reads bun's lock file in its text form, which is JSON with trailing commas. */
export function readBunLock(text: string): LockFile {
  const errors: ParseError[] = [];
  const { workspaces = {}, packages = {} } = parse(text, errors, { allowTrailingComma: true }) as BunLock;
  if (errors.length > 0) throw new SyntaxError('no JSON');
  return ({ name, folder }) => {
    const owners = upwards(folder).map((above) => workspaces[above === '.' ? '' : above]?.name);
    const places = [...owners.flatMap((owner) => (owner === undefined ? [] : [`${owner}/${name}`])), name];
    const entry = places.map((place) => packages[place]).find((found) => found !== undefined);
    if (entry !== undefined) return locked(entry[0]);
    const nested = Object.entries(packages).filter(([place]) => place.endsWith(`/${name}`));
    return lowestOf(nested.map(([, [id]]) => versionIn(id)));
  };
}

const versionIn = (id: string): string => id.slice(id.lastIndexOf('@') + 1);

function locked(id: string): Locked | null {
  const [, folder] = /@workspace:(.*)$/.exec(id) ?? [];
  return folder === undefined ? lockedAt(versionIn(id)) : { is: 'workspace', folder: folder || '.' };
}
