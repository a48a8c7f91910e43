import { ts } from '../../../typescript.js';
import type { QueueArm, QueueChooser, QueueFact, WorkerUse } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { readOptions, readQueue } from './options.js';
import { readComparisons } from './queue-comparison.js';
import { readQueueList } from './queue-list.js';
import { type QueueSource, sourceOf } from './queue-source.js';
import { type ChosenQueue, factOf, fromElement, suppliedQueue } from './queue-supply.js';

/** A queue as the options of a worker give it, and what chooses it when that can be told. */
export interface WorkerQueue {
  readonly fact: QueueFact;
  readonly chosen: ChosenQueue | null;
}

/** The nodes of one worker, found by its shape. */
export interface WorkerNodes {
  readonly node: ts.CallExpression | ts.NewExpression;
  readonly name: ts.Node;
  readonly api: string;
  /** It polls every routed queue by itself. */
  readonly routed: boolean;
  readonly queues: readonly WorkerQueue[];
  /** The options literal. */
  readonly literal: ts.ObjectLiteralExpression | null;
}

/** The queue that options name, whatever they are called: the property, or the parameter they come from whole. */
export function workerQueue(argument: ts.Expression, context: ShapeContext): WorkerQueue {
  const options = readOptions(argument, context);
  const { literal } = options;
  const fact = readQueue(options, argument, context);
  if (literal === null) return { fact, chosen: { expression: argument, path: ['taskQueue'] } };
  const property = literal.properties.findLast((one) => one.name?.getText() === 'taskQueue');
  if (property !== undefined && ts.isPropertyAssignment(property))
    return { fact, chosen: { expression: property.initializer, path: [] } };
  if (property !== undefined && ts.isShorthandPropertyAssignment(property))
    return { fact, chosen: { expression: property.name, path: [] } };
  const spread = literal.properties.findLast(
    (one): one is ts.SpreadAssignment => ts.isSpreadAssignment(one) && sourceOf(one.expression, context) !== null,
  );
  return { fact, chosen: spread === undefined ? null : { expression: spread.expression, path: ['taskQueue'] } };
}

/** Gathers every fact about a worker: its queue, each queue of its list, or the parameter that its callers give. */
export function buildWorker(nodes: WorkerNodes, context: ShapeContext): WorkerUse {
  const { node, name, api, literal } = nodes;
  const read = nodes.queues.map((queue) => readWorkerQueue(queue, context));
  const chooser = read.map((one) => one.chooser).find((one) => one !== null) ?? null;
  const facts = read.flatMap((one) => one.facts);
  const at = context.place(name);
  const call = { start: node.getStart(), end: node.getEnd() };
  const isInside = literal === null || (node.getStart() <= literal.getStart() && literal.getEnd() <= node.getEnd());
  return {
    at,
    how: nodes.routed || read.some(({ routed }) => routed) ? 'routed' : 'static',
    api,
    form: chooser !== null ? 'factory' : read.some(({ listed }) => listed) ? 'list' : 'worker',
    test: context.test,
    queue: together(read.flatMap((one) => (one.facts.length > 0 ? one.facts : [one.whole]))),
    queues: facts,
    call,
    options: isInside
      ? null
      : {
          file: context.fileOf(literal) ?? context.file,
          literal: { start: literal.getStart(), end: literal.getEnd() },
        },
    factory: chooser === null ? null : { name: chooser.name, api, at, call },
    chooser,
    comparisons: readComparisons(nodes, context),
  };
}

interface Read {
  readonly whole: QueueFact;
  readonly facts: readonly QueueFact[];
  readonly chooser: QueueChooser | null;
  readonly listed: boolean;
  readonly routed: boolean;
}

function readWorkerQueue({ fact, chosen }: WorkerQueue, context: ShapeContext): Read {
  const single: Read = { whole: fact, facts: [fact], chooser: null, listed: false, routed: false };
  const source = chosen === null ? null : sourceOf(chosen.expression, context);
  if (chosen === null || source === null) return single;
  if (source.from === 'parameter') {
    // Options that come whole, of a type nobody can read, may give the queue as well.
    const isWhole = chosen.path.length > 0 && source.parameter.name.getText() === chosen.expression.getText();
    if (!isWhole && !isGiven(fact.arms)) return single;
    const chooser = readChooser(source, chosen, context);
    return chooser === null ? single : { ...single, facts: [], chooser };
  }
  const { facts, routed } = listedQueues(source.list, chosen, context);
  return { whole: fact, facts, chooser: null, listed: true, routed };
}

/** Whether a caller gives the queue, or a part of it: an object that is injected whole and read here is no choice of his. */
export const isGiven = (arms: readonly QueueArm[]): boolean =>
  arms.some((arm) => arm.hops.some(({ kind }) => kind === 'parameter') || isGiven(arm.derivedFrom ?? []));

/** One fact for each element of the list a queue is taken from, or one that names the list. */
export function listedQueues(
  list: ts.Expression,
  chosen: ChosenQueue,
  context: ShapeContext,
): { readonly facts: readonly QueueFact[]; readonly routed: boolean } {
  const { elements, routed } = readQueueList(list, context);
  const whole = factOf({
    text: routed ? list.getText() : `${chosen.expression.getText()} of ${list.getText()}`,
    arms: [],
  });
  const facts = (elements ?? []).map((element) =>
    factOf(suppliedQueue(chosen, (path) => fromElement(element, path, context), context)),
  );
  return { facts: facts.length === 0 ? [whole] : facts, routed };
}

/** Several queues as one fact. */
export function together(facts: readonly QueueFact[]): QueueFact {
  const [first] = facts;
  if (first === undefined) return factOf({ text: '', arms: [] });
  if (facts.length === 1) return first;
  return factOf({ text: facts.map(({ text }) => text).join(', '), arms: facts.flatMap(({ arms }) => arms) });
}

/** How the function that takes the queue as a parameter is called; null when it has no name to be called by. */
export function readChooser(
  { parameter, path: within }: Extract<QueueSource, { from: 'parameter' }>,
  { expression, path }: ChosenQueue,
  context: ShapeContext,
): QueueChooser | null {
  const owner = parameter.parent;
  const name = factoryName(owner);
  const file = context.fileOf(owner);
  if (name === null || file === null) return null;
  return {
    name,
    owner: ts.isMethodDeclaration(owner) && ts.isClassLike(owner.parent) ? (owner.parent.name?.text ?? null) : null,
    declared: { file, start: owner.getStart() },
    parameter: owner.parameters.indexOf(parameter),
    file: context.fileOf(expression) ?? context.file,
    span: { start: expression.getStart(), end: expression.getEnd() },
    path,
    member: [...within, ...path],
    passesTo: null,
  };
}

/** The name a function is called by; of a constructor, its class. A Nest factory is called by Nest. */
export function factoryName(owner: ts.Node): string | null {
  if (ts.isConstructorDeclaration(owner)) return owner.parent.name?.text ?? null;
  const named =
    (ts.isFunctionDeclaration(owner) || ts.isMethodDeclaration(owner)) && owner.name !== undefined
      ? owner
      : owner.parent;
  const isNamed =
    named === owner ||
    ts.isVariableDeclaration(named) ||
    ts.isPropertyAssignment(named) ||
    ts.isPropertyDeclaration(named);
  const name = isNamed ? (named as ts.NamedDeclaration).name : undefined;
  return name !== undefined && ts.isIdentifier(name) && name.text !== 'useFactory' ? name.text : null;
}
