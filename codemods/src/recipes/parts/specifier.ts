import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';

/** The specifier by which `from` imports the file `to`: relative or by alias, with or without extension, as the repository writes it. */
export function specifierFor(from: string, to: string, context: RecipeContext): string {
  const alias = aliasFor(from, to, context);
  if (alias !== null) return alias;
  return withExtension(relativePath(from, to), to, extensionStyle(from, context));
}

/** How `from` can import the file `to`, or why it cannot: across packages only by what the other one exports. */
export type Reached =
  | { readonly specifier: string; readonly why: null }
  | { readonly specifier: null; readonly why: string };

/** The specifier by which `from` imports names of the file `to`; across packages the other package's, when it exports the file. */
export function reach(from: string, to: string, names: readonly string[], context: RecipeContext): Reached {
  const theirs = manifestOf(to, context);
  const ours = manifestOf(from, context);
  // A manifest without a name marks a folder, not a package others import.
  if (theirs === null || theirs.file === ours?.file || theirs.name === null)
    return { specifier: specifierFor(from, to, context), why: null };
  const exported = exportedAs(to, names, theirs, context);
  if (exported !== null && (dependsOn(theirs.name, ours) || isImportedBeside(theirs.name, ours, context)))
    return { specifier: exported, why: null };
  const alias = aliasFor(from, to, context);
  const isSubpath = alias?.startsWith(`${theirs.name}/`) ?? false;
  if (alias !== null && (!isSubpath || theirs.json.exports === undefined || isPath(alias, from, context)))
    return { specifier: alias, why: null };
  if (isReachedRelatively(ours, theirs, context)) return { specifier: specifierFor(from, to, context), why: null };
  const where = `${to} is in the package ${theirs.name}`;
  return exported === null
    ? { specifier: null, why: `${where}, which does not export it: ${from} cannot import it` }
    : { specifier: null, why: `${where}, on which ${ours?.file ?? 'the package'} of ${from} does not depend` };
}

/** A package.json as far as imports go; `folder` ends with a slash or is empty. */
interface Manifest {
  readonly file: string;
  readonly folder: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly json: Readonly<Record<string, unknown>>;
}

function manifestOf(file: string, context: RecipeContext): Manifest | null {
  const manifest = context.packageOf(file);
  if (manifest === null) return null;
  const json = parsed(context.read(manifest)?.text ?? '');
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const folder = manifest.slice(0, -'package.json'.length);
  return { file: manifest, folder, name: text(json.name), type: text(json.type), json };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // What is no JSON names nothing and exports nothing.
    return {};
  }
}

/** The `type` of the package a file is in; null when it states none. */
export const packageType = (file: string, context: RecipeContext): string | null =>
  manifestOf(file, context)?.type ?? null;

/** The specifier a package's manifest gives one of its files: by `exports`, or its main entry when that exports the names. */
function exportedAs(
  to: string,
  names: readonly string[],
  { folder, name, json }: Manifest,
  context: RecipeContext,
): string | null {
  const target = builtPath(to.slice(folder.length));
  const { exports } = json;
  const own = Object(exports) as Record<string, unknown>;
  const isMap = typeof exports === 'object' && Object.keys(own).some((key) => key.startsWith('.'));
  const entries: (readonly [string, unknown])[] = isMap
    ? Object.entries(own)
    : [['.', exports ?? [json.main, json.module, json.types, 'index.js']]];
  for (const [key, value] of entries) {
    for (const path of leavesOf(value)) {
      const rest = matched(builtPath(path), target);
      if (rest !== null) return `${name}${key.slice(1).replace('*', rest)}`;
      if (!path.includes('*') && reexports(folder + builtPath(path), to, names, context))
        return `${name}${key.slice(1)}`;
    }
  }
  return null;
}

const leavesOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Object.values(Object(value) as object).flatMap(leavesOf);

/** A path without extension and without the folder that building changes: `./dist/esm/a.js` and `src/a.ts` are both `a`. */
const builtPath = (path: string): string =>
  path
    .replace(/^\.\//, '')
    .replace(/(\.d)?\.[cm]?[jt]sx?$/, '')
    .replace(/^((src|dist|lib|build|out|esm|cjs|types)\/)+/, '');

/** What the `*` of a pattern stands for in a path, '' when there is none; null when they do not match. */
function matched(pattern: string, path: string): string | null {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === path ? '' : null;
  const isMatch = path.startsWith(head) && path.endsWith(tail) && path.length > head.length + tail.length;
  return isMatch ? path.slice(head.length, path.length - tail.length) : null;
}

/** Whether an entry file hands on the names of another file of its package. */
function reexports(entry: string, to: string, names: readonly string[], context: RecipeContext): boolean {
  const folder = manifestOf(to, context)?.folder ?? '';
  const file = context.files.find(
    (one) =>
      context.packageOf(one) === `${folder}package.json` && folder + builtPath(one.slice(folder.length)) === entry,
  );
  const source = file === undefined ? null : context.syntax(file);
  if (source === null || file === undefined) return false;
  const handed = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) continue;
    const { moduleSpecifier: specifier, exportClause: clause } = statement;
    if (specifier === undefined || !ts.isStringLiteral(specifier)) continue;
    const plain = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, '');
    if (plain(specifier.text) !== plain(relativePath(file, to))) continue;
    if (clause === undefined) return true;
    if (ts.isNamedExports(clause)) for (const { name } of clause.elements) handed.add(name.text);
  }
  return names.every((name) => handed.has(name));
}

const dependsOn = (name: string, ours: Manifest | null): boolean =>
  ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'].some(
    (field) => name in (Object(ours?.json[field]) as object),
  );

const isImportedBeside = (name: string, ours: Manifest | null, context: RecipeContext): boolean =>
  importedIn(ours, context).some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`));

/** A package whose files are imported by climbing out of this one already. */
function isReachedRelatively(ours: Manifest | null, theirs: Manifest, context: RecipeContext): boolean {
  return importedIn(ours, context).some(({ file, specifier }) => {
    if (!specifier.startsWith('../')) return false;
    const path = file.split('/').slice(0, -1);
    for (const part of specifier.split('/')) {
      if (part === '..') path.pop();
      else if (part !== '.') path.push(part);
    }
    return context.packageOf(path.join('/')) === theirs.file;
  });
}

function importedIn(
  ours: Manifest | null,
  context: RecipeContext,
): readonly { readonly file: string; readonly specifier: string }[] {
  const own = context.files.filter((file) => context.packageOf(file) === (ours?.file ?? null));
  return own.flatMap((file) => specifiersIn(file, context).map((specifier) => ({ file, specifier })));
}

/** Whether an alias is one of tsconfig's `paths`. */
function isPath(alias: string, from: string, context: RecipeContext): boolean {
  const paths = context.optionsOf(from).paths ?? {};
  return Object.keys(paths).some((pattern) => matched(pattern, alias) !== null);
}

function relativePath(from: string, to: string): string {
  const base = from.split('/').slice(0, -1);
  const target = to.split('/');
  let shared = 0;
  while (shared < base.length && shared < target.length - 1 && base[shared] === target[shared]) shared += 1;
  const up = base.length - shared;
  const path = [...Array<string>(up).fill('..'), ...target.slice(shared)].join('/');
  return up === 0 ? `./${path}` : path;
}

type ExtensionStyle = 'js' | 'ts' | 'none';

function withExtension(path: string, to: string, style: ExtensionStyle): string {
  const extension = /\.([cm]?)[jt]sx?$/.exec(to);
  const stem = path.replace(/\.[cm]?[jt]sx?$/, '');
  if (extension === null || style === 'ts') return path;
  if (style === 'js') return `${stem}.${extension[1]}js`;
  return extension[1] === '' ? stem : `${stem}.${extension[1]}js`;
}

/** How this file, else the files of the repository, write the extension of a relative import; the module system where nothing says. */
function extensionStyle(from: string, context: RecipeContext): ExtensionStyle {
  if (needsExtension(from, context)) return 'js';
  const own = styleIn(from, context);
  if (own !== null) return own;
  const folder = from.split('/').slice(0, -1).join('/');
  const near = context.files.filter((file) => file.startsWith(folder)).slice(0, 40);
  for (const file of [...near, ...context.files.slice(0, 60)]) {
    const style = styleIn(file, context);
    if (style !== null) return style;
  }
  const options = context.optionsOf(from);
  const nodeNext =
    options.module !== undefined && options.module >= ts.ModuleKind.Node16 && options.module <= ts.ModuleKind.NodeNext;
  return nodeNext ? 'js' : 'none';
}

/** Node resolves no specifier without its extension in an ES module of JavaScript. */
const needsExtension = (from: string, context: RecipeContext): boolean =>
  /\.m[jt]s$/.test(from) || (/\.jsx?$/.test(from) && packageType(from, context) === 'module');

function styleIn(file: string, context: RecipeContext): ExtensionStyle | null {
  const [first] = specifiersIn(file, context).filter(
    (specifier) => /^\.\.?\//.test(specifier) && !/\.(json|css|svg|vue|node)$/.test(specifier),
  );
  if (first === undefined) return null;
  if (/\.[cm]?js$/.test(first)) return 'js';
  return /\.[cm]?tsx?$/.test(first) ? 'ts' : 'none';
}

/** What the top-level imports, exports and `require`s of a file name. */
function specifiersIn(file: string, context: RecipeContext): readonly string[] {
  const source = context.syntax(file);
  if (source === null) return [];
  return source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
      return statement.moduleSpecifier === undefined ? [] : textOf(statement.moduleSpecifier);
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ initializer: call }) =>
      call !== undefined && ts.isCallExpression(call) && call.expression.getText() === 'require'
        ? call.arguments.flatMap(textOf)
        : [],
    );
  });
}

const textOf = (node: ts.Expression): readonly string[] => (ts.isStringLiteral(node) ? [node.text] : []);

interface Alias {
  readonly prefix: string;
  readonly folder: string;
}

/** An alias this file already uses for files of the repository, when it uses more of them than relative imports that climb. */
function aliasFor(from: string, to: string, context: RecipeContext): string | null {
  const typed = context.typed(from);
  if (typed === null) return null;
  const aliases: Alias[] = [];
  let climbing = 0;
  for (const statement of typed.sourceFile.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const specifier = statement.moduleSpecifier.text;
    if (specifier.startsWith('../')) climbing += 1;
    if (specifier.startsWith('.')) continue;
    const target = typed.checker.getSymbolAtLocation(statement.moduleSpecifier)?.valueDeclaration?.getSourceFile();
    const file = target === undefined ? null : context.relative(target.fileName);
    const alias = file === null ? null : splitAlias(specifier, file);
    if (alias !== null) aliases.push(alias);
  }
  const alias = aliases.find((one) => to.startsWith(one.folder));
  if (alias === undefined || climbing > aliases.length) return null;
  const rest = to.slice(alias.folder.length);
  const sample = specifiersIn(from, context).find((specifier) => specifier.startsWith(alias.prefix));
  const style: ExtensionStyle =
    sample === undefined ? 'none' : /\.[cm]?js$/.test(sample) ? 'js' : /\.tsx?$/.test(sample) ? 'ts' : 'none';
  return withExtension(`${alias.prefix}${rest}`, to, style);
}

/** `@/services/x` for `src/services/x.ts` says that `@/` stands for `src/`. */
function splitAlias(specifier: string, file: string): Alias | null {
  const spoken = specifier.replace(/\.[cm]?[jt]sx?$/, '').split('/');
  const real = file
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/\/index$/, '')
    .split('/');
  let shared = 0;
  while (shared < spoken.length && shared < real.length && spoken.at(-1 - shared) === real.at(-1 - shared)) shared += 1;
  if (shared === 0 || shared === spoken.length) return null;
  const prefix = spoken.slice(0, spoken.length - shared).join('/');
  const folder = real.slice(0, real.length - shared).join('/');
  return { prefix: `${prefix}/`, folder: folder === '' ? '' : `${folder}/` };
}
