import { testCases } from '../kit/sites.js';

const OPTIONS = `{ args: [tenantId], workflowId: tenantId, taskQueue: 'main-queue' }`;
const ROUTED = ['nexus.start ProvisionWorkflow route tenantId'];

const inside = (body: string): string => `import * as nexus from '@temporalio/nexus';
import { signalWithStartWorkflow, startWorkflow, type TemporalNexusClient } from '@temporalio/nexus';
export async function handler(ctx: any, client: TemporalNexusClient, tenantId: string) {
  void [ctx, client, tenantId, nexus, startWorkflow, signalWithStartWorkflow];
  ${body}
}
`;

testCases([
  ['the legacy queue', inside(`await startWorkflow(ctx, 'ProvisionWorkflow', ${OPTIONS});`), ROUTED],
  [
    'signalled',
    inside(
      `await signalWithStartWorkflow(ctx, 'ProvisionWorkflow', { args: [tenantId], workflowId: tenantId, signal: 's', taskQueue: 'main-queue' });`,
    ),
    ROUTED,
  ],
  ['a member of the namespace', inside(`await nexus.startWorkflow(ctx, 'ProvisionWorkflow', ${OPTIONS});`), ROUTED],
  ['the method', inside(`await client.startWorkflow('ProvisionWorkflow', ${OPTIONS});`), ROUTED],
  ['the signalling method', inside(`await client.signalWithStartWorkflow('ProvisionWorkflow', ${OPTIONS});`), ROUTED],
  [
    'the client that an operation hands in',
    `import * as nexus from '@temporalio/nexus';
export const operation = (tenantId: string) => [
  new nexus.TemporalOperationHandler<string, void>({ start: async (_ctx, client) => client.startWorkflow('ProvisionWorkflow', ${OPTIONS}) }),
  new nexus.TemporalOperationHandler<string, void>({
    async start(ctx, client) {
      return await client.startWorkflow('ProvisionWorkflow', ${OPTIONS});
    },
  }),
];
`,
    [...ROUTED, ...ROUTED],
  ],
  [
    'what other handlers hand in is none',
    `import { Handler } from './engine.js';
export const operation = (tenantId: string) =>
  new Handler({ start: async (_ctx: any, client: any) => client.startWorkflow('ProvisionWorkflow', ${OPTIONS}) });
`,
    [],
  ],
  [
    'no queue',
    inside(`await startWorkflow(ctx, 'ProvisionWorkflow', { args: [tenantId], workflowId: tenantId });`),
    ['nexus.start ProvisionWorkflow keep inherits'],
  ],
  [
    'the methods of other clients and functions of other packages are none',
    `import { startWorkflow } from './engine.js';
export const go = (engine: { startWorkflow(name: string, options: object): void }, tenantId: string) =>
  [startWorkflow({}, 'ProvisionWorkflow', ${OPTIONS}), engine.startWorkflow('ProvisionWorkflow', ${OPTIONS})];
`,
    [],
  ],
]);
