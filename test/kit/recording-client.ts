/** Stands in for `@temporalio/client` (and `worker`, `workflow`, `nexus`) when a fixture is executed: it notes every call and starts nothing. */

export interface Recorded {
  readonly api: string;
  readonly workflow: unknown;
  readonly options: unknown;
}

interface Recording {
  readonly calls: Recorded[];
  /** Zero-based numbers of the calls that fail. */
  readonly failing: readonly number[];
  /** What the workflow runs on that the code stands in: its children and next runs inherit it. */
  readonly parent: { readonly taskQueue: string; readonly priority?: object };
}

const recording = (): Recording => (globalThis as unknown as { recording: Recording }).recording;

/** Functions by name and `undefined` visibly, so that two recordings compare by value. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return { function: value.name };
  if (value === undefined) return { undefined: true };
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (value instanceof Date) return { date: value.toISOString() };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** `priority: undefined` is what the SDK sends for no priority at all. */
function sent(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('priority' in options) || options.priority !== undefined)
    return options;
  const { priority: _priority, ...rest } = options;
  return rest;
}

function record(api: string, workflow: unknown, options: unknown): unknown {
  const { calls, failing } = recording();
  const number = calls.length;
  calls.push({ api, workflow: plain(workflow), options: plain(sent(options)) });
  if (failing.includes(number)) throw new Error(`call ${number} fails`);
  const { workflowId, scheduleId } = (options ?? {}) as { workflowId?: string; scheduleId?: string };
  return { workflowId, scheduleId, firstExecutionRunId: `run-${number}`, result: async () => `result-${number}` };
}

export class WorkflowClient {
  async start(workflow: unknown, options: unknown): Promise<unknown> {
    return record('start', workflow, options);
  }
  async execute(workflow: unknown, options: unknown): Promise<unknown> {
    record('execute', workflow, options);
    return 'executed';
  }
  async signalWithStart(workflow: unknown, options: unknown): Promise<unknown> {
    return record('signalWithStart', workflow, options);
  }
  /** The start it makes is noted where its operation is built. */
  async executeUpdateWithStart(): Promise<unknown> {
    return 'updated';
  }
}

export class WithStartWorkflowOperation {
  constructor(workflow: unknown, options: unknown) {
    record('withStart', workflow, options);
  }
}

export class ScheduleClient {
  async create(options: unknown): Promise<unknown> {
    const made = record('schedule', null, options) as { readonly scheduleId: string };
    return { ...made, ...this.getHandle(made.scheduleId) };
  }
  getHandle(scheduleId: string): { update(updater: (previous: unknown) => unknown): Promise<void> } {
    const previous = (): object => ({
      scheduleId,
      spec: {},
      action: { type: 'startWorkflow', workflowType: 'Before', taskQueue: 'before', args: [] },
    });
    return { update: async (updater) => void record('schedule.update', null, updater(previous())) };
  }
}

export class Client {
  readonly workflow = new WorkflowClient();
  readonly schedule = new ScheduleClient();
}

/** The service of nestjs-temporal-core that makes schedules. */
export class ScheduleService {
  async createSchedule(options: unknown): Promise<unknown> {
    return record('schedule', null, options);
  }
}

/** Anybody else's client with methods of the same names. */
export class Foreign {
  readonly workflow = { start: (...args: unknown[]) => record('foreign.start', null, args) };
  readonly schedules = { create: (...args: unknown[]) => record('foreign.create', null, args) };
  start(...args: unknown[]): unknown {
    return record('foreign.start', null, args);
  }
}

export const Connection = { connect: async (): Promise<object> => ({}) };
export const startWorkflow = async (_ctx: unknown, workflow: unknown, options: unknown): Promise<unknown> =>
  record('nexus.start', workflow, options);
export const signalWithStartWorkflow = async (_ctx: unknown, workflow: unknown, options: unknown): Promise<unknown> =>
  record('nexus.signalWithStart', workflow, options);
/** What starts in workflow code inherit, each field by itself, as the server gives it. */
function inherited(options: object = {}): object {
  const { parent } = recording();
  const { taskQueue, priority, ...rest } = options as { taskQueue?: string; priority?: object };
  const both = { ...parent.priority, ...priority };
  return {
    ...rest,
    taskQueue: taskQueue === undefined || taskQueue === '' ? parent.taskQueue : taskQueue,
    ...(Object.keys(both).length === 0 ? {} : { priority: both }),
  };
}

export const startChild = async (workflow: unknown, options?: object): Promise<unknown> =>
  record('startChild', workflow, inherited(options));
export const executeChild = async (workflow: unknown, options?: object): Promise<unknown> => {
  record('executeChild', workflow, inherited(options));
  return 'executed';
};
export const workflowInfo = (): object => ({ ...recording().parent, workflowId: 'parent' });

/** The next run; it takes no priority. Like the real one, it does not return. */
export const makeContinueAsNewFunc =
  ({ priority: _, ...options }: { priority?: object } = {}) =>
  async (...args: unknown[]): Promise<never> => {
    record('continueAsNew', null, { ...inherited(options), args });
    throw new Error('continued as new');
  };
export const continueAsNew = makeContinueAsNewFunc();
export const sleep = async (): Promise<void> => undefined;
export const proxyActivities = (): object => ({});
export const defineSignal = (name: string): object => ({ type: 'signal', name });
export const defineSearchAttributeKey = (name: string, type: string): object => ({ name, type });

export class TypedSearchAttributes {
  readonly pairs: unknown;
  constructor(pairs: unknown) {
    this.pairs = pairs;
  }
}
