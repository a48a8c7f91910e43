import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** A name of our own beside the file, where a rename to it cannot cross file systems. */
export const temporaryBeside = (path: string): string =>
  join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);

/** Whether a file's name is one of ours. */
export const isTemporary = (name: string): boolean => /^\..+\.[0-9a-f]{12}\.tmp$/.test(name);

/** What to tell a person about temporaries that a killed run left; null when there are none. */
export function leftoverWarning(files: readonly string[]): string | null {
  if (files.length === 0) return null;
  const shown = files.slice(0, 5).map((file) => `'${file.replaceAll("'", "'\\''")}'`);
  const more = files.length > shown.length ? ` (and ${files.length - shown.length} more of that form)` : '';
  return (
    `Left by an apply that was killed, needed by nothing: ${files.length} temporary ` +
    `${files.length === 1 ? 'file' : 'files'}. To remove: rm -- ${shown.join(' ')}${more}`
  );
}
