/**
 * What the built tool makes of checked-out repositories; nothing is written there.
 *
 *   node test/corpus/run.mjs PATH                          by its own config, else by the one init proposes
 *   node test/corpus/run.mjs PATH --config FILE
 *   node test/corpus/run.mjs PATH --legacy "'main',settings.taskQueue"
 *   node test/corpus/run.mjs PATH --labels test/corpus/labels/X.json   by the labels' queues and kinds; prints recall and precision
 *   … --verbose                                            every question, unread file and warning, and the proposed config
 *   node test/corpus/run.mjs --all DIR                     every labelled repository, checked out in DIR under its label's
 *                                                          name (DIR/owner__name), as a table in Markdown
 *
 * Ends with 1 where a labelled site is missed or false (of one repository: or decided otherwise), with 2 where the tool
 * could not run or a checkout is not at the labelled commit.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { check, init, loadConfig, plan } from '../../codemods/dist/index.js';
import { survey } from '../../codemods/dist/survey.js';
import { scoreOf, scoreText } from './score.mjs';
import { summaryText } from './summary.mjs';
import { differencesText, tableText } from './table.mjs';

const OWN = ['temporal-queue.config.jsonc', 'temporal-queue.config.json'];
/** Labels say which starts move, not where a repository would keep its routing module: this form needs none. */
const ROUTING = {
  import: 'temporal-queue-routing',
  settings: { namespace: "'default'", prefix: "'saas'", shards: '1' },
};
const LABELS = fileURLToPath(new URL('labels', import.meta.url));

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: 'string' },
    legacy: { type: 'string' },
    labels: { type: 'string' },
    all: { type: 'string' },
    // One row of `--all`, as JSON: each repository has a process of its own, so that its memory is its own.
    row: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const root = resolve(positionals[0] ?? '.');
const scratch = mkdtempSync(join(tmpdir(), 'corpus-'));

try {
  process.exitCode = flags.all === undefined ? await one() : all(resolve(flags.all));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function one() {
  const labels = flags.labels === undefined ? null : labelsIn(flags.labels);
  const { from, file } = await configOf(labels);
  const config = await loadConfig({ root, file });
  const { report, cost } = await measured(config);
  const score = labels === null ? null : scoreOf(labels, report, isInstalled);
  if (flags.row) {
    const { files } = report;
    process.stdout.write(JSON.stringify({ repository: labels.repository, commit: labels.commit, files, cost, score }));
    return 0;
  }
  // The report does not say how the options are written; the facts do.
  const { found } = await survey({ root, config, depth: 'queues' });
  const forms = found.sites.map(({ options }) => options.form);
  process.stdout.write(`${root}\nconfig     ${from}\n`);
  process.stdout.write(`${summaryText(report, { forms, cost, verbose: flags.verbose })}\n`);
  if (score === null) return 0;
  process.stdout.write(`\n${labels.repository} at ${labels.commit}, labelled: ${labels.readBy}\n${scoreText(score)}\n`);
  return score.missed.length + score.falseAlarms.length + score.differences.length === 0 ? 0 : 1;
}

/**
 * The plan's report: `check` stops before the tenants and the mentions. Processor time, which a busy machine does not
 * change; the peak of memory is that of both.
 */
async function measured(config) {
  const timed = async (work) => {
    const started = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(started);
    return { result, seconds: (user + system) / 1e6 };
  };
  const checked = await timed(() => check({ root, config }));
  const planned = await timed(() => plan({ root, config }));
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return { report: planned.result.report, cost: { check: checked.seconds, plan: planned.seconds, megabytes } };
}

/** One repository after another; what went wrong with one does not keep the others from the table. */
function all(folder) {
  const rows = readdirSync(LABELS)
    .sort()
    .map((name) => rowOf(join(folder, basename(name, '.json')), join(LABELS, name)));
  if (rows.every(({ missing }) => missing)) throw new Error(`${folder}: none of the labelled repositories is here`);
  process.stdout.write(`${tableText(rows)}\n`);
  process.stderr.write(differencesText(rows));
  if (rows.some(({ problem }) => problem !== undefined)) return 2;
  return rows.some(({ score }) => score !== undefined && score.missed.length + score.falseAlarms.length > 0) ? 1 : 0;
}

function rowOf(checkout, file) {
  const { repository, commit } = labelsIn(file);
  if (!existsSync(checkout)) return { repository, commit, missing: true };
  const head = execFileSync('git', ['-C', checkout, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  if (head !== commit) return { repository, commit, problem: `is checked out at ${head}` };
  process.stderr.write(`${repository}\n`);
  const arguments_ = [fileURLToPath(import.meta.url), checkout, '--labels', file, '--row'];
  const { status, stdout, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return status === 0 ? JSON.parse(stdout) : { repository, commit, problem: stderr.trim() };
}

function labelsIn(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The config in force and where it is from; one that is made up is written beside the repository, never into it. */
async function configOf(labels) {
  if (flags.config !== undefined) return { from: flags.config, file: resolve(flags.config) };
  if (labels !== null) {
    const { legacyQueues, kinds, tenantNames } = labels;
    const config = { legacyQueues, kinds, tenantNames, retired: legacyQueues, routing: ROUTING, ...merged(labels) };
    return { from: flags.labels, file: written(config) };
  }
  if (flags.legacy !== undefined) {
    const legacyQueues = flags.legacy.split(',');
    return { from: `--legacy ${flags.legacy}`, file: written({ legacyQueues, retired: legacyQueues }) };
  }
  const own = OWN.find((name) => existsSync(join(root, name)));
  if (own !== undefined) return { from: own, file: undefined };
  const { config } = await init({ root });
  if (flags.verbose) process.stdout.write(`${config}\n`);
  return { from: 'proposed by init', file: written(config) };
}

/** Labels say which kind each start becomes, so they confirm that their queues may share it. */
function merged({ legacyQueues, kinds }) {
  const names = legacyQueues.map((entry) => entry.replace(/^'(.*)'$/, '$1'));
  return names.length < 2 ? {} : { mergedQueues: Object.fromEntries(Object.keys(kinds).map((kind) => [kind, names])) };
}

function written(config) {
  const file = join(scratch, OWN[0]);
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return file;
}

/** Whether some folder from the file up to the root has dependencies installed. */
function isInstalled(file) {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(root, folder, 'node_modules'))) return true;
    if (folder === '.') return false;
  }
}
