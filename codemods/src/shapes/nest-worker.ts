import { ts } from '../../typescript.js';
import { nestServiceProof } from './parts/nest-service.js';
import { queueFact, readOptions } from './parts/options.js';
import { packageExportOf } from './parts/package-export.js';
import { resolveAlias, symbolAt } from './parts/symbols.js';
import { lastName, objectOf, ownProperty, propertyName, propertyValue, unwrap } from './parts/syntax.js';
import { buildWorker, type WorkerQueue, workerQueue } from './parts/worker.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const SIMPLE = { package: /^nestjs-temporal$/, names: ['TemporalModule'] };
const CORE = { package: /^nestjs-temporal-core$/, names: ['TemporalModule', 'TemporalWorkerModule'] };

/**
 * The workers that Nest modules make: `TemporalModule.registerWorker({ workerOptions: { taskQueue } })` of nestjs-temporal
 * (`forRoot` in version 1), `TemporalModule.register({ taskQueue, worker })` or `{ workers: [{ taskQueue }] }` of
 * nestjs-temporal-core, each also `…Async` with a factory.
 */
export const nestWorker: Shape = {
  id: 'nest-worker',
  describe: 'A worker made by a Nest module, and the queue it polls',
  names: new Set([
    ...['registerWorker', 'registerWorkerAsync', 'forRoot', 'forRootAsync'],
    ...['register', 'registerAsync', 'forWorker'],
  ]),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const [argument] = node.arguments;
    if (name === null || argument === undefined) return null;
    const owner = ownerOfCall(node.expression, context);
    const read = owner === null ? undefined : owner.methods[name.text.replace(/Async$/, '')];
    if (owner === null || read === undefined) return null;
    const given = /Async$/.test(name.text) ? asyncOptions(argument, context) : [argument];
    const queues =
      given === null
        ? [unreadable(argument, context)]
        : given.flatMap((options) => read(options, context) ?? [unreadable(options, context)]);
    if (queues.length === 0) return null;
    const api = `${owner.name}.${name.text}`;
    return { what: 'worker', worker: buildWorker({ node, name, api, routed: false, queues, literal: null }, context) };
  },
};

/** The queues of one options object; none when it makes no worker, null when it cannot be read. */
type Reader = (options: ts.Expression, context: ShapeContext) => readonly WorkerQueue[] | null;

interface Owner {
  readonly name: string;
  readonly methods: Readonly<Record<string, Reader>>;
}

function ownerOfCall(callee: ts.Expression, context: ShapeContext): Owner | null {
  const object = objectOf(callee);
  const owner = object === null ? null : lastName(object);
  if (owner === null) return null;
  if (packageExportOf(owner, SIMPLE, context) !== null)
    return { name: 'TemporalModule', methods: { registerWorker: ofWorkerOptions, forRoot: ofWorkerOptions } };
  const module = packageExportOf(owner, CORE, context);
  if (module === 'TemporalModule') return { name: module, methods: { register: ofCoreOptions } };
  if (module !== null) return { name: module, methods: { register: ofDefinition, forWorker: ofDefinition } };
  return nestServiceProof(callee, context) !== null
    ? { name: 'TemporalService', methods: { registerWorker: ofDefinition } }
    : null;
}

/** nestjs-temporal: `{ workerOptions: { taskQueue } }`, in version 1 the worker's options themselves. Without a queue it makes no worker. */
const ofWorkerOptions: Reader = (options, context) => {
  const { literal } = readOptions(options, context);
  if (literal === null) return [workerQueue(options, context)];
  const inner = memberOf(literal, 'workerOptions');
  if (inner !== null) return [workerQueue(inner, context)];
  const queue = workerQueue(options, context);
  return queue.fact.absent && !hasSpread(literal) ? [] : [queue];
};

/** nestjs-temporal-core: a list of workers, else one on the queue beside `worker`; with neither it is a client. */
const ofCoreOptions: Reader = (options, context) => {
  const { literal } = readOptions(options, context);
  if (literal === null) return [workerQueue(options, context)];
  const workers = memberOf(literal, 'workers');
  if (workers !== null) return ofWorkers(workers, context);
  const isWorker = ownProperty(literal, 'worker') !== null || hasSpread(literal);
  return isWorker ? [workerQueue(options, context)] : [];
};

const ofDefinition: Reader = (options, context) => [workerQueue(options, context)];

/** `[{ taskQueue }, …]`, `queues.map((taskQueue) => ({ taskQueue }))`, and both spread into one. */
function ofWorkers(workers: ts.Expression, context: ShapeContext): readonly WorkerQueue[] | null {
  const node = heldBy(workers, context);
  if (ts.isArrayLiteralExpression(node)) {
    const parts = node.elements.map((element) =>
      ts.isSpreadElement(element) ? ofWorkers(element.expression, context) : [workerQueue(element, context)],
    );
    return parts.every((part) => part !== null) ? parts.flat() : null;
  }
  if (!ts.isCallExpression(node) || lastName(node.expression)?.text !== 'map') return null;
  const made = returnedBy(node.arguments[0], context);
  return made === null ? null : made.map((one) => workerQueue(one, context));
}

/** The options that `useFactory` returns, `useValue` is, or the class in `useClass` makes; null when they are out of sight. */
function asyncOptions(argument: ts.Expression, context: ShapeContext): readonly ts.Expression[] | null {
  const { literal } = readOptions(argument, context);
  if (literal === null) return null;
  const value = memberOf(literal, 'useValue');
  if (value !== null) return [value];
  const factory = ownProperty(literal, 'useFactory');
  if (factory !== null)
    return ts.isMethodDeclaration(factory) ? returnsOf(factory) : returnedBy(propertyValue(factory), context);
  const made = memberOf(literal, 'useClass') ?? memberOf(literal, 'useExisting');
  return made === null ? null : madeByClass(made, context);
}

const OPTIONS_METHOD = /^(create|createSharedConfiguration|createTemporalOptions)$/;

function madeByClass(name: ts.Expression, context: ShapeContext): readonly ts.Expression[] | null {
  const declaration = declarationOf(name, context);
  if (declaration === undefined || !ts.isClassLike(declaration)) return null;
  const method = declaration.members.find(
    (member): member is ts.MethodDeclaration =>
      ts.isMethodDeclaration(member) && OPTIONS_METHOD.test(propertyName(member.name) ?? ''),
  );
  return method === undefined ? null : returnsOf(method);
}

/** What a function, given as a value or by its name, returns. */
function returnedBy(value: ts.Expression | null | undefined, context: ShapeContext): readonly ts.Expression[] | null {
  if (value === null || value === undefined) return null;
  const node = heldBy(value, context);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return returnsOf(node);
  const declaration = declarationOf(node, context);
  return declaration !== undefined && ts.isFunctionDeclaration(declaration) ? returnsOf(declaration) : null;
}

function returnsOf(owner: ts.FunctionLikeDeclaration): readonly ts.Expression[] | null {
  const { body } = owner;
  if (body === undefined) return null;
  if (!ts.isBlock(body)) return [unwrap(body)];
  const found: ts.Expression[] = [];
  const pending: ts.Node[] = [body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(unwrap(node.expression));
    ts.forEachChild(node, (child) => {
      if (!ts.isFunctionLike(child) && !ts.isClassLike(child)) pending.push(child);
    });
  }
  return found.length === 0 ? null : found.reverse();
}

/** The value of a constant of the repository, else the expression itself. */
function heldBy(expression: ts.Expression, context: ShapeContext): ts.Expression {
  const node = unwrap(expression);
  const declaration = ts.isIdentifier(node) ? declarationOf(node, context) : undefined;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
    ? unwrap(declaration.initializer)
    : node;
}

function declarationOf(expression: ts.Expression, context: ShapeContext): ts.Declaration | undefined {
  const name = lastName(expression);
  const symbol = name === null ? null : symbolAt(name, context);
  return symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
}

function memberOf(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
  const property = ownProperty(literal, name);
  return property === null ? null : propertyValue(property);
}

const hasSpread = (literal: ts.ObjectLiteralExpression): boolean => literal.properties.some(ts.isSpreadAssignment);

/** A worker whose options are made out of sight: its queue is unknown, and the row says by what. */
function unreadable(node: ts.Expression, context: ShapeContext): WorkerQueue {
  const text = node.getText().replace(/\s+/g, ' ');
  const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  const hop = { kind: 'unresolved' as const, name: shown, at: context.place(node) };
  return { fact: queueFact(shown, [{ value: null, hops: [hop] }]), chosen: null };
}
