import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { importedAs } from './imported-as.js';
import { isTestFile } from './settings-home.js';

/** A class decorated with Nest's `@Module({ … })`. */
export interface NestModule {
  readonly file: string;
  readonly name: string;
  readonly source: ts.SourceFile;
  readonly literal: ts.ObjectLiteralExpression;
  readonly isGlobal: boolean;
}

/** The modules of Nest in the repository, tests aside. */
export function nestModules(context: RecipeContext): readonly NestModule[] {
  return context.files.flatMap((file) => {
    const source = !isTestFile(file) && context.read(file)?.text.includes('@Module') ? context.syntax(file) : null;
    return source === null ? [] : source.statements.flatMap((statement) => moduleIn(statement, file, source) ?? []);
  });
}

function moduleIn(statement: ts.Statement, file: string, source: ts.SourceFile): NestModule | null {
  if (!ts.isClassDeclaration(statement) || statement.name === undefined) return null;
  const made = nestDecorators(statement);
  const literal = made.get('Module')?.arguments[0];
  if (literal === undefined || !ts.isObjectLiteralExpression(literal)) return null;
  return { file, name: statement.name.text, source, literal, isGlobal: made.has('Global') };
}

/** The decorators of a class that come from Nest or a package of its world, by their names. */
export function nestDecorators(declaration: ts.ClassDeclaration): ReadonlyMap<string, ts.CallExpression> {
  const found = new Map<string, ts.CallExpression>();
  for (const { expression } of ts.getDecorators(declaration) ?? []) {
    const made = ts.isCallExpression(expression) ? importedAs(expression.expression) : null;
    if (made !== null && ts.isCallExpression(expression) && /^(@nestjs\/|@?nestjs-|nest-)/.test(made.specifier))
      found.set(made.name, expression);
  }
  return found;
}

/** The array that a module's decorator gives for a key; null where it has none, or builds it. */
export function listIn({ literal }: NestModule, key: string): ts.ArrayLiteralExpression | null {
  const property = propertyIn(literal, key);
  return property !== undefined &&
    ts.isPropertyAssignment(property) &&
    ts.isArrayLiteralExpression(property.initializer)
    ? property.initializer
    : null;
}

/** A property of a decorator's argument by its name. */
export const propertyIn = (literal: ts.ObjectLiteralExpression, key: string): ts.ObjectLiteralElementLike | undefined =>
  literal.properties.find(({ name }) => name?.getText() === key);

const STARTS = /^(create|createMicroservice|createApplicationContext)$/;

/** The modules that the applications of a package are made of: `NestFactory.create(AppModule)`. */
export function rootModules(beside: string, context: RecipeContext): readonly NestModule[] {
  const names = new Set<string>();
  for (const file of context.files) {
    if (isTestFile(file) || context.packageOf(file) !== context.packageOf(beside)) continue;
    if (!context.read(file)?.text.includes('NestFactory')) continue;
    const source = context.syntax(file);
    if (source !== null) visitStarts(source, (name) => names.add(name));
  }
  return nestModules(context).filter((one) => names.has(one.name));
}

function visitStarts(node: ts.Node, add: (name: string) => void): void {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression;
    const [root] = node.arguments;
    if (expression.getText() === 'NestFactory' && STARTS.test(name.text) && root !== undefined && ts.isIdentifier(root))
      add(root.text);
  }
  ts.forEachChild(node, (child) => visitStarts(child, add));
}
