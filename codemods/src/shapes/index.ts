import { activityProxy } from './activity-proxy.js';
import { activityStart } from './activity-start.js';
import { childStart } from './child-start.js';
import { clientStart } from './client-start.js';
import { continueAsNew } from './continue-as-new.js';
import { detachedStart } from './detached-start.js';
import { nestStart } from './nest-start.js';
import { nestWorker } from './nest-worker.js';
import { nexusStart } from './nexus-start.js';
import { ownQueueHanded } from './own-queue-handed.js';
import { rawStart } from './raw-start.js';
import { scheduleCreate } from './schedule-create.js';
import { scheduleUpdate } from './schedule-update.js';
import type { Shape } from './shape.js';
import { withStartOperation } from './with-start-operation.js';
import { workerCreate } from './worker-create.js';

/** The shelf of API shapes: one line each, in the order they are asked. */
export const SHAPES: readonly Shape[] = [
  clientStart,
  withStartOperation,
  scheduleCreate,
  scheduleUpdate,
  childStart,
  continueAsNew,
  nexusStart,
  nestStart,
  rawStart,
  detachedStart,
  activityProxy,
  activityStart,
  ownQueueHanded,
  workerCreate,
  nestWorker,
];
