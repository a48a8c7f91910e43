import { ts } from '../../typescript.js';
import { assignedTo } from './assignments.js';
import { HANDING, iterated, oneOf } from './collections.js';
import type { Following } from './following.js';
import { lookUp } from './scope.js';
import { ANY, either, further, PLAIN, STRING, UNKNOWN, type Value } from './value.js';

/** What a declaration gives a name to: by its annotation, its value, or the place it stands in. */
export class Declarations {
  readonly #follow: Following;

  constructor(follow: Following) {
    this.#follow = follow;
  }

  declared(node: ts.Node): Value {
    if (ts.isSourceFile(node)) return { is: 'module', file: node };
    if (ts.isClassLike(node)) return { is: 'class', node, instance: false };
    if (ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) return { is: 'space', node };
    if (ts.isImportEqualsDeclaration(node)) return this.#follow.shortened(node, (name) => this.#follow.ofEntity(name));
    if (ts.isEnumMember(node))
      return node.initializer !== undefined && !ts.isNumericLiteral(node.initializer) ? STRING : PLAIN;
    if (ts.isBindingElement(node)) return this.element(node);
    if (ts.isGetAccessor(node)) return this.#follow.returned(node);
    if (ts.isFunctionLike(node)) return { is: 'function', node };
    if (ts.isPropertyAssignment(node)) return this.#follow.of(node.initializer);
    if (ts.isShorthandPropertyAssignment(node))
      return this.#follow.named(lookUp(node.name.text, node, ts.SymbolFlags.Value), node);
    if (ts.isExportAssignment(node)) return this.#follow.of(node.expression);
    if (ts.isBinaryExpression(node)) return this.#follow.of(node.right);
    if (
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isPropertySignature(node)
    )
      return this.#annotated(node);
    // `exports.x = …`, `this.x = …` in JavaScript.
    if (ts.isPropertyAccessExpression(node) && ts.isBinaryExpression(node.parent))
      return this.#follow.of(node.parent.right);
    return UNKNOWN;
  }

  #annotated(
    node: ts.VariableDeclaration | ts.ParameterDeclaration | ts.PropertyDeclaration | ts.PropertySignature,
  ): Value {
    const type = node.type ?? ts.getJSDocType(node);
    const said = type === undefined ? null : this.#follow.type(type);
    // JSDoc that misses a parameter taken apart speaks of the next one.
    const isMisplaced = node.type === undefined && said?.is === 'plain' && ts.isObjectBindingPattern(node.name);
    if (said !== null) return isMisplaced ? ANY : said;
    if (ts.isVariableDeclaration(node)) return this.#variable(node);
    if ('initializer' in node && node.initializer !== undefined) return this.#follow.of(node.initializer);
    if (ts.isPropertyDeclaration(node)) return this.#setInConstructor(node);
    // Only a function written as an argument may get its parameters' types from where it is handed to.
    if (!ts.isParameter(node)) return UNKNOWN;
    const { parent } = node;
    return ts.isArrowFunction(parent) || ts.isFunctionExpression(parent) ? this.#handedIn(node, parent) : ANY;
  }

  /** A variable without annotation: what it is made with, each of what a loop goes over, or all that is put into it later. */
  #variable(node: ts.VariableDeclaration): Value {
    const loop = node.parent.parent;
    if (ts.isForOfStatement(loop)) return iterated(this.#follow.of(loop.expression), loop);
    const { initializer, name } = node;
    const made = initializer === undefined ? PLAIN : this.#follow.of(initializer);
    const isSettled = made.is !== 'plain' || made.string || !ts.isIdentifier(name);
    if (isSettled || (initializer !== undefined && initializer.kind !== ts.SyntaxKind.NullKeyword)) return made;
    const later = assignedTo(node).map((value) => this.#follow.of(value));
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
      if (index === 0 && name.text === 'then') return this.#follow.of(expression);
      const isHanded = HANDING.has(name.text) && (index === 0 || (name.text === 'forEach' && index === 1));
      const owner = isHanded ? this.#follow.of(expression) : UNKNOWN;
      if (owner.is === 'many' && index === 0) return owner.one(null);
    }
    if (isFreeStanding(outside(to))) return ANY;
    if (ts.isCallExpression(call)) {
      const callee = this.#follow.of(call.expression);
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
      const called = this.#follow.of(parent.expression);
      const made = called.is === 'class' ? called.node.members.find(ts.isConstructorDeclaration) : undefined;
      const signature = called.is === 'function' ? called.node : made;
      const wanted = signature?.parameters[parent.arguments?.indexOf(written) ?? -1];
      return wanted === undefined || wanted.type === undefined ? UNKNOWN : this.#follow.type(wanted.type);
    }
    if (ts.isSatisfiesExpression(parent) || ts.isAsExpression(parent)) return this.#follow.type(parent.type);
    if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent))
      return parent.type === undefined ? UNKNOWN : this.#follow.type(parent.type);
    if (ts.isPropertyAssignment(parent) && (ts.isIdentifier(parent.name) || ts.isStringLiteralLike(parent.name)))
      return this.#follow.within(() =>
        this.#follow.property(this.#expected(parent.parent), (parent.name as ts.Identifier).text, parent),
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
      return isIt ? [this.#follow.of(right)] : [];
    });
    return values.length === 1 ? (values[0] as Value) : UNKNOWN;
  }

  element(node: ts.BindingElement): Value {
    const key = node.propertyName ?? node.name;
    if (node.dotDotDotToken !== undefined) return UNKNOWN;
    if (ts.isArrayBindingPattern(node.parent))
      return oneOf(this.#follow.ofPattern(node.parent), node.parent.elements.indexOf(node));
    if (!ts.isIdentifier(key) && !ts.isStringLiteralLike(key)) return UNKNOWN;
    return this.#follow.property(this.#follow.ofPattern(node.parent), key.text, node);
  }
}

/** The expression with the brackets around it. */
function outside(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  return at;
}

/** Whether nothing around a function says what its parameters are: `export const run = async ({ client }) => …`. */
function isFreeStanding(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return parent.type === undefined && ts.getJSDocType(parent) === undefined;
  return ts.isExportAssignment(parent);
}
