import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import type { SiteRow } from '../../codemods/src/model/report.js';
import { plan } from '../../codemods/src/run.js';
import { folderOf } from './repo.js';

const CONFIG = JSON.stringify({
  legacyQueues: ["'main-queue'"],
  kinds: { tenant: ['ProvisionWorkflow', 'ExportWorkflow'], jobs: ['CleanupWorkflow', 'FanOutWorkflow'] },
  tenantNames: ['tenantId'],
});

/** A start that every config matches, so that a file under test may hold none. */
const ANCHOR = `import type { Client } from '@temporalio/client';
export const anchor = (client: Client) =>
  client.workflow.start('CleanupWorkflow', { workflowId: 'a', taskQueue: 'main-queue' });
`;

/** The sites of these files, with the SDK's types there or not. */
export async function sitesOf(
  files: Readonly<Record<string, string>>,
  { installed }: { readonly installed: boolean },
): Promise<readonly SiteRow[]> {
  const root = folderOf({
    'temporal-queue.config.json': CONFIG,
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "module": "nodenext", "allowJs": true }, "include": ["src"] }',
    'src/anchor.ts': ANCHOR,
    ...files,
  });
  if (!installed) rmSync(join(root, 'node_modules'));
  const { sites, unread } = (await plan({ root, config: await loadConfig({ root }), rollback: false })).report;
  expect(unread).toEqual([]);
  return sites.filter(({ file }) => file !== 'src/anchor.ts');
}

/** One site in a line: `child.start ExportWorkflow keep inherits`, `client.start ProvisionWorkflow route tenantId`. */
export const said = ({ api, workflow, decision, reason, tenantId }: SiteRow): string =>
  [api, workflow ?? '-', decision, reason ?? tenantId ?? ''].join(' ').trim();

/** What a case is about, its code (a file of its own), and the sites in it. */
export type Case = readonly [what: string, code: string, sites: readonly string[]];

/** A test per case, all of them read as one repository: once with the SDK's types, once without. */
export function testCases(cases: readonly Case[]): void {
  const fileOf = (index: number, code: string): string =>
    `src/case-${index}.${/\brequire\(/.test(code) ? 'cjs' : 'ts'}`;
  describe.each([true, false])('with the SDK installed: %s', (installed) => {
    let sites: readonly SiteRow[];
    beforeAll(async () => {
      const files = Object.fromEntries(cases.map(([, code], index) => [fileOf(index, code), code]));
      sites = await sitesOf(files, { installed });
    }, 120_000);
    test.each(cases.map((one, index) => ({ what: one[0], index })))('$what', ({ index }) => {
      const [, code, expected] = cases[index] ?? ['', '', []];
      expect(sites.filter(({ file }) => file === fileOf(index, code)).map(said)).toEqual(expected);
    });
  });
}
