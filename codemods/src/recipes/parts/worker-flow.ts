import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { meaning } from './settings-trace.js';

/** The members that a set of routed workers shares with one worker. */
const SHARED = new Set(['run', 'runUntil', 'shutdown', 'getState']);
const MAX_FUNCTIONS = 4;

/** A file with the checker of its program. */
export interface Typed {
  readonly sourceFile: ts.SourceFile;
  readonly checker: ts.TypeChecker;
}

/** Follows a worker through its file, and through the functions that return it, to a place that needs it to be a `Worker`. */
export class Flow {
  readonly #typed: Typed;
  readonly #context: RecipeContext;
  readonly #seen = new Set<ts.Node>();
  #functions = 0;

  constructor(typed: Typed, context: RecipeContext) {
    this.#typed = typed;
    this.#context = context;
  }

  /** The text of the place that needs a `Worker`; null when there is none. */
  typedAsWorker(expression: ts.Expression, typed: Typed = this.#typed): string | null {
    if (this.#seen.has(expression)) return null;
    this.#seen.add(expression);
    const { parent } = expression;
    if (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent)) {
      return this.typedAsWorker(parent, typed);
    }
    if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isTypeAssertionExpression(parent))
      return shortText(parent.type);
    if (ts.isPropertyAccessExpression(parent) && parent.expression === expression) return this.#ofMember(parent, typed);
    if (ts.isVariableDeclaration(parent)) return this.#ofVariable(parent, typed);
    if (ts.isArrayLiteralExpression(parent)) return this.#ofList(parent, parent.elements.indexOf(expression), typed);
    const contextual = typed.checker.getContextualType(expression);
    if (contextual !== undefined && namesWorker(contextual, typed.checker, 0)) return shortText(parent);
    if (ts.isBinaryExpression(parent) && parent.right === expression) {
      const name = ts.isPropertyAccessExpression(parent.left) ? parent.left.name : parent.left;
      if (!ts.isIdentifier(name)) return shortText(parent.left);
      return annotationOf(name, typed) ?? this.#ofUses(name, typed);
    }
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === expression))
      return this.#ofReturn(parent, typed);
    return null;
  }

  #ofMember(member: ts.PropertyAccessExpression, typed: Typed): string | null {
    if (SHARED.has(member.name.text)) return null;
    const isChained = ['then', 'catch', 'finally'].includes(member.name.text) && ts.isCallExpression(member.parent);
    if (!isChained) return shortText(member);
    const callback = member.parent.arguments[0];
    const [parameter] = callback !== undefined && ts.isFunctionLike(callback) ? callback.parameters : [];
    if (member.name.text !== 'then' || parameter === undefined) return null;
    if (parameter.type !== undefined || !ts.isIdentifier(parameter.name)) return shortText(parameter);
    return this.#ofUses(parameter.name, typed);
  }

  #ofVariable(variable: ts.VariableDeclaration, typed: Typed): string | null {
    if (variable.type !== undefined || !ts.isIdentifier(variable.name))
      return shortText(variable.type ?? variable.name);
    return this.#ofUses(variable.name, typed);
  }

  /** One worker of a list: `const [a, b] = await Promise.all([…])`, `workers.map((worker) => worker.run())`. */
  #ofList(list: ts.Expression, index: number, typed: Typed): string | null {
    const { parent } = list;
    if (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) return this.#ofList(parent, index, typed);
    if (ts.isCallExpression(parent) && parent.expression.getText() === 'Promise.all')
      return this.#ofList(parent, index, typed);
    if (!ts.isVariableDeclaration(parent)) return this.#ofListUse(list, index, typed);
    if (parent.type !== undefined) return shortText(parent.type);
    const { name } = parent;
    if (ts.isArrayBindingPattern(name)) {
      const element = name.elements[index];
      if (element === undefined || !ts.isBindingElement(element)) return null;
      return ts.isIdentifier(element.name) ? this.#ofUses(element.name, typed) : shortText(element);
    }
    if (!ts.isIdentifier(name)) return shortText(name);
    const symbol = typed.checker.getSymbolAtLocation(name);
    for (const use of identifiers(name.getSourceFile(), name.text)) {
      if (use === name || meaning(use, typed) !== symbol) continue;
      const found = this.#ofListUse(use, index, typed);
      if (found !== null) return found;
    }
    return null;
  }

  #ofListUse(list: ts.Expression, index: number, typed: Typed): string | null {
    const { parent } = list;
    if (ts.isForOfStatement(parent) && ts.isVariableDeclarationList(parent.initializer)) {
      const name = parent.initializer.declarations[0]?.name;
      return name !== undefined && ts.isIdentifier(name) ? this.#ofUses(name, typed) : shortText(parent.initializer);
    }
    if (ts.isElementAccessExpression(parent) && ts.isNumericLiteral(parent.argumentExpression))
      return Number(parent.argumentExpression.text) === index ? this.typedAsWorker(parent, typed) : null;
    const call = ts.isPropertyAccessExpression(parent) ? parent.parent : null;
    const isEach = ts.isPropertyAccessExpression(parent) && /^(map|forEach)$/.test(parent.name.text);
    const callback = isEach && call !== null && ts.isCallExpression(call) ? call.arguments[0] : undefined;
    const parameter = callback !== undefined && ts.isFunctionLike(callback) ? callback.parameters[0] : undefined;
    if (parameter === undefined || parameter.type !== undefined || !ts.isIdentifier(parameter.name))
      return shortText(parent);
    return this.#ofUses(parameter.name, typed);
  }

  #ofUses(name: ts.Identifier, typed: Typed): string | null {
    const symbol = typed.checker.getSymbolAtLocation(name);
    for (const use of identifiers(name.getSourceFile(), name.text)) {
      if (use === name || meaning(use, typed) !== symbol || ts.isBindingElement(use.parent)) continue;
      if (ts.isVariableDeclaration(use.parent) && use.parent.name === use) continue;
      const read = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
      if (ts.isPropertyDeclaration(use.parent) || (ts.isBinaryExpression(read.parent) && read.parent.left === read))
        continue;
      const found = this.typedAsWorker(read, typed);
      if (found !== null) return found;
    }
    return null;
  }

  /** A function without a return type: what its callers, in any file, do with the worker. */
  #ofReturn(node: ts.Node, typed: Typed): string | null {
    const owner = ts.findAncestor(node, ts.isFunctionLike);
    if (owner === undefined) return null;
    if (owner.type !== undefined) return /\bWorker\b/.test(owner.type.getText()) ? shortText(owner.type) : null;
    const name = functionName(owner);
    this.#functions += 1;
    if (name === null || this.#functions > MAX_FUNCTIONS) return null;
    const declared = meaning(name, typed)?.valueDeclaration;
    const files = this.#context.files.filter((file) => this.#context.read(file)?.text.includes(name.text) ?? false);
    for (const file of files) {
      const there = this.#context.typed(file);
      if (there === null) continue;
      for (const use of identifiers(there.sourceFile, name.text)) {
        const callee = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
        if (!ts.isCallExpression(callee.parent) || callee.parent.expression !== callee) continue;
        if (!isSame(meaning(use, there)?.valueDeclaration, declared)) continue;
        const found = this.typedAsWorker(callee.parent, there);
        if (found !== null) return found;
      }
    }
    return null;
  }
}

const isSame = (a: ts.Node | undefined, b: ts.Node | undefined): boolean =>
  a !== undefined && b !== undefined && a.pos === b.pos && a.getSourceFile().fileName === b.getSourceFile().fileName;

function functionName(owner: ts.SignatureDeclaration): ts.Identifier | null {
  if (owner.name !== undefined && ts.isIdentifier(owner.name)) return owner.name;
  const { parent } = owner;
  const named = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  return named && ts.isIdentifier(parent.name) ? parent.name : null;
}

/** The type written for a variable or a field that is assigned later. */
function annotationOf(name: ts.Identifier, typed: Typed): string | null {
  const declaration = meaning(name, typed)?.valueDeclaration;
  const isTyped =
    declaration !== undefined && (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration));
  return isTyped && declaration.type !== undefined ? shortText(declaration.type) : null;
}

function identifiers(sourceFile: ts.SourceFile, name: string): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

/** Whether a type is the SDK's `Worker`, or a union, an array or a promise of it. */
function namesWorker(type: ts.Type, checker: ts.TypeChecker, depth: number): boolean {
  if (depth > 3) return false;
  if (type.isUnionOrIntersection()) return type.types.some((part) => namesWorker(part, checker, depth + 1));
  if (
    type.symbol?.name === 'Worker' &&
    /[\\/]@temporalio[\\/]worker[\\/]/.test(type.symbol.declarations?.[0]?.getSourceFile().fileName ?? '')
  )
    return true;
  const isReference =
    (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
  return (
    isReference &&
    checker.getTypeArguments(type as ts.TypeReference).some((part) => namesWorker(part, checker, depth + 1))
  );
}

const shortText = (node: ts.Node): string => `\`${node.getText().split('\n')[0]?.slice(0, 80) ?? ''}\``;
