import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { isTestFile } from './settings-home.js';
import { keyOf } from './typed-literals.js';

/** A place that a parameter added to a constructor breaks. */
export interface ClassMaker {
  readonly file: string;
  readonly line: number;
  /** The line as it stands there. */
  readonly text: string;
  readonly how: 'makes' | 'extends' | 'provides';
  readonly test: boolean;
  /** What a testing module is given, as it is written. */
  readonly given: string;
}

const known = new WeakMap<RecipeContext, Map<string, readonly ClassMaker[]>>();

/** The places that make a class by hand, build another on it, or provide it in a testing module of Nest. */
export function makersOf(declaration: ts.ClassDeclaration, context: RecipeContext): readonly ClassMaker[] {
  const cache = known.get(context) ?? new Map<string, readonly ClassMaker[]>();
  known.set(context, cache);
  const key = keyOf(declaration);
  const found = cache.get(key) ?? context.files.flatMap((file) => makersIn(file, declaration, context));
  cache.set(key, found);
  return found;
}

const MAKES = /\bnew\b|\bextends\b|\bcreateTestingModule\b/;

function makersIn(file: string, declaration: ts.ClassDeclaration, context: RecipeContext): readonly ClassMaker[] {
  const text = context.read(file)?.text ?? '';
  const name = declaration.name?.text ?? '';
  if (!MAKES.test(text) || !(text.includes(name) || isImportedAsDefault(text, declaration))) return [];
  const typed = context.typed(file);
  if (typed === null) return [];
  const { sourceFile, checker } = typed;
  const found: ClassMaker[] = [];
  const add = (node: ts.Node, how: ClassMaker['how'], given = ''): void => {
    const line = sourceFile.getLineAndCharacterOfPosition(node.getStart()).line;
    const whole = sourceFile.text.split('\n')[line]?.trim() ?? '';
    found.push({ file, line: line + 1, text: whole, how, test: isTestFile(file), given });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && isClass(node.expression, declaration, checker)) add(node, 'makes');
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword)
      for (const type of node.types) if (isClass(type.expression, declaration, checker)) add(node, 'extends');
    if (ts.isCallExpression(node) && isTestingModule(node)) {
      const listed = listedIn(node).find((one) => isClass(one, declaration, checker));
      if (listed !== undefined) add(listed, 'provides', node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

/** Whoever imports a default export calls it as they like. */
const isImportedAsDefault = (text: string, declaration: ts.ClassDeclaration): boolean =>
  (ts.getModifiers(declaration) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) &&
  text.includes(/([^/]+?)\.[cm]?tsx?$/.exec(declaration.getSourceFile().fileName)?.[1] ?? '');

/** Whether an expression names the class; one that cannot be resolved does by its name. */
function isClass(node: ts.Expression, declaration: ts.ClassDeclaration, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(node);
  const target =
    symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  if (target?.declarations === undefined) return ts.isIdentifier(node) && node.text === declaration.name?.text;
  return target.declarations.some((one) => keyOf(one) === keyOf(declaration));
}

const isTestingModule = (call: ts.CallExpression): boolean => /\bcreateTestingModule$/.test(call.expression.getText());

/** What a testing module is given as `providers` and `controllers`. */
function listedIn(call: ts.CallExpression): readonly ts.Expression[] {
  const [given] = call.arguments;
  if (given === undefined || !ts.isObjectLiteralExpression(given)) return [];
  return given.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) &&
    /^(providers|controllers)$/.test(property.name.getText()) &&
    ts.isArrayLiteralExpression(property.initializer)
      ? [...property.initializer.elements]
      : [],
  );
}
