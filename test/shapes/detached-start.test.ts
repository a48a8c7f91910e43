import { testCases } from '../kit/sites.js';

const ARGUMENTS = `'ProvisionWorkflow', { args: [tenantId], workflowId: tenantId, taskQueue: 'main-queue' }`;
const ROUTED = 'client.start ProvisionWorkflow route tenantId';

const inside = (body: string): string => `import type { Client } from '@temporalio/client';
export async function go(client: Client, tenantId: string, jobs: any) {
  void [client, tenantId, jobs];
  ${body}
}
`;

testCases([
  ['call', inside(`await client.workflow.start.call(client.workflow, ${ARGUMENTS});`), [ROUTED]],
  ['apply', inside(`await client.workflow.start.apply(client.workflow, [${ARGUMENTS}]);`), [ROUTED]],
  [
    'apply with arguments that nobody can read',
    inside(`await client.workflow.start.apply(client.workflow, jobs);`),
    ['client.start - ask options-opaque'],
  ],
  [
    'call with arguments that nobody can read',
    inside(`await client.workflow.start.call(client.workflow, ...jobs);`),
    ['client.start - ask options-opaque'],
  ],
  [
    'a bound method, each call of it',
    inside(`const begin = client.workflow.start.bind(client.workflow);
  await begin(${ARGUMENTS});
  await begin(${ARGUMENTS});`),
    [ROUTED, ROUTED],
  ],
  [
    'a method that is bound with its first argument',
    inside(`const begin = client.workflow.start.bind(client.workflow, 'ProvisionWorkflow');
  await begin({ args: [tenantId], workflowId: tenantId, taskQueue: 'main-queue' });`),
    [ROUTED],
  ],
  [
    "one that is called like the client's own",
    inside(`const start = client.workflow.start.bind(client.workflow, 'ProvisionWorkflow');
  await start({ args: [tenantId], workflowId: tenantId, taskQueue: 'main-queue' });`),
    [ROUTED],
  ],
  [
    'a bound method that goes elsewhere is asked about where it is bound',
    inside(`jobs.push(client.workflow.execute.bind(client.workflow));`),
    ['client.execute - ask options-opaque'],
  ],
  [
    'and so is one that is called and goes elsewhere',
    inside(`const begin = client.workflow.start.bind(client.workflow);
  await begin(${ARGUMENTS});
  jobs.push(begin);`),
    ['client.start - ask options-opaque', ROUTED],
  ],
  ['without types, by the options', inside(`await jobs.start.call(jobs, ${ARGUMENTS});`), [ROUTED]],
  ['a method of other things is none', inside(`jobs.start.call(jobs, 'ProvisionWorkflow');`), []],
  [
    'a bound method of other things is none',
    inside(`const begin = jobs.start.bind(jobs);\n  begin('ProvisionWorkflow');`),
    [],
  ],
  [
    "the client's other methods are none",
    inside(`const of = client.workflow.getHandle.bind(client.workflow);\n  of('a');`),
    [],
  ],
  ['ordinary call and apply are none', inside(`Math.max.apply(null, [1]);\n  Object.keys.call(jobs);`), []],
]);
