import { ts } from '../../../typescript.js';

/** What a file calls a package's export: `str` or `envalid.str`. */
export interface ImportedAs {
  readonly specifier: string;
  /** The exported name; `default` or `*` where the module itself is used. */
  readonly name: string;
  /** What stands before the name here: `envalid.`, or nothing. */
  readonly root: string;
}

/** Which package's export an expression names, by the imports and `require`s of its file; null when it is none. */
export function importedAs(expression: ts.Expression): ImportedAs | null {
  if (ts.isIdentifier(expression)) {
    const found = namesOf(expression.getSourceFile()).find(({ local }) => local === expression.text);
    return found === undefined ? null : { specifier: found.specifier, name: found.name, root: '' };
  }
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return null;
  const module = importedAs(expression.expression);
  if (module === null || (module.name !== '*' && module.name !== 'default')) return null;
  return { specifier: module.specifier, name: expression.name.text, root: `${expression.expression.text}.` };
}

/** Whether a file imports this name from a package, as a value or as a type. */
export const importsName = (source: ts.SourceFile, specifier: RegExp, name: string): boolean =>
  namesOf(source).some((one) => specifier.test(one.specifier) && one.name === name);

interface Named {
  readonly local: string;
  readonly name: string;
  readonly specifier: string;
}

const namesOf = (source: ts.SourceFile): readonly Named[] => source.statements.flatMap(namesIn);

function namesIn(statement: ts.Statement): readonly Named[] {
  if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier))
    return clauseNames(statement.importClause, statement.moduleSpecifier.text);
  if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
    const { expression } = statement.moduleReference;
    return ts.isStringLiteral(expression)
      ? [{ local: statement.name.text, name: '*', specifier: expression.text }]
      : [];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(requiredNames);
}

function clauseNames(clause: ts.ImportClause | undefined, specifier: string): readonly Named[] {
  if (clause === undefined) return [];
  const whole = clause.name === undefined ? [] : [{ local: clause.name.text, name: 'default', specifier }];
  const { namedBindings } = clause;
  if (namedBindings === undefined) return whole;
  if (ts.isNamespaceImport(namedBindings)) return [...whole, { local: namedBindings.name.text, name: '*', specifier }];
  const named = namedBindings.elements.map((element) => ({
    local: element.name.text,
    name: (element.propertyName ?? element.name).text,
    specifier,
  }));
  return [...whole, ...named];
}

function requiredNames({ name, initializer }: ts.VariableDeclaration): readonly Named[] {
  const [argument] =
    initializer !== undefined && ts.isCallExpression(initializer) && initializer.expression.getText() === 'require'
      ? initializer.arguments
      : [];
  if (argument === undefined || !ts.isStringLiteralLike(argument)) return [];
  const specifier = argument.text;
  if (ts.isIdentifier(name)) return [{ local: name.text, name: '*', specifier }];
  return name.elements.flatMap((element) => {
    if (!ts.isBindingElement(element) || !ts.isIdentifier(element.name)) return [];
    const key = element.propertyName ?? element.name;
    return ts.isIdentifier(key) ? [{ local: element.name.text, name: key.text, specifier }] : [];
  });
}
