import { expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { folderOf, treeOf } from '../kit/repo.js';
import { foreignSources } from './sources.js';

/** Makes a file a candidate, so that it is parsed and looked at like one of a repository that uses the SDK. */
const PLANTED = Buffer.from('\n// a word for the prefilter: @temporalio/client\n');

const CONFIG = JSON.stringify({
  legacyQueues: ["'main-queue'"],
  kinds: { tenant: ['ProvisionWorkflow'], jobs: ['CleanupWorkflow'] },
  tenantNames: ['tenantId', 'id'],
});

/** In every folder, so that the files are read as ESM and as CommonJS, typed and untyped. */
const TSCONFIG =
  '{ "compilerOptions": { "module": "nodenext", "allowJs": true, "jsx": "preserve" }, "include": ["src"] }';

test('other people’s code is read, and nothing in it is taken for a start or touched', {
  timeout: 600_000,
}, async () => {
  const sources = foreignSources(6_000);
  const files = Object.fromEntries(
    sources.map(({ extension, bytes }, at) => [
      `src/${at % 60}/file-${at}.${extension}`,
      Buffer.concat([bytes, PLANTED]),
    ]),
  );
  const root = folderOf(files, {
    'temporal-queue.config.json': CONFIG,
    'tsconfig.json': TSCONFIG,
    'package.json': '{ "name": "foreign", "private": true }',
    'src/queue.ts': "export const QUEUE = 'main-queue';\n",
  });
  const before = treeOf(root);
  const started = process.cpuUsage();
  const { report, write } = await plan({ root, config: await loadConfig({ root }), rollback: false });
  const { user, system } = process.cpuUsage(started);
  const { sites, activities, workers, changes, ledger, unread, skipped } = report;
  const parsed = report.files.parsed - 1;
  const count = (extension: RegExp): number => sources.filter((one) => extension.test(one.extension)).length;
  console.log(
    `foreign code: ${sources.length} files (${count(/ts/)} TypeScript, ${count(/js/)} JavaScript), ${parsed} parsed and ` +
      `looked at, ${unread.length} with a syntax error, skipped ${JSON.stringify(skipped)}, ` +
      `${Math.round((user + system) / 1e6)} s of processor time`,
  );
  expect(parsed).toBeGreaterThanOrEqual(5_000);
  expect({ sites, activities, workers, changes, write }).toEqual({
    sites: [],
    activities: [],
    workers: [],
    changes: [],
    write: [],
  });
  expect(ledger).toEqual({ found: 0, route: 0, routed: 0, keep: 0, ask: 0, unread: unread.length });
  // Each file is one of: looked at, skipped with a reason, listed as unread.
  const left = Object.values(skipped).reduce((sum, one) => sum + one, 0);
  expect(parsed + left + unread.length).toBe(sources.length);
  expect(unread.length).toBeLessThan(sources.length / 50);
  const after = treeOf(root);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(Object.entries(before).filter(([file, bytes]) => after[file]?.equals(bytes) !== true)).toEqual([]);
});
