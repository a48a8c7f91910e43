import { testCases } from '../kit/sites.js';

const start = (queue: string): string =>
  `{ namespace: 'default', workflowId: 'a', workflowType: { name: 'CleanupWorkflow' }, taskQueue: { name: ${queue} } }`;
const LEGACY = start(`'main-queue'`);
const ASK = ['raw CleanupWorkflow ask raw-request'];

const inside = (body: string): string => `import type { Client, Connection } from '@temporalio/client';
export async function go(client: Client, connection: Connection, workflowService: any, request: any, other: any) {
  void [client, connection, workflowService, request, other];
  ${body}
}
`;

testCases([
  ['a client', inside(`await client.workflowService.startWorkflowExecution(${LEGACY});`), ASK],
  ['a connection', inside(`await connection.workflowService.signalWithStartWorkflowExecution(${LEGACY});`), ASK],
  ['untyped', inside(`await workflowService.startWorkflowExecution(${LEGACY});`), ASK],
  ['untyped under another name', inside(`await other.startWorkflowExecution(${LEGACY});`), ASK],
  [
    'several at once',
    inside(`await client.workflowService.executeMultiOperation({ operations: [{ startWorkflow: ${LEGACY} }] });`),
    ASK,
  ],
  [
    'a schedule',
    inside(`await client.workflowService.createSchedule({ schedule: { action: { startWorkflow: ${LEGACY} } } });`),
    ASK,
  ],
  [
    'a schedule anew',
    inside(`await client.workflowService.updateSchedule({ schedule: { action: { startWorkflow: ${LEGACY} } } });`),
    ASK,
  ],
  [
    'a dedicated queue',
    inside(`await client.workflowService.startWorkflowExecution(${start(`'reports'`)});`),
    ['raw CleanupWorkflow keep dedicated-queue'],
  ],
  [
    'a request that a caller hands in',
    inside(`await client.workflowService.startWorkflowExecution(request);`),
    ['raw - ask wrapper'],
  ],
  [
    'a request that nobody can read',
    inside(`await client.workflowService.startWorkflowExecution(other.request());`),
    ['raw - ask options-opaque'],
  ],
  [
    "another cloud's workflow service is none",
    inside(
      `await other.startWorkflowExecution({ domain: 'd', workflowId: 'a', workflowType: { name: 'CleanupWorkflow' }, taskList: { name: 'main-queue' } });`,
    ),
    [],
  ],
  [
    'a schedule whose action stays is none',
    inside(`await client.workflowService.updateSchedule({ schedule: { spec: {} } });`),
    [],
  ],
  [
    "another scheduler's schedule is none",
    inside(`await other.createSchedule({ Name: 'nightly', Target: { Arn: 'main-queue' } });`),
    [],
  ],
  [
    'requests that start nothing are none',
    inside(`await client.workflowService.describeTaskQueue({ taskQueue: { name: 'main-queue' } });`),
    [],
  ],
]);
