import { expect, test } from 'vitest';
import { sitesOf, testCases } from '../kit/sites.js';

const OPTIONS = `{ args: [tenantId], workflowId: tenantId, taskQueue: 'main-queue', workflowIdConflictPolicy: 'FAIL' }`;
const ROUTED = ['withStartOperation ProvisionWorkflow route tenantId'];

testCases([
  [
    'imported',
    `import { WithStartWorkflowOperation } from '@temporalio/client';
export const go = (tenantId: string) => new WithStartWorkflowOperation('ProvisionWorkflow', ${OPTIONS});`,
    ROUTED,
  ],
  [
    'imported under another name',
    `import { WithStartWorkflowOperation as Op } from '@temporalio/client';
export const go = (tenantId: string) => new Op('ProvisionWorkflow', ${OPTIONS});`,
    ROUTED,
  ],
  [
    'a member of the namespace',
    `import * as client from '@temporalio/client';
export const go = (tenantId: string) => new client.WithStartWorkflowOperation('ProvisionWorkflow', ${OPTIONS});`,
    ROUTED,
  ],
  [
    'a subclass that takes the same arguments',
    `import { WithStartWorkflowOperation as Op } from '@temporalio/client';
class Traced extends Op<any> {}
export const go = (tenantId: string) => new Traced('ProvisionWorkflow', ${OPTIONS});`,
    ROUTED,
  ],
  [
    'a subclass that holds the start itself',
    `import { WithStartWorkflowOperation } from '@temporalio/client';
class Provision extends WithStartWorkflowOperation<any> {
  constructor(tenantId: string) {
    super('ProvisionWorkflow', ${OPTIONS});
  }
}
export const go = (tenantId: string) => new Provision(tenantId);`,
    ROUTED,
  ],
  [
    "somebody else's class of the name, and other classes' super, are none",
    `import { WithStartWorkflowOperation } from './engine.js';
class Job { constructor(readonly name: string, readonly options: object) {} }
class Export extends Job { constructor(tenantId: string) { super('ProvisionWorkflow', ${OPTIONS}); } }
export const go = (tenantId: string) => [new WithStartWorkflowOperation('ProvisionWorkflow', ${OPTIONS}), new Export(tenantId)];
`,
    [],
  ],
]);

test('the update it travels with is not counted, and the column is the class name', async () => {
  const code = `import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
export async function go(client: Client, tenantId: string) {
  const startWorkflowOperation = new WithStartWorkflowOperation('ProvisionWorkflow', ${OPTIONS});
  await client.workflow.executeUpdateWithStart('add', { args: [1], startWorkflowOperation });
  await client.workflow.startUpdateWithStart('add', { args: [1], waitForStage: 'ACCEPTED', startWorkflowOperation });
}
`;
  const sites = await sitesOf({ 'src/a.ts': code }, { installed: false });
  expect(sites.map(({ line, column }) => [line, column])).toEqual([[3, 38]]);
});
