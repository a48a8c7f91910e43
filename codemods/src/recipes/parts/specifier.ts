import { ts } from 'ts-morph';
import type { RecipeContext } from '../recipe.js';

/** The specifier by which `from` imports the file `to`: relative or by alias, with or without extension, as the repository writes it. */
export function specifierFor(from: string, to: string, context: RecipeContext): string {
  const alias = aliasFor(from, to, context);
  if (alias !== null) return alias;
  return withExtension(relativePath(from, to), to, extensionStyle(from, context));
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
  const own = styleIn(from, context);
  if (own !== null) return own;
  const folder = from.split('/').slice(0, -1).join('/');
  const near = context.files.filter((file) => file.startsWith(folder)).slice(0, 40);
  for (const file of [...near, ...context.files.slice(0, 60)]) {
    const style = styleIn(file, context);
    if (style !== null) return style;
  }
  const options = context.typed(from)?.program.getCompilerOptions();
  const nodeNext =
    options?.module !== undefined && options.module >= ts.ModuleKind.Node16 && options.module <= ts.ModuleKind.NodeNext;
  return nodeNext ? 'js' : 'none';
}

function styleIn(file: string, context: RecipeContext): ExtensionStyle | null {
  const [first] = specifiersIn(file, context).filter(
    (specifier) => /^\.\.?\//.test(specifier) && !/\.(json|css|svg|vue|node)$/.test(specifier),
  );
  if (first === undefined) return null;
  if (/\.[cm]?js$/.test(first)) return 'js';
  return /\.[cm]?tsx?$/.test(first) ? 'ts' : 'none';
}

function specifiersIn(file: string, context: RecipeContext): readonly string[] {
  const source = context.syntax(file);
  if (source === null) return [];
  return source.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier !== undefined &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}

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
