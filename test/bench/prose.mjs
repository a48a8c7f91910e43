import { ADJECTIVES, camel, NOUNS, pascal, screaming, VERBS } from './words.mjs';

/**
 * The ordinary code that surrounds the starts: blocks of 0.3 to 2 KB, each valid on its own at the top level of a module.
 * `uses` are names the file has imported.
 */

const TYPES = ['string', 'number', 'boolean', 'Date', 'string | null', 'readonly string[]', 'Record<string, unknown>'];

const name = (random) => camel(random.pick(VERBS), random.pick(ADJECTIVES), random.pick(NOUNS));
const field = (random) => camel(random.pick(ADJECTIVES), random.pick(NOUNS));
const lines = (count, make) => Array.from({ length: count }, (_, at) => make(at)).join('\n');
const sentence = (random) =>
  `${random.pick(VERBS)}s the ${random.pick(ADJECTIVES)} ${random.pick(NOUNS)} of every ${random.pick(NOUNS)}, unless the ` +
  `${random.pick(NOUNS)} is ${random.pick(ADJECTIVES)}`;

/** Different on every call, so that no two declarations of a file clash. */
const unique = (random, base) => `${base}${random.below(1e6).toString(36)}`;

function model(random) {
  const type = pascal(unique(random, camel(random.pick(ADJECTIVES), random.pick(NOUNS))));
  return `/** What ${sentence(random)}. */
export interface ${type} {
  readonly id: string;
${lines(random.between(4, 14), (at) => `  readonly ${field(random)}${at}${random.chance(0.3) ? '?' : ''}: ${random.pick(TYPES)};`)}
}
`;
}

function table(random) {
  return `export const ${screaming(random.pick(ADJECTIVES), unique(random, random.pick(NOUNS)))} = {
${lines(random.between(5, 20), (at) => `  ${screaming(random.pick(NOUNS), String(at))}: '${random.pick(ADJECTIVES)}-${random.pick(NOUNS)}',`)}
} as const;
`;
}

function enumeration(random) {
  return `export enum ${pascal(random.pick(ADJECTIVES), unique(random, random.pick(NOUNS)))} {
${lines(random.between(3, 10), (at) => `  ${pascal(random.pick(ADJECTIVES))}${at} = '${random.pick(ADJECTIVES)}',`)}
}
`;
}

function calculation(random, uses) {
  const called = unique(random, name(random));
  const [helper] = random.some(uses, 1);
  return `/**
 * ${sentence(random)}.
 * ${sentence(random)}.
 */
export function ${called}(items: readonly { id: string; amount: number; closedAt: Date | null }[], limit = ${random.between(10, 500)}): number {
  let total = 0;
  for (const item of items.slice(0, limit)) {
    // ${sentence(random)}.
    if (item.closedAt !== null && item.amount > ${random.below(1000)}) continue;
    const weight = item.id.startsWith('${random.pick(NOUNS)}') ? ${random.below(9)}.5 : 1;
    total += Math.round(item.amount * weight * 100) / 100;
  }
  if (total < 0) throw new RangeError(\`${random.pick(NOUNS)} may not be negative: \${total}\`);
${helper === undefined ? '' : `  if (total > ${random.between(1000, 9000)}) return Number(String(${helper}).length) + total;\n`}  return total;
}
`;
}

function query(random, uses) {
  const noun = random.pick(NOUNS);
  const called = unique(random, camel('find', random.pick(ADJECTIVES), noun));
  const [helper = 'JSON.stringify'] = random.some(uses, 1);
  return `export async function ${called}(db: any, tenantId: string, options: { page?: number; search?: string } = {}) {
  const { page = 0, search } = options;
  const rows = await db
    .selectFrom('${noun}s')
    .select(['id', '${random.pick(NOUNS)}_id', 'created_at', 'updated_at', '${random.pick(ADJECTIVES)}'])
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(${random.between(10, 100)})
    .offset(page * ${random.between(10, 100)})
    .execute();
  if (search !== undefined && search.trim() !== '') {
    const needle = search.trim().toLowerCase();
    return rows.filter((row) => JSON.stringify(row).toLowerCase().includes(needle)).map((row) => ({ ...row, via: ${helper}.name }));
  }
  return rows.map((row) => ({ ...row, via: '${noun}' }));
}
`;
}

function repository(random) {
  const noun = random.pick(NOUNS);
  const type = pascal(unique(random, noun), random.pick(['Repository', 'Gateway', 'Store', 'Reader']));
  return `export class ${type} {
  private readonly cache = new Map<string, unknown>();

  constructor(
    private readonly pool: { query(text: string, values: readonly unknown[]): Promise<{ rows: any[] }> },
    private readonly logger: { info(message: string, fields?: object): void; error(message: string, fields?: object): void },
  ) {}
${lines(
  random.between(1, 5),
  (at) => `
  /** ${sentence(random)}. */
  async ${name(random)}${at}(tenantId: string, ${noun}Id: string): Promise<unknown> {
    const key = \`\${tenantId}:\${${noun}Id}:${random.pick(ADJECTIVES)}\`;
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    try {
      const { rows } = await this.pool.query('select * from ${noun}s where tenant_id = $1 and id = $2 limit 1', [tenantId, ${noun}Id]);
      this.cache.set(key, rows[0] ?? null);
      this.logger.info('${random.pick(VERBS)} ${noun}', { tenantId, ${noun}Id, count: rows.length });
      return rows[0] ?? null;
    } catch (error) {
      this.logger.error('cannot ${random.pick(VERBS)} ${noun}', { tenantId, error: String(error) });
      throw error;
    }
  }`,
)}
}
`;
}

function routes(random) {
  const noun = random.pick(NOUNS);
  return `export function ${unique(random, camel('register', noun, 'routes'))}(app: any, deps: any): void {
${lines(
  random.between(2, 4),
  () => `  app.${random.pick(['get', 'post', 'put', 'delete'])}('/v${random.between(1, 3)}/${noun}s/:id/${random.pick(NOUNS)}', async (request: any, reply: any) => {
    const { id } = request.params;
    if (!deps.auth.can(request.user, '${noun}:${random.pick(VERBS)}', id)) return reply.status(403).send({ error: 'forbidden' });
    const ${noun} = await deps.${noun}s.${random.pick(VERBS)}(id, { actor: request.user.id, dryRun: request.query.dryRun === 'true' });
    return reply.status(${noun} === null ? 404 : 200).send({ data: ${noun}, at: new Date().toISOString() });
  });`,
)}
}
`;
}

function schema(random) {
  return `export const ${unique(random, camel(random.pick(NOUNS), 'schema'))} = z.object({
  id: z.string().uuid(),
${lines(random.between(4, 12), (at) => `  ${field(random)}${at}: ${random.pick(['z.string().min(1).max(200)', 'z.number().int().nonnegative()', 'z.boolean().default(false)', 'z.coerce.date()', 'z.array(z.string()).max(50)', "z.enum(['draft', 'open', 'closed'])"])},`)}
});
`;
}

function processor(random) {
  const called = unique(random, camel(random.pick(VERBS), random.pick(NOUNS), 'queue'));
  return `/** ${sentence(random)}. */
export async function ${called}(runner: { start(): Promise<void>; execute(job: object): Promise<string>; stop(): void }, jobs: readonly object[]) {
  await runner.start();
  const results = await Promise.allSettled(jobs.map((job) => runner.execute({ ...job, kind: '${random.pick(NOUNS)}', attempt: ${random.between(1, 5)} })));
  const failed = results.filter((result): result is PromiseRejectedResult => result.status === 'rejected');
  if (failed.length > ${random.below(5)}) throw new AggregateError(failed.map(({ reason }) => reason), '${sentence(random)}');
  runner.stop();
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
`;
}

/** `.tsx` only. */
function component(random, uses) {
  const noun = random.pick(NOUNS);
  const type = pascal(
    unique(random, camel(random.pick(ADJECTIVES), noun)),
    random.pick(['Panel', 'Card', 'List', 'Dialog']),
  );
  const inner = uses.find((one) => /^[A-Z]/.test(one));
  return `interface ${type}Props {
  readonly ${noun}s: readonly { id: string; title: string; ${random.pick(ADJECTIVES)}: boolean }[];
  readonly onSelect: (id: string) => void;
  readonly loading?: boolean;
}

/** ${sentence(random)}. */
export function ${type}({ ${noun}s, onSelect, loading = false }: ${type}Props) {
  const [open, setOpen] = useState<string | null>(null);
  const visible = useMemo(() => ${noun}s.filter(({ title }) => title.trim() !== ''), [${noun}s]);
  useEffect(() => {
    if (visible.length === 0) setOpen(null);
  }, [visible]);
  if (loading) return <Spinner label="${sentence(random)}" />;
  return (
    <section className="${random.pick(ADJECTIVES)} ${noun}-${random.pick(NOUNS)} flex gap-${random.between(1, 8)} rounded-md p-${random.between(1, 8)}">
      <h2 className="text-lg font-semibold">{t('${noun}.${random.pick(ADJECTIVES)}.title')}</h2>
      <ul>
        {visible.map((one) => (
          <li key={one.id} className={open === one.id ? 'selected' : undefined}>
            <button type="button" onClick={() => { setOpen(one.id); onSelect(one.id); }}>
              {one.title}
            </button>
            ${inner === undefined ? `<span aria-hidden>${random.pick(NOUNS)}</span>` : `<${inner} />`}
          </li>
        ))}
      </ul>
      <footer>{t('${noun}.count', { count: visible.length })}</footer>
    </section>
  );
}
`;
}

function hook(random) {
  const noun = random.pick(NOUNS);
  return `export function ${unique(random, camel('use', random.pick(ADJECTIVES), noun))}(id: string | undefined) {
  const [state, setState] = useState<{ data: unknown; error: Error | null }>({ data: null, error: null });
  const load = useCallback(async () => {
    if (id === undefined) return;
    const response = await fetch(\`/api/${noun}s/\${id}/${random.pick(NOUNS)}\`, { headers: { accept: 'application/json' } });
    setState(response.ok ? { data: await response.json(), error: null } : { data: null, error: new Error(response.statusText) });
  }, [id]);
  useEffect(() => void load(), [load]);
  return { ...state, reload: load };
}
`;
}

/** Test files only. */
function tests(random) {
  const noun = random.pick(NOUNS);
  return `describe('${sentence(random)}', () => {
  beforeEach(() => vi.useFakeTimers().setSystemTime(new Date('2024-0${random.between(1, 9)}-1${random.below(9)}')));
${lines(
  random.between(2, 6),
  () => `
  it('${sentence(random)}', async () => {
    const ${noun} = build('${noun}', { ${field(random)}: ${random.below(100)}, ${field(random)}Id: '${random.pick(NOUNS)}-${random.below(99)}' });
    const result = await subject.${random.pick(VERBS)}(${noun}, { tenantId: 'tenant-${random.below(20)}' });
    expect(result).toMatchObject({ id: ${noun}.id, status: '${random.pick(ADJECTIVES)}', total: ${random.below(5000)} });
    expect(logger.info).toHaveBeenCalledTimes(${random.between(1, 3)});
  });`,
)}
});
`;
}

/** Words of Temporal in code that starts no workflow: other engines, log fields, schema keys, props. */
export const LOOK_ALIKES = [
  (random) =>
    `export const ${unique(random, 'engineSchema')} = z.object({ taskQueue: z.string(), workflowId: z.string().optional() });\n`,
  (random) => `export async function ${unique(random, 'boot')}(app: any, bot: any) {
  await app.start(process.env.PORT || ${random.between(3000, 9000)});
  await bot.workflow.start('${random.pick(NOUNS)}', { channel: '${random.pick(NOUNS)}' });
}
`,
  (
    random,
  ) => `export async function ${unique(random, 'publish')}(schedules: any, payload: { taskQueue: string; name: string }) {
  logger.info('queued', { taskQueue: payload.taskQueue, workflowId: payload.name });
  return schedules.create(payload);
}
`,
  (
    random,
  ) => `export const ${unique(random, 'machine')} = createMachine({ id: '${random.pick(NOUNS)}', initial: 'idle', states: { idle: { on: { START: 'running' } }, running: {} } });
export const ${unique(random, 'run')} = (engine: any) => engine.workflow.execute({ taskQueue: '${random.pick(NOUNS)}' }, () => undefined);
`,
];

/** The blocks a kind of file is made of. */
export const BLOCKS = {
  source: [
    model,
    table,
    enumeration,
    calculation,
    calculation,
    query,
    repository,
    repository,
    routes,
    schema,
    processor,
  ],
  component: [model, component, component, hook, table],
  test: [tests, tests, tests, table],
};

/** What the blocks of a kind take from npm. */
export const PREAMBLES = {
  source:
    "import { z } from 'zod';\nimport { createMachine } from 'xstate';\nimport { logger } from '@acme/logging';\n",
  component:
    "import { useCallback, useEffect, useMemo, useState } from 'react';\nimport { Spinner } from '@acme/design';\nimport { t } from '@acme/i18n';\n",
  test: "import { beforeEach, describe, expect, it, vi } from 'vitest';\nimport { build, logger, subject } from './support.js';\n",
};
