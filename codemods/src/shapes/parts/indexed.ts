import { ts } from '../../../typescript.js';
import { type Step, valueIn } from './helper-call.js';
import { namesIn } from './names-in.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { isExported, lastName, objectOf, propertyName, propertyValue, thawed, unwrap } from './syntax.js';
import { isWrittenLater } from './written-later.js';

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

/** Everything `TABLE[key]` can be: the one row that a key names, else any; null where the table is not written in reach. */
export function rowsAt(node: ts.ElementAccessExpression, step: Step): readonly Choice[] | null {
  const rows = choicesOf(node.expression, step);
  return rows === null ? null : rowsNamed(node.argumentExpression, rows, step);
}

/** The same of `MAP.get(key)`, where the map is made of a literal and nothing but asked. */
export function rowsOfMap(call: ts.CallExpression, step: Step): readonly Choice[] | null {
  const map = lastName(call.expression)?.text === 'get' ? objectOf(call.expression) : null;
  const [key] = call.arguments;
  const declaration = map === null ? null : declarationOf(unwrap(map), step);
  if (key === undefined || declaration === null || !ts.isVariableDeclaration(declaration)) return null;
  const rows = isOnlyAsked(declaration) ? entriesOf(declaration) : null;
  return rows === null ? null : rowsNamed(key, rows, step);
}

/** Whether a member is read from a row whose key is not fixed: `TABLE[kind].queue`, `MAP.get(kind)?.queue`. */
export function isRow(object: ts.Expression, step: Step): boolean {
  for (let at: ts.Expression | null = object; at !== null; at = objectOf(at)) {
    const node = unwrap(at);
    if (ts.isCallExpression(node)) return rowsOfMap(node, step) !== null;
    if (ts.isElementAccessExpression(node) && lastName(node) === null) return rowsAt(node, step) !== null;
  }
  return false;
}

function rowsNamed(key: ts.Expression, rows: readonly Choice[], step: Step): readonly Choice[] {
  const node = unwrap(key);
  const declaration = ts.isIdentifier(node) ? declarationOf(node, step) : null;
  const value = declaration === null ? node : valueIn(declaration);
  const named = value !== null && ts.isStringLiteralLike(value) ? rows.filter(({ name }) => name === value.text) : [];
  return named.length > 0 ? named : rows;
}

/** The entries of `new Map([['a', 'main'], …])`; null where one of them is not written so. */
function entriesOf(declaration: ts.VariableDeclaration): readonly Choice[] | null {
  const made = valueIn(declaration);
  const list =
    made !== null && ts.isNewExpression(made) && made.expression.getText() === 'Map' ? made.arguments?.[0] : null;
  const entries = list == null ? null : unwrap(list);
  if (entries === null || !ts.isArrayLiteralExpression(entries)) return null;
  const choices = entries.elements.map((one) => {
    const pair = unwrap(one);
    const [key, value] = ts.isArrayLiteralExpression(pair) ? pair.elements : [];
    return key !== undefined && value !== undefined && ts.isStringLiteralLike(key) ? { name: key.text, value } : null;
  });
  return choices.every((one) => one !== null) ? choices : null;
}

const ASKS = /^(get|has|keys|values|entries|forEach|size)$/;

/** Whether nothing can be put into a map: it is typed so, or never leaves its file and is only asked there. */
function isOnlyAsked(declaration: ts.VariableDeclaration): boolean {
  const { name, type } = declaration;
  if (/^ReadonlyMap\b/.test(type?.getText() ?? '')) return true;
  const statement = declaration.parent.parent;
  if (!ts.isIdentifier(name) || (ts.isVariableStatement(statement) && isExported(statement))) return false;
  return namesIn(declaration.getSourceFile(), new Set([name.text])).every(
    (one) => one === name || (ts.isPropertyAccessExpression(one.parent) && ASKS.test(one.parent.name.text)),
  );
}

type Table = ts.ObjectLiteralExpression | ts.ArrayLiteralExpression | ts.EnumDeclaration;

/** The table a name stands for. An array can be filled later, unless it is written as one that cannot. */
function behind(node: ts.Expression, step: Step): Table | null {
  const declaration = declarationOf(node, step);
  if (declaration === null) return null;
  if (ts.isEnumDeclaration(declaration)) return declaration;
  const value = valueIn(declaration);
  const table = value === null ? null : thawed(value);
  if (table !== null && ts.isArrayLiteralExpression(table)) return isFixed(declaration, table) ? table : null;
  return table !== null && ts.isObjectLiteralExpression(table) ? table : null;
}

/** Where a name of the repository is declared. */
function declarationOf(node: ts.Expression, { context }: Step): ts.Declaration | null {
  const name = lastName(node);
  const symbol = name === null ? null : symbolAt(name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  return declaration === undefined || context.fileOf(declaration) === null ? null : declaration;
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
