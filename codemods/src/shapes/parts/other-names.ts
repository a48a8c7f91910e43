import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { lastName, objectOf, propertyName, unwrap } from './syntax.js';
import type { Wanted } from './wrapper-belief.js';
import { mayStandFor, type Name } from './wrapper-call.js';

/**
 * The names under which a file knows a function that has one of these: imports and exports under another, variables and
 * members that hold it, what is taken out of an object, what imports the whole of its module.
 */
export function otherNames(wanted: Wanted, names: ReadonlySet<string>, context: ShapeContext): readonly string[] {
  const found = renamingsIn(context.sourceFile).filter(
    ({ from, to }) => !names.has(to) && isAsked(from, names) && mayStandFor(from, wanted, context),
  );
  return [...new Set(found.map(({ to }) => to))];
}

/** The name of a default import is no name of what it imports: its symbol tells. */
const isAsked = (from: Name, names: ReadonlySet<string>): boolean =>
  names.has(from.text) || (names.has('default') && isOfWhole(from));

const isOfWhole = ({ parent }: Name): boolean =>
  ts.isImportClause(parent) ||
  (ts.isVariableDeclaration(parent) && parent.initializer !== undefined && isRequired(parent.initializer));

interface Renaming {
  readonly from: Name;
  readonly to: string;
}

const known = new WeakMap<ts.SourceFile, readonly Renaming[]>();

function renamingsIn(source: ts.SourceFile): readonly Renaming[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const found: Renaming[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const renamed = renaming(node);
    if (renamed !== null) found.push(renamed);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  known.set(source, found);
  return found;
}

function renaming(node: ts.Node): Renaming | null {
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node))
    return node.propertyName === undefined || !ts.isIdentifier(node.propertyName)
      ? null
      : { from: node.propertyName, to: node.name.text };
  if (ts.isImportClause(node)) return node.name === undefined ? null : { from: node.name, to: node.name.text };
  if (ts.isBindingElement(node)) {
    const key = node.propertyName;
    const isName = key !== undefined && (ts.isIdentifier(key) || ts.isStringLiteralLike(key));
    return isName && ts.isIdentifier(node.name) ? { from: key, to: node.name.text } : null;
  }
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) {
    const to = propertyName(node.name as ts.PropertyName);
    if (to === null || node.initializer === undefined) return null;
    const from = isRequired(node.initializer) && ts.isIdentifier(node.name) ? node.name : nameIn(node.initializer);
    return from === null ? null : { from, to };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const [from, to] = [nameIn(node.right), lastName(node.left)?.text ?? null];
    return to !== null && from !== null ? { from, to } : null;
  }
  return null;
}

/** The last name of what an expression names, also where it is bound or wrapped in a call. */
function nameIn(expression: ts.Expression): Name | null {
  const node = unwrap(expression);
  if (!ts.isCallExpression(node)) return lastName(node);
  if (lastName(node.expression)?.text === 'bind') {
    const bound = objectOf(node.expression);
    return bound === null ? null : lastName(bound);
  }
  const [wrapped] = node.arguments;
  return wrapped !== undefined && ts.isIdentifier(wrapped) ? wrapped : null;
}

const isRequired = (node: ts.Expression): boolean =>
  ts.isCallExpression(node) && node.expression.getText() === 'require' && node.arguments.length === 1;

/** The last part of a path or specifier without its extension; of an index file, its folder. */
export function stemOf(path: string): string {
  const parts = path.replace(/(\.d)?\.[cm]?[jt]sx?$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return last === 'index' ? (parts.at(-2) ?? last) : last;
}
