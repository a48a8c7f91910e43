import fc from 'fast-check';
import { code, listed, object, type Page, type Piece, raw, zone } from './page.js';
import { need, use } from './scope.js';

/** How one start is written, whatever stands around it. */
export interface Start {
  readonly api: 'start' | 'execute' | 'signalWithStart' | 'withStart' | 'schedule';
  readonly workflow: 'ProvisionWorkflow' | 'OnboardWorkflow' | 'ReportWorkflow' | 'CleanupWorkflow';
  readonly named: 'function' | 'string' | 'namespace';
  readonly receiver: 'plain' | 'optional' | 'element' | 'parenthesised' | 'broken' | 'called';
  readonly queue: Queue;
  /** Which of the options the queue is. */
  readonly queueAt: number;
  readonly options: 'inline' | 'variable' | 'variable read again';
  readonly id: 'template' | 'sum' | 'called' | 'plain';
  readonly extras: readonly Extra[];
  readonly layout: 'line' | 'lines';
}

/** The legacy queue in all its spellings, and what is left alone. */
export type Queue = (typeof QUEUES)[number];
const QUEUES = [
  'member',
  'literal',
  'parenthesised',
  'element',
  'cast',
  'quoted key',
  'computed key',
  'commented',
  'constant',
  'shorthand',
  'destructured',
  'spread',
  'dedicated',
  'routed',
] as const;

const EXTRAS = ['memo', 'retry', 'timeout', 'limits', 'conditional limits'] as const;
type Extra = (typeof EXTRAS)[number];

/** Every start, the plainest one simplest. */
export const start: fc.Arbitrary<Start> = fc.record({
  api: fc.oneof(
    { weight: 5, arbitrary: fc.constant('start' as const) },
    { weight: 4, arbitrary: fc.constantFrom('execute', 'signalWithStart', 'withStart', 'schedule') },
  ),
  workflow: fc.constantFrom('ProvisionWorkflow', 'OnboardWorkflow', 'ReportWorkflow', 'CleanupWorkflow'),
  named: fc.constantFrom('function', 'string', 'namespace'),
  receiver: fc.oneof(
    { weight: 3, arbitrary: fc.constant('plain' as const) },
    { weight: 2, arbitrary: fc.constantFrom('optional', 'element', 'parenthesised', 'broken', 'called') },
  ),
  queue: fc.oneof(
    { weight: 1, arbitrary: fc.constant('member' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...QUEUES) },
  ),
  queueAt: fc.nat(7),
  options: fc.oneof(
    { weight: 3, arbitrary: fc.constant('inline' as const) },
    { weight: 1, arbitrary: fc.constantFrom('variable', 'variable read again') },
  ),
  id: fc.constantFrom('plain', 'template', 'sum', 'called'),
  extras: fc.uniqueArray(fc.constantFrom(...EXTRAS), { maxLength: 3 }),
  layout: fc.constantFrom('line', 'lines'),
});

/** What the generator knows of a start it wrote. */
export interface KnownStart {
  /** Of the name of the method, or of the class behind `new`. */
  readonly offset: number;
  readonly api: string;
  readonly workflow: string;
  readonly decision: 'route' | 'keep' | 'routed' | 'ask';
  readonly tenantId: string | null;
}

/** Where a start is written: the client and the tenant id within reach, and room for statements before it. */
export interface Surroundings {
  readonly client: string;
  readonly tenant: string;
  /** Tells its locals from those of the unit's other starts. */
  readonly index: number;
  /** Statements may stand before it. */
  readonly hoists: boolean;
  /** Several calls are made with its options. */
  readonly isShared: boolean;
}

/** A start as the text before it and the call. */
export interface Written {
  readonly before: Piece;
  readonly call: Piece;
}

/** Writes a start; what its surroundings have no room for is written inline. */
export function writeStart(wanted: Start, surroundings: Surroundings): Written {
  const given = fitting(wanted, surroundings);
  const { index, isShared } = surroundings;
  const options = object(optionsOf(given, surroundings), given.layout);
  const declared = given.queue === 'shorthand' || given.queue === 'destructured' ? localQueue(given) : '';
  if (given.options === 'inline') return { before: declared, call: callOf(given, surroundings, options) };
  const name = `options${index}`;
  const type = onlyTyped(code`: WorkflowStartOptions${typeArgument(given)}`);
  const read = given.options === 'variable read again' ? code`${use('log')}(${name}.workflowId);\n` : '';
  return {
    before: code`${declared}const ${name}${type} = ${options};\n${read}`,
    call: callOf(given, surroundings, isShared || read !== '' ? zone('argument', name) : name),
  };
}

/** What a start can be where it stands. */
function fitting(start: Start, { hoists, isShared, index }: Surroundings): Start {
  const { api, queue, options } = start;
  const takesVariable = hoists && (api === 'start' || api === 'execute');
  // The third start of a block would declare the name again.
  const takesLocal = hoists && !isShared && index < 2;
  return {
    ...start,
    options: isShared ? 'variable' : takesVariable ? options : 'inline',
    queue: (queue === 'shorthand' || queue === 'destructured') && !takesLocal ? 'member' : queue,
    api: isShared && !takesVariable ? 'start' : api,
  };
}

const typeArgument = ({ workflow, named }: Start): Piece =>
  named === 'string' ? '' : code`<typeof ${workflowName(workflow, named)}>`;

/** Written in TypeScript only. */
const onlyTyped =
  (piece: Piece): Piece =>
  (page) => {
    if (page.language.types) page.write(piece);
  };

function workflowName(workflow: Start['workflow'], named: Start['named']): Piece {
  if (named === 'string') return `'${workflow}'`;
  return named === 'namespace' ? code`${use('workflows')}.${workflow}` : use(workflow);
}

/** The declaration of a local called `taskQueue`; it goes when nothing reads it any more. */
function localQueue({ queue }: Start): Piece {
  const settings = use('settings');
  const text =
    queue === 'shorthand'
      ? code`const taskQueue = ${settings}.temporalTaskQueue;\n`
      : code`const { temporalTaskQueue: taskQueue } = ${settings};\n`;
  return zone('declaration', text);
}

/** The call, from the client to the closing bracket. */
function callOf(start: Start, { client, tenant }: Surroundings, options: Piece): Piece {
  const { api, workflow, named } = start;
  const name = workflowName(workflow, named);
  const mark = known(start, tenant);
  if (api === 'withStart') {
    const operation = code`new ${mark(use('WithStartWorkflowOperation'))}(${name}, ${options})`;
    return code`${receiver(start, client, 'workflow')}.executeUpdateWithStart('rename', { startWorkflowOperation: ${operation} })`;
  }
  if (api === 'schedule') {
    return code`${receiver(start, client, 'schedule')}.${mark('create')}(${scheduleOf(start, tenant, options)})`;
  }
  return code`${receiver(start, client, 'workflow')}.${mark(api)}(${name}, ${options})`;
}

const scheduleOf = ({ layout }: Start, tenant: string, action: Piece): Piece =>
  object([code`scheduleId: 'nightly-' + ${tenant}`, 'spec: {}', code`action: ${action}`], layout);

function receiver({ receiver: form }: Start, client: string, member: 'workflow' | 'schedule'): Piece {
  if (form === 'optional') return code`${client}?.${member}`;
  if (form === 'element') return code`${client}['${member}']`;
  if (form === 'parenthesised') return code`(${client}.${member})`;
  if (form === 'called') return code`${use('clientOf')}(${client}).${member}`;
  return form === 'broken' ? code`${client}.${member}\n  ` : code`${client}.${member}`;
}

const APIS: Readonly<Record<Start['api'], string>> = {
  start: 'client.start',
  execute: 'client.execute',
  signalWithStart: 'client.signalWithStart',
  withStart: 'withStartOperation',
  schedule: 'schedule.create',
};

/** Notes what is known of a start at its name. */
const known =
  (start: Start, tenant: string) =>
  (name: Piece): Piece =>
  (page: Page) => {
    const { api, workflow, queue } = start;
    const isKept = queue === 'dedicated' || queue === 'routed';
    const decision = queue === 'dedicated' ? 'keep' : isKept ? 'routed' : isProvable(start, tenant) ? 'route' : 'ask';
    const tenantId = decision === 'route' && workflow !== 'CleanupWorkflow' ? tenant : null;
    const offset = page.text.length;
    page.starts.push({ offset, api: APIS[api], workflow, decision, tenantId });
    page.write(name);
  };

/** Whether something at the call says that this is the tenant, a name of the config or the workflow's own, and it may be read twice. */
const isProvable = ({ workflow, named }: Start, tenant: string): boolean => {
  if (workflow === 'CleanupWorkflow') return true;
  const isNamed = /(^|\.)(tenantId|tenant\.id)$/.test(tenant);
  return !tenant.endsWith(')') && (workflow !== 'ProvisionWorkflow' || named !== 'string' || isNamed);
};

/** The options in order, the queue among them. */
function optionsOf(start: Start, { tenant, index }: Surroundings): readonly Piece[] {
  const { api, workflow, named, queue, queueAt, extras, layout } = start;
  const args = argumentsOf(start, tenant);
  const action = [code`type: 'startWorkflow'`, code`workflowType: ${workflowName(workflow, named)}`];
  const properties: Piece[] = [
    ...(api === 'schedule' ? action : [code`workflowId: ${workflowId(start, tenant, index)}`]),
    ...(args === null ? [] : [code`args: [${listed(args, layout)}]`]),
    ...(api === 'signalWithStart' ? [code`signal: 'wake'`, 'signalArgs: []'] : []),
    ...(api === 'withStart' ? [code`workflowIdConflictPolicy: 'USE_EXISTING'`] : []),
    ...extras.map((extra) => extraOf(extra)),
  ];
  if (queue === 'spread') return [code`...${use('defaults')}`, ...properties.slice(0, -1), last(properties)];
  properties.splice(queueAt % (properties.length + 1), 0, queueProperty(start, tenant));
  return properties;
}

/** The last property, behind which a route is added. */
const last = (properties: readonly Piece[]): Piece => code`${properties.at(-1) ?? ''}${zone('append', '')}`;

function argumentsOf({ workflow }: Start, tenant: string): readonly Piece[] | null {
  const named = tenant === 'tenantId' ? 'tenantId' : `tenantId: ${tenant}`;
  if (workflow === 'CleanupWorkflow') return null;
  if (workflow === 'ProvisionWorkflow') return [tenant, `'free'`];
  if (workflow === 'OnboardWorkflow') return [code`{ userId: 'u-1', ${named} }`];
  return [code`{ ${named}, taskQueue: ${use('settings')}.temporalTaskQueue }`];
}

function workflowId({ id }: Start, tenant: string, index: number): Piece {
  if (id === 'template') return [raw(`\`start-${index}-\${`), tenant, raw('}`')];
  if (id === 'sum') return code`'start-${String(index)}-' + ${tenant}`;
  return id === 'called' ? code`${use('nextId')}('start')` : code`'start-${String(index)}'`;
}

function extraOf(extra: Extra): Piece {
  if (extra === 'memo') return code`memo: { note: 'taskQueue: main-queue', since: ${use('nextId')}('memo') }`;
  if (extra === 'retry') return code`retry: { maximumAttempts: 3 }`;
  if (extra === 'timeout') return code`workflowTaskTimeout: '10 seconds'`;
  if (extra === 'limits') return code`...${use('limits')}`;
  return code`...(${use('limits')}.workflowRunTimeout ? { workflowRunTimeout: '2 hours' } : {})`;
}

function queueProperty(start: Start, tenant: string): Piece {
  const { queue, workflow } = start;
  if (queue === 'dedicated') return code`taskQueue: 'exports'`;
  if (queue === 'routed') {
    const route =
      workflow === 'CleanupWorkflow'
        ? code`${use('routeForSystemJob')}()`
        : code`${use('routeForTenant')}({ tenantId: ${tenant} })`;
    return code`...${use('startOptions')}(${route})`;
  }
  return zone('queue', legacyProperty(queue));
}

function legacyProperty(queue: Queue): Piece {
  const settings = use('settings');
  if (queue === 'literal') return code`taskQueue: 'main-queue'`;
  if (queue === 'parenthesised') return code`taskQueue: (${settings}.temporalTaskQueue)`;
  if (queue === 'element') return code`taskQueue: ${settings}['temporalTaskQueue']`;
  if (queue === 'cast') return code`taskQueue: ${settings}.temporalTaskQueue‹ as string›`;
  if (queue === 'quoted key') return code`'taskQueue': ${settings}.temporalTaskQueue`;
  if (queue === 'computed key') return code`['taskQueue']: ${settings}.temporalTaskQueue`;
  if (queue === 'commented') return code`taskQueue: /* shared */ ${settings}.temporalTaskQueue`;
  if (queue === 'constant') return code`taskQueue: ${need('settings')}${use('QUEUE')}`;
  return queue === 'shorthand' || queue === 'destructured'
    ? 'taskQueue'
    : code`taskQueue: ${settings}.temporalTaskQueue`;
}
