import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, readConfig, renderConfig } from '../../codemods/src/config/index.js';
import { UsageError } from '../../codemods/src/model/errors.js';
import { folderWith, repositoryWith } from '../disk/repo.js';

const refusal = (text: string): string => {
  try {
    readConfig(text, 'c.json');
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('the config was accepted');
};
/** The rows of a refusal, without its first and last line. */
const rows = (text: string): string[] => refusal(text).split('\n').slice(1, -1);

test.each([
  [
    '{ "routing": { "module": "a.ts", "factory": "routingFor" } }',
    { form: 'factory', module: 'a.ts', factory: 'routingFor', style: 'inline' },
  ],
  [
    '{ "routing": { "module": "a.ts", "inject": "Routing", "style": "statement" } }',
    { form: 'injected', module: 'a.ts', inject: 'Routing', style: 'statement' },
  ],
])('how routes are reached: %s', (text, routing) => {
  const config = readConfig(text, 'c.json');
  expect(config.routing).toEqual(routing);
  expect(readConfig(renderConfig(config), 'c.json').routing).toEqual(routing);
});

describe('finding the file', () => {
  test('none: the defaults', async () => {
    expect(await loadConfig({ root: folderWith({}) })).toEqual({
      include: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte}'],
      exclude: [],
      legacyQueues: [
        { kind: 'member', base: 'settings', name: 'temporalTaskQueue', text: 'settings.temporalTaskQueue' },
      ],
      retired: [],
      kinds: [
        { name: 'tenant', scope: 'tenant', workflows: [] },
        { name: 'jobs', scope: 'system', workflows: [] },
      ],
      mergedQueues: {},
      tenantNames: ['tenantId', 'tenant.id', 'organizationId'],
      workflows: {},
      sites: {},
      routing: { form: 'module', module: 'src/temporal/routing.ts', style: 'inline' },
      workflowRouting: null,
      workers: [],
      derivedQueues: [],
      wrappers: [],
      scheduleScript: null,
      tests: 'keep',
      file: null,
      hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
  });

  test('at the root, with the hash of its text', async () => {
    const root = folderWith({ 'temporal-queue.config.json': '{}' });
    expect(await loadConfig({ root })).toMatchObject({
      file: 'temporal-queue.config.json',
      hash: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    });
  });

  test('upwards to the top of the repository and no further', async () => {
    const root = repositoryWith({ 'temporal-queue.config.jsonc': '{ "tests": "migrate" }', 'packages/a/x.ts': '' });
    const found = await loadConfig({ root: join(root, 'packages/a') });
    expect(found).toMatchObject({ file: '../../temporal-queue.config.jsonc', tests: 'migrate' });

    const outer = folderWith({
      'temporal-queue.config.json': '{ "tests": "migrate" }',
      'inner/.git/HEAD': '',
      'inner/a/x.ts': '',
    });
    expect(await loadConfig({ root: join(outer, 'inner/a') })).toMatchObject({ file: null });
    expect(
      await loadConfig({ root: join(folderWith({ 'temporal-queue.config.json': '{}', 'a/x.ts': '' }), 'a') }),
    ).toMatchObject({
      file: null,
    });
  });

  test('named, through a link too', async () => {
    const root = folderWith({ 'ci/queues.json': '{ "tests": "migrate" }' });
    symlinkSync('ci/queues.json', join(root, 'link.json'));
    expect(await loadConfig({ root, file: 'ci/queues.json' })).toMatchObject({
      file: 'ci/queues.json',
      tests: 'migrate',
    });
    expect(await loadConfig({ root, file: join(root, 'link.json') })).toMatchObject({
      file: 'link.json',
      tests: 'migrate',
    });
  });

  test('two in one folder, a missing one and one that is not UTF-8 are refused', async () => {
    const both = folderWith({ 'temporal-queue.config.json': '{}', 'temporal-queue.config.jsonc': '{}' });
    await expect(loadConfig({ root: both })).rejects.toThrow(/Two configs in one folder/);
    await expect(loadConfig({ root: both, file: 'nope.json' })).rejects.toThrow(
      /^nope\.json: there is no such config file/,
    );
    const latin1 = folderWith({ 'temporal-queue.config.json': new Uint8Array([0x22, 0xe9, 0x22]) });
    await expect(loadConfig({ root: latin1 })).rejects.toThrow(/cannot be read as UTF-8/);
  });
});

describe('what a file says', () => {
  test('everything at once, with comments and trailing commas', () => {
    const text = `{
      // shared queues
      "legacyQueues": ["settings.temporalTaskQueue", "'main-queue'", "./src/queues.ts#MAIN_QUEUE",],
      "retired": ["'main-queue'"],
      "kinds": {
        "billing": { "scope": "tenant", "workflows": ["InvoiceWorkflow"] },
        "jobs": ["TokenCleanupWorkflow"],
        "tenant": ["TenantProvisioningWorkflow", "UserOnboarding*"],
      },
      "workflows": { "autoPostWorkflow": { "tenantId": "searchAttributes.organizationId" } },
      "sites": {
        "a": { "decision": "keep", "reason": "old" },
        "b": { "kind": "billing", "tenantId": "orgId", "callHash": "12" },
      },
      "routing": { "import": "temporal-queue-routing", "style": "statement" },
      "workers": [{ "file": "deploy/worker.py", "queues": ["saas.tenant.00"] }],
      "derivedQueues": ["turnQueue(*)", "'*-audit'"],
      "wrappers": ["./src/start.ts#startWorkflow", "src/a.ts#Starter.launch"],
      "tests": "migrate",
    }`;
    expect(readConfig(text, 'c.jsonc')).toMatchObject({
      legacyQueues: [
        { kind: 'member', base: 'settings', name: 'temporalTaskQueue' },
        { kind: 'literal', value: 'main-queue' },
        { kind: 'export', file: 'src/queues.ts', name: 'MAIN_QUEUE' },
      ],
      retired: ["'main-queue'"],
      kinds: [
        { name: 'tenant', scope: 'tenant', workflows: ['TenantProvisioningWorkflow', 'UserOnboarding*'] },
        { name: 'jobs', scope: 'system', workflows: ['TokenCleanupWorkflow'] },
        { name: 'billing', scope: 'tenant', workflows: ['InvoiceWorkflow'] },
      ],
      workflows: { autoPostWorkflow: { tenantId: 'searchAttributes.organizationId' } },
      sites: { a: { decision: 'keep', reason: 'old' }, b: { kind: 'billing', tenantId: 'orgId', callHash: '12' } },
      routing: {
        form: 'import',
        import: 'temporal-queue-routing',
        settings: {
          namespace: '{base}.temporalNamespace',
          prefix: '{base}.temporalQueuePrefix',
          shards: '{base}.temporalQueueShards',
        },
        style: 'statement',
      },
      workers: [{ file: 'deploy/worker.py', queues: ['saas.tenant.00'] }],
      derivedQueues: [
        { kind: 'call', name: 'turnQueue', text: 'turnQueue(*)' },
        { kind: 'pattern', value: '*-audit', text: "'*-audit'" },
      ],
      wrappers: [
        { file: 'src/start.ts', name: 'startWorkflow', text: './src/start.ts#startWorkflow' },
        { file: 'src/a.ts', name: 'Starter.launch', text: 'src/a.ts#Starter.launch' },
      ],
      tests: 'migrate',
    });
  });

  test('what is printed is a config that reads the same', () => {
    const config = readConfig(
      '{ "kinds": { "jobs": ["A"] }, "routing": { "import": "x" }, "sites": { "s": { "kind": "jobs" } } }',
      'c',
    );
    expect({ ...readConfig(renderConfig(config), 'c'), hash: '' }).toEqual({ ...config, hash: '' });
  });
});

describe('legacyQueues', () => {
  test.each<[string, RegExp]>([
    ['MAIN_QUEUE', /a bare name can have different values.*#MAIN_QUEUE/],
    ['this.queue', /`this` names no object/],
    ['config.temporal.queue', /write the last two names only: "temporal\.queue"/],
    ['this.settings.queue', /write the last two names only: "settings\.queue"/],
    ["'main", /not closed/],
    ["'", /not closed/],
    ["''", /empty queue name/],
    ['`main`', /plain quotes/],
    ["'*'", /matches every queue/],
    ['main-queue', /in quotes/],
    ['settings..queue', /in quotes/],
    ['../x.ts#Q', /relative to the root/],
    ['src/x.ts#', /the name the file exports/],
    ['src/x.ts#a-b', /the name the file exports/],
    ['get(temporal.taskQueue)', /get\('temporal\.taskQueue'\)/],
  ])('%s is refused with the way to write it', (entry, what) => {
    expect(rows(JSON.stringify({ legacyQueues: [entry] }))[0]).toMatch(what);
  });
});

describe('derivedQueues', () => {
  test.each([
    ['turnQueue', /"turnQueue\(\*\)"/],
    ['queues.turn(*)', /"turnQueue\(\*\)"/],
    ["turnQueue('a')", /"turnQueue\(\*\)"/],
    ['*-turns', /in quotes/],
    ["'*'", /matches every queue/],
    ["'**'", /matches every queue/],
  ])('%s is refused with the way to write it', (entry, what) => {
    expect(rows(JSON.stringify({ derivedQueues: [entry] }))[0]).toMatch(what);
  });
});

describe('mistakes', () => {
  test('each has its line and column, what is wrong, and what to do', () => {
    expect(
      refusal('{\n  "legacyQueue": ["a.b"],\n  "tests": "run",\n  "kinds": {\r\n    "tenant": ["A", 3]\n  }\n}'),
    ).toBe(
      [
        'The config cannot be used:',
        '  c.json:2:3: unknown key "legacyQueue". Did you mean "legacyQueues"?',
        '  c.json:3:12: tests: one of "keep", "migrate"',
        '  c.json:5:21: kinds.tenant[1]: must be a string',
        'Mend it and run again; MIGRATION.md describes every key.',
      ].join('\n'),
    );
  });

  test.each<[string, string, string]>([
    ['not JSON', '{ "a": }', 'c.json:1:8: not JSON: value expected'],
    ['an empty file', '', 'c.json:1:1: not JSON: value expected'],
    ['an array', '[]', 'c.json:1:1: must be an object'],
    ['a key twice', '{ "tests": "keep", "tests": "migrate" }', 'c.json:1:20: the key "tests" stands here twice'],
    ['__proto__', '{ "sites": { "__proto__": {} } }', 'c.json:1:14: the key "__proto__" is not allowed'],
    ['constructor', '{ "kinds": { "constructor": [] } }', 'c.json:1:14: the key "constructor" is not allowed'],
    ['prototype', '{ "prototype": {} }', 'c.json:1:3: the key "prototype" is not allowed'],
    [
      'a nested unknown key',
      '{ "routing": { "modul": "a.ts" } }',
      'c.json:1:16: routing: unknown key "modul". Did you mean "module"?',
    ],
    [
      'an unknown key of an answer',
      '{ "sites": { "x": { "kinds": "tenant" } } }',
      'c.json:1:21: sites.x: unknown key "kinds". Did you mean "kind"?',
    ],
    [
      'an unknown key of a kind',
      '{ "kinds": { "b": { "scope": "tenant", "workflows": [], "workflow": 1 } } }',
      'c.json:1:57: kinds.b: unknown key "workflow". Did you mean "workflows"?',
    ],
    [
      'a kind that cannot be a queue name',
      '{ "kinds": { "my kind": [] } }',
      'c.json:1:14: kinds.my kind: a kind becomes a part of queue names: letters, digits, "-" and "_" only',
    ],
    [
      'the shorthand for another kind',
      '{ "kinds": { "billing": ["A"] } }',
      'c.json:1:25: kinds.billing: write { "scope": "tenant" or "system", "workflows": […] }; the plain array is for "tenant" and "jobs"',
    ],
    [
      'a string as a kind',
      '{ "kinds": { "jobs": "A" } }',
      'c.json:1:22: kinds.jobs: give an array of workflow names, or { "scope", "workflows" }',
    ],
    [
      'jobs per tenant',
      '{ "kinds": { "jobs": { "scope": "tenant", "workflows": [] } } }',
      'c.json:1:33: kinds.jobs.scope: the scope of "jobs" is "system"; give this workload a kind of its own',
    ],
    [
      'an answer of an unknown kind',
      '{ "sites": { "x": { "kind": "tenat" } } }',
      'c.json:1:29: sites.x.kind: "tenat" is not one of the kinds tenant, jobs. Did you mean "tenant"?',
    ],
    [
      'an empty answer',
      '{ "sites": { "x": {} } }',
      'c.json:1:19: sites.x: an answer says "decision": "keep" with a "reason", or "kind" and "tenantId"',
    ],
    [
      'keep without a reason',
      '{ "sites": { "x": { "decision": "keep" } } }',
      'c.json:1:19: sites.x: "decision": "keep" needs a "reason"',
    ],
    [
      'a tenant expression of two lines',
      '{ "sites": { "x": { "tenantId": "a\\nb" } } }',
      'c.json:1:33: sites.x.tenantId: must be one line',
    ],
    [
      'retired but never legacy',
      '{ "retired": ["settings.temporalTaskQeue"] }',
      'c.json:1:15: retired[0]: "settings.temporalTaskQeue" is not in legacyQueues. Did you mean "settings.temporalTaskQueue"?',
    ],
    [
      'two ways of routing',
      '{ "routing": { "module": "a.ts", "import": "b" } }',
      'c.json:1:14: routing: "module" and "import" exclude each other',
    ],
    [
      'a factory and a class',
      '{ "routing": { "module": "a.ts", "factory": "routingFor", "inject": "Routing" } }',
      'c.json:1:14: routing: "factory" and "inject" exclude each other',
    ],
    [
      'a factory of nothing',
      '{ "routing": { "factory": "routingFor" } }',
      'c.json:1:14: routing: "factory" is an export of "module": name it, too',
    ],
    [
      'a class that is no name',
      '{ "routing": { "module": "a.ts", "inject": "a.B" } }',
      'c.json:1:44: routing.inject: must be the name of an export',
    ],
    [
      'a module outside the root',
      '{ "routing": { "module": "../a.ts" } }',
      'c.json:1:26: routing.module: must be a path under the root, with forward slashes',
    ],
    ['no queue to retire', '{ "legacyQueues": [] }', 'c.json:1:19: legacyQueues: must not be empty'],
    ['a worker without queues', '{ "workers": [{ "file": "a.ts" }] }', 'c.json:1:15: workers[0].queues: is missing'],
  ])('%s', (_what, text, row) => {
    expect(rows(text)).toEqual([`  ${row}`]);
  });

  test('ten are shown, the rest counted', () => {
    const keys = Array.from({ length: 13 }, (_, at) => `"zzz${at}": 1`).join(',');
    expect(rows(`{${keys}}`)).toHaveLength(11);
    expect(rows(`{${keys}}`).at(-1)).toBe('  … and 3 more');
  });
});

describe('globs', () => {
  test.each<[string, RegExp]>([
    [`${'a'.repeat(257)}`, /longer than 256/],
    ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', /more than 64 alternatives/],
    ['{a,{b,c}}', /nests braces/],
    ['{1..9999}', /range/],
    ['*a*a*a*a*a*a*a*a*a', /more than 8 wildcards/],
    ['+(a)', /extended glob/],
  ])('%s is refused in include and in kinds', (glob, what) => {
    expect(rows(JSON.stringify({ include: [glob] }))[0]).toMatch(what);
    expect(rows(JSON.stringify({ kinds: { jobs: [glob] } }))[0]).toMatch(what);
  });

  test('an include outside the root is refused, its neighbours are not', () => {
    expect(rows('{ "include": ["../**"] }')[0]).toMatch(/under the root/);
    expect(rows('{ "include": ["/src/**"] }')[0]).toMatch(/under the root/);
    expect(readConfig('{ "include": ["src/**/*.{ts,tsx}", "a..b/*.ts"] }', 'c').include).toEqual([
      'src/**/*.{ts,tsx}',
      'a..b/*.ts',
    ]);
  });
});

describe('routing for workflow code', () => {
  const access = (workflows: unknown): unknown =>
    readConfig(JSON.stringify({ routing: { style: 'statement', workflows } }), 'c.json').workflowRouting;
  const refused = (config: unknown): string => rows(JSON.stringify(config)).join('\n');

  test('three forms, in the style of the others', () => {
    expect(access(undefined)).toBeNull();
    expect(access({ module: 'src/wf.ts' })).toEqual({ form: 'module', module: 'src/wf.ts', style: 'statement' });
    expect(access({ import: 'temporal-queue-routing', settings: 'input.routing' })).toEqual({
      form: 'handed-in',
      import: 'temporal-queue-routing',
      settings: 'input.routing',
      style: 'statement',
    });
    const settings = { namespace: "'default'", prefix: 'input.prefix', shards: 'input.shards' };
    expect(access({ import: 'temporal-queue-routing', settings })).toMatchObject({ form: 'import', settings });
  });

  test('what it cannot be', () => {
    const workflows = (value: unknown): string => refused({ routing: { workflows: value } });
    expect(workflows({})).toContain('give either "module" or "import"');
    expect(workflows({ module: 'a.ts', import: 'b' })).toContain('give either "module" or "import"');
    expect(workflows({ import: 'b' })).toContain('"import" and "settings" go together');
    expect(workflows({ import: 'b', settings: '{base}.routing' })).toContain('{base}');
    expect(workflows({ import: 'b', settings: 3 })).toContain('give one expression, or { "namespace"');
  });

  test('an endless workflow leaves only where workflow code has a routing', () => {
    const moved = { Meter: { continueAsNew: 'move' } };
    expect(refused({ workflows: moved })).toContain('workflows.Meter.continueAsNew: needs "routing"');
    expect(refused({ workflows: { Meter: { continueAsNew: 'go' } } })).toContain('one of "keep", "move"');
    const config = readConfig(
      JSON.stringify({ workflows: moved, routing: { workflows: { module: 'a.ts' } } }),
      'c.json',
    );
    expect(config.workflows).toEqual(moved);
    expect(readConfig(renderConfig(config), 'c.json')).toMatchObject({
      workflows: moved,
      workflowRouting: { form: 'module', module: 'a.ts' },
    });
  });
});
