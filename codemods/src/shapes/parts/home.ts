import { ts } from '../../../typescript.js';
import type { ExportedName, Hop } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { valueIn } from './helper-call.js';
import { sdkName } from './sdk-name.js';
import { importOf, resolveAlias, symbolAt } from './symbols.js';
import { baseName, lastName, objectOf, unwrap } from './syntax.js';

/** Reading a member as a step of a trace: what its object is called, and whether that object is the same one everywhere. */
export function memberHop(object: ts.Expression, name: string, at: ts.Node, context: ShapeContext): Hop {
  const base = isWorkflowInfo(object, context) ? 'workflowInfo' : baseName(object);
  const owner = ownerOf(object, context);
  const declared = declaredName(object, context);
  return {
    kind: 'member',
    base,
    name,
    shared: isShared(object, context),
    owner,
    ...(declared === null || declared === base ? {} : { declared }),
    at: context.place(at),
  };
}

/** What the object behind a bare name is called by its own declaration. */
function declaredName(object: ts.Expression, context: ShapeContext): string | null {
  const node = unwrap(object);
  const target = ts.isIdentifier(node) ? namedBy(node, context) : null;
  const declaration = target?.valueDeclaration;
  if (target === null || declaration === undefined || context.fileOf(declaration) === null) return null;
  const isObject =
    ts.isVariableDeclaration(declaration) ||
    ts.isClassDeclaration(declaration) ||
    ts.isEnumDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isPropertySignature(declaration) ||
    ts.isPropertyDeclaration(declaration);
  return isObject ? target.name : null;
}

/**
 * The export a bare name stands for: imported from a file of the target, or exported by the file it is declared in; also where
 * a constant gives it another name (`const conf = settings`, `const { settings: conf } = config`).
 */
export function ownerOf(object: ts.Expression, context: ShapeContext): ExportedName | null {
  const node = unwrap(object);
  const target = ts.isIdentifier(node) ? namedBy(node, context) : null;
  const declaration = target?.valueDeclaration;
  if (target === null || declaration === undefined) return null;
  if (!ts.isVariableDeclaration(declaration) && !isOnExports(declaration)) return null;
  const file = context.fileOf(declaration);
  return file !== null && context.names.isExported(target.name, declaration.getSourceFile())
    ? { file, name: target.name }
    : null;
}

const MAX_NAMES = 5;

/** What a name or a member stands for, constants that only name something else again passed over. */
function namedBy(node: ts.Expression, context: ShapeContext, left = MAX_NAMES): ts.Symbol | null {
  const name = lastName(node);
  const symbol = name === null ? null : symbolAt(name, context);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = target?.valueDeclaration;
  if (target === null || declaration === undefined || left === 0) return target;
  if (ts.isBindingElement(declaration)) return boundBy(declaration, context) ?? target;
  const value = ts.isVariableDeclaration(declaration) ? valueIn(declaration) : null;
  const isName = value !== null && (ts.isIdentifier(value) || ts.isPropertyAccessExpression(value));
  return isName ? (namedBy(value, context, left - 1) ?? target) : target;
}

/** The export that a destructured element is. */
function boundBy(binding: ts.BindingElement, context: ShapeContext): ts.Symbol | null {
  const key = binding.propertyName ?? binding.name;
  const isPlain =
    ts.isIdentifier(key) && binding.initializer === undefined && ts.isObjectBindingPattern(binding.parent);
  const variable = binding.parent.parent;
  const isConstant = ts.isVariableDeclaration(variable) && (variable.parent.flags & ts.NodeFlags.Const) !== 0;
  const property = isPlain && isConstant ? context.names.boundProperty(binding.parent, key.text) : null;
  return property === null ? null : resolveAlias(property, context);
}

/** The left side of `exports.settings = { … }`. */
const isOnExports = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && /^(module\.)?exports$/.test(node.expression.getText());

/** The expression a member path or a call starts from. */
function rootOf(object: ts.Expression): ts.Expression {
  let root = unwrap(object);
  for (;;) {
    const inner = ts.isCallExpression(root) ? root.expression : objectOf(root);
    if (inner === null) return root;
    root = unwrap(inner);
  }
}

/** `TABLE[kind]`, `TABLES.get(kind)`, and what is read from one: which object it is depends on the key. */
function isChosenByKey(object: ts.Expression): boolean {
  for (let at: ts.Expression | null = object; at !== null; at = objectOf(at)) {
    const node = unwrap(at);
    const isGet = ts.isCallExpression(node) && lastName(node.expression)?.text === 'get';
    const key = isGet ? node.arguments[0] : ts.isElementAccessExpression(node) ? node.argumentExpression : undefined;
    if (key !== undefined && !ts.isStringLiteralLike(key) && !ts.isNumericLiteral(key)) return true;
  }
  return false;
}

/** Whether an object is the same one everywhere: its root is a top-level or imported name, and no key chooses it. */
function isShared(object: ts.Expression, context: ShapeContext): boolean {
  if (isChosenByKey(object)) return false;
  const root = rootOf(object);
  const declaration = ts.isIdentifier(root) ? symbolAt(root, context)?.declarations?.[0] : undefined;
  if (declaration === undefined) return false;
  for (let at: ts.Node | undefined = declaration.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return false;
  }
  return true;
}

/** The module an object comes from, when that is no file of the target; null when it is one, or no import at all. */
export function outsideOf(object: ts.Expression, context: ShapeContext): string | null {
  const root = rootOf(object);
  const symbol = ts.isIdentifier(root) ? symbolAt(root, context) : null;
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const imported = target === null ? null : (importOf(target) ?? importOf(symbol as ts.Symbol));
  const declaration = target?.declarations?.[0];
  if (imported === null || declaration === undefined) return null;
  const isHere = importOf(target as ts.Symbol) === null && context.fileOf(declaration) !== null;
  return isHere ? null : imported.specifier;
}

/** `info` in `const info = workflowInfo()`, or the call itself. */
function isWorkflowInfo(object: ts.Expression, context: ShapeContext): boolean {
  const node = unwrap(object);
  const declaration = ts.isIdentifier(node) ? symbolAt(node, context)?.valueDeclaration : undefined;
  const isVariable = declaration !== undefined && ts.isVariableDeclaration(declaration);
  const made = isVariable && declaration.initializer !== undefined ? unwrap(declaration.initializer) : node;
  return ts.isCallExpression(made) && sdkName(made.expression, /^@temporalio\/workflow$/, context) === 'workflowInfo';
}
