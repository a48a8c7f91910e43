import { ts } from 'ts-morph';
import type { FlowsInto, TenantFact, TenantType } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { symbolAt } from './symbols.js';
import { ownProperty, propertyName, propertyValue, unwrap } from './syntax.js';

interface Collector {
  readonly context: ShapeContext;
  readonly call: ts.Node;
  readonly facts: TenantFact[];
}

interface Named {
  readonly role: TenantFact['role'];
  readonly names: readonly string[];
  readonly flowsInto: FlowsInto;
  readonly position: number | null;
}

/**
 * Every expression of the call that could name a tenant: arguments with the names of the workflow's parameters,
 * properties of object arguments, and the paths that flow into the id, memo, search attributes and signal arguments.
 */
export function readTenantFacts(
  literal: ts.ObjectLiteralExpression,
  workflow: ts.SignatureDeclaration | null,
  call: ts.Node,
  context: ShapeContext,
): readonly TenantFact[] {
  const collector: Collector = { context, call, facts: [] };
  const args = optionValue(literal, 'args');
  if (args !== null && ts.isArrayLiteralExpression(args)) collectArguments(args, workflow, collector);
  for (const name of ['workflowId', 'memo', 'searchAttributes', 'typedSearchAttributes', 'signalArgs'] as const) {
    const value = optionValue(literal, name);
    if (value !== null) collectFlows(value, name === 'typedSearchAttributes' ? 'searchAttributes' : name, collector);
  }
  return collector.facts;
}

function optionValue(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
  const property = ownProperty(literal, name);
  const value = property === null ? null : propertyValue(property);
  return value === null ? null : unwrap(value);
}

function collectArguments(
  args: ts.ArrayLiteralExpression,
  workflow: ts.SignatureDeclaration | null,
  collector: Collector,
): void {
  const spreadAt = args.elements.findIndex(ts.isSpreadElement);
  args.elements.forEach((element, position) => {
    if (ts.isSpreadElement(element) || ts.isOmittedExpression(element)) return;
    const parameter = spreadAt === -1 || position < spreadAt ? workflow?.parameters[position] : undefined;
    const value = unwrap(element);
    if (parameter !== undefined && parameter.dotDotDotToken === undefined)
      collectParameter(parameter, value, position, workflow, collector);
    if (ts.isObjectLiteralExpression(value)) collectProperties(value, position, collector);
    else add(value, { role: 'path', names: suffixes(value), flowsInto: 'args', position }, collector);
  });
}

function collectParameter(
  parameter: ts.ParameterDeclaration,
  value: ts.Expression,
  position: number,
  workflow: ts.SignatureDeclaration | null,
  collector: Collector,
): void {
  if (ts.isIdentifier(parameter.name) && !ts.isObjectLiteralExpression(value)) {
    add(value, { role: 'parameter', names: [parameter.name.text], flowsInto: 'args', position }, collector);
  }
  // Reaching into an object is only sure when it is the workflow's one input.
  if (!ts.isObjectLiteralExpression(value) && isPath(value))
    collectMembers(value, position, workflow?.parameters.length === 1, collector);
}

function collectProperties(literal: ts.ObjectLiteralExpression, position: number, collector: Collector): void {
  for (const property of literal.properties) {
    const name = property.name === undefined ? null : propertyName(property.name);
    const value = propertyValue(property);
    if (name !== null && value !== null) {
      add(unwrap(value), { role: 'property', names: [name], flowsInto: 'args', position }, collector);
      for (const inner of suffixes(unwrap(value))) {
        if (inner !== name)
          add(unwrap(value), { role: 'path', names: [inner], flowsInto: 'args', position }, collector);
      }
    }
  }
}

/** `input.tenantId` for an `input` that flows whole, by the properties its type has. */
function collectMembers(value: ts.Expression, position: number, sole: boolean, collector: Collector): void {
  const { context } = collector;
  const type = context.checker.getTypeAtLocation(value);
  if ((type.flags & ts.TypeFlags.Object) === 0 && !type.isIntersection()) return;
  const properties = type.getProperties();
  if (properties.length > 60) return;
  for (const property of properties) {
    const member = classify(context.checker.getTypeOfSymbolAtLocation(property, value), context);
    if (member === 'object' || member === 'other' || !/^[A-Za-z_$][\w$]*$/.test(property.name)) continue;
    const text = `${value.getText()}.${property.name}`;
    collector.facts.push({
      expression: text,
      role: sole ? 'property' : 'path',
      names: suffixesOf([...pathOf(value), property.name]),
      flowsInto: 'args',
      position,
      type: member,
      pure: isPure(value, context) && (property.flags & ts.SymbolFlags.Accessor) === 0,
      validAtCall: isValidAt(value, collector),
      exact: false,
      at: context.place(value),
    });
  }
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
    add(node, { role: 'path', names: suffixes(node), flowsInto, position: null }, collector);
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
    if (only !== undefined && !ts.isSpreadElement(only)) {
      add(unwrap(only), { role, names: [name, ...suffixes(unwrap(only))], flowsInto, position: null }, collector);
    }
  }
}

function add(value: ts.Expression, named: Named, collector: Collector): void {
  const { context } = collector;
  if (named.names.length === 0) return;
  collector.facts.push({
    ...named,
    expression: value.getText(),
    type: classify(context.checker.getTypeAtLocation(value), context),
    pure: isPure(value, context),
    validAtCall: isValidAt(value, collector),
    exact: true,
    at: context.place(value),
  });
}

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
const suffixes = (node: ts.Expression): readonly string[] => (isPath(node) ? suffixesOf(pathOf(node)) : []);

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
  const symbol = context.checker.getSymbolAtLocation(inner.name);
  return symbol === undefined || (symbol.flags & ts.SymbolFlags.Accessor) === 0;
}

function isValidAt(node: ts.Expression, { call, context }: Collector): boolean {
  let root = unwrapQuiet(node);
  while (ts.isPropertyAccessExpression(root)) root = unwrapQuiet(root.expression);
  if (!ts.isIdentifier(root)) return root.kind === ts.SyntaxKind.ThisKeyword || ts.isStringLiteralLike(root);
  const here = symbolAt(root, context);
  const there = context.checker.resolveName(root.text, call, ts.SymbolFlags.Value, false);
  return here !== null && here === there;
}

function classify(type: ts.Type, context: ShapeContext): TenantType {
  const { checker } = context;
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
