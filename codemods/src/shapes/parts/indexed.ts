import { ts } from '../../../typescript.js';
import { isWrittenLater } from './carried.js';
import { type Step, valueIn } from './helper-call.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { lastName, propertyName, propertyValue, thawed, unwrap } from './syntax.js';

/** One value of a table, and the key it stands under. */
export interface Choice {
  readonly name: string;
  readonly value: ts.Expression;
}

/** Everything `table[key]` can be: all members of an object constant or an enum, all elements of a constant array; null when that is not written in reach. */
export function choicesOf(table: ts.Expression, step: Step): readonly Choice[] | null {
  const node = unwrap(table);
  const written = ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) ? node : behind(node, step);
  if (written === null) return null;
  if (ts.isEnumDeclaration(written)) return membersOf(written);
  const choices = ts.isArrayLiteralExpression(written) ? elementsOf(written) : propertiesOf(written, step);
  return choices.every((one) => one !== null) ? choices : null;
}

type Table = ts.ObjectLiteralExpression | ts.ArrayLiteralExpression | ts.EnumDeclaration;

/** The table a name stands for. An array can be filled later, unless it is written as one that cannot. */
function behind(node: ts.Expression, { context }: Step): Table | null {
  const name = lastName(node);
  const symbol = name === null ? null : symbolAt(name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  if (declaration === undefined || context.fileOf(declaration) === null) return null;
  if (ts.isEnumDeclaration(declaration)) return declaration;
  const value = valueIn(declaration);
  const table = value === null ? null : thawed(value);
  if (table !== null && ts.isArrayLiteralExpression(table)) return isFixed(declaration, table) ? table : null;
  return table !== null && ts.isObjectLiteralExpression(table) ? table : null;
}

const isFixed = (declaration: ts.Declaration, array: ts.ArrayLiteralExpression): boolean => {
  const { parent } = array;
  const isConst =
    (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) && ts.isConstTypeReference(parent.type);
  const type = ts.isVariableDeclaration(declaration) ? declaration.type : undefined;
  return isConst || ts.isCallExpression(parent) || /^readonly |^ReadonlyArray\b/.test(type?.getText() ?? '');
};

function membersOf(declaration: ts.EnumDeclaration): readonly Choice[] | null {
  const choices = declaration.members.map(({ name, initializer }) => {
    const key = propertyName(name as ts.PropertyName);
    return key === null || initializer === undefined ? null : { name: key, value: initializer };
  });
  return choices.every((one) => one !== null) ? choices : null;
}

const elementsOf = (array: ts.ArrayLiteralExpression): readonly (Choice | null)[] =>
  array.elements.map((value, at) => (ts.isSpreadElement(value) ? null : { name: String(at), value }));

const propertiesOf = (literal: ts.ObjectLiteralExpression, step: Step): readonly (Choice | null)[] =>
  literal.properties.map((property) => {
    if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) return null;
    const name = propertyName(property.name);
    const value = propertyValue(property);
    return name === null || value === null || isWrittenLater(property, step) ? null : { name, value };
  });

/** `const [first] = ['main', 'exports']`: the element a pattern takes from the array beside it. */
export function elementAt(binding: ts.BindingElement): ts.Expression | null {
  const { parent } = binding;
  if (!ts.isArrayBindingPattern(parent) || !ts.isVariableDeclaration(parent.parent)) return null;
  const made = parent.parent.initializer === undefined ? null : unwrap(parent.parent.initializer);
  if (made === null || !ts.isArrayLiteralExpression(made) || binding.dotDotDotToken !== undefined) return null;
  const at = parent.elements.indexOf(binding);
  if (made.elements.slice(0, at + 1).some(ts.isSpreadElement)) return null;
  return made.elements[at] ?? null;
}
