import { ts } from '../../../typescript.js';
import type { Edit } from '../../model/edit.js';
import type { Span } from '../../model/place.js';
import { bindAlone, identifiersOf, symbolOf } from './bind.js';
import { listRuns, wholeLines } from './removal.js';

/** What may go when nothing reads it any more. */
type Removable =
  | ts.ImportSpecifier
  | ts.ImportClause
  | ts.NamespaceImport
  | ts.BindingElement
  | ts.VariableDeclaration
  | ts.PropertyDeclaration;

/** What stands for a declaration: a private field's name is no identifier. */
type Name = ts.Identifier | ts.PrivateIdentifier;

/** A declaration that fell, and the group of the edit that took its last reader. */
interface Fallen {
  readonly declaration: Removable;
  readonly name: string;
  readonly group: string;
}

/**
 * Removes what only the given edits made unused in a file: imports, constants, destructured elements and private fields whose
 * initialiser has no side effect. Repeats until nothing more falls. Returns deletions only.
 */
export function removeUnused(file: string, text: string, edits: readonly Edit[]): readonly Edit[] {
  const { source, checker } = bindAlone(file, text);
  const gone: Span[] = edits.filter((edit) => edit.span.end > edit.span.start).map((edit) => edit.span);
  if (gone.length === 0) return [];
  const read = readByInserted(file, text, edits);
  const identifiers: readonly Name[] = [...identifiersOf(source), ...privateNamesOf(source)];
  const fallen: Fallen[] = [];
  for (let again = true; again; ) {
    again = false;
    for (const identifier of identifiers) {
      if (!isInside(spanOf(identifier), gone)) continue;
      const symbol = symbolOf(identifier, checker);
      const declaration = symbol?.declarations?.length === 1 ? symbol.declarations[0] : undefined;
      if (symbol === undefined || declaration === undefined || !isRemovable(declaration)) continue;
      if (isInside(ownSpan(declaration), gone) || read.has(declaration.getStart())) continue;
      const isIt = (other: Name): boolean =>
        ts.isPropertyDeclaration(declaration) ? mayName(other, declaration) : symbolOf(other, checker) === symbol;
      const used = identifiers.some(
        (other) => !isInside(spanOf(other), gone) && !isInside(spanOf(other), [spanOf(declaration)]) && isIt(other),
      );
      if (used) continue;
      const owner = edits.find((edit) => isInside(spanOf(identifier), [edit.span])) ?? edits[0];
      fallen.push({ declaration, name: symbol.name, group: owner?.group ?? '' });
      gone.push(ownSpan(declaration));
      const variable = ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
      // With its last element the whole destructuring falls, and what its initialiser reads.
      if (ts.isVariableDeclaration(variable) && hasFallen(variable, fallen)) gone.push(spanOf(variable));
      again = true;
    }
  }
  return deletions(file, text, fallen, edits);
}

/**
 * Where the declarations start (in the text as it was) that inserted code reads: the edited text is bound on its own,
 * so that a spread, a shorthand or a shadowed name is what the language says it is.
 */
function readByInserted(file: string, text: string, edits: readonly Edit[]): ReadonlySet<number> {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const inserted: (Span & { readonly shift: number })[] = [];
  let edited = '';
  let at = 0;
  for (const { span, text: now } of sorted) {
    edited += text.slice(at, span.start);
    const end = edited.length + now.length;
    inserted.push({ start: edited.length, end, shift: span.end - end });
    edited += now;
    at = span.end;
  }
  const { source, checker } = bindAlone(file, edited + text.slice(at));
  const read = new Set<number>();
  for (const identifier of identifiersOf(source)) {
    if (!isInside(spanOf(identifier), inserted)) continue;
    for (const declaration of symbolOf(identifier, checker)?.declarations ?? []) {
      const start = declaration.getStart();
      // What is declared by new text has no place in the old.
      if (isInside(spanOf(declaration), inserted)) continue;
      if (isInside(spanOf(identifier), [spanOf(declaration)])) continue;
      read.add(start + (inserted.filter((one) => one.end <= start).at(-1)?.shift ?? 0));
    }
  }
  return read;
}

const spanOf = (node: ts.Node): Span => ({ start: node.getStart(), end: node.getEnd() });

/** What a declaration is without its neighbours: of `a, { b }` the default import is `a` alone. */
const ownSpan = (declaration: Removable): Span =>
  spanOf(ts.isImportClause(declaration) ? (declaration.name ?? declaration) : declaration);

const isInside = (one: Span, spans: readonly Span[]): boolean =>
  spans.some((span) => span.start <= one.start && one.end <= span.end);

function isRemovable(declaration: ts.Declaration): declaration is Removable {
  if (ts.isImportSpecifier(declaration) || ts.isImportClause(declaration) || ts.isNamespaceImport(declaration))
    return true;
  if (ts.isBindingElement(declaration)) return isRemovableElement(declaration);
  if (ts.isPropertyDeclaration(declaration)) return isRemovableField(declaration);
  if (!ts.isVariableDeclaration(declaration) || !isOwnStatement(declaration)) return false;
  return declaration.initializer !== undefined && isInert(declaration.initializer);
}

/** A field that nobody outside of its class can read, whatever a decorator or a name in quotes would do with it. */
function isRemovableField(field: ts.PropertyDeclaration): boolean {
  const { name, initializer } = field;
  const isPrivate =
    ts.isPrivateIdentifier(name) || (ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Private) !== 0;
  if (!isPrivate || initializer === undefined || (ts.getDecorators(field) ?? []).length > 0) return false;
  const { text } = field.getSourceFile();
  const isQuoted = ["'", '"', '`'].some((quote) => text.includes(quote + name.getText() + quote));
  return !isQuoted && isInert(initializer);
}

/** Whether a name in the file could be a field's: by its text alone, unless it is the key of an object. */
const mayName = (node: Name, field: ts.PropertyDeclaration): boolean =>
  node.getText() === field.name.getText() && !(ts.isPropertyAssignment(node.parent) && node.parent.name === node);

function privateNamesOf(source: ts.SourceFile): readonly ts.PrivateIdentifier[] {
  const found: ts.PrivateIdentifier[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isPrivateIdentifier(node)) found.push(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

function isRemovableElement(element: ts.BindingElement): boolean {
  const pattern = element.parent;
  if (!ts.isObjectBindingPattern(pattern) || pattern.elements.some((one) => one.dotDotDotToken !== undefined))
    return false;
  if (element.initializer !== undefined && !isInert(element.initializer)) return false;
  const variable = pattern.parent;
  if (!ts.isVariableDeclaration(variable) || !isOwnStatement(variable)) return false;
  return variable.initializer !== undefined && isInert(variable.initializer, true);
}

const isOwnStatement = ({ parent }: ts.VariableDeclaration): boolean =>
  ts.isVariableDeclarationList(parent) && ts.isVariableStatement(parent.parent) && !isExported(parent.parent);

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

/** The variable itself fell, or every element of its pattern did. */
function hasFallen(variable: ts.VariableDeclaration, fallen: readonly Fallen[]): boolean {
  const is = (node: ts.Node): boolean => fallen.some((one) => one.declaration === node);
  const { name } = variable;
  return is(variable) || (ts.isObjectBindingPattern(name) && name.elements.length > 0 && name.elements.every(is));
}

/** The deletions statement by statement: what falls together is cut out together. */
function deletions(file: string, text: string, fallen: readonly Fallen[], edits: readonly Edit[]): readonly Edit[] {
  const byStatement = new Map<ts.Statement, Fallen[]>();
  const fields = fallen.filter(({ declaration }) => ts.isPropertyDeclaration(declaration));
  for (const one of fallen) {
    if (ts.isPropertyDeclaration(one.declaration)) continue;
    const statement = statementOf(one.declaration);
    byStatement.set(statement, [...(byStatement.get(statement) ?? []), one]);
  }
  const removed = fields.map(({ declaration, name, group }) => {
    return { file, span: wholeLines(declaration, text), text: '', group, why: `remove unused ${name}` };
  });
  const others = [...byStatement].flatMap(([statement, own]) => {
    const grown = grownList(statement, edits);
    const spans = grown?.elements.every((element) => own.some((one) => one.declaration === element))
      ? [{ start: grown.elements[0]?.getStart() ?? 0, end: grown.elements.at(-1)?.getEnd() ?? 0 }]
      : ts.isImportDeclaration(statement)
        ? importSpans(statement, own, text)
        : variableSpans(statement as ts.VariableStatement, own, text);
    const why = `remove unused ${own.map((one) => one.name).join(', ')}`;
    return spans.map((span) => ({ file, span, text: '', group: own[0]?.group ?? '', why }));
  });
  return [...removed, ...others];
}

/** The list of names that an edit adds to: it stays, whatever falls out of it. */
function grownList(statement: ts.Statement, edits: readonly Edit[]): ts.NamedImports | ts.ObjectBindingPattern | null {
  const lists = ts.isImportDeclaration(statement)
    ? [statement.importClause?.namedBindings]
    : (statement as ts.VariableStatement).declarationList.declarations.map(({ name }) => name);
  for (const list of lists) {
    if (list === undefined || !(ts.isNamedImports(list) || ts.isObjectBindingPattern(list))) continue;
    const end = list.elements.at(-1)?.getEnd();
    if (edits.some(({ span }) => span.start === span.end && span.start === end)) return list;
  }
  return null;
}

function statementOf(declaration: ts.Node): ts.Statement {
  let node = declaration;
  while (!ts.isStatement(node)) node = node.parent;
  return node;
}

function importSpans(statement: ts.ImportDeclaration, fallen: readonly Fallen[], text: string): readonly Span[] {
  const is = (node: ts.Node): boolean => fallen.some((one) => one.declaration === node);
  const clause = statement.importClause;
  if (clause === undefined) return [];
  const { name, namedBindings: bindings } = clause;
  const names = bindings === undefined ? [] : ts.isNamedImports(bindings) ? [...bindings.elements] : [bindings];
  const noNames = names.every(is);
  if (noNames && (name === undefined || is(clause))) return [wholeLines(statement, text)];
  const spans: Span[] = [];
  if (name !== undefined && is(clause)) {
    const comma = /^\s*,\s*/.exec(text.slice(name.getEnd()))?.[0];
    if (comma !== undefined) spans.push({ start: name.getStart(), end: name.getEnd() + comma.length });
  }
  if (bindings === undefined || names.length === 0) return spans;
  if (noNames && name !== undefined) return [...spans, { start: name.getEnd(), end: bindings.getEnd() }];
  return ts.isNamedImports(bindings) ? [...spans, ...listRuns(bindings.elements, is, text)] : spans;
}

function variableSpans(statement: ts.VariableStatement, fallen: readonly Fallen[], text: string): readonly Span[] {
  const { declarations } = statement.declarationList;
  const gone = declarations.filter((variable) => hasFallen(variable, fallen));
  if (gone.length === declarations.length) return [wholeLines(statement, text)];
  const elements = declarations.flatMap(({ name }) => (ts.isObjectBindingPattern(name) ? [name.elements] : []));
  const partly = elements.flatMap((list) => {
    const own = fallen.filter((one) => list.some((element) => element === one.declaration));
    const is = (node: ts.Node): boolean => own.some((one) => one.declaration === node);
    return own.length === list.length ? [] : listRuns(list, is, text);
  });
  return [...listRuns(declarations, (node) => gone.some((one) => one === node), text), ...partly];
}
