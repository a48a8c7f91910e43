import { ts } from '../../../typescript.js';
import { type Home, writtenValue } from './settings-home.js';
import type { SettingsNames } from './settings-names.js';
import { bare, fixedName, nameOf } from './settings-trace.js';
import type { SettingValues } from './settings-values.js';
import { indentAt, styleOf } from './style.js';

type ConvictHome = Home & { readonly kind: 'convict' };

/** Why a spec of convict cannot be written beside; null when it can. */
export function convictDoubt({ property }: ConvictHome): string | null {
  const name = nameOf(property as ts.NamedDeclaration) ?? '';
  const spec = specOf(property);
  if (spec === null) return `the spec of \`${name}\` is not written there`;
  return spec.some((one) => one.name === 'default') ? null : `the spec of \`${name}\` has no default`;
}

interface Part {
  readonly name: string;
  readonly value: ts.Expression;
}

/** The parts of a spec, null where it is not a literal of plain properties. */
function specOf(property: ts.Declaration): readonly Part[] | null {
  const value = writtenValue(property);
  const literal = value === null ? null : bare(value);
  if (literal === null || !ts.isObjectLiteralExpression(literal)) return null;
  const parts = literal.properties.map((one) => {
    const name = fixedName(one.name);
    return ts.isPropertyAssignment(one) && name !== null ? { name, value: one.initializer } : null;
  });
  return parts.some((one) => one === null) ? null : parts.filter((one) => one !== null);
}

const DOCS: Readonly<Record<keyof SettingValues, string>> = {
  namespace: 'The Temporal namespace.',
  prefix: 'What the names of the routed task queues begin with.',
  shards: 'How many task queues the tenants are spread over.',
  mode: 'Whether workflows are started on the routed task queues.',
};

/** The specs of the routing settings, laid out as the legacy queue's is. `widens`: no type holds the literals of the schema. */
export function convictValues(
  { property, literal }: ConvictHome,
  { environment, widens }: { readonly environment: SettingsNames; readonly widens: boolean },
): SettingValues {
  const { quote, indent, eol } = styleOf(literal.getSourceFile());
  const parts = specOf(property) ?? [];
  const partOf = (name: string): ts.Expression | undefined => parts.find((one) => one.name === name)?.value;
  const quoted = (text: string): string => `${quote}${text}${quote}`;
  const base = indentAt(literal.getSourceFile().text, property.getStart());
  const isLined = /^\{\s*\n/.test(writtenValue(property)?.getText() ?? '');
  const written = (key: keyof SettingValues, format: string, value: string): string => {
    const lines = [
      ...(partOf('doc') === undefined ? [] : [`doc: ${quoted(DOCS[key])}`]),
      `format: ${format}`,
      `default: ${value}`,
      ...(partOf('env') === undefined ? [] : [`env: ${quoted(environment[key])}`]),
    ];
    if (!isLined) return `{ ${lines.join(', ')} }`;
    return `{${eol}${lines.map((line) => `${base}${indent}${line},${eol}`).join('')}${base}}`;
  };
  const text = partOf('format')?.getText() === quoted('String') ? quoted('String') : 'String';
  const variable = partOf('env');
  const own = variable !== undefined && ts.isStringLiteralLike(variable) ? `process.env.${variable.text} ?? ` : '';
  const fallback = partOf('default');
  const isGiven = fallback !== undefined && !/^(null|undefined)$/.test(fallback.getText());
  const type = `${quote}on${quote} | ${quote}off${quote}`;
  return {
    namespace: written('namespace', text, quoted('default')),
    prefix: written('prefix', text, `${own}${isGiven ? fallback.getText() : quoted('saas')}`),
    shards: written('shards', quoted('nat'), '1'),
    mode: written(
      'mode',
      `[${quoted('on')}, ${quoted('off')}]`,
      widens ? `${quoted('off')} as ${type}` : quoted('off'),
    ),
  };
}
