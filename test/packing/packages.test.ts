import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { pack, run } from './consumer.js';

const packages = [
  {
    workspace: 'routing',
    entry: 'dist/esm/index.js',
    profile: 'strict',
    needs: ['vectors.json', 'dist/cjs/worker.js', 'dist/cjs/schedules.js'],
  },
  {
    workspace: 'codemods',
    entry: 'dist/index.js',
    profile: 'esm-only',
    needs: [
      'dist/cli/main.js',
      'jscodeshift/index.js',
      'jscodeshift/index.d.ts',
      'jscodeshift/package.json',
      'jscodeshift/thread.mjs',
      'schema/config.schema.json',
      'schema/report.schema.json',
    ],
  },
] as const;

beforeAll(ensureRoutingBuilt, 130_000);

describe.each(packages)('$workspace, packed', ({ workspace, entry, profile, needs }) => {
  const tool = (name: string, ...args: string[]) => run(join(root, 'node_modules/.bin', name), args, root);

  test('holds what it needs, and no sources, tests or build information', () => {
    const list = run('tar', ['-tzf', pack(workspace)], root).output.split('\n');
    for (const file of ['README.md', 'LICENSE', 'package.json', entry, ...needs])
      expect(list).toContain(`package/${file}`);
    expect(list.filter((file) => /\/(src|test|node_modules)\/|tsbuildinfo|\.tgz/.test(file))).toEqual([]);
  }, 60_000);

  test('publint has nothing to say', () => {
    const { status, output } = tool('publint', 'run', '--strict', pack(workspace));
    expect(status, output).toBe(0);
    expect(output).toContain('All good!');
  }, 60_000);

  test(`attw finds no wrong types, profile ${profile}`, () => {
    const { status, output } = tool('attw', pack(workspace), '--profile', profile, '--no-definitely-typed');
    expect(status, output).toBe(0);
  }, 60_000);
});
