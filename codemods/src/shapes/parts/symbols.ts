import { ts } from '../../../typescript.js';
import { importOf, packageOfFile } from '../../names/imports.js';
import type { ShapeContext } from '../shape.js';

export { importOf, packageOfFile };

/** The symbol an expression names: shorthand properties answer with the variable they read, not the property they make. */
export const symbolAt = (node: ts.Node, { names }: ShapeContext): ts.Symbol | null => names.symbolAt(node);

/** The symbol behind imports and re-exports. An import that does not resolve stays what it is. */
export function resolveAlias(symbol: ts.Symbol, context: ShapeContext): ts.Symbol {
  const target = aliasSteps(symbol, context).at(-1);
  return target?.declarations === undefined ? symbol : target;
}

/** One step of an alias chain, so that the names a barrel gives a constant are seen too. */
export function aliasSteps(symbol: ts.Symbol, { names }: ShapeContext): readonly ts.Symbol[] {
  const steps: ts.Symbol[] = [symbol];
  for (let at = names.aliased(symbol); at !== null && steps.length < 50; at = names.aliased(at)) {
    if (at.declarations === undefined) break;
    steps.push(at);
  }
  return steps;
}

/** Every module specifier a name travelled through, from the import written here to the last re-export. */
export function specifiersOf(symbol: ts.Symbol, context: ShapeContext): readonly string[] {
  return aliasSteps(symbol, context).flatMap((step) => {
    const imported = importOf(step);
    const again = (step.declarations ?? []).flatMap((declaration) => {
      const from = ts.isExportSpecifier(declaration) ? declaration.parent.parent.moduleSpecifier : undefined;
      return from !== undefined && ts.isStringLiteral(from) ? [from.text] : [];
    });
    return imported === null ? again : [imported.specifier, ...again];
  });
}

/** What a file writes after it was declared: variables by name, members by name, objects filled by `Object.assign`. */
interface Writes {
  readonly variables: Set<string>;
  readonly members: Set<string>;
}

const writes = new WeakMap<ts.SourceFile, Writes>();

function writesIn(sourceFile: ts.SourceFile): Writes {
  const known = writes.get(sourceFile);
  if (known !== undefined) return known;
  const found = collectWrites(sourceFile);
  writes.set(sourceFile, found);
  return found;
}

/** Whether a variable of this name is written after its declaration anywhere in the file (by name: a false yes only costs a question). */
export const isReassigned = (name: string, sourceFile: ts.SourceFile): boolean =>
  writesIn(sourceFile).variables.has(name);

/** Whether a member of this name is written on any object but `this` in the file, or the object that holds it is filled later. */
export function isMemberWritten(name: string, object: string | null, sourceFile: ts.SourceFile): boolean {
  const { members } = writesIn(sourceFile);
  return members.has(name) || (object !== null && members.has(`${object}.*`));
}

/** Whether an object of this name is given properties that its literal does not have. */
export const isFilled = (object: string, sourceFile: ts.SourceFile): boolean =>
  writesIn(sourceFile).members.has(`${object}.*`);

/** Whether a name, or a member on its way (`tenant.id`), is written somewhere in a piece of code. */
export function isWrittenWithin(path: readonly string[], node: ts.Node): boolean {
  const { variables, members } = collectWrites(node);
  const [root = '', ...rest] = path;
  return variables.has(root) || members.has(`${root}.*`) || rest.some((name) => members.has(name));
}

function collectWrites(within: ts.Node): Writes {
  const found: Writes = { variables: new Set(), members: new Set() };
  const pending: ts.Node[] = [within];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isAssignment(node)) collectTargets(node.left, found);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) collectTargets(node.operand, found);
    if (ts.isDeleteExpression(node)) collectTargets(node.expression, found);
    if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer)) {
      collectTargets(node.initializer, found);
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'Object.assign') {
      const [target] = node.arguments;
      if (target !== undefined && ts.isIdentifier(target)) found.members.add(`${target.text}.*`);
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

/** `a = b` and its compound forms. */
export const isAssignment = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
  node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;

function collectTargets(target: ts.Node, found: Writes): void {
  if (ts.isIdentifier(target)) found.variables.add(target.text);
  else if (ts.isPropertyAccessExpression(target)) {
    if (target.expression.kind !== ts.SyntaxKind.ThisKeyword) found.members.add(target.name.text);
  } else if (ts.isElementAccessExpression(target)) {
    if (ts.isStringLiteralLike(target.argumentExpression)) found.members.add(target.argumentExpression.text);
    else if (ts.isIdentifier(target.expression)) found.members.add(`${target.expression.text}.*`);
  } else if (
    ts.isArrayLiteralExpression(target) ||
    ts.isObjectLiteralExpression(target) ||
    ts.isParenthesizedExpression(target)
  ) {
    ts.forEachChild(target, (child) => collectTargets(child, found));
  } else if (ts.isPropertyAssignment(target)) collectTargets(target.initializer, found);
  else if (ts.isShorthandPropertyAssignment(target)) found.variables.add(target.name.text);
  else if (ts.isSpreadElement(target) || ts.isSpreadAssignment(target)) collectTargets(target.expression, found);
}

/** Whether a name comes from one of the packages: by an import here, through a re-export, or by its declaration. */
export function isFromPackage(name: ts.Node, packages: RegExp, context: ShapeContext): boolean {
  const symbol = symbolAt(name, context);
  if (symbol === null) return false;
  if (specifiersOf(symbol, context).some((specifier) => packages.test(specifier))) return true;
  const declaration = resolveAlias(symbol, context).valueDeclaration;
  return declaration !== undefined && packages.test(packageOfFile(declaration.getSourceFile().fileName) ?? '');
}

/** Whether an object may carry a property: it has it, or what it holds is not known. */
export const mayHave = (node: ts.Expression, name: string, { names }: ShapeContext): boolean =>
  names.has(node, name) !== 'no';

/** Whether an object surely has a property. */
export const surelyHas = (node: ts.Expression, name: string, { names }: ShapeContext): boolean =>
  names.has(node, name) === 'yes';
