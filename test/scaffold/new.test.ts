import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../kit/built.js';

let copy: string;

/** A copy of the sources, without what is built. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'scaffold-'));
  const sources = ['codemods', 'routing', 'scripts', 'test', 'fixtures/base', 'MIGRATION.md', 'package.json'];
  const left = /(^|\/)(node_modules|dist)(\/|$)/;
  for (const name of [...sources, 'tsconfig.json', 'tsconfig.base.json', 'vitest.config.ts', 'biome.json']) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => !left.test(path.slice(root.length)),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const make = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/new.mjs', ...args], { cwd: copy, encoding: 'utf8' });
const read = (file: string): string => readFileSync(join(copy, file), 'utf8');

const UNITS = [
  {
    kind: 'shape',
    name: 'example-shape',
    shelf: 'shapes',
    index: 'codemods/src/shapes/index.ts',
    listed: /SHAPES.*= \[[^\]]*\bexampleShape\b/s,
  },
  {
    kind: 'recipe',
    name: 'example-recipe',
    shelf: 'recipes',
    index: 'codemods/src/recipes/index.ts',
    listed: /RECIPES.*= \[[^\]]*\bexampleRecipe\b/s,
  },
  {
    kind: 'format',
    name: 'example-format',
    shelf: 'formats',
    index: 'codemods/src/formats/index.ts',
    listed: /FORMATS[\s\S]*\[[^\]]*\bexampleFormat\]/,
  },
  {
    kind: 'rule',
    name: 'example-rule',
    shelf: 'rules',
    index: 'codemods/src/decide.ts',
    listed: /import \{ exampleRule \} from '\.\/rules\/example-rule\.js'/,
  },
] as const;

describe.each(UNITS)('new $kind', ({ kind, name, shelf, index, listed }) => {
  beforeAll(() => {
    const done = make(kind, name);
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
  });

  test('makes the five places', () => {
    expect(read(`codemods/src/${shelf}/${name}.ts`)).toContain('TODO');
    expect(read(index)).toMatch(listed);
    expect(existsSync(join(copy, `test/${shelf}/${name}.test.ts`))).toBe(true);
    expect(existsSync(join(copy, `fixtures/${name}/basic/before/src/example.ts`))).toBe(true);
    expect(read(`fixtures/${name}/basic/report.json`)).toContain('TODO');
    expect(read('MIGRATION.md')).toContain(`### \`${name}\`\n\nTODO`);
  });

  test('does not overwrite', () => {
    const again = make(kind, name);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('exists already');
  });
});

test('a name that is no name, or a kind that is none, is refused', () => {
  for (const args of [['shape'], ['shape', 'CamelCase'], ['shape', '../x'], ['widget', 'a'], ['shape', 'a', 'b']]) {
    const done = make(...args);
    expect(done.status, args.join(' ')).toBe(2);
    expect(done.stderr).toContain('usage: npm run new');
  }
});

test('what is made compiles, but for the rule that nobody asks yet', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [tsc, '-p', 'codemods', '--noEmit', '--composite', 'false'], {
    cwd: copy,
    encoding: 'utf8',
  });
  const problems = done.stdout.split('\n').filter((line) => /error TS/.test(line));
  expect(problems).toEqual([expect.stringMatching(/decide\.ts.*TS6133.*'exampleRule'/)]);
}, 120_000);

test('its tests fail until they are filled', () => {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const tests = UNITS.map(({ shelf, name }) => `test/${shelf}/${name}.test.ts`);
  const env = { ...process.env, VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined };
  const done = spawnSync(
    process.execPath,
    [vitest, 'run', '--project', 'unit', '--reporter=json', ...tests, 'test/docs/headings.test.ts'],
    { cwd: copy, encoding: 'utf8', env },
  );
  expect(done.status).toBe(1);
  const { testResults } = JSON.parse(done.stdout.slice(done.stdout.indexOf('{'))) as {
    testResults: { name: string; assertionResults: { title: string; status: string }[] }[];
  };
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  );
  for (const { name } of UNITS) expect(failed).toContain(`${name} is filled in`);
  expect(failed.filter((title) => title.startsWith('TODO'))).toHaveLength(UNITS.length);
  expect(failed).toContain('nothing is left to be filled in');
}, 120_000);
