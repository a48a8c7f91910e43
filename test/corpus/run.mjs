/**
 * What the built tool makes of any checked-out repository; nothing is written there.
 *
 *   node test/corpus/run.mjs PATH                          by its own config, else by the one init proposes
 *   node test/corpus/run.mjs PATH --config FILE
 *   node test/corpus/run.mjs PATH --legacy "'main',settings.taskQueue"
 *   node test/corpus/run.mjs PATH --labels test/corpus/labels/X.json   by the labels' queues and kinds; prints recall and precision
 *   … --verbose                                            every question, unread file and warning, and the proposed config
 *
 * Ends with 1 where a labelled site is missed, false or decided otherwise, with 2 where the tool could not run.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { check, init, loadConfig } from '../../codemods/dist/index.js';
import { survey } from '../../codemods/dist/survey.js';
import { scoreOf, scoreText } from './score.mjs';
import { summaryText } from './summary.mjs';

const OWN = ['temporal-queue.config.jsonc', 'temporal-queue.config.json'];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: 'string' },
    legacy: { type: 'string' },
    labels: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const root = resolve(positionals[0] ?? '.');
const scratch = mkdtempSync(join(tmpdir(), 'corpus-'));

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main() {
  const labels = flags.labels === undefined ? null : JSON.parse(readFileSync(flags.labels, 'utf8'));
  const { from, file } = await configOf(labels);
  process.stdout.write(`${root}\nconfig     ${from}\n`);
  const config = await loadConfig({ root, file });
  const started = performance.now();
  const report = await check({ root, config });
  const seconds = (performance.now() - started) / 1000;
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  // The report does not say how the options are written; the facts do.
  const { found } = await survey({ root, config });
  const forms = found.sites.map(({ options }) => options.form);
  process.stdout.write(`${summaryText(report, { forms, seconds, megabytes, verbose: flags.verbose })}\n`);
  if (labels === null) return 0;
  const score = scoreOf(labels, report, isInstalled);
  process.stdout.write(`\n${labels.repository} at ${labels.commit}, labelled: ${labels.readBy}\n${scoreText(score)}\n`);
  return score.missed.length + score.falseAlarms.length + score.differences.length === 0 ? 0 : 1;
}

/** The config in force and where it is from; one that is made up is written beside the repository, never into it. */
async function configOf(labels) {
  if (flags.config !== undefined) return { from: flags.config, file: resolve(flags.config) };
  if (labels !== null) {
    const { legacyQueues, kinds, tenantNames } = labels;
    return { from: flags.labels, file: written({ legacyQueues, kinds, tenantNames, retired: legacyQueues }) };
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
