import { ts } from '../../../typescript.js';
import type { Span } from '../../model/place.js';
import type { OptionsAnchor, QueueArm, QueueFact } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { carriedBy, mayCarry } from './carried.js';
import { firstStep } from './helper-call.js';
import { isAssignment, isReassigned, resolveAlias, symbolAt } from './symbols.js';
import {
  enclosingFunction,
  isExported,
  lastName,
  ownProperty,
  propertyName,
  propertyValue,
  thawed,
  unwrap,
} from './syntax.js';
import { placesOf, trace, traceSource } from './trace.js';

/** The options of a start as far as they can be read. */
export interface Options {
  readonly anchor: OptionsAnchor;
  readonly literal: ts.ObjectLiteralExpression | null;
  /** The parameter the options come from, when a caller passes them. */
  readonly parameter: string | null;
}

const spanOf = (node: ts.Node): Span => ({ start: node.getStart(), end: node.getEnd() });

/** Reads the options argument: an inline literal, or the literal a `const` in the same repository holds. */
export function readOptions(argument: ts.Expression, context: ShapeContext): Options {
  const node = thawed(argument);
  if (ts.isObjectLiteralExpression(node))
    return { anchor: anchorOf(node, 'inline', argument, 0, context), literal: node, parameter: null };
  const found = ts.isIdentifier(node) ? constantLiteral(node, context) : null;
  if (found !== null) {
    return {
      anchor: anchorOf(found.literal, 'variable', argument, found.otherReads, context),
      literal: found.literal,
      parameter: null,
    };
  }
  return { anchor: opaqueAt(spanOf(argument), context), literal: null, parameter: parameterOf(node, context) };
}

/** Options that stand where no edit could be made. */
export function opaqueAt(argument: Span, context: ShapeContext): OptionsAnchor {
  return {
    file: context.file,
    form: 'opaque',
    literal: null,
    property: null,
    argument,
    otherReads: 0,
    hasPriority: false,
    priority: null,
    overriddenBy: null,
  };
}

function anchorOf(
  literal: ts.ObjectLiteralExpression,
  form: 'inline' | 'variable',
  argument: ts.Expression,
  otherReads: number,
  context: ShapeContext,
): OptionsAnchor {
  const property = ownProperty(literal, 'taskQueue');
  const priority = ownProperty(literal, 'priority');
  const file = context.fileOf(literal) ?? context.file;
  const isSpread =
    context.forEdits && spreads(literal).some((spread) => mayCarry(spread.expression, 'priority', firstStep(context)));
  return {
    file,
    form,
    literal: spanOf(literal),
    property: property === null ? null : spanOf(property),
    argument: spanOf(argument),
    otherReads,
    hasPriority: priority !== null || isSpread,
    priority: priority === null ? null : priorityIn(priority, isSpread),
    overriddenBy: property === null ? null : overriding(literal, property, context),
  };
}

/** What a priority says; beside a spread that may bring another, what is sent is not known. */
function priorityIn(property: ts.ObjectLiteralElementLike, isSpread: boolean): OptionsAnchor['priority'] {
  const value = propertyValue(property);
  const literal = value === null ? null : unwrap(value);
  const [only, ...more] = literal !== null && ts.isObjectLiteralExpression(literal) ? literal.properties : [];
  const key =
    only !== undefined &&
    more.length === 0 &&
    ts.isPropertyAssignment(only) &&
    propertyName(only.name) === 'priorityKey'
      ? only.initializer.getText()
      : '';
  return {
    property: spanOf(property),
    text: property.getText(),
    key: !isSpread && /^[1-9]\d{0,8}$/.test(key) ? key : null,
  };
}

const spreads = (literal: ts.ObjectLiteralExpression): readonly ts.SpreadAssignment[] =>
  literal.properties.filter(ts.isSpreadAssignment);

/** The text of a spread or computed key after the queue that may carry a queue of its own. */
function overriding(
  literal: ts.ObjectLiteralExpression,
  property: ts.ObjectLiteralElementLike,
  context: ShapeContext,
): string | null {
  const later = literal.properties.slice(literal.properties.indexOf(property) + 1);
  const culprit = later.find((element) => {
    if (!ts.isSpreadAssignment(element)) return element.name !== undefined && propertyName(element.name) === null;
    return mayCarry(element.expression, 'taskQueue', firstStep(context));
  });
  return culprit?.getText() ?? null;
}

/** The object literal that a constant of the repository holds, as long as nothing writes to it; and how often else it is read. */
export function constantLiteral(
  node: ts.Identifier,
  context: ShapeContext,
): { literal: ts.ObjectLiteralExpression; otherReads: number } | null {
  const symbol = symbolAt(node, context);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = target?.valueDeclaration;
  if (
    target === null ||
    declaration === undefined ||
    !ts.isVariableDeclaration(declaration) ||
    declaration.initializer === undefined
  )
    return null;
  const constant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  if (!constant && isReassigned(node.text, declaration.getSourceFile())) return null;
  const literal = thawed(declaration.initializer);
  if (!ts.isObjectLiteralExpression(literal) || context.fileOf(literal) === null) return null;
  const reads = readsOf(target, declaration, context);
  // Written to after it was made: what the literal says is not what the start gets.
  return reads.some(isWrite)
    ? null
    : { literal, otherReads: reads.length + (isExportedConstant(declaration) ? 1 : 0) - 1 };
}

/** Calls that take options and leave them as they are: the SDK's own, logs, and what only looks. */
const READERS =
  /^(start|execute|signalWithStart|WithStartWorkflowOperation|startChild|executeChild|startWorkflow|signalWithStartWorkflow|makeContinueAsNewFunc|proxyActivities|scheduleActivity|startWorkflowExecution|signalWithStartWorkflowExecution|createSchedule|create|log|trace|debug|info|warn|error|stringify|expect|freeze|keys|entries)$/;

/**
 * Whether a read of an options object may end in a write to it: everything but a spread, a call that is known to leave it
 * alone, and the plain reading of a member that is no array or object of its own.
 */
function isWrite(read: ts.Identifier): boolean {
  let top: ts.Expression = read;
  let depth = 0;
  for (
    let at = top.parent;
    (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) && at.expression === top;
    at = at.parent
  ) {
    top = at;
    depth += 1;
  }
  const use = top.parent;
  if (ts.isSpreadAssignment(use) || ts.isSpreadElement(use) || ts.isTypeQueryNode(use) || ts.isExportSpecifier(use))
    return false;
  if (ts.isCallExpression(use) || ts.isNewExpression(use))
    return use.expression === top || !READERS.test(lastName(use.expression)?.text ?? '');
  if (depth === 0 && isActionOf(use)) return false;
  if (depth === 0) return !ts.isAwaitExpression(use) && !ts.isAsExpression(use) && !ts.isExpressionStatement(use);
  if (ts.isDeleteExpression(use) || ts.isPrefixUnaryExpression(use) || ts.isPostfixUnaryExpression(use)) return true;
  if (isAssignment(use) && use.left === top) return true;
  return /^(args|memo|searchAttributes|retry|action)$/.test(lastName(top)?.text ?? '');
}

/**
 * `create({ action })`, `update((previous) => ({ ...previous, action }))`: a schedule's action in an object that is handed to a
 * call that leaves it as it is, or returned to one.
 */
function isActionOf(use: ts.Node): boolean {
  if (!ts.isShorthandPropertyAssignment(use) && !ts.isPropertyAssignment(use)) return false;
  if (propertyName(use.name) !== 'action') return false;
  let top: ts.Node = use.parent;
  while (ts.isExpression(top.parent) && unwrap(top.parent) === use.parent) top = top.parent;
  const returning = ts.isReturnStatement(top.parent) ? enclosingFunction(top) : top.parent;
  if (ts.isCallExpression(top.parent)) return READERS.test(lastName(top.parent.expression)?.text ?? '');
  const isUpdater = returning !== null && (ts.isArrowFunction(returning) || ts.isFunctionExpression(returning));
  return isUpdater && ts.isCallExpression(returning.parent) && lastName(returning.parent.expression)?.text === 'update';
}

function isExportedConstant(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  return ts.isVariableStatement(statement) && isExported(statement);
}

/** Where a variable is read in its own file. */
function readsOf(
  symbol: ts.Symbol,
  declaration: ts.VariableDeclaration,
  context: ShapeContext,
): readonly ts.Identifier[] {
  const reads: ts.Identifier[] = [];
  const pending: ts.Node[] = [declaration.getSourceFile()];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isIdentifier(node) && node.text === symbol.name && node !== declaration.name) {
      const at = symbolAt(node, context);
      if (at !== null && resolveAlias(at, context) === symbol) reads.push(node);
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return reads;
}

function parameterOf(node: ts.Expression, context: ShapeContext): string | null {
  if (!ts.isIdentifier(node)) return null;
  const declaration = symbolAt(node, context)?.valueDeclaration;
  if (declaration === undefined) return null;
  if (ts.isParameter(declaration)) return node.text;
  return ts.isBindingElement(declaration) && ts.isParameter(declaration.parent.parent) ? node.text : null;
}

/** What the options say about the queue: the property, what the spreads carry, or the helper, constant or type that options out of reach come from. */
export function readQueue(options: Options, argument: ts.Expression, context: ShapeContext): QueueFact {
  const step = firstStep(context);
  if (options.literal === null) {
    const text = `${argument.getText()}.taskQueue`;
    if (parameterOf(unwrap(argument), context) !== null) return queueFact(text, given(argument, context));
    const { from } = carriedBy(argument, 'taskQueue', step);
    return queueFact(text, from.length === 0 ? [unresolved(argument, context)] : from.flatMap(traceSource));
  }
  const property = ownProperty(options.literal, 'taskQueue');
  const value = property === null ? null : propertyValue(property);
  if (value !== null) return queueFact(value.getText(), trace(value, context));
  const { from } = carriedBy(options.literal, 'taskQueue', step);
  if (from.length === 0) return absent(options.literal, context);
  const carrier = spreads(options.literal).findLast((spread) => mayCarry(spread.expression, 'taskQueue', step));
  return queueFact(`${(carrier?.expression ?? argument).getText()}.taskQueue`, from.flatMap(traceSource));
}

/** Options that the callers of a function pass. */
function given(argument: ts.Expression, context: ShapeContext): readonly QueueArm[] {
  const node = unwrap(argument);
  const hop = { kind: 'parameter' as const, name: node.getText(), at: context.place(node) };
  const declaration = symbolAt(node, context)?.valueDeclaration;
  const byDefault = declaration !== undefined && ts.isParameter(declaration) ? declaration.initializer : undefined;
  const known =
    byDefault === undefined ? [] : carriedBy(byDefault, 'taskQueue', firstStep(context)).from.flatMap(traceSource);
  return [{ value: null, hops: [hop] }, ...known];
}

/** A queue expression's text with the values it can take, and how they were established. */
export function queueFact(text: string, arms: readonly QueueArm[]): QueueFact {
  const places = placesOf(arms);
  const ended = arms.every((arm) => arm.value !== null);
  const because =
    places.length === 0 ? 'written at the call' : ended ? 'followed to its value' : 'followed as far as the code says';
  return { text, absent: false, arms, proof: { how: places.length === 0 ? 'syntax' : 'traced', because, at: places } };
}

const absent = (literal: ts.Node, context: ShapeContext): QueueFact => ({
  text: '',
  absent: true,
  arms: [],
  proof: { how: 'syntax', because: 'the options name no task queue', at: [context.place(literal)] },
});

const unresolved = (node: ts.Node, context: ShapeContext): QueueArm => ({
  value: null,
  hops: [{ kind: 'unresolved', name: node.getText(), at: context.place(node) }],
});
