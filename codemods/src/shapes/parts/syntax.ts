import { ts } from '../../../typescript.js';

/** The expression without parentheses, `as`, `satisfies`, `!`, type assertions and `await`. */
export function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner) ||
    ts.isAwaitExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The same, and without `Object.freeze(…)`. */
export function thawed(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  const [first] = ts.isCallExpression(inner) ? inner.arguments : [];
  const isFrozen = ts.isCallExpression(inner) && inner.expression.getText() === 'Object.freeze' && first !== undefined;
  return isFrozen ? unwrap(first) : inner;
}

/** The last name token of a callee or member expression: `start` in `a.b?.start`, `x` in `x`, `'k'` in `a['k']`. */
export function lastName(node: ts.Expression): ts.Identifier | ts.StringLiteralLike | ts.PrivateIdentifier | null {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return inner;
  if (ts.isPropertyAccessExpression(inner)) return inner.name;
  if (ts.isElementAccessExpression(inner) && ts.isStringLiteralLike(inner.argumentExpression))
    return inner.argumentExpression;
  return null;
}

/** The name an expression goes by: the last member, a call's callee, `this`; null when it has none. */
export function baseName(node: ts.Expression): string | null {
  const inner = unwrap(node);
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return 'this';
  if (ts.isCallExpression(inner) || ts.isNewExpression(inner)) return baseName(inner.expression);
  return lastName(inner)?.text ?? null;
}

/** Literals and functions written in place: they name nothing that is written elsewhere. */
export const isNoReference = (node: ts.Expression): boolean =>
  ts.isArrowFunction(node) ||
  ts.isFunctionExpression(node) ||
  ts.isObjectLiteralExpression(node) ||
  ts.isArrayLiteralExpression(node) ||
  ts.isNumericLiteral(node) ||
  ts.isRegularExpressionLiteral(node) ||
  node.kind === ts.SyntaxKind.TrueKeyword ||
  node.kind === ts.SyntaxKind.FalseKeyword ||
  node.kind === ts.SyntaxKind.NullKeyword;

/** The object a member is read from, null for anything that is not a member access. */
export function objectOf(node: ts.Expression): ts.Expression | null {
  const inner = unwrap(node);
  return ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner) ? inner.expression : null;
}

/** The text of a property's name when it is fixed in the source. */
export function propertyName(name: ts.PropertyName): string | null {
  if (
    ts.isIdentifier(name) ||
    ts.isStringLiteralLike(name) ||
    ts.isNumericLiteral(name) ||
    ts.isPrivateIdentifier(name)
  )
    return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return null;
}

/** The last property called `name` written in an object literal itself (spreads aside). */
export function ownProperty(literal: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | null {
  return (
    literal.properties.findLast((property) => property.name !== undefined && propertyName(property.name) === name) ??
    null
  );
}

/** The value expression of a property: its initialiser, or the shorthand's own name. */
export function propertyValue(property: ts.ObjectLiteralElementLike): ts.Expression | null {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  return null;
}

/** Whether a statement exports what it declares. */
export const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);

/**
 * A call's tokens joined by one space: equal for two texts that differ only in what a formatter may change, which is white
 * space, comments, trailing commas and the quotes of strings.
 */
export function normalisedText(node: ts.Node): string {
  const source = node.getSourceFile();
  const tokens: string[] = [];
  const pending: ts.Node[] = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const children = ts.isToken(at) ? [] : at.getChildren(source).filter((child) => !ts.isJSDoc(child));
    if (children.length > 0) pending.push(...[...children].reverse());
    else if (at.getWidth(source) > 0)
      addToken(ts.isStringLiteral(at) ? JSON.stringify(at.text) : at.getText(source), tokens);
  }
  return tokens.join(' ');
}

/** A closing bracket takes the comma before it away, unless that comma stands for an element left out. */
function addToken(token: string, tokens: string[]): void {
  const isTrailing = /^[)\]}]$/.test(token) && tokens.at(-1) === ',' && !/^[[,]$/.test(tokens.at(-2) ?? '');
  if (isTrailing) tokens.pop();
  tokens.push(token);
}

/** The symbol path around a node: `TenantService.createTenant`, `<module>` at top level. */
export function enclosingName(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    const name = nameOfScope(at);
    if (name !== null) names.unshift(name);
  }
  return names.join('.') || '<module>';
}

function nameOfScope(node: ts.Node): string | null {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isClassStaticBlockDeclaration(node)) return 'static';
  if (ts.isModuleDeclaration(node)) return node.name.text;
  if (ts.isClassLike(node) || ts.isFunctionLike(node)) {
    if (node.name !== undefined && !ts.isComputedPropertyName(node.name)) return nameText(node.name);
    const parent = node.parent;
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
    if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return propertyName(parent.name);
    if (ts.isBinaryExpression(parent) && parent.right === node) return assignedName(parent);
    if (ts.isExportAssignment(parent)) return 'default';
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    if (modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)) return 'default';
  }
  return null;
}

/** `exports.provision = async (id) => …` is called `provision`, as if it were declared; `module.exports = …` is the default. */
function assignedName({ left, operatorToken }: ts.BinaryExpression): string | null {
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  const object = objectOf(left);
  const isModule = object !== null && ts.isIdentifier(object) && object.text === 'module';
  return isModule && lastName(left)?.text === 'exports' ? 'default' : (lastName(left)?.text ?? null);
}

const nameText = (name: ts.Node): string | null =>
  ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)
    ? name.text
    : null;

/** The nearest function around a node, null at module level. */
export function enclosingFunction(node: ts.Node): ts.FunctionLikeDeclaration | null {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) && 'body' in at) return at as ts.FunctionLikeDeclaration;
  }
  return null;
}
