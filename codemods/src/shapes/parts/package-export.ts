import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { aliasSteps, importOf, isFromPackage, resolveAlias, symbolAt } from './symbols.js';
import { unwrap } from './syntax.js';

/** What to look for: a package, and the names it exports it under. */
export interface PackageExport {
  readonly package: RegExp;
  readonly names: readonly string[];
}

/**
 * The exported name a name here stands for: imported (under another name, through a re-export, from a namespace or by
 * `require`), or declared by the package itself; null when it is anybody else's.
 */
export function packageExportOf(name: ts.Node, wanted: PackageExport, context: ShapeContext): string | null {
  const known = (found: string | null): string | null =>
    found !== null && wanted.names.includes(found) ? found : null;
  const symbol = symbolAt(name, context);
  const member = known(memberOfModule(name, wanted, context));
  if (symbol === null || member !== null) return member;
  for (const step of aliasSteps(symbol, context)) {
    const imported = importOf(step);
    if (imported !== null && wanted.package.test(imported.specifier)) return known(imported.name);
    const found = (step.declarations ?? []).map((one) => passedOn(one, wanted)).find((one) => one !== null);
    if (found !== undefined) return known(found);
  }
  return isFromPackage(name, wanted.package, context) ? known(resolveAlias(symbol, context).name) : null;
}

/** `worker.Worker`, where `worker` is the whole module. */
function memberOfModule(name: ts.Node, wanted: PackageExport, context: ShapeContext): string | null {
  const access = name.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name !== name) return null;
  const object = unwrap(access.expression);
  const symbol = ts.isIdentifier(object) ? symbolAt(object, context) : null;
  const imported = symbol === null ? null : importOf(symbol);
  return imported !== null && imported.name !== name.getText() && wanted.package.test(imported.specifier)
    ? access.name.text
    : null;
}

/** The name a re-export gives on, or a variable takes out of `require(…)` or `await import(…)`. */
function passedOn(declaration: ts.Declaration, wanted: PackageExport): string | null {
  if (ts.isExportSpecifier(declaration)) {
    const from = declaration.parent.parent.moduleSpecifier;
    const isOurs = from !== undefined && ts.isStringLiteral(from) && wanted.package.test(from.text);
    return isOurs ? (declaration.propertyName ?? declaration.name).text : null;
  }
  if (ts.isBindingElement(declaration)) {
    const variable = declaration.parent.parent;
    const key = declaration.propertyName ?? declaration.name;
    if (!ts.isVariableDeclaration(variable) || variable.initializer === undefined || !ts.isIdentifier(key)) return null;
    return isModule(variable.initializer, wanted) ? key.text : null;
  }
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return null;
  const value = unwrap(declaration.initializer);
  return ts.isPropertyAccessExpression(value) && isModule(value.expression, wanted) ? value.name.text : null;
}

function isModule(expression: ts.Expression, wanted: PackageExport): boolean {
  const call = unwrap(expression);
  if (!ts.isCallExpression(call)) return false;
  const callee = call.expression;
  const loads = callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
  const specifier = call.arguments[0];
  return loads && specifier !== undefined && ts.isStringLiteralLike(specifier) && wanted.package.test(specifier.text);
}
