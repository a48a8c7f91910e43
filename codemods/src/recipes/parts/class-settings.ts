import { ts } from '../../../typescript.js';
import type { Edit } from '../../model/edit.js';
import { importedAs } from './imported-as.js';
import { importNames } from './imports.js';
import { type Home, SETTINGS_GROUP } from './settings-home.js';
import { insertion, lineEnd } from './settings-insertion.js';
import type { SettingsNames } from './settings-names.js';
import { bare, nameOf, propertyOf } from './settings-trace.js';
import type { SettingValues } from './settings-values.js';
import { indentAt, styleOf } from './style.js';

type ClassHome = Home & { readonly kind: 'class' };
type Key = keyof SettingValues;

/** Whether the setting is a field that a validator looks at and a transformer fills. */
export const isValidated = ({ kind, property }: Home): boolean => kind === 'class' && decoratorsOf(property).length > 0;

const decoratorsOf = (property: ts.Declaration): readonly ts.Decorator[] =>
  ts.canHaveDecorators(property) ? (ts.getDecorators(property) ?? []) : [];

/** The calls of a transformer, in its own file, that fill a class. */
export function fillsIn(declaration: ts.ClassLikeDeclaration): readonly ts.CallExpression[] {
  const name = declaration.name?.text;
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments[0]?.getText() === name && isTransformer(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  if (name !== undefined) visit(declaration.getSourceFile());
  return found;
}

function isTransformer(call: ts.CallExpression): boolean {
  const made = importedAs(call.expression);
  return made?.specifier === 'class-transformer' && /^plainTo(Instance|Class)$/.test(made.name);
}

/** Rules about a text, or about being there at all. */
const RULES = /^(Is(String|NotEmpty|Optional|Defined)|(Min|Max)?Length|Matches)$/;

/** Why the fields of a validated class cannot be written beside; null when they can. */
export function classDoubt({ property, fills }: ClassHome): string | null {
  const name = nameOf(property as ts.NamedDeclaration) ?? '';
  const strange = decoratorsOf(property).find(({ expression }) => {
    const made = ts.isCallExpression(expression) ? importedAs(expression.expression) : null;
    return made?.specifier !== 'class-validator' || !RULES.test(made.name);
  });
  if (strange !== undefined) return `\`${strange.getText()}\` says more about \`${name}\` than a rule for a text`;
  if (fills.length === 0) return 'nothing here fills the class with values (`plainToInstance`)';
  const other = fills.find((fill) => mappingOf(fill, name) === null && !isWholeEnvironment(fill, name));
  return other === undefined
    ? null
    : `it cannot be seen where \`${other.getText().split('\n')[0]}\` gets \`${name}\` from`;
}

/** The literal of names and values that a transformer is given, when it gives this setting. */
export function mappingOf(fill: ts.CallExpression, name: string): ts.ObjectLiteralExpression | null {
  const [, plain] = fill.arguments;
  const literal = plain === undefined ? null : bare(plain);
  if (literal === null || !ts.isObjectLiteralExpression(literal)) return null;
  return propertyOf({ kind: 'object', literal }, name) === null ? null : literal;
}

/** Values taken as they are: their names are those of variables. */
const isWholeEnvironment = ({ arguments: [, plain] }: ts.CallExpression, name: string): boolean =>
  /^[A-Z\d_]+$/.test(name) && plain !== undefined && !ts.isObjectLiteralExpression(bare(plain));

/** The fields for the routing settings, validated as their neighbour is. */
export function editValidatedClass(home: ClassHome, names: SettingsNames, missing: readonly Key[]): readonly Edit[] {
  const { property, fills, file } = home;
  if (!ts.isPropertyDeclaration(property) || missing.length === 0) return [];
  const source = property.getSourceFile();
  const { quote, eol } = styleOf(source);
  const isConverted = fills.every(
    (fill) =>
      mappingOf(fill, names.legacyTaskQueue) !== null || /enableImplicitConversion:\s*true/.test(fill.getText()),
  );
  const needed = [...new Set(missing.flatMap((key) => VALIDATORS[key]))].toSorted();
  const rules = importNames(source, { file, specifier: 'class-validator', names: needed, group: SETTINGS_GROUP });
  const typed =
    isConverted || !missing.includes('shards')
      ? { edits: [], local: new Map<string, string>() }
      : importNames(source, { file, specifier: 'class-transformer', names: ['Transform'], group: SETTINGS_GROUP });
  const spell = (name: string): string => `@${rules.local.get(name) ?? name}`;
  const values = fieldValues(property, names, quote);
  const decorated: Readonly<Record<Key, readonly string[]>> = {
    namespace: [`${spell('IsString')}()`],
    prefix: [`${spell('IsString')}()`],
    shards: [
      // `@Type` would need reflect-metadata, which nothing here may have loaded.
      ...(isConverted ? [] : [`@${typed.local.get('Transform') ?? 'Transform'}(({ value }) => Number(value))`]),
      `${spell('IsInt')}()`,
      `${spell('Min')}(1)`,
    ],
    mode: [`${spell('IsIn')}([${quote}on${quote}, ${quote}off${quote}])`],
  };
  const base = indentAt(source.text, property.getStart());
  const isLined = decoratorsOf(property).some(({ end }) => /^\s*\n/.test(source.text.slice(end)));
  const between = isLined ? `${eol}${base}` : ' ';
  const isSpaced = /^[ \t]*\r?\n[ \t]*\r?\n/.test(source.text.slice(lineEnd(property)));
  const modifiers = (ts.getModifiers(property) ?? []).map((one) => `${one.getText()} `).join('');
  const end = property.getText().endsWith(';') ? ';' : '';
  const members = missing.map((key) => {
    const field = `${modifiers}${names[key]}: ${typeText(key, quote)} = ${values[key]}${end}`;
    return `${isSpaced ? eol : ''}${eol}${base}${[...decorated[key], field].join(between)}`;
  });
  return [...rules.edits, ...typed.edits, insertion(file, lineEnd(property), members.join(''))];
}

const VALIDATORS: Readonly<Record<Key, readonly string[]>> = {
  namespace: ['IsString'],
  prefix: ['IsString'],
  shards: ['IsInt', 'Min'],
  mode: ['IsIn'],
};

const typeText = (key: Key, quote: string): string =>
  key === 'mode' ? `${quote}on${quote} | ${quote}off${quote}` : key === 'shards' ? 'number' : 'string';

/** What a field is while nothing fills it: the prefix keeps environments apart as the legacy queue does. */
function fieldValues(property: ts.PropertyDeclaration, names: SettingsNames, quote: string): SettingValues {
  const fallback = property.initializer?.getText() ?? `${quote}saas${quote}`;
  const isVariable = /^[A-Z\d_]+$/.test(names.legacyTaskQueue);
  return {
    namespace: `${quote}default${quote}`,
    prefix: isVariable ? `process.env.${names.legacyTaskQueue} ?? ${fallback}` : fallback,
    shards: '1',
    mode: `${quote}off${quote}`,
  };
}
