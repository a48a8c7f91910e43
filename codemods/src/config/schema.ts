import { z } from 'zod';
import { parseDerivedQueue } from './derived-queue.js';
import { parseLegacyQueue } from './legacy-queue.js';
import { parseWrapper } from './wrapper.js';

const TEXT_LIMIT = 500;
const GLOB_LIMIT = 256;
const GLOB_WILDCARDS = 8;
const GLOB_ALTERNATIVES = 64;

const text = z.string().min(1, 'must not be empty').max(TEXT_LIMIT, `must not be longer than ${TEXT_LIMIT} characters`);
const line = text.regex(/^[^\r\n\u2028\u2029]*$/, 'must be one line');
const name = line.regex(/^[^.\s]+(\.[^.\s]+)*$/, 'must be a name or a dotted path, like "tenant.id"');
const path = line.regex(
  /^(?!\/|[A-Za-z]:)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/,
  'must be a path under the root, with forward slashes',
);
const glob = line.refine((value) => globProblem(value) === null, {
  error: (issue) => globProblem(issue.input as string) ?? '',
});
const pathGlob = glob.and(path);
const identifier = line.regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be the name of an export');

/** What makes a glob slow or ambiguous; null when it is neither. Braces multiply, and wildcards backtrack. */
function globProblem(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (value.length > GLOB_LIMIT) return `is longer than ${GLOB_LIMIT} characters`;
  if (/[?*+@!]\(/.test(value)) return 'uses an extended glob like +(…); list the patterns one by one';
  if ((value.match(/\*+/g)?.length ?? 0) > GLOB_WILDCARDS) return `has more than ${GLOB_WILDCARDS} wildcards`;
  const groups = value.match(/\{[^{}]*\}/g) ?? [];
  if (/\{[^{}]*\{/.test(value)) return 'nests braces; list the patterns one by one';
  if (groups.some((group) => group.includes('..'))) return 'uses a {1..9} range; list the patterns one by one';
  const alternatives = groups.reduce((product, group) => product * group.split(',').length, 1);
  return alternatives > GLOB_ALTERNATIVES ? `has more than ${GLOB_ALTERNATIVES} alternatives in braces` : null;
}

const legacyQueue = line
  .refine((value) => typeof parseLegacyQueue(value) !== 'string', {
    error: (issue) => String(parseLegacyQueue(issue.input as string)),
  })
  .describe(
    'A quoted literal ("\'main-queue\'"), one with * for what varies ("\'main-v*\'"), a property ("settings.taskQueue"), a constant ("src/queues.ts#MAIN") or the key of a settings service ("get(\'temporal.taskQueue\')").',
  );

const wrapper = line.refine((value) => typeof parseWrapper(value) !== 'string', {
  error: (issue) => String(parseWrapper(issue.input as string)),
});

const derivedQueue = line
  .refine((value) => typeof parseDerivedQueue(value) !== 'string', {
    error: (issue) => String(parseDerivedQueue(issue.input as string)),
  })
  .describe('The function that derives a queue ("turnQueue(*)"), or the derived name in quotes ("\'*-turns\'").');

const kindName = line
  .max(64, 'must not be longer than 64 characters')
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'a kind becomes a part of queue names: letters, digits, "-" and "_" only');
const kind = z.strictObject({
  scope: z.enum(['tenant', 'system']).describe('tenant: sharded and keyed by tenant; system: one queue.'),
  workflows: z.array(glob).describe('Workflow names, exact or as globs.'),
});

const answer = z
  .strictObject({
    decision: z.enum(['keep', 'route']).optional(),
    reason: text.optional().describe('Why it stays; required with "keep".'),
    kind: line.optional(),
    tenantId: line.optional().describe('The expression that is the tenant id at this call.'),
    callHash: line.optional().describe('The call this answer was given for; when the call changes, it is asked again.'),
  })
  .superRefine((value, context) => {
    const say = (message: string): void => context.addIssue({ code: 'custom', message });
    if (value.decision === 'keep' && value.reason === undefined) say('"decision": "keep" needs a "reason"');
    if (value.decision === 'keep' && (value.kind ?? value.tenantId) !== undefined) {
      say('"decision": "keep" takes no "kind" and no "tenantId"');
    }
    if ((value.decision ?? value.kind ?? value.tenantId) === undefined) {
      say('an answer says "decision": "keep" with a "reason", or "kind" and "tenantId"');
    }
  });

const written = line.refine((value) => !value.includes('{base}'), {
  error: 'must be an expression that is valid in workflow code; no {base} is known there',
});
const workflowRouting = z
  .strictObject({
    module: path
      .optional()
      .describe('A module of the repository that reads no environment, bound to constants of the bundle.'),
    import: line.optional().describe('The unbound form: the package the functions are imported from.'),
    settings: z
      .union([written, z.strictObject({ namespace: written, prefix: written, shards: written })])
      .optional()
      .describe(
        'With "import": the settings that are handed in as one expression, such as "input.routing", or an expression for each.',
      ),
  })
  .superRefine((value, context) => {
    const say = (message: string): void => context.addIssue({ code: 'custom', message });
    if ((value.module === undefined) === (value.import === undefined)) say('give either "module" or "import"');
    if ((value.settings === undefined) !== (value.import === undefined)) say('"import" and "settings" go together');
  });

const routing = z
  .strictObject({
    module: path.optional().describe("The repository's own routing module (what init writes)."),
    factory: identifier
      .optional()
      .describe('With "module": its export that makes the routing from settings that are handed in.'),
    inject: identifier.optional().describe('With "module": its class that Nest injects where a start stands.'),
    import: line.optional().describe('The unbound form: the package the functions are imported from.'),
    settings: z
      .strictObject({
        namespace: line.default('{base}.temporalNamespace'),
        prefix: line.default('{base}.temporalQueuePrefix'),
        shards: line.default('{base}.temporalQueueShards'),
      })
      .optional()
      .describe(
        'With "import": expressions written at each call; {base} is the object the legacy queue was read from.',
      ),
    style: z.enum(['inline', 'statement']).default('inline'),
    workflows: workflowRouting.optional().describe('Where starts in workflow code get their route from.'),
  })
  .superRefine((value, context) => {
    const say = (message: string): void => context.addIssue({ code: 'custom', message });
    if (value.module !== undefined && value.import !== undefined) say('"module" and "import" exclude each other');
    if (value.settings !== undefined && value.import === undefined) say('"settings" goes with "import"');
    if (value.factory !== undefined && value.inject !== undefined) say('"factory" and "inject" exclude each other');
    for (const name of ['factory', 'inject'] as const)
      if (value[name] !== undefined && value.module === undefined)
        say(`"${name}" is an export of "module": name it, too`);
  });

/** The config file, as people write it. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  include: z.array(pathGlob).min(1).default(['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte}']),
  exclude: z.array(pathGlob).default([]),
  legacyQueues: z
    .array(legacyQueue)
    .min(1)
    .default(['settings.temporalTaskQueue'])
    .describe('The shared queues being retired.'),
  retired: z.array(legacyQueue).default([]).describe('Entries of legacyQueues that are allowed to match nothing.'),
  derivedQueues: z
    .array(derivedQueue)
    .default([])
    .describe('Queues built from a legacy queue that have workers of their own: starts on them are left alone.'),
  kinds: z
    .record(kindName, z.union([z.array(glob), kind]))
    .default({})
    .describe('Workload kinds and their workflows; a plain array for "tenant" and "jobs".'),
  mergedQueues: z
    .record(kindName, z.array(line).min(2, 'must name the two or more queues that are merged'))
    .default({})
    .describe('Per kind: the legacy queues that may share it, although each has workers of its own today.'),
  tenantNames: z
    .array(name)
    .min(1)
    .default(['tenantId', 'tenant.id', 'organizationId'])
    .describe('What a tenant id is called, strongest first.'),
  workflows: z
    .record(
      line,
      z.strictObject({
        kind: line.optional(),
        tenantId: line.optional(),
        continueAsNew: z
          .enum(['keep', 'move'])
          .optional()
          .describe('move: its continue-as-new takes the queue of its route, so that it leaves the legacy queue.'),
      }),
    )
    .default({})
    .describe('Per workflow: its kind, whatever "kinds" says, and where its tenant id is.'),
  sites: z.record(line, answer).default({}).describe("A person's answers, by site id."),
  routing: routing.optional(),
  workers: z
    .array(z.strictObject({ file: path, queues: z.array(line).min(1) }))
    .default([])
    .describe('Workers the tool cannot see, and the queues they poll.'),
  wrappers: z
    .array(wrapper)
    .default([])
    .describe(
      'Functions of the repository around a start, whose callers are the sites: "src/start.ts#startWorkflow", "src/starter.ts#Starter.launch", "src/start.ts#default".',
    ),
  scheduleScript: path
    .regex(/\.[cm]?[jt]s$/, 'must be a TypeScript or JavaScript file')
    .optional()
    .describe('A script that plan and apply write: run once, it moves the schedules which exist already.'),
  tests: z.enum(['keep', 'migrate']).default('keep'),
});

export type ConfigInput = z.output<typeof configSchema>;

/** What is wrong with a kind's name, a path or a list of tenant names as a person types it; null when nothing is. */
export const kindNameProblem = (typed: string): string | null =>
  problemWith(kindName.min(1, 'must not be empty'), typed);
export const pathProblem = (typed: string): string | null => problemWith(path, typed);
export const tenantNameProblem = (typed: readonly string[]): string | null =>
  problemWith(z.array(name).min(1, 'must name at least one'), typed);

function problemWith(schema: z.ZodType, typed: unknown): string | null {
  const [issue] = schema.safeParse(typed).error?.issues ?? [];
  return issue?.message ?? null;
}

/** The JSON Schema editors use, made from the same source that validates. */
export const configJsonSchema = (): Record<string, unknown> => ({
  ...(z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }) as Record<string, unknown>),
  title: 'temporal-queue.config.json',
});

/** The text of the schema file the package ships. */
export const configJsonSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
