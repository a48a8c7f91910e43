import { expect, test } from 'vitest';
import { lostIsolation, type Polled, type QueueInUse } from '../../codemods/src/rules/isolation.js';

const queue = (name: string, kind = 'tenant'): QueueInUse => ({ name, kind, isName: true });
const setting = (name: string, kind = 'tenant'): QueueInUse => ({ name, kind, isName: false });
const worker = (...names: readonly string[]): Polled => ({ names, open: false });
const OPEN: Polled = { names: [], open: true };

const lost = (
  queues: readonly QueueInUse[],
  workers: readonly Polled[],
  confirmed: Readonly<Record<string, readonly string[]>> = {},
) => Object.fromEntries(lostIsolation(queues, { workers, confirmed }));

test('two queues with workers of their own that would become one are lost', () => {
  expect(lost([queue('main'), queue('exports')], [worker('main'), worker('exports')])).toEqual({
    tenant: ['exports', 'main'],
  });
  expect(lost([setting('settings.a'), setting('settings.b')], [worker('settings.a'), worker('settings.b')])).toEqual({
    tenant: ['settings.a', 'settings.b'],
  });
});

test('of different kinds they stay apart', () => {
  expect(lost([queue('main'), queue('cron', 'jobs')], [worker('main'), worker('cron')])).toEqual({});
});

test('one queue, however often, loses nothing; nor does one under a name beside a setting that may be it', () => {
  expect(lost([queue('main'), queue('main')], [worker('main')])).toEqual({});
  expect(lost([queue('main'), setting('settings.a')], [worker('main'), worker('settings.a')])).toEqual({});
});

test('a queue without workers of its own separates nothing', () => {
  expect(lost([queue('main'), queue('old')], [worker('main')])).toEqual({});
  expect(lost([queue('main'), queue('exports')], [worker('main', 'exports')])).toEqual({});
});

test('where no worker is seen, or the queue of one cannot be told, each may have its own', () => {
  expect(lost([queue('main'), queue('exports')], [])).toEqual({ tenant: ['exports', 'main'] });
  expect(lost([queue('main'), queue('exports')], [worker('main'), OPEN])).toEqual({ tenant: ['exports', 'main'] });
});

test('what is confirmed is confirmed for these queues and this kind only', () => {
  const queues = [queue('a'), queue('b'), queue('c')];
  const workers = [worker('a'), worker('b'), worker('c')];
  expect(lost(queues, workers, { tenant: ['a', 'b', 'c'] })).toEqual({});
  expect(lost(queues, workers, { jobs: ['a', 'b', 'c'] })).toEqual({ tenant: ['a', 'b', 'c'] });
  // A queue that comes later is asked about again, with those it would join.
  expect(lost(queues, workers, { tenant: ['a', 'b'] })).toEqual({ tenant: ['a', 'b', 'c'] });
});
