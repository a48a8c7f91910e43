import { ts } from '../../../typescript.js';
import type { Edit } from '../../model/edit.js';
import { importedAs } from './imported-as.js';
import { importNames } from './imports.js';
import { type Home, SETTINGS_GROUP, writtenValue } from './settings-home.js';
import { bare, nameOf } from './settings-trace.js';
import type { SettingValues } from './settings-values.js';
import { styleOf } from './style.js';

type EnvalidHome = Home & { readonly kind: 'envalid' };

/** Why a spec of envalid cannot be written beside; null when it can. */
export function envalidDoubt({ property, call, literal, environment }: EnvalidHome): string | null {
  const name = nameOf(property as ts.NamedDeclaration) ?? '';
  const spec = specOf(property);
  if (spec === null) return `\`${name}\` is not given by one of envalid's own validators`;
  if (spec.options === null) return `the options of \`${name}\` are not written there`;
  const isInside = call.getStart() <= literal.getStart() && literal.end <= call.end;
  return isInside || /^process\.env$/.test(bare(environment).getText())
    ? null
    : 'the specs stand apart from the environment that `cleanEnv` reads';
}

interface Spec {
  readonly root: string;
  /** The options' properties; null where they are not a literal of plain properties. */
  readonly options: readonly ts.PropertyAssignment[] | null;
}

function specOf(property: ts.Declaration): Spec | null {
  const value = writtenValue(property);
  const call = value === null ? null : bare(value);
  if (call === null || !ts.isCallExpression(call)) return null;
  const made = importedAs(call.expression);
  if (made?.specifier !== 'envalid') return null;
  const [options, more] = call.arguments;
  if (options === undefined) return { root: made.root, options: [] };
  const isPlain = ts.isObjectLiteralExpression(options) && options.properties.every(ts.isPropertyAssignment);
  if (!isPlain || more !== undefined) return { root: made.root, options: null };
  return { root: made.root, options: options.properties.filter(ts.isPropertyAssignment) };
}

/** The specs of the routing settings, and the imports they need. */
export function envalidValues({ property, literal, environment, file }: EnvalidHome): {
  readonly values: SettingValues;
  readonly edits: readonly Edit[];
} {
  const source = literal.getSourceFile();
  const { quote } = styleOf(source);
  const { root, options } = specOf(property) ?? { root: '', options: [] };
  const imported =
    root === ''
      ? importNames(source, { file, specifier: 'envalid', names: ['num', 'str'], group: SETTINGS_GROUP })
      : { edits: [], local: new Map<string, string>() };
  const spell = (name: string): string => `${root}${imported.local.get(name) ?? name}`;
  const quoted = (text: string): string => `${quote}${text}${quote}`;
  const own = `${bare(environment).getText()}${memberText(nameOf(property as ts.NamedDeclaration) ?? '', environment)}`;
  const defaults = (options ?? []).filter((one) => /^(default|devDefault|testDefault)$/.test(one.name.getText()));
  const inherited = defaults
    .filter(({ initializer }) => initializer.getText() !== 'undefined')
    .map((one) => `${one.name.getText()}: ${own} ?? ${one.initializer.getText()}`);
  const always = inherited.some((one) => one.startsWith('default:')) ? [] : [`default: ${own} ?? ${quoted('saas')}`];
  return {
    values: {
      namespace: `${spell('str')}({ default: ${quoted('default')} })`,
      prefix: `${spell('str')}({ ${[...always, ...inherited].join(', ')} })`,
      shards: `${spell('num')}({ default: 1 })`,
      mode: `${spell('str')}({ choices: [${quoted('on')}, ${quoted('off')}], default: ${quoted('off')} })`,
    },
    edits: imported.edits,
  };
}

/** The member as the environment is read beside it: `process.env['X']` under some compiler options. */
function memberText(name: string, environment: ts.Expression): string {
  const text = environment.getSourceFile().text;
  const quote = /\benv\[(['"])/.exec(text)?.[1];
  return quote === undefined ? `.${name}` : `[${quote}${name}${quote}]`;
}
