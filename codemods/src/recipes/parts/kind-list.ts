import type { Kind } from '../../model/decision.js';
import { quoted, type Style } from './style.js';

/** A kind as the routing package is told about it. */
export type Added = Pick<Kind, 'name' | 'scope'>;

/** The kinds that the routing package does not know by itself, as a list in the style of a file. */
export const kindList = (kinds: readonly Added[], style: Style): string =>
  addedKinds(kinds)
    .map((kind) => `{ name: ${quoted(kind.name, style)}, scope: ${quoted(kind.scope, style)} }`)
    .join(', ');

/** All but `tenant` and `jobs`. */
export const addedKinds = <T extends Added>(kinds: readonly T[]): readonly T[] =>
  kinds.filter(({ name }) => name !== 'tenant' && name !== 'jobs');
