import { describe, expect, test } from 'vitest';
import type { RouteDecision } from '../../codemods/src/model/decision.js';
import type { WorkerUse } from '../../codemods/src/model/site.js';
import { workerQueues } from '../../codemods/src/recipes/worker-queues.js';
import {
  type Files,
  type Given,
  make,
  problemsOf,
  recipeContext,
  routeReading,
  workerAt,
} from '../kit/recipe-context.js';

const SETTINGS = `export const settings = { temporalTaskQueue: 'main-queue' };\n`;
const USE = `import { settings } from './settings.js';\nexport const queue = (): string => settings.temporalTaskQueue;\n`;
const WORKER = 'src/temporal/worker.ts';

function made(
  text: string,
  more: Partial<Given> & { readonly extra?: Files; readonly use?: Partial<WorkerUse>; readonly marker?: string } = {},
) {
  const files = { 'src/settings.ts': SETTINGS, 'src/use.ts': USE, [WORKER]: text, ...more.extra };
  const use = { ...workerAt(files, WORKER, more.marker ?? 'Worker.create('), ...more.use };
  return make(workerQueues, {
    files,
    decisions: [routeReading(files, 'src/use.ts', 'settings.temporalTaskQueue')],
    workers: [use],
    ...more,
  });
}

const written = (text: string): string | undefined => {
  const result = made(text);
  expect(result.advice).toEqual([]);
  return result.changed[WORKER];
};

describe('is rewritten', () => {
  test('beside a worker on a dedicated queue, which stays', () => {
    expect(
      written(`import { NativeConnection, Worker } from '@temporalio/worker';
import { settings } from '../settings.js';

export async function createWorkers() {
  const connection = await NativeConnection.connect();
  const main = await Worker.create({
    connection, // one for both
    taskQueue: settings.temporalTaskQueue,
  });
  const exports = await Worker.create({ connection, taskQueue: 'exports' });
  return {
    run: async (): Promise<void> => {
      await Promise.all([main.run(), exports.run()]);
    },
    shutdown: (): void => {
      for (const worker of [main, exports]) worker.shutdown();
    },
  };
}
`),
    ).toBe(`import { NativeConnection, Worker } from '@temporalio/worker';
import { settings } from '../settings.js';
import { createRoutedWorkers } from 'temporal-queue-routing/worker';
import { routing } from './routing.js';

export async function createWorkers() {
  const connection = await NativeConnection.connect();
  const main = await createRoutedWorkers({
    connection, // one for both
    taskQueue: settings.temporalTaskQueue,
  }, routing);
  const exports = await Worker.create({ connection, taskQueue: 'exports' });
  return {
    run: async (): Promise<void> => {
      await Promise.all([main.run(), exports.run()]);
    },
    shutdown: (): void => {
      for (const worker of [main, exports]) worker.shutdown();
    },
  };
}
`);
  });

  test('the import of Worker goes with its last use', () => {
    expect(
      written(`import { NativeConnection, Worker } from "@temporalio/worker"
import { settings } from "../settings.js"
const options = { taskQueue: settings.temporalTaskQueue }
const worker = await Worker.create(options)
await worker.runUntil(async () => NativeConnection.connect())
`),
    ).toBe(`import { NativeConnection } from "@temporalio/worker"
import { settings } from "../settings.js"
import { createRoutedWorkers } from "temporal-queue-routing/worker"
import { routing } from "./routing.js"
const options = { taskQueue: settings.temporalTaskQueue }
const worker = await createRoutedWorkers(options, routing)
await worker.runUntil(async () => NativeConnection.connect())
`);
  });

  test('CRLF, a trailing comma, a namespace import, a taken name', () => {
    const before = [
      `import * as sdk from '@temporalio/worker';`,
      `import { settings } from '../settings.js';`,
      `const routing = 'something else';`,
      `const worker = await sdk.Worker.create(`,
      `\t{ taskQueue: settings.temporalTaskQueue, identity: routing },`,
      `);`,
      `await worker.run();`,
      '',
    ];
    const result = made(before.join('\r\n'), { marker: 'sdk.Worker.create(' });
    expect(result.changed[WORKER]?.split('\r\n')).toEqual([
      `import { settings } from '../settings.js';`,
      `import { createRoutedWorkers } from 'temporal-queue-routing/worker';`,
      `import { routing as queueRouting } from './routing.js';`,
      `const routing = 'something else';`,
      `const worker = await createRoutedWorkers(`,
      `\t{ taskQueue: settings.temporalTaskQueue, identity: routing }, queueRouting,`,
      `);`,
      `await worker.run();`,
      '',
    ]);
  });

  test('returned by a function whose callers only run it', () => {
    const result = made(
      `import { Worker } from '@temporalio/worker';
import { settings } from '../settings.js';
export const createWorker = () => Worker.create({ taskQueue: settings.temporalTaskQueue });
`,
      {
        extra: {
          'src/main.ts': `import { createWorker } from './temporal/worker.js';\nconst worker = await createWorker();\nawait worker.run();\n`,
        },
      },
    );
    expect(result.advice).toEqual([]);
    expect(result.changed[WORKER]).toContain(
      '=> createRoutedWorkers({ taskQueue: settings.temporalTaskQueue }, routing);',
    );
  });

  test('a second time, nothing', () => {
    const files = {
      'src/use.ts': USE,
      'src/settings.ts': SETTINGS,
      [WORKER]: `import { createRoutedWorkers } from 'temporal-queue-routing/worker';\nimport { routing } from './routing.js';\nawait (await createRoutedWorkers({ taskQueue: 'x' }, routing)).run();\n`,
    };
    const decisions = [routeReading(files, 'src/use.ts', 'settings.temporalTaskQueue')];
    expect(make(workerQueues, { files, decisions })).toMatchObject({ changed: {}, advice: [] });
  });
});

describe('in a list', () => {
  const list = (rest: string): string => `import { Worker } from '@temporalio/worker';
import { settings } from '../settings.js';
${rest}
`;
  const both = `[Worker.create({ taskQueue: settings.temporalTaskQueue }), Worker.create({ taskQueue: 'exports' })]`;

  test.each([
    [
      'run by map',
      `const workers = await Promise.all(${both});\nawait Promise.all(workers.map((worker) => worker.run()));`,
    ],
    ['run one by one', `const workers = await Promise.all(${both});\nfor (const worker of workers) void worker.run();`],
    ['taken apart', `const [main, exports] = await Promise.all(${both});\nvoid [main.run(), exports.run()];`],
  ])('%s', (_, rest) => {
    const result = made(list(rest), { marker: 'Worker.create({ taskQueue: settings' });
    expect(result.advice).toEqual([]);
    expect(result.changed[WORKER]).toContain(
      `[createRoutedWorkers({ taskQueue: settings.temporalTaskQueue }, routing), Worker.create({ taskQueue: 'exports' })]`,
    );
    expect(problemsOf(result.all).filter((one) => !one.includes('routing'))).toEqual([]);
  });

  test.each([
    ['of workers by its type', `const workers: Worker[] = await Promise.all(${both});\nvoid workers;`],
    ['read for another member', `const workers = await Promise.all(${both});\nworkers.map((one) => one.options);`],
    ['handed on', `const workers = await Promise.all(${both});\nconsole.log(workers);`],
  ])('%s: left, with the text to add', (_, rest) => {
    const result = made(list(rest), { marker: 'Worker.create({ taskQueue: settings' });
    expect(result.changed).toEqual({});
    expect(result.advice[0]?.message).toContain('the result is used as a `Worker`');
  });
});

test('a queue by a variable of its own: each deployment must say which queues are its role', () => {
  const at = { file: WORKER, line: 3, column: 1 };
  const member = {
    kind: 'member' as const,
    base: 'settings',
    name: 'temporalTaskQueue',
    shared: true,
    owner: null,
    at,
  };
  const arms = [
    { value: null, hops: [{ kind: 'env' as const, name: 'WORKER_QUEUE', at }] },
    { value: null, hops: [member] },
  ];
  const queue = { text: 'queue', absent: false, arms, proof: { how: 'syntax' as const, because: '', at: [] } };
  const text = `import { Worker } from '@temporalio/worker';\nimport { settings } from '../settings.js';\nawait (await Worker.create({ taskQueue: process.env.WORKER_QUEUE ?? settings.temporalTaskQueue })).run();\n`;
  const result = made(text, { use: { queue } });
  expect(result.changed[WORKER]).toContain('createRoutedWorkers(');
  expect(result.advice.map(({ message, add }) => [message.includes('chosen by WORKER_QUEUE'), add])).toEqual([
    [true, 'TEMPORAL_ROUTED_QUEUES=<of tenant,jobs those of its role>,legacy'],
  ]);
});

describe('is left, with the text to add', () => {
  const create = `Worker.create({ taskQueue: settings.temporalTaskQueue })`;
  const file = (body: string): string =>
    `import { Worker } from '@temporalio/worker';\nimport { settings } from '../settings.js';\n${body}\n`;
  const refusal = (body: string, more: Parameters<typeof made>[1] = {}): string => {
    const result = made(file(body), more);
    expect(result.changed).toEqual({});
    expect(result.advice).toHaveLength(1);
    return result.advice[0]?.message ?? '';
  };

  test('says which queues, why, and what', () => {
    const result = made(file(`const worker: Worker = await ${create};`));
    expect(result.changed).toEqual({});
    expect(result.advice).toEqual([
      {
        recipe: 'worker-queues',
        file: WORKER,
        line: 3,
        message:
          'The queues `<prefix>.tenant.00` and up, `<prefix>.jobs.00` have no worker yet: the result is used as a `Worker`: `Worker`. Let this one poll them too, before any start is routed.',
        add: `import { createRoutedWorkers } from 'temporal-queue-routing/worker';
import { routing } from './routing.js';

const worker = await createRoutedWorkers({ taskQueue: settings.temporalTaskQueue }, routing);`,
      },
    ]);
  });

  test.each([
    ['a variable assigned later', `let worker: Worker | undefined;\nworker = await ${create};`],
    ['an array', `const workers: Worker[] = [];\nworkers.push(await ${create});`],
    ['an argument', `const run = (worker: Worker): Promise<void> => worker.run();\nawait run(await ${create});`],
    ['a return type', `export async function createWorker(): Promise<Worker> {\n  return ${create};\n}`],
    [
      'a field',
      `export class Host {\n  worker?: Worker;\n  async start(): Promise<void> {\n    this.worker = await ${create};\n  }\n}`,
    ],
    ['another member', `const worker = await ${create};\nconsole.log(worker.options.taskQueue);`],
    ['an assertion', `export const worker = (await ${create}) as unknown;`],
  ])('typed by %s', (_, body) => {
    expect(refusal(body)).toContain('the result is used as a `Worker`');
  });

  test('typed by a caller in another file', () => {
    const extra = {
      'src/main.ts': `import type { Worker } from '@temporalio/worker';\nimport { createWorker } from './temporal/worker.js';\nexport const worker: Worker = await createWorker();\n`,
    };
    expect(refusal(`export async function createWorker() {\n  return ${create};\n}`, { extra })).toContain(
      'the result is used as a `Worker`',
    );
  });

  test('the queue is a parameter', () => {
    const at = { file: WORKER, line: 3, column: 1 };
    const arms = [{ value: null, hops: [{ kind: 'parameter' as const, name: 'taskQueue', at }] }];
    const queue = { text: 'taskQueue', absent: false, arms, proof: { how: 'syntax' as const, because: '', at: [] } };
    expect(refusal(`await (await ${create}).run();`, { use: { queue } })).toContain('the queue is a parameter');
  });

  test('the queue can be a dedicated one', () => {
    const arms = [
      {
        value: null,
        hops: [
          {
            kind: 'member' as const,
            base: 'settings',
            name: 'temporalTaskQueue',
            shared: true,
            owner: null,
            at: { file: WORKER, line: 3, column: 1 },
          },
        ],
      },
      { value: 'exports', hops: [] },
    ];
    const queue = { text: 'queue', absent: false, arms, proof: { how: 'syntax' as const, because: '', at: [] } };
    expect(refusal(`await (await ${create}).run();`, { use: { queue } })).toContain(
      'its queue can be `exports` as well',
    );
  });

  test('another package', () => {
    const extra = { 'package.json': '{}', 'src/temporal/package.json': '{}' };
    const routing = { form: 'module', module: 'src/routing.ts', style: 'inline' } as const;
    expect(refusal(`await (await ${create}).run();`, { extra, routing })).toContain(
      'in another package than src/routing.ts',
    );
  });

  test('no bound module', () => {
    const routing = {
      form: 'import',
      import: 'temporal-queue-routing',
      settings: { namespace: '', prefix: '', shards: '' },
      style: 'inline',
    } as const;
    expect(refusal(`await (await ${create}).run();`, { routing })).toContain('no routing module');
  });
});

test('tests and declared workers are left alone', () => {
  const text = `import { Worker } from '@temporalio/worker';\nawait (await Worker.create({ taskQueue: 'x' })).run();\n`;
  expect(made(text, { use: { test: true } }).changed).toEqual({});
  expect(made(text, { use: { how: 'declared' } })).toMatchObject({ changed: {}, advice: [] });
});

test('no worker at all: said once, at the routing module', () => {
  const files = { 'src/settings.ts': SETTINGS, 'src/use.ts': USE };
  const result = make(workerQueues, {
    files,
    decisions: [routeReading(files, 'src/use.ts', 'settings.temporalTaskQueue')],
  });
  expect(result.advice.map((advice) => [advice.file, advice.line])).toEqual([['src/temporal/routing.ts', 1]]);
});

describe('several workers', () => {
  const SHARED = `export const settings = { temporalTaskQueue: 'main-queue' };\n`;
  const literal = { kind: 'literal', value: 'cron-queue', text: "'cron-queue'" } as const;
  const member = {
    kind: 'member',
    base: 'settings',
    name: 'temporalTaskQueue',
    text: 'settings.temporalTaskQueue',
  } as const;

  /** Workers by file, each with the entry its queue is on. */
  function several(
    texts: Files,
    queues: Readonly<Record<string, 'settings' | 'cron'>>,
    routed: readonly string[] = [],
    more: readonly ((files: Files) => RouteDecision)[] = [],
  ) {
    const files = { 'src/settings.ts': SHARED, 'src/use.ts': USE, ...texts };
    const at = { file: 'src/use.ts', line: 1, column: 1 };
    const workers = Object.entries(queues).map(([file, queue]) => {
      const hops = [
        { kind: 'member' as const, base: 'settings', name: 'temporalTaskQueue', shared: true, owner: null, at },
      ];
      const arms = queue === 'cron' ? [{ value: 'cron-queue', hops: [] }] : [{ value: null, hops }];
      if (!routed.includes(file)) return workerAt(files, file, 'Worker.create(', arms);
      return { ...workerAt(files, file, 'createRoutedWorkers(', arms), how: 'routed' as const };
    });
    const first = routeReading(files, 'src/use.ts', 'settings.temporalTaskQueue');
    const given: Given = {
      files,
      decisions: [first, ...more.map((decision) => decision(files))],
      workers,
      legacyQueues: [member, literal],
    };
    return { ...make(workerQueues, given), budgets: workerQueues.edit(recipeContext(given)).budgets ?? [] };
  }

  const worker = (options: string): string =>
    `import { Worker } from '@temporalio/worker';\nimport { settings } from './settings.js';\nvoid settings;\nawait (await Worker.create(${options})).run();\n`;

  test('that run different code are left, with the queues to name', () => {
    const made = several(
      {
        'src/main.ts': worker(`{ workflowsPath: './wf.js', activities: {}, taskQueue: settings.temporalTaskQueue }`),
        'src/cron.ts': worker(`{ workflowsPath: './cron.js', taskQueue: 'cron-queue' }`),
      },
      { 'src/main.ts': 'settings', 'src/cron.ts': 'cron' },
    );
    expect(made.changed).toEqual({});
    expect(made.advice.map(({ file, line }) => `${file}:${line}`)).toEqual(['src/main.ts:4', 'src/cron.ts:4']);
    expect(made.advice[0]?.message).toBe(
      'The queues `<prefix>.tenant.00` and up, `<prefix>.jobs.00` have no worker yet: the workers of the legacy queues (src/main.ts:4, src/cron.ts:4) run different code or poll different queues, and a task that reaches a worker without its workflow fails (and they cannot be told apart here: no start shows whose work `jobs` is). Give each worker the kinds it has the workflows of, by the `queues:` option or by TEMPORAL_ROUTED_QUEUES in its deployment, before any start is routed; a worker that has none of them stays as it is.',
    );
    expect(made.advice[1]?.add).toBe(`import { createRoutedWorkers } from 'temporal-queue-routing/worker';
import { routing } from './temporal/routing.js';

const worker = await createRoutedWorkers({ workflowsPath: './cron.js', taskQueue: 'cron-queue', queues: '<of tenant,jobs those it has the workflows of>,legacy' }, routing);`);
  });

  test.each([
    ['workflows', `{ workflowsPath: './other.js', taskQueue: settings.temporalTaskQueue }`, 'settings'],
    [
      'activities',
      `{ workflowsPath: './wf.js', activities: { a() {} }, taskQueue: settings.temporalTaskQueue }`,
      'settings',
    ],
    ['a bundle', `{ workflowBundle: { code: '' }, taskQueue: settings.temporalTaskQueue }`, 'settings'],
    ['the legacy queue', `{ workflowsPath: './wf.js', taskQueue: 'cron-queue' }`, 'cron'],
  ] as const)('differ in %s', (_, options, queue) => {
    const made = several(
      {
        'src/a.ts': worker(`{ workflowsPath: './wf.js', taskQueue: settings.temporalTaskQueue }`),
        'src/b.ts': worker(options),
      },
      { 'src/a.ts': 'settings', 'src/b.ts': queue },
    );
    expect(made.changed).toEqual({});
    expect(made.advice).toHaveLength(2);
  });

  test('that are all left for their shape must not poll each other’s queues either', () => {
    const kept = (options: string): string =>
      `import { Worker } from '@temporalio/worker';\nimport { settings } from './settings.js';\nvoid settings;\nexport const made = Worker.create(${options}).then((worker) => ({ worker }));\n`;
    const { changed, advice } = several(
      {
        'src/main.ts': kept(`{ workflowsPath: './wf.js', taskQueue: settings.temporalTaskQueue }`),
        'src/cron.ts': kept(`{ workflowsPath: './cron.js', taskQueue: 'cron-queue' }`),
      },
      { 'src/main.ts': 'settings', 'src/cron.ts': 'cron' },
    );
    expect(changed).toEqual({});
    expect(advice.map(({ add }) => /queues: '([^']*)'/.exec(add)?.[1])).toEqual([
      '<of tenant,jobs those it has the workflows of>,legacy',
      '<of tenant,jobs those it has the workflows of>,legacy',
    ]);
  });

  test('the same path in two folders is another', () => {
    const options = `{ workflowsPath: './wf.js', taskQueue: settings.temporalTaskQueue }`;
    const made = several(
      { 'src/a.ts': worker(options), 'src/jobs/b.ts': worker(options).replace('./settings', '../settings') },
      { 'src/a.ts': 'settings', 'src/jobs/b.ts': 'settings' },
    );
    expect(made.changed).toEqual({});
  });

  test('one that was routed by hand counts', () => {
    const made = several(
      {
        'src/a.ts': `import { createRoutedWorkers } from 'temporal-queue-routing/worker';\nimport { routing } from './temporal/routing.js';\nawait (await createRoutedWorkers({ workflowsPath: './wf.js', queues: 'tenant' }, routing)).run();\n`,
        'src/b.ts': worker(`{ workflowsPath: './cron.js', taskQueue: settings.temporalTaskQueue }`),
      },
      { 'src/a.ts': 'settings', 'src/b.ts': 'settings' },
      ['src/a.ts'],
    );
    expect(made.changed).toEqual({});
    expect(made.advice.map((advice) => advice.file)).toEqual(['src/b.ts']);
  });

  test('one that was routed by hand and runs the same code is no hindrance', () => {
    const options = `{ workflowsPath: '/app/wf.js', taskQueue: settings.temporalTaskQueue }`;
    const routed = worker(options)
      .replace('import { Worker }', 'import { createRoutedWorkers }')
      .replace('Worker.create(', 'createRoutedWorkers(');
    const made = several(
      { 'src/a.ts': routed, 'src/b.ts': worker(options) },
      { 'src/a.ts': 'settings', 'src/b.ts': 'settings' },
      ['src/a.ts'],
    );
    expect(Object.keys(made.changed)).toEqual(['src/b.ts']);
  });

  /** A start of the jobs kind, on the other legacy queue. */
  const job = (files: Files): RouteDecision => {
    const decision = routeReading(files, 'src/use.ts', 'settings.temporalTaskQueue');
    const queue = { ...decision.site.queue, text: "'cron-queue'", arms: [{ value: 'cron-queue', hops: [] }] };
    const kind = { name: 'jobs', scope: 'system', workflows: [] } as const;
    return { ...decision, kind, site: { ...decision.site, queue } };
  };

  test('are each given the kinds whose starts are on its queue today', () => {
    const made = several(
      {
        'src/main.ts': worker(`{\n  workflowsPath: './wf.js',\n  taskQueue: settings.temporalTaskQueue,\n}`),
        'src/cron.ts': worker(`cron`).replace(
          'void settings;',
          `const cron = { workflowsPath: './cron.js', taskQueue: 'cron-queue' };`,
        ),
      },
      { 'src/main.ts': 'settings', 'src/cron.ts': 'cron' },
      [],
      [job],
    );
    expect(made.advice).toEqual([]);
    // They stand or fall together.
    expect(made.groups).toEqual(['worker roles']);
    expect(made.changed['src/main.ts']).toContain(
      `createRoutedWorkers({\n  workflowsPath: './wf.js',\n  queues: 'tenant,legacy',\n  taskQueue: settings.temporalTaskQueue,\n}, routing)`,
    );
    expect(made.changed['src/cron.ts']).toContain(`createRoutedWorkers({ ...cron, queues: 'jobs,legacy' }, routing)`);
    expect(made.budgets.map(({ file, kinds, rows }) => [file, kinds, rows.map(({ queues }) => queues)])).toEqual([
      ['src/main.ts', ['tenant'], [2, 9, 33]],
      ['src/cron.ts', ['jobs'], [2, 2, 2]],
    ]);
  });

  test('that share a legacy queue and differ in code are left', () => {
    const made = several(
      {
        'src/a.ts': worker(`{ workflowsPath: './wf.js', taskQueue: settings.temporalTaskQueue }`),
        'src/b.ts': worker(`{ workflowsPath: './other.js', taskQueue: settings.temporalTaskQueue }`),
      },
      { 'src/a.ts': 'settings', 'src/b.ts': 'settings' },
      [],
      [job],
    );
    expect(made.changed).toEqual({});
    expect(made.advice[0]?.message).toContain('settings.temporalTaskQueue has workers of different code');
  });

  test('that run the same code are rewritten', () => {
    const shared = `export const activities = {};\n`;
    const same = `import { activities } from './activities.js';\n${worker('{ connection: undefined as never, workflowsPath: new URL("./wf.js", import.meta.url).pathname, activities, taskQueue: settings.temporalTaskQueue }')}`;
    const made = several(
      {
        'src/activities.ts': shared,
        'src/a.ts': same,
        'src/b.ts': same.replace('connection: undefined as never, ', ''),
      },
      { 'src/a.ts': 'settings', 'src/b.ts': 'settings' },
    );
    expect(Object.keys(made.changed)).toEqual(['src/a.ts', 'src/b.ts']);
    expect(made.advice).toEqual([]);
  });
});
