import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { importOf, isFromPackage, resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf } from './syntax.js';

/**
 * What a package itself calls the function or class an expression names: imported under this or another name, a member of
 * the package's namespace, or re-exported. Null for anybody else's, and for the methods of a package's objects.
 */
export function sdkName(expression: ts.Expression, packages: RegExp, context: ShapeContext): string | null {
  const name = lastName(expression);
  if (name === null) return null;
  const object = objectOf(expression);
  if (object !== null && isNamespaceOf(object, packages, context)) return name.text;
  const symbol = isFromPackage(name, packages, context) ? symbolAt(name, context) : null;
  if (symbol === null) return null;
  const target = resolveAlias(symbol, context);
  const declaration = target.valueDeclaration;
  if (declaration !== undefined && (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)))
    return target.name;
  // A package that is not installed: its import is all there is.
  return object === null ? (importOf(target)?.name ?? name.text) : null;
}

function isNamespaceOf(object: ts.Expression, packages: RegExp, context: ShapeContext): boolean {
  const name = lastName(object);
  const symbol = name === null || objectOf(object) !== null ? null : symbolAt(name, context);
  const imported = symbol === null ? null : importOf(symbol);
  return imported !== null && /^(\*|default)$/.test(imported.name) && packages.test(imported.specifier);
}
