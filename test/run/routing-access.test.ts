import { beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../codemods/src/apply.js';
import { loadConfig } from '../../codemods/src/config/index.js';
import type { PlanFile } from '../../codemods/src/model/report.js';
import { check, plan } from '../../codemods/src/run.js';
import { ensureRoutingBuilt } from '../kit/built.js';
import { problemsIn } from '../kit/compile.js';
import { repositoryOf, treeOf } from '../kit/repo.js';

beforeAll(ensureRoutingBuilt, 130_000);

type Texts = Readonly<Record<string, string>>;

const COMPILER = {
  target: 'ES2022',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

const WORKFLOWS = `export async function ProvisionWorkflow(tenantId: string): Promise<void> {
  void tenantId;
}
export async function CleanupWorkflow(): Promise<void> {}
`;

interface Repository {
  readonly texts: Texts;
  readonly routing: object;
  readonly legacyQueues?: readonly string[];
  readonly compiler?: object;
}

const repository = ({ texts, routing, legacyQueues = ['settings.temporalTaskQueue'], compiler }: Repository): string =>
  repositoryOf({
    'package.json': '{ "type": "module", "dependencies": { "temporal-queue-routing": "^0.1.0" } }\n',
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...COMPILER, ...compiler }, include: ['src', 'test'] }),
    'temporal-queue.config.json': JSON.stringify({
      legacyQueues,
      kinds: { tenant: ['Provision*'], jobs: ['Cleanup*'], reports: { scope: 'system', workflows: ['Report*'] } },
      tenantNames: ['tenantId'],
      routing,
    }),
    'src/workflows.ts': WORKFLOWS,
    ...texts,
  });

const planned = async (root: string): Promise<PlanFile> => plan({ root, config: await loadConfig({ root }) });
const textOf = ({ write }: PlanFile, file: string): string => write.find((one) => one.file === file)?.after ?? '';

/** Writes a plan, and says what is left to do afterwards. */
async function applied(root: string, made: PlanFile): Promise<PlanFile> {
  await apply({ root, config: await loadConfig({ root }), plan: made, verify: false });
  return planned(root);
}

const SETTINGS = `export interface Settings {
  temporalNamespace: string;
  temporalTaskQueue: string;
}
export const settings: Settings = {
  temporalNamespace: 'default',
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main',
};
`;
const HANDED_IN = `import type { Client } from '@temporalio/client';
import type { Settings } from './settings.js';
export async function provision(client: Client, settings: Settings, tenantId: string): Promise<void> {
  await client.workflow.start('ProvisionWorkflow', { args: [tenantId], workflowId: tenantId, taskQueue: settings.temporalTaskQueue });
}
`;
const IMPORTED = `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
export async function provision(client: Client, tenantId: string): Promise<void> {
  await client.workflow.start('ProvisionWorkflow', { args: [tenantId], workflowId: tenantId, taskQueue: settings.temporalTaskQueue });
}
`;

const NEST = `declare module '@nestjs/common' {
  export function Inject(token?: unknown): ParameterDecorator & PropertyDecorator;
  export function Injectable(): ClassDecorator;
  export function Controller(): ClassDecorator;
  export function Global(): ClassDecorator;
  export function Optional(): ParameterDecorator;
  export function Module(metadata: object): ClassDecorator;
}
declare module '@nestjs/config' {
  export class ConfigModule {
    static forRoot(): object;
    static forFeature(factory: unknown): object;
  }
  export class ConfigService<K = Record<string, unknown>> {
    get<T = any>(key: keyof K & string): T | undefined;
    getOrThrow<T = any>(key: keyof K & string): T;
  }
  export type ConfigType<F extends (...args: any[]) => any> = ReturnType<F>;
  export function registerAs<O extends Record<string, any>>(token: string, factory: () => O): (() => O) & { readonly KEY: string };
}
declare module '@nestjs/core' {
  export const NestFactory: { create(module: unknown): Promise<object> };
}
declare module '@nestjs/testing' {
  export const Test: { createTestingModule(metadata: object): { compile(): Promise<object> } };
}
`;
const APP = `import { Module } from '@nestjs/common';
import { Tenants } from './tenants.js';

@Module({
  providers: [Tenants],
})
export class AppModule {}
`;
const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

void NestFactory.create(AppModule);
`;
const INJECT = { module: 'src/temporal-routing.ts', inject: 'TemporalRouting' };
const DECORATED = { experimentalDecorators: true, emitDecoratorMetadata: true };

const nest = (texts: Texts, more: Partial<Repository> = {}): string =>
  repository({
    texts: { 'src/nest.d.ts': NEST, 'src/app.module.ts': APP, 'src/main.ts': MAIN, ...texts },
    routing: INJECT,
    legacyQueues: ["get('TASK_QUEUE')"],
    compiler: DECORATED,
    ...more,
  });

const HEAD = `import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Client } from '@temporalio/client';
`;
const START = `    await this.client.workflow.start('ProvisionWorkflow', {
      args: [tenantId],
      workflowId: tenantId,
      taskQueue: this.config.getOrThrow<string>('TASK_QUEUE'),
    });`;
const TENANTS = `${HEAD}
@Injectable()
export class Tenants {
  constructor(private readonly client: Client, private readonly config: ConfigService) {}

  async provision(tenantId: string): Promise<void> {
${START}
  }
}
`;

describe('a routing module that is written', () => {
  const isolated = { isolatedDeclarations: true, declaration: true, composite: true };

  test.each([
    ['bound', { module: 'src/routing.ts' }, IMPORTED],
    ['of settings that are handed in', { module: 'src/routing.ts', factory: 'routingFor' }, HANDED_IN],
  ])(
    '%s, says what it exports, so that a compiler that sees one file at a time takes it',
    async (_form, routing, start) => {
      const root = repository({
        texts: { 'src/settings.ts': SETTINGS, 'src/start.ts': start },
        routing,
        compiler: isolated,
      });
      expect(problemsIn(root)).toEqual([]);
      const made = await planned(root);
      expect(made.report.ledger).toMatchObject({ route: 1, ask: 0 });
      const second = await applied(root, made);
      expect(problemsIn(root)).toEqual([]);
      expect(second.write).toEqual([]);
      expect(second.report.ledger).toMatchObject({ routed: 1 });
    },
  );

  test('injected, does too', async () => {
    const root = nest({ 'src/tenants.ts': TENANTS }, { compiler: { ...DECORATED, ...isolated } });
    expect(problemsIn(root)).toEqual([]);
    await applied(root, await planned(root));
    expect(problemsIn(root)).toEqual([]);
    expect(treeOf(root)['src/temporal-routing.ts']?.toString()).toContain('Routing<typeof KINDS>');
  });
});

describe('settings that are handed in', () => {
  test('that cannot be added to leave every start a question, and no environment is read instead', async () => {
    const library = `declare module 'settings-of-another-team' {\n  export interface Settings {\n    readonly temporalTaskQueue: string;\n  }\n}\n`;
    const root = repository({
      texts: {
        'src/library.d.ts': library,
        'src/start.ts': HANDED_IN.replace('./settings.js', 'settings-of-another-team'),
      },
      routing: { module: 'src/routing.ts', factory: 'routingFor' },
    });
    const { report, write } = await planned(root);
    expect(report.sites.map(({ decision, reason }) => [decision, reason])).toEqual([['ask', 'no-settings']]);
    expect(write).toEqual([]);
    expect(report.advice.map(({ recipe }) => recipe)).toContain('routing-module');
  });

  test('a second start is found routed, also where the routing was taken apart or held in a constant', async () => {
    const more = `import { routingFor, startOptions } from './routing.js';
import type { Client } from '@temporalio/client';
import type { Settings } from './settings.js';
export const held = (client: Client, settings: Settings, tenantId: string) => {
  const routing = routingFor(settings);
  return client.workflow.start('ProvisionWorkflow', { args: [tenantId], workflowId: 'a', ...startOptions(routing.routeForTenant({ tenantId })) });
};
export const apart = (client: Client, settings: Settings, tenantId: string) => {
  const { routeForTenant } = routingFor(settings);
  return client.workflow.start('ProvisionWorkflow', { args: [tenantId], workflowId: 'b', ...startOptions(routeForTenant({ tenantId })) });
};
class Mine {
  routeForTenant(input: { tenantId: string }) {
    return { taskQueue: input.tenantId };
  }
}
export const foreign = (client: Client, mine: Mine, tenantId: string) =>
  client.workflow.start('ProvisionWorkflow', { args: [tenantId], workflowId: 'd', taskQueue: mine.routeForTenant({ tenantId }).taskQueue });
export const wrong = (client: Client, settings: Settings) =>
  client.workflow.start('ProvisionWorkflow', { args: ['x'], workflowId: 'c', ...startOptions(routingFor(settings).routeForSystemJob()) });
`;
    const root = repository({
      texts: { 'src/settings.ts': SETTINGS, 'src/start.ts': HANDED_IN },
      routing: { module: 'src/routing.ts', factory: 'routingFor' },
    });
    await applied(root, await planned(root));
    const whole = repositoryOf(Object.fromEntries(Object.entries(treeOf(root))), { 'src/more.ts': more });
    const checked = await check({ root: whole, config: await loadConfig({ root: whole }) });
    const rows = checked.sites.map(({ enclosing, decision }) => `${enclosing} ${decision}`);
    expect(rows).not.toContain('foreign routed');
    expect(rows.filter((row) => !row.startsWith('foreign'))).toEqual([
      'held routed',
      'apart routed',
      'wrong routed',
      'provision routed',
    ]);
    expect(checked.findings.filter(({ code }) => code === 'wrong-route').map(({ file }) => file)).toEqual([
      'src/more.ts',
    ]);
  });
});

describe('a class that Nest injects', () => {
  test('is written, loaded by the application, and given to the classes that start workflows', async () => {
    const root = nest({ 'src/tenants.ts': TENANTS });
    const made = await planned(root);
    expect(textOf(made, 'src/tenants.ts')).toContain(
      'constructor(private readonly client: Client, private readonly config: ConfigService, private readonly temporalRouting: TemporalRouting) {}',
    );
    expect(textOf(made, 'src/tenants.ts')).toContain(
      '...startOptions(this.temporalRouting.routeForTenant({ tenantId })),',
    );
    expect(textOf(made, 'src/app.module.ts')).toContain(
      '@Module({\n  imports: [TemporalRoutingModule],\n  providers: [Tenants],',
    );
    expect(textOf(made, 'src/temporal-routing.ts')).toContain('constructor(private readonly config: ConfigService) {}');
    const second = await applied(root, made);
    expect(problemsIn(root)).toEqual([]);
    expect(second.write).toEqual([]);
    expect(second.report.advice.filter(({ recipe }) => recipe === 'routing-module')).toEqual([]);
    const checked = await check({ root, config: await loadConfig({ root }) });
    expect(checked.sites.map(({ decision }) => decision)).toEqual(['routed']);
    expect(checked.findings.filter(({ code }) => code === 'wrong-route')).toEqual([]);
  });

  const BODY = `  async provision(tenantId: string): Promise<void> {\n${START}\n  }\n}\n`;
  test.each([
    [
      'a constructor over several lines',
      'export class Tenants {\n  constructor(\n    private readonly client: Client,\n    private readonly config: ConfigService,\n  ) {}\n\n',
      '    private readonly config: ConfigService,\n    private readonly temporalRouting: TemporalRouting,\n  ) {}',
    ],
    [
      'a constructor with a body and super',
      'class Base {}\n\n@Injectable()\nexport class Tenants extends Base {\n  constructor(private readonly client: Client, private readonly config: ConfigService) {\n    super();\n  }\n\n',
      'private readonly config: ConfigService, private readonly temporalRouting: TemporalRouting) {\n    super();',
    ],
    [
      'an optional parameter at the end',
      'export class Tenants {\n  constructor(private readonly client: Client, private readonly config: ConfigService, @Optional() readonly label?: string) {}\n\n',
      'private readonly config: ConfigService, private readonly temporalRouting: TemporalRouting, @Optional() readonly label?: string) {}',
    ],
    [
      'a name that is taken',
      'export class Tenants {\n  private temporalRouting = 1;\n  constructor(private readonly client: Client, private readonly config: ConfigService) {\n    this.temporalRouting += 1;\n  }\n\n',
      'private readonly temporalRouting2: TemporalRouting) {',
    ],
  ])('%s', async (_what, head, expected) => {
    const imports = HEAD.replace('{ Injectable }', '{ Injectable, Optional }');
    const decorator = head.includes('@Injectable()') ? '' : '@Injectable()\n';
    const root = nest({ 'src/tenants.ts': `${imports}\n${decorator}${head}${BODY}` });
    expect(problemsIn(root)).toEqual([]);
    const made = await planned(root);
    expect(textOf(made, 'src/tenants.ts')).toContain(expected);
    const second = await applied(root, made);
    expect(problemsIn(root)).toEqual([]);
    expect(second.write).toEqual([]);
  });

  test('without a constructor: one is written behind the fields', async () => {
    const fields = `@Injectable()\nexport class Tenants {\n  @Inject(Client) private readonly client!: Client;\n  @Inject(ConfigService) private readonly config!: ConfigService;\n\n${BODY}`;
    const root = nest({ 'src/tenants.ts': `${HEAD.replace('{ Injectable }', '{ Inject, Injectable }')}\n${fields}` });
    const made = await planned(root);
    expect(textOf(made, 'src/tenants.ts')).toContain(
      'private readonly config!: ConfigService;\n\n  constructor(private readonly temporalRouting: TemporalRouting) {}\n\n  async provision',
    );
    expect((await applied(root, made)).write).toEqual([]);
    expect(problemsIn(root)).toEqual([]);
  });

  test('settings of a type: the same parameter is taken, and what provides it is imported', async () => {
    const config = `import { registerAs } from '@nestjs/config';\n\nexport const temporalConfig = registerAs('temporal', () => ({\n  namespace: 'default',\n  taskQueue: process.env.TASK_QUEUE ?? 'main',\n}));\n`;
    const tenants = `import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Client } from '@temporalio/client';
import { temporalConfig } from './temporal.config.js';

@Injectable()
export class Tenants {
  constructor(
    private readonly client: Client,
    @Inject(temporalConfig.KEY) private readonly config: ConfigType<typeof temporalConfig>,
  ) {}

${BODY.replace("this.config.getOrThrow<string>('TASK_QUEUE')", 'this.config.taskQueue')}`;
    const root = nest(
      { 'src/temporal.config.ts': config, 'src/tenants.ts': tenants },
      { legacyQueues: ['config.taskQueue'] },
    );
    expect(problemsIn(root)).toEqual([]);
    const made = await planned(root);
    expect(made.report.sites.map(({ decision, reason }) => [decision, reason])).toEqual([['route', null]]);
    const text = textOf(made, 'src/temporal-routing.ts');
    expect(text).toContain("import { ConfigModule, type ConfigType } from '@nestjs/config';");
    expect(text).toContain('legacyTaskQueue: this.config.taskQueue,');
    expect(text).toContain('mode: this.config.routingMode,');
    expect(text).toContain(
      'constructor(@Inject(temporalConfig.KEY) private readonly config: ConfigType<typeof temporalConfig>) {}',
    );
    expect(text).toContain('@Module({ imports: [ConfigModule.forFeature(temporalConfig)], providers');
    expect(textOf(made, 'src/tenants.ts')).toContain('this.temporalRouting.routeForTenant({ tenantId })');
    expect((await applied(root, made)).write).toEqual([]);
    expect(problemsIn(root)).toEqual([]);
  });

  test('a property that only the queue was read from stays in use where the compiler asks for it', async () => {
    const root = nest({ 'src/tenants.ts': TENANTS }, { compiler: { ...DECORATED, noUnusedLocals: true } });
    const made = await planned(root);
    expect(textOf(made, 'src/tenants.ts')).toContain(
      "routeForTenant({ tenantId, legacyTaskQueue: this.config.getOrThrow<string>('TASK_QUEUE') })",
    );
    await applied(root, made);
    expect(problemsIn(root)).toEqual([]);
  });

  test('the tests that make such a class, or provide it alone, stand under its start', async () => {
    const byHand = `import { Tenants } from '../src/tenants.js';
import type { ConfigService } from '@nestjs/config';
import type { Client } from '@temporalio/client';
export const made = (client: Client, config: ConfigService) => new Tenants(client, config);
`;
    const provided = `import { Test } from '@nestjs/testing';
import { Tenants } from '../src/tenants.js';
export const module = Test.createTestingModule({
  providers: [Tenants],
});
`;
    const whole = provided.replace('[Tenants]', "[Tenants, { provide: 'TemporalRouting', useValue: {} }]");
    const root = nest({
      'src/tenants.ts': TENANTS,
      'test/whole.spec.ts': whole,
      'test/by-hand.spec.ts': byHand,
      'test/provided.spec.ts': provided,
    });
    const { report } = await planned(root);
    expect(report.sites.map(({ decision }) => decision)).toEqual(['route']);
    expect(report.sites.flatMap(({ tests }) => tests)).toEqual([
      { file: 'test/by-hand.spec.ts', line: 4, text: expect.stringContaining('new Tenants(client, config)') },
      { file: 'test/provided.spec.ts', line: 4, text: 'providers: [Tenants],' },
    ]);
  });

  test('without a root module in sight, what to add is said', async () => {
    const root = nest({ 'src/tenants.ts': TENANTS, 'src/main.ts': 'export {};\n' });
    const { report } = await planned(root);
    const [advice] = report.advice.filter(({ recipe }) => recipe === 'routing-module');
    expect(advice?.add).toContain('TemporalRoutingModule,');
    expect(advice?.message).toContain('has to be imported once');
  });
});
