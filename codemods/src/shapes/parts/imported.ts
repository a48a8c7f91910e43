import { ts } from '../../../typescript.js';
import { lastName } from './syntax.js';

/** One import of a file: the module as written, and the names it brings; `*` is the module as a whole. */
export interface ImportedModule {
  readonly specifier: string;
  readonly names: readonly { readonly name: string; readonly as: string }[];
}

/** Every module a file imports, requires, exports again or has a test runner mock, wherever it stands. */
export function importsOf(source: ts.SourceFile): readonly ImportedModule[] {
  const found: ImportedModule[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const specifier = specifierOf(node);
    if (specifier !== null) found.push({ specifier, names: namesIn(node) });
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

/** The modules a file exports again. */
export const exportsFrom = (source: ts.SourceFile): readonly string[] =>
  source.statements.flatMap((statement) => {
    const specifier = ts.isExportDeclaration(statement) ? specifierOf(statement) : null;
    return specifier === null ? [] : [specifier];
  });

const LOADERS = /^(require|mock|doMock|importActual|requireActual)$/;

function specifierOf(node: ts.Node): string | null {
  const isDeclaration = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
  const isLoad = ts.isCallExpression(node) && isLoader(node.expression);
  const literal = isDeclaration ? node.moduleSpecifier : isLoad ? node.arguments[0] : undefined;
  return literal !== undefined && ts.isStringLiteralLike(literal) ? literal.text : null;
}

const isLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || LOADERS.test(lastName(callee)?.text ?? '');

function namesIn(node: ts.Node): ImportedModule['names'] {
  if (ts.isCallExpression(node)) return requiredNames(node);
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined;
  if (bindings === undefined) return [];
  if (ts.isNamespaceImport(bindings)) return [{ name: '*', as: bindings.name.text }];
  return bindings.elements.map(({ name, propertyName }) => ({ name: (propertyName ?? name).text, as: name.text }));
}

function requiredNames({ parent }: ts.CallExpression): ImportedModule['names'] {
  if (!ts.isVariableDeclaration(parent)) return [];
  if (ts.isIdentifier(parent.name)) return [{ name: '*', as: parent.name.text }];
  return parent.name.elements.flatMap((one) =>
    ts.isBindingElement(one) && ts.isIdentifier(one.name)
      ? [{ name: one.propertyName?.getText() ?? one.name.text, as: one.name.text }]
      : [],
  );
}
