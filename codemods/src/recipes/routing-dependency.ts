import { ts } from '../../typescript.js';
import type { Advice, Edit, RecipeResult } from '../model/edit.js';
import { ROUTING_PACKAGE, ROUTING_VERSION } from './parts/routing-package.js';
import { hasWork } from './parts/settings.js';
import { isTestFile } from './parts/settings-home.js';
import { indentAt } from './parts/style.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Adds the routing package to the `package.json` of everything that imports it. */
export const routingDependency: Recipe = {
  id: 'routing-dependency',
  describe: 'adds temporal-queue-routing to the dependencies of each importing package',
  edit: editDependencies,
};

function editDependencies(context: RecipeContext): RecipeResult {
  const files = hasWork(context) ? importingFiles(context) : [];
  const manifests = new Map<string, string>();
  const advice: Advice[] = [];
  for (const file of files) {
    const manifest = context.packageOf(file);
    if (manifest !== null) manifests.set(manifest, manifests.get(manifest) ?? file);
    else advice.push(advise(file, 'no package.json was found for this file', install(ROUTING_RANGE)));
  }
  const results = [...manifests.keys()].sort().map((manifest) => editManifest(manifest, context));
  const edits = results.flatMap((result) => result.edits);
  return { edits, files: [], advice: [...advice.slice(0, 1), ...results.flatMap((result) => result.advice)] };
}

const ROUTING_RANGE = `^${ROUTING_VERSION}`;
const install = (range: string): string => `"${ROUTING_PACKAGE}": "${range}"`;
const advise = (file: string, why: string, add: string): Advice => ({
  recipe: 'routing-dependency',
  file,
  line: 1,
  message: `The dependency on ${ROUTING_PACKAGE} was not added: ${why}.`,
  add,
});

/** The files that import the routing package itself: a bound module stands between it and the starts. */
function importingFiles({ config, decisions, inWorkflows, workers }: RecipeContext): readonly string[] {
  const isScheduled = decisions.some(({ decision, site }) => decision === 'route' && site.api === 'schedule.create');
  const script = isScheduled && config.routing.form === 'module' ? config.scheduleScript : null;
  const starts =
    config.routing.form !== 'import'
      ? [config.routing.module]
      : decisions.flatMap((one) => (one.decision === 'route' ? [one.site.at.file] : []));
  const moved =
    config.routing.form === 'module'
      ? workers.filter((use) => use.how === 'static' && !use.test && !isTestFile(use.at.file))
      : [];
  const children = inWorkflows.filter(({ follows }) => !follows);
  const inside =
    config.workflowRouting?.form === 'module' && children.length > 0
      ? [config.workflowRouting.module]
      : children.map(({ site }) => site.at.file);
  return [...new Set([...starts, ...inside, ...moved.map((use) => use.at.file), ...(script === null ? [] : [script])])];
}

interface Made {
  readonly edits: readonly Edit[];
  readonly advice: readonly Advice[];
}

function editManifest(file: string, context: RecipeContext): Made {
  const source = context.read(file);
  const root = source === null ? null : rootOf(file, source.text);
  if (source === null || root === null)
    return { edits: [], advice: [advise(file, 'it could not be read as JSON', install(ROUTING_RANGE))] };
  const listed = ['dependencies', 'peerDependencies', 'optionalDependencies'].some(
    (name) => textIn(objectIn(root, name), ROUTING_PACKAGE) !== null,
  );
  if (listed) return { edits: [], advice: [] };
  if (textIn(objectIn(root, 'devDependencies'), ROUTING_PACKAGE) !== null) {
    return {
      edits: [],
      advice: [
        advise(file, 'it is among the devDependencies, and production code imports it now', install(ROUTING_RANGE)),
      ],
    };
  }
  const { range, catalog } = rangeFor(root, context);
  const insertion = insertionIn(root, range, source.text);
  const edit: Edit = {
    file,
    span: { start: insertion.at, end: insertion.at },
    text: insertion.text,
    group: `dependency ${file}`,
    why: `the rewritten code imports ${ROUTING_PACKAGE}`,
  };
  return { edits: [edit], advice: catalog === null ? [] : [adviseCatalog(catalog)] };
}

function rootOf(file: string, text: string): ts.ObjectLiteralExpression | null {
  const json = ts.createSourceFile(file, text, ts.ScriptTarget.JSON, true, ts.ScriptKind.JSON) as ts.JsonSourceFile;
  const diagnostics =
    (json as ts.JsonSourceFile & { readonly parseDiagnostics?: readonly unknown[] }).parseDiagnostics ?? [];
  const expression = json.statements[0]?.expression;
  return diagnostics.length === 0 && expression !== undefined && ts.isObjectLiteralExpression(expression)
    ? expression
    : null;
}

const propertiesOf = (object: ts.ObjectLiteralExpression): readonly ts.PropertyAssignment[] =>
  object.properties.filter(ts.isPropertyAssignment);
const keyOf = (property: ts.PropertyAssignment): string =>
  ts.isStringLiteral(property.name) ? property.name.text : '';

function objectIn(root: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralExpression | null {
  const found = propertiesOf(root).find((property) => keyOf(property) === name)?.initializer;
  return found !== undefined && ts.isObjectLiteralExpression(found) ? found : null;
}

function textIn(object: ts.ObjectLiteralExpression | null, name: string): string | null {
  const found =
    object === null ? undefined : propertiesOf(object).find((property) => keyOf(property) === name)?.initializer;
  return found !== undefined && ts.isStringLiteral(found) ? found.text : null;
}

/** The range as the repository writes it: that of another of its packages, the catalog of the Temporal packages, else a caret. */
function rangeFor(
  root: ts.ObjectLiteralExpression,
  context: RecipeContext,
): { readonly range: string; readonly catalog: string | null } {
  const temporal = ['dependencies', 'devDependencies', 'peerDependencies']
    .flatMap((name) => objectIn(root, name) ?? [])
    .flatMap((object) => propertiesOf(object).filter((property) => keyOf(property).startsWith('@temporalio/')))
    .map((property) => (ts.isStringLiteral(property.initializer) ? property.initializer.text : ''));
  const [catalog] = temporal;
  const known = rangeElsewhere(context);
  if (known !== null) return { range: known, catalog: null };
  if (catalog?.startsWith('catalog:') === true && temporal.every((range) => range === catalog))
    return { range: catalog, catalog };
  return { range: ROUTING_RANGE, catalog: null };
}

/** The range under which another package of the repository depends on it, or `workspace:*` where it is one of them. */
function rangeElsewhere(context: RecipeContext): string | null {
  const manifests = [...new Set(context.files.flatMap((file) => context.packageOf(file) ?? []))].sort();
  let range: string | null = null;
  for (const manifest of manifests) {
    const source = context.read(manifest);
    const root = source === null ? null : rootOf(manifest, source.text);
    if (root === null) continue;
    if (textIn(root, 'name') === ROUTING_PACKAGE) return 'workspace:*';
    for (const name of ['dependencies', 'devDependencies', 'peerDependencies'])
      range ??= textIn(objectIn(root, name), ROUTING_PACKAGE);
  }
  return range;
}

function adviseCatalog(catalog: string): Advice {
  const name = catalog.slice('catalog:'.length);
  const where = name === '' ? 'catalog:' : `catalogs:\n  ${name}:`;
  return {
    recipe: 'routing-dependency',
    file: 'pnpm-workspace.yaml',
    line: 1,
    message: `The dependency is written as \`${catalog}\`, like the Temporal packages: add its version to that catalog.`,
    add: `${where}\n${name === '' ? '  ' : '    '}${ROUTING_PACKAGE}: ${ROUTING_RANGE}`,
  };
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

function insertionIn(root: ts.ObjectLiteralExpression, range: string, text: string): Insertion {
  const dependencies = objectIn(root, 'dependencies');
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const isLined = text.slice(root.getStart(), root.end).includes('\n');
  const unit = isLined ? (/^([ \t]+)\S/m.exec(text)?.[1] ?? '  ') : '';
  if (dependencies === null) return insertionOfList(root, { range, eol, unit, isLined });
  const properties = propertiesOf(dependencies);
  const [first] = properties;
  const entry = install(range);
  if (first === undefined) {
    const base = indentAt(text, dependencies.getStart());
    return {
      at: dependencies.getStart() + 1,
      text: isLined ? closing(`${eol}${base}${unit}${entry}`, `${eol}${base}`, dependencies) : ` ${entry} `,
    };
  }
  const before = placeIn(properties);
  const isOwnLine = text.slice(dependencies.getStart(), first.getStart()).includes('\n');
  const separator = isOwnLine ? `,${eol}${indentAt(text, first.getStart())}` : ', ';
  if (before === null) return { at: properties.at(-1)?.end ?? first.end, text: `${separator}${entry}` };
  return { at: before.getStart(), text: `${entry}${separator}` };
}

/** An empty list that is already written over lines keeps its last one. */
const closing = (entry: string, end: string, list: ts.ObjectLiteralExpression): string =>
  list.getText().includes('\n') ? entry : `${entry}${end}`;

/** The property to stand before, so that a sorted list stays sorted; null for the end. */
function placeIn(properties: readonly ts.PropertyAssignment[]): ts.PropertyAssignment | null {
  const keys = properties.map(keyOf);
  const isSorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') <= key);
  return isSorted ? (properties.find((property) => keyOf(property) > ROUTING_PACKAGE) ?? null) : null;
}

interface ListStyle {
  readonly range: string;
  readonly eol: string;
  readonly unit: string;
  readonly isLined: boolean;
}

/** A `dependencies` list where there is none: before the development ones, else last. */
function insertionOfList(root: ts.ObjectLiteralExpression, { range, eol, unit, isLined }: ListStyle): Insertion {
  const list = isLined
    ? `"dependencies": {${eol}${unit}${unit}${install(range)}${eol}${unit}}`
    : `"dependencies": { ${install(range)} }`;
  const separator = isLined ? `,${eol}${unit}` : ', ';
  const next = propertiesOf(root).find((property) => keyOf(property) === 'devDependencies');
  if (next !== undefined) return { at: next.getStart(), text: `${list}${separator}` };
  const last = propertiesOf(root).at(-1);
  return last === undefined
    ? { at: root.getStart() + 1, text: isLined ? `${eol}${unit}${list}` : list }
    : { at: last.end, text: `${separator}${list}` };
}
