import { expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

const launcher = `import type { Client } from '@temporalio/client';
export class Launcher {
  constructor(private readonly client: Client, private readonly taskQueue: string) {}
  go(tenantId: string) {
    return this.client.workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: this.taskQueue });
  }
}
`;

/** What the start of the launcher is, by the files that make one. */
async function startIn(files: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const root = repositoryOf({
    'package.json': '{ "type": "module" }\n',
    'temporal-queue.config.json': JSON.stringify({
      legacyQueues: ["'main-queue'"],
      kinds: { tenant: ['tenantWork'] },
    }),
    'src/other.ts': `import type { Client } from '@temporalio/client';
export const other = (client: Client) => client.workflow.start('x', { workflowId: 'x', taskQueue: 'main-queue' });
`,
    'src/launcher.ts': launcher,
    ...files,
  });
  const { report } = await plan({ root, config: await loadConfig({ root }), rollback: false });
  return report.sites.flatMap(({ file, decision, reason, detail, wrapper }) =>
    file === 'src/launcher.ts' ? [decision, reason, detail, wrapper] : [],
  );
}

const UNKNOWN = ['ask', 'queue-unknown', 'this.taskQueue, which is given to the constructor of Launcher', false];
const made = (queue: string): string =>
  `import { Launcher } from './launcher.js';\nexport const make = (client: never) => new Launcher(client, ${queue});\n`;

test('every object is made with one legacy queue', async () => {
  expect(await startIn({ 'src/main.ts': made("'main-queue'"), 'test/main.test.ts': made("'test'") })).toEqual([
    'route',
    null,
    null,
    false,
  ]);
});

test('objects are made with several queues, which are named', async () => {
  const files = { 'src/a.ts': made("'main-queue'"), 'src/b.ts': made("'exports'"), 'src/c.ts': made("'reports'") };
  expect(await startIn(files)).toEqual(['ask', 'queue-mixed', 'exports, reports', false]);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['nobody makes one', {}],
  [
    'a container is given the class',
    { 'src/a.ts': "import { Launcher } from './launcher.js';\nexport default [Launcher];\n" },
  ],
  [
    'a container makes them by its decorator',
    {
      'src/launcher.ts': launcher.replace('export class', '@Injectable()\nexport class'),
      'src/a.ts': made("'main-queue'"),
    },
  ],
  [
    'a subclass hands it on',
    {
      'src/a.ts': `${made("'main-queue'")}export class More extends Launcher {}\n`,
    },
  ],
  [
    'it goes by another name',
    { 'src/a.ts': made("'main-queue'").replace('{ Launcher }', '{ Launcher as L }').replace('new Launcher', 'new L') },
  ],
  ['arguments are spread', { 'src/a.ts': made("'main-queue'").replace("client, 'main-queue'", '...client') }],
  ['what it is given is not known', { 'src/a.ts': made('process.argv[2]!') }],
  [
    'one file that makes one does not parse',
    { 'src/a.ts': made("'main-queue'"), 'src/b.ts': `${made("'exports'")}const = ;` },
  ],
])('%s', async (_name, files) => {
  expect(await startIn(files)).toEqual(UNKNOWN);
});
