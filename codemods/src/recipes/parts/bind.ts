import { ts } from '../../../typescript.js';

/** A file bound on its own. */
export interface Bound {
  readonly source: ts.SourceFile;
  readonly checker: ts.TypeChecker;
  /** What the parser says is wrong with it. */
  syntaxErrors(): readonly string[];
}

/** A one-file program: symbols of the file itself, nothing loaded. */
export function bindAlone(file: string, text: string): Bound {
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
    // Nothing is imported, so nothing is looked for.
    resolveModuleNameLiterals: (literals) => literals.map(() => ({ resolvedModule: undefined })),
  };
  const program = ts.createProgram([name], { noLib: true, noResolve: true, allowJs: true, types: [] }, host);
  return {
    source,
    checker: program.getTypeChecker(),
    syntaxErrors: () =>
      program
        .getSyntacticDiagnostics(source)
        .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')),
  };
}

/** Every identifier of a file, in no order; in JavaScript those of its documentation too, whose types are real. */
export function identifiersOf(source: ts.SourceFile): readonly ts.Identifier[] {
  const isJavaScript = /\.[cm]?jsx?$/.test(source.fileName);
  const found: ts.Identifier[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isIdentifier(node)) found.push(node);
    if (isJavaScript) pending.push(...docsOf(node));
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

const docsOf = (node: ts.Node): readonly ts.Node[] => (node as { readonly jsDoc?: readonly ts.Node[] }).jsDoc ?? [];

/** What an identifier stands for; of a shorthand or an export, the value it reads. */
export function symbolOf(node: ts.Identifier | ts.PrivateIdentifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent) && parent.name === node)
    return checker.getShorthandAssignmentValueSymbol(parent);
  if (ts.isExportSpecifier(parent)) return checker.getExportSpecifierLocalTargetSymbol(parent);
  return checker.getSymbolAtLocation(node);
}

/** The values a file reads and does not declare: globals, and what was forgotten. */
export function freeNames({ source, checker }: Bound): ReadonlySet<string> {
  const names = new Set<string>();
  for (const identifier of identifiersOf(source)) {
    if (isRead(identifier) && !isInDocs(identifier) && symbolOf(identifier, checker) === undefined)
      names.add(identifier.text);
  }
  return names;
}

function isInDocs(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) if (ts.isJSDoc(at)) return true;
  return false;
}

/** An identifier in the place of a value: no declared name, member, key, label or type. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent))
    return parent.name === node || parent.objectAssignmentInitializer === node;
  if (ts.isExportSpecifier(parent))
    return parent.parent.parent.moduleSpecifier === undefined && (parent.propertyName ?? parent.name) === node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isExportAssignment(parent)) return true;
  if (ts.isBreakOrContinueStatement(parent) || ts.isLabeledStatement(parent)) return false;
  if (ts.isMetaProperty(parent) || ts.isJsxAttribute(parent) || ts.isImportSpecifier(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if ((ts.isJsxOpeningLikeElement(parent) || ts.isJsxClosingElement(parent)) && /^[a-z]/.test(node.text)) return false;
  if ('name' in parent && parent.name === node) return false;
  for (let at: ts.Node = parent; !ts.isStatement(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) return false;
    if (ts.isExpression(at) && !ts.isIdentifier(at)) break;
  }
  return true;
}
