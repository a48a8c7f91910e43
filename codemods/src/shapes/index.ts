import { activityProxy } from './activity-proxy.js';
import { activityStart } from './activity-start.js';
import { clientStart } from './client-start.js';
import { nestWorker } from './nest-worker.js';
import { scheduleCreate } from './schedule-create.js';
import type { Shape } from './shape.js';
import { workerCreate } from './worker-create.js';

/** The shelf of API shapes: one line each, in the order they are asked. */
export const SHAPES: readonly Shape[] = [
  clientStart,
  scheduleCreate,
  activityProxy,
  activityStart,
  workerCreate,
  nestWorker,
];
