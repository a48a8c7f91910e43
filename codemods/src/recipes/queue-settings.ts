import { ts } from '../../typescript.js';
import type { Advice, Edit, RecipeResult } from '../model/edit.js';
import { editValidatedClass, isValidated, mappingOf } from './parts/class-settings.js';
import { convictValues } from './parts/convict-settings.js';
import { envalidValues } from './parts/envalid-settings.js';
import { importNames } from './parts/imports.js';
import { hasWork, readSettings, type Settings } from './parts/settings.js';
import { settingsAdvice } from './parts/settings-advice.js';
import { type Home, isTestFile, SETTINGS_GROUP, writtenValue } from './parts/settings-home.js';
import { assignmentTo } from './parts/settings-homes.js';
import { insertion, insertLines, insertMembers, insertProperties, isAloneOnLine } from './parts/settings-insertion.js';
import { bare, nameOf, propertyOf, type Tracer, traceValue } from './parts/settings-trace.js';
import {
  completeValues,
  envForm,
  hasNumbers,
  rawValues,
  type SettingValues,
  type ValuesInput,
} from './parts/settings-values.js';
import { styleOf } from './parts/style.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Adds the routing module's settings beside the legacy queue's, wherever that one is declared, typed or given a value. */
export const queueSettings: Recipe = {
  id: 'queue-settings',
  describe: 'adds the queue prefix, the shard count, the routing mode and the namespace beside the legacy queue',
  edit: editSettings,
};

type Key = keyof SettingValues;
/** In the order they are written. */
const KEYS: readonly Key[] = ['namespace', 'prefix', 'shards', 'mode'];

function editSettings(context: RecipeContext): RecipeResult {
  const settings = hasWork(context) ? readSettings(context) : null;
  if (settings === null) return { edits: [], files: [], advice: [] };
  if (settings.homes.length === 0) return { edits: [], files: [], advice: adviseSettings(settings) };
  if (isReadElsewhere(settings, context)) return { edits: [], files: [], advice: [] };
  const edits = settings.homes.flatMap((home) =>
    editHome(home, home.names === null ? settings : { ...settings, names: home.names }, context),
  );
  const unique = new Map(edits.map((edit) => [`${edit.file}:${edit.span.start}:${edit.text}`, edit]));
  const why = context.without?.get(SETTINGS_GROUP);
  if (why !== undefined) return { edits: [], files: [], advice: adviseTakenBack([...unique.values()], settings, why) };
  return {
    edits: [...unique.values()],
    files: [],
    advice:
      edits.length === 0
        ? []
        : [...settings.homes.flatMap((home) => advisePrefix(home, settings)), ...adviseExamples(settings, context)],
  };
}

/** A routing module that reads the switch from the environment itself has no use for the settings. */
function isReadElsewhere({ names, environment }: Settings, { config, read }: RecipeContext): boolean {
  const text = config.routing.form === 'import' ? '' : (read(config.routing.module)?.text ?? '');
  return new RegExp(`\\benv\\b.{1,4}${environment.mode}\\b`).test(text) && !text.includes(`.${names.mode}`);
}

/** What would have been added, had the compiler agreed. */
function adviseTakenBack(edits: readonly Edit[], settings: Settings, why: string): readonly Advice[] {
  const home = settings.homes.find((one) => !one.typed) ?? settings.homes[0];
  if (home === undefined) return [];
  const add = edits
    .filter((edit) => edit.file === home.file)
    .map((edit) => edit.text.replace(/^[,;\s]+/, '').trimEnd())
    .filter((text) => text !== '');
  const message = `The routing settings could not be added: ${why}. Until they are there, the routing module reads them from the environment.`;
  const line = lineOf(home.property);
  return [{ recipe: 'queue-settings', file: home.file, line, message, add: add.join('\n').replace(/\r?\n\s*/g, '\n') }];
}

/** A schema over values from a file or a service: whether environments have queues of their own there cannot be seen. */
function advisePrefix(home: Home, settings: Settings): readonly Advice[] {
  if (home.kind !== 'zod' || home.sources.length === 0) return [];
  const known = home.sources.every((source) => isEnvironment(source) || mappingsOf(source, settings).length > 0);
  if (known) return [];
  const { names } = settings;
  const line = lineOf(home.property);
  const message = `\`${names.prefix}\` defaults to 'saas', because it cannot be seen where \`${names.legacyTaskQueue}\` gets its value. Where environments share a namespace, give each its own prefix.`;
  return [
    {
      recipe: 'queue-settings',
      file: home.file,
      line,
      message,
      add: `${names.prefix}: <the value of ${names.legacyTaskQueue}>`,
    },
  ];
}

const lineOf = (node: ts.Node): number => node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;

function adviseSettings(settings: Settings): readonly Advice[] {
  const { names, refused, present } = settings;
  const missing = KEYS.filter((key) => !present.has(names[key]));
  if (refused === null || missing.length === 0) return [];
  const message = `The routing settings could not be added: ${refused.why}. Until they are there, the routing module reads them from the environment.`;
  return [
    {
      recipe: 'queue-settings',
      file: refused.file,
      line: refused.line,
      message,
      add: settingsAdvice(settings, missing),
    },
  ];
}

function editHome(home: Home, settings: Settings, context: RecipeContext): readonly Edit[] {
  switch (home.kind) {
    case 'zod':
      return editSchema(home, settings, context);
    case 'envalid':
      return editEnvalid(home, settings);
    case 'convict':
      return editConvict(home, settings);
    case 'object':
      return editLiteral(home, settings);
    case 'class':
      return isValidated(home) ? editValidated(home, settings, context) : editClass(home, settings);
    case 'members':
      return editMembers(home, settings);
  }
}

const missingIn = (present: readonly (string | null)[], { names }: Settings): readonly Key[] =>
  KEYS.filter((key) => !present.includes(names[key]));

// ——— object literals

function editLiteral(home: Home & { kind: 'object' }, settings: Settings): readonly Edit[] {
  const { literal, property, file, behind } = home;
  const values = completeValues(valuesInput({ list: literal, property, file }, settings));
  const missing = missingIn(literal.properties.map(nameOf), settings);
  const written = (key: Key): string => {
    if (behind !== null) return behind.read(behind.names[key]);
    return key === 'mode' && widens(home, settings) ? narrowed(values.mode, literal) : values[key];
  };
  const entries = missing.map((key) => ({ name: settings.names[key], value: written(key) }));
  return insertProperties(property as ts.ObjectLiteralElementLike, literal, entries, file);
}

interface Beside {
  readonly list: ts.ObjectLiteralExpression;
  readonly property: ts.Declaration;
  readonly file: string;
}

function valuesInput({ list, property, file }: Beside, settings: Settings): ValuesInput {
  const siblings = initializersOf(list).filter((value) => value.parent !== property);
  const legacy = writtenValue(property);
  const constant = isTestFile(file) || (legacy !== null && ts.isStringLiteralLike(bare(legacy)));
  return { legacy, siblings, environment: settings.environment, quote: styleOf(list.getSourceFile()).quote, constant };
}

/** Whether a literal written there would be widened to `string`: an object of a TypeScript file that no type and no `as const` holds. */
function widens(home: Home & { kind: 'object' }, settings: Settings): boolean {
  if (home.typed || /\.[cm]?jsx?$/.test(home.file)) return false;
  const { literal } = home;
  for (let node: ts.Node = literal; ts.isExpression(node); node = node.parent) {
    if (ts.isAsExpression(node) && ts.isConstTypeReference(node.type)) return false;
  }
  const property = settings.checker.getContextualType(literal)?.getProperty(settings.names.legacyTaskQueue);
  // A generic call gives the literal its own type as context.
  return property === undefined || property.valueDeclaration === home.property;
}

function narrowed(value: string, literal: ts.Node): string {
  const quote = styleOf(literal.getSourceFile()).quote;
  return `${value.includes(' ') ? `(${value})` : value} as ${modeType(quote)}`;
}

const modeType = (quote: string): string => `${quote}on${quote} | ${quote}off${quote}`;

// ——— specs of envalid and convict, validated classes

function editEnvalid(home: Home & { kind: 'envalid' }, settings: Settings): readonly Edit[] {
  const { values, edits } = envalidValues(home);
  const added = editSpecs(home, settings, values);
  return added.length === 0 ? [] : [...edits, ...added];
}

function editConvict(home: Home & { kind: 'convict' }, settings: Settings): readonly Edit[] {
  const widens = !/\.[cm]?jsx?$/.test(home.file) && home.call.typeArguments === undefined;
  return editSpecs(home, settings, convictValues(home, { environment: settings.environment, widens }));
}

function editSpecs(
  { literal, property, file }: Home & { kind: 'envalid' | 'convict' },
  settings: Settings,
  values: SettingValues,
): readonly Edit[] {
  const missing = missingIn(literal.properties.map(nameOf), settings);
  const entries = missing.map((key) => ({ name: settings.names[key], value: values[key] }));
  return insertProperties(property as ts.ObjectLiteralElementLike, literal, entries, file);
}

function editValidated(home: Home & { kind: 'class' }, settings: Settings, context: RecipeContext): readonly Edit[] {
  const { names } = settings;
  const missing = missingIn(home.declaration.members.map(nameOf), settings);
  const mappings = home.fills.flatMap((fill) => mappingOf(fill, names.legacyTaskQueue) ?? []);
  const mapped = mappings.flatMap((literal) => {
    const file = context.relative(literal.getSourceFile().fileName);
    const property = propertyOf({ kind: 'object', literal }, names.legacyTaskQueue);
    if (file === null || property === null) return [];
    const values = completeValues(valuesInput({ list: literal, property, file }, settings));
    const entries = missingIn(literal.properties.map(nameOf), settings).map((key) => ({
      name: names[key],
      value: values[key],
    }));
    return insertProperties(property as ts.ObjectLiteralElementLike, literal, entries, file);
  });
  return [...editValidatedClass(home, names, missing), ...mapped];
}

// ——— files of variables

/** What a template of the environment lacks; a person knows what its readers should be told. */
function adviseExamples({ homes, environment }: Settings, context: RecipeContext): readonly Advice[] {
  const folders = homes.map(({ file }) => context.packageOf(file)?.replace(/[^/]*$/, '') ?? '');
  const files = [...new Set(['', ...folders])].flatMap((folder) => EXAMPLES.map((name) => `${folder}${name}`));
  return files.flatMap((file): readonly Advice[] => {
    const lines = context.read(file)?.text.split(/\r?\n/) ?? [];
    const line = lines.findIndex((text) => variableOf(text) === environment.legacyTaskQueue);
    const missing = KEYS.filter((key) => !lines.some((text) => variableOf(text) === environment[key]));
    const legacy = lines[line];
    if (legacy === undefined || missing.length === 0) return [];
    const values = {
      namespace: 'default',
      prefix: legacy.slice(legacy.indexOf('=') + 1).trim(),
      shards: 1,
      mode: 'off',
    };
    const add = missing.map((key) => `${environment[key]}=${values[key]}`).join('\n');
    const message = `${file} names ${environment.legacyTaskQueue}: the settings read these variables too.`;
    return [{ recipe: 'queue-settings', file, line: line + 1, message, add }];
  });
}

const EXAMPLES = ['.env.example', '.env.sample', '.env.template', '.env.dist', '.env.defaults'];

const variableOf = (line: string): string | null =>
  /^\s*#?\s*(?:export\s+)?([A-Z][A-Z\d_]*)\s*=/.exec(line)?.[1] ?? null;

// ——— zod schemas

function editSchema(home: Home & { kind: 'zod' }, settings: Settings, context: RecipeContext): readonly Edit[] {
  const { literal, property, file } = home;
  const quote = styleOf(literal.getSourceFile()).quote;
  const sources = [...home.sources, ...parsedElsewhere(home, settings, context)];
  const mappings = sources.flatMap((source) => mappingsOf(source, settings));
  const zod = zodOf(home);
  const values = schemaValues({ home, settings, sources, mappings, quote, zod: zod.spell });
  const missing = missingIn(literal.properties.map(nameOf), settings);
  const entries = missing.map((key) => ({ name: settings.names[key], value: values[key] }));
  return [
    ...(entries.length === 0 ? [] : zod.edits),
    ...insertProperties(property as ts.ObjectLiteralElementLike, literal, entries, file),
    ...mappings.flatMap((mapping) => editMapping(mapping, settings, context)),
  ];
}

interface SchemaInput {
  readonly home: Home & { kind: 'zod' };
  readonly settings: Settings;
  readonly sources: readonly ts.Expression[];
  readonly mappings: readonly ts.ObjectLiteralExpression[];
  readonly quote: string;
  readonly zod: (name: ZodName) => string;
}

type ZodName = 'string' | 'coerce' | 'number' | 'union' | 'literal';

/** How zod's functions are spelled in the file: `z.string`, or imported by name. */
function zodOf(home: Home & { kind: 'zod' }): {
  readonly spell: (name: ZodName) => string;
  readonly edits: readonly Edit[];
} {
  if (home.root !== '') return { spell: (name) => `${home.root}${name}`, edits: [] };
  const source = home.literal.getSourceFile();
  const names: readonly ZodName[] = ['coerce', 'literal', 'string', 'union'];
  const imported = importNames(source, {
    file: home.file,
    specifier: zodSpecifier(source),
    names,
    group: SETTINGS_GROUP,
  });
  return { spell: (name) => imported.local.get(name) ?? name, edits: imported.edits };
}

const zodSpecifier = (source: ts.SourceFile): string =>
  source.statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) &&
    ts.isStringLiteral(statement.moduleSpecifier) &&
    /^zod\b/.test(statement.moduleSpecifier.text)
      ? [statement.moduleSpecifier.text]
      : [],
  )[0] ?? 'zod';

function schemaValues({ home, settings, sources, mappings, quote, zod }: SchemaInput): SettingValues {
  const chain = chainOf(writtenValue(home.property));
  const fallback = chain.fallback ?? `${quote}saas${quote}`;
  const text = `${zod('string')}()${chain.rules}`;
  const converted = mappings.some((mapping) => hasNumbers(initializersOf(mapping)));
  const whole = mappings.length === 0 ? sources.find(isEnvironment) : undefined;
  const inherited =
    whole !== undefined
      ? `() => ${whole.getText()}.${settings.names.legacyTaskQueue} ${chain.operator} ${fallback}`
      : fallback;
  const fromEnvironment = mappings.some((mapping) => isReadFromEnv(mapping, settings)) || whole !== undefined;
  return {
    namespace: `${zod('string')}().default(${quote}default${quote})`,
    prefix: `${text}.default(${fromEnvironment ? inherited : `${quote}saas${quote}`})`,
    shards: `${converted && home.root !== '' ? `${zod('number')}()` : `${zod('coerce')}.number()`}.int().min(1).default(1)`,
    mode: `${home.root !== '' ? `${home.root}enum([${quote}on${quote}, ${quote}off${quote}])` : `${zod('union')}([${zod('literal')}(${quote}on${quote}), ${zod('literal')}(${quote}off${quote})])`}.default(${quote}off${quote})`,
  };
}

/** The rules of the legacy queue's schema that hold for a prefix too, and its default. */
function chainOf(value: ts.Expression | null): {
  readonly rules: string;
  readonly fallback: string | null;
  readonly operator: '??' | '||';
} {
  let rules = '';
  let fallback: string | null = null;
  for (let node = value === null ? null : bare(value); node !== null && ts.isCallExpression(node); ) {
    const callee: ts.Expression = bare(node.expression);
    if (!ts.isPropertyAccessExpression(callee)) break;
    const name = callee.name.text;
    const given = node.arguments.map((argument) => argument.getText()).join(', ');
    if (name === 'default' && node.arguments[0] !== undefined && !ts.isFunctionLike(node.arguments[0]))
      fallback = node.arguments[0].getText();
    if (name === 'min' || name === 'trim' || name === 'nonempty') rules = `.${name}(${given})${rules}`;
    node = bare(callee.expression);
  }
  return { rules, fallback, operator: rules === '' ? '??' : '||' };
}

const isEnvironment = (source: ts.Expression): boolean => /(^|\.)env$/.test(bare(source).getText());

const initializersOf = (literal: ts.ObjectLiteralExpression): readonly ts.Expression[] =>
  literal.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? [property.initializer] : []));

function isReadFromEnv(mapping: ts.ObjectLiteralExpression, { names }: Settings): boolean {
  const property = propertyOf({ kind: 'object', literal: mapping }, names.legacyTaskQueue);
  const value = property === null ? null : writtenValue(property);
  return value !== null && envForm(value) !== null;
}

/** The literals given to `parse` that carry the legacy queue. */
function mappingsOf(source: ts.Expression, { names, checker }: Settings): readonly ts.ObjectLiteralExpression[] {
  const tracer: Tracer = { checker, refused: [], seen: new Set() };
  const literals = traceValue(source, tracer).flatMap((container) =>
    container.kind === 'object' ? [container.literal] : [],
  );
  return literals.filter((literal) => propertyOf({ kind: 'object', literal }, names.legacyTaskQueue) !== null);
}

/** What the schema's other `parse` calls in its own file are given, when the settings were reached through their type alone. */
function parsedElsewhere(
  home: Home & { kind: 'zod' },
  { checker, names }: Settings,
  context: RecipeContext,
): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      /\.(safe)?parse(Async)?$/i.test(node.expression.getText()) &&
      !home.sources.some((source) => source.parent === node)
    ) {
      const traced = traceValue(node, { checker, refused: [], seen: new Set() });
      for (const container of traced)
        if (container.kind === 'zod' && container.literal === home.literal) found.push(...container.sources);
    }
    ts.forEachChild(node, visit);
  };
  if (context.relative(home.literal.getSourceFile().fileName) !== null && names.legacyTaskQueue !== '')
    visit(home.literal.getSourceFile());
  return found;
}

function editMapping(mapping: ts.ObjectLiteralExpression, settings: Settings, context: RecipeContext): readonly Edit[] {
  const file = context.relative(mapping.getSourceFile().fileName);
  const property = propertyOf({ kind: 'object', literal: mapping }, settings.names.legacyTaskQueue);
  if (file === null || property === null) return [];
  const values = rawValues(valuesInput({ list: mapping, property, file }, settings));
  if (values === null) return [];
  const missing = missingIn(mapping.properties.map(nameOf), settings);
  const entries = missing.map((key) => ({ name: settings.names[key], value: values[key] }));
  return insertProperties(property as ts.ObjectLiteralElementLike, mapping, entries, file);
}

// ——— classes, interfaces and type literals

function editClass(home: Home & { kind: 'class' }, settings: Settings): readonly Edit[] {
  const { declaration, property, file } = home;
  if (!ts.isPropertyDeclaration(property)) return [];
  const quote = styleOf(property.getSourceFile()).quote;
  const missing = missingIn(declaration.members.map(nameOf), settings);
  const siblings = declaration.members.flatMap((member) =>
    ts.isPropertyDeclaration(member) && member !== property && member.initializer ? [member.initializer] : [],
  );
  const assignment =
    property.initializer === undefined ? assignmentTo(declaration, settings.names.legacyTaskQueue) : null;
  const legacy = property.initializer ?? assignment?.expression.right ?? null;
  const constant = legacy !== null && ts.isStringLiteralLike(bare(legacy));
  const complete = completeValues({ legacy, siblings, environment: settings.environment, quote, constant });
  const { behind } = home;
  const values = (key: Key): string => (behind === null ? complete[key] : behind.read(behind.names[key]));
  const head = property.getText().slice(0, property.name.getStart() - property.getStart());
  const typed = property.type !== undefined || assignment !== null;
  const end = property.getText().endsWith(';') ? ';' : '';
  const isTypeScript = !/\.[cm]?jsx?$/.test(file);
  const members = missing.map((key) => {
    const type = isTypeScript && (typed || key === 'mode') ? `: ${typeOf(key, quote)}` : '';
    return `${head}${settings.names[key]}${type}${assignment === null ? ` = ${values(key)}` : ''}${end}`;
  });
  const assigned = missing.map(
    (key) => `this.${settings.names[key]} = ${values(key)}${assignment?.getText().endsWith(';') ? ';' : ''}`,
  );
  return [
    ...insertMembers(property, declaration, members, file),
    ...(assignment === null ? [] : insertMembers(assignment, assignment.parent, assigned, file)),
  ];
}

const typeOf = (key: Key, quote: string): string =>
  key === 'mode' ? modeType(quote) : key === 'shards' ? 'number' : 'string';

function editMembers(home: Home & { kind: 'members' }, settings: Settings): readonly Edit[] {
  const { declaration, property, file } = home;
  if (!ts.isPropertySignature(property)) return [];
  const quote = styleOf(property.getSourceFile()).quote;
  const missing = missingIn(declaration.members.map(nameOf), settings);
  const text = property.getText();
  const end = /[;,]$/.exec(text)?.[0] ?? '';
  const head = text.slice(0, property.name.getStart() - property.getStart());
  const name = (key: Key): string =>
    ts.isStringLiteral(property.name) ? `${quote}${settings.names[key]}${quote}` : settings.names[key];
  const written = missing.map((key) => `${head}${name(key)}: ${typeOf(key, quote)}`);
  if (missing.length === 0) return [];
  if (isAloneOnLine(property, declaration))
    return insertLines(
      property,
      written.map((member) => member + end),
      file,
    );
  const inline = written.map((member) => `${end === '' ? '; ' : ' '}${member}${end}`).join('');
  return [insertion(file, property.end, inline)];
}
