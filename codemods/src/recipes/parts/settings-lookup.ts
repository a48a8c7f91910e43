import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { importedAs, importsName } from './imported-as.js';
import { type Home, isTestFile, type SettingsAccess } from './settings-home.js';
import { atPath, type Container, type Library, type Tracer, traceValue } from './settings-trace.js';

/** What a key is looked up in: a convict config, or the factory that is registered with Nest under its first part. */
export function lookedUp(
  object: ts.Expression,
  path: readonly string[],
  tracer: Tracer,
  context: RecipeContext,
): readonly Container[] {
  const traced = traceValue(object, { ...tracer, refused: [] });
  if (traced.some((container) => container.kind === 'convict')) return atPath(traced, path, tracer);
  const [token, ...rest] = path;
  const isNest = importsName(object.getSourceFile(), /^@nestjs\/config$/, 'ConfigService');
  const registered = token === undefined || !isNest ? [] : registrationsOf(token, context);
  const [only] = registered;
  if (only !== undefined && registered.length === 1)
    return atPath(traceValue(only.call, { ...tracer, checker: only.checker, seen: new Set() }), rest, tracer);
  if (!isNest) return refuseLookup(object, `\`${object.getText()}\`, which is not followed`, null, tracer);
  const nest = "Nest's ConfigService";
  if (token === undefined) return refuseLookup(object, `${nest} by the names of variables`, 'nest-env', tracer);
  const found = registered.length === 0 ? 'no `registerAs`' : 'more than one `registerAs`';
  return refuseLookup(object, `${nest}, and ${found} of this repository gives it \`${token}\``, 'nest-config', tracer);
}

function refuseLookup(node: ts.Node, where: string, library: Library | null, tracer: Tracer): readonly Container[] {
  tracer.refused.push({ node, why: `the settings are looked up in ${where}`, library });
  return [];
}

/** The calls of `registerAs` with this token, each with the checker of its program. */
function registrationsOf(
  token: string,
  context: RecipeContext,
): readonly { readonly call: ts.CallExpression; readonly checker: ts.TypeChecker }[] {
  const files = context.files.filter((file) => {
    const text = context.read(file)?.text ?? '';
    return !isTestFile(file) && text.includes('registerAs') && text.includes(token);
  });
  return files.flatMap((file) => {
    const typed = context.typed(file);
    const calls = typed === null ? [] : registrationsIn(typed.sourceFile);
    return calls.flatMap((call) =>
      typed !== null && textOf(call.arguments[0]) === token ? [{ call, checker: typed.checker }] : [],
    );
  });
}

/** The text of a string literal. */
export const textOf = (node: ts.Node | undefined): string | null =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : null;

function registrationsIn(source: ts.SourceFile): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isRegistration(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isRegistration(call: ts.CallExpression): boolean {
  const made = importedAs(call.expression);
  return made?.specifier === '@nestjs/config' && made.name === 'registerAs';
}

/** Settings that a factory registered with Nest returns: the factory itself is called. */
export function registeredAccess(home: Home | undefined, context: RecipeContext): SettingsAccess | null {
  const call = home?.kind === 'object' ? registrationOf(home.literal) : null;
  const file = call === null ? null : context.relative(call.getSourceFile().fileName);
  if (call === null || file === null) return null;
  const { parent } = call;
  const isNamed = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && isExported(parent);
  const importName =
    ts.isExportAssignment(parent) && parent.isExportEquals !== true
      ? 'default'
      : isNamed
        ? parent.name.getText()
        : null;
  if (importName === null) return null;
  const token = (textOf(call.arguments[0]) ?? '').replace(/[^\w$]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
  const local = importName === 'default' ? `${token}Config` : importName;
  return { file, importName, kind: 'function call', expression: `${local}()`, lookup: null, specifier: null };
}

/** The `registerAs` whose factory returns this literal as it is. */
function registrationOf(literal: ts.ObjectLiteralExpression): ts.CallExpression | null {
  let node: ts.Node = literal.parent;
  while (ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node) || ts.isAsExpression(node))
    node = node.parent;
  const owner = ts.isReturnStatement(node) ? ts.findAncestor(node, ts.isFunctionLike) : node;
  if (owner === undefined || !ts.isFunctionLike(owner) || isAsync(owner)) return null;
  const call = owner.parent;
  return ts.isCallExpression(call) && call.arguments[1] === owner && isRegistration(call) ? call : null;
}

const isAsync = (owner: ts.SignatureDeclaration): boolean =>
  ts.canHaveModifiers(owner) &&
  (ts.getModifiers(owner) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);

const isExported = (declaration: ts.VariableDeclaration): boolean =>
  ts.isVariableStatement(declaration.parent.parent) &&
  (ts.getModifiers(declaration.parent.parent) ?? []).some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
