import { expect, test } from 'vitest';
import { decide } from '../../codemods/src/decide.js';
import type { Decision } from '../../codemods/src/model/decision.js';
import type { ActivityUse, QueueArm, StartSite } from '../../codemods/src/model/site.js';
import { unpinnedActivities } from '../../codemods/src/unpin.js';
import { config, member, queue, site, tenant, value } from '../kit/site.js';

const one = (more: Partial<StartSite>, settings: Readonly<Record<string, unknown>> = {}): Decision =>
  decide([site(more)], config(settings))[0] as Decision;

const said = (decision: Decision): string => {
  if (decision.decision === 'route') return `route ${decision.kind.name} ${decision.tenant?.expression ?? '-'}`;
  if (decision.decision === 'routed') return `routed ${decision.wrong ?? 'rightly'}`;
  return `${decision.decision} ${decision.reason}`;
};

const workflow = (name: string | null): Pick<StartSite, 'workflow'> => ({ workflow: { ...site().workflow, name } });
const options = (more: Partial<StartSite['options']>): Pick<StartSite, 'options'> => ({
  options: { ...site().options, ...more },
});
const routed = (more: Partial<NonNullable<StartSite['routed']>>): Pick<StartSite, 'routed'> => ({
  routed: {
    function: 'routeForTenant',
    kind: 'tenant',
    tenantId: 'tenantId',
    priorityMissing: false,
    at: site().at,
    ...more,
  },
});
const handedIn = (name: string): QueueArm => {
  const arm = member(name, 'temporalTaskQueue', false);
  return { ...arm, hops: [...arm.hops, { kind: 'parameter', name, at: site().at }] };
};
const UNCALLED = {
  names: [],
  called: null,
  flow: { workflow: null, queue: null, options: null, own: [], lacks: null },
  named: false,
} as const;
const HANDED: StartSite['wrapper'] = { function: 'start', parameters: ['type'], ...UNCALLED };
const id = site().id;

test.each<[string, Partial<StartSite>, string]>([
  ['a legacy start of a known workflow', {}, 'route tenant tenantId'],
  ['a system job needs no tenant', { ...workflow('CleanupWorkflow'), tenants: [] }, 'route jobs -'],
  ['a client start without a queue', { queue: queue() }, 'ask queue-unknown'],
  ['a child without a queue', { api: 'child.start', queue: queue() }, 'keep inherits'],
  ['a child whose workflow is handed in', { api: 'child.start', queue: queue(), wrapper: HANDED }, 'keep inherits'],
  ['a client start whose workflow is handed in', { queue: queue(), wrapper: HANDED }, 'ask wrapper'],
  [
    'a child of another kind',
    { api: 'child.execute', queue: queue(), parents: ['Mystery', 'CleanupWorkflow'] },
    'ask child-of-another-kind',
  ],
  [
    'a child of the same kind',
    { api: 'child.execute', queue: queue(), parents: ['ProvisionWorkflow'] },
    'keep inherits',
  ],
  [
    'a child of another kind on a queue of its own',
    { api: 'child.execute', queue: queue(value('reports')), parents: ['CleanupWorkflow'] },
    'keep dedicated-queue',
  ],
  ['a schedule that keeps its queue', { api: 'schedule.update', queue: queue() }, 'keep inherits'],
  ['a schedule made without a queue', { api: 'schedule.create', queue: queue() }, 'ask queue-unknown'],
  ['a Nexus start without a queue', { api: 'nexus.start', queue: queue() }, 'keep inherits'],
  ['a Nexus start on the legacy queue', { api: 'nexus.start' }, 'route tenant tenantId'],
  ['a raw request', { api: 'raw' }, 'ask raw-request'],
  ['a raw request on a dedicated queue', { api: 'raw', queue: queue(value('reports')) }, 'keep dedicated-queue'],
  ['a raw request without a queue', { api: 'raw', queue: queue() }, 'ask queue-unknown'],
  [
    'neither workflow nor options in sight',
    {
      ...options({ form: 'opaque', literal: null, property: null }),
      workflow: { ...site().workflow, name: null, text: '' },
    },
    'ask options-opaque',
  ],
  ['a dedicated queue', { queue: queue(value('reports')) }, 'keep dedicated-queue'],
  ['a dedicated or the legacy queue', { queue: queue(value('reports'), value('main-queue')) }, 'ask queue-mixed'],
  ['a library that drops the priority', { library: 'a-library' }, 'ask priority-dropped'],
  [
    'a library that drops the priority of a dedicated queue',
    { library: 'a-library', queue: queue(value('reports')) },
    'keep dedicated-queue',
  ],
  ['a library that drops the priority, without a queue', { library: 'a-library', queue: queue() }, 'ask queue-unknown'],
  ['an unknown queue', { queue: queue({ value: null, hops: [] }) }, 'ask queue-unknown'],
  [
    'a derived queue',
    { queue: queue({ value: null, hops: [], derivedFrom: [value('main-queue')] }) },
    'ask derived-queue',
  ],
  ['a wrapper', { wrapper: { function: 'start', parameters: ['type'], ...UNCALLED } }, 'ask wrapper'],
  [
    'a wrapper on a dedicated queue',
    { wrapper: { function: 'start', parameters: ['type'], ...UNCALLED }, queue: queue(value('reports')) },
    'keep dedicated-queue',
  ],
  [
    'settings handed in are no wrapper',
    { wrapper: { function: 'start', parameters: ['settings'], ...UNCALLED }, queue: queue(handedIn('settings')) },
    'route tenant tenantId',
  ],
  [
    'but the workflow handed in beside them is',
    {
      wrapper: { function: 'start', parameters: ['settings', 'type'], ...UNCALLED },
      queue: queue(handedIn('settings')),
    },
    'ask wrapper',
  ],
  ['test code', { test: true }, 'keep test'],
  ['an ignored start', { ignore: 'until March' }, 'keep ignored'],
  ['an ignored start without a reason', { ignore: '' }, 'ask ignore-without-reason'],
  ['an unmapped workflow', workflow('Mystery'), 'ask unmapped-workflow'],
  ['a workflow chosen at run time', workflow(null), 'ask dynamic-workflow'],
  ['workflow code', { inWorkflowCode: true }, 'ask workflow-code'],
  ['workflow code, whatever the kind', { inWorkflowCode: true, ...workflow('Mystery') }, 'ask workflow-code'],
  ['options out of reach', options({ form: 'opaque', literal: null, property: null }), 'ask options-opaque'],
  ['a priority', options({ hasPriority: true }), 'ask existing-priority'],
  ['a later spread', options({ overriddenBy: '...more' }), 'ask options-overridden'],
  [
    'options in another file, tenant out of scope',
    { ...options({ form: 'variable', file: 'src/b.ts' }), tenants: [tenant('tenantId', { validAtCall: false })] },
    'ask no-tenant-in-scope',
  ],
  ['an SDK without fairness', { sdkVersion: '1.12.3' }, 'ask sdk-too-old'],
  ['a range of such an SDK', { sdkVersion: '^1.9.0' }, 'ask sdk-too-old'],
  ['the first SDK with fairness', { sdkVersion: '~1.13.0' }, 'route tenant tenantId'],
  ['a later major version', { sdkVersion: '2.0.0' }, 'route tenant tenantId'],
  ['an SDK of unknown version', { sdkVersion: null }, 'route tenant tenantId'],
  ['a routed start', routed({}), 'routed rightly'],
  [
    'a routed start without its priority',
    routed({ priorityMissing: true }),
    'routed the queue is routed, but the priority does not travel with it',
  ],
  [
    'a routed start of another kind',
    routed({ kind: 'billing' }),
    'routed kind billing is used, but the config says tenant',
  ],
  [
    'a tenant routed as a job',
    routed({ function: 'routeForSystemJob', kind: 'jobs' }),
    'routed routeForSystemJob is used, but the config says tenant (routeForTenant)',
  ],
])('%s', (_name, more, expected) => {
  expect(said(one(more))).toBe(expected);
});

test.each<[string, Record<string, unknown>, Partial<StartSite>, string]>([
  ['an answer keeps', { decision: 'keep', reason: 'later' }, {}, 'keep answered'],
  ['an answer names the tenant', { tenantId: 'org' }, { tenants: [] }, 'route tenant org'],
  ['an answer names the kind', { kind: 'jobs' }, { ...workflow(null), tenants: [] }, 'route jobs -'],
  [
    'an answer holds while the call is the same',
    { tenantId: 'org', callHash: 'hash' },
    { tenants: [] },
    'route tenant org',
  ],
  [
    'an answer given for another text is asked again',
    { tenantId: 'org', callHash: 'old' },
    { tenants: [] },
    'ask answer-stale',
  ],
  ['even one that keeps', { decision: 'keep', reason: 'later', callHash: 'old' }, {}, 'ask answer-stale'],
  [
    'an answer settles an unknown queue',
    { kind: 'tenant' },
    { queue: queue({ value: null, hops: [] }) },
    'route tenant tenantId',
  ],
  ['but not a dedicated one', { kind: 'tenant' }, { queue: queue(value('reports')) }, 'keep dedicated-queue'],
  [
    'an answer does not make a priority vanish',
    { tenantId: 'org' },
    options({ hasPriority: true }),
    'ask existing-priority',
  ],
])('%s', (_name, answer, more, expected) => {
  expect(said(one(more, { sites: { [id]: answer } }))).toBe(expected);
});

test.each([
  ['1.11.8', '1.11.8 by pnpm-lock.yaml', '1.11.8 by pnpm-lock.yaml: no priority at all'],
  ['1.12.3', '1.12.3 by yarn.lock', '1.12.3 by yarn.lock: priority without the fairness fields'],
  ['0.23.0', null, '0.23.0: no priority at all'],
])('what SDK %s lacks is said', (sdkVersion, sdkVersionText, detail) => {
  expect(one({ sdkVersion, sdkVersionText })).toMatchObject({ reason: 'sdk-too-old', detail });
});

test('test code is routed where the config wants it', () => {
  expect(said(one({ test: true }, { tests: 'migrate' }))).toBe('route tenant tenantId');
});

test('two globs of different kinds are a question', () => {
  const kinds = { tenant: ['Prov*'], jobs: ['*Workflow'] };
  expect(said(one({}, { kinds }))).toBe('ask kind-conflict');
});

test('a queue that the routing module does not fall back to travels with the route', () => {
  const primary = (of: Partial<StartSite>): boolean | null => {
    const decision = one(of);
    return decision.decision === 'route' ? decision.primary : null;
  };
  expect(primary({})).toBe(true);
  expect(primary({ queue: queue(value('main-queue')) })).toBe(false);
  expect(primary({ queue: queue(member('settings', 'temporalTaskQueue', false)) })).toBe(false);
});

test('it is pure: the same sites and config give the same decisions, whatever the order', () => {
  const sites = [
    site({}),
    site({ id: 'b', queue: queue(value('reports')) }),
    site({ id: 'c', ...workflow('Mystery') }),
  ];
  const forward = decide(sites, config());
  const backward = decide([...sites].reverse(), config());
  expect([...backward].reverse()).toEqual(forward);
});

test('a pinned activity is set free where its workflow goes on as itself, and not where it goes on as another', () => {
  const pinned: ActivityUse = {
    at: site().at,
    api: 'proxyActivities',
    test: false,
    queue: site().queue,
    property: { start: 0, end: 1 },
    workflows: ['ProvisionWorkflow'],
    exported: false,
  };
  const freed = (...more: readonly Partial<StartSite>[]): number =>
    unpinnedActivities([pinned], {
      decisions: decide([site(), ...more.map((one) => site({ id: 'b', ...one }))], config()),
      config: config(),
      isChild: () => false,
    }).length;
  expect(freed()).toBe(1);
  expect(freed({ api: 'continueAsNew', queue: queue(), parents: ['ProvisionWorkflow'] })).toBe(1);
  expect(freed({ api: 'continueAsNew', queue: queue(), parents: ['CleanupWorkflow'] })).toBe(0);
  expect(freed({ api: 'makeContinueAsNew', queue: queue(value('reports')), parents: ['ProvisionWorkflow'] })).toBe(0);
  expect(freed({ api: 'child.start', queue: queue(), parents: ['ProvisionWorkflow'] })).toBe(0);
});
