import { beforeAll, describe, expect, test } from 'vitest';
import { queueSettings } from '../../codemods/src/recipes/queue-settings.js';
import { routingModule } from '../../codemods/src/recipes/routing-module.js';
import { ensureRoutingBuilt } from '../kit/built.js';
import { type Files, type Given, make, problemsOf, recipeContext, routeReading } from '../kit/recipe-context.js';

beforeAll(() => ensureRoutingBuilt(), 120_000);

const SETTINGS = `export const settings = {
  temporalNamespace: 'default',
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
};
`;
const USE = `import { settings } from '../settings.js';
export const queue = (): string => settings.temporalTaskQueue;
`;

function made(
  files: Files,
  more: Partial<Given> = {},
  member = 'settings.temporalTaskQueue',
  from = 'src/temporal/use.ts',
) {
  return make([queueSettings, routingModule], { files, decisions: [routeReading(files, from, member)], ...more });
}

test('bound to the settings, in a group of its own, and it compiles', () => {
  const result = made({ 'src/settings.ts': SETTINGS, 'src/temporal/use.ts': USE });
  expect(
    result.changed['src/temporal/routing.ts'],
  ).toBe(`import { createRouting, type Routing } from 'temporal-queue-routing';
import { settings } from '../settings.js';

/**
 * Where workflows run: every start takes its task queue, and the key that keeps tenants fair, from here.
 * The kill switch is \`temporalRoutingMode\`: 'off', its default, gives every start the legacy queue, as before.
 */
export const routing: Routing = createRouting(() => ({
  mode: settings.temporalRoutingMode,
  legacyTaskQueue: settings.temporalTaskQueue,
  namespace: settings.temporalNamespace,
  prefix: settings.temporalQueuePrefix,
  shards: settings.temporalQueueShards,
}));

export const routeForTenant: Routing['routeForTenant'] = routing.routeForTenant;
export const routeForSystemJob: Routing['routeForSystemJob'] = routing.routeForSystemJob;
export { startOptions } from 'temporal-queue-routing';
`);
  expect(result.groups).toEqual(['settings', 'routing-module']);
  expect(result.advice).toEqual([]);
  expect(problemsOf(result.all)).toEqual([]);
});

test('a second run leaves it as it is', () => {
  const first = made({ 'src/settings.ts': SETTINGS, 'src/temporal/use.ts': USE });
  const second = made(first.all);
  expect(second.changed).toEqual({});
  expect(second.advice).toEqual([]);
});

test('kinds of the config are known by their names, in the style of the settings file', () => {
  const settings = SETTINGS.replaceAll("'", '"').replaceAll(';', '').replaceAll('  ', '\t').replaceAll('\n', '\r\n');
  const kinds = [
    { name: 'tenant', scope: 'tenant', workflows: [] },
    { name: 'billing', scope: 'tenant', workflows: [] },
    { name: 'reports', scope: 'system', workflows: [] },
  ] as const;
  const result = made({ 'src/settings.ts': settings, 'src/temporal/use.ts': USE }, { kinds });
  const text = result.changed['src/temporal/routing.ts'] ?? '';
  expect(text.split('\r\n')[3]).toBe(
    'const KINDS = [{ name: "billing", scope: "tenant" }, { name: "reports", scope: "system" }] as const',
  );
  expect(text.split('\r\n').slice(9, 18)).toEqual([
    'export const routing: Routing<typeof KINDS> = createRouting(() => ({',
    '\tmode: settings.temporalRoutingMode,',
    '\tlegacyTaskQueue: settings.temporalTaskQueue,',
    '\tnamespace: settings.temporalNamespace,',
    '\tprefix: settings.temporalQueuePrefix,',
    '\tshards: settings.temporalQueueShards,',
    '\tkinds: KINDS,',
    '}))',
    '',
  ]);
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  const start = `import { routeForSystemJob, routeForTenant } from './routing.js';\nexport const a = routeForTenant({ tenantId: 'x', kind: 'billing' });\nexport const b = routeForSystemJob({ kind: 'reports' });\n`;
  expect(problemsOf({ ...result.all, 'src/temporal/start.ts': start })).toEqual([]);
});

describe('where the settings are', () => {
  const ofModule = (text: string | undefined): readonly string[] =>
    (text ?? '')
      .split('\n')
      .filter((line) => /^(import| {2}mode| {2}legacy)/.test(line) && !line.includes('queue-routing'));

  test('a member of an exported object, a default export', () => {
    const files = {
      'src/config.ts': `const config = { temporal: { namespace: 'd', taskQueue: process.env.TASK_QUEUE ?? 'main' } };\nexport default config;\n`,
      'src/temporal/use.ts': `import config from '../config.js';\nexport const queue = (): string => config.temporal.taskQueue;\n`,
    };
    const queue = { kind: 'member', base: 'temporal', name: 'taskQueue', text: '' } as const;
    const result = made(files, { legacyQueues: [queue] }, 'config.temporal.taskQueue');
    expect(ofModule(result.changed['src/temporal/routing.ts'])).toEqual([
      `import config from '../config.js';`,
      '  mode: config.temporal.routingMode,',
      '  legacyTaskQueue: config.temporal.taskQueue,',
    ]);
    expect(problemsOf(result.all)).toEqual([]);
  });

  test('a function call, behind a local', () => {
    const files = {
      'src/settings.ts': `export function getSettings() {\n  return { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' };\n}\n`,
      'src/temporal/use.ts': `import { getSettings } from '../settings.js';\nexport function queue(): string {\n  const settings = getSettings();\n  return settings.temporalTaskQueue;\n}\n`,
    };
    const result = made(files);
    expect(ofModule(result.changed['src/temporal/routing.ts'])).toEqual([
      `import { getSettings } from '../settings.js';`,
      '  mode: getSettings().temporalRoutingMode,',
      '  legacyTaskQueue: getSettings().temporalTaskQueue,',
    ]);
    expect(problemsOf(result.all)).toEqual([]);
  });

  test('injected: the exported object of that type is found', () => {
    const files = {
      'src/settings.ts': `export interface Settings {\n  temporalTaskQueue: string;\n}\nexport const live: Settings = {\n  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',\n};\n`,
      'src/temporal/use.ts': `import type { Settings } from '../settings.js';\nexport const queue = (settings: Settings): string => settings.temporalTaskQueue;\n`,
    };
    const result = made(files);
    expect(ofModule(result.changed['src/temporal/routing.ts'])[0]).toBe(`import { live } from '../settings.js';`);
    expect(problemsOf(result.all)).toEqual([]);
  });

  test('nowhere a module can reach: the whole text is advised', () => {
    const files = {
      'src/settings.ts': `export interface Settings {\n  temporalTaskQueue: string;\n}\nexport function load(name: string): Settings {\n  return { temporalTaskQueue: process.env[name] ?? '' };\n}\n`,
      'src/temporal/use.ts': `import type { Settings } from '../settings.js';\nexport const queue = (settings: Settings): string => settings.temporalTaskQueue;\n`,
    };
    const decisions = [routeReading(files, 'src/temporal/use.ts', 'settings.temporalTaskQueue')];
    const result = routingModule.edit(recipeContext({ files, decisions }));
    expect(result.files).toEqual([]);
    expect(result.blocked).toEqual([
      { group: 'routing-module', why: result.advice[0]?.message, reason: 'no-settings' },
    ]);
    expect(result.advice.map((advice) => advice.recipe)).toEqual(['routing-module']);
    expect(result.advice[0]?.add).toContain('legacyTaskQueue: <the value of temporalTaskQueue>,');
  });

  test('not understood: the environment is read here', () => {
    const files = {
      'src/settings.ts': `declare function cleanEnv<T>(env: unknown, spec: T): { temporalTaskQueue: string };\nexport const settings = cleanEnv(process.env, { temporalTaskQueue: 'str' });\n`,
      'src/temporal/use.ts': USE,
    };
    const result = made(files);
    expect(result.changed['src/temporal/routing.ts']).toContain(`The kill switch is \`TEMPORAL_ROUTING_MODE\``);
    expect(result.changed['src/temporal/routing.ts']).toContain(`export const routing: Routing = createRouting(() => ({
  mode: process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off',
  legacyTaskQueue: settings.temporalTaskQueue,
  namespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
  prefix: process.env.TEMPORAL_QUEUE_PREFIX ?? settings.temporalTaskQueue,
  shards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
}));`);
    expect(problemsOf(result.all)).toEqual([]);
    expect(result.advice.map((advice) => advice.recipe)).toEqual(['queue-settings']);
  });

  test('a constant, or a literal: the environment is read here', () => {
    const files = {
      'src/queues.ts': `export const MAIN_QUEUE = 'main';\n`,
      'src/temporal/use.ts': `import { MAIN_QUEUE } from '../queues.js';\nexport const queue = MAIN_QUEUE;\n`,
    };
    const decision = routeReading(files, 'src/temporal/use.ts', 'MAIN_QUEUE;');
    const bare = {
      ...decision,
      site: { ...decision.site, queue: { ...decision.site.queue, arms: [{ value: 'main', hops: [] }] } },
    };
    const constant = { kind: 'export', file: 'src/queues.ts', name: 'MAIN_QUEUE', text: '' } as const;
    const byConstant = make([queueSettings, routingModule], { files, decisions: [bare], legacyQueues: [constant] });
    expect(byConstant.changed['src/temporal/routing.ts']).toContain('  legacyTaskQueue: MAIN_QUEUE,\n');
    expect(byConstant.changed['src/temporal/routing.ts']).toContain(
      '  prefix: process.env.TEMPORAL_QUEUE_PREFIX ?? MAIN_QUEUE,\n',
    );
    expect(problemsOf(byConstant.all)).toEqual([]);
    const byLiteral = make(routingModule, {
      files,
      decisions: [bare],
      legacyQueues: [{ kind: 'literal', value: 'main', text: "'main'" }],
    });
    expect(byLiteral.changed['src/temporal/routing.ts']).toContain("  legacyTaskQueue: 'main',\n");
  });

  test('by the alias its neighbours use', () => {
    const files = { 'src/settings.ts': SETTINGS, 'src/temporal/use.ts': USE.replace('../settings.js', '@/settings') };
    const options = {
      module: 99,
      moduleResolution: 100,
      paths: { '@/*': [`./test/virtual/src/*`] },
      baseUrl: undefined,
    };
    const result = made(files, { options: options as never });
    expect(ofModule(result.changed['src/temporal/routing.ts'])[0]).toMatch(
      /^import \{ settings \} from '(@\/settings|\.\.\/settings)';$/,
    );
  });

  test('CommonJS', () => {
    const files = {
      'src/settings.js': `exports.settings = { temporalNamespace: 'd', temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE || 'main' };\n`,
      'src/temporal/use.js': `const { settings } = require('../settings');\nexports.queue = () => settings.temporalTaskQueue;\n`,
    };
    const routing = { form: 'module', module: 'src/temporal/routing.js', style: 'inline' } as const;
    const options = { module: 1, moduleResolution: 2, ignoreDeprecations: '6.0' } as const;
    const result = made(files, { routing, options }, 'settings.temporalTaskQueue', 'src/temporal/use.js');
    expect(
      result.changed['src/temporal/routing.js'],
    ).toBe(`const { createRouting, startOptions } = require('temporal-queue-routing');
const { settings } = require('../settings');

/**
 * Where workflows run: every start takes its task queue, and the key that keeps tenants fair, from here.
 * The kill switch is \`temporalRoutingMode\`: 'off', its default, gives every start the legacy queue, as before.
 */
const routing = createRouting(() => ({
  mode: settings.temporalRoutingMode,
  legacyTaskQueue: settings.temporalTaskQueue,
  namespace: settings.temporalNamespace,
  prefix: settings.temporalQueuePrefix,
  shards: settings.temporalQueueShards,
}));

const { routeForTenant, routeForSystemJob } = routing;

module.exports = { routing, routeForTenant, routeForSystemJob, startOptions };
`);
  });
});

test('a module of the repository that lacks an export', () => {
  const files = {
    'src/settings.ts': SETTINGS,
    'src/temporal/use.ts': USE,
    'src/temporal/routing.ts': `export const routing = { routeForTenant: 1, routeForSystemJob: 2 };\nexport const { routeForTenant } = routing;\n`,
  };
  const result = make(routingModule, {
    files,
    decisions: [routeReading(files, 'src/temporal/use.ts', 'settings.temporalTaskQueue')],
  });
  expect(result.changed).toEqual({});
  expect(result.advice).toEqual([
    {
      recipe: 'routing-module',
      file: 'src/temporal/routing.ts',
      line: 1,
      message:
        'src/temporal/routing.ts does not export routeForSystemJob, startOptions, which the rewritten code imports from it.',
      add: `export const { routeForSystemJob } = routing;\nexport { startOptions } from 'temporal-queue-routing';`,
    },
  ]);
});

test('a table of queue names is no place for settings: the environment is read', () => {
  const files = {
    'src/queues.ts': "export const queues = {\n  MAIN_QUEUE: 'main',\n  EXPORT_QUEUE: 'exports',\n} as const;\n",
    'src/temporal/use.ts':
      "import { queues } from '../queues.js';\nexport const queue = (): string => queues.MAIN_QUEUE;\n",
  };
  const result = made(
    files,
    { legacyQueues: [{ kind: 'member', base: 'queues', name: 'MAIN_QUEUE', text: 'queues.MAIN_QUEUE' }] },
    'queues.MAIN_QUEUE',
  );
  expect(Object.keys(result.changed)).toEqual(['src/temporal/routing.ts']);
  expect(result.changed['src/temporal/routing.ts']).toContain(`
  mode: process.env.ROUTING_MODE === 'on' ? 'on' : 'off',
  legacyTaskQueue: queues.MAIN_QUEUE,
  namespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
`);
  expect(result.advice).toEqual([]);
});

describe('a module of the repository that does not know a kind of the rewritten starts', () => {
  const given = (settings: string): ReturnType<typeof make> => {
    const files = {
      'src/settings.ts': SETTINGS,
      'src/temporal/use.ts': USE,
      'src/temporal/routing.ts': `import { createRouting } from 'temporal-queue-routing';
import { KINDS, settings } from '../settings.js';

export const routing = createRouting(${settings});
export const { routeForTenant, routeForSystemJob } = routing;
export { startOptions } from 'temporal-queue-routing';
`,
    };
    const route = routeReading(files, 'src/temporal/use.ts', 'settings.temporalTaskQueue');
    const decisions = [route, { ...route, kind: { name: 'exports', scope: 'tenant' as const, workflows: [] } }];
    return make(routingModule, { files, decisions });
  };
  const BOUND = "mode: 'on', legacyTaskQueue: 'main', namespace: 'default', prefix: 'saas', shards: 1";

  test.each([
    [`{ ${BOUND} }`, `{ ${BOUND}, kinds: [{ name: 'exports', scope: 'tenant' }] as const }`],
    [`() => ({ ${BOUND} })`, `() => ({ ${BOUND}, kinds: [{ name: 'exports', scope: 'tenant' }] as const })`],
    [
      `() => {\n  return {\n    ${BOUND},\n  };\n}`,
      `() => {\n  return {\n    ${BOUND}, kinds: [{ name: 'exports', scope: 'tenant' }] as const,\n  };\n}`,
    ],
    [
      `{ ${BOUND}, kinds: [{ name: 'billing', scope: 'tenant' }] as const }`,
      `{ ${BOUND}, kinds: [{ name: 'billing', scope: 'tenant' }, { name: 'exports', scope: 'tenant' }] as const }`,
    ],
  ])('is told about it: %s', (before, after) => {
    const { changed, advice } = given(before);
    expect(advice).toEqual([]);
    expect(changed['src/temporal/routing.ts']).toContain(`createRouting(${after});`);
  });

  test('knows it already', () => {
    expect(given(`{ ${BOUND}, kinds: [{ name: 'exports', scope: 'tenant' }] }`).changed).toEqual({});
  });

  test.each([`{ ${BOUND}, kinds: KINDS }`, `{ ...settings }`, 'settings'])('cannot be read: %s', (settings) => {
    const { changed, advice } = given(settings);
    expect(changed).toEqual({});
    expect(advice).toEqual([
      {
        recipe: 'routing-module',
        file: 'src/temporal/routing.ts',
        line: 4,
        message:
          'Whether src/temporal/routing.ts knows the kinds that the rewritten starts name (exports) cannot be told. A kind that it does not know is refused at the start.',
        add: "kinds: [{ name: 'exports', scope: 'tenant' }],",
      },
    ]);
  });
});

test('the unbound form and a run without routes need no module', () => {
  const files = { 'src/settings.ts': SETTINGS, 'src/temporal/use.ts': USE };
  expect(routingModule.edit(recipeContext({ files })).files).toEqual([]);
  const routing = {
    form: 'import',
    import: 'temporal-queue-routing',
    settings: { namespace: '', prefix: '', shards: '' },
    style: 'inline',
  } as const;
  expect(made(files, { routing }).changed['src/temporal/routing.ts']).toBeUndefined();
});
