import { readConfig } from '../../codemods/src/config/index.js';
import type { Config } from '../../codemods/src/model/config.js';
import type { Place, Proof } from '../../codemods/src/model/place.js';
import type { QueueArm, QueueFact, StartSite, TenantFact } from '../../codemods/src/model/site.js';

const at: Place = { file: 'src/a.ts', line: 1, column: 1 };
const proof: Proof = { how: 'types', because: '', at: [] };

/** An arm that reads `base.name`. */
export const member = (base: string, name: string, shared = true): QueueArm => ({
  value: null,
  hops: [{ kind: 'member', base, name, at, shared, owner: null }],
});

/** An arm that ends in a literal. */
export const value = (text: string): QueueArm => ({ value: text, hops: [] });

export const queue = (...arms: readonly QueueArm[]): QueueFact => ({
  text: 'settings.temporalTaskQueue',
  absent: arms.length === 0,
  arms,
  proof,
});

/** An expression that flows into the call. */
export const tenant = (expression: string, more: Partial<TenantFact> = {}): TenantFact => ({
  expression,
  role: 'path',
  names: expression.split('.').map((_, index, all) => all.slice(index).join('.')),
  flowsInto: 'args',
  position: 0,
  argument: true,
  of: null,
  beside: [],
  fits: true,
  overridden: false,
  type: 'string',
  pure: true,
  validAtCall: true,
  exact: true,
  at,
  ...more,
});

/** A start of `ProvisionWorkflow` on the legacy queue for `tenantId`, inline, in ordinary code. */
export const site = (more: Partial<StartSite> = {}): StartSite => ({
  id: 'src/a.ts#go/client.start/1',
  at,
  api: 'client.start',
  enclosing: 'go',
  test: false,
  callHash: 'hash',
  call: { start: 0, end: 10 },
  callText: 'client.workflow.start()',
  receiver: proof,
  workflow: { name: 'ProvisionWorkflow', text: 'ProvisionWorkflow', proof },
  queue: queue(member('settings', 'temporalTaskQueue')),
  routed: null,
  wrapper: null,
  callers: [],
  through: null,
  tenants: [tenant('tenantId')],
  options: {
    file: 'src/a.ts',
    form: 'inline',
    literal: { start: 0, end: 5 },
    property: { start: 1, end: 2 },
    argument: { start: 0, end: 5 },
    otherReads: 0,
    hasPriority: false,
    priority: null,
    overriddenBy: null,
  },
  inWorkflowCode: false,
  parents: [],
  inputs: [],
  carried: [],
  passed: [],
  argumentCount: null,
  swallowed: null,
  recurring: false,
  ignore: null,
  kindComments: [],
  library: null,
  sdkVersion: '1.24.0',
  sdkVersionText: null,
  ...more,
});

/** A config as a person writes it. */
export const config = (more: Readonly<Record<string, unknown>> = {}): Config =>
  readConfig(
    JSON.stringify({
      legacyQueues: ['settings.temporalTaskQueue', "'main-queue'"],
      kinds: { tenant: ['ProvisionWorkflow'], jobs: ['CleanupWorkflow'] },
      tenantNames: ['tenantId', 'tenant.id'],
      ...more,
    }),
    'temporal-queue.config.json',
  );
