import { testCases } from '../kit/sites.js';

const inside = (body: string): string => `import * as wf from '@temporalio/workflow';
import { continueAsNew, makeContinueAsNewFunc } from '@temporalio/workflow';
export async function CleanupWorkflow() {}
export async function ProvisionWorkflow(tenantId: string): Promise<void> {
  void [tenantId, continueAsNew, makeContinueAsNewFunc, wf];
  ${body}
}
`;

testCases([
  [
    'the workflow it stands in',
    inside(`await continueAsNew(tenantId);`),
    ['continueAsNew ProvisionWorkflow keep inherits'],
  ],
  [
    'the type argument',
    inside(`await wf.continueAsNew<typeof CleanupWorkflow>();`),
    ['continueAsNew CleanupWorkflow keep inherits'],
  ],
  [
    'a made function without options, called later',
    inside(`const again = makeContinueAsNewFunc<typeof ProvisionWorkflow>();\n  await again(tenantId);`),
    ['makeContinueAsNew ProvisionWorkflow keep inherits'],
  ],
  [
    'named by workflowType',
    inside(`await makeContinueAsNewFunc({ workflowType: 'ExportWorkflow', taskQueue: 'exports' })();`),
    ['makeContinueAsNew ExportWorkflow keep dedicated-queue'],
  ],
  [
    'the legacy queue',
    inside(`await wf.makeContinueAsNewFunc({ taskQueue: 'main-queue' })();`),
    ['makeContinueAsNew ProvisionWorkflow ask workflow-code'],
  ],
  [
    "the workflow's own queue",
    inside(`await wf.makeContinueAsNewFunc({ taskQueue: wf.workflowInfo().taskQueue })();`),
    ['makeContinueAsNew ProvisionWorkflow keep inherits'],
  ],
  [
    'a function that two workflows use continues neither by name',
    `import { continueAsNew } from '@temporalio/workflow';
const again = () => continueAsNew();
export async function ProvisionWorkflow() { await again(); }
export async function CleanupWorkflow() { await again(); }
`,
    ['continueAsNew - keep inherits'],
  ],
  [
    'a member of a namespace that cannot be opened',
    `import { continueAsNew } from '@temporalio/workflow';
import * as workflows from './workflows.js';
export async function ProvisionWorkflow() { await continueAsNew<typeof workflows.CleanupWorkflow>(); }
`,
    ['continueAsNew CleanupWorkflow keep inherits'],
  ],
  [
    "somebody else's are none",
    `import { continueAsNew } from './saga.js';
export const saga = { makeContinueAsNewFunc: (options: object) => options };
export const go = () => [continueAsNew('main-queue'), saga.makeContinueAsNewFunc({ taskQueue: 'main-queue' })];
`,
    [],
  ],
]);
