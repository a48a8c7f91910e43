import { ts } from '../../../typescript.js';
import type { Hop } from '../../model/site.js';
import { deeper, isTooDeep, returnedTo, type Step, valueIn } from './helper-call.js';
import { memberHop } from './home.js';
import { type Choice, isRow, rowsAt, rowsOfMap } from './indexed.js';
import { isFilled, isMemberWritten, resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf, propertyName, propertyValue, unwrap } from './syntax.js';
import { isWrittenLater } from './written-later.js';

/** One expression that may give an object its property. */
export interface Source {
  readonly expression: ts.Expression;
  readonly step: Step;
  /** False when `expression` is the object itself: it has the property, or may have it, and nobody can see who set it. */
  readonly isValue: boolean;
  /** The objects it was read from on the way. */
  readonly hops: readonly Hop[];
}

/** Everything that may give an object its property, the last word first; `sure` when one of them surely does. */
export interface Carried {
  readonly from: readonly Source[];
  readonly sure: boolean;
}

const NONE: Carried = { from: [], sure: false };

/** Whether an object may carry a property: it has it, or what it holds is not known. */
export const mayCarry = (node: ts.Expression, name: string, step: Step): boolean =>
  carriedBy(node, name, step).from.length > 0;

/** Where a property of an object comes from: literals, spreads, `Object.assign`, conditions, constants and helpers of the repository. */
export function carriedBy(expression: ts.Expression, name: string, step: Step): Carried {
  const node = unwrap(expression);
  if (isTooDeep(step)) return { from: [lost(node, step)], sure: false };
  return written(node, name, deeper(step)) ?? declared(node, name, step);
}

const lost = (expression: ts.Expression, step: Step): Source => ({ expression, step, isValue: false, hops: [] });
const value = (expression: ts.Expression, step: Step): Source => ({ expression, step, isValue: true, hops: [] });

/** What the code itself says; null where it only names the object. */
function written(node: ts.Expression, name: string, step: Step): Carried | null {
  if (ts.isObjectLiteralExpression(node)) return inLiteral(node, name, step);
  if (ts.isConditionalExpression(node))
    return oneOf([carriedBy(node.whenTrue, name, step), carriedBy(node.whenFalse, name, step)]);
  if (ts.isBinaryExpression(node)) return inEither(node, name, step);
  if (ts.isCallExpression(node)) return inCall(node, name, step);
  if (ts.isIdentifier(node)) return inNamed(node, name, step);
  if (objectOf(node) !== null) return inMember(node, name, step);
  const isNothing = [ts.SyntaxKind.NullKeyword, ts.SyntaxKind.FalseKeyword].includes(node.kind);
  return isNothing || ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) ? NONE : null;
}

const oneOf = (all: readonly Carried[]): Carried => ({
  from: all.flatMap(({ from }) => from),
  sure: all.length > 0 && all.every(({ sure }) => sure),
});

/** Parts laid over each other, the last on top. */
function layered(parts: readonly (() => Carried)[]): Carried {
  const from: Source[] = [];
  for (const part of parts.toReversed()) {
    const carried = part();
    from.push(...carried.from);
    if (carried.sure) return { from, sure: true };
  }
  return { from, sure: false };
}

function inLiteral(literal: ts.ObjectLiteralExpression, name: string, step: Step): Carried {
  return layered(
    literal.properties.map((property) => () => {
      if (ts.isSpreadAssignment(property)) return carriedBy(property.expression, name, step);
      const key = property.name === undefined ? null : propertyName(property.name);
      if (key === null) return { from: [lost(literal, step)], sure: false };
      if (key !== name) return NONE;
      const own = propertyValue(property);
      return { from: [own === null ? lost(literal, step) : value(own, step)], sure: true };
    }),
  );
}

function inEither(node: ts.BinaryExpression, name: string, step: Step): Carried | null {
  const operator = node.operatorToken.kind;
  // What is falsy has no properties.
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return { ...carriedBy(node.right, name, step), sure: false };
  if (operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken)
    return oneOf([carriedBy(node.left, name, step), carriedBy(node.right, name, step)]);
  return null;
}

function inCall(node: ts.CallExpression, name: string, step: Step): Carried | null {
  const callee = node.expression.getText();
  const [first] = node.arguments;
  if (/^(Object\.(freeze|seal)|structuredClone)$/.test(callee) && first !== undefined)
    return carriedBy(first, name, step);
  if (callee === 'Object.assign')
    return layered(
      node.arguments.map(
        (argument) => () =>
          ts.isSpreadElement(argument)
            ? { from: [lost(argument.expression, step)], sure: false }
            : carriedBy(argument, name, step),
      ),
    );
  const rows = rowsOfMap(node, step);
  if (rows !== null) return inRows(rows, { table: objectOf(node.expression) ?? node, name }, step);
  const returned = returnedTo(node, step);
  return returned === null ? null : oneOf(returned.map((one) => carriedBy(one.expression, name, one.step)));
}

function inNamed(node: ts.Identifier, name: string, step: Step): Carried | null {
  const { context } = step;
  if (node.text === 'undefined') return NONE;
  const symbol = symbolAt(node, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  if (declaration === undefined) return null;
  if (ts.isParameter(declaration)) return inParameter(declaration, name, step);
  if (context.fileOf(declaration) === null) return null;
  const initializer = valueIn(declaration);
  const found = initializer === null ? null : written(initializer, name, deeper(step));
  // `const more: Partial<Options> = {}` may be filled with all its type allows.
  const isDeclared = ts.isVariableDeclaration(declaration) && declaration.type !== undefined;
  if (found === null || (found.from.length === 0 && isDeclared)) return null;
  const files = [...new Set([declaration.getSourceFile(), context.sourceFile])];
  // In TypeScript a property that the literal does not have cannot be assigned.
  const canAssign = found.from.length > 0 || /\.[cm]?jsx?$/.test(declaration.getSourceFile().fileName);
  const isWritten = files.some((file) =>
    canAssign ? isMemberWritten(name, node.text, file) : isFilled(node.text, file),
  );
  const hop = memberHop(node, name, node, context);
  return {
    from: [
      ...(isWritten ? [lost(node, step)] : []),
      ...found.from.map((one) => ({ ...one, hops: [hop, ...one.hops] })),
    ],
    sure: found.sure,
  };
}

/** A helper's parameter is what the call gave for it; any other is whatever its callers give. */
function inParameter(parameter: ts.ParameterDeclaration, name: string, step: Step): Carried | null {
  const given = step.given.get(parameter);
  if (given === undefined) return null;
  const byDefault = (): Carried =>
    parameter.initializer === undefined ? NONE : carriedBy(parameter.initializer, name, step);
  if (given === 'missing') return byDefault();
  if (given === 'unknown')
    return { from: [lost(parameter.name as ts.Expression, step), ...byDefault().from], sure: false };
  const carried = carriedBy(given.expression, name, given.step);
  return parameter.initializer === undefined ? carried : oneOf([carried, byDefault()]);
}

/** `this.defaults`, `defaults.exports`, and any member of what a helper was given. */
function inMember(node: ts.Expression, name: string, step: Step): Carried | null {
  const { context } = step;
  const key = lastName(node);
  const object = objectOf(node);
  if (object === null) return null;
  if (key === null) return inRows(rowsAt(node as ts.ElementAccessExpression, step), { table: object, name }, step);
  if (isRow(object, step)) return inMemberOfRow(carriedBy(object, key.text, step), name);
  const symbol = symbolAt(key, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  if (declaration === undefined || context.fileOf(declaration) === null) return null;
  const isFixed = ts.isPropertyDeclaration(declaration)
    ? isOwnField(declaration)
    : ts.isPropertyAssignment(declaration) && !isWrittenLater(declaration, step);
  const initializer = isFixed ? (declaration as ts.PropertyDeclaration | ts.PropertyAssignment).initializer : undefined;
  if (initializer === undefined || isMemberWritten(name, null, context.sourceFile)) return null;
  const found = written(unwrap(initializer), name, deeper(step));
  const hop = memberHop(node, name, node, context);
  // `config.temporal` may be the very object that the config speaks of.
  if (found === null || hop.kind !== 'member' || !hop.shared) return found;
  return { ...found, from: found.from.map((one) => ({ ...one, hops: [hop, ...one.hops] })) };
}

/** `TABLE[kind].options`: what that member of any row carries. */
function inMemberOfRow({ from }: Carried, name: string): Carried | null {
  if (from.length === 0 || from.some(({ isValue }) => !isValue)) return null;
  return oneOf(
    from.map((one) => {
      const carried = carriedBy(one.expression, name, one.step);
      return { ...carried, from: carried.from.map((inner) => ({ ...inner, hops: [...one.hops, ...inner.hops] })) };
    }),
  );
}

/** `TABLE[kind]`: what any of the table's rows carries. */
function inRows(
  rows: readonly Choice[] | null,
  { table, name }: { readonly table: ts.Expression; readonly name: string },
  step: Step,
): Carried | null {
  const { context } = step;
  const files = rows === null ? [] : [...rows.map(({ value }) => value.getSourceFile()), context.sourceFile];
  if (rows === null || [...new Set(files)].some((file) => isMemberWritten(name, null, file))) return null;
  return oneOf(
    rows.map((row) => {
      const carried = carriedBy(row.value, name, deeper(step));
      // The same hops as `TABLE.row.name` has.
      const hops = [
        memberHop(table, row.name, row.value, context),
        { ...memberHop(table, name, row.value, context), base: row.name, owner: null },
      ];
      return { ...carried, from: carried.from.map((one) => ({ ...one, hops: [...hops, ...one.hops] })) };
    }),
  );
}

/** A field that nobody but its own class can set, and that is not set again. */
const isOwnField = (field: ts.PropertyDeclaration): boolean =>
  (ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Readonly) !== 0 &&
  (ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Protected) === 0;

/** What only the object's declaration says about its properties. */
function declared(node: ts.Expression, name: string, step: Step): Carried {
  const { names } = step.context;
  if (names.has(node, name) === 'no') return NONE;
  const declaration = names.propertyOf(node, name)?.valueDeclaration;
  const isElement = declaration !== undefined && ts.isObjectLiteralElementLike(declaration);
  const own = isElement ? propertyValue(declaration) : null;
  if (own === null || !isElement) return { from: [lost(node, step)], sure: false };
  const isProperty = ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration);
  const isWritten = isProperty && isWrittenLater(declaration, step);
  return { from: [...(isWritten ? [lost(node, step)] : []), value(own, deeper(step))], sure: false };
}
