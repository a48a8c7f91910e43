import { ts } from '../../../typescript.js';
import type { CalledFact, MemberFact } from '../../model/site.js';
import { Doubt } from '../../names/names.js';
import { lookUp } from '../../names/scope.js';
import type { ShapeContext } from '../shape.js';
import { namesIn } from './names-in.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { enclosingFunction, lastName, propertyName, unwrap } from './syntax.js';
import type { Wanted } from './wrapper-belief.js';

/** From a type to a member: names, and `()` for what a function gives back. */
type Path = readonly string[];

interface Search {
  readonly context: ShapeContext;
  readonly seen: Set<ts.Node>;
}

/** The lib's types whose members are those of their argument, or some of them. */
const OF_ARGUMENT =
  /^(Promise|PromiseLike|Awaited|Readonly|Partial|Required|NonNullable|Pick|Omit|Extract|Exclude|NoInfer)$/;

/**
 * The members of declared types that a function stands behind, by its own file: of the interfaces and classes that its
 * class implements and extends, of the type that is expected where its object is written.
 */
export function membersOf({ declared }: CalledFact, context: ShapeContext): readonly MemberFact[] {
  const node = functionAt(context.sourceFile, declared.start);
  return node === null ? [] : factsOf(node, expected(node, [], { context, seen: new Set() }), context);
}

function functionAt(source: ts.SourceFile, start: number): ts.Node | null {
  let found: ts.Node | null = null;
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isFunctionLike(node) && node.getStart() === start) found ??= node;
    ts.forEachChild(node, (child) => {
      if (child.pos <= start && start < child.end) pending.push(child);
    });
  }
  return found;
}

/** Those that a name shows it to stand behind: the name of the function, or of what holds or makes its object. */
export function membersAt(name: ts.Node, { called }: Wanted, context: ShapeContext): readonly MemberFact[] {
  if (!ts.isIdentifier(name)) return [];
  const path = name.text === called.holder ? [called.name] : [];
  const symbol = symbolAt(name, context);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const isIt = (target?.declarations ?? []).some((one) => isOrHolds(one, path, { called, context }));
  const made = isIt ? madeBy(name, path) : null;
  return made === null ? [] : factsOf(name, expected(made, path, { context, seen: new Set() }), context);
}

/** Whether a declaration is the function's, or the one of what holds it. */
function isOrHolds(
  declaration: ts.Declaration,
  path: Path,
  { called, context }: { readonly called: CalledFact; readonly context: ShapeContext },
): boolean {
  const { file, start } = called.declared;
  if (context.fileOf(declaration) !== file || ts.isSourceFile(declaration)) return false;
  const isHere = declaration.getStart() <= start && start < declaration.end;
  return path.length > 0 ? isHere : isHere && (declaration.getStart() === start || holdsOnly(declaration, start));
}

/** A variable that is the function, and no object around it. */
function holdsOnly(declaration: ts.Declaration, start: number): boolean {
  const { initializer } = declaration as { readonly initializer?: ts.Expression };
  return initializer !== undefined && unwrap(initializer).getStart() === start;
}

/** The expression that is the object (or the function itself) where a name stands: `new Starter(…)`, `makeStarter(…)`, `starter`. */
function madeBy(name: ts.Identifier, path: Path): ts.Expression | null {
  const { parent } = name;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return null;
  if (ts.isShorthandPropertyAssignment(parent)) return name;
  if ((parent as { readonly name?: ts.Node }).name === name && !ts.isPropertyAccessExpression(parent)) return null;
  const whole = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
  const call = whole.parent;
  if (ts.isNewExpression(call) && call.expression === whole) return call;
  if (ts.isCallExpression(call) && call.expression === whole) return path.length > 0 ? call : null;
  return whole;
}

function factsOf(node: ts.Node, declarations: readonly ts.Declaration[], context: ShapeContext): readonly MemberFact[] {
  return [...new Set(declarations)].flatMap((declaration) => {
    const file = context.fileOf(declaration);
    const isItself = declaration === node || ts.isObjectLiteralExpression(declaration.parent);
    return file === null || isItself
      ? []
      : [{ name: nameOf(declaration), declared: { file, start: declaration.getStart() } }];
  });
}

/** `Starter.launch` */
function nameOf(declaration: ts.Declaration): string {
  const name = (declaration as { readonly name?: ts.Node }).name?.getText() ?? '';
  let holder: ts.Node = declaration.parent;
  while (!isNamedType(holder) && !ts.isSourceFile(holder)) holder = holder.parent;
  return isNamedType(holder) && holder.name !== undefined ? `${holder.name.text}.${name}` : name;
}

const isNamedType = (
  node: ts.Node,
): node is ts.ClassLikeDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
  ts.isClassLike(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

/** What is declared of the place a value is written at, from the value outwards. */
function expected(node: ts.Node, path: Path, search: Search): readonly ts.Declaration[] {
  const { parent } = node;
  const out = (): readonly ts.Declaration[] => expected(parent, path, search);
  if (ts.isMethodDeclaration(node) || ts.isGetAccessor(node)) return ofMember(node, path, search);
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return [...ofAnnotation(parent, path, search), ...ofMember(parent, path, search)];
  if (ts.isShorthandPropertyAssignment(parent)) return ofMember(parent, path, search);
  if (ts.isSpreadAssignment(parent)) return expected(parent.parent, path, search);
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isTypeAssertionExpression(parent))
    return [...inType(parent.type, path, search), ...out()];
  if (ts.isVariableDeclaration(parent)) return ofVariable(parent, path, search);
  if (ts.isParameter(parent)) return ofAnnotation(parent, path, search);
  if (ts.isReturnStatement(parent)) return ofResult(enclosingFunction(parent), path, search);
  if (ts.isArrowFunction(parent)) return parent.body === node ? ofResult(parent, path, search) : [];
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.expression === node ? [] : ofArgument(node, parent, path, search);
  if (ts.isConditionalExpression(parent)) return parent.condition === node ? [] : out();
  if (ts.isBinaryExpression(parent)) return ofOperand(node, parent, path, search);
  const passesOn =
    ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent) || ts.isAwaitExpression(parent);
  return passesOn ? out() : [];
}

/** A member of a class or of an object literal, which stands somewhere itself. */
function ofMember(
  member: ts.ClassElement | ts.ObjectLiteralElementLike,
  path: Path,
  search: Search,
): readonly ts.Declaration[] {
  const name = member.name === undefined ? null : propertyName(member.name);
  if (name === null) return [];
  const further = [name, ...path];
  const holder = member.parent;
  if (ts.isObjectLiteralExpression(holder))
    return [...expected(holder, further, search), ...byContext(holder, further, search)];
  if (!ts.isClassLike(holder)) return [];
  return basesOf(holder).flatMap((base) => inBase(base, further, search));
}

/** What the checker expects of an object literal: only asked where types are at hand. */
function byContext(literal: ts.ObjectLiteralExpression, path: Path, { context }: Search): readonly ts.Declaration[] {
  const [name, ...rest] = path;
  if (context.names.by !== 'types' || name === undefined || rest.length > 0) return [];
  const type = context.names.checker.getContextualType(literal);
  return type?.getProperty(name)?.declarations ?? [];
}

/** The type written at a variable, a parameter or a property. */
function ofAnnotation(node: ts.Node, path: Path, search: Search): readonly ts.Declaration[] {
  const { type } = node as { readonly type?: ts.TypeNode };
  return type === undefined ? [] : inType(type, path, search);
}

/** A variable by its type; without one, by the places in its file that read it. */
function ofVariable(variable: ts.VariableDeclaration, path: Path, search: Search): readonly ts.Declaration[] {
  const { name, type } = variable;
  if (type !== undefined) return inType(type, path, search);
  if (!ts.isIdentifier(name)) return [];
  const reads = namesIn(variable.getSourceFile(), new Set([name.text])).filter(
    (one) => one !== name && ts.isIdentifier(one) && isReadOf(one, variable, search),
  );
  return guarded(variable, search, () => reads.flatMap((one) => expected(one, path, search)));
}

const isReadOf = (name: ts.Node, variable: ts.VariableDeclaration, { context }: Search): boolean =>
  symbolAt(name, context)?.declarations?.includes(variable) === true;

/** What a function gives back: by its annotation, or as a function of some type. */
function ofResult(owner: ts.FunctionLikeDeclaration | null, path: Path, search: Search): readonly ts.Declaration[] {
  if (owner === null) return [];
  const result = ts.isGetAccessor(owner) ? path : ['()', ...path];
  return [...ofAnnotation(owner, path, search), ...expected(owner, result, search)];
}

function ofOperand(node: ts.Node, binary: ts.BinaryExpression, path: Path, search: Search): readonly ts.Declaration[] {
  const operator = binary.operatorToken.kind;
  if (operator === ts.SyntaxKind.EqualsToken || operator === ts.SyntaxKind.QuestionQuestionEqualsToken) {
    const name = binary.right === node ? lastName(binary.left) : null;
    const symbol = name === null ? null : search.context.names.symbolAt(name);
    return (symbol?.declarations ?? []).flatMap((one) => ofAnnotation(one, path, search));
  }
  const chooses =
    operator === ts.SyntaxKind.QuestionQuestionToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    (operator === ts.SyntaxKind.AmpersandAmpersandToken && binary.right === node);
  return chooses ? expected(binary, path, search) : [];
}

/** The type of the parameter that takes an argument. Whose it is may take types to tell. */
function ofArgument(
  argument: ts.Node,
  call: ts.CallExpression | ts.NewExpression,
  path: Path,
  search: Search,
): readonly ts.Declaration[] {
  const { names } = search.context;
  // A function wrapped in calls (`traced(async () => …)`) stands where their result stands.
  if (path.length === 0) return expected(call, path, search);
  const all: readonly ts.Node[] = call.arguments ?? [];
  const index = all.indexOf(argument);
  const given = all.slice(0, index + 1);
  if (index === -1 || given.some(ts.isSpreadElement)) return [];
  const callee = ts.isNewExpression(call) ? constructorOf(call, search) : names.signatureOf(call.expression);
  const parameter = callee?.parameters[index];
  if (parameter !== undefined) return ofAnnotation(parameter, path, search);
  if (names.by === 'syntax' && callee === null && names.originsOf(call.expression).length === 0)
    throw new Doubt(`what ${call.expression.getText()} takes cannot be followed`);
  return [];
}

function constructorOf(call: ts.NewExpression, { context }: Search): ts.SignatureDeclaration | null {
  const name = lastName(call.expression);
  const symbol = name === null ? null : symbolAt(name, context);
  const made = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  return made !== undefined && ts.isClassLike(made) ? (made.members.find(ts.isConstructorDeclaration) ?? null) : null;
}

/** The members a type has at the end of a path. */
function inType(type: ts.TypeNode, path: Path, search: Search): readonly ts.Declaration[] {
  if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type) || ts.isOptionalTypeNode(type))
    return inType(type.type, path, search);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type))
    return type.types.flatMap((part) => inType(part, path, search));
  if (ts.isTypeLiteralNode(type)) return inMembers(type, path, search);
  if (ts.isFunctionTypeNode(type)) return path[0] === '()' ? inType(type.type, path.slice(1), search) : [];
  if (ts.isIndexedAccessTypeNode(type)) {
    const { indexType } = type;
    return ts.isLiteralTypeNode(indexType) && ts.isStringLiteralLike(indexType.literal)
      ? inType(type.objectType, [indexType.literal.text, ...path], search)
      : [];
  }
  return ts.isTypeReferenceNode(type) ? inNamed(type.typeName, type.typeArguments, path, search) : [];
}

function inBase(base: ts.ExpressionWithTypeArguments, path: Path, search: Search): readonly ts.Declaration[] {
  const name = lastName(base.expression);
  return name !== null && ts.isIdentifier(name) ? inNamed(name, base.typeArguments, path, search) : [];
}

function inNamed(
  name: ts.EntityName,
  given: readonly ts.TypeNode[] | undefined,
  path: Path,
  search: Search,
): readonly ts.Declaration[] {
  const { context } = search;
  const last = ts.isIdentifier(name) ? name : name.right;
  const symbol =
    symbolAt(last, context) ?? (ts.isIdentifier(name) ? lookUp(name.text, name, ts.SymbolFlags.Type) : null);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declarations = (target?.declarations ?? []).filter((one) => context.fileOf(one) !== null);
  if (declarations.length > 0) return declarations.flatMap((one) => inDeclaration(one, path, search));
  const [argument] = given ?? [];
  return argument !== undefined && OF_ARGUMENT.test(last.text) ? inType(argument, path, search) : [];
}

function inDeclaration(declaration: ts.Declaration, path: Path, search: Search): readonly ts.Declaration[] {
  if (ts.isTypeAliasDeclaration(declaration))
    return guarded(declaration, search, () => inType(declaration.type, path, search));
  if (ts.isTypeParameterDeclaration(declaration))
    return declaration.constraint === undefined ? [] : inType(declaration.constraint, path, search);
  return ts.isInterfaceDeclaration(declaration) || ts.isClassLike(declaration)
    ? guarded(declaration, search, () => inMembers(declaration, path, search))
    : [];
}

/** Types may be defined by themselves. */
function guarded(node: ts.Node, { seen }: Search, look: () => readonly ts.Declaration[]): readonly ts.Declaration[] {
  if (seen.has(node)) return [];
  seen.add(node);
  const found = look();
  seen.delete(node);
  return found;
}

type Holder = ts.InterfaceDeclaration | ts.TypeLiteralNode | ts.ClassLikeDeclaration;

/** Own members, and those of what is extended: a member may be called by either. */
function inMembers(holder: Holder, [name, ...rest]: Path, search: Search): readonly ts.Declaration[] {
  const own = [...holder.members].filter((one) => one.name !== undefined && propertyName(one.name) === name);
  const here = own.flatMap((one) => (rest.length === 0 ? [one as ts.Declaration] : inMember(one, rest, search)));
  const bases = ts.isTypeLiteralNode(holder) ? [] : basesOf(holder);
  return [...here, ...bases.flatMap((base) => inBase(base, [name as string, ...rest], search))];
}

function inMember(member: ts.Node, path: Path, search: Search): readonly ts.Declaration[] {
  if (!ts.isMethodSignature(member) && !ts.isMethodDeclaration(member)) return ofAnnotation(member, path, search);
  return path[0] === '()' ? ofAnnotation(member, path.slice(1), search) : [];
}

const basesOf = (
  holder: ts.ClassLikeDeclaration | ts.InterfaceDeclaration,
): readonly ts.ExpressionWithTypeArguments[] => holder.heritageClauses?.flatMap(({ types }) => [...types]) ?? [];
