import { ts } from '../../typescript.js';
import { assignedTo } from './assignments.js';
import { type ImportedName, importOf, importOfDeclaration, specifierOfCall } from './imports.js';
import type { Has, OpenModule, Origin } from './names.js';
import { bind, lookUp, symbolOf } from './scope.js';
import { ANY, either, type Found, further, type Many, narrowed, PLAIN, STRING, UNKNOWN, type Value } from './value.js';

const MAX_DEPTH = 40;
/** The lib's types that have the properties of their argument. */
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'Partial', 'Required', 'NonNullable']);
/** Those that have some of them. */
const NARROWING = new Set(['Pick', 'Omit', 'Extract', 'Exclude']);
/** The lib's types that hold many of their last argument. */
const COLLECTIONS: Readonly<Record<string, Many['by']>> = {
  Array: 'list',
  ReadonlyArray: 'list',
  Set: 'list',
  ReadonlySet: 'list',
  Iterable: 'list',
  IterableIterator: 'list',
  AsyncIterable: 'list',
  Map: 'map',
  ReadonlyMap: 'map',
  WeakMap: 'map',
  Record: 'record',
};
/** Methods of the lib's collections that give one of what they hold. */
const ONE = new Set(['get', 'at', 'find', 'findLast', 'pop', 'shift']);
/** Those that give the same things again, or some of them. */
const AGAIN = new Set(['filter', 'slice', 'values', 'reverse', 'toReversed', 'sort', 'toSorted']);
const OTHERS = new Set(['map', 'entries', 'then', 'catch', 'finally']);
/** Those that hand one of them to the function they are given. */
const HANDING = new Set(['map', 'flatMap', 'forEach', 'find', 'findLast', 'findIndex', 'filter', 'some', 'every']);

/** What `Values` asks of the names it stands on. */
export interface Lookup {
  symbolAt(node: ts.Node): ts.Symbol | null;
  aliased(symbol: ts.Symbol): ts.Symbol | null;
  readonly open: OpenModule;
}

/** Follows expressions and type annotations to what they are, over the files of the target and no further. */
export class Values {
  readonly #names: Lookup;
  /** What is being followed, so that nothing is followed in a circle. */
  readonly #followed = new Set<ts.Node>();
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

  /** Never deeper than a person would follow. */
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
      const owner = this.of(node.expression);
      if (ts.isStringLiteralLike(key)) return this.#property(owner, key.text, node);
      return oneOf(owner, ts.isNumericLiteral(key) ? Number(key.text) : null);
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
    if (ts.isArrayLiteralExpression(node)) return this.#list(node);
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
    const fills =
      operator === ts.SyntaxKind.QuestionQuestionEqualsToken || operator === ts.SyntaxKind.BarBarEqualsToken;
    if (fills) return either([this.of(node.left), this.of(node.right)]);
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
    const { expression } = node;
    const by = ts.isIdentifier(expression) ? COLLECTIONS[expression.text] : undefined;
    if (by !== undefined && lookUp((expression as ts.Identifier).text, node, ts.SymbolFlags.Value) === null)
      return this.#collectionMade(node, by);
    const made = this.of(expression);
    if (made.is === 'class') return { ...made, instance: true };
    return made.is === 'foreign' ? further(made.origin, 'new', node) : UNKNOWN;
  }

  #call(node: ts.CallExpression): Value {
    const specifier = specifierOfCall(node);
    if (specifier !== null) return this.#module(specifier, node);
    const callee = node.expression.getText();
    const [first] = node.arguments;
    if (callee === 'String' || callee === 'JSON.stringify') return STRING;
    if (/^Object\.(freeze|seal|preventExtensions)$/.test(callee) && first !== undefined) return this.of(first);
    if (callee === 'Object.assign' || callee === 'structuredClone') return this.#assigned(node);
    if (callee === 'Object.values' && first !== undefined) return again(this.of(first), node);
    if (callee === 'Object.entries' && first !== undefined) return pairs(this.of(first), node);
    if (/^Promise\.(all|race|any|resolve)$/.test(callee) && first !== undefined)
      return /(all|resolve)$/.test(callee) ? this.of(first) : oneOf(this.of(first), null);
    const method = ts.isPropertyAccessExpression(node.expression) ? this.#methodCall(node, node.expression) : null;
    if (method !== null) return method;
    const called = this.of(node.expression);
    if (called.is === 'function') return this.returned(called.node);
    if (called.is === 'any') return ANY;
    if (called.is !== 'foreign') return UNKNOWN;
    const given = further(called.origin, '()', node);
    const [type, ...types] = node.typeArguments ?? [];
    // `container.get<Client>('temporal')`: the author says what comes out.
    const said = type === undefined || types.length > 0 ? UNKNOWN : this.#type(type);
    return said.is === 'foreign' ? either([said, given]) : given;
  }

  /** What a method of the lib's own collections and promises gives; null when it is called on something else. */
  #methodCall(node: ts.CallExpression, { expression, name }: ts.PropertyAccessExpression): Value | null {
    const [first] = node.arguments;
    const isAsked = ONE.has(name.text) || AGAIN.has(name.text) || OTHERS.has(name.text);
    if (!isAsked) return null;
    const owner = this.of(expression);
    if (name.text === 'then') {
      const given = first === undefined ? UNKNOWN : this.of(first);
      return given.is === 'function' ? this.returned(given.node) : null;
    }
    // What a promise gives when nothing goes wrong.
    if (name.text === 'catch' || name.text === 'finally')
      return typeof this.propertyIn(owner, name.text) === 'string' ? owner : null;
    // What is mapped may come from anywhere: what it is made into counts.
    if (owner.is !== 'many') return name.text === 'map' && owner.is === 'unknown' ? this.#mapped(node) : null;
    if (ONE.has(name.text)) return owner.one(null);
    if (name.text === 'entries') return pairs(owner, node);
    if (AGAIN.has(name.text)) return again(owner, node);
    return this.#mapped(node);
  }

  /** `urls.map(() => new Client())` */
  #mapped(node: ts.CallExpression): Value {
    const [first] = node.arguments;
    const given = first === undefined ? UNKNOWN : this.of(first);
    const one = (): Value => (given.is === 'function' ? this.returned(given.node) : UNKNOWN);
    return { is: 'many', by: 'list', node, one };
  }

  #list(node: ts.ArrayLiteralExpression): Value {
    const { elements } = node;
    const spread = elements.findIndex(ts.isSpreadElement);
    const one = (index: number | null): Value => {
      const at = index === null || (spread !== -1 && spread <= index) ? undefined : elements[index];
      if (at !== undefined) return this.of(at);
      return either(
        elements.map((each) => (ts.isSpreadElement(each) ? oneOf(this.of(each.expression), null) : this.of(each))),
      );
    };
    return { is: 'many', by: 'list', node, one };
  }

  /** `new Map<string, Client>()`, `new Set([client])`: by its type arguments, else by what it is filled with. */
  #collectionMade(node: ts.NewExpression, by: Many['by']): Value {
    const type = node.typeArguments?.at(-1);
    const [filling] = node.arguments ?? [];
    const one = (): Value => {
      if (type !== undefined) return this.#type(type);
      const filled = filling === undefined ? UNKNOWN : oneOf(this.of(filling), null);
      return by === 'map' ? oneOf(filled, 1) : filled;
    };
    return { is: 'many', by, node, one };
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
          const declaration = here.declarations?.[0] as ts.Declaration;
          return either(this.#importsOf(declaration).map((one) => foreign(one, at ?? declaration)));
        }
        return this.#symbol(here);
      }
      here = next;
    }
    return UNKNOWN;
  }

  /** Where an import that leads out of the target leads: by itself, or by an `export *` of the file it names. */
  #importsOf(declaration: ts.Declaration): readonly ImportedName[] {
    const imported = importOfDeclaration(declaration);
    if (imported === null) return [];
    const file = this.#names.open(imported.specifier, declaration.getSourceFile());
    if (file === null) return [imported];
    const found = this.#starsOut(file, new Set()).map((specifier) => ({ specifier, name: imported.name }));
    return found.length === 0 ? [imported] : found;
  }

  /** The packages of which a file gives on everything. */
  #starsOut(file: ts.SourceFile, seen: Set<ts.SourceFile>): readonly string[] {
    if (seen.has(file)) return [];
    seen.add(file);
    return starsOf(file).flatMap((specifier) => {
      const next = this.#names.open(specifier, file);
      return next === null ? (isRelative(specifier) ? [] : [specifier]) : this.#starsOut(next, seen);
    });
  }

  #symbol(symbol: ts.Symbol): Value {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration === undefined || this.#followed.has(declaration)) return UNKNOWN;
    this.#followed.add(declaration);
    try {
      return this.#within(() => this.#declared(declaration));
    } finally {
      this.#followed.delete(declaration);
    }
  }

  #declared(node: ts.Node): Value {
    if (ts.isSourceFile(node)) return { is: 'module', file: node };
    if (ts.isClassLike(node)) return { is: 'class', node, instance: false };
    if (ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) return { is: 'space', node };
    if (ts.isImportEqualsDeclaration(node)) return this.#shortened(node, (name) => this.ofEntity(name));
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
    const said = type === undefined ? null : this.#type(type);
    // JSDoc that misses a parameter taken apart speaks of the next one.
    const isMisplaced = node.type === undefined && said?.is === 'plain' && ts.isObjectBindingPattern(node.name);
    if (said !== null) return isMisplaced ? ANY : said;
    if (ts.isVariableDeclaration(node)) return this.#variable(node);
    if ('initializer' in node && node.initializer !== undefined) return this.of(node.initializer);
    if (ts.isPropertyDeclaration(node)) return this.#setInConstructor(node);
    // Only a function written as an argument may get its parameters' types from where it is handed to.
    if (!ts.isParameter(node)) return UNKNOWN;
    const { parent } = node;
    return ts.isArrowFunction(parent) || ts.isFunctionExpression(parent) ? this.#handedIn(node, parent) : ANY;
  }

  /** A variable without annotation: what it is made with, each of what a loop goes over, or all that is put into it later. */
  #variable(node: ts.VariableDeclaration): Value {
    const loop = node.parent.parent;
    if (ts.isForOfStatement(loop)) return iterated(this.of(loop.expression), loop);
    const { initializer, name } = node;
    const made = initializer === undefined ? PLAIN : this.of(initializer);
    const isSettled = made.is !== 'plain' || made.string || !ts.isIdentifier(name);
    if (isSettled || (initializer !== undefined && initializer.kind !== ts.SyntaxKind.NullKeyword)) return made;
    const later = assignedTo(node).map((value) => this.of(value));
    return later.length === 0 ? (initializer === undefined ? UNKNOWN : made) : either(later);
  }

  /** A parameter of a function that is handed over: what it is handed to says what it gets. */
  #handedIn(parameter: ts.ParameterDeclaration, to: ts.ArrowFunction | ts.FunctionExpression): Value {
    const index = to.parameters.indexOf(parameter);
    const call = outside(to).parent;
    if (
      ts.isCallExpression(call) &&
      ts.isPropertyAccessExpression(call.expression) &&
      call.arguments[0] === outside(to)
    ) {
      const { name, expression } = call.expression;
      if (index === 0 && name.text === 'then') return this.of(expression);
      const isHanded = HANDING.has(name.text) && (index === 0 || (name.text === 'forEach' && index === 1));
      const owner = isHanded ? this.of(expression) : UNKNOWN;
      if (owner.is === 'many' && index === 0) return owner.one(null);
    }
    if (isFreeStanding(outside(to))) return ANY;
    if (ts.isCallExpression(call)) {
      const callee = this.of(call.expression);
      if (callee.is === 'foreign')
        return further(further(callee.origin, '=>', parameter).origin, String(index), parameter);
    }
    const expected = this.#expected(to);
    const wanted = expected.is === 'function' ? expected.node.parameters[index] : undefined;
    return wanted === undefined || wanted.dotDotDotToken !== undefined ? UNKNOWN : this.#annotated(wanted);
  }

  /** What the place an expression stands in wants it to be. */
  #expected(node: ts.Expression): Value {
    const written = outside(node);
    const { parent } = written;
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
      const called = this.of(parent.expression);
      const made = called.is === 'class' ? called.node.members.find(ts.isConstructorDeclaration) : undefined;
      const signature = called.is === 'function' ? called.node : made;
      const wanted = signature?.parameters[parent.arguments?.indexOf(written) ?? -1];
      return wanted === undefined || wanted.type === undefined ? UNKNOWN : this.#type(wanted.type);
    }
    if (ts.isSatisfiesExpression(parent) || ts.isAsExpression(parent)) return this.#type(parent.type);
    if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent))
      return parent.type === undefined ? UNKNOWN : this.#type(parent.type);
    if (ts.isPropertyAssignment(parent) && (ts.isIdentifier(parent.name) || ts.isStringLiteralLike(parent.name)))
      return this.#within(() =>
        this.#property(this.#expected(parent.parent), (parent.name as ts.Identifier).text, parent),
      );
    return UNKNOWN;
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
    if (node.dotDotDotToken !== undefined) return UNKNOWN;
    if (ts.isArrayBindingPattern(node.parent))
      return oneOf(this.ofPattern(node.parent), node.parent.elements.indexOf(node));
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
    if (ts.isArrayTypeNode(node)) return { is: 'many', by: 'list', node, one: () => this.#type(node.elementType) };
    if (ts.isTupleTypeNode(node)) return this.#tuple(node);
    if (ts.isNamedTupleMember(node)) return this.#type(node.type);
    if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return this.#type(node.type);
    return NO_OBJECTS.has(node.kind) ? PLAIN : UNKNOWN;
  }

  #tuple(node: ts.TupleTypeNode): Value {
    const { elements } = node;
    const one = (index: number | null): Value => {
      const at = index === null ? undefined : elements[index];
      return at === undefined ? either(elements.map((each) => this.#type(each))) : this.#type(at);
    };
    return { is: 'many', by: 'list', node, one };
  }

  /** `Pick<Options, 'retry'>`, `Omit<Options, 'taskQueue'>`: where the keys are written, nobody doubts them. */
  #narrowed(node: ts.TypeReferenceNode): Value {
    const [whole, chosen] = node.typeArguments ?? [];
    const of = whole === undefined ? UNKNOWN : this.#type(whole);
    const how = node.typeName.getText();
    const keys = chosen === undefined ? null : keysIn(chosen);
    if (keys === null || !/^(Pick|Omit)$/.test(how)) return narrowed(of);
    return { is: 'picked', of, keys, but: how === 'Omit' };
  }

  /** `import Client = sdk.Client` within a file. */
  #shortened({ moduleReference }: ts.ImportEqualsDeclaration, look: (name: ts.EntityName) => Value): Value {
    return ts.isExternalModuleReference(moduleReference) ? UNKNOWN : this.#within(() => look(moduleReference));
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
    return node.isTypeOf
      ? this.#property({ is: 'module', file }, qualifier.text, node)
      : this.#typeExported(file, qualifier.text, node);
  }

  /** A type that a file exports, or gives on with everything of a package. */
  #typeExported(file: ts.SourceFile, name: string, at: ts.Node): Value {
    const symbol = this.exportOf(file, name);
    return symbol === null ? instanceOf(this.#givenOn(file, name, at), at) : this.#typeNamed(symbol, at);
  }

  /** What a name may be that a file has only by `export *` of packages. */
  #givenOn(file: ts.SourceFile, name: string, at: ts.Node): Value {
    return either(this.#starsOut(file, new Set()).map((specifier) => foreign({ specifier, name }, at)));
  }

  #reference(node: ts.TypeReferenceNode): Value {
    const { typeName } = node;
    const [argument] = node.typeArguments ?? [];
    if (ts.isQualifiedName(typeName)) {
      const owner = this.ofEntity(typeName.left);
      if (owner.is === 'foreign') return further(further(owner.origin, typeName.right.text, node).origin, 'new', node);
      if (owner.is === 'space') {
        const member = this.propertyIn(owner, typeName.right.text);
        return typeof member === 'string' ? UNKNOWN : this.#typeNamed(member, node);
      }
      if (owner.is !== 'module') return UNKNOWN;
      return this.#typeExported(owner.file, typeName.right.text, node);
    }
    const symbol = lookUp(typeName.text, node, ts.SymbolFlags.Type);
    if (symbol !== null) return this.#typeNamed(symbol, node);
    const last = node.typeArguments?.at(-1);
    if (argument === undefined || last === undefined) return UNKNOWN;
    const by = COLLECTIONS[typeName.text];
    if (by !== undefined) return { is: 'many', by, node, one: () => this.#type(last) };
    if (TRANSPARENT.has(typeName.text)) return this.#type(argument);
    if (NARROWING.has(typeName.text)) return this.#narrowed(node);
    const of = this.#type(argument);
    if (typeName.text === 'ReturnType')
      return of.is === 'function'
        ? this.returned(of.node)
        : of.is === 'foreign'
          ? further(of.origin, '()', node)
          : UNKNOWN;
    return typeName.text === 'InstanceType' ? instanceOf(of, node) : UNKNOWN;
  }

  #typeNamed(symbol: ts.Symbol, at: ts.Node): Value {
    let here = symbol;
    for (let steps = 0; steps < MAX_DEPTH; steps += 1) {
      const next = this.#names.aliased(here);
      if (next === null) break;
      here = next;
    }
    const [first] = here.declarations ?? [];
    if (first !== undefined && importOf(here) !== null)
      return either(this.#importsOf(first).map((one) => instanceOf(foreign(one, at), at)));
    if (first !== undefined && ts.isImportEqualsDeclaration(first))
      return this.#shortened(first, (name) => instanceOf(this.ofEntity(name), at));
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
    if (owner.is === 'picked') return hasKey(owner, name) ? this.#property(owner.of, name, at) : UNKNOWN;
    if (owner.is === 'merged') return this.#mergedProperty(owner.parts, name, at);
    if (owner.is === 'many') return owner.by === 'record' ? owner.one(null) : UNKNOWN;
    if (owner.is === 'object') {
      const spread = this.#spreadWith(owner.node, name);
      if (spread !== null) return this.#property(this.of(spread), name, at);
    }
    const found = this.propertyIn(owner, name);
    if (typeof found !== 'string') return this.#named(found, at);
    if (owner.is === 'class') return this.#inherited(baseOf(owner.node), { name, at, instance: owner.instance });
    if (owner.is === 'declared') return this.#declaredElsewhere(owner.node, name, at);
    return owner.is === 'module' ? this.#givenOn(owner.file, name, at) : UNKNOWN;
  }

  /** A member of a class that its foreign base class has. */
  #inherited(base: ts.ExpressionWithTypeArguments | undefined, asked: Asked): Value {
    const above = base === undefined ? UNKNOWN : this.of(base.expression);
    if (above.is === 'class') return this.#property({ ...above, instance: asked.instance }, asked.name, asked.at);
    if (above.is !== 'foreign') return UNKNOWN;
    const owner = asked.instance ? further(above.origin, 'new', asked.at) : above;
    return further(owner.origin, asked.name, asked.at);
  }

  /** A member an interface gets by an index signature or from the foreign ones it extends. */
  #declaredElsewhere(node: ts.InterfaceDeclaration | ts.TypeLiteralNode, name: string, at: ts.Node): Value {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    if (index !== undefined) return this.#type(index.type);
    const parts = basesOf(node).map((base) => this.#base(base));
    const found = parts.map((part) => this.#property(part, name, at)).filter((part) => part.is !== 'unknown');
    return found.length === 0 ? UNKNOWN : either(found);
  }

  #base(base: ts.ExpressionWithTypeArguments): Value {
    const { expression } = base;
    if (ts.isIdentifier(expression)) {
      const above = lookUp(expression.text, base, ts.SymbolFlags.Type);
      if (above !== null) return this.#typeNamed(above, base);
      const [argument] = base.typeArguments ?? [];
      if (argument === undefined) return UNKNOWN;
      return TRANSPARENT.has(expression.text)
        ? this.#type(argument)
        : NARROWING.has(expression.text)
          ? narrowed(this.#type(argument))
          : UNKNOWN;
    }
    return ts.isPropertyAccessExpression(expression) ? instanceOf(this.of(expression), base) : UNKNOWN;
  }

  /** A property of values laid over each other: of the last one that surely has it, or of one before that may. */
  #mergedProperty(parts: readonly Value[], name: string, at: ts.Node): Value {
    const found: Value[] = [];
    for (const part of parts.toReversed()) {
      const value = this.#property(part, name, at);
      if (value.is !== 'unknown') found.push(value);
      if (part.is === 'foreign' || part.is === 'either' || part.is === 'many') continue;
      if (this.propertyIn(part, name) === 'none') continue;
      if (value.is === 'unknown') found.push(value);
      break;
    }
    return found.length === 0 ? UNKNOWN : either(found);
  }

  /** The spread of an object literal that a property comes from, when nothing after it has the property. */
  #spreadWith(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
    for (const property of literal.properties.toReversed()) {
      if (ts.isSpreadAssignment(property)) {
        const value = this.of(property.expression);
        if (this.propertyIn(value, name) !== 'none') return property.expression;
      } else if (property.name === undefined || ts.isComputedPropertyName(property.name)) return null;
      else if (property.name.getText().replace(/^['"]|['"]$/g, '') === name) return null;
    }
    return null;
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
      case 'space':
        return members(symbolOf(value.node)?.exports);
      case 'picked':
        return hasKey(value, name) ? this.propertyIn(value.of, name) : 'none';
      case 'many':
        return value.by === 'record' ? 'open' : 'none';
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
    // A private name is in the table under a name that only its class knows, and nobody inherits it.
    if (name.startsWith('#')) {
      const hidden = node.members.find((member) => member.name !== undefined && member.name.getText() === name);
      return (hidden === undefined ? null : symbolOf(hidden)) ?? 'none';
    }
    const base = baseOf(node);
    if (base === undefined) return 'none';
    const above = this.of(base.expression);
    return above.is === 'class' ? this.propertyIn({ ...above, instance }, name) : 'open';
  }

  #inDeclared(node: ts.InterfaceDeclaration | ts.TypeLiteralNode, name: string): Found {
    bind(node.getSourceFile());
    const symbol = symbolOf(node);
    const own = symbol?.members?.get(ts.escapeLeadingUnderscores(name));
    if (own !== undefined) return own;
    for (const base of basesOf(node)) {
      const found = this.propertyIn(this.#base(base), name);
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
    if (value.is === 'picked') return hasKey(value, name) ? this.has(value.of, name) : 'no';
    if (value.is === 'many' && value.by === 'record') return isStringKeyed(value.node) ? 'maybe' : null;
    const found = this.propertyIn(value, name);
    if (found === 'open') return null;
    if (found !== 'none') return 'yes';
    return value.is === 'declared' && hasIndex(value.node) ? 'maybe' : 'no';
  }

  /** Whether types may say more about a value's properties than its syntax does. */
  isOpen(value: Value): boolean {
    if (value.is === 'either' || value.is === 'merged') return true;
    if (value.is === 'picked') return this.isOpen(value.of);
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

  /** Every package a value may come out of. */
  originsIn(value: Value): readonly Origin[] {
    if (value.is === 'either' || value.is === 'merged') return value.parts.flatMap((part) => this.originsIn(part));
    if (value.is === 'picked') return this.originsIn(value.of);
    return value.is === 'foreign' ? [value.origin] : [];
  }

  /** What a file exports under a name; `*` is the module itself. Re-exports are followed as far as they are files of the target. */
  exportOf(file: ts.SourceFile, name: string, seen: ReadonlySet<ts.SourceFile> = new Set()): ts.Symbol | null {
    const module = symbolOf(bind(file));
    if (module === null) return null;
    const whole = module.exports?.get(ts.InternalSymbolName.ExportEquals);
    if (name === '*' || (name === 'default' && isCommonJs(file))) return whole ?? module;
    const own = module.exports?.get(ts.escapeLeadingUnderscores(name));
    if (own !== undefined) return own;
    if (whole !== undefined) return this.#ofWhole(whole, name);
    if (seen.has(file) || name === 'default') return null;
    for (const specifier of starsOf(file)) {
      const next = this.#names.open(specifier, file);
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

/** What is asked of a base class. */
interface Asked {
  readonly name: string;
  readonly at: ts.Node;
  readonly instance: boolean;
}

const NO_OBJECTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.BigIntKeyword,
  ts.SyntaxKind.UndefinedKeyword,
  ts.SyntaxKind.VoidKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.NeverKeyword,
]);

const foreign = ({ specifier, name }: ImportedName, at: ts.Node): Extract<Value, { is: 'foreign' }> => ({
  is: 'foreign',
  origin: { specifier, name, path: [], at },
});

/** What `new` makes of a class. */
function instanceOf(value: Value, at: ts.Node): Value {
  if (value.is === 'either') return either(value.parts.map((part) => instanceOf(part, at)));
  if (value.is === 'class') return { ...value, instance: true };
  return value.is === 'foreign' ? further(value.origin, 'new', at) : UNKNOWN;
}

function oneOf(value: Value, index: number | null): Value {
  if (value.is === 'either') return either(value.parts.map((part) => oneOf(part, index)));
  return value.is === 'many' ? value.one(index) : UNKNOWN;
}

const again = (value: Value, node: ts.Node): Value =>
  value.is === 'many' ? { is: 'many', by: 'list', node, one: () => value.one(null) } : UNKNOWN;

/** Keys with what they lead to. */
const pairs = (value: Value, node: ts.Node): Value =>
  value.is === 'many' ? { is: 'many', by: 'list', node, one: () => pair(value, node) } : UNKNOWN;

const pair = (value: Many, node: ts.Node): Value => ({
  is: 'many',
  by: 'list',
  node,
  one: (index) => (index === 1 ? value.one(null) : UNKNOWN),
});

/** What a loop gets: each of a list, keys with values of a map. */
function iterated(value: Value, node: ts.Node): Value {
  if (value.is === 'either') return either(value.parts.map((part) => iterated(part, node)));
  if (value.is !== 'many') return UNKNOWN;
  return value.by === 'map' ? pair(value, node) : value.one(null);
}

/** The expression with the brackets around it. */
function outside(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  return at;
}

/** The keys a type names, null where one of them is no literal. */
function keysIn(type: ts.TypeNode): ReadonlySet<string> | null {
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const keys = parts.flatMap((part) =>
    ts.isLiteralTypeNode(part) && ts.isStringLiteralLike(part.literal) ? [part.literal.text] : [],
  );
  return keys.length === parts.length ? new Set(keys) : null;
}

const hasKey = ({ keys, but }: Extract<Value, { is: 'picked' }>, name: string): boolean => keys.has(name) !== but;

/** Whether nothing around a function says what its parameters are: `export const run = async ({ client }) => …`. */
function isFreeStanding(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return parent.type === undefined && ts.getJSDocType(parent) === undefined;
  return ts.isExportAssignment(parent);
}

/** Whether a file is a CommonJS module by what it writes: its default import is all that it exports. */
const isCommonJs = (file: ts.SourceFile): boolean =>
  (file as { readonly commonJsModuleIndicator?: ts.Node }).commonJsModuleIndicator !== undefined;

const isRelative = (specifier: string): boolean => /^\.{1,2}(\/|$)/.test(specifier);

/** What a file gives on whole. */
function starsOf(file: ts.SourceFile): readonly string[] {
  const stars = symbolOf(bind(file))?.exports?.get(ts.InternalSymbolName.ExportStar)?.declarations ?? [];
  return stars.flatMap((star) => {
    const from = ts.isExportDeclaration(star) ? star.moduleSpecifier : undefined;
    return from !== undefined && ts.isStringLiteral(from) ? [from.text] : [];
  });
}

const baseOf = (node: ts.ClassLikeDeclaration): ts.ExpressionWithTypeArguments | undefined =>
  node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];

/** What an interface extends, in any of its declarations. */
function basesOf(node: ts.InterfaceDeclaration | ts.TypeLiteralNode): readonly ts.ExpressionWithTypeArguments[] {
  const declarations = (symbolOf(node)?.declarations ?? []).filter(ts.isInterfaceDeclaration);
  return declarations.flatMap((one) => one.heritageClauses?.flatMap((clause) => clause.types) ?? []);
}

const hasIndex = (node: ts.InterfaceDeclaration | ts.TypeLiteralNode): boolean =>
  node.members.some(ts.isIndexSignatureDeclaration);

/** `Record<string, …>`: any key may be there, none must. */
const isStringKeyed = (node: ts.Node): boolean =>
  ts.isTypeReferenceNode(node) && node.typeArguments?.[0]?.kind === ts.SyntaxKind.StringKeyword;

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
export function returnsOf(body: ts.Block): readonly ts.Expression[] {
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
