import { activityProxy } from './activity-proxy.js';
import { clientStart } from './client-start.js';
import { scheduleCreate } from './schedule-create.js';
import type { Shape } from './shape.js';
import { workerCreate } from './worker-create.js';

/** The shelf of API shapes: one line each, in the order they are asked. */
export const SHAPES: readonly Shape[] = [clientStart, scheduleCreate, activityProxy, workerCreate];
