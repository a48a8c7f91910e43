/**
 * Builds what is published: both packages by tsc, then routing's CommonJS twin. Quick when nothing changed.
 *
 *   node scripts/build.mjs                   everything
 *   node scripts/build.mjs --only routing    one package
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = ['routing', 'codemods'];

const wanted = chosenPackages(process.argv.slice(2));
if (wanted.includes('routing')) removeStale('routing/src', 'routing/dist/esm');
const status = compile(wanted);
if (wanted.includes('routing') && existsSync(join(root, 'routing/dist/esm/index.js'))) await buildCommonJs();
const cli = join(root, 'codemods/dist/cli/main.js');
if (existsSync(cli)) chmodSync(cli, 0o755);
process.exitCode = status;

function chosenPackages(argv) {
  if (argv.length === 0) return packages;
  if (argv.length === 2 && argv[0] === '--only' && packages.includes(argv[1])) return [argv[1]];
  console.error(`usage: node scripts/build.mjs [--only ${packages.join('|')}]`);
  process.exit(2);
}

/** tsc's exit code. It writes what it can, so that one package in flux does not hold up the other. */
function compile(names) {
  const tsc = createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-b', ...names], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** tsc leaves the output of a removed source behind; it would be published. */
function removeStale(sources, output) {
  if (!existsSync(join(root, output))) return;
  for (const file of readdirSync(join(root, output))) {
    const [, name] = /^(.+?)(?:\.d\.ts|\.js)$/.exec(file) ?? [];
    if (name && !existsSync(join(root, sources, `${name}.ts`))) rmSync(join(root, output, file));
  }
}

/**
 * One CommonJS file for each ES module, so that both builds have the same shape and `RoutingError` is one class
 * whichever entry it came from. Only what CommonJS cannot require (@noble/hashes is ESM) is bundled in.
 */
async function buildCommonJs() {
  const { build } = await import('esbuild');
  const from = join(root, 'routing/dist/esm');
  const to = join(root, 'routing/dist/cjs');
  const modules = readdirSync(from).filter((file) => file.endsWith('.js'));
  const { outputFiles } = await build({
    absWorkingDir: from,
    entryPoints: modules,
    outdir: to,
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2022',
    mainFields: ['module', 'main'],
    external: ['@temporalio/*', 'node:*'],
    legalComments: 'inline',
    logLevel: 'warning',
    plugins: [
      {
        name: 'siblings-stay-files',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\/[\w-]+\.js$/ }, ({ path, kind, resolveDir }) =>
            kind !== 'entry-point' && resolveDir === from ? { path, external: true } : undefined,
          ),
      },
    ],
  });
  const types = readdirSync(from).filter((file) => file.endsWith('.d.ts'));
  writeExactly(to, [
    ['package.json', '{ "type": "commonjs" }\n'],
    ['noble-hashes.LICENSE', readFileSync(join(root, 'node_modules/@noble/hashes/LICENSE'), 'utf8')],
    ...outputFiles.map((file) => [file.path.slice(to.length + 1), file.text]),
    ...types.map((file) => [file, readFileSync(join(from, file), 'utf8')]),
  ]);
}

/** Makes a folder hold these files and no other; a file that is right already is not touched, so readers see no gap. */
function writeExactly(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, text);
    renameSync(fresh, path);
  }
  const names = new Set(files.map(([name]) => name));
  for (const name of readdirSync(folder)) if (!names.has(name) && !/\.\d+$/.test(name)) rmSync(join(folder, name));
  // The time of the last build, for those who ask whether it is fresh.
  utimesSync(join(folder, 'package.json'), new Date(), new Date());
}
