import { ts } from '../../../typescript.js';
import type { FlowsInto, TenantFact, TenantType } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { isGuarded } from './guarded.js';
import { isReassigned, isWrittenWithin, mayHave, resolveAlias, symbolAt } from './symbols.js';
import { lastName, ownProperty, propertyName, propertyValue, unwrap } from './syntax.js';

interface Collector {
  readonly context: ShapeContext;
  readonly call: ts.Node;
  /** The options, and the call they are handed to. */
  readonly within: readonly ts.Node[];
  /** Whether others have their turn while the options are made: what may change is another by then. */
  readonly suspends: boolean;
  readonly facts: TenantFact[];
}

type Named = Pick<TenantFact, 'role' | 'names' | 'flowsInto'> &
  Partial<Pick<TenantFact, 'position' | 'argument' | 'of' | 'beside' | 'fits' | 'overridden'>>;

/** One argument of the call: where it stands, and what the workflow calls it. */
interface Argument {
  readonly position: number;
  readonly of: string | null;
}

/**
 * Every expression of the call that could name a tenant: arguments with the names of the workflow's parameters (none, where it
 * is known by its name only), properties of object arguments, and the paths that flow into the id, memo, search attributes
 * and signal arguments.
 */
export function readTenantFacts(
  literal: ts.ObjectLiteralExpression,
  workflow: ts.SignatureDeclaration | 'by name' | null,
  call: ts.Node,
  context: ShapeContext,
): readonly TenantFact[] {
  const collector: Collector = { context, call, within: [literal, call], suspends: isSuspended(literal), facts: [] };
  const replaced = (name: string): ts.SpreadAssignment | undefined => spreadAfter(literal, name, context);
  const args = optionValue(literal, 'args');
  const instead = replaced('args');
  if (instead !== undefined) opaque(instead.expression, collector);
  else if (args !== null && ts.isArrayLiteralExpression(args)) collectArguments(args.elements, workflow, collector);
  else if (args !== null) opaque(args, collector);
  for (const name of ['workflowId', 'memo', 'searchAttributes', 'typedSearchAttributes', 'signalArgs'] as const) {
    const value = replaced(name) === undefined ? optionValue(literal, name) : null;
    if (value !== null && name === 'typedSearchAttributes') collectPairs(value, collector);
    else if (value !== null && name !== 'typedSearchAttributes') collectFlows(value, name, collector);
  }
  return collector.facts;
}

/** The same of arguments that stand in a call themselves: those of a continue-as-new. */
export function readArgumentFacts(
  args: readonly ts.Expression[],
  workflow: ts.SignatureDeclaration | 'by name' | null,
  call: ts.Node,
  context: ShapeContext,
): readonly TenantFact[] {
  const collector: Collector = { context, call, within: [call], suspends: args.some(isSuspended), facts: [] };
  collectArguments(args, workflow, collector);
  return collector.facts;
}

/** A spread after an option that may put another in its place. */
function spreadAfter(
  literal: ts.ObjectLiteralExpression,
  name: string,
  context: ShapeContext,
): ts.SpreadAssignment | undefined {
  const own = ownProperty(literal, name);
  if (own === null) return undefined;
  const later = literal.properties.slice(literal.properties.indexOf(own) + 1);
  return later.filter(ts.isSpreadAssignment).find((spread) => mayHave(spread.expression, name, context));
}

function optionValue(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
  const property = ownProperty(literal, name);
  const value = property === null ? null : propertyValue(property);
  return value === null ? null : unwrap(value);
}

/** What is known of the inputs: whether by the workflow's name only, and whether there is but one. */
interface Inputs {
  readonly isByName: boolean;
  readonly sole: boolean;
  readonly parameters: readonly ts.ParameterDeclaration[];
}

function collectArguments(
  args: readonly ts.Expression[],
  workflow: ts.SignatureDeclaration | 'by name' | null,
  collector: Collector,
): void {
  const spreadAt = args.findIndex(ts.isSpreadElement);
  const isByName = workflow === 'by name';
  const declared = isByName ? [] : (workflow?.parameters ?? []);
  const parameters = declared.filter(({ name }) => !ts.isIdentifier(name) || name.text !== 'this');
  // Of a workflow known by its name only, what is given says how many inputs there are.
  const inputs: Inputs = { isByName, sole: (isByName ? args : parameters).length === 1, parameters };
  for (const [position, element] of args.entries()) {
    if (ts.isSpreadElement(element)) opaque(element.expression, collector);
    else if (!ts.isOmittedExpression(element)) {
      const parameter = spreadAt === -1 || position < spreadAt ? parameters[position] : undefined;
      collectArgument(element, position, parameter, { inputs, collector });
    }
  }
}

function collectArgument(
  element: ts.Expression,
  position: number,
  found: ts.ParameterDeclaration | undefined,
  { inputs, collector }: { readonly inputs: Inputs; readonly collector: Collector },
): void {
  const value = unwrap(element);
  const parameter = found?.dotDotDotToken === undefined ? found : undefined;
  const of = parameter !== undefined && ts.isIdentifier(parameter.name) ? parameter.name.text : null;
  const flowsInto = 'args';
  if (ts.isObjectLiteralExpression(value)) {
    collectProperties(value, { position, of }, collector);
    return;
  }
  if (parameter !== undefined && of !== null) {
    const beside = inputs.parameters.flatMap(({ name }) =>
      ts.isIdentifier(name) && name.text !== of ? [name.text] : [],
    );
    const fits = isFitting(element, parameter, collector.context);
    add(value, { role: 'parameter', names: [of], flowsInto, position, argument: true, beside, fits }, collector);
  }
  // Reaching into an object is only sure when it is the workflow's one input.
  if ((parameter !== undefined || inputs.isByName) && isPath(value))
    collectMembers(value, { position, of }, inputs, collector);
  if (isPath(value))
    add(value, { role: 'path', names: suffixes(value), flowsInto, position, of, argument: true }, collector);
  else if (ts.isCallExpression(value) && isPure(value, collector.context)) {
    collectFlows(value.arguments[0] ?? value, flowsInto, collector);
  } else if (!ts.isLiteralExpression(value)) opaque(value, collector);
}

/** Whether a parameter asks for what is passed: no string for a number, and no id of another brand. */
function isFitting(element: ts.Expression, parameter: ts.ParameterDeclaration, context: ShapeContext): boolean {
  const { checker } = context.names;
  const [given, asked] = [checker.getTypeAtLocation(element), checker.getTypeAtLocation(parameter)];
  const [is, wanted] = [classify(given, context), classify(asked, context)];
  if (!PRIMITIVES.has(is) || !PRIMITIVES.has(wanted)) return true;
  return is === wanted && (!given.isIntersection() || checker.isTypeAssignableTo(given, asked));
}

const PRIMITIVES: ReadonlySet<TenantType> = new Set(['string', 'number', 'bigint']);

/** Something flows in that is not a name: it may hold any tenant. */
const opaque = (value: ts.Expression, collector: Collector): void =>
  add(value, { role: 'path', names: suffixes(value), flowsInto: 'args' }, collector);

/** What flows in inside an argument's nested parts: it names no tenant, but it says the arguments are about something. */
function buried(value: ts.Expression, collector: Collector): void {
  const node = unwrap(value);
  if (ts.isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      const inner = ts.isSpreadAssignment(property) ? property.expression : propertyValue(property);
      if (inner !== null) buried(inner, collector);
    }
  } else if (ts.isArrayLiteralExpression(node)) {
    for (const element of node.elements) buried(ts.isSpreadElement(element) ? element.expression : element, collector);
  } else if (!ts.isLiteralExpression(node) && !ts.isOmittedExpression(node) && !isKeyword(node)) {
    add(node, { role: 'path', names: [], flowsInto: 'args' }, collector);
  }
}

const isKeyword = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.TrueKeyword ||
  node.kind === ts.SyntaxKind.FalseKeyword ||
  node.kind === ts.SyntaxKind.NullKeyword;

function collectProperties(
  literal: ts.ObjectLiteralExpression,
  { position, of }: Argument,
  collector: Collector,
): void {
  const { properties } = literal;
  properties.forEach((property, index) => {
    const later = properties.slice(index + 1);
    const overridden = (name: string): boolean =>
      later.some((one) =>
        ts.isSpreadAssignment(one)
          ? mayHave(one.expression, name, collector.context)
          : one.name !== undefined && propertyName(one.name) === null,
      );
    if (ts.isSpreadAssignment(property)) {
      opaque(property.expression, collector);
      const given = (name: string): boolean =>
        later.some((one) => one.name !== undefined && propertyName(one.name) === name);
      for (const fact of membersOf(property.expression, collector)) {
        const name = fact.names.at(-1) ?? '';
        if (!given(name))
          collector.facts.push({
            ...fact,
            role: 'property',
            names: [name],
            position,
            of,
            overridden: overridden(name),
          });
      }
      return;
    }
    const name = property.name === undefined ? null : propertyName(property.name);
    const given = propertyValue(property);
    if (name === null || given === null) return;
    const value = unwrap(given);
    add(
      value,
      { role: 'property', names: [name], flowsInto: 'args', position, of, overridden: overridden(name) },
      collector,
    );
    if (isPath(value))
      add(value, { role: 'path', names: suffixes(value), flowsInto: 'args', position, of: name }, collector);
    else buried(value, collector);
  });
}

/**
 * `input.tenantId` for an `input` that flows whole, by the properties its type has. By the workflow's name only, one that may be
 * missing is no more than a candidate: the call may give the same id for certain elsewhere.
 */
function collectMembers(value: ts.Expression, { position, of }: Argument, inputs: Inputs, collector: Collector): void {
  for (const fact of membersOf(value, collector)) {
    const isCandidate = inputs.isByName && (fact.type === 'nullable' || fact.type === 'any');
    collector.facts.push({ ...fact, role: inputs.sole && !isCandidate ? 'property' : 'path', position, of });
  }
}

function membersOf(value: ts.Expression, collector: Collector): readonly TenantFact[] {
  const { context } = collector;
  const type = context.names.checker.getApparentType(context.names.checker.getTypeAtLocation(value));
  if (!isPath(value) || ((type.flags & ts.TypeFlags.Object) === 0 && !type.isIntersection())) return [];
  const properties = type.getProperties();
  if (properties.length > 60) return [];
  return properties.flatMap((property): readonly TenantFact[] => {
    const declared = classify(context.names.checker.getTypeOfSymbolAtLocation(property, value), context);
    const member = isLoose(context) && isDeclaredOptional(property) && declared === 'string' ? 'nullable' : declared;
    if (member === 'object' || member === 'other' || !/^[A-Za-z_$][\w$]*$/.test(property.name)) return [];
    return [
      {
        expression: `${value.getText()}.${property.name}`,
        role: 'path',
        names: suffixesOf([...pathOf(value), property.name]),
        flowsInto: 'args',
        position: null,
        argument: false,
        of: null,
        beside: [],
        fits: true,
        overridden: false,
        type: member,
        pure:
          isPure(value, context) &&
          !(collector.suspends && mayChange(value, context)) &&
          (property.flags & ts.SymbolFlags.Accessor) === 0 &&
          !isWritten([...pathOf(value), property.name], collector),
        validAtCall: isValidAt(value, collector),
        exact: false,
        at: context.place(value),
      },
    ];
  });
}

/** Paths in templates, concatenations and the top level of object literals; not inside nested objects or calls. */
function collectFlows(value: ts.Expression, flowsInto: FlowsInto, collector: Collector): void {
  const node = unwrap(value);
  if (ts.isTemplateExpression(node)) {
    for (const span of node.templateSpans) collectFlows(span.expression, flowsInto, collector);
  } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    collectFlows(node.left, flowsInto, collector);
    collectFlows(node.right, flowsInto, collector);
  } else if (ts.isArrayLiteralExpression(node)) {
    for (const element of node.elements) collectFlows(element, flowsInto, collector);
  } else if (ts.isObjectLiteralExpression(node)) {
    collectNamed(node, flowsInto, collector);
  } else if (isPath(node)) {
    add(node, { role: 'path', names: suffixes(node), flowsInto }, collector);
  }
}

function collectNamed(node: ts.ObjectLiteralExpression, flowsInto: FlowsInto, collector: Collector): void {
  const role = flowsInto === 'memo' ? 'memo' : flowsInto === 'searchAttributes' ? 'searchAttribute' : 'path';
  for (const property of node.properties) {
    const name = property.name === undefined ? null : propertyName(property.name);
    const given = propertyValue(property);
    if (name === null || given === null) continue;
    const value = unwrap(given);
    const only = ts.isArrayLiteralExpression(value) && value.elements.length === 1 ? value.elements[0] : value;
    if (only === undefined || ts.isSpreadElement(only)) continue;
    const inner = unwrap(only);
    if (role !== 'path') add(inner, { role, names: [name], flowsInto }, collector);
    if (isPath(inner)) add(inner, { role: 'path', names: suffixes(inner), flowsInto }, collector);
  }
}

/** `[{ key, value }]`, alone or in `new TypedSearchAttributes(…)`: each value answers to the name of its key. */
function collectPairs(given: ts.Expression, collector: Collector): void {
  const list = ts.isNewExpression(given) ? given.arguments?.[0] : given;
  const pairs = list === undefined ? null : unwrap(list);
  if (pairs === null || !ts.isArrayLiteralExpression(pairs)) return;
  for (const element of pairs.elements) {
    const pair = unwrap(element);
    if (!ts.isObjectLiteralExpression(pair)) continue;
    const key = optionValue(pair, 'key');
    const value = optionValue(pair, 'value');
    if (key === null || value === null) continue;
    const flowsInto = 'searchAttributes';
    add(value, { role: 'searchAttribute', names: attributeNames(key, collector.context), flowsInto }, collector);
    if (isPath(value)) add(value, { role: 'path', names: suffixes(value), flowsInto }, collector);
  }
}

/** What a key of a search attribute is called here, and the name it was defined by. */
function attributeNames(key: ts.Expression, context: ShapeContext): readonly string[] {
  const name = lastName(key);
  const symbol = name === null || ts.isCallExpression(key) ? null : symbolAt(name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  const initializer =
    declaration !== undefined && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const made = ts.isCallExpression(key) ? key : initializer === undefined ? null : unwrap(initializer);
  const [defined] = made !== null && ts.isCallExpression(made) ? made.arguments : [];
  const written = defined !== undefined && ts.isStringLiteralLike(defined) ? [defined.text] : [];
  return [...new Set([...(ts.isCallExpression(key) || name === null ? [] : [name.text]), ...written])];
}

function add(value: ts.Expression, named: Named, collector: Collector): void {
  const { context } = collector;
  collector.facts.push({
    position: null,
    argument: false,
    of: null,
    beside: [],
    fits: true,
    overridden: false,
    ...named,
    expression: value.getText(),
    type: typeOf(value, context),
    pure:
      isPure(value, context) &&
      !isWritten(pathOf(value), collector) &&
      !(collector.suspends && mayChange(value, context)),
    validAtCall: isValidAt(value, collector),
    exact: true,
    at: context.place(value),
  });
}

/** Whether the call itself writes an expression that is read twice: before, behind or between the two it is something else. */
const isWritten = (path: readonly string[], { within }: Collector): boolean =>
  within.some((node) => isWrittenWithin(path, node));

/** `await` and `yield` among the options, those of functions aside. */
function isSuspended(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
  return !ts.isFunctionLike(node) && ts.forEachChild(node, (child) => isSuspended(child) || undefined) === true;
}

/** Whether others could put something else in an expression's place: in a variable that is written again, or in a field of this object. */
function mayChange(value: ts.Expression, context: ShapeContext): boolean {
  const node = unwrapQuiet(value);
  if (ts.isIdentifier(node)) return isReassigned(node.text, node.getSourceFile());
  if (!ts.isPropertyAccessExpression(node)) return false;
  if (unwrapQuiet(node.expression).kind !== ts.SyntaxKind.ThisKeyword) return mayChange(node.expression, context);
  const field = symbolAt(node.name, context)?.valueDeclaration;
  return field === undefined || (ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Readonly) === 0;
}

/** The type of an expression; where the compiler lets everything be undefined, as far as its declaration says so. */
function typeOf(value: ts.Expression, context: ShapeContext): TenantType {
  const { checker } = context.names;
  const type = classify(checker.getTypeAtLocation(value), context);
  const node = unwrapQuiet(value);
  if (!isLoose(context) || !(ts.isIdentifier(node) || ts.isPropertyAccessExpression(node))) return type;
  const symbol = symbolAt(ts.isIdentifier(node) ? node : node.name, context);
  return type !== 'any' && symbol !== null && isDeclaredOptional(symbol) && !isGuarded(value) ? 'nullable' : type;
}

/** Whether the target is compiled without strict null checks. */
const isLoose = ({ names: { checker } }: ShapeContext): boolean =>
  checker.isTypeAssignableTo(checker.getUndefinedType(), checker.getStringType());

/** `id?: string`, `id: string | null`, and a variable that is declared without a value. */
function isDeclaredOptional({ valueDeclaration: declaration }: ts.Symbol): boolean {
  if (declaration === undefined) return false;
  if (ts.isVariableDeclaration(declaration) && ts.isVariableStatement(declaration.parent.parent)) {
    const { initializer, exclamationToken, type } = declaration;
    const isAmbient = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0;
    if (initializer === undefined && exclamationToken === undefined && !isAmbient) return true;
    return initializer !== undefined && type !== undefined && namesNothing(type);
  }
  if (ts.isParameter(declaration) && declaration.initializer !== undefined) return false;
  if (!ts.isParameter(declaration) && !ts.isPropertySignature(declaration) && !ts.isPropertyDeclaration(declaration))
    return false;
  return declaration.questionToken !== undefined || (declaration.type !== undefined && namesNothing(declaration.type));
}

/** Whether a type is written with `undefined` or `null` among its parts. */
const namesNothing = (type: ts.TypeNode): boolean =>
  ts.isUnionTypeNode(type) && type.types.some((part) => /^(undefined|null)$/.test(part.getText()));

/** A name or member path, `this` included. */
export function isPath(node: ts.Expression): boolean {
  const inner = unwrapQuiet(node);
  if (ts.isIdentifier(inner) || inner.kind === ts.SyntaxKind.ThisKeyword) return true;
  return ts.isPropertyAccessExpression(inner) && isPath(inner.expression);
}

const unwrapQuiet = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node)
    ? unwrapQuiet(node.expression)
    : node;

function pathOf(node: ts.Expression): readonly string[] {
  const inner = unwrapQuiet(node);
  if (ts.isIdentifier(inner)) return [inner.text];
  if (ts.isPropertyAccessExpression(inner)) return [...pathOf(inner.expression), inner.name.text];
  return [];
}

const suffixesOf = (path: readonly string[]): readonly string[] => path.map((_, index) => path.slice(index).join('.'));
/** The dotted names a path answers to, the longest first; none for anything else. */
export const suffixes = (node: ts.Expression): readonly string[] => (isPath(node) ? suffixesOf(pathOf(node)) : []);

/** Whether reading it twice is the same as reading it once: names, members that are no getters, literals, `String()` of those. */
function isPure(node: ts.Expression, context: ShapeContext): boolean {
  const inner = unwrapQuiet(node);
  if (ts.isIdentifier(inner) || inner.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner) || ts.isBigIntLiteral(inner)) return true;
  if (ts.isTemplateExpression(inner)) return inner.templateSpans.every((span) => isPure(span.expression, context));
  if (ts.isCallExpression(inner)) {
    const [only] = inner.arguments;
    return (
      inner.expression.getText() === 'String' &&
      inner.arguments.length === 1 &&
      only !== undefined &&
      isPure(only, context)
    );
  }
  if (!ts.isPropertyAccessExpression(inner) || !isPure(inner.expression, context)) return false;
  const symbol = context.names.checker.getSymbolAtLocation(inner.name);
  return symbol === undefined || (symbol.flags & ts.SymbolFlags.Accessor) === 0;
}

/** Whether an expression of the options means the same at the call: the same names, none written again, the same `this`. */
function isValidAt(node: ts.Expression, { call, context }: Collector): boolean {
  let root = unwrapQuiet(node);
  while (ts.isPropertyAccessExpression(root)) root = unwrapQuiet(root.expression);
  if (root.kind === ts.SyntaxKind.ThisKeyword) return thisOwner(root) === thisOwner(call);
  if (!ts.isIdentifier(root)) return ts.isStringLiteralLike(root);
  if (isReassigned(root.text, root.getSourceFile())) return false;
  const here = symbolAt(root, context);
  const there = context.names.checker.resolveName(root.text, call, ts.SymbolFlags.Value, false);
  return here !== null && here === there;
}

/** The function, class member or file whose `this` a node sees; arrows see their surroundings'. */
function thisOwner(node: ts.Node): ts.Node {
  let at = node.parent;
  while (!ts.isSourceFile(at) && (ts.isArrowFunction(at) || !(ts.isFunctionLike(at) || ts.isPropertyDeclaration(at))))
    at = at.parent;
  return at;
}

function classify(type: ts.Type, context: ShapeContext): TenantType {
  const { checker } = context.names;
  if (type.flags & ts.TypeFlags.Any) return 'any';
  if (type.flags & ts.TypeFlags.Unknown) return 'other';
  if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void)) return 'nullable';
  if (type.flags & ts.TypeFlags.StringLike) return 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return 'number';
  if (type.flags & ts.TypeFlags.BigIntLike) return 'bigint';
  if (type.flags & ts.TypeFlags.TypeParameter) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint === undefined ? 'other' : classify(constraint, context);
  }
  if (type.isUnion()) return together(type.types.map((part) => classify(part, context)));
  if (type.isIntersection()) {
    const primitive = type.types
      .map((part) => classify(part, context))
      .find((part) => part === 'string' || part === 'number' || part === 'bigint');
    return primitive ?? 'object';
  }
  return type.flags & ts.TypeFlags.Object ? 'object' : 'other';
}

function together(parts: readonly TenantType[]): TenantType {
  if (parts.includes('any')) return 'any';
  if (parts.includes('nullable')) return 'nullable';
  const [first] = parts;
  return first !== undefined && parts.every((part) => part === first) ? first : 'other';
}
