import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { functionIn, valueIn } from './helper-call.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { lastName, unwrap } from './syntax.js';
import { isWrittenLater } from './written-later.js';

/** A function of the repository, and the name it has when it runs. */
export interface NamedFunction {
  readonly name: string;
  readonly declaration: ts.SignatureDeclaration;
  /** Overloads call their parameters differently: none of them is the one that runs. */
  readonly isOverloaded: boolean;
}

const MAX_STEPS = 12;

/** The function an expression stands for: through imports, other constants, members of object constants and destructuring. */
export function functionBehind(expression: ts.Expression, context: ShapeContext): NamedFunction | null {
  let node: ts.Expression | null = unwrap(expression);
  let fallback: string | null = null;
  for (let steps = 0; node !== null && steps < MAX_STEPS; steps += 1) {
    const name = lastName(node);
    const symbol = name === null ? null : symbolAt(name, context);
    if (name === null || symbol === null) return null;
    fallback ??= name.text;
    const target = settled(symbol, context);
    const declaration = target.valueDeclaration;
    if (declaration === undefined) return null;
    const found = functionIn(declaration);
    if (found !== null && !isChanged(declaration, context)) {
      const own = target.name === 'default' ? (declaredName(declaration) ?? fallback) : target.name;
      const bodies = (target.declarations ?? []).filter(ts.isFunctionDeclaration);
      return { name: own, declaration: found, isOverloaded: bodies.length > 1 };
    }
    node = isChanged(declaration, context) ? null : nextOf(declaration);
  }
  return null;
}

/** A name taken out of an object is the property it is taken from. */
function settled(symbol: ts.Symbol, context: ShapeContext): ts.Symbol {
  const target = resolveAlias(symbol, context);
  const declaration = target.valueDeclaration;
  if (declaration === undefined || !ts.isBindingElement(declaration) || declaration.dotDotDotToken !== undefined)
    return target;
  const key = declaration.propertyName ?? declaration.name;
  if (!ts.isObjectBindingPattern(declaration.parent) || declaration.initializer !== undefined || !ts.isIdentifier(key))
    return target;
  const property = context.names.boundProperty(declaration.parent, key.text);
  return property === null ? target : resolveAlias(property, context);
}

/** The expression a declaration only hands on. */
function nextOf(declaration: ts.Declaration): ts.Expression | null {
  if (ts.isShorthandPropertyAssignment(declaration)) return declaration.name;
  const value = valueIn(declaration);
  return value !== null && lastName(value) !== null ? value : null;
}

const isChanged = (declaration: ts.Declaration, context: ShapeContext): boolean =>
  (ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration)) &&
  isWrittenLater(declaration, { context });

const declaredName = (declaration: ts.Declaration): string | null =>
  ts.isFunctionDeclaration(declaration) && declaration.name !== undefined ? declaration.name.text : null;
