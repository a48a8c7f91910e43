import { expect, test } from 'vitest';
import { decide } from '../../codemods/src/decide.js';
import type { Decision } from '../../codemods/src/model/decision.js';
import type { StartSite } from '../../codemods/src/model/site.js';
import { config, queue, site, tenant, value } from '../kit/site.js';

const named = (name: string): Pick<StartSite, 'workflow'> => ({ workflow: { ...site().workflow, name } });
const passed = (expression: string, position = 0): StartSite['passed'] => [
  { expression, names: [expression], position, property: null },
];
const legacy = queue(value('main-queue'));

/** A client's start of the parent for `tenant.id`. */
const parent: Partial<StartSite> = {
  id: 'parent',
  queue: legacy,
  tenants: [tenant('tenant.id')],
  passed: passed('tenant.id'),
};

/** A child of the same kind, pinned to that queue, for what the parent was given first. */
const child: Partial<StartSite> = {
  id: 'child',
  api: 'child.start',
  inWorkflowCode: true,
  queue: legacy,
  parents: ['ProvisionWorkflow'],
  inputs: [{ name: 'tenantId', position: 0, property: null }],
  ...named('InvoiceWorkflow'),
};

const again: Partial<StartSite> = {
  id: 'again',
  api: 'makeContinueAsNew',
  inWorkflowCode: true,
  queue: legacy,
  parents: ['ProvisionWorkflow'],
  inputs: [{ name: 'tenantId', position: 0, property: null }],
  carried: [{ position: 0, property: null, except: [] }],
};

const settings = {
  kinds: { tenant: ['ProvisionWorkflow', 'InvoiceWorkflow'], jobs: ['CleanupWorkflow', 'SweepWorkflow'] },
};

function said(decision: Decision | undefined): string {
  if (decision?.decision === 'route') return decision.follows ? `follows as ${decision.kind.name}` : 'route';
  return decision?.decision === 'ask' ? `${decision.reason}: ${decision.detail}` : (decision?.decision ?? 'none');
}

/** What is decided of the first of these sites. */
const first = (sites: readonly Partial<StartSite>[], more: Readonly<Record<string, unknown>> = settings): string =>
  said(decide(sites.map(site), config(more))[0]);

test('a child of the same kind and tenant follows the parent that is started on its queue', () => {
  expect(first([child, parent])).toBe('follows as tenant');
});

test('so does one whose parent is routed already, and one of a job', () => {
  const routed: Partial<StartSite> = {
    ...parent,
    queue: queue(),
    routed: {
      function: 'routeForTenant',
      kind: 'tenant',
      tenantId: 'tenant.id',
      priorityMissing: false,
      at: site().at,
    },
  };
  expect(first([child, routed])).toBe('follows as tenant');
  const job = { ...child, ...named('SweepWorkflow'), parents: ['CleanupWorkflow'], tenants: [], inputs: [] };
  expect(first([job, { id: 'start', queue: legacy, ...named('CleanupWorkflow') }])).toBe('follows as jobs');
});

test('a continue-as-new follows itself', () => {
  expect(first([again, parent])).toBe('follows as tenant');
  expect(first([child, parent, again])).toBe('follows as tenant');
});

test.each<[string, readonly Partial<StartSite>[], string]>([
  ['nothing starts the parent', [child], 'nothing here starts ProvisionWorkflow'],
  ['the parent is not known', [{ ...child, parents: [] }, parent], 'the workflow it stands in is not known'],
  [
    'another legacy queue than the parent has',
    [child, { ...parent, queue: queue(value('exports')) }],
    'ProvisionWorkflow does not surely leave',
  ],
  [
    'the parent is a child as well',
    [child, parent, { ...child, id: 'other', queue: queue(), ...named('ProvisionWorkflow'), parents: ['Whoever'] }],
    '(keep, inherits)',
  ],
  [
    'the parent goes on elsewhere',
    [child, parent, { ...again, queue: queue(value('reports')) }],
    '(keep, dedicated-queue)',
  ],
  ['a start of the parent is a question', [child, { ...parent, tenants: [] }], '(ask, tenant-unknown)'],
  ['no kind', [{ ...child, ...named('MysteryWorkflow') }, parent], 'no kind is given for MysteryWorkflow'],
  [
    'another kind',
    [{ ...child, ...named('CleanupWorkflow') }, parent],
    'CleanupWorkflow is jobs, and ProvisionWorkflow is started as tenant',
  ],
  [
    'a tenant that is not an argument of the parent',
    [{ ...child, inputs: [] }, parent],
    'is not shown to be an argument',
  ],
  [
    'another argument of the parent',
    [{ ...child, inputs: [{ name: 'tenantId', position: 1, property: null }] }, parent],
    'is not shown to be the one that ProvisionWorkflow gets at',
  ],
  ['no tenant for certain', [{ ...child, tenants: [] }, parent], 'its tenant id is not certain'],
  [
    'a parent that goes on for another tenant',
    [child, parent, { ...again, queue: queue(), api: 'continueAsNew', carried: [] }],
    'is not shown to be the one that ProvisionWorkflow gets at',
  ],
  [
    'options that others read',
    [{ ...child, options: { ...site().options, form: 'variable', otherReads: 1 } }, parent],
    'its options are not written for this call alone',
  ],
  [
    'a queue made of its own',
    [
      child,
      parent,
      {
        id: 'derived',
        api: 'child.start',
        inWorkflowCode: true,
        parents: ['InvoiceWorkflow'],
        queue: queue({
          value: null,
          hops: [],
          derivedFrom: [
            {
              value: null,
              hops: [
                { kind: 'member', base: 'workflowInfo', name: 'taskQueue', shared: false, owner: null, at: site().at },
              ],
            },
          ],
        }),
      },
    ],
    'where InvoiceWorkflow runs, a queue is made of its own',
  ],
])('%s: a question that says so', (_what, sites, why) => {
  const more = { ...settings, legacyQueues: ["'main-queue'", "'exports'"] };
  const answer = first(sites, sites.some(({ queue: of }) => of?.arms[0]?.value === 'exports') ? more : settings);
  expect(answer).toMatch(/^workflow-code: /);
  expect(answer).toContain(why);
});

test('what a person answered stands', () => {
  const answered = { ...settings, sites: { child: { decision: 'keep', reason: 'later' } } };
  expect(first([child, parent], answered)).toBe('keep');
});

test('with a routing for workflow code, what cannot follow is routed', () => {
  const routable = { ...settings, routing: { workflows: { module: 'src/workflow-routing.ts' } } };
  expect(first([child], routable)).toBe('route');
  expect(first([child, parent], routable)).toBe('follows as tenant');
  const unfit = decide([site(child)], config(routable), null, {
    unfit: { reason: 'workflow-code', detail: 'it reads process' },
  });
  expect(said(unfit[0])).toBe('workflow-code: it reads process');
});
