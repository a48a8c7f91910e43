import { ts } from 'ts-morph';
import { readOptions, readQueue } from './parts/options.js';
import { isFromPackage } from './parts/symbols.js';
import { baseName, lastName, objectOf } from './parts/syntax.js';
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
    if (
      routed
        ? !isFromPackage(name, /^temporal-queue-routing/, context)
        : !isWorkerCreate(node.expression, name, context)
    )
      return null;
    return {
      what: 'worker',
      worker: {
        at: context.place(name),
        how: routed ? 'routed' : 'static',
        api: routed ? 'createRoutedWorkers' : 'Worker.create',
        test: context.test,
        queue: readQueue(readOptions(argument, context), argument, context),
        call: { start: node.getStart(), end: node.getEnd() },
      },
    };
  },
};

function isWorkerCreate(callee: ts.Expression, name: ts.Node, context: ShapeContext): boolean {
  const object = objectOf(callee);
  if (object === null || name.getText() !== 'create') return false;
  if (isFromPackage(name, /^@temporalio\/worker$/, context)) return true;
  const owner = lastName(object);
  return owner !== null && baseName(object) === 'Worker' && isFromPackage(owner, /^@temporalio\/worker$/, context);
}
