import { ts } from '../../typescript.js';

/** What TypeScript's binder leaves on the nodes of a file: the public types do not show it. */
interface Bound {
  readonly locals?: ts.SymbolTable;
  readonly symbol?: BoundSymbol;
}

interface BoundSymbol extends ts.Symbol {
  readonly exportSymbol?: ts.Symbol;
}

const OPTIONS: ts.CompilerOptions = { target: ts.ScriptTarget.Latest, allowJs: true, alwaysStrict: true };
const binder = ts as unknown as { bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void };

/** Gives every declaration of a file its symbol and every scope its names: TypeScript's own binder, without a checker. */
export function bind(file: ts.SourceFile): ts.SourceFile {
  if ((file as Bound).locals === undefined) binder.bindSourceFile(file, OPTIONS);
  return file;
}

/** The symbol a declaration makes, as the rest of the program sees it. */
export function symbolOf(declaration: ts.Node): ts.Symbol | null {
  const { symbol } = declaration as Bound;
  return symbol === undefined ? null : visible(symbol);
}

/** An exported name has two symbols, one for its own file; the other is the one everybody means. */
const visible = (symbol: BoundSymbol): ts.Symbol => symbol.exportSymbol ?? symbol;

/** What a name means at a place: the nearest scope that declares it, null for globals. */
export function lookUp(name: string, from: ts.Node, meaning: ts.SymbolFlags): ts.Symbol | null {
  const key = ts.escapeLeadingUnderscores(name);
  let inside: ts.Node = from;
  for (let at: ts.Node | undefined = from; at !== undefined; at = at.parent) {
    const found = declaredIn(at, key, meaning);
    if (found !== null && isSeenFrom(inside, at, found)) return found;
    inside = at;
  }
  return null;
}

/** A function's parameters and its result do not see what its body declares, though both are in one scope. */
function isSeenFrom(inside: ts.Node, scope: ts.Node, found: ts.Symbol): boolean {
  if (!ts.isFunctionLike(scope) || !('body' in scope) || inside === scope || inside === scope.body) return true;
  const body = scope.body as ts.Node | undefined;
  return body === undefined || !(found.declarations ?? []).every((one) => one.pos >= body.pos && one.end <= body.end);
}

function declaredIn(scope: ts.Node, key: ts.__String, meaning: ts.SymbolFlags): ts.Symbol | null {
  const wanted = (symbol: ts.Symbol | undefined): ts.Symbol | null => {
    const seen = symbol === undefined ? undefined : visible(symbol);
    return seen !== undefined && (seen.flags & (meaning | ts.SymbolFlags.Alias)) !== 0 ? seen : null;
  };
  const { locals, symbol } = scope as Bound;
  const local = wanted(locals?.get(key));
  if (local !== null) return local;
  if (symbol === undefined) return null;
  // A namespace's and an enum's own members, a class's type parameters, and the names function and class expressions have inside.
  if (ts.isModuleDeclaration(scope) || ts.isEnumDeclaration(scope)) return wanted(symbol.exports?.get(key));
  if (ts.isClassLike(scope) || ts.isInterfaceDeclaration(scope)) {
    const parameter = symbol.members?.get(key);
    if (parameter !== undefined && (parameter.flags & ts.SymbolFlags.TypeParameter) !== 0) return wanted(parameter);
  }
  const named = (ts.isFunctionExpression(scope) || ts.isClassExpression(scope)) && scope.name !== undefined;
  return named && scope.name.escapedText === key ? wanted(symbol) : null;
}

/** Whether a name in the tree is read as a type. */
export function meaningOf(node: ts.Node): ts.SymbolFlags {
  if (ts.isTypeQueryNode(node.parent) || isInTypeQuery(node)) return ts.SymbolFlags.Value;
  return ts.isPartOfTypeNode(node) ? ts.SymbolFlags.Type | ts.SymbolFlags.Namespace : ts.SymbolFlags.Value;
}

/** Words in the place of a name that stand for nothing that is declared: labels, `new.target`, the tags of HTML. */
export function isNoName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return true;
  if (ts.isImportAttribute(parent) || ts.isJsxNamespacedName(parent) || ts.isNamedTupleMember(parent))
    return parent.name === node;
  const isTag = ts.isJsxOpeningLikeElement(parent) || ts.isJsxClosingElement(parent);
  return isTag && parent.tagName === node && /^[a-z]/.test(node.text);
}

function isInTypeQuery(node: ts.Node): boolean {
  let at = node.parent;
  while (ts.isQualifiedName(at)) at = at.parent;
  return ts.isTypeQueryNode(at);
}
