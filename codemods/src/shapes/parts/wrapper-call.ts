import { ts } from '../../../typescript.js';
import type { CalledFact, MemberFact } from '../../model/site.js';
import { isComponent } from '../../model/source.js';
import { Doubt } from '../../names/names.js';
import type { ShapeContext } from '../shape.js';
import { importOf, resolveAlias, symbolAt } from './symbols.js';
import { enclosingFunction, lastName, objectOf, propertyName, unwrap } from './syntax.js';
import { comesFrom, comesFromBeside, importsIt, isNamedLike, type Wanted } from './wrapper-belief.js';

/** A place where a function of the repository is called, or handed on to whoever calls it. */
export type Reference =
  | {
      readonly is: 'call';
      readonly name: ts.Node;
      readonly sure: boolean;
      /** The member of a type that is called, where the function is only what stands behind it. */
      readonly as: MemberFact | null;
      readonly call: ts.CallExpression;
      /** Null where they are not written one by one (`.apply`). */
      readonly given: readonly ts.Expression[] | null;
    }
  | {
      readonly is: 'handed';
      readonly name: ts.Node;
      readonly sure: true;
      readonly as: MemberFact | null;
      readonly to: ts.Node;
    };

/** Whether a name stands for the function: surely, as a member that it stands behind, surely not, or nothing shows it. */
type Same = 'yes' | 'no' | 'maybe' | MemberFact;

/** How a function may be written: by its name, in brackets, as a private member. */
export type Name = ts.Identifier | ts.StringLiteralLike | ts.PrivateIdentifier;

/** What a name in the code does with the function; null when it stands for something else, or only declares or imports it. */
export function readReference(name: Name, wanted: Wanted, context: ShapeContext): Reference | null {
  const use = useOf(name);
  if (use === null) return null;
  const { called } = wanted;
  const given = use.is === 'call' ? use.given : null;
  // `rocket.launch('pad')` cannot be a function of two arguments, whatever rocket is.
  const fits = given === null || given.some(ts.isSpreadElement) || given.length >= called.required;
  const isRenamed = name.text !== called.name;
  const same = ts.isPrivateIdentifier(name)
    ? ofPrivate(name, called, context)
    : sameAs(name, { ...wanted, context, fits, isRenamed }, 0);
  if (same === 'no') return null;
  const as = typeof same === 'string' ? null : same;
  if (use.is === 'call') return { is: 'call', name, sure: same !== 'maybe', as, call: use.call, given };
  return same !== 'maybe' && !context.test ? { is: 'handed', name, sure: true, as, to: use.to } : null;
}

/** Whether a name that only gets another one (an import, a variable, a member taken out) may stand for the function. */
export function mayStandFor(name: Name, { called, members }: Wanted, context: ShapeContext): boolean {
  if (ts.isPrivateIdentifier(name)) return ofPrivate(name, called, context) !== 'no';
  const isRenamed = name.text !== called.name && name.text !== 'default';
  return sameAs(name, { called, members, context, fits: true, isRenamed }, 0) !== 'no';
}

type Use =
  | { readonly is: 'call'; readonly call: ts.CallExpression; readonly given: readonly ts.Expression[] | null }
  | { readonly is: 'handed'; readonly to: ts.Node };

function useOf(name: Name): Use | null {
  const top = whole(name);
  if (top === null) return null;
  const { parent } = top;
  if (ts.isCallExpression(parent) && parent.expression === top)
    return { is: 'call', call: parent, given: parent.arguments };
  if (ts.isPropertyAccessExpression(parent) && parent.expression === top) return throughMethod(parent);
  return isFollowed(top) ? null : { is: 'handed', to: parent };
}

/** The whole expression a name ends: `a.b.launch`, with the brackets and casts around it; null where it is no expression. */
function whole(name: Name): ts.Expression | null {
  const { parent } = name;
  let top: ts.Expression = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) top = parent;
  else if (ts.isElementAccessExpression(parent) && parent.argumentExpression === name) top = parent;
  else if (!ts.isIdentifier(name) || !isRead(name)) return null;
  while (ts.isExpression(top.parent) && unwrap(top.parent) !== top.parent && !ts.isAwaitExpression(top.parent))
    top = top.parent;
  return top;
}

/** Whether an identifier reads a value: it declares, imports, exports and types nothing, and is no key. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isPartOfTypeNode(node) || ts.isTypeQueryNode(parent) || ts.isQualifiedName(parent)) return false;
  if (ts.isJsxAttribute(parent) || ts.isLabeledStatement(parent)) return false;
  return (parent as { readonly name?: ts.Node }).name !== node;
}

/** `launch.call(starter, …)`; a function bound is followed by its new name, or handed on. */
function throughMethod(method: ts.PropertyAccessExpression): Use | null {
  const call = method.parent;
  if (!ts.isCallExpression(call) || call.expression !== method) return null;
  if (method.name.text === 'call') return { is: 'call', call, given: call.arguments.slice(1) };
  if (method.name.text === 'apply') return { is: 'call', call, given: null };
  return method.name.text !== 'bind' || isFollowed(call) ? null : { is: 'handed', to: call };
}

/** Whether an expression only gets another name, under which its calls are looked for, or is not kept at all. */
function isFollowed(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isExportAssignment(parent) || ts.isPropertyDeclaration(parent))
    return true;
  if (ts.isBinaryExpression(parent)) {
    const isAssigned = parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === node;
    return isAssigned || !/^(\?\?|\|\|)$/.test(parent.operatorToken.getText());
  }
  if (ts.isExpressionStatement(parent) || ts.isTypeOfExpression(parent) || ts.isIfStatement(parent)) return true;
  if (ts.isShorthandPropertyAssignment(parent)) return isNamedObject(parent.parent);
  if (ts.isPropertyAssignment(parent)) return propertyName(parent.name) !== null && isNamedObject(parent.parent);
  return false;
}

/** Whether an object literal has a name of its own, or is what a function with a name gives back: its members are called by it. */
function isNamedObject(literal: ts.Node): boolean {
  let at = literal.parent;
  while (ts.isExpression(at) && unwrap(at) !== at) at = at.parent;
  if (ts.isPropertyAssignment(at)) return isNamedObject(at.parent);
  if (ts.isReturnStatement(at) || ts.isArrowFunction(at)) {
    const owner = ts.isArrowFunction(at) ? at : enclosingFunction(at);
    return owner !== null && (owner.name !== undefined || ts.isVariableDeclaration(owner.parent));
  }
  return ts.isVariableDeclaration(at) || ts.isExportAssignment(at) || ts.isBinaryExpression(at);
}

interface Question extends Wanted {
  readonly context: ShapeContext;
  /** Whether the arguments could be the function's. */
  readonly fits: boolean;
  /** Under another name than its own only what can be followed is believed. */
  readonly isRenamed: boolean;
}

const MAX_DEPTH = 12;

/** A private member is its own class's, and stands in it. */
function ofPrivate(name: ts.PrivateIdentifier, { name: wanted, declared }: CalledFact, context: ShapeContext): Same {
  if (name.text !== wanted || context.fileOf(name) !== declared.file) return 'no';
  let at: ts.Node = name;
  while (at.parent !== undefined && !ts.isClassLike(at)) at = at.parent;
  return at.getStart() <= declared.start && declared.start < at.end ? 'yes' : 'no';
}

function sameAs(name: ts.Identifier | ts.StringLiteralLike, question: Question, depth: number): Same {
  const { called, context } = question;
  const object = objectRead(name);
  const symbol = symbolAt(name, context) ?? (object === null ? null : context.names.propertyOf(object, name.text));
  const same =
    symbol === null
      ? ofNothing({ object, member: object === null ? null : (name.parent as ts.Expression) }, question)
      : ofSymbol(symbol, question, depth + 1);
  // A base class's method is what `super` names, whatever a subclass makes of it.
  return same !== 'yes' && object?.kind === ts.SyntaxKind.SuperKeyword && called.owner !== null ? 'no' : same;
}

function objectRead(name: ts.Node): ts.Expression | null {
  const { parent } = name;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === name;
  return isMember || (ts.isElementAccessExpression(parent) && parent.argumentExpression === name)
    ? parent.expression
    : null;
}

interface Member {
  readonly object: ts.Expression | null;
  /** The expression that reads the member, where there is one. */
  readonly member: ts.Expression | null;
}

/** A member that nobody declares: of an object of type any it may be the function; of a package's it is that package's. */
function ofNothing({ object, member }: Member, question: Question): Same {
  const { called, context, fits, isRenamed } = question;
  if (object === null || !fits) return 'no';
  const origins = context.names.originsOf(object);
  if (origins.length > 0) {
    const mayBe = origins.some(
      ({ specifier, name, path }) =>
        (name === '*' ? path.length === 0 : name === called.owner) && !context.isInstalled(specifier),
    );
    if (isRenamed) return 'no';
    if (mayBe) return 'maybe';
    const isLost = origins.every(({ specifier }) => !context.isInstalled(specifier));
    return isLost && comesFrom(object, question, question.context) ? 'maybe' : 'no';
  }
  if (isRenamed) return 'no';
  const isAny = context.names.isAny(object) || (member !== null && context.names.isAny(member));
  if (isAny) return isBelieved(object, question) ? 'maybe' : 'no';
  if (!context.names.isOpen(object)) return 'no';
  // No compiler reads a component: nothing more is to be learnt of it.
  if (isComponent(context.file))
    return isNamedLike(object, question) || comesFrom(object, question, context) ? 'maybe' : 'no';
  throw new Doubt(`what ${object.getText()} is cannot be followed`);
}

/** An object nobody knows the type of is believed where it is called like the wrapper's, or its file has to do with it. */
const isBelieved = (object: ts.Expression, question: Question): boolean =>
  isNamedLike(object, question) ||
  importsIt(question.context, question) ||
  comesFromBeside(object, question, question.context);

function ofSymbol(symbol: ts.Symbol, question: Question, depth: number): Same {
  const { called, context } = question;
  if (depth > MAX_DEPTH) return 'no';
  const target = resolveAlias(symbol, context);
  const imported = importOf(target);
  if (imported !== null) {
    const isNamed = imported.name === called.name || (called.isDefault && imported.name === 'default');
    return isNamed && called.owner === null && !context.isInstalled(imported.specifier) ? 'maybe' : 'no';
  }
  return strongest((target.declarations ?? []).map((one) => ofDeclaration(one, question, depth + 1)));
}

/** What several declarations say of one name. */
function strongest(parts: readonly Same[]): Same {
  if (parts.includes('yes')) return 'yes';
  return parts.find((part) => typeof part !== 'string') ?? (parts.includes('maybe') ? 'maybe' : 'no');
}

function ofDeclaration(declaration: ts.Declaration, question: Question, depth: number): Same {
  const { context } = question;
  if (isThere(declaration, question)) return 'yes';
  const member = memberAt(declaration, question);
  if (member !== null) return member;
  if (ts.isSourceFile(declaration)) {
    const whole = context.names.symbolAt(declaration)?.exports?.get(ts.InternalSymbolName.ExportEquals);
    return whole === undefined ? 'no' : ofSymbol(whole, question, depth);
  }
  if (ts.isFunctionLike(declaration)) return isBuilt(declaration, question) ? 'maybe' : 'no';
  if (ts.isShorthandPropertyAssignment(declaration)) return ofName(declaration.name, question, depth);
  if (ts.isBindingElement(declaration)) return ofBinding(declaration, question, depth);
  if (ts.isExportAssignment(declaration)) return ofValue(declaration.expression, question, depth);
  // `exports.launch = …`, `this.launch = …` in JavaScript.
  const assigned = ts.isBinaryExpression(declaration) ? declaration : declaration.parent;
  if (ts.isBinaryExpression(assigned)) return ofValue(assigned.right, question, depth);
  const { type, initializer } = declaration as { type?: ts.TypeNode; initializer?: ts.Expression };
  if (initializer !== undefined && !ts.isEnumMember(declaration)) return ofValue(initializer, question, depth);
  if (type !== undefined && ts.isTypeQueryNode(type) && ts.isIdentifier(type.exprName))
    return ofName(type.exprName, question, depth);
  return isBuilt(declaration, question) ? 'maybe' : 'no';
}

const isThere = (node: ts.Node, { called, context }: Question): boolean =>
  node.getStart() === called.declared.start && context.fileOf(node) === called.declared.file && ts.isFunctionLike(node);

const memberAt = (node: ts.Node, { members, context }: Question): MemberFact | null => {
  const start = node.getStart();
  return members.find(({ declared }) => declared.start === start && declared.file === context.fileOf(node)) ?? null;
};

/** Whether a declaration file made of the function, or of its object's types, declares it. */
function isBuilt(declaration: ts.Declaration, { called: { owner, name }, members }: Question): boolean {
  if (!declaration.getSourceFile().isDeclarationFile) return false;
  if (ts.isFunctionDeclaration(declaration)) return owner === null && declaration.name?.text === name;
  const holder = declaration.parent;
  const named = ts.isTypeLiteralNode(holder) ? holder.parent : holder;
  const type = (named as { readonly name?: ts.Node }).name?.getText();
  return type !== undefined && (type === owner || members.some((one) => one.name === `${type}.${name}`));
}

function ofName(name: ts.Identifier, question: Question, depth: number): Same {
  const symbol = question.context.names.symbolAt(name);
  return symbol === null ? 'no' : ofSymbol(symbol, question, depth);
}

function ofBinding(binding: ts.BindingElement, question: Question, depth: number): Same {
  const { context } = question;
  const key = binding.propertyName ?? binding.name;
  if (ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) || !ts.isObjectBindingPattern(binding.parent))
    return 'no';
  const name = propertyName(key);
  const symbol = name === null ? null : context.names.boundProperty(binding.parent, name);
  if (symbol !== null) return ofSymbol(symbol, question, depth);
  const { parent: owner } = binding.parent;
  const from = ts.isVariableDeclaration(owner) ? (owner.initializer ?? null) : null;
  return from === null ? 'no' : ofNothing({ object: from, member: null }, question);
}

/** What a variable or property holds: the function, another name of it, or what a call made of it. */
function ofValue(value: ts.Expression, question: Question, depth: number): Same {
  const node = unwrap(value);
  if (isThere(node, question)) return 'yes';
  if (depth > MAX_DEPTH) return 'no';
  if (ts.isCallExpression(node)) {
    const bound = lastName(node.expression)?.text === 'bind' ? objectOf(node.expression) : null;
    if (bound !== null) return ofValue(bound, question, depth + 1);
    const isMadeOfIt = (one: ts.Expression): boolean =>
      isThere(unwrap(one), question) || (ts.isIdentifier(one) && ofName(one, question, depth + 1) === 'yes');
    return node.arguments.some(isMadeOfIt) ? 'yes' : 'no';
  }
  if (ts.isConditionalExpression(node) || ts.isBinaryExpression(node)) {
    const parts = ts.isConditionalExpression(node) ? [node.whenTrue, node.whenFalse] : [node.left, node.right];
    return parts.some((one) => ofValue(one, question, depth + 1) !== 'no') ? 'maybe' : 'no';
  }
  const name = lastName(node);
  return name === null || ts.isPrivateIdentifier(name) ? 'no' : sameAs(name, question, depth + 1);
}
