import { expect, test } from 'vitest';
import { readConfig, writeConfigText } from '../../codemods/src/config/index.js';

const proposal = {
  legacyQueues: [
    { text: 'settings.temporalTaskQueue', because: 'read by 14 starts' },
    { text: "'main-queue'", because: 'a line\nbreak, "x": 1' },
  ],
  kinds: [
    {
      name: 'tenant',
      scope: 'tenant' as const,
      workflows: [{ name: 'TenantProvisioningWorkflow', because: 'its parameter is tenantId' }],
    },
    { name: 'jobs', scope: 'system' as const, workflows: [] },
    { name: 'billing', scope: 'tenant' as const, workflows: [{ name: 'InvoiceWorkflow', because: '' }] },
  ],
  undecided: [{ name: 'SyncWorkflow', because: 'nothing is known' }],
  tenantNames: [
    { name: 'tenantId', because: 'in 12 starts' },
    { name: 'tenant.id', because: '' },
  ],
  workers: ['src/worker.ts:3 polls settings.temporalTaskQueue', 'a line\nbreak'],
  routing: {
    access: { form: 'module' as const, module: 'src/temporal/routing.ts', style: 'inline' as const },
    because: 'it is there already',
  },
};

test('a proposal as a person reads it', () => {
  expect(writeConfigText(proposal)).toBe(`{
  // The shared queues being retired.
  "legacyQueues": [
    "settings.temporalTaskQueue", // read by 14 starts
    "'main-queue'" // a line break, "x": 1
  ],

  // Which workload each workflow is. Confirm every line: the reasons are hints, not knowledge.
  "kinds": {
    "tenant": [
      "TenantProvisioningWorkflow" // its parameter is tenantId
    ],
    "jobs": [],
    "billing": {
      "scope": "tenant",
      "workflows": [
        "InvoiceWorkflow"
      ]
    }
    // Not decided: move each into a kind, or its starts will be asked about.
    //   "SyncWorkflow" // nothing is known
  },

  // What a tenant id is called in this code, strongest first.
  "tenantNames": [
    "tenantId", // in 12 starts
    "tenant.id"
  ],

  // Workers that poll routed queues and cannot be seen here, as { "file": "…", "queues": ["saas.tenant.*"] }. Seen:
  //   src/worker.ts:3 polls settings.temporalTaskQueue
  //   a line break
  "workers": [],

  // The module every rewritten start imports its route from: it is there already.
  "routing": { "module": "src/temporal/routing.ts", "style": "inline" }
}
`);
});

test('it is a config the tool reads, in both forms of routing', () => {
  expect(readConfig(writeConfigText(proposal), 'c')).toMatchObject({
    legacyQueues: [{ kind: 'member' }, { kind: 'literal', value: 'main-queue' }],
    kinds: [{ workflows: ['TenantProvisioningWorkflow'] }, { workflows: [] }, { workflows: ['InvoiceWorkflow'] }],
  });
  const routing = {
    form: 'import' as const,
    import: 'x',
    settings: { namespace: 'n', prefix: 'p', shards: 's' },
    style: 'statement' as const,
  };
  const unbound = { access: routing, because: '' };
  expect(readConfig(writeConfigText({ ...proposal, kinds: [], undecided: [], routing: unbound }), 'c').routing).toEqual(
    routing,
  );
});
