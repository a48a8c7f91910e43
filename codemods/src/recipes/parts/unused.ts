import { ts } from 'ts-morph';
import type { Edit } from '../../model/edit.js';
import type { Span } from '../../model/place.js';
import { listElement, wholeLines } from './removal.js';

/**
 * Removes what only the given edits made unused in a file: imports, constants and destructured elements whose
 * initialiser has no side effect. Repeats until nothing more falls. Returns deletions only.
 */
export function removeUnused(file: string, text: string, edits: readonly Edit[]): readonly Edit[] {
  const { source, checker } = bindAlone(file, text);
  const gone: Span[] = edits.filter((edit) => edit.span.end > edit.span.start).map((edit) => edit.span);
  // Quoted text names nothing; a template may.
  const inserted = edits.map((edit) => edit.text.replace(/'[^'\n]*'|"[^"\n]*"/g, '')).join('\n');
  const removals: Edit[] = [];
  const identifiers = identifiersOf(source);
  const group = edits[0]?.group ?? '';
  for (let again = true; again; ) {
    again = false;
    for (const identifier of identifiers) {
      if (!isInside(identifier, gone)) continue;
      const symbol = symbolOf(identifier, checker);
      const declaration = symbol?.declarations?.length === 1 ? symbol.declarations[0] : undefined;
      if (symbol === undefined || declaration === undefined || isInside(declaration, gone)) continue;
      const span = removable(declaration, text);
      if (span === null || mentions(inserted, symbol.name)) continue;
      const used = identifiers.some(
        (other) => !isInside(other, gone) && !isWithin(other, declaration) && symbolOf(other, checker) === symbol,
      );
      if (used) continue;
      const owner = edits.find(
        (edit) => edit.span.start <= identifier.getStart() && identifier.getEnd() <= edit.span.end,
      );
      removals.push({ file, span, text: '', group: owner?.group ?? group, why: `remove unused ${symbol.name}` });
      gone.push({ start: declaration.getStart(), end: declaration.getEnd() }, span);
      again = true;
    }
  }
  return mergeRemovals(removals, source, text);
}

/** A one-file program: symbols of the file itself, nothing loaded. */
function bindAlone(file: string, text: string): { source: ts.SourceFile; checker: ts.TypeChecker } {
  const name = `/${file}`;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const host: ts.CompilerHost = {
    getSourceFile: (asked) => (asked === name ? source : undefined),
    getDefaultLibFileName: () => '/lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (asked) => asked,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (asked) => asked === name,
    readFile: () => undefined,
  };
  const program = ts.createProgram([name], { noLib: true, noResolve: true, allowJs: true, types: [] }, host);
  return { source, checker: program.getTypeChecker() };
}

function identifiersOf(source: ts.SourceFile): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isIdentifier(node)) found.push(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

function symbolOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent) && parent.name === node)
    return checker.getShorthandAssignmentValueSymbol(parent);
  if (ts.isExportSpecifier(parent)) return checker.getExportSpecifierLocalTargetSymbol(parent);
  return checker.getSymbolAtLocation(node);
}

const isInside = (node: ts.Node, spans: readonly Span[]): boolean =>
  spans.some((span) => span.start <= node.getStart() && node.getEnd() <= span.end);

const isWithin = (node: ts.Node, owner: ts.Node): boolean =>
  owner.getStart() <= node.getStart() && node.getEnd() <= owner.getEnd();

/** Whether inserted code reads a name; a property key (`taskQueue: …`) reads nothing. */
const mentions = (text: string, name: string): boolean =>
  new RegExp(`(^|[^.\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])(?!\\s*:)`).test(text) ||
  new RegExp(`\\?\\s*${name.replaceAll('$', '\\$')}\\s*:`).test(text);

/** The span to delete for a declaration, null when it must stay. */
function removable(declaration: ts.Declaration, text: string): Span | null {
  if (ts.isImportSpecifier(declaration)) {
    const clause = declaration.parent.parent;
    const alone = declaration.parent.elements.length === 1 && clause.name === undefined;
    return alone ? wholeLines(clause.parent, text) : listElement(declaration, declaration.parent.elements, text);
  }
  if (ts.isImportClause(declaration))
    return declaration.namedBindings === undefined ? wholeLines(declaration.parent, text) : null;
  if (ts.isNamespaceImport(declaration)) {
    return declaration.parent.name === undefined ? wholeLines(declaration.parent.parent, text) : null;
  }
  if (ts.isBindingElement(declaration)) return removableBinding(declaration, text);
  if (ts.isVariableDeclaration(declaration)) return removableVariable(declaration, text);
  return null;
}

function removableVariable(declaration: ts.VariableDeclaration, text: string): Span | null {
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list) || !ts.isVariableStatement(list.parent) || isExported(list.parent))
    return null;
  if (declaration.initializer === undefined || !isInert(declaration.initializer)) return null;
  return list.declarations.length === 1
    ? wholeLines(list.parent, text)
    : listElement(declaration, list.declarations, text);
}

function removableBinding(element: ts.BindingElement, text: string): Span | null {
  const pattern = element.parent;
  if (!ts.isObjectBindingPattern(pattern) || pattern.elements.some((one) => one.dotDotDotToken !== undefined))
    return null;
  if (element.initializer !== undefined && !isInert(element.initializer)) return null;
  const variable = pattern.parent;
  if (!ts.isVariableDeclaration(variable) || variable.initializer === undefined || !isInert(variable.initializer, true))
    return null;
  const list = variable.parent;
  if (!ts.isVariableDeclarationList(list) || !ts.isVariableStatement(list.parent) || isExported(list.parent))
    return null;
  if (pattern.elements.length > 1) return listElement(element, pattern.elements, text);
  return list.declarations.length === 1
    ? wholeLines(list.parent, text)
    : listElement(variable, list.declarations, text);
}

const isExported = (statement: ts.VariableStatement): boolean =>
  (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);

/** An initialiser that does nothing but read: names, members, literals, constant operators; `require('…')` of a destructuring. */
function isInert(node: ts.Expression, allowRequire = false): boolean {
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(node)) return isInert(node.expression);
  if (ts.isElementAccessExpression(node)) return isInert(node.expression) && isInert(node.argumentExpression);
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    return isInert(node.expression);
  }
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    const reads =
      operator === ts.SyntaxKind.QuestionQuestionToken ||
      operator === ts.SyntaxKind.BarBarToken ||
      operator === ts.SyntaxKind.PlusToken;
    return reads && isInert(node.left) && isInert(node.right);
  }
  if (ts.isTemplateExpression(node)) return node.templateSpans.every((span) => isInert(span.expression));
  return allowRequire && ts.isCallExpression(node) && node.expression.getText() === 'require';
}

/** Two elements of one list that both go can leave their list empty: then the whole statement goes. */
function mergeRemovals(removals: readonly Edit[], source: ts.SourceFile, text: string): readonly Edit[] {
  const gone = removals.map((removal) => removal.span);
  const merged: Edit[] = [];
  const whole = new Set<ts.Node>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings) || statement.importClause?.name !== undefined) continue;
    if (bindings.elements.length > 1 && bindings.elements.every((element) => isInside(element, gone)))
      whole.add(statement);
  }
  for (const statement of whole) {
    const span = wholeLines(statement, text);
    merged.push({ ...(removals[0] as Edit), span, text: '', why: 'remove unused import' });
  }
  const kept = removals.filter(
    (removal) =>
      ![...whole].some(
        (statement) => statement.getStart() <= removal.span.start && removal.span.end <= statement.getEnd(),
      ),
  );
  return [...kept, ...merged];
}
