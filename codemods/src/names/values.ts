import { ts } from '../../typescript.js';
import { Declarations } from './declarations.js';
import { Exports, foreign } from './exports.js';
import { Expressions } from './expressions.js';
import { type Following, type Lookup, MAX_DEPTH } from './following.js';
import { importOf } from './imports.js';
import { Members } from './members.js';
import type { Has, Origin } from './names.js';
import { lookUp } from './scope.js';
import { Types } from './types.js';
import { either, type Found, UNKNOWN, type Value } from './value.js';

/** Follows expressions and type annotations to what they are, over the files of the target and no further. */
export class Values implements Following {
  readonly names: Lookup;
  readonly #expressions: Expressions = new Expressions(this);
  readonly #declarations: Declarations = new Declarations(this);
  readonly #types: Types = new Types(this);
  readonly #members: Members = new Members(this);
  readonly #exports: Exports = new Exports(this);
  /** What is being followed, so that nothing is followed in a circle. */
  readonly #followed = new Set<ts.Node>();
  #depth = 0;

  constructor(names: Lookup) {
    this.names = names;
  }

  /** An expression's value. */
  of(node: ts.Expression): Value {
    return this.within(() => this.#expressions.value(node));
  }

  /** The value a destructuring pattern takes apart. */
  ofPattern(pattern: ts.BindingPattern): Value {
    const { parent } = pattern;
    return this.within(() => (ts.isBindingElement(parent) ? this.element(parent) : this.declared(parent)));
  }

  /** What a dotted name in a type or an export stands for. */
  ofEntity(name: ts.EntityName): Value {
    if (ts.isIdentifier(name))
      return this.named(lookUp(name.text, name, ts.SymbolFlags.Namespace | ts.SymbolFlags.Value));
    return this.property(this.ofEntity(name.left), name.right.text, name);
  }

  /** Never deeper than a person would follow. */
  within(look: () => Value): Value {
    if (this.#depth >= MAX_DEPTH) return UNKNOWN;
    this.#depth += 1;
    try {
      return look();
    } finally {
      this.#depth -= 1;
    }
  }

  /** The value of a name: through its imports to its declaration, or out of the target. */
  named(symbol: ts.Symbol | null, at?: ts.Node): Value {
    let here = symbol;
    for (let steps = 0; here !== null && steps < MAX_DEPTH; steps += 1) {
      const next = this.names.aliased(here);
      if (next === null) {
        const imported = importOf(here);
        if (imported !== null) {
          const declaration = here.declarations?.[0] as ts.Declaration;
          return either(this.importsOf(declaration).map((one) => foreign(one, at ?? declaration)));
        }
        return this.symbol(here);
      }
      here = next;
    }
    return UNKNOWN;
  }

  symbol(symbol: ts.Symbol): Value {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration === undefined || this.#followed.has(declaration)) return UNKNOWN;
    this.#followed.add(declaration);
    try {
      return this.within(() => this.declared(declaration));
    } finally {
      this.#followed.delete(declaration);
    }
  }

  /** What a type annotation says. */
  type(node: ts.TypeNode): Value {
    return this.within(() => this.#types.value(node));
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

  declared = (node: ts.Node): Value => this.#declarations.declared(node);
  element = (node: ts.BindingElement): Value => this.#declarations.element(node);
  returned = (node: ts.SignatureDeclaration): Value => this.#expressions.returned(node);
  typeNamed = (symbol: ts.Symbol, at: ts.Node): Value => this.#types.named(symbol, at);
  base = (base: ts.ExpressionWithTypeArguments): Value => this.#types.base(base);
  shortened: Following['shortened'] = (node, look) => this.#types.shortened(node, look);
  property = (owner: Value, name: string, at: ts.Node): Value => this.#members.property(owner, name, at);
  propertyIn = (value: Value, name: string): Found => this.#members.propertyIn(value, name);
  has = (value: Value, name: string): Has | null => this.#members.has(value, name);
  exportOf = (file: ts.SourceFile, name: string): ts.Symbol | null => this.#exports.exportOf(file, name);
  importsOf: Following['importsOf'] = (declaration) => this.#exports.importsOf(declaration);
  givenOn: Following['givenOn'] = (file, name, at) => this.#exports.givenOn(file, name, at);
}
