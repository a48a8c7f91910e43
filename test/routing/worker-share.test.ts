import type { TunerHolder, WorkerOptions } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { shareOptions } from '../../routing/src/worker-share.js';

const base: WorkerOptions = { taskQueue: 'main-queue', maxCachedWorkflows: 600 };
const share = (options: Partial<WorkerOptions>, routed: number, legacy = true) =>
  shareOptions({ ...base, ...options }, { legacy, routed, routedInAll: Math.max(routed, 1) });
const pollers = (maximum: number) => ({ type: 'simple-maximum', maximum });

describe('shareOptions', () => {
  test('the legacy Worker keeps its slots, pollers and rates, and half of the cache', () => {
    const { legacy } = share({ maxConcurrentActivityTaskExecutions: 50, maxActivitiesPerSecond: 10 }, 4);
    expect(legacy).toEqual({ maxCachedWorkflows: 300 });
  });

  test('the routed Workers divide as much again', () => {
    expect(share({}, 4).routed).toEqual({
      maxCachedWorkflows: 75,
      maxConcurrentWorkflowTaskExecutions: 10,
      maxConcurrentActivityTaskExecutions: 25,
      maxConcurrentLocalActivityExecutions: 25,
      maxConcurrentNexusTaskExecutions: 25,
      workflowTaskPollerBehavior: pollers(2),
      activityTaskPollerBehavior: pollers(2),
      nexusTaskPollerBehavior: pollers(2),
    });
  });

  test('down to the minimums of the SDK', () => {
    expect(share({ maxCachedWorkflows: 10 }, 100).routed).toEqual({
      maxCachedWorkflows: 2,
      maxConcurrentWorkflowTaskExecutions: 2,
      maxConcurrentActivityTaskExecutions: 1,
      maxConcurrentLocalActivityExecutions: 1,
      maxConcurrentNexusTaskExecutions: 1,
      workflowTaskPollerBehavior: pollers(2),
      activityTaskPollerBehavior: pollers(1),
      nexusTaskPollerBehavior: pollers(1),
    });
  });

  test('no cache stays no cache', () => {
    const { legacy, routed } = share({ maxCachedWorkflows: 0 }, 100);
    expect(legacy.maxCachedWorkflows).toBe(0);
    expect(routed).toMatchObject({
      maxCachedWorkflows: 0,
      maxConcurrentWorkflowTaskExecutions: 1,
      workflowTaskPollerBehavior: pollers(1),
    });
  });

  test.each([1, 2, 3, 7, 32])(
    'the cache of %i routed queues and the legacy one is no more than one Worker had',
    (routed) => {
      const { legacy, routed: each } = share({}, routed);
      expect((legacy.maxCachedWorkflows ?? 0) + routed * (each.maxCachedWorkflows ?? 0)).toBeLessThanOrEqual(600);
      expect(routed * (each.maxConcurrentActivityTaskExecutions ?? 0)).toBeLessThanOrEqual(100);
      const defaults = shareOptions({ taskQueue: 'q' }, { legacy: true, routed, routedInAll: routed });
      expect(defaults.legacy.maxCachedWorkflows).toBeGreaterThanOrEqual(2);
    },
  );

  test('a queue that is polled alone has everything', () => {
    expect(share({}, 1, false).routed).toEqual({});
    expect(share({}, 0).legacy).toEqual({});
  });

  test('without the legacy queue the routed ones have the whole cache', () => {
    expect(share({}, 2, false).routed.maxCachedWorkflows).toBe(300);
  });

  test('rates: a Worker limits its own, the server limits each queue', () => {
    const rates = { maxActivitiesPerSecond: 10, maxTaskQueueActivitiesPerSecond: 10 };
    const { routed } = shareOptions({ ...base, ...rates }, { legacy: false, routed: 2, routedInAll: 8 });
    expect(routed).toMatchObject({ maxActivitiesPerSecond: 5, maxTaskQueueActivitiesPerSecond: 1.25 });
  });

  test('pollers: documented counts, fixed and autoscaling behaviours', () => {
    expect(share({ maxConcurrentWorkflowTaskPolls: 40 }, 4).routed.workflowTaskPollerBehavior).toEqual(pollers(10));
    expect(share({ maxConcurrentActivityTaskExecutions: 4 }, 2).routed.activityTaskPollerBehavior).toEqual(pollers(2));
    expect(share({ activityTaskPollerBehavior: { type: 'autoscaling' } }, 4).routed.activityTaskPollerBehavior).toEqual(
      {
        type: 'autoscaling',
        minimum: 1,
        initial: 1,
        maximum: 25,
      },
    );
  });

  test('a tuner: numbers are divided, a custom supplier is shared', () => {
    const custom = { type: 'custom' } as TunerHolder['localActivityTaskSlotSupplier'];
    const tuner: TunerHolder = {
      workflowTaskSlotSupplier: { type: 'fixed-size', numSlots: 40 },
      activityTaskSlotSupplier: { type: 'fixed-size', numSlots: 3 },
      localActivityTaskSlotSupplier: custom,
      nexusTaskSlotSupplier: { type: 'fixed-size', numSlots: 8 },
    };
    const { legacy, routed } = share({ tuner }, 4);
    expect(legacy.tuner).toBe(tuner);
    expect(routed.tuner).toEqual({
      workflowTaskSlotSupplier: { type: 'fixed-size', numSlots: 10 },
      activityTaskSlotSupplier: { type: 'fixed-size', numSlots: 1 },
      localActivityTaskSlotSupplier: custom,
      nexusTaskSlotSupplier: { type: 'fixed-size', numSlots: 2 },
    });
    expect(routed).not.toHaveProperty('maxConcurrentActivityTaskExecutions');
  });

  test('a resource-based tuner: one controller for the set, slots divided', () => {
    const tunerOptions = { targetMemoryUsage: 0.8, targetCpuUsage: 0.9 };
    const { legacy, routed } = share({ tuner: { tunerOptions } }, 4);
    const [first, second] = [legacy.tuner, routed.tuner] as { controller?: unknown; tunerOptions?: unknown }[];
    expect(first?.controller).toBeDefined();
    expect(second?.controller).toBe(first?.controller);
    expect(second?.tunerOptions).toBeUndefined();
    expect(routed.tuner).toMatchObject({
      workflowTaskSlotOptions: { minimumSlots: 2, maximumSlots: 250 },
      activityTaskSlotOptions: { minimumSlots: 1, maximumSlots: 500 },
    });
  });
});
