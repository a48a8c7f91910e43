import { semver } from '../on-demand.js';

/** What is asked of a lock file: an npm package, as the package in this folder gets it. */
export interface LockQuestion {
  readonly name: string;
  /** The asking package's folder relative to the lock file's, `.` for its own. */
  readonly folder: string;
  /** The ranges under which the package may be listed, the asking package's own first. */
  readonly ranges: readonly string[];
}

/**
 * A version, with the others the lock file has where it does not say which one this package gets; or the folder, relative
 * to the lock file's, of the workspace package that it is.
 */
export type Locked =
  | { readonly is: 'version'; readonly version: string; readonly others: readonly string[] }
  | { readonly is: 'workspace'; readonly folder: string };

/** A lock file that was read: answers null for a package it does not name. */
export type LockFile = (question: LockQuestion) => Locked | null;

/** One version, if it is one: a lock file may also hold an address. */
export function lockedAt(version: string | undefined): Locked | null {
  return version === undefined || semver().valid(version) === null ? null : { is: 'version', version, others: [] };
}

/** The lowest of the versions that a package could get: what the lowest can do, the others can, too. */
export function lowestOf(versions: Iterable<string>): Locked | null {
  const valid = [...new Set(versions)].filter((version) => semver().valid(version) !== null);
  const [lowest, ...others] = semver().sort(valid);
  return lowest === undefined ? null : { is: 'version', version: lowest, others };
}

/** The folder and those above it up to the lock file's own, which is `.`. */
export function upwards(folder: string): readonly string[] {
  const steps = folder === '.' ? [] : folder.split('/');
  return [...steps.map((_, at) => steps.slice(0, steps.length - at).join('/')), '.'];
}
