import { ts } from '../../typescript.js';
import { readOptions } from './parts/options.js';
import { packageExportOf } from './parts/package-export.js';
import { receiverOf } from './parts/receiver.js';
import { isFromPackage } from './parts/symbols.js';
import { lastName, objectOf } from './parts/syntax.js';
import { buildWorker, workerQueue } from './parts/worker.js';
import type { Found, Shape, ShapeContext } from './shape.js';

/** `Worker.create({ taskQueue })`, and `createRoutedWorkers({ taskQueue }, routing)`, which polls every routed queue too. */
export const workerCreate: Shape = {
  id: 'worker-create',
  describe: 'A worker and the queue it polls',
  names: new Set(['create', 'createRoutedWorkers']),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const [argument] = node.arguments;
    if (name === null || argument === undefined) return null;
    const routed = name.text === 'createRoutedWorkers';
    const isOurs = routed
      ? isFromPackage(name, /^temporal-queue-routing/, context)
      : isWorkerCreate(node.expression, argument, context);
    if (!isOurs) return null;
    const queues = [workerQueue(argument, context)];
    const { literal } = readOptions(argument, context);
    const api = routed ? 'createRoutedWorkers' : 'Worker.create';
    return { what: 'worker', worker: buildWorker({ node, name, api, routed, queues, literal }, context) };
  },
};

/** The SDK's Worker by types, or by what its name stands for; its connections and tuners have a `create` too. */
function isWorkerCreate(callee: ts.Expression, options: ts.Expression, context: ShapeContext): boolean {
  const object = objectOf(callee);
  const owner = object === null ? null : lastName(object);
  if (owner === null) return false;
  const receiver = receiverOf(callee, context, { plausible: !ts.isStringLiteralLike(options) });
  if (receiver.is === 'sdk') return receiver.owner === 'Worker';
  const wanted = { package: /^@temporalio\/worker$/, names: ['Worker'] };
  return receiver.is === 'untyped' && packageExportOf(owner, wanted, context) !== null;
}
