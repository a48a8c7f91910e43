/**
 * npm test: everything, the end-to-end tests included.
 *
 *   npm test                      set-up, build, lint, types, vectors, all tests
 *   npm test -- test/rules        set-up, build, and these tests only (arguments go to vitest)
 *
 * The last line is `N passed, N failed, N skipped`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bootstrap, findPython, main, root, run } from './bootstrap.mjs';

await main(async () => {
  const chosen = process.argv.slice(2);
  bootstrap();
  const failed = [];
  const step = async (name, command, args) => {
    process.stderr.write(`\n== ${name}\n`);
    const started = Date.now();
    const status = await run(command, args);
    process.stderr.write(
      `== ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
    );
    if (status !== 0) failed.push(name);
  };
  const node = (name, script, ...args) => step(name, process.execPath, [script, ...args]);

  await node('build', 'scripts/build.mjs');
  if (chosen.length === 0) {
    await node('lint', bin('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', '.');
    await node('types', bin('typescript', 'tsc'), '-b');
    const python = findPython();
    if (python !== undefined)
      await step('vectors (Python)', python[0], [...python.slice(1), 'test/vectors/generate.py', '--check']);
  }

  const results = join(root, '.cache/vitest-results.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(results, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  await node('tests', bin('vitest', 'vitest'), 'run', ...reporters, ...chosen);

  const { passed, failed: failures, skipped } = count(results);
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  console.log(`${passed} passed, ${failures} failed, ${skipped} skipped`);
  return failed.length === 0 && failures === 0 && passed > 0 ? 0 : 1;
});

/** The script behind a package's command. */
function bin(name, command) {
  const manifest = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`);
  const entry = JSON.parse(readFileSync(manifest, 'utf8')).bin;
  return join(dirname(manifest), typeof entry === 'string' ? entry : entry[command]);
}

/** From vitest's own results; a file that could not be loaded counts as one failure. */
function count(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  const of = (...wanted) => tests.filter((status) => wanted.includes(status)).length;
  return {
    passed: of('passed'),
    failed: of('failed') + broken.length,
    skipped: of('pending', 'skipped', 'todo', 'disabled'),
  };
}
