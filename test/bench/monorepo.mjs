import { BLOCKS, LOOK_ALIKES, PREAMBLES } from './prose.mjs';
import { randomOf } from './random.mjs';
import { dealtStarts, startingModule, startingTest, workflowFunction } from './starts.mjs';
import { ADJECTIVES, camel, kebab, NOUNS, pascal } from './words.mjs';

const SERVICES = 20;
const PER_PACKAGE = 100;
/** Measured on public TypeScript monorepos: half of the files are under 3.5 KB, one in a hundred is over 40. */
const MEDIAN_BYTES = 3600;
const SPREAD = 1.15;
const SMALLEST = 250;
const LARGEST = 160_000;
const LOOK_ALIKE_SHARE = 0.006;

/**
 * A synthetic monorepo of exactly `files` files: `{ path, text, sites }` one after the other, where `sites` are the
 * `{ line, api }` of the starts in it, 300 in all. The same arguments give the same bytes.
 */
export function* monorepo({ files, seed = 'bench' }) {
  const random = randomOf(seed);
  const services = random.some(NOUNS, SERVICES).map((noun) => ({ noun, folder: `services/${noun}-service` }));
  let written = 0;
  const parts = [
    ...rootFiles(services),
    ...queuesPackage(),
    ...dealtStarts(random, services).flatMap((one, at) => service(one, at, seed)),
  ];
  if (parts.length > files) throw new RangeError(`a synthetic repository has at least ${parts.length} files`);
  for (const { path, text } of parts) {
    written += 1;
    yield withSites(path, text);
  }
  yield* filling({ services, seed, room: files - written });
}

/** Takes the marks out of a text and says on which lines they stood. */
function withSites(path, marked) {
  const sites = [];
  const text = marked
    .split('\n')
    .map((line, at) =>
      line.replace(/§([\w.]+)§/g, (_, api) => {
        sites.push({ line: at + 1, api });
        return '';
      }),
    )
    .join('\n');
  return { path, text, sites };
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

function rootFiles(services) {
  return [
    {
      path: 'package.json',
      text: json({ name: 'acme', private: true, workspaces: ['services/*', 'packages/*', 'apps/*'] }),
    },
    { path: '.gitignore', text: 'node_modules/\ndist/\n' },
    {
      path: 'README.md',
      text: '# A synthetic monorepo\n\nWritten by a program, to measure scanners on. Nothing in it runs.\n',
    },
    {
      path: 'tsconfig.base.json',
      text: json({
        compilerOptions: {
          target: 'ES2022',
          module: 'NodeNext',
          moduleResolution: 'NodeNext',
          strict: true,
          jsx: 'react-jsx',
          // Nothing is installed: workspace packages are found by path, as in many monorepos.
          paths: { '@acme/*': ['./packages/*/src/index.ts'] },
        },
      }),
    },
    {
      path: 'temporal-queue.config.json',
      text: json({
        legacyQueues: ['settings.temporalTaskQueue', "'main-queue'", 'packages/queues/src/index.ts#MAIN_TASK_QUEUE'],
        kinds: {
          tenant: ['*SyncWorkflow', '*ExportWorkflow', '*ProvisioningWorkflow'],
          jobs: ['*CleanupWorkflow'],
        },
        tenantNames: ['tenantId', 'tenant.id'],
        routing: { module: 'packages/queues/src/routing.ts' },
        workers: services
          .slice(0, 1)
          .map(({ folder }) => ({ file: `${folder}/src/workers/main.ts`, queues: ['main-queue'] })),
      }),
    },
  ];
}

/** The shared constants: the queue every service started its workflows on. */
function queuesPackage() {
  const folder = 'packages/queues';
  return [
    ...packageFiles(folder, '@acme/queues', { '@temporalio/common': '^1.24.0' }),
    {
      path: `${folder}/src/index.ts`,
      text: `export const QUEUE_BASE = 'main';
export const MAIN_TASK_QUEUE = 'main-queue';
export enum TaskQueues {
  Main = 'main-queue',
  Exports = 'export-queue',
}
export { routeForSystemJob, routeForTenant, startOptions } from './routing.js';
`,
    },
    {
      path: `${folder}/src/routing.ts`,
      text: `import { createRouting } from 'temporal-queue-routing';

export const routing = createRouting({ namespace: 'default', prefix: 'saas', shards: 1, legacyTaskQueue: 'main-queue', mode: 'off' });
export const { routeForTenant, routeForSystemJob, startOptions } = routing;
`,
    },
  ];
}

function packageFiles(folder, name, dependencies = {}) {
  return [
    {
      path: `${folder}/package.json`,
      text: json({ name, version: '1.0.0', type: 'module', exports: './src/index.ts', dependencies }),
    },
    {
      path: `${folder}/tsconfig.json`,
      text: json({ extends: '../../tsconfig.base.json', compilerOptions: { noEmit: true }, include: ['src', 'test'] }),
    },
  ];
}

/** A service that uses Temporal: client, settings, workflows, activities, a worker, and the starts dealt to it. */
function service({ service: { noun, folder }, code, tests, workflows: inWorkflows }, at, seed) {
  const random = randomOf(`${seed}/${folder}`);
  const workflows = ['Sync', 'Export', 'Provisioning', 'Cleanup', 'LedgerSync', 'DocumentExport'].map(
    (what) => `${camel(noun, what)}Workflow`,
  );
  const chunks = chunked(code, random);
  return [
    ...packageFiles(folder, `@acme/${noun}-service`, {
      '@acme/queues': 'workspace:*',
      '@temporalio/client': '^1.24.0',
      '@temporalio/worker': '^1.24.0',
      '@temporalio/workflow': '^1.24.0',
    }),
    { path: `${folder}/src/settings.ts`, text: SETTINGS },
    { path: `${folder}/src/temporal/client.ts`, text: CLIENT },
    {
      path: `${folder}/src/temporal/queues.ts`,
      text:
        at % 9 === 4
          ? `export { QUEUE_BASE, TaskQueues } from '@acme/queues';\n/** The same name as the shared one, another queue. */\nexport const MAIN_TASK_QUEUE = '${noun}-queue';\n`
          : "export { MAIN_TASK_QUEUE, QUEUE_BASE, TaskQueues } from '@acme/queues';\n",
    },
    { path: `${folder}/src/workflows/index.ts`, text: "export * from './all.js';\n" },
    { path: `${folder}/src/workflows/all.ts`, text: workflowModule(workflows, inWorkflows, at % 5 === 2) },
    { path: `${folder}/src/activities/index.ts`, text: prose(random, 'source', [], `${ACTIVITIES}\n`) },
    { path: `${folder}/src/workers/main.ts`, text: WORKER },
    {
      path: `${folder}/src/index.ts`,
      text: chunks.map((_, chunk) => `export * from './features/${noun}-${chunk}.js';\n`).join(''),
    },
    ...chunks.map((specs, chunk) => starterFile(random, specs, { folder, noun, chunk, workflows })),
    ...chunked(tests, random).map((specs, chunk) => testFile(random, specs, { folder, noun, chunk, workflows })),
  ];
}

function starterFile(random, specs, { folder, noun, chunk, workflows }) {
  const { imports, text } = startingModule(random, specs, { workflows, name: `${pascal(noun)}Starter${chunk}` });
  return { path: `${folder}/src/features/${noun}-${chunk}.ts`, text: prose(random, 'source', imports, text) };
}

function testFile(random, specs, { folder, noun, chunk, workflows }) {
  const { imports, text } = startingTest(random, specs, { workflows });
  const local = imports.map((line) => line.replace("from '../", "from '../src/"));
  return {
    path: `${folder}/test/${noun}-${chunk}.test.ts`,
    text: prose(random, 'test', local, text).replace('beforeEach,', 'beforeAll, beforeEach,'),
  };
}

/** One to four starts to a file. */
function chunked(specs, random) {
  const chunks = [];
  for (let at = 0; at < specs.length; ) {
    const size = random.between(1, 4);
    chunks.push(specs.slice(at, at + size));
    at += size;
  }
  return chunks;
}

const SETTINGS = `export const settings = {
  temporalAddress: process.env.TEMPORAL_ADDRESS ?? 'localhost:7233',
  temporalNamespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
  databaseUrl: process.env.DATABASE_URL ?? 'postgres://localhost/acme',
};

export const config = () => settings;
`;

const CLIENT = `import { Client, Connection } from '@temporalio/client';
import { settings } from '../settings.js';

export const client = new Client({ namespace: settings.temporalNamespace });

export async function getClient(): Promise<Client> {
  const connection = await Connection.connect({ address: settings.temporalAddress });
  return new Client({ connection, namespace: settings.temporalNamespace });
}

export class TemporalProvider {
  getRawClient(): Client | null {
    return client;
  }
}
`;

const ACTIVITIES = `export async function load(tenantId: string, reference: string): Promise<{ id: string; wait: number }[]> {
  return [{ id: \`\${tenantId}-\${reference}\`, wait: 0 }];
}

export async function handle(tenantId: string, row: { id: string }): Promise<void> {
  logger.info('handled', { tenantId, id: row.id });
}
`;

const WORKER = `import { Worker } from '@temporalio/worker';
import * as activities from '../activities/index.js';
import { settings } from '../settings.js';

export async function main(): Promise<void> {
  const worker = await Worker.create({
    taskQueue: settings.temporalTaskQueue,
    workflowsPath: new URL('../workflows/index.js', import.meta.url).pathname,
    activities,
  });
  await worker.run();
}
`;

/** `pinned`: its activities name the shared queue, and so would not follow their workflow. */
function workflowModule(workflows, specs, pinned) {
  // Those beyond the service's own workflows get one of their own, so that every function is written once.
  const named = workflows.map((workflow, at) => [workflow, specs[at]]);
  const more = specs.slice(workflows.length).map((spec) => [`more${spec.at}SyncWorkflow`, spec]);
  const functions = [...named, ...more].map(([workflow, spec], at) =>
    workflowFunction(workflow, workflows[(at + 1) % workflows.length], spec),
  );
  return `import { continueAsNew, executeChild, makeContinueAsNewFunc, proxyActivities, sleep, startChild, workflowInfo } from '@temporalio/workflow';
import type * as all from '../activities/index.js';

const activities = proxyActivities<typeof all>({ startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 }${pinned ? ", taskQueue: 'main-queue'" : ''} });

${functions.join('\n')}`;
}

/** A file of the kind around `core`, as long as files are. */
function prose(random, kind, imports, core, uses = []) {
  const wanted = Math.min(LARGEST, Math.max(SMALLEST, random.logNormal(MEDIAN_BYTES, SPREAD)));
  const head = `${PREAMBLES[kind]}${[...new Set(imports)].join('\n')}${imports.length > 0 ? '\n' : ''}\n`;
  const before = [];
  const after = [];
  let size = head.length + core.length;
  while (size < wanted) {
    const block = random.pick(BLOCKS[kind])(random, uses);
    (random.chance(0.5) ? before : after).push(block);
    size += block.length + 1;
  }
  return [head, ...before, core, ...after].filter((part) => part !== '').join('\n');
}

/** Ordinary packages until the repository is full: libraries, services and web apps, each file importing some others. */
function* filling({ services, seed, room }) {
  const folders = [...services.map(({ folder }) => ({ folder, kind: 'service', fresh: false }))];
  const count = Math.max(4, Math.ceil(room / PER_PACKAGE) - SERVICES / 2);
  for (let at = 0; at < count; at += 1) {
    const kind = ['library', 'app', 'library', 'service'][at % 4];
    const place = { library: 'packages', app: 'apps', service: 'services' }[kind];
    const noun = NOUNS[at % NOUNS.length];
    folders.push({
      folder: `${place}/${kebab(ADJECTIVES[(at * 7) % ADJECTIVES.length], noun, String(at))}`,
      kind,
      fresh: true,
    });
  }
  let left = room;
  for (const [at, one] of folders.entries()) {
    const share = Math.ceil(left / (folders.length - at));
    yield* packageOf(one, Math.min(share, left), seed, folders);
    left -= Math.min(share, left);
  }
}

function* packageOf({ folder, kind, fresh }, room, seed, folders) {
  const random = randomOf(`${seed}/${folder}/filling`);
  const name = `@acme/${folder.split('/')[1]}`;
  const fixed = fresh ? [...packageFiles(folder, name), { path: `${folder}/vitest.config.ts`, text: VITEST }] : [];
  const own = fixed.slice(0, room);
  for (const { path, text } of own) yield { path, text, sites: [] };
  const modules = [];
  for (let at = own.length; at < room - (fresh ? 1 : 0); at += 1) modules.push(moduleIn(random, folder, kind, at));
  for (const one of modules) yield { path: one.path, text: moduleText(random, one, modules, folders), sites: [] };
  if (fresh && room > own.length) {
    const exported = modules.filter((one) => one.kind !== 'test').slice(0, 40);
    const text = exported.map(
      (one) => `export * from './${one.path.slice(`${folder}/src/`.length).replace(/\.tsx?$/, '.js')}';\n`,
    );
    yield { path: `${folder}/src/index.ts`, text: text.join(''), sites: [] };
  }
}

const VITEST =
  "import { defineConfig } from 'vitest/config';\n\nexport default defineConfig({ test: { include: ['test/**/*.test.ts'] } });\n";

function moduleIn(random, folder, packageKind, at) {
  const [adjective, noun] = [random.pick(ADJECTIVES), random.pick(NOUNS)];
  const stem = kebab(adjective, noun, String(at));
  const chance = random.next();
  if (chance < 0.18) return { path: `${folder}/test/${stem}.test.ts`, kind: 'test', exported: null };
  const area = random.pick(['models', 'services', 'lib', 'domain', 'api', 'utils', 'handlers']);
  if (packageKind === 'app' && chance < 0.8) {
    return {
      path: `${folder}/src/components/${noun}/${stem}.tsx`,
      kind: 'component',
      exported: pascal(adjective, noun, `${at}`),
    };
  }
  return { path: `${folder}/src/${area}/${stem}.ts`, kind: 'source', exported: camel(adjective, noun, `${at}`) };
}

function moduleText(random, { path, kind, exported }, modules, folders) {
  const near = random.some(
    modules.filter((one) => one.exported !== null && one.path !== path),
    random.between(0, 4),
  );
  const far = random.some(folders, random.between(0, 2)).map(({ folder }) => `@acme/${folder.split('/')[1]}`);
  const imports = [
    ...near.map((one) => `import { ${one.exported} } from '${relative(path, one.path)}';`),
    ...far.map((name, at) => `import * as far${at} from '${name}';`),
  ];
  const uses = [...near.map((one) => one.exported), ...far.map((_, at) => `far${at}`)];
  const alike = random.chance(LOOK_ALIKE_SHARE) && kind === 'source' ? random.pick(LOOK_ALIKES)(random) : '';
  return prose(random, kind, imports, `${mainExport(kind, exported)}${alike}`, uses);
}

function mainExport(kind, exported) {
  if (exported === null) return '';
  if (kind === 'component')
    return `export const ${exported} = () => <div className="${exported}">{t('${exported}')}</div>;\n`;
  return `export const ${exported} = (value: unknown): string => \`${exported}:\${String(value)}\`;\n`;
}

/** The specifier of one module in another, as an ES module writes it. */
function relative(from, to) {
  const [a, b] = [from.split('/').slice(0, -1), to.split('/')];
  let common = 0;
  while (common < a.length && a[common] === b[common]) common += 1;
  const up = '../'.repeat(a.length - common) || './';
  return `${up}${b
    .slice(common)
    .join('/')
    .replace(/\.tsx?$/, '.js')}`;
}
