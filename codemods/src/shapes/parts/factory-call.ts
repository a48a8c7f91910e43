import { ts } from '../../../typescript.js';
import type { QueueChooser, QueueFact, WorkerUse } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { readOptions } from './options.js';
import { readQueueList } from './queue-list.js';
import { type QueueSource, sourceOf } from './queue-source.js';
import {
  type ChosenQueue,
  factOf,
  fromElement,
  fromExpression,
  type Supplied,
  type Supply,
  suppliedQueue,
} from './queue-supply.js';
import { importOf, resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf, ownProperty, propertyValue, unwrap } from './syntax.js';
import { trace } from './trace.js';
import { isGiven, readChooser, together } from './worker.js';

/** A factory whose callers are looked for. */
export interface SoughtFactory {
  readonly use: WorkerUse;
  readonly chooser: QueueChooser;
  /** What it may be called in the file that is looked at. */
  readonly names: ReadonlySet<string>;
  /** The context of another file, to read the factory itself again. */
  contextOf(file: string): ShapeContext | null;
}

/**
 * A call of a factory, with the queue it passes: `createWorker('exports')`, `new ExportWorker(queue)`,
 * `QUEUES.map(createWorker)`. Null when the name is somebody else's.
 */
export function readFactoryCall(node: ts.Node, factory: SoughtFactory, context: ShapeContext): WorkerUse | null {
  const call = calledWith(node, factory);
  if (call === null || !isSameFunction(call, factory.chooser, context)) return null;
  const { argument, list } = call;
  const passed = argument === null ? null : inside(argument, factory.chooser.member, context);
  const source = passed === null ? null : sourceOf(passed.expression, context);
  const chooser = passed === null ? null : chooserOf(source, passed, { factory, context });
  const over = list ?? (source?.from === 'list' ? source.list : null);
  const { facts, routed } =
    chooser !== null
      ? { facts: [], routed: false }
      : over === null
        ? { facts: [queueOf(factory, (path) => given(argument, path, context))], routed: false }
        : ofList(over, { factory, passed }, context);
  const unknown = factOf({ text: argument?.getText() ?? '', arms: [{ value: null, hops: [] }] });
  return {
    at: context.place(call.name),
    how: routed || factory.use.how === 'routed' ? 'routed' : 'static',
    api: factory.chooser.name,
    form: chooser !== null ? 'factory' : 'factory-call',
    test: context.test,
    queue: facts.length === 0 ? unknown : together(facts),
    queues: facts,
    call: { start: call.whole.getStart(), end: call.whole.getEnd() },
    options: null,
    factory: factory.use.factory,
    chooser,
    comparisons: [],
  };
}

/** Whether a node looks like a call of a factory, by the name alone. */
export const callsByName = (node: ts.Node, factory: Pick<SoughtFactory, 'chooser' | 'names'>): boolean =>
  calledWith(node, factory) !== null;

interface FactoryCall {
  readonly whole: ts.CallExpression | ts.NewExpression;
  readonly name: ts.Node;
  /** What the factory gets for the parameter that holds the queue; null for nothing. */
  readonly argument: ts.Expression | null;
  /** The list the factory itself is mapped over. */
  readonly list: ts.Expression | null;
}

function calledWith(
  node: ts.Node,
  { chooser: { parameter }, names }: Pick<SoughtFactory, 'chooser' | 'names'>,
): FactoryCall | null {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return null;
  const callee = lastName(node.expression);
  const given = node.arguments ?? [];
  if (callee !== null && names.has(callee.text)) {
    const upTo = given.slice(0, parameter + 1);
    const argument = upTo[parameter] ?? null;
    return upTo.some(ts.isSpreadElement) ? null : { whole: node, name: callee, argument, list: null };
  }
  const [mapped] = given;
  const list = objectOf(node.expression);
  const isMapped = list !== null && /^(map|forEach|flatMap)$/.test(callee?.text ?? '') && parameter === 0;
  const handed = mapped === undefined || !isMapped ? null : lastName(mapped);
  return handed !== null && names.has(handed.text) && ts.isCallExpression(node)
    ? { whole: node, name: handed, argument: null, list }
    : null;
}

/** The very function where the name can be followed; else one of that name that is given what a factory is given. */
function isSameFunction(call: FactoryCall, { declared, name, member }: QueueChooser, context: ShapeContext): boolean {
  const symbol = symbolAt(call.name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  const held = declaration === undefined ? undefined : functionOf(declaration);
  if (held !== undefined) return context.fileOf(held) === declared.file && held.getStart() === declared.start;
  const { argument } = call;
  const isNamed = call.name.getText() === name || (symbol !== null && importOf(symbol)?.name === name);
  if (!isNamed || argument === null || ts.isNewExpression(call.whole)) return false;
  const { literal } = readOptions(argument, context);
  return literal === null
    ? /worker/i.test(name) && !ts.isFunctionLike(unwrap(argument))
    : ownProperty(literal, member[0] ?? 'taskQueue') !== null;
}

/** The function or constructor a declaration is; undefined where it says nothing of a body (an interface, an unknown import). */
function functionOf(declaration: ts.Declaration): ts.Node | undefined {
  if (ts.isClassLike(declaration)) return declaration.members.find(ts.isConstructorDeclaration) ?? declaration;
  const held =
    (ts.isVariableDeclaration(declaration) ||
      ts.isPropertyAssignment(declaration) ||
      ts.isPropertyDeclaration(declaration)) &&
    declaration.initializer !== undefined
      ? unwrap(declaration.initializer)
      : declaration;
  return ts.isFunctionLike(held) && 'body' in held && held.body !== undefined ? held : undefined;
}

/** The expression at a path of an argument, as far as it is written there: `queue` of `{ taskQueue: queue }`. */
function inside(argument: ts.Expression, path: readonly string[], context: ShapeContext): ChosenQueue {
  const [name, ...rest] = path;
  const { literal } = readOptions(argument, context);
  const property = literal === null || name === undefined ? null : ownProperty(literal, name);
  const value = property === null ? null : propertyValue(property);
  return value === null ? { expression: argument, path } : inside(value, rest, context);
}

/** A caller that passes on what it is given itself is a factory in turn. */
function chooserOf(
  source: QueueSource | null,
  passed: ChosenQueue,
  { factory, context }: { readonly factory: SoughtFactory; readonly context: ShapeContext },
): QueueChooser | null {
  if (source?.from !== 'parameter') return null;
  const isWhole = passed.path.length > 0 && ts.isIdentifier(unwrap(passed.expression));
  if (!isWhole && !isGiven(trace(passed.expression, context))) return null;
  const chooser = readChooser(source, passed, context);
  return chooser === null ? null : { ...chooser, passesTo: factory.chooser };
}

const given = (argument: ts.Expression | null, path: readonly string[], context: ShapeContext): Supplied =>
  argument === null ? { text: '', arms: [] } : fromExpression(argument, path, context);

function ofList(
  list: ts.Expression,
  { factory, passed }: { readonly factory: SoughtFactory; readonly passed: ChosenQueue | null },
  context: ShapeContext,
): { readonly facts: readonly QueueFact[]; readonly routed: boolean } {
  const { elements, routed } = readQueueList(list, context);
  const name = passed === null ? 'each' : passed.expression.getText();
  const facts = (elements ?? []).map((element) => {
    const supply: Supply = (path) => fromElement(element, path, context);
    return queueOf(factory, passed === null ? supply : () => suppliedQueue(passed, supply, context));
  });
  const whole = factOf({ text: routed ? list.getText() : `${name} of ${list.getText()}`, arms: [] });
  return { facts: facts.length === 0 ? [whole] : facts, routed };
}

/** The queue a factory makes of what it is given, through the factories it is passed on to. */
function queueOf(factory: SoughtFactory, supply: Supply): QueueFact {
  let value: Supply = supply;
  for (let at: QueueChooser | null = factory.chooser; at !== null; at = at.passesTo) {
    const context = factory.contextOf(at.file);
    const chosen = context === null ? null : chosenAt(at, context);
    if (context === null || chosen === null) return factOf({ text: at.name, arms: [{ value: null, hops: [] }] });
    const outer: Supply = value;
    if (at.passesTo === null) return factOf(orUnknown(suppliedQueue(chosen, outer, context), chosen));
    value = () => suppliedQueue(chosen, outer, context);
  }
  return factOf({ text: factory.chooser.name, arms: [] });
}

const orUnknown = (value: Supplied, { expression }: ChosenQueue): Supplied =>
  value.arms.length > 0 ? value : { text: expression.getText(), arms: [{ value: null, hops: [] }] };

function chosenAt({ span, path }: QueueChooser, { sourceFile }: ShapeContext): ChosenQueue | null {
  let found: ts.Expression | null = null;
  const visit = (node: ts.Node): void => {
    if (node.getStart() === span.start && node.end === span.end && ts.isExpression(node)) found = node;
    else if (node.pos <= span.start && span.end <= node.end) ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found === null ? null : { expression: found, path };
}
