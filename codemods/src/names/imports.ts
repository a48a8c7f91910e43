import { ts } from '../../typescript.js';

/** An import as it is written: the module specifier and the name there (`*` for a namespace, `default`). */
export interface ImportedName {
  readonly specifier: string;
  readonly name: string;
}

/** Where a name was imported from by its declarations here; null when it is no import. */
export function importOf(symbol: ts.Symbol): ImportedName | null {
  for (const declaration of symbol.declarations ?? []) {
    const found = importOfDeclaration(declaration);
    if (found !== null) return found;
  }
  return null;
}

/** The import, the re-export or the `const … = require(…)` a declaration is. */
export function importOfDeclaration(declaration: ts.Declaration): ImportedName | null {
  if (ts.isImportSpecifier(declaration)) {
    const specifier = declaration.parent.parent.parent.moduleSpecifier;
    return ts.isStringLiteral(specifier)
      ? { specifier: specifier.text, name: (declaration.propertyName ?? declaration.name).text }
      : null;
  }
  if (ts.isExportSpecifier(declaration)) {
    const specifier = declaration.parent.parent.moduleSpecifier;
    return specifier !== undefined && ts.isStringLiteral(specifier)
      ? { specifier: specifier.text, name: (declaration.propertyName ?? declaration.name).text }
      : null;
  }
  if (ts.isNamespaceExport(declaration)) {
    const specifier = declaration.parent.moduleSpecifier;
    return specifier !== undefined && ts.isStringLiteral(specifier) ? { specifier: specifier.text, name: '*' } : null;
  }
  if (ts.isNamespaceImport(declaration)) {
    const specifier = declaration.parent.parent.moduleSpecifier;
    return ts.isStringLiteral(specifier) ? { specifier: specifier.text, name: '*' } : null;
  }
  if (ts.isImportClause(declaration)) {
    const specifier = declaration.parent.moduleSpecifier;
    return ts.isStringLiteral(specifier) ? { specifier: specifier.text, name: 'default' } : null;
  }
  if (ts.isImportEqualsDeclaration(declaration)) {
    const { moduleReference } = declaration;
    return ts.isExternalModuleReference(moduleReference) && ts.isStringLiteralLike(moduleReference.expression)
      ? { specifier: moduleReference.expression.text, name: '*' }
      : null;
  }
  if (ts.isBindingElement(declaration) || ts.isVariableDeclaration(declaration)) return importOfRequire(declaration);
  return null;
}

/** The module specifier of an inline `require('…')` or `import('…')`. */
export function specifierOfCall(node: ts.Expression): string | null {
  const call = ts.isAwaitExpression(node) ? node.expression : node;
  if (!ts.isCallExpression(call)) return null;
  const isImport = call.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(call.expression) && call.expression.text === 'require';
  const [specifier] = call.arguments;
  return (isImport || isRequire) && specifier !== undefined && ts.isStringLiteralLike(specifier)
    ? specifier.text
    : null;
}

function importOfRequire(declaration: ts.BindingElement | ts.VariableDeclaration): ImportedName | null {
  const variable = ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
  if (!ts.isVariableDeclaration(variable) || variable.initializer === undefined) return null;
  const { initializer } = variable;
  // `require('./x').member`: the member is the name.
  const member = ts.isPropertyAccessExpression(initializer) ? initializer.name.text : null;
  const specifier = specifierOfCall(ts.isPropertyAccessExpression(initializer) ? initializer.expression : initializer);
  if (specifier === null) return null;
  if (!ts.isBindingElement(declaration)) return { specifier, name: member ?? '*' };
  const name = declaration.propertyName ?? declaration.name;
  return member === null && ts.isIdentifier(name) ? { specifier, name: name.text } : null;
}

/** The npm package a declaration file belongs to, null for files of the target. */
export function packageOfFile(fileName: string): string | null {
  const at = fileName.lastIndexOf('/node_modules/');
  if (at === -1) return null;
  const [first, second] = fileName.slice(at + '/node_modules/'.length).split('/');
  return first?.startsWith('@') ? `${first}/${second}` : (first ?? null);
}
