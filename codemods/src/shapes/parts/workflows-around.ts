import { ts } from '../../../typescript.js';
import { isExported, objectOf, propertyName, propertyValue, unwrap } from './syntax.js';

/** A top-level declaration: its own name, the names it is exported under, and the identifiers written in it. */
interface Unit {
  readonly node: ts.Node;
  readonly name: string | null;
  readonly exported: readonly string[];
  readonly uses: ReadonlySet<string>;
}

const known = new WeakMap<ts.SourceFile, readonly Unit[]>();

/**
 * The workflows a node stands in, as a worker registers them: the exported function around it, else every exported
 * function of the file that uses the one around it, by name and through others.
 */
export function workflowsAround(node: ts.Node): readonly string[] {
  const units = unitsOf(node.getSourceFile());
  const around = units.find((unit) => unit.node.pos <= node.pos && node.end <= unit.node.end);
  const found = new Set<string>();
  const seen = new Set<Unit>();
  const pending = around === undefined ? [] : [around];
  for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
    if (seen.has(unit)) continue;
    seen.add(unit);
    const { name, exported } = unit;
    for (const registered of exported) found.add(registered);
    if (exported.length === 0 && name !== null) pending.push(...units.filter(({ uses }) => uses.has(name)));
  }
  return [...found].sort();
}

/** The function of the one workflow a node stands in, where that is exported itself: what it is given is its arguments. */
export function workflowFunctionAround(node: ts.Node): ts.FunctionLikeDeclaration | null {
  const around = unitsOf(node.getSourceFile()).find((unit) => unit.node.pos <= node.pos && node.end <= unit.node.end);
  if (around === undefined || around.exported.length !== 1) return null;
  if (ts.isFunctionDeclaration(around.node)) return around.node;
  const value = ts.isVariableDeclaration(around.node) ? around.node.initializer : undefined;
  const made = value === undefined ? null : unwrap(value);
  return made !== null && (ts.isArrowFunction(made) || ts.isFunctionExpression(made)) ? made : null;
}

function unitsOf(source: ts.SourceFile): readonly Unit[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const named = source.statements.flatMap(declarationsIn);
  const exports = namedExports(source);
  const units = named.map(({ node, name, exported }): Unit => {
    // A class is no workflow, even an exported one: what uses it may be.
    const all = ts.isClassDeclaration(node) ? [] : [...exported, ...(name === null ? [] : (exports.get(name) ?? []))];
    return { node, name, exported: all, uses: identifiersIn(node) };
  });
  known.set(source, units);
  return units;
}

type Declared = Pick<Unit, 'node' | 'name' | 'exported'>;

function declarationsIn(statement: ts.Statement): readonly Declared[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    const name = statement.name?.text ?? null;
    return [{ node: statement, name, exported: isExported(statement) ? [name ?? 'default'] : [] }];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((node) => {
      const name = ts.isIdentifier(node.name) ? node.name.text : null;
      return { node, name, exported: name !== null && isExported(statement) ? [name] : [] };
    });
  }
  if (ts.isExportAssignment(statement)) return [{ node: statement, name: null, exported: ['default'] }];
  const assigned = commonJsExport(statement);
  return assigned === null || assigned.name === null
    ? [{ node: statement, name: null, exported: [] }]
    : [{ node: statement, name: assigned.name, exported: [assigned.name] }];
}

/** `exports.X = value`, `module.exports.X = value`, `module.exports = value` (then without a name). */
function commonJsExport(statement: ts.Statement): { name: string | null; value: ts.Expression } | null {
  const assignment = ts.isExpressionStatement(statement) ? statement.expression : null;
  if (assignment === null || !ts.isBinaryExpression(assignment) || !ts.isPropertyAccessExpression(assignment.left))
    return null;
  const { left, right } = assignment;
  if (assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  if (left.getText() === 'module.exports') return { name: null, value: unwrap(right) };
  return /^(module\.)?exports$/.test(objectOf(left)?.getText() ?? '') ? { name: left.name.text, value: right } : null;
}

/** Names exported apart from their declaration: `export { a as B }`, `export default a`, `module.exports = { a }`. */
function namedExports(source: ts.SourceFile): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const add = (local: string, name: string): unknown =>
    found.set(local, [...(found.get(local) ?? []), name === 'default' ? local : name]);
  for (const statement of source.statements) {
    if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression))
      add(statement.expression.text, 'default');
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      const clause = statement.exportClause;
      if (clause !== undefined && ts.isNamedExports(clause))
        for (const { name, propertyName: local } of clause.elements) add((local ?? name).text, name.text);
    }
    for (const [local, name] of commonJsNames(statement)) add(local, name);
  }
  return found;
}

/** The local names that a CommonJS export hands on, with the names they get. */
function commonJsNames(statement: ts.Statement): readonly (readonly [string, string])[] {
  const assigned = commonJsExport(statement);
  if (assigned === null) return [];
  const { name: key, value } = assigned;
  if (ts.isIdentifier(value)) return [[value.text, key ?? 'default']];
  if (key !== null || !ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property): readonly (readonly [string, string])[] => {
    const given = propertyValue(property);
    const name = property.name === undefined ? null : propertyName(property.name);
    return given !== null && name !== null && ts.isIdentifier(given) ? [[given.text, name]] : [];
  });
}

function identifiersIn(root: ts.Node): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}
