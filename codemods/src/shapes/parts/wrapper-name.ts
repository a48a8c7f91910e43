import { ts } from '../../../typescript.js';
import type { CalledFact } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { enclosingFunction, lastName, objectOf, propertyName, unwrap } from './syntax.js';

/** The function whose parameters these are, from a node inside it outwards; the nearest where none says so (a class's own). */
export function functionOf(node: ts.Node, parameters: ReadonlySet<string>): ts.FunctionLikeDeclaration | null {
  for (let owner = enclosingFunction(node); owner !== null; owner = enclosingFunction(owner))
    if (owner.parameters.some(({ name }) => namesOf(name).some((one) => parameters.has(one)))) return owner;
  return enclosingFunction(node);
}

/** Every name of a parameter: its own, or those it is taken apart into, before and after they are renamed. */
const namesOf = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((one) => {
        if (!ts.isBindingElement(one)) return [];
        const key = one.propertyName === undefined ? null : propertyName(one.propertyName);
        return [...(key === null ? [] : [key]), ...namesOf(one.name)];
      });

/** What a function, or the first around it that has a name, is called by; null for callbacks at the top of a file. */
export function calledAs(inner: ts.FunctionLikeDeclaration, context: ShapeContext): CalledFact | null {
  for (let owner: ts.FunctionLikeDeclaration | null = inner; owner !== null; owner = enclosingFunction(owner)) {
    const name = nameOf(owner);
    const file = context.fileOf(owner);
    if (name === null || file === null) continue;
    const holder = holderOf(owner);
    return {
      name,
      owner: ts.isClassLike(holder) ? (holder.name?.text ?? null) : null,
      holder: holderName(holder),
      isDefault: isDefault(owner, name),
      required: owner.parameters.filter(isRequired).length,
      declared: { file, start: owner.getStart() },
    };
  }
  return null;
}

const isRequired = (one: ts.ParameterDeclaration): boolean =>
  one.questionToken === undefined && one.initializer === undefined && one.dotDotDotToken === undefined;

/** What a function is called by; of one wrapped in calls (`traced(async () => …)`), the name their result has. */
function nameOf(owner: ts.FunctionLikeDeclaration): string | null {
  if (owner.name !== undefined) return propertyName(owner.name as ts.PropertyName);
  let held: ts.Node = owner;
  while (ts.isExpression(held.parent) && (isWrapped(held.parent, held) || ts.isCallExpression(held.parent))) {
    if (ts.isCallExpression(held.parent) && held.parent.expression === held) return null;
    held = held.parent;
  }
  const { parent } = held;
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) ? parent.name.text : null;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return propertyName(parent.name);
  if (ts.isBinaryExpression(parent) && parent.right === held) return lastName(parent.left)?.text ?? null;
  if (ts.isExportAssignment(parent)) return 'default';
  return ts.isFunctionDeclaration(owner) ? 'default' : null;
}

const isWrapped = (outer: ts.Expression, inner: ts.Node): boolean =>
  outer !== inner && unwrap(outer) !== outer && unwrap(outer) === unwrap(inner as ts.Expression);

/** The class, the object or the function whose member a function is. */
function holderOf(owner: ts.FunctionLikeDeclaration): ts.Node {
  const { parent } = owner;
  return ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.parent : parent;
}

/** What an object goes by where nobody declares its type: its class, its variable, the function that makes it. */
function holderName(holder: ts.Node): string | null {
  if (!ts.isClassLike(holder) && !ts.isObjectLiteralExpression(holder)) return null;
  for (let at: ts.Node = holder; !ts.isSourceFile(at); at = at.parent) {
    const name = (at as { readonly name?: ts.Node }).name;
    if (name !== undefined && ts.isIdentifier(name)) return name.text;
  }
  return null;
}

/** Whether a function is what its module exports as a whole, so that importers call it as they like. */
function isDefault(owner: ts.FunctionLikeDeclaration, name: string): boolean {
  if (name === 'default' || name === 'exports') return true;
  const file = owner.getSourceFile();
  const modifiers = ts.canHaveModifiers(owner) ? (ts.getModifiers(owner) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return true;
  return file.statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return lastName(statement.expression)?.text === name;
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      return (
        exportClause !== undefined &&
        ts.isNamedExports(exportClause) &&
        exportClause.elements.some((one) => one.name.text === 'default' && one.propertyName?.text === name)
      );
    }
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
    const { left, right } = statement.expression;
    const object = objectOf(left);
    const isModule = object !== null && object.getText() === 'module' && lastName(left)?.text === 'exports';
    return isModule && ts.isIdentifier(right) && right.text === name;
  });
}
