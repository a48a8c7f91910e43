import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { aliasSteps, specifiersOf, symbolAt } from './symbols.js';
import { lastName, objectOf, unwrap } from './syntax.js';

/** Whether a name is the routing package's, or the configured routing module's. */
export function isRouting(symbol: ts.Symbol, context: ShapeContext): boolean {
  const { modules, packages } = context.routing;
  if (specifiersOf(symbol, context).some((specifier) => packages.includes(specifier))) return true;
  return aliasSteps(symbol, context).some((step) =>
    (step.declarations ?? []).some((declaration) => modules.includes(context.fileOf(declaration) ?? '')),
  );
}

/**
 * Whether a value comes out of the routing module: an import of it or a part of one, what a function of it returns
 * (`routingFor(settings)`), or what is declared as one of its types (`this.temporalRouting`, which Nest injects).
 */
export function isRoutingValue(expression: ts.Expression, context: ShapeContext, depth = 0): boolean {
  const node = unwrap(expression);
  if (depth > 10) return false;
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return isRoutingValue(node.expression, context, depth + 1);
  const object = objectOf(node);
  if (object !== null && object.kind !== ts.SyntaxKind.ThisKeyword && isRoutingValue(object, context, depth + 1))
    return true;
  const name = lastName(node);
  const symbol = name === null ? null : symbolAt(name, context);
  if (symbol === null) return false;
  if (isRouting(symbol, context)) return true;
  const declaration = symbol.valueDeclaration;
  return declaration !== undefined && isDeclaredAsRouting(declaration, context, depth + 1);
}

function isDeclaredAsRouting(declaration: ts.Declaration, context: ShapeContext, depth: number): boolean {
  if (ts.isBindingElement(declaration)) return isTakenFromRouting(declaration, context, depth);
  if (!ts.isParameter(declaration) && !ts.isPropertyDeclaration(declaration) && !ts.isVariableDeclaration(declaration))
    return false;
  const { type, initializer } = declaration;
  if (type !== undefined && ts.isTypeReferenceNode(type)) {
    const symbol = symbolAt(ts.isIdentifier(type.typeName) ? type.typeName : type.typeName.right, context);
    return symbol !== null && isRouting(symbol, context);
  }
  return initializer !== undefined && isRoutingValue(initializer, context, depth);
}

/** Whether a name is taken out of a routing: `const { routeForTenant } = routingFor(settings)`. */
export function isTakenFromRouting(element: ts.BindingElement, context: ShapeContext, depth = 0): boolean {
  const owner = element.parent.parent;
  return (ts.isVariableDeclaration(owner) || ts.isParameter(owner)) && isDeclaredAsRouting(owner, context, depth + 1);
}
