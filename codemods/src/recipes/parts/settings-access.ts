import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { type Home, isTestFile, type SettingsAccess } from './settings-home.js';
import { ownerOf, type Read } from './settings-reads.js';
import { bare, fixedName, meaning, nameOf, propertyOf } from './settings-trace.js';
import { keyOf } from './typed-literals.js';

/** The import by which other modules get the object of a read; null when there is none. */
export function accessOf(read: Read, context: RecipeContext): SettingsAccess | null {
  const owner = ownerOf(read.node);
  if (owner === null || ts.isParameter(owner) || ts.isVariableDeclaration(owner) || ts.isBindingElement(owner))
    return null;
  const access = importable(owner as ts.Expression, read, context);
  return access === null ? null : { ...access, lookup: read.lookup };
}

/** The import by which any module gets the value of an expression; null when it only exists here. */
function importable(
  expression: ts.Expression,
  read: Pick<Read, 'checker'>,
  context: RecipeContext,
): SettingsAccess | null {
  if (bare(expression) !== expression && ts.isAwaitExpression(expression)) return null;
  const node = bare(expression);
  if (ts.isIdentifier(node)) return importableName(node, read, context);
  if (ts.isCallExpression(node)) {
    const callee = node.arguments.length === 0 ? importable(node.expression, read, context) : null;
    return callee === null ? null : { ...callee, kind: 'function call', expression: `${callee.expression}()` };
  }
  if (!ts.isPropertyAccessExpression(node)) return null;
  const member = meaning(node.name, read)?.valueDeclaration;
  if (member !== undefined && isModuleLevel(member)) return exported(member, node.name, read, context);
  const object = importable(node.expression, read, context);
  return object === null ? null : { ...object, expression: `${object.expression}.${node.name.text}` };
}

function isModuleLevel(declaration: ts.Declaration): boolean {
  if (ts.isVariableDeclaration(declaration)) return ts.isSourceFile(declaration.parent.parent.parent);
  return (
    (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)) && ts.isSourceFile(declaration.parent)
  );
}

function importableName(
  name: ts.Identifier,
  read: Pick<Read, 'checker'>,
  context: RecipeContext,
): SettingsAccess | null {
  const declaration = meaning(name, read)?.valueDeclaration;
  if (declaration === undefined) return null;
  const required = requiredAccess(declaration, context);
  if (required !== null) return required;
  const direct = isModuleLevel(declaration) ? exported(declaration, name, read, context) : null;
  if (direct !== null) return direct;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined)
    return importable(declaration.initializer, read, context);
  if (!ts.isBindingElement(declaration) || !ts.isVariableDeclaration(declaration.parent.parent)) return null;
  const initializer = declaration.parent.parent.initializer;
  const key = fixedName(declaration.propertyName ?? declaration.name);
  const owner = initializer === undefined || key === null ? null : importable(initializer, read, context);
  return owner === null ? null : { ...owner, expression: `${owner.expression}.${key}` };
}

/** CommonJS: the name by which `exports.name = …` or `module.exports = { name }` hands a value out. */
function requiredAccess(declaration: ts.Node, context: RecipeContext): SettingsAccess | null {
  const assigned = /^(?:module\.)?exports\.([\w$]+)$/.exec(
    ts.isPropertyAccessExpression(declaration) ? declaration.getText() : '',
  );
  const isProperty = ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration);
  const owner = isProperty ? declaration.parent.parent : declaration;
  const isListed = isProperty && ts.isBinaryExpression(owner) && owner.left.getText() === 'module.exports';
  const name = assigned?.[1] ?? (isListed ? nameOf(declaration) : null);
  const file = context.relative(declaration.getSourceFile().fileName);
  if (name === null || file === null || isTestFile(file)) return null;
  return { file, importName: name, kind: 'object', expression: name, lookup: null, specifier: null };
}

function exported(
  declaration: ts.Declaration,
  name: ts.MemberName,
  read: Pick<Read, 'checker'>,
  context: RecipeContext,
): SettingsAccess | null {
  const { checker } = read;
  const sourceFile = declaration.getSourceFile();
  const file = context.relative(sourceFile.fileName);
  if (file === null || isTestFile(file) || sourceFile.isDeclarationFile) return null;
  const own = (declaration as ts.NamedDeclaration).name;
  const text = own !== undefined && ts.isIdentifier(own) ? own.text : name.text;
  const module = checker.getSymbolAtLocation(sourceFile);
  const target = own === undefined ? undefined : checker.getSymbolAtLocation(own);
  const found =
    module === undefined
      ? undefined
      : checker.getExportsOfModule(module).find((symbol) => {
          const aliased = (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
          return aliased === target || aliased.valueDeclaration === declaration;
        });
  const importName = found?.name ?? (isCommonJsExport(sourceFile, text) ? text : null);
  if (importName === null || importName === 'export=') return null;
  const local = importName === 'default' ? text : importName;
  return {
    file,
    importName,
    kind: 'object',
    expression: local,
    lookup: null,
    specifier: specifierOf(name, read),
  };
}

const isCommonJsExport = (sourceFile: ts.SourceFile, name: string): boolean =>
  sourceFile.statements.some((statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
    const { left, right } = statement.expression;
    if (left.getText() === 'module.exports' && ts.isObjectLiteralExpression(right))
      return propertyOf({ kind: 'object', literal: right }, name) !== null;
    return left.getText() === `exports.${name}` || left.getText() === `module.exports.${name}`;
  });

/** The path alias by which the reading file imports the name, null when it imports it by a relative path or not at all. */
function specifierOf(name: ts.MemberName, { checker }: Pick<Read, 'checker'>): string | null {
  const declaration = checker.getSymbolAtLocation(name)?.declarations?.[0];
  for (let node: ts.Node | undefined = declaration; node !== undefined; node = node.parent) {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
    return node.moduleSpecifier.text.startsWith('.') ? null : node.moduleSpecifier.text;
  }
  return null;
}

/** For settings handed around as arguments: the module-level export, beside their declaration or their literals, that holds them. */
export function searchAccess(home: Home | undefined, read: Read, context: RecipeContext): SettingsAccess | null {
  if (home === undefined) return null;
  const mentioning = context.files.filter(
    (file) => !isTestFile(file) && (context.read(file)?.text.includes(read.name) ?? false),
  );
  const found = [...new Set([home.file, ...mentioning])].flatMap((file) => {
    const typed = context.typed(file);
    return typed === null ? [] : exportedSettings(typed, home, read, context);
  });
  return found[0] ?? null;
}

function exportedSettings(
  typed: { readonly sourceFile: ts.SourceFile; readonly checker: ts.TypeChecker },
  home: Home,
  read: Read,
  context: RecipeContext,
): readonly SettingsAccess[] {
  const declarations = typed.sourceFile.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations]);
  return declarations.flatMap((declaration) => {
    if (
      !ts.isIdentifier(declaration.name) ||
      (declaration.initializer !== undefined && ts.isAwaitExpression(declaration.initializer))
    )
      return [];
    const property = typed.checker.getTypeAtLocation(declaration.name).getProperty(read.name);
    const same = (property?.declarations ?? []).some((place) => keyOf(place) === keyOf(home.property));
    const access = same ? exported(declaration, declaration.name, typed, context) : null;
    return access === null ? [] : [access];
  });
}
