import { type Locked, type LockFile, lockedAt, lowestOf } from './lock.js';

interface YarnEntry {
  /** What was asked for: `name@range`. */
  readonly keys: readonly string[];
  readonly locked: Locked | null;
}

/**
 * Reads yarn's lock file, of version 1 and since 2. Of each entry only two or three lines matter, and they are spelled
 * alike in both formats; yarn's own parser takes 40 times as long, and the tests hold this one to it.
 */
export function readYarnLock(text: string): LockFile {
  // An entry begins at the margin; one with a very long key continues there with a colon.
  const blocks = text.split(/\r?\n(?![\s:])/);
  const known = new Map<string, readonly YarnEntry[]>();
  const entriesOf = (name: string): readonly YarnEntry[] => {
    const entries = known.get(name) ?? blocks.flatMap((block) => readEntry(block, `${name}@`));
    known.set(name, entries);
    return entries;
  };
  return ({ name, ranges }) => {
    const entries = entriesOf(name);
    for (const range of ranges) {
      const wanted = [`${name}@${range}`, `${name}@npm:${range}`];
      const entry = entries.find(({ keys }) => keys.some((key) => wanted.includes(key)));
      if (entry !== undefined) return entry.locked;
    }
    const workspace = entries.find(({ locked }) => locked?.is === 'workspace');
    return (
      workspace?.locked ?? lowestOf(entries.flatMap(({ locked }) => (locked?.is === 'version' ? [locked.version] : [])))
    );
  };
}

/** The entry, if it is one of the package: `"a@^1, a@^2":` and `"a@^1", "a@^2":` list the same keys. */
function readEntry(block: string, prefix: string): readonly YarnEntry[] {
  const [head = ''] = block.split('\n', 1);
  if (!head.includes(prefix)) return [];
  const keys = head
    .replace(/^\? /, '')
    .replace(/:?\r?$/, '')
    .replaceAll('"', '')
    .split(', ')
    .filter((key) => key.startsWith(prefix));
  if (keys.length === 0) return [];
  const [, folder] = /^ {2}resolution: ".*@workspace:([^"]*)"/m.exec(block) ?? [];
  const [, version] = /^ {2}version:? "?([^"\s]+)"?/m.exec(block) ?? [];
  return [{ keys, locked: folder === undefined ? lockedAt(version) : { is: 'workspace', folder } }];
}
