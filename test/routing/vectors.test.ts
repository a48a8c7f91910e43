import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureRoutingBuilt, root } from '../kit/built.js';

const shipped = JSON.parse(readFileSync(`${root}routing/vectors.json`, 'utf8'));

beforeAll(ensureRoutingBuilt, 130_000);

describe('vectors.json', () => {
  test('is what the independent Python implementation makes', () => {
    const python = spawnSync('python3', ['-B', 'test/vectors/generate.py', '--check'], { cwd: root, encoding: 'utf8' });
    expect(python.error?.message ?? python.stderr).toBe('');
    expect(python.stdout).toBe(`vectors.json: ${shipped.vectors.length} vectors agree\n`);
  });

  test('has at least 300 vectors, and covers what the contract names', () => {
    expect(shipped.algorithm).toBe('sha256-be-v1');
    expect(shipped.vectors.length).toBeGreaterThanOrEqual(300);
    expect(shipped.count).toBe(shipped.vectors.length);
    const shards = new Set(shipped.vectors.map((vector: { input: { shards?: unknown } }) => vector.input.shards));
    for (const count of [1, 2, 3, 32, 64, 100, 101, 1000, 4096]) expect(shards).toContain(count);
    const rules = new Set(shipped.vectors.map((vector: { error?: { rule: string } }) => vector.error?.rule));
    for (const rule of ['empty', 'type', 'ill-formed', 'too-long', 'control-character', 'outer-space', 'reserved']) {
      expect(rules).toContain(rule);
    }
  });

  test.each(['esm', 'cjs'])('the %s build gives every answer and every refusal', (format) => {
    const node = spawnSync(process.execPath, ['test/routing/replay-vectors.mjs', format], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(node.stderr).toBe('');
    const { ran, differing } = JSON.parse(node.stdout);
    expect(differing).toEqual([]);
    expect(Object.keys(ran).sort()).toEqual([
      'hashedFairnessKey',
      'routeForSystemJob',
      'routeForTenant',
      'shardOf',
      'taskQueueName',
    ]);
    expect(Object.values<number>(ran).reduce((sum, count) => sum + count)).toBe(shipped.vectors.length);
  });
});
