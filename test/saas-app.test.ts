import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../codemods/src/config/index.js';
import type { PlanFile } from '../codemods/src/model/report.js';
import { plan } from '../codemods/src/run.js';
import { ensureRoutingBuilt, root } from './kit/built.js';

const app = join(root, 'fixtures/saas-app');

/** What a person wrote down about one start before the tool was run on it. */
interface Expected {
  readonly file: string;
  readonly enclosing: string | null;
  readonly api: string;
  readonly workflow: string | null;
  readonly queueText: string | null;
  readonly decision: string;
  readonly kind: string | null;
  readonly tenantId: string | null;
  readonly reason: string | null;
}

const expected = JSON.parse(readFileSync(join(app, 'expected-sites.json'), 'utf8')) as readonly Expected[];

/** Options kept in a constant carry the queue by a spread: the tool names it as it reads at the call, the label as it was written. */
const SPREAD: Readonly<Record<string, string>> = { 'options.taskQueue': 'settings.temporalTaskQueue' };

let copy: string;
let planned: PlanFile;

beforeAll(async () => {
  await ensureRoutingBuilt();
  if (!existsSync(join(app, 'node_modules/@temporalio/client'))) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: app, stdio: 'ignore' });
  }
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'tqc-saas-')));
  cpSync(app, copy, { recursive: true, filter: (from) => !/\/(node_modules|dist|\.pglite)$/.test(from) });
  symlinkSync(join(app, 'node_modules'), join(copy, 'node_modules'));
  execFileSync('git', ['init', '-q'], { cwd: copy });
  planned = await plan({ root: copy, config: await loadConfig({ root: copy }) });
}, 300_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const key = (one: {
  readonly file: string;
  readonly enclosing: string | null;
  readonly api: string;
  readonly workflow: string | null;
}): string =>
  // Tests have no symbol path worth a label.
  `${one.file} ${one.file.startsWith('test/') ? '' : one.enclosing} ${one.api} ${one.workflow}`;
const byKey = (a: { readonly at: string }, b: { readonly at: string }): number => (a.at < b.at ? -1 : 1);

test('every start of the service is decided as a person decided, and nothing else is called one', () => {
  const rows = planned.report.sites.map((site) => ({
    at: key(site),
    queue: site.queue.absent ? null : (SPREAD[site.queue.text] ?? site.queue.text),
    decision: site.decision,
    kind: site.decision === 'route' ? site.kind : null,
    tenantId: site.tenantId,
    reason: site.reason,
  }));
  const wanted = expected.map((row) => ({
    at: key(row),
    queue: row.queueText,
    decision: row.decision,
    kind: row.decision === 'route' ? row.kind : null,
    tenantId: row.decision === 'route' ? row.tenantId : null,
    reason: row.reason,
  }));
  expect(rows.sort(byKey)).toEqual(wanted.sort(byKey));
});

test('nothing had to be backed out, nothing was unread, and the ledger closes', () => {
  const { verification, unread, ledger, sites } = planned.report;
  expect(verification.backedOut).toEqual([]);
  expect(unread).toEqual([]);
  expect(ledger.found).toBe(ledger.route + ledger.routed + ledger.keep + ledger.ask);
  expect(ledger.found).toBe(sites.length);
});

test('the activity proxy pinned to the legacy queue is found', () => {
  expect(planned.report.activities.filter((activity) => activity.pinnedToLegacy)).toHaveLength(1);
});
