import { sha256 } from '@noble/hashes/sha2.js';
import { checkShards, checkText, utf8 } from './check.js';

/** The name of the function that spreads keys over shards. A version is never edited: a change gets a new name. */
export const SHARD_ALGORITHM = 'sha256-be-v1';

/**
 * The shard of a key: the first four bytes of SHA-256 over its UTF-8 form, big-endian unsigned, modulo `shards`.
 *
 * The key is taken as it is: `é` composed and decomposed, `acme` and ` acme` are different keys.
 *
 * @param key what to spread, usually a tenant id; not empty, well-formed Unicode
 * @param shards how many shards there are, an integer from 1
 * @returns an integer from 0 to `shards - 1`
 * @throws RoutingError naming `key` or `shards`
 * @see vectors.json, the same answers for every language
 */
export function shardOf(key: string, shards: number): number {
  const text = checkText(key, 'key');
  return firstWord(text) % checkShards(shards, 'shards');
}

/** {@link shardOf} for inputs that are checked already. */
export function firstWord(text: string): number {
  const digest = sha256(utf8(text));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0, false);
}

/**
 * A fairness key that does not show the tenant: fairness keys stand unencrypted in every workflow history.
 *
 * @param tenantId not empty, well-formed Unicode, of any length
 * @returns 32 lower-case hexadecimal digits, the first 16 bytes of SHA-256 over the id's UTF-8 form
 * @throws RoutingError naming `tenantId`
 * @example createRouting({ …, fairnessKey: hashedFairnessKey })
 */
export function hashedFairnessKey(tenantId: string): string {
  const digest = sha256(utf8(checkText(tenantId, 'tenantId')));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
