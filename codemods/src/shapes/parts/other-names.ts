import { ts } from '../../../typescript.js';
import { lastName, objectOf, propertyName, unwrap } from './syntax.js';

/**
 * The names under which a file knows what has one of these names: imports and exports under another, variables and
 * members that hold it, what is taken out of an object. By name only: whose they are is asked at each use.
 */
export function otherNames(source: ts.SourceFile, names: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const renamed = renaming(node);
    if (renamed !== null && names.has(renamed.from) && !names.has(renamed.to)) found.push(renamed.to);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return [...new Set(found)];
}

interface Renaming {
  readonly from: string;
  readonly to: string;
}

function renaming(node: ts.Node): Renaming | null {
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node))
    return node.propertyName === undefined ? null : { from: node.propertyName.text, to: node.name.text };
  if (ts.isBindingElement(node)) {
    const key = node.propertyName;
    const from = key === undefined ? null : propertyName(key);
    return from !== null && ts.isIdentifier(node.name) ? { from, to: node.name.text } : null;
  }
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) {
    const to = ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name) ? node.name.text : null;
    const from = node.initializer === undefined ? null : nameIn(node.initializer);
    return to !== null && from !== null ? { from, to } : null;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const [from, to] = [nameIn(node.right), lastName(node.left)?.text ?? null];
    return to !== null && from !== null ? { from, to } : null;
  }
  return null;
}

/** The last name of what an expression names, also where it is bound or wrapped in a call. */
function nameIn(expression: ts.Expression): string | null {
  const node = unwrap(expression);
  if (!ts.isCallExpression(node)) return lastName(node)?.text ?? null;
  if (lastName(node.expression)?.text === 'bind') {
    const bound = objectOf(node.expression);
    return bound === null ? null : (lastName(bound)?.text ?? null);
  }
  const [wrapped] = node.arguments;
  return wrapped !== undefined && ts.isIdentifier(wrapped) ? wrapped.text : null;
}

/** What a file calls the whole of a module, where the last part of the specifier is one of these: `import launch from './launch'`. */
export function namesOfModule(source: ts.SourceFile, stems: ReadonlySet<string>): readonly string[] {
  const isIt = (specifier: string): boolean => stems.has(stemOf(specifier));
  return source.statements.flatMap((statement): readonly string[] => {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const name = statement.importClause?.name;
      return name !== undefined && isIt(statement.moduleSpecifier.text) ? [name.text] : [];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
      const specifier = initializer === undefined ? null : required(initializer);
      return specifier !== null && ts.isIdentifier(name) && isIt(specifier) ? [name.text] : [];
    });
  });
}

function required(node: ts.Expression): string | null {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'require') return null;
  const [specifier] = node.arguments;
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : null;
}

/** The last part of a path or specifier without its extension; of an index file, its folder. */
export function stemOf(path: string): string {
  const parts = path.replace(/(\.d)?\.[cm]?[jt]sx?$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return last === 'index' ? (parts.at(-2) ?? last) : last;
}
