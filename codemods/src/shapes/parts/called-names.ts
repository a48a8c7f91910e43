import { ts } from '../../../typescript.js';
import { lastName, propertyName, unwrap } from './syntax.js';

/** Local names by what they stand for: `spawn` for `startChild`, a bound method for `bind`, a subclass for its base. */
type Aliases = ReadonlyMap<string, string>;

const known = new WeakMap<ts.SourceFile, Aliases>();

/**
 * The names a call or `new` is looked up on the shelf by: the callee's last name, and what a local name stands for
 * (`import { startChild as spawn }`, `const begin = client.workflow.start.bind(…)`, `class Mine extends Theirs`).
 * By name only: each shape proves for itself whose the callee is.
 */
export function calledNames(callee: ts.Expression): readonly string[] {
  const inner = unwrap(callee);
  if (inner.kind === ts.SyntaxKind.SuperKeyword) return ['super'];
  // `start.bind(client)(…)`: what is called is what was bound.
  if (ts.isCallExpression(inner) && lastName(inner.expression)?.text === 'bind') return ['bind'];
  const name = lastName(inner)?.text;
  if (name === undefined) return ts.isElementAccessExpression(inner) ? chosenNames(inner.argumentExpression) : [];
  const names = [name];
  const aliases = ts.isIdentifier(inner) ? aliasesOf(inner.getSourceFile()) : null;
  for (let next = aliases?.get(name); next !== undefined && !names.includes(next); next = aliases?.get(next))
    names.push(next);
  return names;
}

/** The names that a key in brackets can be, as far as they are written there or in a constant of the file. */
export function chosenNames(key: ts.Expression): readonly string[] {
  const node = unwrap(key);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...chosenNames(node.whenTrue), ...chosenNames(node.whenFalse)];
  return [];
}

function aliasesOf(source: ts.SourceFile): Aliases {
  const before = known.get(source);
  if (before !== undefined) return before;
  const aliases = new Map(source.statements.flatMap((statement) => [...aliasesIn(statement)]));
  if (source.text.includes('.bind(')) for (const name of boundNames(source)) aliases.set(name, 'bind');
  known.set(source, aliases);
  return aliases;
}

function* aliasesIn(statement: ts.Statement): Generator<readonly [string, string]> {
  if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return;
    for (const { name, propertyName: imported } of bindings.elements)
      if (imported !== undefined) yield [name.text, imported.text];
  } else if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations) {
      if (!ts.isObjectBindingPattern(name)) continue;
      for (const element of name.elements) {
        const key = element.propertyName === undefined ? null : propertyName(element.propertyName);
        if (key !== null && ts.isIdentifier(element.name)) yield [element.name.text, key];
      }
    }
  } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
    const base = statement.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    const name = base === undefined ? null : lastName(base.expression);
    if (name !== null) yield [statement.name.text, name.text];
  }
}

/** The variables of a file that hold the result of a `.bind(…)`. */
function boundNames(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      const value = unwrap(node.initializer);
      if (ts.isCallExpression(value) && lastName(value.expression)?.text === 'bind') found.push(node.name.text);
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}
