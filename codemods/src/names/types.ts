import { ts } from '../../typescript.js';
import { COLLECTIONS } from './collections.js';
import { foreign } from './exports.js';
import { type Following, MAX_DEPTH } from './following.js';
import { importOf } from './imports.js';
import { lookUp } from './scope.js';
import { ANY, either, further, narrowed, PLAIN, STRING, UNKNOWN, type Value } from './value.js';

/** The lib's types that have the properties of their argument. */
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'Partial', 'Required', 'NonNullable']);
/** Those that have some of them. */
const NARROWING = new Set(['Pick', 'Omit', 'Extract', 'Exclude']);

/** What a type annotation says of a value. */
export class Types {
  readonly #follow: Following;

  constructor(follow: Following) {
    this.#follow = follow;
  }

  value(node: ts.TypeNode): Value {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return ANY;
    if (ts.isTypeReferenceNode(node)) return this.#reference(node);
    if (ts.isTypeLiteralNode(node)) return { is: 'declared', node };
    if (ts.isParenthesizedTypeNode(node) || ts.isOptionalTypeNode(node)) return this.#follow.type(node.type);
    if (ts.isUnionTypeNode(node)) return either(node.types.map((part) => this.#follow.type(part)));
    if (ts.isIntersectionTypeNode(node))
      return { is: 'merged', parts: node.types.map((part) => this.#follow.type(part)) };
    if (ts.isTypeQueryNode(node)) return this.#follow.ofEntity(node.exprName);
    if (ts.isFunctionTypeNode(node)) return { is: 'function', node };
    if (ts.isLiteralTypeNode(node)) return ts.isStringLiteralLike(node.literal) ? STRING : PLAIN;
    if (ts.isTemplateLiteralTypeNode(node) || node.kind === ts.SyntaxKind.StringKeyword) return STRING;
    if (ts.isImportTypeNode(node)) return this.#importType(node);
    if (ts.isIndexedAccessTypeNode(node)) {
      const { indexType } = node;
      return ts.isLiteralTypeNode(indexType) && ts.isStringLiteralLike(indexType.literal)
        ? this.#follow.property(this.#follow.type(node.objectType), indexType.literal.text, node)
        : UNKNOWN;
    }
    if (ts.isArrayTypeNode(node))
      return { is: 'many', by: 'list', node, one: () => this.#follow.type(node.elementType) };
    if (ts.isTupleTypeNode(node)) return this.#tuple(node);
    if (ts.isNamedTupleMember(node)) return this.#follow.type(node.type);
    if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword)
      return this.#follow.type(node.type);
    return NO_OBJECTS.has(node.kind) ? PLAIN : UNKNOWN;
  }

  #tuple(node: ts.TupleTypeNode): Value {
    const { elements } = node;
    const one = (index: number | null): Value => {
      const at = index === null ? undefined : elements[index];
      return at === undefined ? either(elements.map((each) => this.#follow.type(each))) : this.#follow.type(at);
    };
    return { is: 'many', by: 'list', node, one };
  }

  /** `Pick<Options, 'retry'>`, `Omit<Options, 'taskQueue'>`: where the keys are written, nobody doubts them. */
  #narrowed(node: ts.TypeReferenceNode): Value {
    const [whole, chosen] = node.typeArguments ?? [];
    const of = whole === undefined ? UNKNOWN : this.#follow.type(whole);
    const how = node.typeName.getText();
    const keys = chosen === undefined ? null : keysIn(chosen);
    if (keys === null || !/^(Pick|Omit)$/.test(how)) return narrowed(of);
    return { is: 'picked', of, keys, but: how === 'Omit' };
  }

  #importType(node: ts.ImportTypeNode): Value {
    const { argument, qualifier } = node;
    if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal)) return UNKNOWN;
    if (qualifier === undefined || !ts.isIdentifier(qualifier)) return UNKNOWN;
    const specifier = argument.literal.text;
    const file = this.#follow.names.open(specifier, node.getSourceFile());
    if (file === null)
      return {
        is: 'foreign',
        origin: { specifier, name: qualifier.text, path: node.isTypeOf ? [] : ['new'], at: node },
      };
    return node.isTypeOf
      ? this.#follow.property({ is: 'module', file }, qualifier.text, node)
      : this.#typeExported(file, qualifier.text, node);
  }

  /** A type that a file exports, or gives on with everything of a package. */
  #typeExported(file: ts.SourceFile, name: string, at: ts.Node): Value {
    const symbol = this.#follow.exportOf(file, name);
    return symbol === null ? instanceOf(this.#follow.givenOn(file, name, at), at) : this.named(symbol, at);
  }

  #reference(node: ts.TypeReferenceNode): Value {
    const { typeName } = node;
    const [argument] = node.typeArguments ?? [];
    if (ts.isQualifiedName(typeName)) {
      const owner = this.#follow.ofEntity(typeName.left);
      if (owner.is === 'foreign') return further(further(owner.origin, typeName.right.text, node).origin, 'new', node);
      if (owner.is === 'space') {
        const member = this.#follow.propertyIn(owner, typeName.right.text);
        return typeof member === 'string' ? UNKNOWN : this.named(member, node);
      }
      if (owner.is !== 'module') return UNKNOWN;
      return this.#typeExported(owner.file, typeName.right.text, node);
    }
    const symbol = lookUp(typeName.text, node, ts.SymbolFlags.Type);
    if (symbol !== null) return this.named(symbol, node);
    const last = node.typeArguments?.at(-1);
    if (argument === undefined || last === undefined) return UNKNOWN;
    const by = COLLECTIONS[typeName.text];
    if (by !== undefined) return { is: 'many', by, node, one: () => this.#follow.type(last) };
    if (TRANSPARENT.has(typeName.text)) return this.#follow.type(argument);
    if (NARROWING.has(typeName.text)) return this.#narrowed(node);
    const of = this.#follow.type(argument);
    if (typeName.text === 'ReturnType')
      return of.is === 'function'
        ? this.#follow.returned(of.node)
        : of.is === 'foreign'
          ? further(of.origin, '()', node)
          : UNKNOWN;
    return typeName.text === 'InstanceType' ? instanceOf(of, node) : UNKNOWN;
  }

  named(symbol: ts.Symbol, at: ts.Node): Value {
    let here = symbol;
    for (let steps = 0; steps < MAX_DEPTH; steps += 1) {
      const next = this.#follow.names.aliased(here);
      if (next === null) break;
      here = next;
    }
    const [first] = here.declarations ?? [];
    if (first !== undefined && importOf(here) !== null)
      return either(this.#follow.importsOf(first).map((one) => instanceOf(foreign(one, at), at)));
    if (first !== undefined && ts.isImportEqualsDeclaration(first))
      return this.shortened(first, (name) => instanceOf(this.#follow.ofEntity(name), at));
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
    if (ts.isTypeAliasDeclaration(declaration)) return this.#follow.type(declaration.type);
    if (ts.isTypeParameterDeclaration(declaration))
      return declaration.constraint === undefined ? UNKNOWN : narrowed(this.#follow.type(declaration.constraint));
    return STRING;
  }

  base(base: ts.ExpressionWithTypeArguments): Value {
    const { expression } = base;
    if (ts.isIdentifier(expression)) {
      const above = lookUp(expression.text, base, ts.SymbolFlags.Type);
      if (above !== null) return this.named(above, base);
      const [argument] = base.typeArguments ?? [];
      if (argument === undefined) return UNKNOWN;
      return TRANSPARENT.has(expression.text)
        ? this.#follow.type(argument)
        : NARROWING.has(expression.text)
          ? narrowed(this.#follow.type(argument))
          : UNKNOWN;
    }
    return ts.isPropertyAccessExpression(expression) ? instanceOf(this.#follow.of(expression), base) : UNKNOWN;
  }

  /** `import Client = sdk.Client` within a file. */
  shortened({ moduleReference }: ts.ImportEqualsDeclaration, look: (name: ts.EntityName) => Value): Value {
    return ts.isExternalModuleReference(moduleReference) ? UNKNOWN : this.#follow.within(() => look(moduleReference));
  }
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

/** What `new` makes of a class. */
export function instanceOf(value: Value, at: ts.Node): Value {
  if (value.is === 'either') return either(value.parts.map((part) => instanceOf(part, at)));
  if (value.is === 'class') return { ...value, instance: true };
  return value.is === 'foreign' ? further(value.origin, 'new', at) : UNKNOWN;
}

/** The keys a type names, null where one of them is no literal. */
function keysIn(type: ts.TypeNode): ReadonlySet<string> | null {
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const keys = parts.flatMap((part) =>
    ts.isLiteralTypeNode(part) && ts.isStringLiteralLike(part.literal) ? [part.literal.text] : [],
  );
  return keys.length === parts.length ? new Set(keys) : null;
}
