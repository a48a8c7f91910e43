import type { State, Worker } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { RoutedWorkers } from '../../routing/src/worker.js';

/** A Worker that can only say how it is. */
const inState = (state: State) => ({ getState: () => state }) as Worker;
const stateOf = (...states: State[]) => new RoutedWorkers(states.map(inState), async () => undefined).getState();

describe('the state of a set', () => {
  test.each<State>(['INITIALIZED', 'RUNNING', 'STOPPING', 'DRAINING', 'DRAINED', 'STOPPED', 'FAILED'])(
    'is %s when all are',
    (state) => expect(stateOf(state, state, state)).toBe(state),
  );

  test.each<[State, State[]]>([
    ['STOPPING', ['RUNNING', 'STOPPING']],
    ['STOPPING', ['RUNNING', 'FAILED', 'RUNNING']],
    ['STOPPING', ['STOPPED', 'RUNNING']],
    ['DRAINING', ['DRAINED', 'DRAINING', 'STOPPED']],
    ['DRAINED', ['FAILED', 'DRAINED']],
    ['FAILED', ['STOPPED', 'FAILED', 'STOPPED']],
    ['INITIALIZED', ['INITIALIZED', 'RUNNING']],
  ])('is %s for %j', (state, states) => expect(stateOf(...states)).toBe(state));
});

test('a set that does not run cannot be shut down, and one that ran cannot run again', async () => {
  const set = (state: State) => new RoutedWorkers([inState(state)], async () => undefined);
  expect(() => set('INITIALIZED').shutdown()).toThrow('Not running. Current state: INITIALIZED');
  await expect(set('STOPPED').run()).rejects.toThrow('Poller was already started');
});
