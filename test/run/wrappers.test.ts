import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CANDIDATE } from '../../codemods/src/candidates.js';
import { loadConfig } from '../../codemods/src/config/index.js';
import { openComponents } from '../../codemods/src/disk/components.js';
import { listFiles } from '../../codemods/src/disk/files.js';
import { contentHash } from '../../codemods/src/disk/hash.js';
import { prefilter } from '../../codemods/src/disk/load.js';
import { ProgramLoader } from '../../codemods/src/disk/program.js';
import { openWorkspace } from '../../codemods/src/disk/workspace.js';
import { explain } from '../../codemods/src/explain.js';
import { find } from '../../codemods/src/find.js';
import type { SiteRow } from '../../codemods/src/model/report.js';
import { isComponent } from '../../codemods/src/model/source.js';
import { namesBySyntax } from '../../codemods/src/names/by-syntax.js';
import { check, plan } from '../../codemods/src/run.js';
import type { Workspace } from '../../codemods/src/workspace.js';
import { root as home } from '../kit/built.js';
import { repositoryOf } from '../kit/repo.js';

const START = `import { Client, type WorkflowOptions } from '@temporalio/client';
const client = new Client();
export const start = (type: string, options: Partial<WorkflowOptions> & { args: unknown[] }) =>
  client.workflow.start(type, { workflowId: type, taskQueue: 'main-queue', ...options });
`;
const CALL = `import { start } from './start.js';
export const created = (tenantId: string) => start('ProvisionWorkflow', { args: [tenantId] });
`;

const repository = (wrappers: readonly string[], files: Readonly<Record<string, string>> = {}): string =>
  repositoryOf({
    'package.json': '{ "type": "module" }\n',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, target: 'ES2022', module: 'NodeNext', skipLibCheck: true, types: ['node'] },
      include: ['src'],
    }),
    'temporal-queue.config.json': JSON.stringify({
      legacyQueues: ["'main-queue'"],
      kinds: { tenant: ['ProvisionWorkflow'] },
      wrappers,
    }),
    'src/start.ts': START,
    'src/call.ts': CALL,
    ...files,
  });

const sitesOf = async (root: string): Promise<readonly string[]> =>
  (await plan({ root, config: await loadConfig({ root }) })).report.sites.map(shown);
const shown = ({ id, decision, reason, tenantId, detail }: SiteRow): string =>
  [id, decision, reason ?? tenantId, detail].filter((part) => part !== null).join(' ');

test('a wrapper is a question, and its callers are no sites', async () => {
  expect(await sitesOf(repository([]))).toEqual([
    'src/start.ts#start/client.start/1 ask wrapper start takes type from its callers',
  ]);
});

test('named, its callers are the sites, for check too', async () => {
  const root = repository(['./src/start.ts#start']);
  expect(await sitesOf(root)).toEqual([
    'src/call.ts#created/client.start/1 route tenantId',
    'src/start.ts#start/client.start/1 keep wrapper-named start takes type from its callers',
  ]);
  const { ledger } = await check({ root, config: await loadConfig({ root }) });
  expect(ledger).toMatchObject({ found: 2, route: 1, keep: 1 });
});

test.each([
  ['a function that is not there', 'src/start.ts#begin'],
  ['a file that is not there', 'src/other.ts#start'],
  ['a function that takes nothing from its callers', 'src/call.ts#created'],
])('%s is an error', async (_, entry) => {
  await expect(sitesOf(repository([entry]))).rejects.toThrow(
    `wrappers: no function that starts a workflow with what its callers pass is called ${entry}.
Its callers would pass unseen.
Wrappers seen: src/start.ts#start. Mend the entry, or remove it.`,
  );
});

test('an entry without a file is refused with its line', async () => {
  await expect(sitesOf(repository(['start']))).rejects.toThrow(
    'temporal-queue.config.json:1:87: wrappers[0]: write the file and the function: "src/start.ts#startWorkflow"',
  );
});

test('a file that names a named wrapper and does not parse may hide a call', async () => {
  const root = repository(['src/start.ts#start'], {
    'src/broken.ts': "import { start } from './start.js';\nstart(\n<<<<<<< HEAD\n",
    'src/unrelated.ts': 'car.start(\n<<<<<<< HEAD\n',
  });
  const { report } = await plan({ root, config: await loadConfig({ root }) });
  expect(report.unread).toEqual([
    { file: 'src/broken.ts', reason: 'names a wrapper of the config, and has a syntax error', fatal: true },
  ]);
});

test("a call that passes no queue is no place to write the wrapper's own", async () => {
  const root = repository(['src/start.ts#start'], {
    'src/start.ts': START.replace("taskQueue: 'main-queue'", 'taskQueue: OTHER').concat(
      "const OTHER = 'other-queue';\n",
    ),
    'temporal-queue.config.json': JSON.stringify({
      legacyQueues: ["'main-queue'", "'other-queue'"],
      kinds: { tenant: ['ProvisionWorkflow'] },
      wrappers: ['src/start.ts#start'],
      retired: ["'main-queue'"],
    }),
  });
  expect((await sitesOf(root))[0]).toBe(
    'src/call.ts#created/client.start/1 ask wrapper start falls back to OTHER, which has to be passed here, so that it stays with routing off',
  );
});

test('a wrapper on the routing module already has no callers to move', async () => {
  const root = repository(['src/start.ts#start'], {
    'src/start.ts': `import { Client } from '@temporalio/client';
import { routeForTenant, startOptions } from 'temporal-queue-routing';
const client = new Client();
export const start = (type: string, tenantId: string) =>
  client.workflow.start(type, { workflowId: type, ...startOptions(routeForTenant({ tenantId, namespace: '', prefix: 'saas', shards: 1 })) });
`,
    'src/call.ts':
      "import { start } from './start.js';\nexport const created = (tenantId: string) => start('ProvisionWorkflow', tenantId);\n",
    'src/main.ts': "export const QUEUE = 'main-queue';\n",
  });
  expect((await sitesOf(root)).map((one) => one.split(' ').slice(0, 2))).toEqual([
    ['src/start.ts#start/client.start/1', 'routed'],
  ]);
});

const STARTER = `import { Client } from '@temporalio/client';
const client = new Client();
export interface Starter { begin(workflow: string, tenantId: string): Promise<void> }
export const makeStarter = (): Starter => ({
  async begin(workflow, tenantId) {
    await client.workflow.start(workflow, { args: [tenantId], workflowId: workflow, taskQueue: 'main-queue' });
  },
});
export class Quiet {
  async launch(workflow: string, taskQueue: string) {
    await client.workflow.start(workflow, { workflowId: workflow, taskQueue });
  }
}
`;
/** Its callers, as they are listed: `file:line` with `?` where only the name shows it. */
async function callersIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = repository([], { 'src/starter.ts': STARTER, ...files });
  const { report } = await plan({ root, config: await loadConfig({ root }) });
  const starts = report.sites.filter(({ file }) => file === 'src/starter.ts');
  return starts.flatMap(({ callers }) =>
    callers.map(({ at, sure, as }) => `${at.file}:${at.line}${sure ? '' : '?'}${as === null ? '' : ` ${as}`}`),
  );
}

test.each([
  [
    'an interface that an import leads to',
    "import type { Starter } from './starter.js';\nexport const a = (s: Starter) => s.begin('A', 'b');",
    ['src/a.ts:2 Starter.begin'],
  ],
  [
    'a type that comes by way of another file',
    "import type { Deps } from './deps.js';\nexport const a = ({ s }: Deps) => s.begin('A', 'b');",
    ['src/a.ts:2 Starter.begin'],
  ],
  ['any, called like it', "export const a = (req: any) => req.tenantStarter.begin('A', 'b');", ['src/a.ts:1?']],
  [
    'any, in a file that imports it',
    "import { Quiet } from './starter.js';\nexport const a = (q: any) => [q.launch('A', 'b'), Quiet];",
    ['src/a.ts:2?'],
  ],
  ['any, called something else', "export const a = (req: any) => req.rocket.begin('A', 'b');", []],
  ['any, with too few arguments', "export const a = (req: any) => req.starter.begin('A');", []],
  [
    'another interface of that name',
    "interface Starter { begin(a: string, b: string): void }\nexport const a = (s: Starter) => s.begin('A', 'b');",
    [],
  ],
  [
    'a package of ours that is not built',
    "import { Box } from '@acme/box';\nimport { Quiet } from './starter.js';\nexport const a = () => Box.of(Quiet).get().launch('A', 'b');",
    [],
  ],
  [
    'what a package that is not installed makes of it',
    "import { quiets } from './deps.js';\nexport const a = async () => (await quiets().get()).launch('A', 'b');",
    [],
  ],
])('a call on %s', async (_, text, expected) => {
  const deps =
    "import type { Box } from '@acme/box';\nimport type { Quiet, Starter } from './starter.js';\nexport interface Deps { readonly s: Starter }\nexport declare const quiets: () => Box<Quiet>;\n";
  expect(await callersIn({ 'src/a.ts': `${text}\n`, 'src/deps.ts': deps })).toEqual(expected);
});

test('what comes out of a package that is not installed is believed where it begins at the wrapper', async () => {
  const root = repository([], {
    'src/box.ts': `import { Client } from '@temporalio/client';
import type { Later } from '@acme/later';
export class Box {
  static open(): Later<Box> {
    throw new Error();
  }
  async launch(workflow: string, taskQueue: string) {
    await new Client().workflow.start(workflow, { workflowId: workflow, taskQueue });
  }
}
`,
    'src/a.ts': `import { Box } from './box.js';
export const a = async () => {
  const box = await Box.open().get();
  await box.launch('A', 'b');
};
`,
  });
  const { report } = await plan({ root, config: await loadConfig({ root }) });
  expect(report.sites.find(({ file }) => file === 'src/box.ts')?.callers).toMatchObject([
    { at: { file: 'src/a.ts', line: 4 }, sure: false, as: null },
  ]);
});

test('a file that has the name, and cannot mean the wrapper, is not parsed', async () => {
  const root = repository([], {
    'src/starter.ts': STARTER,
    'src/race.ts': 'export const race = (car: { begin(a: string, b: string): void }) => car.begin("a", "b");\n',
    'src/deps.ts': "export type { Starter } from './starter.js';\n",
    'src/use.ts': "import type { Starter } from './deps.js';\nexport const use = (s: Starter) => s.begin('A', 'b');\n",
  });
  const { parsed } = await found(root, false);
  expect([parsed.has('src/use.ts'), parsed.has('src/race.ts')]).toEqual([true, false]);
});

test('an entry that is nearly right is told what to write', async () => {
  const root = repository(['src/starter.ts#begin'], { 'src/starter.ts': STARTER });
  await expect(sitesOf(root)).rejects.toThrow(
    'Wrappers seen: src/starter.ts#makeStarter.begin or src/starter.ts#Starter.begin, src/starter.ts#Quiet.launch, src/start.ts#start. Mend the entry',
  );
});

test.each(['makeStarter.begin', 'Starter.begin'])('named as %s, a call through the interface', async (name) => {
  const root = repository([`src/starter.ts#${name}`], {
    'src/starter.ts': STARTER,
    'src/use.ts':
      "import type { Starter } from './starter.js';\nexport const use = (s: Starter, tenantId: string) => s.begin('ProvisionWorkflow', tenantId);\n",
  });
  const used = (await sitesOf(root)).find((one) => one.startsWith('src/use.ts'));
  expect(used).toBe(
    name === 'Starter.begin'
      ? 'src/use.ts#use/client.start/1 ask wrapper makeStarter.begin takes no route: it takes no options from its callers; let it take an object with `taskQueue` and `priority`, and write both'
      : 'src/use.ts#use/client.start/1 ask wrapper it calls Starter.begin, behind which there may be others than makeStarter.begin: name src/starter.ts#Starter.begin in wrappers where all of them start this workflow',
  );
});

test('explain says what a caller has to do with the start', async () => {
  const root = repository([], {
    'src/starter.ts': STARTER,
    'src/use.ts': `import { makeStarter, Quiet, type Starter } from './starter.js';
export const a = (s: Starter) => s.begin('A', 'b');
export const b = (any: any) => any.launch('A', 'b');
export const c = new Quiet().launch('A', 'b');
export const d = [makeStarter().begin];
`,
    'src/Use.vue':
      "<template></template>\n<script setup lang=\"ts\">\nimport { makeStarter } from './starter';\nmakeStarter().begin('A', 'b');\n</script>\n",
  });
  const config = await loadConfig({ root });
  const said = async (file: string, line: number): Promise<string | undefined> =>
    (await explain({ root, config }, file, line)).steps[0]?.text;
  expect([
    await said('src/use.ts', 2),
    await said('src/use.ts', 3),
    await said('src/use.ts', 4),
    await said('src/use.ts', 5),
    await said('src/Use.vue', 4),
  ]).toEqual([
    'it calls Starter.begin, behind which stands the wrapper makeStarter.begin, whose start is src/starter.ts:6:27',
    'it may call the wrapper Quiet.launch, whose start is src/starter.ts:11:27: by its name only, nothing shows whose it is',
    'it calls the wrapper Quiet.launch, whose start is src/starter.ts:11:27',
    'it hands on the wrapper makeStarter.begin, whose start is src/starter.ts:6:27',
    'it calls Starter.begin, behind which stands the wrapper makeStarter.begin, whose start is src/starter.ts:6:27',
  ]);
});

/** The callers that are found among the files that can mean a wrapper, or among all there are; and the files it parsed. */
async function found(
  root: string,
  thorough: boolean,
): Promise<{ readonly callers: unknown; readonly parsed: Set<string> }> {
  const config = await loadConfig({ root });
  const { files, manifests } = await listFiles(root, { include: config.include, exclude: config.exclude });
  const code = files.filter((file) => !isComponent(file));
  const candidates = prefilter(root, code, CANDIDATE).files;
  const loader = new ProgramLoader(root);
  const disk = openWorkspace({
    root,
    files: code,
    components: files.filter(isComponent),
    candidates,
    manifests,
    loader,
  });
  const narrow = openComponents(disk);
  const all = new Set(files);
  const parsed = new Set<string>();
  const reach = thorough ? { importersOf: () => all, filesNaming: () => files, filesMatching: () => files } : {};
  const syntax: Workspace['syntax'] = (file) => {
    parsed.add(file);
    return narrow.syntax(file);
  };
  const { sites } = find({
    workspace: { ...narrow, ...reach, syntax },
    candidates,
    config,
    hash: contentHash,
    names: namesBySyntax(disk.open),
    depth: 'all',
    needsTypes: () => false,
  });
  return { callers: sites.map(({ id, callers }) => ({ id, callers })), parsed };
}

describe('no caller is lost by looking only at files that can mean the wrapper', () => {
  const folder = join(home, 'fixtures/wrappers');
  test.each(readdirSync(folder))('%s', async (name) => {
    const root = repositoryOf(join(home, 'fixtures/base'), join(folder, name, 'before'));
    expect((await found(root, false)).callers).toEqual((await found(root, true)).callers);
  });
});
