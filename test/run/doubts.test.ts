import { afterEach, expect, test, vi } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { ProgramLoader } from '../../codemods/src/disk/program.js';
import { check } from '../../codemods/src/run.js';
import { folderOf } from '../kit/repo.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const CONFIG = JSON.stringify({ legacyQueues: ["'main-queue'"], kinds: { jobs: ['CleanupWorkflow'] } });

/** The starts that `check` finds, and how many programs it built to tell. */
async function checked(code: string): Promise<{ readonly sites: number; readonly programs: number }> {
  const root = folderOf({
    'temporal-queue.config.json': CONFIG,
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext" }, "include": ["src"] }',
    'src/node_modules/nestjs-temporal-core/index.d.ts': 'export declare class TemporalService {}\n',
    'src/start.ts': code,
  });
  const program = vi.spyOn(ProgramLoader.prototype, 'program');
  const { sites } = await check({ root, config: await loadConfig({ root }) });
  return { sites: sites.length, programs: program.mock.calls.length };
}

const START = "start('CleanupWorkflow', { workflowId: 'c', taskQueue: 'main-queue' })";
const ANCHOR = `import type { Client } from '@temporalio/client';\nexport const anchor = (client: Client) => client.workflow.${START};\n`;

test.each([
  [
    'a class of the runtime that nobody imports',
    `${ANCHOR}export const hash = new Engine.Hasher('sha').update('a');`,
    1,
  ],
  [
    'the client that a service of nestjs-temporal-core gives',
    `import { TemporalService } from 'nestjs-temporal-core';
export class Jobs {
  constructor(private readonly temporal: TemporalService) {}
  clean = () => this.temporal.client.getRawClient()?.workflow.${START};
}
`,
    1,
  ],
])('no types are asked about %s', async (_, code, sites) => {
  expect(await checked(code)).toEqual({ sites, programs: 0 });
});

test('they are about a class of that name that could be the SDK’s', async () => {
  const { programs } = await checked(`${ANCHOR}export const other = new Engine.WorkflowClient().${START};`);
  expect(programs).toBeGreaterThan(0);
});
