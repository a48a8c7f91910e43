import { ts } from '../../typescript.js';
import { AGAIN, again, COLLECTIONS, ONE, OTHERS, oneOf, pairs } from './collections.js';
import type { Following } from './following.js';
import { specifierOfCall } from './imports.js';
import { bind, lookUp, symbolOf } from './scope.js';
import { ANY, either, further, type Many, PLAIN, STRING, UNKNOWN, type Value } from './value.js';

/** What an expression gives, by how it is written. */
export class Expressions {
  readonly #follow: Following;

  constructor(follow: Following) {
    this.#follow = follow;
  }

  value(node: ts.Expression): Value {
    if (ts.isIdentifier(node)) {
      if (node.text === 'undefined') return PLAIN;
      return this.#follow.named(this.#follow.names.symbolAt(node), node);
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (isProcessEnv(node.expression)) return STRING;
      return this.#follow.property(this.#follow.of(node.expression), node.name.text, node);
    }
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression;
      const owner = this.#follow.of(node.expression);
      if (ts.isStringLiteralLike(key)) return this.#follow.property(owner, key.text, node);
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
      return ts.isConstTypeReference(node.type) ? this.#follow.of(node.expression) : this.#follow.type(node.type);
    if (ts.isObjectLiteralExpression(node)) return { is: 'object', node };
    if (ts.isArrayLiteralExpression(node)) return this.#list(node);
    if (ts.isClassExpression(node)) return { is: 'class', node, instance: false };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { is: 'function', node };
    if (ts.isNewExpression(node)) return this.#constructed(node);
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isConditionalExpression(node))
      return either([this.#follow.of(node.whenTrue), this.#follow.of(node.whenFalse)]);
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
    return specifier === null ? this.#follow.of(node) : this.#module(specifier, node);
  }

  #binary(node: ts.BinaryExpression): Value {
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken)
      return either([this.#follow.of(node.left), this.#follow.of(node.right)]);
    // `x && { … }`: what is falsy has no properties.
    if (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.CommaToken)
      return this.#follow.of(node.right);
    if (operator === ts.SyntaxKind.EqualsToken) return this.#follow.of(node.right);
    const fills =
      operator === ts.SyntaxKind.QuestionQuestionEqualsToken || operator === ts.SyntaxKind.BarBarEqualsToken;
    if (fills) return either([this.#follow.of(node.left), this.#follow.of(node.right)]);
    if (operator === ts.SyntaxKind.PlusToken) {
      const sides = [this.#follow.of(node.left), this.#follow.of(node.right)];
      return sides.some((side) => side.is === 'plain' && side.string) ? STRING : UNKNOWN;
    }
    return PLAIN;
  }

  #module(specifier: string, from: ts.Node): Value {
    const file = this.#follow.names.open(specifier, from.getSourceFile());
    if (file === null) return { is: 'foreign', origin: { specifier, name: '*', path: [], at: from } };
    const whole = bind(file) && symbolOf(file)?.exports?.get(ts.InternalSymbolName.ExportEquals);
    return whole === undefined || whole === null ? { is: 'module', file } : this.#follow.symbol(whole);
  }

  #constructed(node: ts.NewExpression): Value {
    const { expression } = node;
    const by = ts.isIdentifier(expression) ? COLLECTIONS[expression.text] : undefined;
    if (by !== undefined && lookUp((expression as ts.Identifier).text, node, ts.SymbolFlags.Value) === null)
      return this.#collectionMade(node, by);
    const made = this.#follow.of(expression);
    if (made.is === 'class') return { ...made, instance: true };
    return made.is === 'foreign' ? further(made.origin, 'new', node) : UNKNOWN;
  }

  #call(node: ts.CallExpression): Value {
    const specifier = specifierOfCall(node);
    if (specifier !== null) return this.#module(specifier, node);
    const callee = node.expression.getText();
    const [first] = node.arguments;
    if (callee === 'String' || callee === 'JSON.stringify') return STRING;
    if (/^Object\.(freeze|seal|preventExtensions)$/.test(callee) && first !== undefined) return this.#follow.of(first);
    if (callee === 'Object.assign' || callee === 'structuredClone') return this.#assigned(node);
    if (callee === 'Object.values' && first !== undefined) return again(this.#follow.of(first), node);
    if (callee === 'Object.entries' && first !== undefined) return pairs(this.#follow.of(first), node);
    if (/^Promise\.(all|race|any|resolve)$/.test(callee) && first !== undefined)
      return /(all|resolve)$/.test(callee) ? this.#follow.of(first) : oneOf(this.#follow.of(first), null);
    const method = ts.isPropertyAccessExpression(node.expression) ? this.#methodCall(node, node.expression) : null;
    if (method !== null) return method;
    const called = this.#follow.of(node.expression);
    if (called.is === 'function') return this.returned(called.node);
    if (called.is === 'any') return ANY;
    if (called.is !== 'foreign') return UNKNOWN;
    const given = further(called.origin, '()', node);
    const [type, ...types] = node.typeArguments ?? [];
    // `container.get<Client>('temporal')`: the author says what comes out.
    const said = type === undefined || types.length > 0 ? UNKNOWN : this.#follow.type(type);
    return said.is === 'foreign' ? either([said, given]) : given;
  }

  /** What a method of the lib's own collections and promises gives; null when it is called on something else. */
  #methodCall(node: ts.CallExpression, { expression, name }: ts.PropertyAccessExpression): Value | null {
    const [first] = node.arguments;
    const isAsked = ONE.has(name.text) || AGAIN.has(name.text) || OTHERS.has(name.text);
    if (!isAsked) return null;
    const owner = this.#follow.of(expression);
    if (name.text === 'then') {
      const given = first === undefined ? UNKNOWN : this.#follow.of(first);
      return given.is === 'function' ? this.returned(given.node) : null;
    }
    // What a promise gives when nothing goes wrong.
    if (name.text === 'catch' || name.text === 'finally')
      return typeof this.#follow.propertyIn(owner, name.text) === 'string' ? owner : null;
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
    const given = first === undefined ? UNKNOWN : this.#follow.of(first);
    const one = (): Value => (given.is === 'function' ? this.returned(given.node) : UNKNOWN);
    return { is: 'many', by: 'list', node, one };
  }

  #list(node: ts.ArrayLiteralExpression): Value {
    const { elements } = node;
    const spread = elements.findIndex(ts.isSpreadElement);
    const one = (index: number | null): Value => {
      const at = index === null || (spread !== -1 && spread <= index) ? undefined : elements[index];
      if (at !== undefined) return this.#follow.of(at);
      return either(
        elements.map((each) =>
          ts.isSpreadElement(each) ? oneOf(this.#follow.of(each.expression), null) : this.#follow.of(each),
        ),
      );
    };
    return { is: 'many', by: 'list', node, one };
  }

  /** `new Map<string, Client>()`, `new Set([client])`: by its type arguments, else by what it is filled with. */
  #collectionMade(node: ts.NewExpression, by: Many['by']): Value {
    const type = node.typeArguments?.at(-1);
    const [filling] = node.arguments ?? [];
    const one = (): Value => {
      if (type !== undefined) return this.#follow.type(type);
      const filled = filling === undefined ? UNKNOWN : oneOf(this.#follow.of(filling), null);
      return by === 'map' ? oneOf(filled, 1) : filled;
    };
    return { is: 'many', by, node, one };
  }

  #assigned(node: ts.CallExpression): Value {
    const parts = node.arguments.map((part) => (ts.isSpreadElement(part) ? UNKNOWN : this.#follow.of(part)));
    return { is: 'merged', parts };
  }

  /** What a function of the target gives back, by its annotation or its one `return`. */
  returned(node: ts.SignatureDeclaration): Value {
    if (node.type !== undefined) return this.#follow.type(node.type);
    if (!('body' in node) || node.body === undefined) return UNKNOWN;
    const body = node.body as ts.ConciseBody;
    if (!ts.isBlock(body)) return this.#follow.of(body);
    const returns = returnsOf(body);
    return returns.length === 0 ? UNKNOWN : either(returns.map((one) => this.#follow.of(one)));
  }
}

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
