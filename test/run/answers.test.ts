import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { check } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

const CONFIG = {
  legacyQueues: ["'main-queue'"],
  kinds: { jobs: ['Known'] },
  sites: {} as Record<string, Readonly<Record<string, string>>>,
};
const START = `import type { Client } from '@temporalio/client';
export async function go(client: Client): Promise<void> {
  const options = { workflowId: 'b', args: [1], taskQueue: 'main-queue' };
  await client.workflow.start('Mystery', { workflowId: 'a', args: [1], taskQueue: 'main-queue' });
  await client.workflow.start('Mystery', options);
}
`;

async function verdicts(start: string, config: object): Promise<readonly (readonly [string, string | null, string])[]> {
  const root = repositoryOf({ 'package.json': '{}\n', 'src/start.ts': start });
  writeFileSync(join(root, 'temporal-queue.config.json'), JSON.stringify(config));
  const { sites } = await check({ root, config: await loadConfig({ root }) });
  return sites.map(({ decision, reason, callHash }) => [decision, reason, callHash]);
}

test('an answer holds while the call is reformatted or commented, and is asked again when the call or its options change', async () => {
  const [first, second] = await verdicts(START, CONFIG);
  expect([first?.[1], second?.[1]]).toEqual(['unmapped-workflow', 'unmapped-workflow']);
  const sites = {
    'src/start.ts#go/client.start/1': { kind: 'jobs', callHash: first?.[2] },
    'src/start.ts#go/client.start/2': { kind: 'jobs', callHash: second?.[2] },
  };
  const reasons = async (start: string): Promise<readonly (string | null)[]> =>
    (await verdicts(start, { ...CONFIG, sites })).map(([decision, reason]) => reason ?? decision);

  expect(await reasons(START)).toEqual(['route', 'route']);
  const formatted = START.replace(/\{ (workflowId.*) \}/g, '{\n    // for everybody\n    $1,\n  }').replaceAll(
    "'",
    '"',
  );
  expect(formatted).not.toBe(START);
  expect(await reasons(`\n\n${formatted}`)).toEqual(['route', 'route']);
  expect(await reasons(START.replace("'a', args: [1]", "'a', args: [2]"))).toEqual(['answer-stale', 'route']);
  expect(await reasons(START.replace("'b', args: [1]", "'b', args: [2]"))).toEqual(['route', 'answer-stale']);
}, 60_000);
