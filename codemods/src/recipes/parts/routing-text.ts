import type { Kind } from '../../model/decision.js';
import { addedKinds, kindList } from './kind-list.js';
import type { Language } from './new-module.js';
import { ROUTING_PACKAGE } from './routing-package.js';
import { quoted, type Style } from './style.js';

/** The settings of the routing module, as expressions. */
export interface RoutingValues {
  readonly mode: string;
  readonly legacyTaskQueue: string;
  readonly namespace: string;
  readonly prefix: string;
  readonly shards: string;
}

/** What the text of every routing module is made of. */
export interface RoutingText {
  /** Expressions, evaluated at every start. */
  readonly values: RoutingValues;
  /** What the reader turns the kill switch by: `temporalRoutingMode`, `TEMPORAL_ROUTING_MODE`. */
  readonly switch: string;
  /** Every kind of the config; `tenant` and `jobs` are known to the routing package. */
  readonly kinds: readonly Pick<Kind, 'name' | 'scope'>[];
  readonly style: Style;
  readonly language: Language;
}

/** Something that a module imports: the settings, or the constant that names the legacy queue. */
export interface Imported {
  readonly name: string;
  readonly local: string;
  readonly specifier: string;
}

/** The text of the routing module that is bound to the settings it imports; to none when it needs nothing. */
export function boundText(options: RoutingText & { readonly imported: Imported | null }): string {
  const { style, imported, language } = options;
  const end = style.semicolon;
  const keep = language === 'commonjs' ? '' : 'export ';
  const isTyped = language === 'typescript';
  const routes = isTyped
    ? ROUTES.map((name) => `export const ${name}: ${routingType(options)}['${name}'] = routing.${name}${end}`)
    : [`${keep}const { ${ROUTES.join(', ')} } = routing${end}`];
  return linesOf(options, [
    ...head(options, imported === null ? [] : [importLine(imported, options) + end]),
    ...kindLines(options),
    ...explained(options),
    `${keep}const routing${isTyped ? `: ${routingType(options)}` : ''} = createRouting(() => ({`,
    ...settingLines(options, style.indent),
    `}))${end}`,
    '',
    ...routes,
    ...tail(options, ['routing', ...ROUTES]),
  ]);
}

/** The text of the routing module whose function takes the settings. */
export function factoryText(
  options: RoutingText & {
    readonly factory: string;
    /** What is read of the settings, with its type. */
    readonly reads: readonly { readonly name: string; readonly type: string }[];
  },
): string {
  const { style, language, factory, reads } = options;
  const { indent, semicolon: end } = style;
  const isTyped = language === 'typescript';
  const shape = [
    '/** What the routing reads of the settings that it is given. */',
    'export interface RoutedSettings {',
    ...reads.map(({ name, type }) => `${indent}readonly ${name}: ${type}${end === '' ? '' : ';'}`),
    '}',
    '',
  ];
  return linesOf(options, [
    ...head(options, []),
    ...kindLines(options),
    ...(isTyped ? shape : []),
    ...explained(options),
    `${language === 'commonjs' ? '' : 'export '}const ${factory} = (settings${isTyped ? `: RoutedSettings): ${routingType(options)}` : ')'} =>`,
    `${indent}createRouting({`,
    ...settingLines(options, indent + indent),
    `${indent}})${end}`,
    ...(language === 'commonjs' ? [] : ['']),
    ...tail(options, [factory]),
  ]);
}

/** The text of the module with the class that Nest injects. */
export function injectedText(
  options: RoutingText & {
    readonly provider: string;
    /** Whole import lines, without their semicolons. */
    readonly imports: readonly string[];
    /** The constructor's parameter that holds the settings; null when they are imported. */
    readonly parameter: string | null;
    /** The modules that provide what the constructor takes. */
    readonly modules: readonly string[];
  },
): string {
  const { style, provider, imports, parameter, modules } = options;
  const { indent, semicolon: end } = style;
  const needs = modules.length === 0 ? '' : `imports: [${modules.join(', ')}], `;
  const type = routingType(options);
  return linesOf(options, [
    ...imports.map((line) => line + end),
    `import { createRouting, type Routing } from ${quoted(ROUTING_PACKAGE, style)}${end}`,
    '',
    ...kindLines(options),
    ...explained(options),
    '@Injectable()',
    `export class ${provider} {`,
    `${indent}readonly routing: ${type} = createRouting(() => ({`,
    ...settingLines(options, indent + indent),
    `${indent}}))${end}`,
    ...ROUTES.map((name) => `${indent}readonly ${name}: ${type}['${name}'] = this.routing.${name}${end}`),
    ...(parameter === null ? [] : ['', `${indent}constructor(${parameter}) {}`]),
    '}',
    '',
    '@Global()',
    `@Module({ ${needs}providers: [${provider}], exports: [${provider}] })`,
    `export class ${provider}Module {}`,
    '',
    ...tail(options, []),
  ]);
}

const ROUTES = ['routeForTenant', 'routeForSystemJob'] as const;

const linesOf = ({ style }: RoutingText, lines: readonly string[]): string => lines.join(style.eol);

function head({ style, language }: RoutingText, more: readonly string[]): readonly string[] {
  const from = quoted(ROUTING_PACKAGE, style);
  const names = language === 'typescript' ? 'createRouting, type Routing' : 'createRouting';
  const first =
    language === 'commonjs'
      ? `const { createRouting, startOptions } = require(${from})${style.semicolon}`
      : `import { ${names} } from ${from}${style.semicolon}`;
  return [first, ...more, ''];
}

function tail({ style, language }: RoutingText, names: readonly string[]): readonly string[] {
  return language === 'commonjs'
    ? ['', `module.exports = { ${[...names, 'startOptions'].join(', ')} }${style.semicolon}`, '']
    : [`export { startOptions } from ${quoted(ROUTING_PACKAGE, style)}${style.semicolon}`, ''];
}

const explained = (options: RoutingText): readonly string[] => [
  '/**',
  ' * Where workflows run: every start takes its task queue, and the key that keeps tenants fair, from here.',
  ` * The kill switch is \`${options.switch}\`: 'off', its default, gives every start the legacy queue, as before.`,
  ' */',
];

/** The line that imports what a module needs, without a semicolon. */
export function importLine({ name, local, specifier }: Imported, { style, language }: RoutingText): string {
  if (language === 'commonjs') {
    const binding = name === local ? `{ ${name} }` : `{ ${name}: ${local} }`;
    return `const ${binding} = require(${quoted(specifier, style)})`;
  }
  const binding = name === 'default' ? local : name === local ? `{ ${name} }` : `{ ${name} as ${local} }`;
  return `import ${binding} from ${quoted(specifier, style)}`;
}

/** Exports are annotated, so that compilers which look at one file alone (`isolatedDeclarations`) know what they are. */
const routingType = (options: RoutingText): string =>
  addedKinds(options.kinds).length === 0 ? 'Routing' : 'Routing<typeof KINDS>';

function kindLines(options: RoutingText): readonly string[] {
  const { style, language } = options;
  const list = kindList(options.kinds, options.style);
  return language !== 'typescript' || list === '' ? [] : [`const KINDS = [${list}] as const${style.semicolon}`, ''];
}

function settingLines(options: RoutingText, indent: string): readonly string[] {
  const { values, language } = options;
  const names = ['mode', 'legacyTaskQueue', 'namespace', 'prefix', 'shards'] as const;
  const settings = names.map((name) => `${name}: ${values[name]}`);
  const list = kindList(options.kinds, options.style);
  const kinds = list === '' ? [] : [language === 'typescript' ? 'kinds: KINDS' : `kinds: [${list}]`];
  return [...settings, ...kinds].map((line) => `${indent}${line},`);
}
