import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashedFairnessKey, SHARD_ALGORITHM, shardOf } from '../../routing/src/index.js';

describe('shardOf', () => {
  test('has a name that goes with the answers', () => expect(SHARD_ALGORITHM).toBe('sha256-be-v1'));

  test("agrees with Node's own SHA-256", () => {
    for (const key of ['acme', 'é', '🚀', 'x'.repeat(200)]) {
      const word = createHash('sha256').update(key, 'utf8').digest().readUInt32BE(0);
      for (const shards of [1, 2, 64, 4096, 2 ** 31]) expect(shardOf(key, shards)).toBe(word % shards);
    }
  });

  test('is not negative where the first bit is set', () => {
    const high = ['a', 'b', 'c', 'd', 'e', 'f'].filter((key) => shardOf(key, 2 ** 32) >= 2 ** 31);
    expect(high.length).toBeGreaterThan(0);
  });

  test('takes the key as it is', () => {
    const spellings = ['acme', ' acme', 'acme ', 'ACME', 'é', 'e\u0301'];
    expect(new Set(spellings.map((key) => shardOf(key, 2 ** 32))).size).toBe(spellings.length);
  });
});

describe('hashedFairnessKey', () => {
  test('is the first half of the digest, in lower-case hexadecimal', () => {
    const digest = createHash('sha256').update('someone@example.com').digest('hex');
    expect(hashedFairnessKey('someone@example.com')).toBe(digest.slice(0, 32));
  });

  test('has room for any id', () => expect(hashedFairnessKey('x'.repeat(10_000))).toHaveLength(32));
});
