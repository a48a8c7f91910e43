/**
 * npm run bench: this tool beside others, on synthetic monorepos or on a real repository.
 *
 *   npm run bench                                  1,000, 10,000 and 50,000 files
 *   npm run bench -- --sizes 1000 --repeats 9
 *   npm run bench -- --repo ../their-repository --config their-config.json
 *   npm run bench -- --only check,plan,bare        some of them
 *   npm run bench -- --slow 1                      the slow ones once at every size, 50,000 files too (0: never)
 *   npm run bench -- --folder DIR                  where the synthetic repositories are kept; default: the temporary folder
 *   npm run bench -- --out results/today           writes results/today.md and .json; default: bench-results/<time>
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTESTANTS, reportOf } from './contestants.mjs';
import { summary, targetsOf } from './figures.mjs';
import { runChild } from './measure.mjs';
import { PEER_VERSIONS } from './peers/install.mjs';
import { profileOf } from './profile.mjs';
import { repositoryAt } from './repository.mjs';
import { pageOf } from './table.mjs';

const SLOW_LIMIT = 10_000;

const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,50000' },
    repeats: { type: 'string', default: '5' },
    slow: { type: 'string' },
    repo: { type: 'string' },
    config: { type: 'string' },
    only: { type: 'string' },
    folder: { type: 'string', default: join(tmpdir(), 'temporal-queue-bench') },
    out: { type: 'string', default: join('bench-results', new Date().toISOString().slice(0, 19).replaceAll(':', '-')) },
  },
});
const say = (text) => process.stderr.write(`${text}\n`);
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));

try {
  const wanted = {
    repeats: Math.max(1, wholeNumber('repeats', flags.repeats)),
    slowRepeats: flags.slow === undefined ? null : wholeNumber('slow', flags.slow),
    contestants: chosen(flags.only),
  };
  const sizes = [];
  for (const subject of subjects()) sizes.push(await measureAll(subject, wanted));
  const results = { machine: machineOf(), sizes, notes: notesOf(wanted) };
  const page = pageOf(results);
  process.stdout.write(page);
  mkdirSync(dirname(resolve(flags.out)), { recursive: true });
  writeFileSync(`${flags.out}.md`, page);
  writeFileSync(`${flags.out}.json`, `${JSON.stringify({ ...results, targets: targetsOf(sizes) }, null, 2)}\n`);
  say(`Written: ${flags.out}.md and ${flags.out}.json`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function wholeNumber(name, text) {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} ${text}: a whole number is needed`);
  return Number(text);
}

function chosen(only) {
  const wanted = only?.split(',') ?? CONTESTANTS.map(({ id }) => id);
  const unknown = wanted.filter((id) => !CONTESTANTS.some((one) => one.id === id));
  const ids = CONTESTANTS.map(({ id }) => id).join(', ');
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(', ')}: there are ${ids}`);
  return CONTESTANTS.filter(({ id }) => wanted.includes(id));
}

/** The repositories to measure on: made when their turn comes. */
function* subjects() {
  if (flags.repo !== undefined) {
    const root = resolve(flags.repo);
    const config = flags.config === undefined ? null : resolve(flags.config);
    yield { title: 'A real repository', root, config, ...sizeOf(root), sites: null };
    return;
  }
  for (const text of flags.sizes.split(',')) {
    const files = wholeNumber('sizes', text);
    say(`A repository of ${files} files …`);
    const root = join(resolve(flags.folder), String(files));
    const { bytes, sites } = repositoryAt(root, files);
    yield { title: 'Synthetic', root, config: null, files, bytes, sites };
  }
}

function sizeOf(root) {
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (listed.status !== 0) throw new Error(`--repo ${root}: git cannot list its files: ${listed.stderr}`);
  const files = listed.stdout.split('\0').filter((file) => /\.[cm]?[jt]sx?$/.test(file));
  const bytes = files.reduce(
    (sum, file) => sum + (statSync(join(root, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  return { files: files.length, bytes };
}

/** Every contestant in turn, round after round: a busy minute of the machine hits all of them alike. */
async function measureAll(subject, wanted) {
  const { repeats, contestants } = wanted;
  const times = new Map(contestants.map(({ id }) => [id, []]));
  const facts = new Map();
  for (let round = 0; round <= repeats; round += 1) {
    say(round === 0 ? `  warm-up` : `  round ${round} of ${repeats}`);
    for (const one of contestants) {
      if (round === 0 ? one.slow === true : round > runsOf(one, subject, wanted)) continue;
      const { seconds, stdout, peakBytes } = await success(one, subject, one.slow === true);
      if (round > 0) times.get(one.id).push(seconds);
      facts.set(one.id, { found: one.found?.(stdout) ?? null, peakBytes });
    }
  }
  say('  memory');
  const rows = [];
  for (const one of contestants) {
    const { id, title } = one;
    const time = summary(times.get(id));
    const fact = facts.get(id) ?? { found: null, peakBytes: null };
    const peakBytes = one.slow === true ? fact.peakBytes : (await success(one, subject, true)).peakBytes;
    rows.push({ id, title, times: times.get(id), time, peakBytes, found: fact.found });
  }
  const { title, files, bytes } = subject;
  const ours = contestants.some(({ id }) => id === 'check');
  return {
    ...{ title, files, bytes, rows },
    truth: ours && subject.sites !== null ? await truthOf(subject) : null,
    profile: ours ? await profileOf(subject) : null,
  };
}

/** Slow ones run once, and not on the largest repositories; `--slow N` says otherwise. */
function runsOf({ slow }, { files }, { repeats, slowRepeats }) {
  if (slow !== true) return repeats;
  return slowRepeats ?? (files <= SLOW_LIMIT * 1.5 ? 1 : 0);
}

async function success(one, subject, memory) {
  const run = await runChild(one.run(subject), { folder: scratch, memory });
  const found = one.found?.(run.stdout);
  if (one.exits.includes(run.status) && !Number.isNaN(found)) return run;
  const said = [run.stderr.slice(-2000), run.stdout.slice(-500)].join('\n').trim();
  throw new Error(`${one.title} ended with ${run.status ?? run.problem} on ${subject.root}:\n${said}`);
}

/** What check finds against what the generator knows: every start, line by line. */
async function truthOf(subject) {
  const { stdout } = await runChild(reportOf(subject), { folder: scratch });
  const keyOf = ({ file, line }) => `${file}:${line}`;
  const wanted = new Map(subject.sites.map((site) => [keyOf(site), site.api]));
  const seen = new Set(JSON.parse(stdout).sites.map(keyOf));
  const missed = {};
  for (const [key, api] of wanted) if (!seen.has(key)) missed[api] = (missed[api] ?? 0) + 1;
  const found = [...wanted.keys()].filter((key) => seen.has(key)).length;
  return { sites: wanted.size, found, missed, extra: [...seen].filter((key) => !wanted.has(key)).length };
}

function machineOf() {
  const processors = cpus();
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout.trim();
  const peers = Object.entries(PEER_VERSIONS).map(([name, version]) => `${name} ${version}`);
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'CPU'}`,
    process.platform,
    `node ${process.version}`,
    git,
    ...peers,
  ];
}

function notesOf({ repeats }) {
  return [
    `Each contestant is a child process with its output in a file; one warm-up round was thrown away, then ${repeats} rounds, every contestant once a round. The file cache is warm.`,
    'The slow ones (jscodeshift, ts-morph) run once, without a warm-up, and not on the largest repositories unless asked.',
    'Peak memory: one more run of each, not timed (of the slow ones, the timed run); the resident sizes of its whole process tree are added up every 10 ms from /proc, and the kernel’s high-water mark of each process counts too. Memory that processes share is counted for each.',
    'ast-grep uses all cores and, with `--lang ts`, does not parse `.tsx` and `.js` files; jscodeshift runs with its default number of workers.',
    '“bare” starts Node, lists the files by `git ls-files` and reads every source file, nothing else.',
    '“found” is what each one’s own output says; one pattern finds only what is written its way.',
  ];
}
