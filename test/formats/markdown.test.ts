import { expect, test } from 'vitest';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import type { Report } from '../../codemods/src/model/report.js';
import { GREEN, REPORT } from './report.js';

const options = { command: 'plan', paint: PLAIN, verdict: null, verbose: false, brief: false } as const;
const markdown = (report: Report, verdict: 'red' | 'green' | null = null): string =>
  FORMATS.get('markdown')?.render(report, { ...options, verdict }) ?? '';

test('a comment with one of everything', () => {
  expect(markdown(REPORT)).toBe(`## Temporal queues: 2 starts to route, 4 open questions

\`found 9 = route 2 + routed 1 + keep 2 + ask 4\`

| decision | starts | why |
|---|---|---|
| route | 2 |  |
| routed | 1 | on the routing module already |
| keep | 2 | dedicated queue 1, test code 1 |
| ask | 4 | a wrapper around start 1, no kind for this workflow 1, no tenant id at the call 1, the edit would not compile 1 |

> [!WARNING]
> PARTLY VERIFIED: some of the changed files could not be compiled here.

- packages/b: tsconfig.json cannot be read
- backed out \`src/typed.ts\`: \`error TS2322 Type A is not B\`
- queues left alone: \`exports\` 2, \`zeta\` 1

### To route (2)

| where | call | workflow | route |
|---|---|---|---|
| \`src/tenants.ts:41:24\` | client.start | \`TenantProvisioningWorkflow\` | \`tenant(tenant.id)\` |
| \`src/jobs.ts:7:3\` | schedule.create | \`TokenCleanupWorkflow\` | \`jobs\` |

### Findings (1)

| where | finding | what | next |
|---|---|---|---|
| \`src/workflows.ts:6\` | pinned-activity | proxyActivities pins the legacy queue | Remove taskQueue. |

### To add by hand (1)

\`src/worker.ts:10\`: No worker polls the routed queues.

\`\`\`ts
const workers = await createRoutedWorkers({
	connection,
});
\`\`\`

### Questions (4)

Answer with one of the lines under each, in \`"sites"\` of \`temporal-queue.config.json\`.

- [ ] \`src/sync.ts:12:24\` \`SyncWorkflow\`: **no kind for this workflow**. Add the workflow name (or a glob) to one of the \`kinds\` in the config.

  \`\`\`ts
  client.execute('SyncWorkflow', {
    args: [org.id],
    taskQueue: settings.temporalTaskQueue,
  })
  \`\`\`

  \`\`\`jsonc
  "src/sync.ts:SyncService.run:client.execute:SyncWorkflow:1": { "kind": "tenant", "tenantId": "org.id", "callHash": "c0ffee" }
  "src/sync.ts:SyncService.run:client.execute:SyncWorkflow:1": { "kind": "tenant", "tenantId": "req.orgId", "callHash": "c0ffee" }
  "src/sync.ts:SyncService.run:client.execute:SyncWorkflow:1": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }
  \`\`\`

- [ ] \`src/start.ts:5:24\` (chosen at run time): **a wrapper around start**. Name the function under \`wrappers\`, so that its callers are the sites, or answer for this site under \`sites\`.

  \`\`\`ts
  client.start(workflow, options)
  \`\`\`

  \`\`\`jsonc
  "s7": { "kind": "tenant", "tenantId": "<expression of the tenant id>", "callHash": "c0ffee" }
  "s7": { "kind": "jobs", "callHash": "c0ffee" }
  "s7": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }
  \`\`\`

- [ ] \`src/typed.ts:5:24\` \`TokenCleanupWorkflow\`: **the edit would not compile** (\`src/typed.ts(5,3): error TS2322\`). Read the compiler message and mend the types, then run again.

  \`\`\`ts
  client.start()
  \`\`\`

  \`\`\`jsonc
  "s8": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }
  \`\`\`

- [ ] \`src/admin.ts:8:24\` \`TenantProvisioningWorkflow\`: **no tenant id at the call**. Answer with \`{ "tenantId": "<expression>" }\` under \`sites\`, or extend \`tenantNames\`.

  \`\`\`ts
  client.start()
  \`\`\`

  \`\`\`jsonc
  "s9": { "kind": "tenant", "tenantId": "<expression of the tenant id>", "callHash": "c0ffee" }
  "s9": { "decision": "keep", "reason": "<why it stays on this queue>", "callHash": "c0ffee" }
  \`\`\`

<details>
<summary>Diff of 2 files</summary>

\`\`\`diff
diff --git a/src/tenants.ts b/src/tenants.ts
--- a/src/tenants.ts
+++ b/src/tenants.ts
@@ -1 +1 @@
-a
+b
diff --git a/src/jobs.ts b/src/jobs.ts
--- a/src/jobs.ts
+++ b/src/jobs.ts
@@ -1 +1 @@
-c
+d
\`\`\`

</details>
`);
});

test('nothing left to do is short', () => {
  expect(markdown(GREEN, 'green')).toBe(`## 🟢 Temporal queues: 0 starts to route

\`found 3 = route 0 + routed 1 + keep 2 + ask 0\`

| decision | starts | why |
|---|---|---|
| route | 0 |  |
| routed | 1 | on the routing module already |
| keep | 2 | dedicated queue 1, test code 1 |
| ask | 0 |  |

Nothing to verify: no file would change.
`);
});

test('names cannot become markup, a mention, a link, a table cell or the end of a fence', () => {
  const evil = 'a|b`c`` <img src=x> @everyone [x](http://y) www.z.com\n# h';
  const [route, , , , , ask] = REPORT.sites;
  const report: Report = {
    ...REPORT,
    sites: [
      {
        ...(route as (typeof REPORT.sites)[0]),
        workflow: evil,
        tenantId: evil,
        tests: [{ file: 'b.test.ts', line: 2, text: evil }],
      },
      { ...(ask as (typeof REPORT.sites)[0]), callText: 'x(`\n```\n````\n<b>' },
    ],
    warnings: [evil],
    mentions: [{ file: 'a.yaml', line: 3, text: evil, where: 'other' }],
    findings: [{ code: 'wrong-route', file: 'a.ts', line: 1, message: evil, next: evil }],
    changes: [{ file: 'a.ts', group: 'g', beforeSha256: null, afterSha256: '', patch: '+```\n+</details>\n' }],
  };
  const output = markdown(report);
  expect(output).toContain('```a\\|b`c`` <img src=x> @everyone [x](http://y) www.z.com\\u000a# h```');
  expect(output).toContain(
    '- ⚠️ a&#124;b&#96;c&#96;&#96; &#60;img src=x&#62; &#64;everyone &#91;x&#93;&#40;http&#58;//y&#41; www&#46;z.com&#92;u000a&#35; h',
  );
  const shown = '```a\\|b`c`` <img src=x> @everyone [x](http://y) www.z.com\\u000a# h```';
  expect(output).toContain(`| \`src/tenants.ts:41:24\` | \`b.test.ts:2\` | ${shown} |`);
  expect(output).toContain(`**in other files** (1)\n\n- \`a.yaml:3\` ${shown}`);
  expect(output).toContain('  `````ts\n  x(`\n  ```\n  ````\n  <b>\n  `````\n');
  expect(output).toContain('````diff\n+```\n+</details>\n````\n\n</details>');
  expect(output).not.toMatch(/^# h/m);
});

test('a comment always fits, and says what it leaves out', () => {
  const many = <T>(item: T | undefined, count: number): T[] => Array.from({ length: count }, () => item as T);
  const [route, , , , , ask] = REPORT.sites;
  const report: Report = {
    ...REPORT,
    sites: [
      ...many(route && { ...route, tests: many({ file: 'a', line: 1, text: 'x'.repeat(200) }, 9) }, 500),
      ...many(ask, 500),
    ],
    mentions: many({ file: 'a', line: 1, text: 'x'.repeat(200), where: 'other' }, 1000),
    findings: many(REPORT.findings[0], 500),
    advice: many(REPORT.advice[0], 500),
    warnings: many('a warning', 500),
    changes: [{ ...(REPORT.changes[0] as (typeof REPORT.changes)[0]), patch: '+x\n'.repeat(50_000) }],
  };
  const output = markdown(report);
  expect(output.length).toBeLessThan(65_536);
  expect(output).toContain('### Questions (500)');
  expect(output).toContain('… and 450 more.');
  expect(output).toContain('The diff of 1 file is too long for a comment');
});

test('an error of a route that would be lost is a row, for starts that are rewritten', () => {
  const note = { code: 'handler-too-late', file: 'src/a|b.ts', line: 48, message: 'not seen' } as const;
  const noted = markdown({ ...REPORT, sites: REPORT.sites.map((site) => ({ ...site, notes: [note] })) });
  expect(noted).toContain('### Errors of a route that are caught or lost (2)');
  expect(noted.match(/handler-too-late \| not seen/g)).toHaveLength(2);
});
