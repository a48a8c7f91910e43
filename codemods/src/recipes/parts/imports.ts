import { ts } from '../../../typescript.js';
import type { Edit } from '../../model/edit.js';
import { ownEnd } from './removal.js';
import { quoted, styleOf } from './style.js';

/** Names a file needs from one module. */
export interface ImportRequest {
  readonly file: string;
  readonly specifier: string;
  readonly names: readonly string[];
  readonly group: string;
  /** Where the first use will stand: code before it that cannot lead there may run before the import. */
  readonly before?: number;
  /** Whether the file is CommonJS, where the package's `type` was looked at. */
  readonly commonJs?: boolean;
}

/** The edits that bring the names in, and what each is called in this file. */
export interface ImportResult {
  readonly edits: readonly Edit[];
  readonly local: ReadonlyMap<string, string>;
}

/**
 * Imports names into a file: merged into an existing import of the same module, else a line after the leading imports
 * (or `require`s); aliased where the name is taken; nothing when it is there already, or the module is as a whole.
 */
export function importNames(source: ts.SourceFile, request: ImportRequest): ImportResult {
  const local = new Map<string, string>();
  const existing = importsOf(source, request.specifier);
  for (const element of existing.flatMap((one) => one.elements)) {
    if (!local.has(element.name) && !isDeclaredTwice(source, element.local)) local.set(element.name, element.local);
  }
  const whole = namespaceOf(source, request);
  if (whole !== null) for (const name of request.names) if (!local.has(name)) local.set(name, `${whole}.${name}`);
  const taken = namesIn(source);
  const wanted = request.names.filter((name) => !local.has(name));
  for (const name of wanted) local.set(name, taken.has(name) ? freeName(name, taken) : name);
  if (wanted.length === 0) return { edits: [], local };
  const why = `import ${wanted.join(', ')}`;
  const edit = (start: number, text: string, end = start): Edit => ({
    file: request.file,
    span: { start, end },
    text,
    group: request.group,
    why,
  });
  const named = existing.find((one) => one.list !== null);
  const commonJs = request.commonJs ?? isCommonJs(source);
  const written = wanted.map((name) => binding(name, local.get(name) ?? name, commonJs));
  if (named?.list != null) return { edits: [mergeInto(named.list, written, source, edit)], local };
  const style = styleOf(source);
  const specifier = quoted(request.specifier, style);
  const line = commonJs
    ? `const { ${written.join(', ')} } = require(${specifier})`
    : `import { ${written.join(', ')} } from ${specifier}`;
  return { edits: [insertLine(line, source, request, edit)], local };
}

const binding = (name: string, local: string, commonJs: boolean): string =>
  name === local ? name : commonJs ? `${name}: ${local}` : `${name} as ${local}`;

type List = ts.NamedImports | ts.ObjectBindingPattern;

interface Existing {
  readonly list: List | null;
  readonly elements: readonly { readonly name: string; readonly local: string }[];
}

/** The value imports of a module in a file, `require` destructurings included. */
function importsOf(source: ts.SourceFile, specifier: string): readonly Existing[] {
  return source.statements.flatMap((statement): Existing[] => {
    if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      const same = ts.isStringLiteral(statement.moduleSpecifier) && statement.moduleSpecifier.text === specifier;
      if (!same || clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
      const bindings = clause.namedBindings;
      if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
      const elements = bindings.elements
        .filter((element) => !element.isTypeOnly)
        .map((element) => ({ name: (element.propertyName ?? element.name).text, local: element.name.text }));
      return [{ list: bindings, elements }];
    }
    const pattern = requirePattern(statement, specifier);
    if (pattern === null) return [];
    const elements = pattern.elements.flatMap((element) => {
      const key = element.propertyName ?? element.name;
      return ts.isIdentifier(key) && ts.isIdentifier(element.name)
        ? [{ name: key.text, local: element.name.text }]
        : [];
    });
    return [{ list: pattern, elements }];
  });
}

/** What a module is called in a file that imports it as a whole before the first use; null where it does not. */
function namespaceOf(source: ts.SourceFile, { specifier, before }: ImportRequest): string | null {
  for (const statement of source.statements) {
    const name = ts.isImportDeclaration(statement)
      ? wholeImport(statement, specifier)
      : before === undefined || statement.getEnd() <= before
        ? wholeRequire(statement, specifier)
        : null;
    if (name !== null && !isDeclaredTwice(source, name)) return name;
  }
  return null;
}

function wholeImport(
  { importClause: clause, moduleSpecifier }: ts.ImportDeclaration,
  specifier: string,
): string | null {
  const bindings = clause?.namedBindings;
  const isValue = clause !== undefined && clause.phaseModifier !== ts.SyntaxKind.TypeKeyword;
  const same = ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === specifier;
  return same && isValue && bindings !== undefined && ts.isNamespaceImport(bindings) ? bindings.name.text : null;
}

/** `const routing = require('./routing')`, a name that keeps what it holds. */
function wholeRequire(statement: ts.Statement, specifier: string): string | null {
  const call = requireCall(statement);
  const isConstant = ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
  return isConstant && call?.specifier === specifier && ts.isIdentifier(call.name) ? call.name.text : null;
}

function requireCall(statement: ts.Statement): { readonly name: ts.BindingName; readonly specifier: string } | null {
  if (!ts.isVariableStatement(statement)) return null;
  const [declaration] = statement.declarationList.declarations;
  const call = declaration?.initializer;
  if (
    declaration === undefined ||
    call === undefined ||
    !ts.isCallExpression(call) ||
    call.expression.getText() !== 'require'
  )
    return null;
  const [specifier] = call.arguments;
  return specifier !== undefined && ts.isStringLiteralLike(specifier)
    ? { name: declaration.name, specifier: specifier.text }
    : null;
}

function requirePattern(statement: ts.Statement, specifier: string): ts.ObjectBindingPattern | null {
  const call = requireCall(statement);
  return call !== null && call.specifier === specifier && ts.isObjectBindingPattern(call.name) ? call.name : null;
}

/**
 * A file that uses `require` or `exports` and no `import`/`export` is CommonJS; where the package's `type` is known
 * (null: it has none) it says what a `.js` file without `import`/`export` is.
 */
export function isCommonJs(source: ts.SourceFile, type?: string | null): boolean {
  if (/\.cts$|\.mts$|\.mjs$/.test(source.fileName)) return false;
  if (source.fileName.endsWith('.cjs')) return true;
  const esm = source.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement) ||
      hasExport(statement),
  );
  if (type !== undefined && /\.jsx?$/.test(source.fileName)) return !esm && type !== 'module';
  return (
    !esm && source.statements.some((statement) => requireCall(statement) !== null || isExportsAssignment(statement))
  );
}

/** `module.exports = …`, `module.exports.x = …`, `exports.x = …`. */
function isExportsAssignment(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
  return /^(module\s*\.\s*)?exports\b/.test(statement.expression.left.getText());
}

const hasExport = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);

function mergeInto(
  list: List,
  written: readonly string[],
  source: ts.SourceFile,
  edit: (start: number, text: string) => Edit,
): Edit {
  const last = list.elements.at(-1);
  if (last === undefined) return edit(list.getStart() + 1, ` ${written.join(', ')} `);
  const multiline = source.text.slice(list.getStart(), last.getStart()).includes('\n');
  if (!multiline) return edit(last.getEnd(), `, ${written.join(', ')}`);
  const style = styleOf(source);
  const lineStart = source.text.lastIndexOf('\n', last.getStart() - 1) + 1;
  const indent = /^[ \t]*/.exec(source.text.slice(lineStart))?.[0] ?? style.indent;
  const lines = written.map((name) => `,${style.eol}${indent}${name}`).join('');
  return edit(last.getEnd(), lines);
}

function insertLine(
  code: string,
  source: ts.SourceFile,
  { before, commonJs = isCommonJs(source) }: ImportRequest,
  edit: (start: number, text: string, end?: number) => Edit,
): Edit {
  const { text, statements } = source;
  const { eol, semicolon } = styleOf(source);
  const after = leadingRun(source, before ?? null, commonJs);
  const at = after === null ? aboveFirst(source) : endOfLine(text, ownEnd(after, text));
  const next = statements.find((statement) => statement.getStart() >= at);
  // Without a semicolon, a line that starts with one of these goes on where ours ends.
  const isOpen = next !== undefined && /^[([`/+-]/.test(text.slice(next.getStart()));
  const line = `${code}${isOpen ? ';' : semicolon}`;
  if (after === null) return edit(at, `${line}${eol}${eol}`);
  const blanks = /^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0;
  const isLineEnd = /^(\r?\n|$)/.test(text.slice(at + blanks));
  return isLineEnd ? edit(at, `${eol}${line}`) : edit(at, `${eol}${line}${eol}`, at + blanks);
}

/**
 * The last import, `require` or directive before any code that could lead to a use at `before`; other code in between
 * (`dotenv.config()`) is passed over, so that modules are loaded in the order they were.
 */
function leadingRun(source: ts.SourceFile, before: number | null, commonJs: boolean): ts.Statement | null {
  const unknown = new Set(source.statements.flatMap(declaredBy));
  let last: ts.Statement | null = null;
  for (const statement of source.statements) {
    if (before !== null && statement.getEnd() > before) break;
    if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement) || isDirective(statement)) {
      last = statement;
      for (const name of declaredBy(statement)) unknown.delete(name);
      continue;
    }
    if (ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement)) continue;
    if (ts.isTypeAliasDeclaration(statement)) continue;
    const isRequire = commonJs && startsWithRequire(statement);
    // An import is hoisted, a `require` is not.
    if (!isRequire && before === null && commonJs) break;
    for (const name of declaredBy(statement)) unknown.delete(name);
    if (before !== null && [...namesIn(statement)].some((name) => unknown.has(name))) break;
    if (isRequire) last = statement;
  }
  return last;
}

const isDirective = (statement: ts.Statement): boolean =>
  ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);

/** `const a = require('a')`, `require('a')`, and members and calls of what is required. */
function startsWithRequire(statement: ts.Statement): boolean {
  if (ts.isExpressionStatement(statement)) return isRequired(statement.expression);
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(
    ({ initializer }) => initializer !== undefined && isRequired(initializer),
  );
}

function isRequired(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isRequired(node.expression);
  return ts.isCallExpression(node) && (node.expression.getText() === 'require' || isRequired(node.expression));
}

/** The names a statement declares in the file's own scope. */
function declaredBy(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings: bindings } = statement.importClause ?? {};
    const names = bindings === undefined ? [] : ts.isNamedImports(bindings) ? [...bindings.elements] : [bindings];
    return [...(name === undefined ? [] : [name.text]), ...names.map((one) => one.name.text)];
  }
  const { name } = statement as ts.DeclarationStatement;
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

const boundNames = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));

/** Whether a name is declared more than once in a file: then it is not the import's everywhere. */
function isDeclaredTwice(source: ts.SourceFile, name: string): boolean {
  let count = 0;
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isDeclarationOf(node, name)) count += 1;
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return count > 1;
}

const isDeclarationOf = (node: ts.Node, name: string): boolean =>
  (ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassDeclaration(node) ||
    ts.isClassExpression(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isImportClause(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportEqualsDeclaration(node)) &&
  node.name !== undefined &&
  ts.isIdentifier(node.name) &&
  node.name.text === name;

/** Above the first statement and its own comment; below a file header (a blank line follows it), a shebang and `// @ts-check`. */
function aboveFirst({ statements, text }: ts.SourceFile): number {
  const [first] = statements;
  if (first === undefined) return 0;
  let at = first.getStart();
  for (const comment of (ts.getLeadingCommentRanges(text, first.getFullStart()) ?? []).reverse()) {
    const isApart = /\n[ \t]*\r?\n/.test(text.slice(comment.end, at));
    if (isApart || /^\/\/(\/|\s*@ts-)/.test(text.slice(comment.pos, comment.end))) break;
    at = comment.pos;
  }
  return at;
}

/** The end of a statement together with a comment on its line. */
function endOfLine(text: string, end: number): number {
  const rest = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*(?=\r?\n|$))/.exec(text.slice(end));
  return rest === null ? end : end + rest[0].length;
}

/** Every identifier of a file (or a part of it) that is a name of its own (members and property keys aside). */
export function namesIn(source: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isIdentifier(node) && !isMemberName(node)) names.add(node.text);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return names;
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isQualifiedName(parent) && parent.right === node) ||
    ((ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertySignature(parent)) &&
      parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  const first = `queue${capital}`;
  for (let index = 1; ; index += 1) {
    const candidate = index === 1 ? first : `${first}${index}`;
    if (!taken.has(candidate)) return candidate;
  }
}
