import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS, PLAIN, type RenderOptions, summary } from '../../codemods/src/formats/index.js';
import type { Report } from '../../codemods/src/model/report.js';
import { makePatch } from '../../codemods/src/patch.js';
import { folderWith, gitIn } from '../disk/repo.js';
import { GREEN, REPORT } from './report.js';

const PLAN: RenderOptions = { command: 'plan', paint: PLAIN, verdict: null, verbose: false, brief: false };
const text = (report: Report, options: Partial<RenderOptions> = {}): string =>
  FORMATS.get('text')?.render(report, { ...PLAN, ...options }) ?? '';

test('a plan with one of everything', () => {
  expect(text(REPORT)).toBe(`found 9 = route 2 + routed 1 + keep 2 + ask 4
  route      2   to be rewritten; 2 files change
  routed     1   on the routing module already
  keep       2   dedicated queue 1 · test code 1
  ask        4   a wrapper around start 1 · no kind for this workflow 1 · no tenant id at the call 1 · the edit would not compile 1
PARTLY VERIFIED: some of the changed files could not be compiled here.
  packages/b: tsconfig.json cannot be read
  backed out src/typed.ts:
    error TS2322
    Type A is not B

To route (2)
  src/tenants.ts
    src/tenants.ts:41:24  client.start  TenantProvisioningWorkflow → tenant(tenant.id)
  src/jobs.ts
    src/jobs.ts:7:3  schedule.create  TokenCleanupWorkflow → jobs

Diff of 2 files
diff --git a/src/tenants.ts b/src/tenants.ts
--- a/src/tenants.ts
+++ b/src/tenants.ts
@@ -1 +1 @@
-a\r
+b\r
diff --git a/src/jobs.ts b/src/jobs.ts
--- a/src/jobs.ts
+++ b/src/jobs.ts
@@ -1 +1 @@
-c
+d

Left alone
  queues: exports 2, zeta 1
  files:  declaration 41, generated 3

To add by hand (1)
  src/worker.ts:10  No worker polls the routed queues.
    const workers = await createRoutedWorkers({
    	connection,
    });

Findings (1)
  src/workflows.ts:6  pinned-activity  proxyActivities pins the legacy queue
    Remove taskQueue.

Questions (4)
  1. src/sync.ts:12:24  client.execute  SyncWorkflow
     | client.execute('SyncWorkflow', {
     |   args: [org.id],
     |   taskQueue: settings.temporalTaskQueue,
     | })
     no kind for this workflow
     Add the workflow name (or a glob) to one of the \`kinds\` in the config.
     hint (tenant): its parameter is called orgId
     candidates: org.id, req.orgId
     site: src/sync.ts:SyncService.run:client.execute:SyncWorkflow:1
     one of these under "sites" in temporal-queue.config.json:
       "src/sync.ts:SyncService.run:client.execute:SyncWorkflow:1": { "kind": "tenant", "tenantId": "org.id", "callHash": "c0ffee" }
       "src/sync.ts:SyncService.run:client.execute:SyncWorkflow:1": { "kind": "tenant", "tenantId": "req.orgId", "callHash": "c0ffee" }
       "src/sync.ts:SyncService.run:client.execute:SyncWorkflow:1": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }

  2. src/start.ts:5:24  client.start  (chosen at run time)
     | client.start(workflow, options)
     a wrapper around start
     Name the function under \`wrappers\`, so that its callers are the sites, or answer for this site under \`sites\`.
     called at src/a.ts:1:2 with queue
     site: s7
     one of these under "sites" in temporal-queue.config.json:
       "s7": { "kind": "tenant", "tenantId": "<expression of the tenant id>", "callHash": "c0ffee" }
       "s7": { "kind": "jobs", "callHash": "c0ffee" }
       "s7": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }

  3. src/typed.ts:5:24  client.start  TokenCleanupWorkflow
     | client.start()
     the edit would not compile: src/typed.ts(5,3): error TS2322
     Read the compiler message and mend the types, then run again.
     site: s8
     one of these under "sites" in temporal-queue.config.json:
       "s8": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }

  4. src/admin.ts:8:24  client.start  TenantProvisioningWorkflow
     | client.start()
     no tenant id at the call
     Answer with \`{ "tenantId": "<expression>" }\` under \`sites\`, or extend \`tenantNames\`.
     site: s9
     one of these under "sites" in temporal-queue.config.json:
       "s9": { "kind": "tenant", "tenantId": "<expression of the tenant id>", "callHash": "c0ffee" }
       "s9": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }

Next: answer the 4 questions or leave them open, then run \`temporal-queue-codemods apply\`.
`);
});

test('a green check', () => {
  expect(
    text(GREEN, { command: 'check', verdict: 'green' }),
  ).toBe(`GREEN: every start is routed, or stays where it is for a reason.
found 3 = route 0 + routed 1 + keep 2 + ask 0
  route      0
  routed     1   on the routing module already
  keep       2   dedicated queue 1 · test code 1
  ask        0
`);
});

test('a red check says so first', () => {
  const [first] = text(REPORT, { command: 'check', verdict: 'red' }).split('\n');
  expect(first).toBe('RED: 2 starts to route, 4 open questions, 1 finding.');
});

describe('the last line is the next step', () => {
  const last = (report: Report, options: Partial<RenderOptions> = {}): string | undefined =>
    text(report, options).trimEnd().split('\n').at(-1);
  const answered: Report = { ...REPORT, sites: REPORT.sites.slice(0, 5), ledger: { ...REPORT.ledger, ask: 0 } };
  test.each<[string, Report, Partial<RenderOptions>, string]>([
    [
      'questions and changes',
      REPORT,
      {},
      'Next: answer the 4 questions or leave them open, then run `temporal-queue-codemods apply`.',
    ],
    ['changes', answered, {}, 'Next: run `temporal-queue-codemods apply`.'],
    ['questions', { ...REPORT, changes: [] }, {}, 'Next: answer the 4 questions, then plan again.'],
    ['nothing', GREEN, {}, 'Nothing to change.'],
    [
      'a red check',
      REPORT,
      { command: 'check', verdict: 'red' },
      'Next: run `temporal-queue-codemods plan` to see the rewrite, and what of it would not compile.',
    ],
    [
      'a file nobody could read',
      { ...REPORT, unread: [{ file: 'a.ts', reason: 'encoding', fatal: true }] },
      {},
      'Next: mend the files under "Not read", or exclude them in the config.',
    ],
  ])('%s', (_what, report, options, line) => {
    expect(last(report, options)).toBe(line);
  });
});

test('unread files: the fatal ones say what is at stake', () => {
  const unread = [
    { file: 'a.ts', reason: 'encoding', fatal: true },
    { file: 'b.ts', reason: 'missing', fatal: false },
  ];
  expect(text({ ...GREEN, unread })).toContain(
    'Not read (2)\n  a.ts: encoding, and a start may hide there\n  b.ts: missing\n',
  );
});

test('the diff in the text is one git applies, whatever stands around it', () => {
  const root = folderWith({ 'a.ts': '\uFEFFa\r\n', 'b.ts': 'b' });
  gitIn(root, 'init', '-q');
  const row = { group: 'g', beforeSha256: null, afterSha256: '' };
  const changes = [
    { ...row, file: 'a.ts', patch: makePatch('a.ts', 'a\r\n', 'A\r\n', { bom: true }) },
    { ...row, file: 'b.ts', patch: makePatch('b.ts', 'b', 'B', { bom: false }) },
  ];
  execFileSync('git', ['apply', '-'], { cwd: root, input: text({ ...REPORT, changes }) });
  expect(['a.ts', 'b.ts'].map((file) => readFileSync(join(root, file), 'utf8'))).toEqual(['\uFEFFA\r\n', 'B']);
  expect(text({ ...REPORT, changes }, { command: 'apply' })).not.toContain('@@');
});

test('brief is the summary alone', () => {
  expect(text(REPORT, { brief: true }).split('\n')).toHaveLength(11);
});

test('mentions stand in groups, a few of each unless all are asked for', () => {
  const mention = (where: 'code' | 'other' | 'test', line: number) => ({ file: `${where}.x`, line, text: 'q', where });
  const mentions = [1, 2, 3, 4, 5, 6, 7].map((line) => mention('code', line)).concat(mention('test', 1));
  expect(text({ ...GREEN, mentions })).toContain(`A legacy queue is also named here, outside the ledger (8)
  in code (7)
    code.x:1  q
    code.x:2  q
    code.x:3  q
    code.x:4  q
    code.x:5  q
    and 2 more (--verbose shows them)
  in tests (1)
    test.x:1  q
`);
  expect(text({ ...GREEN, mentions }, { verbose: true })).toContain('    code.x:7  q\n  in tests (1)\n');
});

test('kept sites are listed when asked for', () => {
  expect(text(REPORT, { verbose: true })).toContain(
    '    src/export.ts:3:24  client.start  ExportWorkflow  dedicated queue\n',
  );
  expect(text(REPORT)).not.toContain('src/export.ts');
});

test('long calls are cut, and whole when verbose', () => {
  const long = Array.from({ length: 15 }, (_, at) => `line${at}`).join('\n');
  const report = { ...REPORT, sites: REPORT.sites.map((site) => ({ ...site, callText: long })) };
  expect(text(report)).toContain('     | line11\n     | … 3 more lines\n');
  expect(text(report)).not.toContain('line12');
  expect(text(report, { verbose: true })).toContain('     | line14\n');
});

test('not verified is said loudly, with its reasons', () => {
  const report: Report = { ...REPORT, verification: { state: 'not verified', notes: ['no tsconfig'], backedOut: [] } };
  expect(text(report)).toContain('NOT VERIFIED: nothing proves that the result compiles.\n  no tsconfig\n');
});

test('colours come from the option only', () => {
  const paint = { ...PLAIN, bold: (words: string) => `<b>${words}</b>`, yellow: (words: string) => `<y>${words}</y>` };
  expect(summary(REPORT, { ...PLAN, paint })[0]).toBe('<b>found 9 = route 2 + routed 1 + keep 2 + ask 4</b>');
  expect(text(REPORT, { paint })).toContain('<y>PARTLY VERIFIED');
});

test('names cannot forge a line, move the cursor or reorder what is read', () => {
  const evil = 'a\x1b[2J\n::error::b\u202ec\u009b\u200bd\ud800';
  const shown = 'a\\u001b[2J\\u000a::error::b\\u202ec\\u009b\\u200bd\\ud800';
  const sites = REPORT.sites.map((site) => ({
    ...site,
    file: evil,
    workflow: evil,
    id: evil,
    candidates: [evil],
    tenantId: evil,
    tests: [{ file: evil, line: 1, text: evil }],
  }));
  const report: Report = {
    ...REPORT,
    sites: sites.map((site) => ({ ...site, detail: evil, callText: evil, kind: evil })),
    queuesLeftAlone: { [evil]: 1 },
    mentions: [{ file: evil, line: 1, text: evil, where: 'other' }],
    warnings: [evil],
    unread: [{ file: evil, reason: evil, fatal: false }],
    advice: [{ recipe: evil, file: evil, line: 1, message: evil, add: evil }],
    findings: [{ code: 'wrong-route', file: evil, line: 1, message: evil, next: evil }],
    changes: [{ file: evil, group: evil, beforeSha256: null, afterSha256: '', patch: `+${evil.replace('\n', '\n+')}` }],
    verification: { state: 'partly', notes: [evil], backedOut: [{ group: evil, message: evil }] },
  };
  const output = text(report, { verbose: true });
  expect(output).toContain(shown);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
  expect(output).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]/);
  expect(output.split('\n').filter((line) => line.startsWith('::error'))).toEqual([]);
});

test('an error of a route that would be lost stands under its start, for starts that are rewritten', () => {
  const note = { code: 'swallowed-error', file: 'src/te\u001bnants.ts', line: 48, message: 'lost' } as const;
  const noted = text({ ...REPORT, sites: REPORT.sites.map((site) => ({ ...site, notes: [note] })) });
  expect(noted).toContain(`Errors of a route that are caught or lost (2)
  src/tenants.ts:41:24  TenantProvisioningWorkflow
    src/te\\u001bnants.ts:48  swallowed-error  lost
  src/jobs.ts:7:3  TokenCleanupWorkflow
`);
  expect(noted).toContain("onInvalid: 'legacy'");
});
