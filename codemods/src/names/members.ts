import { ts } from '../../typescript.js';
import type { Following } from './following.js';
import type { Has } from './names.js';
import { bind, symbolOf } from './scope.js';
import { ANY, either, type Found, further, UNKNOWN, type Value } from './value.js';

/** The properties of values: which they have, and what those are. */
export class Members {
  readonly #follow: Following;

  constructor(follow: Following) {
    this.#follow = follow;
  }

  property(owner: Value, name: string, at: ts.Node): Value {
    if (owner.is === 'foreign') return further(owner.origin, name, at);
    if (owner.is === 'any') return ANY;
    if (owner.is === 'either') return either(owner.parts.map((part) => this.property(part, name, at)));
    if (owner.is === 'picked') return hasKey(owner, name) ? this.property(owner.of, name, at) : UNKNOWN;
    if (owner.is === 'merged') return this.#mergedProperty(owner.parts, name, at);
    if (owner.is === 'many') return owner.by === 'record' ? owner.one(null) : UNKNOWN;
    if (owner.is === 'object') {
      const spread = this.#spreadWith(owner.node, name);
      if (spread !== null) return this.property(this.#follow.of(spread), name, at);
    }
    const found = this.propertyIn(owner, name);
    if (typeof found !== 'string') return this.#follow.named(found, at);
    if (owner.is === 'class') return this.#inherited(baseOf(owner.node), { name, at, instance: owner.instance });
    if (owner.is === 'declared') return this.#declaredElsewhere(owner.node, name, at);
    return owner.is === 'module' ? this.#follow.givenOn(owner.file, name, at) : UNKNOWN;
  }

  /** A member of a class that its foreign base class has. */
  #inherited(base: ts.ExpressionWithTypeArguments | undefined, asked: Asked): Value {
    const above = base === undefined ? UNKNOWN : this.#follow.of(base.expression);
    if (above.is === 'class') return this.property({ ...above, instance: asked.instance }, asked.name, asked.at);
    if (above.is !== 'foreign') return UNKNOWN;
    const owner = asked.instance ? further(above.origin, 'new', asked.at) : above;
    return further(owner.origin, asked.name, asked.at);
  }

  /** A member an interface gets by an index signature or from the foreign ones it extends. */
  #declaredElsewhere(node: ts.InterfaceDeclaration | ts.TypeLiteralNode, name: string, at: ts.Node): Value {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    if (index !== undefined) return this.#follow.type(index.type);
    const parts = basesOf(node).map((base) => this.#follow.base(base));
    const found = parts.map((part) => this.property(part, name, at)).filter((part) => part.is !== 'unknown');
    return found.length === 0 ? UNKNOWN : either(found);
  }

  /** A property of values laid over each other: of the last one that surely has it, or of one before that may. */
  #mergedProperty(parts: readonly Value[], name: string, at: ts.Node): Value {
    const found: Value[] = [];
    for (const part of parts.toReversed()) {
      const value = this.property(part, name, at);
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
        const value = this.#follow.of(property.expression);
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
        return this.#follow.exportOf(value.file, name) ?? 'none';
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
        const spread = this.propertyIn(this.#follow.of(property.expression), name);
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
    const above = this.#follow.of(base.expression);
    return above.is === 'class' ? this.propertyIn({ ...above, instance }, name) : 'open';
  }

  #inDeclared(node: ts.InterfaceDeclaration | ts.TypeLiteralNode, name: string): Found {
    bind(node.getSourceFile());
    const symbol = symbolOf(node);
    const own = symbol?.members?.get(ts.escapeLeadingUnderscores(name));
    if (own !== undefined) return own;
    for (const base of basesOf(node)) {
      const found = this.propertyIn(this.#follow.base(base), name);
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
}

/** What is asked of a base class. */
interface Asked {
  readonly name: string;
  readonly at: ts.Node;
  readonly instance: boolean;
}

const hasKey = ({ keys, but }: Extract<Value, { is: 'picked' }>, name: string): boolean => keys.has(name) !== but;

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
