import { describe, expect, test } from 'vitest';
import { queueSettings } from '../../codemods/src/recipes/queue-settings.js';
import { type Files, make, problemsOf, recipeContext, routeReading } from '../kit/recipe-context.js';

const USE = `import { settings } from './settings.js';
export const queue = (): string => settings.temporalTaskQueue;
`;

/** Runs the recipe on a settings file that `src/use.ts` reads. */
function edited(text: string, more: Files = {}, use = USE) {
  const files = { 'src/settings.ts': text, 'src/use.ts': use, ...more };
  const decisions = [routeReading(files, 'src/use.ts', 'settings.temporalTaskQueue')];
  const made = make(queueSettings, { files, decisions });
  const again = make(queueSettings, {
    files: made.all,
    decisions: [routeReading(made.all, 'src/use.ts', 'settings.temporalTaskQueue')],
  });
  expect(again.changed).toEqual({});
  return made;
}

/** The edited settings file, which compiles as it did before. */
function settingsAfter(text: string): string {
  const made = edited(text);
  expect(problemsOf(made.all)).toEqual([]);
  expect(made.advice).toEqual([]);
  expect(made.groups).toEqual(['settings']);
  return made.changed['src/settings.ts'] ?? '';
}

describe('a zod schema', () => {
  test('with its environment mapping', () => {
    const before = `import { z } from 'zod';

const schema = z.object({
  port: z.coerce.number().default(3000),
  temporalNamespace: z.string().default('default'),
  temporalTaskQueue: z.string().default('main-queue'), // every workflow runs here

  last: z.string().optional(),
});

export type Settings = z.infer<typeof schema>;

export const settings = schema.parse({
  port: process.env.PORT,
  temporalNamespace: process.env.TEMPORAL_NAMESPACE,
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE,
  last: process.env.LAST,
});
`;
    expect(settingsAfter(before)).toBe(`import { z } from 'zod';

const schema = z.object({
  port: z.coerce.number().default(3000),
  temporalNamespace: z.string().default('default'),
  temporalTaskQueue: z.string().default('main-queue'), // every workflow runs here
  temporalQueuePrefix: z.string().default('main-queue'),
  temporalQueueShards: z.coerce.number().int().min(1).default(1),
  temporalRoutingMode: z.enum(['on', 'off']).default('off'),

  last: z.string().optional(),
});

export type Settings = z.infer<typeof schema>;

export const settings = schema.parse({
  port: process.env.PORT,
  temporalNamespace: process.env.TEMPORAL_NAMESPACE,
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE,
  temporalQueuePrefix: process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE,
  temporalQueueShards: process.env.TEMPORAL_QUEUE_SHARDS,
  temporalRoutingMode: process.env.TEMPORAL_ROUTING_MODE,
  last: process.env.LAST,
});
`);
  });

  test('in one line, without a namespace, parsed from a variable by safeParse, rules kept', () => {
    const before = `import * as z from "zod"
const schema = z.object({ temporalTaskQueue: z.string().min(1).default("main-queue") }).strict()
const env = {
\ttemporalTaskQueue: process.env["TEMPORAL_TASK_QUEUE"] || undefined
}
const parsed = schema.safeParse(env)
if (!parsed.success) throw parsed.error
export const settings = parsed.data
`;
    expect(settingsAfter(before)).toBe(`import * as z from "zod"
const schema = z.object({ temporalTaskQueue: z.string().min(1).default("main-queue"), temporalNamespace: z.string().default("default"), temporalQueuePrefix: z.string().min(1).default("main-queue"), temporalQueueShards: z.coerce.number().int().min(1).default(1), temporalRoutingMode: z.enum(["on", "off"]).default("off") }).strict()
const env = {
\ttemporalTaskQueue: process.env["TEMPORAL_TASK_QUEUE"] || undefined,
\ttemporalNamespace: process.env["TEMPORAL_NAMESPACE"],
\ttemporalQueuePrefix: process.env["TEMPORAL_QUEUE_PREFIX"] || process.env["TEMPORAL_TASK_QUEUE"] || undefined,
\ttemporalQueueShards: process.env["TEMPORAL_QUEUE_SHARDS"],
\ttemporalRoutingMode: process.env["TEMPORAL_ROUTING_MODE"]
}
const parsed = schema.safeParse(env)
if (!parsed.success) throw parsed.error
export const settings = parsed.data
`);
  });

  test('with functions imported by name, numbers made before the schema', () => {
    const before = `import { number, object, string } from 'zod';
export const settings = object({
  port: number(),
  temporalNamespace: string(),
  temporalTaskQueue: string()
}).parse({
  port: Number(process.env.PORT || 3000),
  temporalNamespace: process.env.TEMPORAL_NAMESPACE,
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE,
});
`;
    expect(settingsAfter(before)).toBe(`import { number, object, string, coerce, literal, union } from 'zod';
export const settings = object({
  port: number(),
  temporalNamespace: string(),
  temporalTaskQueue: string(),
  temporalQueuePrefix: string().default('saas'),
  temporalQueueShards: coerce.number().int().min(1).default(1),
  temporalRoutingMode: union([literal('on'), literal('off')]).default('off')
}).parse({
  port: Number(process.env.PORT || 3000),
  temporalNamespace: process.env.TEMPORAL_NAMESPACE,
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE,
  temporalQueuePrefix: process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE,
  temporalQueueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS || 1),
  temporalRoutingMode: process.env.TEMPORAL_ROUTING_MODE,
});
`);
  });

  test('over the whole environment: keys are variables, the prefix falls back to the legacy variable', () => {
    const files = {
      'src/env.ts': `import { z } from 'zod';\n\nexport const env = z\n  .object({\n    TEMPORAL_NAMESPACE: z.string(),\n    TEMPORAL_TASK_QUEUE: z.string().default('main-queue'),\n  })\n  .parse(process.env);\n`,
      'src/use.ts': `import { env } from './env.js';\nexport const queue = (): string => env.TEMPORAL_TASK_QUEUE;\n`,
    };
    const given = {
      files,
      decisions: [routeReading(files, 'src/use.ts', 'env.TEMPORAL_TASK_QUEUE')],
      legacyQueues: [
        { kind: 'member', base: 'env', name: 'TEMPORAL_TASK_QUEUE', text: 'env.TEMPORAL_TASK_QUEUE' },
      ] as const,
    };
    const made = make(queueSettings, given);
    expect(problemsOf(made.all)).toEqual([]);
    expect(made.changed['src/env.ts']).toBe(
      `import { z } from 'zod';\n\nexport const env = z\n  .object({\n    TEMPORAL_NAMESPACE: z.string(),\n    TEMPORAL_TASK_QUEUE: z.string().default('main-queue'),\n    TEMPORAL_QUEUE_PREFIX: z.string().default(() => process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue'),\n    TEMPORAL_QUEUE_SHARDS: z.coerce.number().int().min(1).default(1),\n    TEMPORAL_ROUTING_MODE: z.enum(['on', 'off']).default('off'),\n  })\n  .parse(process.env);\n`,
    );
  });

  test('over values from a file: the prefix is saas, and the advice says what that means', () => {
    const made = edited(`import { readFileSync } from 'node:fs';
import { z } from 'zod';
export const settings = z.object({
  temporalNamespace: z.string(),
  temporalTaskQueue: z.string(),
}).parse(JSON.parse(readFileSync('settings.json', 'utf8')));
`);
    expect(made.changed['src/settings.ts']).toContain(`temporalQueuePrefix: z.string().default('saas'),`);
    expect(made.advice.map((advice) => [advice.file, advice.line])).toEqual([['src/settings.ts', 5]]);
  });

  test('a transform is not followed: the text to add', () => {
    const made = edited(`import { z } from 'zod';
export const settings = z
  .object({ TEMPORAL_TASK_QUEUE: z.string() })
  .transform((env) => ({ temporalTaskQueue: env.TEMPORAL_TASK_QUEUE }))
  .parse(process.env);
`);
    expect(made.changed).toEqual({});
    expect(made.advice[0]?.message).toContain("the schema's output is made by `.transform()`");
  });
});

describe('an object literal', () => {
  test('read with ??, a number among its neighbours, comment behind the last property', () => {
    expect(
      settingsAfter(`export const settings = {
  port: Number(process.env.PORT ?? 3000),
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' // shared
};
`),
    ).toBe(`export const settings = {
  port: Number(process.env.PORT ?? 3000),
  temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue', // shared
  temporalNamespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
  temporalQueuePrefix: process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
  temporalQueueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
  temporalRoutingMode: (process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off') as 'on' | 'off'
};
`);
  });

  test('read with ||, frozen, as const, parseInt, tabs, CRLF, double quotes', () => {
    const before = [
      'export const settings = Object.freeze({',
      '\tport: parseInt(process.env.PORT || "3000", 10),',
      '\ttemporalNamespace: "prod",',
      '\ttemporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE || "main-queue",',
      '} as const)',
      '',
    ].join('\r\n');
    expect(settingsAfter(before)).toBe(
      [
        'export const settings = Object.freeze({',
        '\tport: parseInt(process.env.PORT || "3000", 10),',
        '\ttemporalNamespace: "prod",',
        '\ttemporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE || "main-queue",',
        '\ttemporalQueuePrefix: process.env.TEMPORAL_QUEUE_PREFIX || process.env.TEMPORAL_TASK_QUEUE || "main-queue",',
        '\ttemporalQueueShards: parseInt(process.env.TEMPORAL_QUEUE_SHARDS || "1", 10),',
        '\ttemporalRoutingMode: process.env.TEMPORAL_ROUTING_MODE === "on" ? "on" : "off",',
        '} as const)',
        '',
      ].join('\r\n'),
    );
  });

  test('read by a function with a default, next to one that throws', () => {
    expect(
      settingsAfter(`const required = (name: string): string => process.env[name] ?? fail(name);
const optional = (name: string, value: string): string => process.env[name] ?? value;
const fail = (name: string): never => {
  throw new Error(name);
};
export const settings = {
  logLevel: optional('LOG_LEVEL', 'info'),
  temporalTaskQueue: required('TEMPORAL_TASK_QUEUE'),
};
`),
    ).toContain(`  temporalTaskQueue: required('TEMPORAL_TASK_QUEUE'),
  temporalNamespace: optional('TEMPORAL_NAMESPACE', 'default'),
  temporalQueuePrefix: optional('TEMPORAL_QUEUE_PREFIX', required('TEMPORAL_TASK_QUEUE')),
  temporalQueueShards: Number(optional('TEMPORAL_QUEUE_SHARDS', '1')),
  temporalRoutingMode: (optional('TEMPORAL_ROUTING_MODE', 'off') === 'on' ? 'on' : 'off') as 'on' | 'off',
};
`);
  });

  test('of constants', () => {
    expect(
      settingsAfter(`export const settings = { temporalNamespace: 'default', temporalTaskQueue: 'main-queue' };\n`),
    ).toBe(
      `export const settings = { temporalNamespace: 'default', temporalTaskQueue: 'main-queue', temporalQueuePrefix: 'saas', temporalQueueShards: 1, temporalRoutingMode: 'off' as 'on' | 'off' };\n`,
    );
  });

  test('returned by a function, the queue by shorthand', () => {
    const made = edited(
      `export function settings() {
  const temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue';
  return {
    temporalNamespace: 'default',
    temporalTaskQueue,
  };
}
`,
      {},
      `import { settings as load } from './settings.js';\nconst settings = load();\nexport const queue = (): string => settings.temporalTaskQueue;\n`,
    );
    expect(problemsOf(made.all)).toEqual([]);
    expect(made.changed['src/settings.ts']).toContain(`    temporalTaskQueue,
    temporalQueuePrefix: process.env.TEMPORAL_QUEUE_PREFIX ?? temporalTaskQueue,
    temporalQueueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
    temporalRoutingMode: (process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off') as 'on' | 'off',
  };
`);
  });

  test('in JavaScript no type is written', () => {
    const files = {
      'src/settings.js': `exports.settings = {\n  temporalTaskQueue: process.env.TASK_QUEUE || 'main',\n};\n`,
      'src/use.js': `const { settings } = require('./settings');\nexports.queue = () => settings.temporalTaskQueue;\n`,
    };
    const made = make(queueSettings, {
      files,
      decisions: [routeReading(files, 'src/use.js', 'settings.temporalTaskQueue')],
      options: { module: 1, moduleResolution: 2, ignoreDeprecations: '6.0' },
    });
    expect(made.changed['src/settings.js']).toBe(
      `exports.settings = {\n  temporalTaskQueue: process.env.TASK_QUEUE || 'main',\n  temporalNamespace: process.env.TEMPORAL_NAMESPACE || 'default',\n  temporalQueuePrefix: process.env.QUEUE_PREFIX || process.env.TASK_QUEUE || 'main',\n  temporalQueueShards: Number(process.env.QUEUE_SHARDS || 1),\n  temporalRoutingMode: process.env.ROUTING_MODE === 'on' ? 'on' : 'off',\n};\n`,
    );
  });

  test('nested: names follow the neighbour', () => {
    const files = {
      'src/config.ts': `export const config = {\n  temporal: {\n    namespace: 'default',\n    taskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main',\n  },\n};\n`,
      'src/use.ts': `import { config } from './config.js';\nexport const queue = (): string => config.temporal.taskQueue;\n`,
    };
    const decisions = [routeReading(files, 'src/use.ts', 'config.temporal.taskQueue')];
    const made = make(queueSettings, {
      files,
      decisions,
      legacyQueues: [{ kind: 'member', base: 'temporal', name: 'taskQueue', text: 'temporal.taskQueue' }],
    });
    expect(problemsOf(made.all)).toEqual([]);
    expect(made.changed['src/config.ts']).toContain(`    taskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main',
    queuePrefix: process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE ?? 'main',
    queueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
    routingMode: (process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off') as 'on' | 'off',
  },
`);
  });
});

describe('a type and the literals typed by it', () => {
  const made = () =>
    edited(
      `export interface Settings {
  readonly port: number;
  /** Shared. */
  readonly temporalTaskQueue: string;
}

export function loadSettings(): Settings {
  return {
    port: Number(process.env.PORT ?? 3000),
    temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
  };
}

export const settings: Settings = loadSettings();
`,
      {
        'test/a.test.ts': `import type { Settings } from '../src/settings.js';
const settings: Settings = { port: 1, temporalTaskQueue: 'test' };
const other = { port: 1, temporalTaskQueue: 'test' } satisfies Settings;
const partial: Partial<Settings> = { temporalTaskQueue: 'x' };
const copy: Settings = { ...settings, temporalTaskQueue: 'x' };
function app(settings: Settings): void {}
app({
  port: 2,
  temporalTaskQueue: 'test',
});
export const log = { temporalTaskQueue: 'not a setting', other, partial, copy };
`,
      },
    );

  test('all in one group, and it compiles', () => {
    expect(made().groups).toEqual(['settings']);
    expect(problemsOf(made().all)).toEqual([]);
  });

  test('the type and the value', () => {
    expect(made().changed['src/settings.ts']).toBe(`export interface Settings {
  readonly port: number;
  /** Shared. */
  readonly temporalTaskQueue: string;
  readonly temporalNamespace: string;
  readonly temporalQueuePrefix: string;
  readonly temporalQueueShards: number;
  readonly temporalRoutingMode: 'on' | 'off';
}

export function loadSettings(): Settings {
  return {
    port: Number(process.env.PORT ?? 3000),
    temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
    temporalNamespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
    temporalQueuePrefix: process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue',
    temporalQueueShards: Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1),
    temporalRoutingMode: process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off',
  };
}

export const settings: Settings = loadSettings();
`);
  });

  test('typed literals get constants, look-alikes nothing', () => {
    const added = `temporalNamespace: 'default', temporalQueuePrefix: 'saas', temporalQueueShards: 1, temporalRoutingMode: 'off'`;
    expect(made().changed['test/a.test.ts']).toBe(`import type { Settings } from '../src/settings.js';
const settings: Settings = { port: 1, temporalTaskQueue: 'test', ${added} };
const other = { port: 1, temporalTaskQueue: 'test', ${added} } satisfies Settings;
const partial: Partial<Settings> = { temporalTaskQueue: 'x' };
const copy: Settings = { ...settings, temporalTaskQueue: 'x' };
function app(settings: Settings): void {}
app({
  port: 2,
  temporalTaskQueue: 'test',
  temporalNamespace: 'default',
  temporalQueuePrefix: 'saas',
  temporalQueueShards: 1,
  temporalRoutingMode: 'off',
});
export const log = { temporalTaskQueue: 'not a setting', other, partial, copy };
`);
  });

  test('a type inferred from a schema counts too', () => {
    const inferred = edited(
      `import { z } from 'zod';
const schema = z.object({ temporalNamespace: z.string(), temporalTaskQueue: z.string() });
export type Settings = z.infer<typeof schema>;
export const settings: Settings = schema.parse({ temporalNamespace: 'x', temporalTaskQueue: process.env.Q });
`,
      {
        'test/support.ts': `import type { Settings } from '../src/settings.js';\nexport const settings: Settings = { temporalNamespace: 'x', temporalTaskQueue: 'y' };\n`,
      },
    );
    expect(problemsOf(inferred.all)).toEqual([]);
    expect(inferred.changed['test/support.ts']).toContain(
      `temporalTaskQueue: 'y', temporalQueuePrefix: 'saas', temporalQueueShards: 1, temporalRoutingMode: 'off' };`,
    );
  });

  test('settings handed in as an argument or a field', () => {
    const made = edited(
      `export type Settings = { temporalNamespace: string, temporalTaskQueue: string };
export const settings: Settings = {
  temporalNamespace: 'x',
  temporalTaskQueue: process.env.TASK_QUEUE ?? 'main',
};
`,
      {},
      `import type { Settings } from './settings.js';
export class Service {
  constructor(private readonly settings: Settings) {}
  queue = (): string => this.settings.temporalTaskQueue;
}
`,
    );
    expect(problemsOf(made.all)).toEqual([]);
    expect(made.changed['src/settings.ts']).toContain(
      `temporalTaskQueue: string; temporalQueuePrefix: string; temporalQueueShards: number; temporalRoutingMode: 'on' | 'off' };`,
    );
    expect(made.changed['src/settings.ts']).toContain(
      `  temporalQueuePrefix: process.env.QUEUE_PREFIX ?? process.env.TASK_QUEUE ?? 'main',`,
    );
  });
});

describe('a class', () => {
  test('with initialisers', () => {
    expect(
      settingsAfter(`class Settings {
  readonly temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue';
  readonly port: number = Number(process.env.PORT ?? 1);
}
export const settings = new Settings();
`),
    ).toBe(`class Settings {
  readonly temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue';
  readonly temporalNamespace = process.env.TEMPORAL_NAMESPACE ?? 'default';
  readonly temporalQueuePrefix = process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue';
  readonly temporalQueueShards = Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1);
  readonly temporalRoutingMode: 'on' | 'off' = process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off';
  readonly port: number = Number(process.env.PORT ?? 1);
}
export const settings = new Settings();
`);
  });

  test('filled in the constructor', () => {
    expect(
      settingsAfter(`class Settings {
  public readonly temporalNamespace = 'default'
  public readonly temporalTaskQueue: string
  constructor(env: Record<string, string | undefined>) {
    this.temporalTaskQueue = env.TEMPORAL_TASK_QUEUE ?? 'main-queue'
  }
}
export const settings = new Settings(process.env)
`),
    ).toBe(`class Settings {
  public readonly temporalNamespace = 'default'
  public readonly temporalTaskQueue: string
  public readonly temporalQueuePrefix: string
  public readonly temporalQueueShards: number
  public readonly temporalRoutingMode: 'on' | 'off'
  constructor(env: Record<string, string | undefined>) {
    this.temporalTaskQueue = env.TEMPORAL_TASK_QUEUE ?? 'main-queue'
    this.temporalQueuePrefix = env.TEMPORAL_QUEUE_PREFIX ?? env.TEMPORAL_TASK_QUEUE ?? 'main-queue'
    this.temporalQueueShards = Number(env.TEMPORAL_QUEUE_SHARDS ?? 1)
    this.temporalRoutingMode = env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off'
  }
}
export const settings = new Settings(process.env)
`);
  });
});

test('a literal that a part of the settings is spread over is completed', () => {
  const before = `export interface Settings {
  temporalTaskQueue: string;
}
export const settings: Settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main' };
export const fake = (part: Partial<Settings>): Settings => ({ temporalTaskQueue: 'x', ...part });
`;
  expect(settingsAfter(before)).toContain(
    `({ temporalTaskQueue: 'x', temporalNamespace: 'default', temporalQueuePrefix: 'saas', temporalQueueShards: 1, temporalRoutingMode: 'off', ...part })`,
  );
});

describe('a class in one line', () => {
  test('with initialisers', () => {
    expect(
      settingsAfter(
        `class Settings { temporalNamespace = 'd'; temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE ?? 'main' }\nexport const settings = new Settings();\n`,
      ),
    ).toBe(
      `class Settings { temporalNamespace = 'd'; temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE ?? 'main'; temporalQueuePrefix = process.env.TEMPORAL_QUEUE_PREFIX ?? process.env.TEMPORAL_TASK_QUEUE ?? 'main'; temporalQueueShards = Number(process.env.TEMPORAL_QUEUE_SHARDS ?? 1); temporalRoutingMode: 'on' | 'off' = process.env.TEMPORAL_ROUTING_MODE === 'on' ? 'on' : 'off'; }\nexport const settings = new Settings();\n`,
    );
  });

  test('filled in the constructor', () => {
    const after = settingsAfter(`class Settings {
  readonly temporalTaskQueue: string; readonly temporalNamespace = 'd';
  constructor() { this.temporalTaskQueue = process.env.TEMPORAL_TASK_QUEUE ?? 'main'; }
}
export const settings = new Settings();
`);
    expect(after).toContain(
      `  readonly temporalTaskQueue: string; readonly temporalQueuePrefix: string; readonly temporalQueueShards: number; readonly temporalRoutingMode: 'on' | 'off'; readonly temporalNamespace = 'd';\n`,
    );
    expect(after).toContain(`?? 'main'; this.temporalQueuePrefix = process.env.TEMPORAL_QUEUE_PREFIX ?? `);
  });
});

describe('what is not understood', () => {
  test('envalid: the text to add, and nothing is edited', () => {
    const made = edited(`declare function cleanEnv<T>(env: unknown, spec: T): { temporalTaskQueue: string };
declare function str(): string;
export const settings = cleanEnv(process.env, { temporalTaskQueue: str() });
`);
    expect(made.changed).toEqual({});
    expect(made.advice).toEqual([
      {
        recipe: 'queue-settings',
        file: 'src/settings.ts',
        line: 3,
        message:
          'The routing settings could not be added: the settings are read by envalid. Until they are there, the routing module reads them from the environment.',
        add: `TEMPORAL_NAMESPACE: str({ default: 'default' }),
TEMPORAL_QUEUE_PREFIX: str({ default: process.env.TEMPORAL_TASK_QUEUE ?? 'saas' }),
TEMPORAL_QUEUE_SHARDS: num({ default: 1 }),
TEMPORAL_ROUTING_MODE: str({ choices: ['on', 'off'], default: 'off' }),`,
      },
    ]);
  });

  test('a type whose values come from elsewhere', () => {
    const made = edited(
      `export interface Settings {\n  temporalTaskQueue: string;\n}\nexport const settings = JSON.parse('{}') as Settings;\n`,
    );
    expect(made.changed).toEqual({});
    expect(made.advice[0]?.line).toBe(2);
    expect(made.advice[0]?.message).toContain('what gives it its value was not found');
  });

  test('a class with decorators', () => {
    const made = edited(`declare const IsString: () => (target: unknown, key: unknown) => void;
class Settings {
  @IsString()
  temporalTaskQueue!: string;
}
export const settings = new Settings();
`);
    expect(made.changed).toEqual({});
    expect(made.advice[0]?.add).toContain(`@IsIn(['on', 'off'])\ntemporalRoutingMode: 'on' | 'off' = 'off';`);
  });
});

test('nothing to route: nothing is touched', () => {
  const files = {
    'src/settings.ts': `export const settings = { temporalTaskQueue: 'main-queue' };\n`,
    'src/use.ts': USE,
  };
  expect(queueSettings.edit(recipeContext({ files }))).toEqual({ edits: [], files: [], advice: [] });
});

describe('another settings object by the same name', () => {
  const files: Files = {
    'src/settings.ts': `export const settings = { temporalTaskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue' };\n`,
    'src/a.ts': USE,
    'src/b.ts': USE,
    'src/reports/settings.ts': `export const settings = { temporalTaskQueue: 'reports-queue' };\n`,
    'src/reports/use.ts': USE,
  };
  const edit = (texts: Files, uses: readonly string[]) =>
    make(queueSettings, {
      files: texts,
      decisions: uses.map((use) => routeReading(texts, use, 'settings.temporalTaskQueue')),
      routing: { form: 'module', module: 'src/routing.ts', style: 'inline' },
    });

  test('is left alone: the one most starts read is the routing module’s', () => {
    expect(Object.keys(edit(files, ['src/reports/use.ts', 'src/a.ts', 'src/b.ts']).changed)).toEqual([
      'src/settings.ts',
    ]);
  });

  test('where the routing module exists, the one it reads', () => {
    const bound = `import { settings } from './settings.js';\nexport const routing = () => settings.temporalTaskQueue;\n`;
    const made = edit({ ...files, 'src/reports/more.ts': USE, 'src/routing.ts': bound }, [
      'src/reports/use.ts',
      'src/reports/more.ts',
      'src/a.ts',
    ]);
    expect(Object.keys(made.changed)).toEqual(['src/settings.ts']);
  });
});
