import { describe, expect, test } from 'vitest';
import type { LegacyQueue } from '../../codemods/src/model/config.js';
import type { RouteDecision } from '../../codemods/src/model/decision.js';
import type { Advice } from '../../codemods/src/model/edit.js';
import type { Hop } from '../../codemods/src/model/site.js';
import { queueSettings } from '../../codemods/src/recipes/queue-settings.js';
import { routingModule } from '../../codemods/src/recipes/routing-module.js';
import { type Files, make, problemsOf, recipeContext, routeReading } from '../kit/recipe-context.js';

const options = { experimentalDecorators: true };

interface Case {
  readonly files: Files;
  readonly queue: LegacyQueue;
  readonly decision: (files: Files) => RouteDecision;
}

/** A settings file, and a file that reads the queue from one of its members. */
function read(settings: string, member = 'settings.temporalTaskQueue', more: Files = {}): Case {
  const [root = ''] = member.split('.');
  const [base = '', name = ''] = member.split('.').slice(-2);
  const use = `import { ${root} } from './settings.js';\nexport const queue = (): string => ${member};\n`;
  return {
    files: { 'src/settings.ts': settings, 'src/use.ts': use, ...more },
    queue: { kind: 'member', base, name, text: `${base}.${name}` },
    decision: (files) => routeReading(files, 'src/use.ts', member),
  };
}

/** The same, where the queue is looked up by a key. */
function lookedUp(files: Files, call: string, key: string): Case {
  return {
    files,
    queue: { kind: 'lookup', key, text: `get('${key}')` },
    decision: (texts) => {
      const decision = routeReading(texts, 'src/use.ts', call);
      const hops: readonly Hop[] = [{ kind: 'lookup', key, at: decision.site.at }];
      const queue = { ...decision.site.queue, arms: [{ value: null, hops }] };
      return { ...decision, primary: false, site: { ...decision.site, queue } };
    },
  };
}

/** Settings and module as written, which compile, and which a second run leaves alone. */
function written({ files, queue, decision }: Case, extra: Files = {}) {
  const given = { files: { ...files, ...extra }, decisions: [decision(files)], legacyQueues: [queue], options };
  const made = make([queueSettings, routingModule], given);
  expect(problemsOf(made.all, options)).toEqual([]);
  expect(made.advice.filter(({ file }) => !file.includes('.env'))).toEqual([]);
  const again = make([queueSettings, routingModule], { ...given, files: made.all, decisions: [decision(made.all)] });
  expect(again.changed).toEqual({});
  return {
    ...made,
    text: made.changed['src/settings.ts'] ?? '',
    module: made.changed['src/temporal/routing.ts'] ?? '',
  };
}

/** Nothing is written to the settings; the advice says why, and what to add. */
function refused({ files, queue, decision }: Case): Advice {
  const context = recipeContext({ files, decisions: [decision(files)], legacyQueues: [queue], options });
  const { edits, advice } = queueSettings.edit(context);
  expect(edits).toEqual([]);
  const [only, ...more] = advice;
  expect(more).toEqual([]);
  if (only === undefined) throw new Error('no advice');
  return only;
}

describe('envalid', () => {
  test('by names, beside options', () => {
    const { text, module } = written(
      read(
        `import { cleanEnv, port, str } from 'envalid';

export const env = cleanEnv(process.env, {
  PORT: port({ default: 3000 }),
  TEMPORAL_TASK_QUEUE: str({ default: 'main-queue', desc: 'shared' }),
});
`,
        'env.TEMPORAL_TASK_QUEUE',
      ),
    );
    expect(text).toBe(`import { cleanEnv, port, str, num } from 'envalid';

export const env = cleanEnv(process.env, {
  PORT: port({ default: 3000 }),
  TEMPORAL_TASK_QUEUE: str({ default: 'main-queue', desc: 'shared' }),
  TEMPORAL_NAMESPACE: str({ default: 'default' }),
  TEMPORAL_QUEUE_PREFIX: str({ default: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' }),
  TEMPORAL_QUEUE_SHARDS: num({ default: 1 }),
  TEMPORAL_ROUTING_MODE: str({ choices: ['on', 'off'], default: 'off' }),
});
`);
    expect(module).toContain('  prefix: env.TEMPORAL_QUEUE_PREFIX,\n');
  });

  test('as a namespace, handed on under other names, in one line, a default for development', () => {
    const { text, module } = written(
      read(`import * as envalid from "envalid"
const env = envalid.cleanEnv(process.env, { TASK_QUEUE: envalid.str({ devDefault: "dev" }) })
export const settings = {
  temporalTaskQueue: env.TASK_QUEUE,
}
`),
    );
    expect(text).toBe(`import * as envalid from "envalid"
const env = envalid.cleanEnv(process.env, { TASK_QUEUE: envalid.str({ devDefault: "dev" }), TEMPORAL_NAMESPACE: envalid.str({ default: "default" }), QUEUE_PREFIX: envalid.str({ default: process.env.TASK_QUEUE ?? "saas", devDefault: process.env.TASK_QUEUE ?? "dev" }), QUEUE_SHARDS: envalid.num({ default: 1 }), ROUTING_MODE: envalid.str({ choices: ["on", "off"], default: "off" }) })
export const settings = {
  temporalTaskQueue: env.TASK_QUEUE,
  temporalNamespace: env.TEMPORAL_NAMESPACE,
  temporalQueuePrefix: env.QUEUE_PREFIX,
  temporalQueueShards: env.QUEUE_SHARDS,
  temporalRoutingMode: env.ROUTING_MODE,
}
`);
    expect(module).toContain('  mode: settings.temporalRoutingMode,\n');
  });

  test.each([
    ['a validator of their own', `TASK_QUEUE: queueName()`, "is not given by one of envalid's own validators"],
    ['options from elsewhere', `TASK_QUEUE: str(shared)`, 'the options of `TASK_QUEUE` are not written there'],
  ])('%s: nothing is written', (_, spec, why) => {
    const advice = refused(
      read(
        `import { cleanEnv, makeValidator, str } from 'envalid';
const queueName = makeValidator((text: string) => text.trim());
const shared = { default: 'main' };
void [queueName, str, shared];
export const env = cleanEnv(process.env, { ${spec} });
`,
        'env.TASK_QUEUE',
      ),
    );
    expect(advice.message).toContain(why);
    expect(advice.add).toContain(`ROUTING_MODE: str({ choices: ['on', 'off'], default: 'off' }),`);
  });
});

describe('convict', () => {
  const config = `import convict from 'convict';

export const config = convict({
  temporal: {
    taskQueue: {
      doc: 'The queue.',
      format: String,
      default: 'main-queue',
      env: 'TEMPORAL_TASK_QUEUE',
    },
  },
});
config.validate({ allowed: 'strict' });
`;
  const use = `import { config } from './settings.js';\nexport const queue = (): string => config.get('temporal.taskQueue');\n`;

  test('looked up by a path, over lines, with docs', () => {
    const { text, module } = written(
      lookedUp(
        { 'src/settings.ts': config, 'src/use.ts': use },
        `config.get('temporal.taskQueue')`,
        'temporal.taskQueue',
      ),
    );
    expect(text).toContain(`      env: 'TEMPORAL_TASK_QUEUE',
    },
    namespace: {
      doc: 'The Temporal namespace.',
      format: String,
      default: 'default',
      env: 'TEMPORAL_NAMESPACE',
    },
    queuePrefix: {
      doc: 'What the names of the routed task queues begin with.',
      format: String,
      default: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
      env: 'TEMPORAL_QUEUE_PREFIX',
    },
    queueShards: {
      doc: 'How many task queues the tenants are spread over.',
      format: 'nat',
      default: 1,
      env: 'TEMPORAL_QUEUE_SHARDS',
    },
    routingMode: {
      doc: 'Whether workflows are started on the routed task queues.',
      format: ['on', 'off'],
      default: 'off' as 'on' | 'off',
      env: 'TEMPORAL_ROUTING_MODE',
    },
  },
});
`);
    expect(module).toContain(`  mode: config.get('temporal.routingMode'),
  legacyTaskQueue: config.get('temporal.taskQueue'),
  namespace: config.get('temporal.namespace'),
  prefix: config.get('temporal.queuePrefix'),
  shards: config.get('temporal.queueShards'),
`);
  });

  test('of a type, handed on, without variables', () => {
    const { text } = written(
      read(`import convict from 'convict';
interface Schema { temporal: { taskQueue: string } }
const config = convict<Schema>({ temporal: { taskQueue: { format: 'String', default: 'main' } } });
export const settings = { temporalTaskQueue: config.get('temporal.taskQueue') };
`),
    );
    expect(text).toBe(`import convict from 'convict';
interface Schema { temporal: { taskQueue: string; namespace: string; queuePrefix: string; queueShards: number; routingMode: 'on' | 'off' } }
const config = convict<Schema>({ temporal: { taskQueue: { format: 'String', default: 'main' }, namespace: { format: 'String', default: 'default' }, queuePrefix: { format: 'String', default: 'main' }, queueShards: { format: 'nat', default: 1 }, routingMode: { format: ['on', 'off'], default: 'off' } } });
export const settings = { temporalTaskQueue: config.get('temporal.taskQueue'), temporalNamespace: config.get('temporal.namespace'), temporalQueuePrefix: config.get('temporal.queuePrefix'), temporalQueueShards: config.get('temporal.queueShards'), temporalRoutingMode: config.get('temporal.routingMode') };
`);
  });

  test('all properties at once', () => {
    const { text, module } = written(
      read(`import convict from 'convict';
const config = convict({ temporalTaskQueue: { format: String, default: 'main', env: 'TASK_QUEUE' } }).validate();
export const settings = config.getProperties();
`),
    );
    expect(text).toContain(
      `temporalQueuePrefix: { format: String, default: process.env.TASK_QUEUE ?? 'main', env: 'QUEUE_PREFIX' }`,
    );
    expect(module).toContain('  shards: settings.temporalQueueShards,\n');
  });

  test('a spec from elsewhere: nothing is written', () => {
    const advice = refused(
      read(`import convict from 'convict';
const queue = { format: String, default: 'main' };
export const settings = convict({ temporalTaskQueue: { ...queue } }).getProperties();
`),
    );
    expect(advice.message).toContain('the spec of `temporalTaskQueue` is not written there');
    expect(advice.add).toContain(`temporalQueueShards: { format: 'nat', default: 1, env: 'TEMPORAL_QUEUE_SHARDS' },`);
  });
});

describe('a class with validators', () => {
  const validated = (fields: string, load: string): string => `import { plainToInstance } from 'class-transformer';
import { IsNotEmpty, IsString, validateSync } from 'class-validator';

export class Settings {
${fields}
}
void [IsNotEmpty, validateSync];
export const settings = ${load};
`;

  test('filled with the environment as it is', () => {
    const fields = `  @IsString()\n  @IsNotEmpty()\n  TEMPORAL_TASK_QUEUE: string = 'main-queue';\n\n  @IsString()\n  LEVEL: string = 'info';`;
    const load = `plainToInstance(Settings, process.env, { enableImplicitConversion: true })`;
    const { text } = written(read(validated(fields, load), 'settings.TEMPORAL_TASK_QUEUE'));
    expect(text).toContain(`import { IsNotEmpty, IsString, validateSync, IsIn, IsInt, Min } from 'class-validator';`);
    expect(text).toContain(`  TEMPORAL_TASK_QUEUE: string = 'main-queue';

  @IsString()
  TEMPORAL_NAMESPACE: string = 'default';

  @IsString()
  TEMPORAL_QUEUE_PREFIX: string = process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue';

  @IsInt()
  @Min(1)
  TEMPORAL_QUEUE_SHARDS: number = 1;

  @IsIn(['on', 'off'])
  TEMPORAL_ROUTING_MODE: 'on' | 'off' = 'off';

  @IsString()
  LEVEL: string = 'info';
`);
  });

  test('without conversion, the number converts itself', () => {
    const fields = `  @IsString() TEMPORAL_TASK_QUEUE!: string;`;
    const { text } = written(
      read(validated(fields, `plainToInstance(Settings, process.env)`), 'settings.TEMPORAL_TASK_QUEUE'),
    );
    expect(text).toContain(`import { plainToInstance, Transform } from 'class-transformer';`);
    expect(text).toContain(
      `  @Transform(({ value }) => Number(value)) @IsInt() @Min(1) TEMPORAL_QUEUE_SHARDS: number = 1;\n`,
    );
  });

  test('filled with a literal of values', () => {
    const load = `plainToInstance(Settings, {\n  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE,\n})`;
    const { text } = written(read(validated(`  @IsString() readonly temporalTaskQueue!: string;`, load)));
    expect(text).toContain(`  @IsString() readonly temporalQueuePrefix: string = 'saas';\n`);
    expect(text).toContain(`  @IsInt() @Min(1) readonly temporalQueueShards: number = 1;\n`);
    expect(text).toContain(`  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE,
  temporalNamespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
  temporalQueuePrefix: process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE,
  temporalQueueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
  temporalRoutingMode: process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off',
`);
  });

  test.each([
    ['nothing fills it', `  @IsString() temporalTaskQueue!: string;`, `new Settings()`, 'nothing here fills the class'],
    [
      'values from elsewhere',
      `  @IsString() temporalTaskQueue!: string;`,
      `plainToInstance(Settings, JSON.parse('{}') as object)`,
      'gets `temporalTaskQueue` from',
    ],
    [
      'another decorator',
      `  @Expose({ name: 'Q' }) @IsString() temporalTaskQueue!: string;`,
      `plainToInstance(Settings, { temporalTaskQueue: process.env.Q })`,
      "`@Expose({ name: 'Q' })` says more about `temporalTaskQueue`",
    ],
  ])('%s: nothing is written', (_, fields, load, why) => {
    const text = validated(fields, load).replace('{ plainToInstance }', '{ Expose, plainToInstance }');
    const advice = refused(read(`${text}void [Expose, plainToInstance];\n`));
    expect(advice.message).toContain(why);
    expect(advice.add).toContain(`@IsIn(['on', 'off'])\ntemporalRoutingMode: 'on' | 'off' = 'off';`);
  });
});

describe("Nest's ConfigService", () => {
  const nest = `declare module '@nestjs/config' {
  export class ConfigService { get<T = unknown>(key: string): T; }
  export type ConfigType<T extends (...args: never[]) => unknown> = ReturnType<T>;
  export function registerAs<T extends Record<string, unknown>, F extends () => T = () => T>(token: string, factory: F): F & { KEY: string };
}
`;
  const injected = (call: string): string =>
    `import { ConfigService } from '@nestjs/config';\nexport class Starter {\n  constructor(private readonly config: ConfigService) {}\n  queue(): string {\n    return ${call};\n  }\n}\n`;
  const call = `this.config.get<string>('temporal.taskQueue')`;
  const registered = `import { registerAs } from '@nestjs/config';

export default registerAs('temporal', () => ({
  taskQueue: process.env.TEMPORAL_TASK_QUEUE || 'main-queue',
}));
`;

  test('a registered factory, looked up by its token', () => {
    const files = { 'src/nest.d.ts': nest, 'src/settings.ts': registered, 'src/use.ts': injected(call) };
    const { text, module } = written(lookedUp(files, call, 'temporal.taskQueue'));
    expect(text).toContain(`  taskQueue: process.env.TEMPORAL_TASK_QUEUE || 'main-queue',
  namespace: process.env.TEMPORAL_NAMESPACE || 'default',
  queuePrefix: process.env.TEMPORAL_QUEUE_PREFIX || process.env.TEMPORAL_TASK_QUEUE || 'main-queue',
  queueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS || 1),
  routingMode: (process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off') as 'on' | 'off',
}));
`);
    expect(module).toContain(`import temporalConfig from '../settings.js';\n`);
    expect(module).toContain(`  mode: temporalConfig().routingMode,\n  legacyTaskQueue: temporalConfig().taskQueue,\n`);
  });

  test('the same, injected by its key', () => {
    const settings = registered.replace('export default', 'export const temporal =');
    const use = `import type { ConfigType } from '@nestjs/config';\nimport type { temporal } from './settings.js';\nexport class Starter {\n  constructor(private readonly config: ConfigType<typeof temporal>) {}\n  queue(): string {\n    return this.config.taskQueue;\n  }\n}\n`;
    const { module } = written({
      files: { 'src/nest.d.ts': nest, 'src/settings.ts': settings, 'src/use.ts': use },
      queue: { kind: 'member', base: 'config', name: 'taskQueue', text: 'config.taskQueue' },
      decision: (files) => {
        const decision = routeReading(files, 'src/use.ts', 'config.taskQueue');
        return decision;
      },
    });
    expect(module).toContain(`  shards: temporal().queueShards,\n`);
  });

  test.each([
    ['no factory', '', 'no `registerAs` of this repository gives it `temporal`'],
    [
      'two',
      `${registered}export const other = registerAs('temporal', () => ({ taskQueue: 'x' }));\n`,
      'more than one `registerAs`',
    ],
  ])('%s: nothing is written', (_, settings, why) => {
    const files = { 'src/nest.d.ts': nest, 'src/settings.ts': settings, 'src/use.ts': injected(call) };
    const advice = refused(lookedUp(files, call, 'temporal.taskQueue'));
    expect(advice.message).toContain(why);
    expect(advice.add).toContain(`queueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),`);
  });

  test('variables by their names: the lines of the environment', () => {
    const get = `this.config.get<string>('TEMPORAL_TASK_QUEUE')`;
    const files = { 'src/nest.d.ts': nest, 'src/use.ts': injected(get) };
    const advice = refused(lookedUp(files, get, 'TEMPORAL_TASK_QUEUE'));
    expect(advice.add).toBe(
      `TEMPORAL_NAMESPACE=default\nTEMPORAL_QUEUE_PREFIX=<the value of TEMPORAL_TASK_QUEUE>\nTEMPORAL_QUEUE_SHARDS=1\nTEMPORAL_ROUTING_MODE=off`,
    );
  });
});

test('a schema handed on under other names is completed with what hands it on', () => {
  const { text } = written(
    read(
      `import { z } from 'zod';
const env = z.object({ TASK_QUEUE: z.string().default('main') }).parse(process.env);
export const settings = {
  temporal: {
    taskQueue: env.TASK_QUEUE,
  },
};
`,
      'settings.temporal.taskQueue',
    ),
  );
  expect(text).toBe(`import { z } from 'zod';
const env = z.object({ TASK_QUEUE: z.string().default('main'), TEMPORAL_NAMESPACE: z.string().default('default'), QUEUE_PREFIX: z.string().default(() => process.env.TASK_QUEUE ?? 'main'), QUEUE_SHARDS: z.coerce.number().int().min(1).default(1), ROUTING_MODE: z.enum(['on', 'off']).default('off') }).parse(process.env);
export const settings = {
  temporal: {
    taskQueue: env.TASK_QUEUE,
    namespace: env.TEMPORAL_NAMESPACE,
    queuePrefix: env.QUEUE_PREFIX,
    queueShards: env.QUEUE_SHARDS,
    routingMode: env.ROUTING_MODE,
  },
};
`);
});

describe('the environment without settings', () => {
  const use = `export const queue = (): string => process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue';\n`;
  const direct = (primary: boolean): Case => ({
    files: { 'src/use.ts': use },
    queue: { kind: 'member', base: 'env', name: 'TEMPORAL_TASK_QUEUE', text: 'process.env.TEMPORAL_TASK_QUEUE' },
    decision: (files) => {
      const decision = routeReading(files, 'src/use.ts', 'process.env.TEMPORAL_TASK_QUEUE');
      const { at } = decision.site;
      const hops: readonly Hop[] = [{ kind: 'env', name: 'TEMPORAL_TASK_QUEUE', at }];
      const arms = [
        { value: null, hops },
        { value: 'main-queue', hops: [] },
      ];
      return { ...decision, primary, site: { ...decision.site, queue: { ...decision.site.queue, arms } } };
    },
  });

  test('is read by the module, with the default of the starts', () => {
    expect(written(direct(false)).module).toContain(`  mode: process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off',
  legacyTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
  namespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
  prefix: process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
  shards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
`);
  });

  test('not where starts leave their queue to a member of that name', () => {
    const { files, queue, decision } = direct(true);
    const context = recipeContext({ files, decisions: [decision(files)], legacyQueues: [queue] });
    expect(routingModule.edit(context).blocked).toHaveLength(1);
  });
});

test('a template of the environment: the lines to add', () => {
  const settings = `export const settings = {\n  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',\n};\n`;
  const lines = `# queue\nTEMPORAL_TASK_QUEUE=main-queue\nTEMPORAL_NAMESPACE=default\n`;
  const { advice, changed } = written(read(settings), { '.env.example': lines });
  expect(changed['.env.example']).toBeUndefined();
  expect(advice).toEqual([
    {
      recipe: 'queue-settings',
      file: '.env.example',
      line: 2,
      message: '.env.example names TEMPORAL_TASK_QUEUE: the settings read these variables too.',
      add: 'TEMPORAL_QUEUE_PREFIX=main-queue\nTEMPORAL_QUEUE_SHARDS=1\nTEMPORAL_ROUTING_MODE=off',
    },
  ]);
});
