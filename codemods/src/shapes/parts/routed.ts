import { ts } from '../../../typescript.js';
import type { RoutedFact } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { isRouting, isRoutingValue, isTakenFromRouting } from './routing-value.js';
import { importOf, surelyHas, symbolAt } from './symbols.js';
import { lastName, objectOf, ownProperty, propertyName, propertyValue, unwrap } from './syntax.js';

const ROUTES = new Set(['routeForTenant', 'routeForSystemJob']);
/** What is asked of a routing: a call of anything else on an object need not be looked at. */
const MEMBERS = new Set([...ROUTES, 'startOptions', 'taskQueues', 'routedTaskQueues']);

/** Whether the options take their queue from the routing module: `...startOptions(route)` or `taskQueue: route.taskQueue`. */
export function readRouted(literal: ts.ObjectLiteralExpression, context: ShapeContext): RoutedFact | null {
  const index = literal.properties.findLastIndex((property) => routeIn(property, context) !== null);
  const property = literal.properties[index];
  if (property === undefined) return null;
  const later = literal.properties.slice(index + 1);
  if (later.some((after) => setsQueue(after, context))) return null;
  const route = routeIn(property, context);
  return route === null
    ? null
    : factOf(route, ts.isSpreadAssignment(property) || hasPriority(literal, context), context);
}

/** A property after the route that puts a queue of its own in its place. */
function setsQueue(property: ts.ObjectLiteralElementLike, context: ShapeContext): boolean {
  if (ts.isSpreadAssignment(property)) return surelyHas(property.expression, 'taskQueue', context);
  return property.name !== undefined && propertyName(property.name) === 'taskQueue';
}

/** The whole options argument is one: `startOptions(route)`, or spread somewhere we only see by the call. */
export function hasPriority(literal: ts.ObjectLiteralExpression, context: ShapeContext): boolean {
  const property = ownProperty(literal, 'priority');
  const value = property === null ? null : propertyValue(property);
  return value !== null && routeCall(objectOf(value) ?? value, context) !== null;
}

/** The route call a property's queue comes from. */
function routeIn(property: ts.ObjectLiteralElementLike, context: ShapeContext): ts.CallExpression | null {
  if (ts.isSpreadAssignment(property)) {
    const spread = unwrap(property.expression);
    if (!ts.isCallExpression(spread) || routingFunctionOf(spread, context) !== 'startOptions') return null;
    const [route] = spread.arguments;
    return route === undefined ? null : routeCall(route, context);
  }
  const value = property.name?.getText() === 'taskQueue' ? propertyValue(property) : null;
  if (value === null) return null;
  const object = objectOf(value);
  return object !== null && lastName(value)?.text === 'taskQueue' ? routeCall(object, context) : null;
}

/** Follows a name to the `routeFor…` call it was initialised with. */
function routeCall(expression: ts.Expression, context: ShapeContext): ts.CallExpression | null {
  const node = unwrap(expression);
  if (ts.isCallExpression(node)) {
    const name = routingFunctionOf(node, context);
    return name !== null && ROUTES.has(name) ? node : null;
  }
  if (!ts.isIdentifier(node)) return null;
  const declaration = symbolAt(node, context)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined)
    return null;
  return routeCall(declaration.initializer, context);
}

/** The routing function a call names, when it comes from the configured routing import; null for anyone else's. */
export function routingFunctionOf(call: ts.CallExpression, context: ShapeContext): string | null {
  const callee = unwrap(call.expression);
  const object = objectOf(callee);
  const name = lastName(callee);
  if (name === null) return null;
  if (object !== null) return MEMBERS.has(name.text) && isRoutingValue(object, context) ? name.text : null;
  const symbol = symbolAt(name, context);
  if (symbol === null) return null;
  if (isRouting(symbol, context)) return importOf(symbol)?.name ?? name.text;
  const declaration = symbol.valueDeclaration;
  const taken = declaration !== undefined && ts.isBindingElement(declaration) ? declaration : null;
  const key = taken === null ? null : (taken.propertyName ?? taken.name);
  return taken !== null && key !== null && ts.isIdentifier(key) && isTakenFromRouting(taken, context) ? key.text : null;
}
function factOf(call: ts.CallExpression, hasPriorityToo: boolean, context: ShapeContext): RoutedFact {
  const name = routingFunctionOf(call, context) === 'routeForSystemJob' ? 'routeForSystemJob' : 'routeForTenant';
  const [argument] = call.arguments;
  const literal = argument === undefined ? null : unwrap(argument);
  const kind = literal !== null && ts.isObjectLiteralExpression(literal) ? valueText(literal, 'kind') : null;
  const tenant = literal !== null && ts.isObjectLiteralExpression(literal) ? ownProperty(literal, 'tenantId') : null;
  const standard = name === 'routeForTenant' ? 'tenant' : 'jobs';
  return {
    function: name,
    kind: kind ?? (literal === null || ts.isObjectLiteralExpression(literal) ? standard : null),
    tenantId: tenant === null ? null : (propertyValue(tenant)?.getText() ?? null),
    priorityMissing: !hasPriorityToo,
    at: context.place(call),
  };
}

function valueText(literal: ts.ObjectLiteralExpression, name: string): string | null {
  const property = ownProperty(literal, name);
  const value = property === null ? null : propertyValue(property);
  if (value === null) return null;
  const inner = unwrap(value);
  if (ts.isStringLiteralLike(inner)) return inner.text;
  return lastName(inner)?.text ?? null;
}
