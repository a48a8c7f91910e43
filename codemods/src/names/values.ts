import { ts } from '#typescript';
import { importOf, specifierOfCall } from './imports.js';
import type { Has, OpenModule, Origin } from './names.js';
import { bind, lookUp, symbolOf } from './scope.js';

/** What is known about an expression's value from what is written about it. */
export type Value =
  | { readonly is: 'module'; readonly file: ts.SourceFile }
  | { readonly is: 'object'; readonly node: ts.ObjectLiteralExpression }
  | { readonly is: 'class'; readonly node: ts.ClassLikeDeclaration; readonly instance: boolean }
  | { readonly is: 'declared'; readonly node: ts.InterfaceDeclaration | ts.TypeLiteralNode }
  | { readonly is: 'enum'; readonly node: ts.EnumDeclaration }
  | { readonly is: 'function'; readonly node: ts.SignatureDeclaration }
  | { readonly is: 'foreign'; readonly origin: Origin }
  | { readonly is: 'plain'; readonly string: boolean }
  /** One of these, we do not know which. */
  | { readonly is: 'either'; readonly parts: readonly Value[] }
  /** All of these laid over each other, the last on top. */
  | { readonly is: 'merged'; readonly parts: readonly Value[] }
  /** Written as any, or given no type at all: types say nothing either. */
  | { readonly is: 'any' }
  | { readonly is: 'unknown' };

/** A property's symbol; `none` when there surely is none; `open` when nobody can tell without types. */
export type Found = ts.Symbol | 'none' | 'open';

const UNKNOWN: Value = { is: 'unknown' };
const ANY: Value = { is: 'any' };
const STRING: Value = { is: 'plain', string: true };
const PLAIN: Value = { is: 'plain', string: false };
const MAX_DEPTH = 40;
/** The lib's types that have the properties of their argument. */
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'Partial', 'Required', 'NonNullable']);
/** Those that have some of them. */
const NARROWING = new Set(['Pick', 'Omit', 'Extract', 'Exclude']);

/** What `Values` asks of the names it stands on. */
export interface Lookup {
  symbolAt(node: ts.Node): ts.Symbol | null;
  aliased(symbol: ts.Symbol): ts.Symbol | null;
  readonly open: OpenModule;
}

/** Follows expressions and type annotations to what they are, over the files of the target and no further. */
export class Values {
  readonly #names: Lookup;
  #depth = 0;

  constructor(names: Lookup) {
    this.#names = names;
  }

  /** An expression's value. */
  of(node: ts.Expression): Value {
    return this.#within(() => this.#expression(node));
  }

  /** The value a destructuring pattern takes apart. */
  ofPattern(pattern: ts.BindingPattern): Value {
    const { parent } = pattern;
    return this.#within(() => (ts.isBindingElement(parent) ? this.#element(parent) : this.#declared(parent)));
  }

  /** What a dotted name in a type or an export stands for. */
  ofEntity(name: ts.EntityName): Value {
    if (ts.isIdentifier(name))
      return this.#named(lookUp(name.text, name, ts.SymbolFlags.Namespace | ts.SymbolFlags.Value));
    return this.#property(this.ofEntity(name.left), name.right.text, name);
  }

  /** Never deeper than a person would follow, and never in a circle. */
  #within(look: () => Value): Value {
    if (this.#depth >= MAX_DEPTH) return UNKNOWN;
    this.#depth += 1;
    try {
      return look();
    } finally {
      this.#depth -= 1;
    }
  }

  #expression(node: ts.Expression): Value {
    if (ts.isIdentifier(node)) {
      if (node.text === 'undefined') return PLAIN;
      return this.#named(this.#names.symbolAt(node), node);
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (isProcessEnv(node.expression)) return STRING;
      return this.#property(this.of(node.expression), node.name.text, node);
    }
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression;
      return ts.isStringLiteralLike(key) ? this.#property(this.of(node.expression), key.text, node) : UNKNOWN;
    }
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return this.#awaited(node.expression);
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node))
      return ts.isConstTypeReference(node.type) ? this.of(node.expression) : this.#type(node.type);
    if (ts.isObjectLiteralExpression(node)) return { is: 'object', node };
    if (ts.isClassExpression(node)) return { is: 'class', node, instance: false };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { is: 'function', node };
    if (ts.isNewExpression(node)) return this.#constructed(node);
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isConditionalExpression(node)) return either([this.of(node.whenTrue), this.of(node.whenFalse)]);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (node.kind === ts.SyntaxKind.ThisKeyword) return thisIn(node);
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return STRING;
    const isPlain =
      ts.isLiteralExpression(node) ||
      ts.isArrayLiteralExpression(node) ||
      ts.isPrefixUnaryExpression(node) ||
      ts.isTypeOfExpression(node) ||
      [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind);
    return isPlain ? PLAIN : UNKNOWN;
  }

  #awaited(node: ts.Expression): Value {
    const specifier = specifierOfCall(node);
    return specifier === null ? this.of(node) : this.#module(specifier, node);
  }

  #binary(node: ts.BinaryExpression): Value {
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken)
      return either([this.of(node.left), this.of(node.right)]);
    // `x && { … }`: what is falsy has no properties.
    if (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.CommaToken)
      return this.of(node.right);
    if (operator === ts.SyntaxKind.EqualsToken) return this.of(node.right);
    if (operator === ts.SyntaxKind.PlusToken) {
      const sides = [this.of(node.left), this.of(node.right)];
      return sides.some((side) => side.is === 'plain' && side.string) ? STRING : UNKNOWN;
    }
    return PLAIN;
  }

  #module(specifier: string, from: ts.Node): Value {
    const file = this.#names.open(specifier, from.getSourceFile());
    if (file === null) return { is: 'foreign', origin: { specifier, name: '*', path: [], at: from } };
    const whole = bind(file) && symbolOf(file)?.exports?.get(ts.InternalSymbolName.ExportEquals);
    return whole === undefined || whole === null ? { is: 'module', file } : this.#symbol(whole);
  }

  #constructed(node: ts.NewExpression): Value {
    const made = this.of(node.expression);
    if (made.is === 'class') return { ...made, instance: true };
    return made.is === 'foreign' ? further(made.origin, 'new', node) : UNKNOWN;
  }

  #call(node: ts.CallExpression): Value {
    const specifier = specifierOfCall(node);
    if (specifier !== null) return this.#module(specifier, node);
    const callee = node.expression.getText();
    const [first] = node.arguments;
    if (callee === 'String' || callee === 'JSON.stringify') return STRING;
    if (callee === 'Object.freeze' && first !== undefined) return this.of(first);
    if (callee === 'Object.assign' || callee === 'structuredClone') return this.#assigned(node);
    const called = this.of(node.expression);
    if (called.is === 'function') return this.returned(called.node);
    if (called.is === 'any') return ANY;
    return called.is === 'foreign' ? further(called.origin, '()', node) : UNKNOWN;
  }

  #assigned(node: ts.CallExpression): Value {
    const parts = node.arguments.map((part) => (ts.isSpreadElement(part) ? UNKNOWN : this.of(part)));
    return { is: 'merged', parts };
  }

  /** What a function of the target gives back, by its annotation or its one `return`. */
  returned(node: ts.SignatureDeclaration): Value {
    if (node.type !== undefined) return this.#type(node.type);
    if (!('body' in node) || node.body === undefined) return UNKNOWN;
    const body = node.body as ts.ConciseBody;
    if (!ts.isBlock(body)) return this.of(body);
    const returns = returnsOf(body);
    return returns.length === 0 ? UNKNOWN : either(returns.map((one) => this.of(one)));
  }

  /** The value of a name: through its imports to its declaration, or out of the target. */
  #named(symbol: ts.Symbol | null, at?: ts.Node): Value {
    let here = symbol;
    for (let steps = 0; here !== null && steps < MAX_DEPTH; steps += 1) {
      const next = this.#names.aliased(here);
      if (next === null) {
        const imported = importOf(here);
        if (imported !== null) {
          const [declaration] = here.declarations ?? [];
          return { is: 'foreign', origin: { ...imported, path: [], at: at ?? (declaration as ts.Node) } };
        }
        return this.#symbol(here);
      }
      here = next;
    }
    return UNKNOWN;
  }

  #symbol(symbol: ts.Symbol): Value {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    return declaration === undefined ? UNKNOWN : this.#within(() => this.#declared(declaration));
  }

  #declared(node: ts.Node): Value {
    if (ts.isSourceFile(node)) return { is: 'module', file: node };
    if (ts.isClassLike(node)) return { is: 'class', node, instance: false };
    if (ts.isEnumDeclaration(node)) return { is: 'enum', node };
    if (ts.isEnumMember(node))
      return node.initializer !== undefined && !ts.isNumericLiteral(node.initializer) ? STRING : PLAIN;
    if (ts.isBindingElement(node)) return this.#element(node);
    if (ts.isGetAccessor(node)) return this.returned(node);
    if (ts.isFunctionLike(node)) return { is: 'function', node };
    if (ts.isPropertyAssignment(node)) return this.of(node.initializer);
    if (ts.isShorthandPropertyAssignment(node))
      return this.#named(lookUp(node.name.text, node, ts.SymbolFlags.Value), node);
    if (ts.isExportAssignment(node)) return this.of(node.expression);
    if (ts.isBinaryExpression(node)) return this.of(node.right);
    if (
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isPropertySignature(node)
    )
      return this.#annotated(node);
    // `exports.x = …`, `this.x = …` in JavaScript.
    if (ts.isPropertyAccessExpression(node) && ts.isBinaryExpression(node.parent)) return this.of(node.parent.right);
    return UNKNOWN;
  }

  #annotated(
    node: ts.VariableDeclaration | ts.ParameterDeclaration | ts.PropertyDeclaration | ts.PropertySignature,
  ): Value {
    const type = node.type ?? ts.getJSDocType(node);
    if (type !== undefined) return this.#type(type);
    if ('initializer' in node && node.initializer !== undefined) return this.of(node.initializer);
    if (ts.isPropertyDeclaration(node)) return this.#setInConstructor(node);
    // Only a function written as an argument may get its parameters' types from where it is handed to.
    const isAny = ts.isParameter(node) && !ts.isArrowFunction(node.parent) && !ts.isFunctionExpression(node.parent);
    return isAny ? ANY : UNKNOWN;
  }

  /** A field without annotation and initialiser has the type of what its constructor puts there. */
  #setInConstructor(field: ts.PropertyDeclaration): Value {
    const made = field.parent.members.find(ts.isConstructorDeclaration);
    const statements = made?.body?.statements ?? [];
    const values = statements.flatMap((statement): Value[] => {
      if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return [];
      const { left, right, operatorToken } = statement.expression;
      const isIt =
        operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        ts.isPropertyAccessExpression(left) &&
        left.expression.kind === ts.SyntaxKind.ThisKeyword &&
        left.name.text === field.name.getText();
      return isIt ? [this.of(right)] : [];
    });
    return values.length === 1 ? (values[0] as Value) : UNKNOWN;
  }

  #element(node: ts.BindingElement): Value {
    const key = node.propertyName ?? node.name;
    if (node.dotDotDotToken !== undefined || !ts.isObjectBindingPattern(node.parent)) return UNKNOWN;
    if (!ts.isIdentifier(key) && !ts.isStringLiteralLike(key)) return UNKNOWN;
    return this.#property(this.ofPattern(node.parent), key.text, node);
  }

  #type(node: ts.TypeNode): Value {
    return this.#within(() => this.#typeNode(node));
  }

  #typeNode(node: ts.TypeNode): Value {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return ANY;
    if (ts.isTypeReferenceNode(node)) return this.#reference(node);
    if (ts.isTypeLiteralNode(node)) return { is: 'declared', node };
    if (ts.isParenthesizedTypeNode(node) || ts.isOptionalTypeNode(node)) return this.#type(node.type);
    if (ts.isUnionTypeNode(node)) return either(node.types.map((part) => this.#type(part)));
    if (ts.isIntersectionTypeNode(node)) return { is: 'merged', parts: node.types.map((part) => this.#type(part)) };
    if (ts.isTypeQueryNode(node)) return this.ofEntity(node.exprName);
    if (ts.isFunctionTypeNode(node)) return { is: 'function', node };
    if (ts.isLiteralTypeNode(node)) return ts.isStringLiteralLike(node.literal) ? STRING : PLAIN;
    if (ts.isTemplateLiteralTypeNode(node) || node.kind === ts.SyntaxKind.StringKeyword) return STRING;
    if (ts.isImportTypeNode(node)) return this.#importType(node);
    if (ts.isIndexedAccessTypeNode(node)) {
      const { indexType } = node;
      return ts.isLiteralTypeNode(indexType) && ts.isStringLiteralLike(indexType.literal)
        ? this.#property(this.#type(node.objectType), indexType.literal.text, node)
        : UNKNOWN;
    }
    const isPlain =
      ts.isArrayTypeNode(node) ||
      ts.isTupleTypeNode(node) ||
      [
        ts.SyntaxKind.NumberKeyword,
        ts.SyntaxKind.BooleanKeyword,
        ts.SyntaxKind.BigIntKeyword,
        ts.SyntaxKind.UndefinedKeyword,
        ts.SyntaxKind.VoidKeyword,
        ts.SyntaxKind.NullKeyword,
        ts.SyntaxKind.NeverKeyword,
      ].includes(node.kind);
    return isPlain ? PLAIN : UNKNOWN;
  }

  #importType(node: ts.ImportTypeNode): Value {
    const { argument, qualifier } = node;
    if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal)) return UNKNOWN;
    if (qualifier === undefined || !ts.isIdentifier(qualifier)) return UNKNOWN;
    const specifier = argument.literal.text;
    const file = this.#names.open(specifier, node.getSourceFile());
    if (file === null)
      return {
        is: 'foreign',
        origin: { specifier, name: qualifier.text, path: node.isTypeOf ? [] : ['new'], at: node },
      };
    const symbol = this.exportOf(file, qualifier.text);
    return symbol === null ? UNKNOWN : node.isTypeOf ? this.#named(symbol) : this.#typeNamed(symbol, node);
  }

  #reference(node: ts.TypeReferenceNode): Value {
    const { typeName } = node;
    const [argument] = node.typeArguments ?? [];
    if (ts.isQualifiedName(typeName)) {
      const owner = this.ofEntity(typeName.left);
      if (owner.is === 'foreign') return further(further(owner.origin, typeName.right.text, node).origin, 'new', node);
      if (owner.is !== 'module') return UNKNOWN;
      const symbol = this.exportOf(owner.file, typeName.right.text);
      return symbol === null ? UNKNOWN : this.#typeNamed(symbol, node);
    }
    const symbol = lookUp(typeName.text, node, ts.SymbolFlags.Type);
    if (symbol !== null) return this.#typeNamed(symbol, node);
    if (argument === undefined) return UNKNOWN;
    if (TRANSPARENT.has(typeName.text)) return this.#type(argument);
    if (NARROWING.has(typeName.text)) return narrowed(this.#type(argument));
    const of = this.#type(argument);
    if (typeName.text === 'ReturnType') return of.is === 'function' ? this.returned(of.node) : UNKNOWN;
    if (typeName.text === 'InstanceType') return of.is === 'class' ? { ...of, instance: true } : UNKNOWN;
    return typeName.text === 'Array' || typeName.text === 'ReadonlyArray' ? PLAIN : UNKNOWN;
  }

  #typeNamed(symbol: ts.Symbol, at: ts.Node): Value {
    let here = symbol;
    for (let steps = 0; steps < MAX_DEPTH; steps += 1) {
      const next = this.#names.aliased(here);
      if (next === null) break;
      here = next;
    }
    const imported = importOf(here);
    if (imported !== null) return { is: 'foreign', origin: { ...imported, path: ['new'], at } };
    const declaration = (here.declarations ?? []).find(
      (one) =>
        ts.isClassLike(one) ||
        ts.isInterfaceDeclaration(one) ||
        ts.isTypeAliasDeclaration(one) ||
        ts.isEnumDeclaration(one) ||
        ts.isTypeParameterDeclaration(one),
    );
    if (declaration === undefined) return UNKNOWN;
    if (ts.isClassLike(declaration)) return { is: 'class', node: declaration, instance: true };
    if (ts.isInterfaceDeclaration(declaration)) return { is: 'declared', node: declaration };
    if (ts.isTypeAliasDeclaration(declaration)) return this.#type(declaration.type);
    if (ts.isTypeParameterDeclaration(declaration))
      return declaration.constraint === undefined ? UNKNOWN : narrowed(this.#type(declaration.constraint));
    return STRING;
  }

  #property(owner: Value, name: string, at: ts.Node): Value {
    if (owner.is === 'foreign') return further(owner.origin, name, at);
    if (owner.is === 'any') return ANY;
    if (owner.is === 'either') return either(owner.parts.map((part) => this.#property(part, name, at)));
    if (owner.is === 'merged') {
      for (const part of owner.parts.toReversed()) {
        if (part.is === 'foreign' || part.is === 'unknown' || part.is === 'any') return UNKNOWN;
        const found = this.propertyIn(part, name);
        if (found !== 'none') return found === 'open' ? UNKNOWN : this.#named(found, at);
      }
      return UNKNOWN;
    }
    const found = this.propertyIn(owner, name);
    return typeof found === 'string' ? UNKNOWN : this.#named(found, at);
  }

  /** The symbol of a property of a value. */
  propertyIn(value: Value, name: string): Found {
    const key = ts.escapeLeadingUnderscores(name);
    const members = (table: ts.SymbolTable | undefined): Found => table?.get(key) ?? 'none';
    switch (value.is) {
      case 'module':
        return this.exportOf(value.file, name) ?? 'none';
      case 'object':
        return this.#inLiteral(value.node, name);
      case 'class':
        return this.#inClass(value.node, value.instance, name);
      case 'declared':
        return this.#inDeclared(value.node, name);
      case 'enum':
        return members(symbolOf(value.node)?.exports);
      case 'plain':
      case 'function':
        return 'none';
      case 'merged': {
        const found = value.parts.toReversed().map((part) => this.propertyIn(part, name));
        return found.find((one) => one !== 'none') ?? 'none';
      }
      // Which of the declarations it is, nobody can say here.
      case 'either':
        return value.parts.every((part) => this.propertyIn(part, name) === 'none') ? 'none' : 'open';
      case 'any':
      case 'foreign':
      case 'unknown':
        return 'open';
    }
  }

  #inLiteral(literal: ts.ObjectLiteralExpression, name: string): Found {
    bind(literal.getSourceFile());
    const own = symbolOf(literal)?.members?.get(ts.escapeLeadingUnderscores(name));
    for (const property of literal.properties.toReversed()) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.propertyIn(this.of(property.expression), name);
        if (spread !== 'none') return spread;
      } else if (property.name !== undefined && ts.isComputedPropertyName(property.name)) {
        if (!ts.isStringLiteralLike(property.name.expression)) return 'open';
      } else if (own?.declarations?.includes(property) === true) return own;
    }
    return own ?? 'none';
  }

  #inClass(node: ts.ClassLikeDeclaration, instance: boolean, name: string): Found {
    bind(node.getSourceFile());
    const symbol = symbolOf(node);
    const own = (instance ? symbol?.members : symbol?.exports)?.get(ts.escapeLeadingUnderscores(name));
    if (own !== undefined) return own;
    const base = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    if (base === undefined) return 'none';
    const above = this.of(base.expression);
    return above.is === 'class' ? this.propertyIn({ ...above, instance }, name) : 'open';
  }

  #inDeclared(node: ts.InterfaceDeclaration | ts.TypeLiteralNode, name: string): Found {
    bind(node.getSourceFile());
    const symbol = symbolOf(node);
    const own = symbol?.members?.get(ts.escapeLeadingUnderscores(name));
    if (own !== undefined) return own;
    const declarations = (symbol?.declarations ?? []).filter(ts.isInterfaceDeclaration);
    const bases = declarations.flatMap((one) => one.heritageClauses?.flatMap((clause) => clause.types) ?? []);
    for (const base of bases) {
      const { expression } = base;
      const above = ts.isIdentifier(expression) ? lookUp(expression.text, base, ts.SymbolFlags.Type) : null;
      const found = above === null ? 'open' : this.propertyIn(this.#typeNamed(above, base), name);
      if (found !== 'none') return found;
    }
    return 'none';
  }

  /** Whether a value has a property; null when that is not written in reach. */
  has(value: Value, name: string): Has | null {
    if (value.is === 'either') {
      const parts = value.parts.map((part) => this.has(part, name));
      if (parts.includes('yes')) return 'yes';
      return parts.includes(null) ? null : parts.includes('maybe') ? 'maybe' : 'no';
    }
    if (value.is === 'any') return 'maybe';
    const found = this.propertyIn(value, name);
    if (found === 'open') return null;
    if (found !== 'none') return 'yes';
    return value.is === 'declared' && hasIndex(value.node) ? 'maybe' : 'no';
  }

  /** Whether types may say more about a value's properties than its syntax does. */
  isOpen(value: Value): boolean {
    if (value.is === 'either' || value.is === 'merged') return true;
    return value.is === 'unknown';
  }

  isStringLike(value: Value): boolean {
    return value.is === 'either'
      ? value.parts.some((part) => this.isStringLike(part))
      : value.is === 'plain' && value.string;
  }

  functionIn(value: Value): ts.SignatureDeclaration | null {
    return value.is === 'function' ? value.node : null;
  }

  originIn(value: Value): Origin | null {
    return value.is === 'foreign' ? value.origin : null;
  }

  /** What a file exports under a name; `*` is the module itself. Re-exports are followed as far as they are files of the target. */
  exportOf(file: ts.SourceFile, name: string, seen: ReadonlySet<ts.SourceFile> = new Set()): ts.Symbol | null {
    const module = symbolOf(bind(file));
    if (module === null) return null;
    if (name === '*') return module;
    const own = module.exports?.get(ts.escapeLeadingUnderscores(name));
    if (own !== undefined) return own;
    const whole = module.exports?.get(ts.InternalSymbolName.ExportEquals);
    if (whole !== undefined) return this.#ofWhole(whole, name);
    if (seen.has(file) || name === 'default') return null;
    const stars = module.exports?.get(ts.InternalSymbolName.ExportStar)?.declarations ?? [];
    for (const star of stars) {
      const from = ts.isExportDeclaration(star) ? star.moduleSpecifier : undefined;
      const next = from !== undefined && ts.isStringLiteral(from) ? this.#names.open(from.text, file) : null;
      const found = next === null ? null : this.exportOf(next, name, new Set([...seen, file]));
      if (found !== null) return found;
    }
    return null;
  }

  /** `module.exports = { a }`, `export = settings`: a member of the one thing exported, or that thing itself. */
  #ofWhole(whole: ts.Symbol, name: string): ts.Symbol | null {
    const found = this.propertyIn(this.#symbol(whole), name);
    return typeof found === 'string' ? (name === 'default' ? whole : null) : found;
  }
}

const further = (origin: Origin, step: string, at: ts.Node): Extract<Value, { is: 'foreign' }> => ({
  is: 'foreign',
  // A member of a namespace import is the named export.
  origin:
    origin.name === '*' && origin.path.length === 0 && step !== '()' && step !== 'new'
      ? { ...origin, name: step, at }
      : { ...origin, path: [...origin.path, step], at },
});

/** One of the values; what is no object at all has no say in what its properties are. */
function either(parts: readonly Value[]): Value {
  const objects = parts.filter((part) => part.is !== 'plain' || part.string);
  const [first, ...rest] = objects;
  if (first === undefined) return parts[0] ?? UNKNOWN;
  const same = rest.every((part) => isSame(part, first));
  return same ? first : { is: 'either', parts: objects };
}

function isSame(a: Value, b: Value): boolean {
  if (a.is === 'foreign' && b.is === 'foreign') {
    const text = ({ specifier, name, path }: Origin): string => [specifier, name, ...path].join('\0');
    return text(a.origin) === text(b.origin);
  }
  if ('node' in a && 'node' in b) return a.node === b.node;
  return a.is === 'plain' && b.is === 'plain' && a.string === b.string;
}

/** Some of a value's properties: those it has are known, that it has them is not. */
const narrowed = (value: Value): Value => (value.is === 'foreign' ? value : { is: 'either', parts: [value, UNKNOWN] });

const hasIndex = (node: ts.InterfaceDeclaration | ts.TypeLiteralNode): boolean =>
  node.members.some(ts.isIndexSignatureDeclaration);

function isProcessEnv(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'env' && node.expression.getText() === 'process';
}

/** The class whose instance (or, in a static member, itself) `this` is. */
function thisIn(node: ts.Node): Value {
  for (let at: ts.Node = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isClassLike(parent) && ts.isClassElement(at)) {
      const isStatic =
        ts.isClassStaticBlockDeclaration(at) ||
        (ts.canHaveModifiers(at) &&
          (ts.getModifiers(at) ?? []).some((one) => one.kind === ts.SyntaxKind.StaticKeyword));
      return { is: 'class', node: parent, instance: !isStatic };
    }
    const rebinds = ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at) || ts.isObjectLiteralElement(at);
    if (rebinds && !ts.isPropertyAssignment(at) && !ts.isSpreadAssignment(at)) return UNKNOWN;
  }
  return UNKNOWN;
}

/** The values a function's own `return`s give. */
function returnsOf(body: ts.Block): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const pending: ts.Node[] = [body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    if (node !== body && (ts.isFunctionLike(node) || ts.isClassLike(node))) continue;
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}
