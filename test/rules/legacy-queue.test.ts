import { expect, test } from 'vitest';
import type { DerivedQueue, LegacyQueue } from '../../codemods/src/model/config.js';
import type { QueueArm } from '../../codemods/src/model/site.js';
import {
  isPrimary,
  judgeQueue,
  legacyVariables,
  primaryEntry,
  type QueueRules,
  queueNames,
} from '../../codemods/src/rules/legacy-queue.js';
import { member, queue, value } from '../kit/site.js';

const at = { file: 'src/a.ts', line: 1, column: 1 };
const entries: readonly LegacyQueue[] = [
  { kind: 'member', base: 'settings', name: 'temporalTaskQueue', text: 'settings.temporalTaskQueue' },
  { kind: 'literal', value: 'main-queue', text: "'main-queue'" },
  { kind: 'export', file: 'src/queues.ts', name: 'MAIN', text: 'src/queues.ts#MAIN' },
  { kind: 'lookup', key: 'temporal.taskQueue', text: "get('temporal.taskQueue')" },
];
const rules: QueueRules = { legacyQueues: entries, derivedQueues: [] };
const lookup = (key: string): QueueArm => ({ value: null, hops: [{ kind: 'lookup', key, at }] });
const unresolved = (arm: QueueArm): QueueArm => ({
  ...arm,
  hops: [...arm.hops, { kind: 'unresolved', name: 'vendor', at }],
});
const exported = (file: string, name: string, text: string | null): QueueArm => ({
  value: text,
  hops: [{ kind: 'export', file, name, at }],
});
const parameter: QueueArm = { value: null, hops: [{ kind: 'parameter', name: 'taskQueue', at }] };
const env: QueueArm = { value: null, hops: [{ kind: 'env', name: 'QUEUE', at }] };
const derived = (from: QueueArm): QueueArm => ({
  value: null,
  hops: [{ kind: 'call', callee: 'turnQueue', at }],
  derivedFrom: [from],
});

test.each<[string, readonly QueueArm[], string]>([
  ['nothing given', [], 'absent'],
  ['the member', [member('settings', 'temporalTaskQueue')], 'legacy'],
  ['the same name of another object', [member('reports', 'temporalTaskQueue')], 'dedicated'],
  ['the same name of an object handed in', [member('reports', 'temporalTaskQueue', false)], 'unknown'],
  ['another setting of the settings handed in', [member('settings', 'reportsQueue', false)], 'dedicated'],
  ['one of an object handed in, else the member', [member('job', 'queue', false), value('main-queue')], 'mixed'],
  ['the literal', [value('main-queue')], 'legacy'],
  ['the literal with an outer space is another queue', [value('main-queue ')], 'dedicated'],
  ['the export', [exported('src/queues.ts', 'MAIN', 'anything')], 'legacy'],
  ['the same name in another module', [exported('src/reports.ts', 'MAIN', 'reports')], 'dedicated'],
  ['another export of the module', [exported('src/queues.ts', 'OTHER', null)], 'unknown'],
  ['a parameter', [parameter], 'unknown'],
  ['a parameter, else the member', [parameter, member('settings', 'temporalTaskQueue')], 'mixed'],
  ['the environment, else the literal', [env, value('main-queue')], 'legacy'],
  ['the environment, else another literal', [env, value('exports')], 'dedicated'],
  ['the environment, else something unknown', [env, parameter], 'unknown'],
  ['the environment alone', [env], 'unknown'],
  ['another literal, else the member', [value('reports'), member('settings', 'temporalTaskQueue')], 'mixed'],
  ['built from the member', [derived(member('settings', 'temporalTaskQueue'))], 'derived'],
  ['built from something built from it', [derived(derived(value('main-queue')))], 'derived'],
  ['built from the running queue', [derived(member('workflowInfo', 'taskQueue'))], 'derived'],
  ['built from anything else', [derived(value('reports'))], 'unknown'],
  [
    'built from the literal, with a known name',
    [{ ...value('main-queue-turns'), derivedFrom: [value('main-queue')] }],
    'derived',
  ],
  ['built into the literal', [{ ...value('main-queue'), derivedFrom: [value('main'), value('queue')] }], 'legacy'],
  ['the key of a settings service', [lookup('temporal.taskQueue')], 'legacy'],
  ['another key', [lookup('temporal.exportQueue')], 'unknown'],
  ['a member of what cannot be opened', [unresolved(member('Queue', 'Main'))], 'unknown'],
  ['the member, of an object that cannot be opened', [unresolved(member('settings', 'temporalTaskQueue'))], 'legacy'],
])('%s', (_name, arms, expected) => {
  expect(judgeQueue(queue(...arms), rules).is).toBe(expected);
});

test.each<[string, QueueArm, string]>([
  ['a name that looks like it', value('main-v2'), 'legacy'],
  ['the name it is written as', value('main-v*'), 'legacy'],
  ['nothing where it varies', value('main-v'), 'legacy'],
  ['another name', value('main-queue'), 'dedicated'],
  ['a longer name', value('old-main-v2'), 'dedicated'],
  ['a name made with something unknown', { ...derived(env), pattern: 'main-v*' }, 'legacy'],
  ['one that has more that is known', { ...derived(env), pattern: 'main-v*-eu' }, 'legacy'],
  ['one of which too little is known', { ...derived(env), pattern: 'main-*' }, 'unknown'],
  ['one of which nothing is known', derived(env), 'unknown'],
])('a pattern: %s', (_name, arm, expected) => {
  const like: LegacyQueue = { kind: 'pattern', value: 'main-v*', text: "'main-v*'" };
  expect(judgeQueue(queue(arm), { ...rules, legacyQueues: [like] }).is).toBe(expected);
});

test('a pattern is many queues: it is never what the routing module stands for', () => {
  const like: LegacyQueue = { kind: 'pattern', value: 'main-v*', text: "'main-v*'" };
  expect(primaryEntry([like])).toBeUndefined();
  expect(primaryEntry([like, ...entries.slice(1)])).toBe(entries[1]);
  expect(isPrimary(queue(value('main-v2')), like)).toBe(false);
});

const byName: DerivedQueue = { kind: 'pattern', value: '*-turns', text: "'*-turns'" };
const byFunction: DerivedQueue = { kind: 'call', name: 'turnQueue', text: 'turnQueue(*)' };

test.each<[string, DerivedQueue, QueueArm, string]>([
  ['its function', byFunction, derived(value('main-queue')), 'dedicated'],
  ['another function', { ...byFunction, name: 'Queue' }, derived(value('main-queue')), 'derived'],
  ['what is known of its name', byName, { ...derived(value('main-queue')), pattern: '*-turns' }, 'dedicated'],
  ['its name', byName, { ...derived(value('main-queue')), value: 'main-queue-turns' }, 'dedicated'],
  ['another name', byName, { ...derived(value('main-queue')), pattern: '*-turns-2' }, 'derived'],
  ['no name', byName, derived(value('main-queue')), 'derived'],
  [
    'parts in their order',
    { ...byName, value: 'a*b*c' },
    { ...derived(value('main-queue')), value: 'a-b-c' },
    'dedicated',
  ],
  [
    'parts out of order',
    { ...byName, value: 'a*b*b*c' },
    { ...derived(value('main-queue')), value: 'a-b-c' },
    'derived',
  ],
  ['ends that overlap', { ...byName, value: 'ab*bc' }, { ...derived(value('main-queue')), value: 'abc' }, 'derived'],
])('a derived queue that is dealt with, by %s', (_name, entry, arm, expected) => {
  expect(judgeQueue(queue(arm), { ...rules, derivedQueues: [entry] }).is).toBe(expected);
});

test('a queue that is dealt with does not hide the legacy queue beside it', () => {
  const both = queue(derived(value('main-queue')), value('main-queue'));
  expect(judgeQueue(both, { ...rules, derivedQueues: [byFunction] })).toEqual({ is: 'mixed', other: 'turnQueue(*)' });
  expect(judgeQueue(queue(value('main-queue')), { ...rules, derivedQueues: [{ ...byName, value: 'main*' }] }).is).toBe(
    'legacy',
  );
});

test('what a queue may be beside a legacy one is named, all of it', () => {
  const rows = queue(value('main-queue'), value('exports'), value('reports'), value('exports'));
  expect(judgeQueue(rows, rules)).toEqual({ is: 'mixed', other: 'exports, reports' });
  expect(judgeQueue(queue(value('main-queue'), parameter, value('exports')), rules)).toEqual({
    is: 'mixed',
    other: 'exports, a queue that cannot be resolved',
  });
  expect(judgeQueue(queue(value('main-queue'), parameter), rules)).toEqual({ is: 'mixed', other: null });
});

test('a variable that legacy queues are read from may hold one, whatever its default is', () => {
  const setting = member('settings', 'temporalTaskQueue');
  const read = queue({ ...setting, hops: [...setting.hops, ...env.hops] }, value('main-queue'));
  const variables = legacyVariables([read, queue(value('exports'))], rules);
  expect([...variables]).toEqual(['QUEUE']);
  expect(judgeQueue(queue(env, value('exports')), { ...rules, variables })).toEqual({ is: 'mixed', other: 'exports' });
  const other: QueueArm = { value: null, hops: [{ kind: 'env', name: 'EXPORT_QUEUE', at }] };
  expect(judgeQueue(queue(other, value('exports')), { ...rules, variables })).toEqual({
    is: 'dedicated',
    name: 'exports',
  });
});

test('dedicated queues are called by what they are', () => {
  expect(judgeQueue(queue(value('reports')), rules)).toEqual({ is: 'dedicated', name: 'reports' });
  expect(judgeQueue(queue(member('settings', 'reportsQueue')), rules)).toEqual({
    is: 'dedicated',
    name: 'settings.reportsQueue',
  });
});

test('only the very setting of the routing module stands for the legacy queue with routing off', () => {
  const [primary] = entries;
  expect(isPrimary(queue(member('settings', 'temporalTaskQueue')), primary)).toBe(true);
  // A settings object handed in may hold another value.
  expect(isPrimary(queue(member('settings', 'temporalTaskQueue', false)), primary)).toBe(false);
  expect(isPrimary(queue(value('main-queue')), primary)).toBe(false);
  expect(isPrimary(queue(member('settings', 'temporalTaskQueue'), value('main-queue')), primary)).toBe(false);
  expect(isPrimary(queue(value('main-queue')), entries[1])).toBe(true);
  expect(isPrimary(queue(), primary)).toBe(false);
  expect(isPrimary(queue(value('main-queue')), undefined)).toBe(false);
});

test('what the legacy queues are called: the entries, and what queues on them were traced to', () => {
  const setting = member('settings', 'temporalTaskQueue');
  const read = { ...setting, hops: [...setting.hops, ...env.hops] };
  const queues = [
    queue(read, { ...setting, value: 'tasks' }),
    queue(env, value('main-queue')),
    queue({ ...setting, value: '' }),
    queue(value('exports')),
    queue(value('main-queue'), value('other')),
    queue({ value: null, hops: [{ kind: 'env', name: 'OTHER', at }] }),
  ];
  const like: LegacyQueue = { kind: 'pattern', value: 'main-v*', text: "'main-v*'" };
  expect(queueNames(queues, [...entries, like])).toEqual({
    values: ['main-queue', 'tasks'],
    patterns: ['main-v*'],
    members: [
      { base: 'settings', name: 'temporalTaskQueue' },
      { base: 'env', name: 'QUEUE' },
    ],
    exports: [{ file: 'src/queues.ts', name: 'MAIN' }],
  });
});
