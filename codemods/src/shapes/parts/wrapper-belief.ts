import { ts } from '../../../typescript.js';
import { literally } from '../../model/pattern.js';
import type { CalledFact, MemberFact } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { lastName, unwrap } from './syntax.js';

/** A function that is looked for, with the members of types that it stands behind. */
export interface Wanted {
  readonly called: CalledFact;
  readonly members: readonly MemberFact[];
}

/** Too many objects are called like this to be known by it. */
const GENERIC = /^(client|service|manager|queue|handler|factory|provider|module|api|app|server|worker|runner|self|it)$/;

/** `makeTenantStarter`, `StarterShape`: what says how an object is made or that it is a type. */
const AROUND = /^(?:create|make|build|new|get|use|with|I(?=[A-Z]))|(?:Shape|Interface|Impl|Type|Port|Like)$/g;

/** The names an object goes by, in small letters: `TenantStarter` makes a `tenantStarter` and a `starter`. */
export function objectNames({ called, members }: Wanted): ReadonlySet<string> {
  const types = members.flatMap(({ name }) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : []));
  return new Set([called.holder, ...types].flatMap((name) => (name === null ? [] : endingsOf(name))));
}

function endingsOf(name: string): readonly string[] {
  const words = name.replace(AROUND, '').match(/[\p{Lu}\d]*[\p{Ll}\d$]+|[\p{Lu}\d$]+/gu) ?? [];
  return words.map((_, index) => words.slice(index).join('').toLowerCase()).filter((ending) => !GENERIC.test(ending));
}

/** Whether an object is called like the one a function is a member of: `req.starter` of a `TenantStarter`. */
export function isNamedLike(object: ts.Expression, wanted: Wanted): boolean {
  const node = unwrap(object);
  const name = lastName(ts.isCallExpression(node) ? node.expression : node)
    ?.text.replace(AROUND, '')
    .toLowerCase();
  if (name === undefined) return false;
  return [...objectNames(wanted)].some((one) => one === name || (name.endsWith(one) && one.length > 3));
}

/**
 * Patterns for the bytes of files anywhere that may call a function without an import that leads to it: on an object
 * called like its own (`req.starter.launch(…)`), or by its name out of a package that nobody can open.
 */
export function placesNamedLike(sought: readonly Wanted[]): readonly RegExp[] {
  const patterns = sought.flatMap((wanted) => {
    const { name, holder, owner } = wanted.called;
    const names = [...objectNames(wanted)].filter((one) => /^[\w$]+$/.test(one)).map(literally);
    const member = `(?:${names.join('|')})[\\s)\\]?!]*\\.\\s*${literally(name)}(?![\\w$])`;
    if (names.length > 0) return [member];
    const isMember = holder !== null || owner !== null;
    return isMember ? [] : [`(?<![\\w$])${literally(name)}[^;{}]*\\}?\\s*(?:from|=\\s*require\\s*\\()\\s*["'][^."']`];
  });
  return patterns.length === 0 ? [] : [new RegExp(patterns.join('|'), 'i')];
}

/** Whether what a file imports is declared where the function is, or a type that its object is seen as. */
export function importsIt({ sourceFile, ...context }: ShapeContext, wanted: Wanted): boolean {
  const files = filesOf(wanted);
  if (context.file === wanted.called.declared.file) return true;
  return importedNames(sourceFile).some((name) => isDeclaredIn(name, files, { ...context, sourceFile }));
}

/** Modules that take an object from each other are followed this far. */
const MAX_MODULES = 3;

/** Whether an object's way through calls and members begins at something that is declared where the function is. */
export const comesFrom = (object: ts.Expression, wanted: Wanted, context: ShapeContext): boolean =>
  rootOf(object, context, (name) => isDeclaredIn(name, filesOf(wanted), context));

/** The same, or in a module that has to do with it: what an untyped client is made of stands there. */
export const comesFromBeside = (object: ts.Expression, wanted: Wanted, context: ShapeContext): boolean =>
  rootOf(object, context, (name) => leadsTo(name, wanted, context, 0));

function leadsTo(name: ts.Identifier, wanted: Wanted, context: ShapeContext, depth: number): boolean {
  if (isDeclaredIn(name, filesOf(wanted), context)) return true;
  return sourcesOf(name, context).some((sourceFile) => {
    const inside = { ...context, sourceFile, file: context.fileOf(sourceFile) ?? context.file };
    return depth < MAX_MODULES && importedNames(sourceFile).some((one) => leadsTo(one, wanted, inside, depth + 1));
  });
}

/** The other files of the repository in which a name is declared. */
function sourcesOf(name: ts.Identifier, context: ShapeContext): readonly ts.SourceFile[] {
  const symbol = symbolAt(name, context);
  const declared = symbol === null ? [] : (resolveAlias(symbol, context).declarations ?? []);
  return [...new Set(declared.map((one) => one.getSourceFile()))].filter(
    (one) => one !== name.getSourceFile() && context.fileOf(one) !== null,
  );
}

/** Whether this holds for a name on an object's way through calls and members. */
function rootOf(object: ts.Expression, context: ShapeContext, holds: (name: ts.Identifier) => boolean): boolean {
  let node: ts.Expression | undefined = object;
  for (let steps = 0; node !== undefined && steps < 30; steps += 1) {
    const inner = unwrap(node);
    if (ts.isAwaitExpression(inner)) node = inner.expression;
    else if (ts.isCallExpression(inner) || ts.isNewExpression(inner)) node = inner.expression;
    else if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) node = inner.expression;
    else if (!ts.isIdentifier(inner)) return false;
    else if (holds(inner)) return true;
    else node = initializerOf(inner, context);
  }
  return false;
}

const filesOf = ({ called, members }: Wanted): ReadonlySet<string> =>
  new Set([called.declared.file, ...members.map(({ declared }) => declared.file)]);

function isDeclaredIn(name: ts.Identifier, files: ReadonlySet<string>, context: ShapeContext): boolean {
  const symbol = symbolAt(name, context);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  return (target?.declarations ?? []).some(
    (one) => one.getSourceFile() !== name.getSourceFile() && files.has(context.fileOf(one) ?? ''),
  );
}

/** What a local variable holds, or is taken out of. */
function initializerOf(name: ts.Identifier, context: ShapeContext): ts.Expression | undefined {
  let declaration: ts.Node | undefined = symbolAt(name, context)?.valueDeclaration;
  while (declaration !== undefined && (ts.isBindingElement(declaration) || ts.isBindingName(declaration)))
    declaration = declaration.parent;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
}

/** What a file imports or requires at its top, by the names it has here. */
function importedNames(source: ts.SourceFile): readonly ts.Identifier[] {
  return source.statements.flatMap((statement): readonly ts.Identifier[] => {
    if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {};
      const named =
        namedBindings === undefined
          ? []
          : ts.isNamedImports(namedBindings)
            ? namedBindings.elements.map((one) => one.name)
            : [namedBindings.name];
      return name === undefined ? named : [name, ...named];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      initializer !== undefined && /\brequire\s*\(/.test(initializer.getText()) ? boundNames(name) : [],
    );
  });
}

const boundNames = (name: ts.BindingName): readonly ts.Identifier[] =>
  ts.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((one) => (ts.isBindingElement(one) ? boundNames(one.name) : []));
