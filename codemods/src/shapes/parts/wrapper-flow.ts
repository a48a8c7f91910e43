import { ts } from '../../../typescript.js';
import type { Way, WrapperFlow } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { readOptions } from './options.js';
import { isReassigned, mayHave, resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf, ownProperty, propertyName, propertyValue, unwrap } from './syntax.js';
import { indexOf } from './workflow-name.js';

/** The parts of a start inside a wrapper. */
export interface FlowParts {
  readonly owner: ts.FunctionLikeDeclaration;
  readonly workflow: ts.Expression | null;
  readonly options: ts.Expression | null;
}

/** A value that is a part of what a parameter is given; `without` are the properties a rest leaves out. */
interface Part extends Way {
  readonly without: ReadonlySet<string>;
}

/** How the parameters of a function become the start inside it. What is not plainly read is not carried. */
export function readFlow(parts: FlowParts, context: ShapeContext): WrapperFlow {
  const { owner, workflow, options } = parts;
  const look: Look = { owner, context };
  const given = workflow === null ? null : restOf(workflow, look);
  // `start(...given)`: the caller's own arguments.
  if (given !== null && options === null)
    return {
      workflow: { parameter: given, path: [] },
      queue: { parameter: given + 1, path: ['taskQueue'] },
      options: { parameter: given + 1, path: [] },
      own: [],
      lacks: null,
    };
  const chosen = workflow === null ? null : partOf(indexOf(workflow, context) ?? workflow, look);
  return { workflow: chosen === null ? null : wayOf(chosen), ...optionsFlow(options, look) };
}

interface Look {
  readonly owner: ts.FunctionLikeDeclaration;
  readonly context: ShapeContext;
}

type OptionsFlow = Omit<WrapperFlow, 'workflow'>;

const wayOf = ({ parameter, path }: Part): Way => ({ parameter, path });
const member = (way: Way, name: string): Way => ({ parameter: way.parameter, path: [...way.path, name] });
const isSame = (a: Way | null, b: Way | null): boolean =>
  a !== null && b !== null && a.parameter === b.parameter && a.path.join('\0') === b.path.join('\0');

function optionsFlow(options: ts.Expression | null, look: Look): OptionsFlow {
  if (options === null) return { queue: null, options: null, own: [], lacks: 'its start has no options' };
  const whole = partOf(options, look);
  if (whole !== null && carriesAll(whole)) return carried(wayOf(whole), []);
  const { literal } = readOptions(options, look.context);
  return literal === null
    ? { queue: null, options: null, own: [], lacks: 'its options are made where they cannot be read' }
    : literalFlow(literal, look);
}

const carriesAll = ({ without }: Part): boolean => !without.has('taskQueue') && !without.has('priority');

const carried = (options: Way, own: readonly string[]): OptionsFlow => ({
  queue: member(options, 'taskQueue'),
  options,
  own,
  lacks: null,
});

function literalFlow(literal: ts.ObjectLiteralExpression, look: Look): OptionsFlow {
  const { context } = look;
  const partAt = (name: string): Part | null => {
    const property = ownProperty(literal, name);
    const value = property === null ? null : propertyValue(property);
    return value === null ? null : partOf(value, look);
  };
  const [queue, priority] = [partAt('taskQueue'), partAt('priority')];
  const spread = literal.properties.findLast(
    (one): one is ts.SpreadAssignment => ts.isSpreadAssignment(one) && partOf(one.expression, look) !== null,
  );
  const from = spread === undefined ? null : partOf(spread.expression, look);
  const after =
    spread === undefined ? literal.properties : literal.properties.slice(literal.properties.indexOf(spread) + 1);
  const object = from === null ? objectWay(queue) : wayOf(from);
  const isLater = (name: string): boolean =>
    after.some((one) => one.name !== undefined && propertyName(one.name) === name);
  const arrives = (name: string, value: Part | null): boolean =>
    isLater(name) ? object !== null && isSame(value, member(object, name)) : from !== null && !from.without.has(name);
  const isUnclear = after.some((one) =>
    ts.isSpreadAssignment(one)
      ? ['taskQueue', 'priority'].some((name) => mayHave(one.expression, name, context))
      : one.name !== undefined && propertyName(one.name) === null,
  );
  const own = after.flatMap((one) => {
    const name = one.name === undefined ? null : propertyName(one.name);
    return name === null || (object !== null && isSame(partAt(name), member(object, name))) ? [] : [name];
  });
  if (object !== null && !isUnclear && arrives('taskQueue', queue) && arrives('priority', priority))
    return carried(object, own);
  const way = isLater('taskQueue')
    ? queue
    : from === null || from.without.has('taskQueue')
      ? null
      : member(wayOf(from), 'taskQueue');
  return {
    queue: way === null ? null : { parameter: way.parameter, path: way.path },
    options: null,
    own,
    lacks: lacking(object, look.owner),
  };
}

const objectWay = (queue: Part | null): Way | null =>
  queue === null || queue.path.at(-1) !== 'taskQueue'
    ? null
    : { parameter: queue.parameter, path: queue.path.slice(0, -1) };

/** What to write in the function, so that a priority beside the queue arrives. */
function lacking(object: Way | null, owner: ts.FunctionLikeDeclaration): string {
  if (object === null)
    return 'it takes no options from its callers; let it take an object with `taskQueue` and `priority`, and write both';
  const name = owner.parameters.filter((one) => one.name.getText() !== 'this')[object.parameter]?.name;
  const add =
    name !== undefined && ts.isIdentifier(name)
      ? `write \`priority: ${[name.text, ...object.path].join('.')}.priority\` beside it`
      : 'take `priority` out as well, and write it beside the queue';
  return `it picks \`taskQueue\` out of its options, so that a priority would be lost; ${add}`;
}

/** The position of the rest parameter that an expression is the whole of; null for anything else. */
function restOf(expression: ts.Expression, { owner, context }: Look): number | null {
  if (!ts.isSpreadElement(expression.parent) || !ts.isIdentifier(expression)) return null;
  const declaration = symbolAt(expression, context)?.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined
    ? positionOf(declaration, owner)
    : null;
}

function positionOf(parameter: ts.ParameterDeclaration, owner: ts.FunctionLikeDeclaration): number | null {
  const own = owner.parameters.filter(({ name }) => !ts.isIdentifier(name) || name.text !== 'this');
  const position = own.indexOf(parameter);
  return position === -1 ? null : position;
}

/** Which part of a parameter an expression is; null where it is anything else, or may have been changed since. */
function partOf(expression: ts.Expression, look: Look): Part | null {
  const node = unwrap(expression);
  if (ts.isBinaryExpression(node)) {
    const isDefault = /^(\?\?|\|\|)$/.test(node.operatorToken.getText());
    return isDefault ? partOf(node.left, look) : null;
  }
  const object = objectOf(node);
  const name = lastName(node);
  if (object !== null) {
    const of = name === null ? null : partOf(object, look);
    return of === null || name === null || of.without.has(name.text)
      ? null
      : { ...member(of, name.text), without: new Set() };
  }
  if (!ts.isIdentifier(node)) return null;
  const symbol = symbolAt(node, look.context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, look.context).valueDeclaration;
  return declaration === undefined || isReassigned(node.text, node.getSourceFile())
    ? null
    : partDeclared(declaration, look);
}

function partDeclared(declaration: ts.Declaration, look: Look): Part | null {
  if (ts.isParameter(declaration)) {
    const position = declaration.dotDotDotToken === undefined ? positionOf(declaration, look.owner) : null;
    return position === null ? null : { parameter: position, path: [], without: new Set() };
  }
  if (ts.isVariableDeclaration(declaration))
    return declaration.initializer === undefined ? null : partOf(declaration.initializer, look);
  if (!ts.isBindingElement(declaration) || !ts.isObjectBindingPattern(declaration.parent)) return null;
  const of = partDeclared(declaration.parent.parent, look);
  if (of === null) return null;
  const key = declaration.propertyName ?? declaration.name;
  if (declaration.dotDotDotToken !== undefined) {
    const taken = declaration.parent.elements.filter((one) => one !== declaration).map(keyOf);
    return taken.includes(null)
      ? null
      : { ...of, without: new Set([...of.without, ...taken.filter((one) => one !== null)]) };
  }
  const name = ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? null : propertyName(key);
  return name === null || of.without.has(name) ? null : { ...member(of, name), without: new Set() };
}

function keyOf(element: ts.BindingElement): string | null {
  const key = element.propertyName ?? element.name;
  return ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? null : propertyName(key);
}
