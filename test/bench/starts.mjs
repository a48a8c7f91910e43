/**
 * The 300 start sites of a synthetic repository, in the mix of spellings that public repositories show.
 * Each writer marks the site's name token with `§api§`; `monorepo.mjs` takes the mark out and notes the line.
 */

/** How many sites of each API: 300 together. */
const APIS = {
  'client.start': 168,
  'client.execute': 40,
  'client.signalWithStart': 16,
  withStartOperation: 4,
  'schedule.create': 16,
  'schedule.update': 2,
  'child.start': 14,
  'child.execute': 22,
  continueAsNew: 10,
  makeContinueAsNew: 3,
  'nexus.start': 2,
  raw: 3,
};

/** How the queue is written where one is: shares of 244, the sites of the first five APIs. */
const QUEUES = {
  literal: 118,
  constant: 48,
  namespaced: 8,
  member: 32,
  call: 9,
  shorthand: 10,
  variable: 7,
  enumeration: 5,
  template: 2,
  either: 3,
  environment: 2,
};

const RECEIVERS = ['imported', 'field', 'standalone', 'promised', 'request', 'destructured', 'optional'];
const PLAIN = new Set(['client.start', 'client.execute', 'client.signalWithStart']);
const IN_WORKFLOWS = new Set(['child.start', 'child.execute', 'continueAsNew', 'makeContinueAsNew']);
const IN_TESTS = 30;

const repeated = (counts) => Object.entries(counts).flatMap(([name, count]) => Array(count).fill(name));

/** All 300, dealt to the services in turn: what each service has in its code, its tests and its workflows. */
export function dealtStarts(random, services) {
  const queues = random.shuffle(repeated(QUEUES));
  const specs = random.shuffle(repeated(APIS)).map((api, at) => ({
    api,
    at,
    queue: hasQueueOfItsOwn(api) ? queues.pop() : 'literal',
    named: at % 3 === 0 ? 'string' : at % 37 === 1 ? 'namespace' : 'function',
  }));
  const plain = specs.filter(({ api }) => PLAIN.has(api));
  const tests = new Set(plain.slice(0, IN_TESTS));
  const inWorkflows = specs.filter(({ api }) => IN_WORKFLOWS.has(api));
  const inCode = specs.filter((spec) => !tests.has(spec) && !IN_WORKFLOWS.has(spec.api));
  const dealt = (list) => services.map((_, service) => list.filter((__, at) => at % services.length === service));
  const [code, test, workflows] = [dealt(inCode), dealt([...tests]), dealt(inWorkflows)];
  return services.map((service, at) => ({ service, code: code[at], tests: test[at], workflows: workflows[at] }));
}

const hasQueueOfItsOwn = (api) => PLAIN.has(api) || api === 'withStartOperation' || api === 'schedule.create';

/** Where a queue expression comes from: what it needs imported, what must stand before the call, what the option says. */
function queueOf({ queue, at }) {
  const legacy = at % 6 !== 0;
  return {
    literal: { option: `taskQueue: '${legacy ? 'main-queue' : 'export-queue'}'` },
    constant: {
      from: "import { MAIN_TASK_QUEUE } from '../temporal/queues.js';",
      option: 'taskQueue: MAIN_TASK_QUEUE',
    },
    namespaced: {
      from: "import * as queues from '../temporal/queues.js';",
      option: 'taskQueue: queues.MAIN_TASK_QUEUE',
    },
    member: { from: "import { settings } from '../settings.js';", option: 'taskQueue: settings.temporalTaskQueue' },
    call: { from: "import { config } from '../settings.js';", option: 'taskQueue: config().temporalTaskQueue' },
    shorthand: {
      from: "import { settings } from '../settings.js';",
      before: 'const taskQueue = settings.temporalTaskQueue;',
      option: 'taskQueue',
    },
    variable: { option: "taskQueue: 'main-queue'" },
    enumeration: { from: "import { TaskQueues } from '../temporal/queues.js';", option: 'taskQueue: TaskQueues.Main' },
    template: {
      from: "import { QUEUE_BASE } from '../temporal/queues.js';",
      option: `taskQueue: \`\${QUEUE_BASE}-queue\``,
    },
    either: {
      from: "import { settings } from '../settings.js';",
      option: "taskQueue: settings.temporalTaskQueue || 'main-queue'",
    },
    environment: { option: "taskQueue: process.env.TEMPORAL_TASK_QUEUE ?? 'main-queue'" },
  }[queue];
}

function workflowOf({ named }, workflow) {
  if (named === 'string') return { text: `'${workflow}'` };
  if (named === 'namespace')
    return { text: `workflows.${workflow}`, from: "import * as workflows from '../workflows/index.js';" };
  return { text: workflow, from: `import { ${workflow} } from '../workflows/index.js';` };
}

/** Some workflows are told a queue in their arguments, which is none of the start's own. */
function argumentsOf({ at }) {
  if (at % 11 === 3) return "args: [{ tenantId: tenant.id, reference, taskQueue: 'reports' }]";
  return at % 2 === 0 ? 'args: [tenant.id, reference]' : 'args: [{ tenantId: tenant.id, reference, dryRun: false }]';
}

/** The options of a start; the tenant stands in the arguments, as it does in 38 of 100 public sites, and in the id. */
function optionsOf(spec, { option }, workflow) {
  const rows = [
    `workflowId: \`${workflow}-\${tenant.id}-\${reference}\``,
    argumentsOf(spec),
    option,
    ...(spec.at % 5 === 0 ? ["memo: { startedBy: 'console', reason: reference }"] : []),
    ...(spec.at % 7 === 0 ? ["retry: { maximumAttempts: 5, initialInterval: '2 seconds' }"] : []),
    ...(spec.api === 'client.signalWithStart' ? ["signal: 'touched'", 'signalArgs: [reference]'] : []),
    ...(spec.api === 'withStartOperation' ? ["workflowIdConflictPolicy: 'USE_EXISTING'"] : []),
  ];
  return `{\n${rows.map((row) => `      ${row},`).join('\n')}\n    }`;
}

/** One function (or method) around one site. */
function siteIn(spec, workflow, receiver) {
  const queue = queueOf(spec);
  const { text, from } = workflowOf(spec, workflow);
  const action = spec.api.split('.')[1];
  const inVariable = spec.queue === 'variable' && PLAIN.has(spec.api);
  const options = optionsOf(spec, queue, workflow);
  const before = [
    ...(queue.before === undefined ? [] : [queue.before]),
    ...(inVariable ? [`const options = ${options};`] : []),
  ];
  const call = {
    withStartOperation: `const startWorkflowOperation = new §withStartOperation§WithStartWorkflowOperation(${text}, ${options});
    const handle = await client.workflow.executeUpdateWithStart('touch', { startWorkflowOperation, args: [reference] });`,
    'schedule.create': `const handle = await client.schedule.§schedule.create§create({
      scheduleId: \`${workflow}-\${tenant.id}\`,
      spec: { intervals: [{ every: '${1 + (spec.at % 12)} hours' }] },
      action: { type: 'startWorkflow', workflowType: ${text}, args: [tenant.id, reference], ${queue.option} },
    });`,
    'schedule.update': `const handle = client.schedule.getHandle(\`${workflow}-\${tenant.id}\`);
    await handle.§schedule.update§update((previous) => ({
      ...previous,
      action: { ...previous.action, type: 'startWorkflow', workflowType: ${text}, ${queue.option} },
    }));`,
    'nexus.start': `const handle = await nexus.§nexus.start§startWorkflow(context, ${text}, {
      workflowId: \`${workflow}-\${reference}\`,
      args: [tenant.id, reference],
      ${queue.option},
    });`,
    raw: `const handle = await client.workflowService.§raw§startWorkflowExecution({
      namespace: 'default',
      requestId: reference,
      workflowId: \`${workflow}-\${reference}\`,
      workflowType: { name: '${workflow}' },
      taskQueue: { name: 'main-queue' },
    });`,
  }[spec.api];
  const plain = `const handle = await ${receiver}.§${spec.api}§${action}(${text}, ${inVariable ? 'options' : options});`;
  return {
    imports: [
      queue.from,
      from,
      ...(PLAIN.has(spec.api) ? [] : ["import { client } from '../temporal/client.js';"]),
      ...(spec.api === 'withStartOperation'
        ? ["import { WithStartWorkflowOperation } from '@temporalio/client';"]
        : []),
      ...(spec.api === 'nexus.start' ? ["import * as nexus from '@temporalio/nexus';"] : []),
    ].filter((line) => line !== undefined),
    body: [...before, call ?? plain].join('\n    '),
  };
}

/** What each way of holding a client needs, and how its starts are written. */
const HOLDERS = {
  imported: { receiver: 'client.workflow', imports: ["import { client } from '../temporal/client.js';"] },
  field: { receiver: 'this.temporal.workflow', imports: ["import type { Client } from '@temporalio/client';"] },
  standalone: {
    receiver: 'temporalClient',
    imports: ["import { WorkflowClient } from '@temporalio/client';"],
    top: 'const temporalClient = new WorkflowClient();\n',
  },
  promised: {
    receiver: '(await getClient()).workflow',
    imports: ["import { getClient } from '../temporal/client.js';"],
  },
  request: { receiver: 'request.temporal.workflow', imports: [] },
  destructured: {
    receiver: 'workflow',
    imports: ["import { client } from '../temporal/client.js';"],
    top: 'const { workflow } = client;\n',
  },
  optional: {
    receiver: 'this.temporal.getRawClient()?.workflow?',
    imports: ["import type { TemporalProvider } from '../temporal/client.js';"],
  },
};

/** A module (a class, or functions) with a few starts in it: its imports and its text. */
export function startingModule(random, specs, { workflows, name }) {
  const kind = RECEIVERS[specs[0].at % RECEIVERS.length];
  const holder = HOLDERS[kind];
  const sites = specs.map((spec) => ({ spec, ...siteIn(spec, random.pick(workflows), holder.receiver) }));
  const imports = [...holder.imports, ...sites.flatMap((site) => site.imports)];
  const method = ({ spec, body }) =>
    `async ${spec.api === 'nexus.start' ? 'nexus' : 'begin'}${spec.at}(${kind === 'request' ? 'request: any, ' : ''}${spec.api === 'nexus.start' ? 'context: any, ' : ''}tenant: { readonly id: string }, reference: string) {
    ${body}
    return handle;
  }`;
  if (kind !== 'field' && kind !== 'optional') {
    const functions = sites.map((site) => `export ${method(site).replace('async ', 'async function ')}\n`);
    return { imports, text: `${holder.top ?? ''}\n${functions.join('\n')}` };
  }
  const type = kind === 'field' ? 'Client' : 'TemporalProvider';
  return {
    imports,
    text: `export class ${name} {
  constructor(private readonly temporal: ${type}) {}

  ${sites.map(method).join('\n\n  ')}
}
`,
  };
}

/** A test file's starts, on the client of a test environment. */
export function startingTest(random, specs, { workflows }) {
  const sites = specs.map((spec) => ({ spec, ...siteIn(spec, random.pick(workflows), 'testEnv.client.workflow') }));
  const imports = [
    "import { TestWorkflowEnvironment } from '@temporalio/testing';",
    ...sites.flatMap((site) => site.imports),
  ];
  const cases = sites.map(
    ({ spec, body }) => `  it('runs case ${spec.at}', async () => {
    const tenant = { id: 'tenant-${spec.at}' };
    const reference = 'reference-${spec.at}';
    ${body}
    expect(handle).toBeDefined();
  });`,
  );
  return {
    imports,
    text: `let testEnv: TestWorkflowEnvironment;
beforeAll(async () => {
  testEnv = await TestWorkflowEnvironment.createTimeSkipping();
});

describe('workflows', () => {
${cases.join('\n\n')}
});
`,
  };
}

/** A workflow, with its activities and the child or continue-as-new that `spec` asks for (none: a plain one). */
export function workflowFunction(workflow, other, spec) {
  const step = {
    'child.start': `const child = await §child.start§startChild(${spec?.named === 'string' ? `'${other}'` : other}, { args: [tenantId, reference]${spec?.at % 5 === 0 ? ", taskQueue: 'main-queue'" : ''} });
  await child.result();`,
    'child.execute': `await §child.execute§executeChild(${spec?.named === 'string' ? `'${other}'` : other}, { workflowId: \`${other}-\${tenantId}\`, args: [tenantId, reference]${spec?.at % 5 === 0 ? ", taskQueue: 'main-queue'" : ''} });`,
    continueAsNew: `if (workflowInfo().historyLength > 5000) await §continueAsNew§continueAsNew<typeof ${workflow}>(tenantId, reference);`,
    makeContinueAsNew: `const again = §makeContinueAsNew§makeContinueAsNewFunc<typeof ${workflow}>({ taskQueue: 'main-queue' });
  await again(tenantId, reference);`,
  }[spec?.api];
  return `/** Runs for one tenant; its activities say what for. */
export async function ${workflow}(tenantId: string, reference: string): Promise<void> {
  const rows = await activities.load(tenantId, reference);
  for (const row of rows) {
    await activities.handle(tenantId, row);
    if (row.wait > 0) await sleep(row.wait);
  }
${step === undefined ? '' : `  ${step}\n`}}
`;
}
