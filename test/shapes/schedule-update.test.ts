import { testCases } from '../kit/sites.js';

const ACTION = `{ type: 'startWorkflow', workflowType: 'CleanupWorkflow', taskQueue: 'main-queue' }`;
const ROUTED = ['schedule.update CleanupWorkflow route'];
const INHERITS = ['schedule.update - keep inherits'];
const ASK = ['schedule.update - ask options-opaque'];

const inside = (body: string): string => `import type { Client, ScheduleHandle } from '@temporalio/client';
import { elsewhere } from './elsewhere.js';
const moved = (previous: any) => ({ ...previous, action: ${ACTION} });
export async function go(client: Client, handle: ScheduleHandle, other: any) {
  void [client, handle, other, elsewhere, moved];
  ${body}
}
`;
const update = (updater: string): string => inside(`await handle.update(${updater});`);

testCases([
  ['a typed handle', update(`(previous) => ({ ...previous, action: ${ACTION} })`), ROUTED],
  [
    'a handle got in place, returned from a body',
    inside(
      `await client.schedule.getHandle('a').update((previous) => { return { ...previous, action: ${ACTION} }; });`,
    ),
    ROUTED,
  ],
  [
    'a handle in a variable',
    inside(
      `const got = client.schedule.getHandle('a');\n  await got.update((previous) => ({ ...previous, action: ${ACTION} }));`,
    ),
    ROUTED,
  ],
  [
    'the handle of a new schedule',
    inside(
      `const made = await client.schedule.create({ scheduleId: 'a', spec: {}, action: { type: 'startWorkflow', workflowType: 'X', taskQueue: 'x' } });\n  await made.update((previous) => ({ ...previous, action: ${ACTION} }));`,
    ),
    ['schedule.create X keep dedicated-queue', ...ROUTED],
  ],
  [
    'an untyped handle, by the action',
    inside(`await other.update((previous: any) => ({ ...previous, action: ${ACTION} }));`),
    ROUTED,
  ],
  ['a function of the same file', update('moved'), ROUTED],
  [
    'the previous action without a queue of its own',
    update(`(previous) => ({ ...previous, action: { ...previous.action, args: [1] } })`),
    INHERITS,
  ],
  [
    'the same, destructured',
    update(`({ action, ...rest }) => ({ ...rest, action: { ...action, args: [1] } })`),
    INHERITS,
  ],
  [
    "the previous action's queue by name",
    update(`(previous) => ({ ...previous, action: { ...previous.action, taskQueue: previous.action.taskQueue } })`),
    INHERITS,
  ],
  ['a function from elsewhere', update('elsewhere'), ASK],
  [
    'an action changed in place',
    update(`(previous) => { previous.action.taskQueue = 'main-queue'; return previous; }`),
    ASK,
  ],
  ['a schedule made before the update', inside(`const next = other.plan();\n  await handle.update(() => next);`), ASK],
  ['a schedule that a function makes', update('(previous) => elsewhere(previous)'), ASK],
  ['the previous schedule with another time', update('(previous) => { previous.spec = {}; return previous; }'), []],
  ["a state's update that hands on a value is none", inside(`other.update(() => moved);`), []],
  [
    'one of two actions',
    update(
      `(previous) => { if (other) return { ...previous, action: ${ACTION} }; return { ...previous, action: ${ACTION} }; }`,
    ),
    ASK,
  ],
  ['an update that writes no action is none', update(`(previous) => ({ ...previous, spec: {} })`), []],
  ['one that hands the action on is none', update(`(previous) => ({ ...previous, action: previous.action })`), []],
  [
    "a state's update is none",
    inside(`other.update((previous: any) => ({ ...previous, action: { kind: 'open', taskQueue: 'main-queue' } }));`),
    [],
  ],
  ["a model's update is none", inside(`await other.update({ action: ${ACTION} });`), []],
  [
    "a workflow's update is none",
    inside(`await client.workflow.getHandle('a').executeUpdate('update', { args: [${ACTION}] });`),
    [],
  ],
  ["a hash's update is none", inside(`other.createHash('sha256').update(other.schedule);`), []],
]);
