import { ts } from '../../../typescript.js';
import { type ImportedAs, importedAs } from './imported-as.js';

/** What following an expression may ask: the checker of the program its nodes belong to. */
export interface Tracer {
  readonly checker: ts.TypeChecker;
  readonly refused: Refused[];
  readonly seen: Set<ts.Node>;
}

/** A place where the trace ended in something that is not understood. */
export interface Refused {
  readonly node: ts.Node;
  readonly why: string;
  readonly library: Library | null;
}

/** Settings libraries that have a text of their own to add. */
export type Library = 'envalid' | 'convict' | 'joi' | 'class-validator' | 'nest-config' | 'nest-env' | 't3-env';

/**
 * What can declare a setting. `zod` stands for an object schema; `sources` are the values given to its `parse`. `envalid`
 * and `convict` are the specs of their libraries. `sources` of a class are what a transformer fills it with.
 */
export type Container =
  | { readonly kind: 'object'; readonly literal: ts.ObjectLiteralExpression }
  | {
      readonly kind: 'envalid';
      readonly literal: ts.ObjectLiteralExpression;
      /** The call of `cleanEnv`. */
      readonly call: ts.CallExpression;
      readonly environment: ts.Expression;
    }
  | {
      readonly kind: 'convict';
      readonly literal: ts.ObjectLiteralExpression;
      /** The call of `convict`. */
      readonly call: ts.CallExpression;
    }
  | {
      readonly kind: 'zod';
      readonly literal: ts.ObjectLiteralExpression;
      readonly root: string;
      readonly sources: readonly ts.Expression[];
    }
  | {
      readonly kind: 'class';
      readonly declaration: ts.ClassLikeDeclaration;
      /** The calls of a transformer that fill it. */
      readonly fills: readonly ts.CallExpression[];
    }
  | { readonly kind: 'members'; readonly declaration: ts.InterfaceDeclaration | ts.TypeLiteralNode };

const PARSERS = new Set(['parse', 'safeParse', 'parseAsync', 'safeParseAsync']);
const OBJECT_MAKERS = new Set(['object', 'strictObject', 'looseObject']);
const WRAPPERS = new Set([
  'Readonly',
  'Required',
  'Promise',
  'Awaited',
  'DeepReadonly',
  'ReturnType',
  'NonNullable',
  'InstanceType',
  'ConfigType',
]);
const INFERRED = new Set(['infer', 'output', 'TypeOf']);

/** The name of a property when it is fixed in the source. */
export const fixedName = (name: ts.PropertyName | ts.BindingName | undefined): string | null =>
  name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : null;

/** The expression without parentheses, assertions and `await`. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner) ||
    ts.isAwaitExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The symbol a name means, imports and re-exports followed. */
export function meaning(node: ts.Node, { checker }: Pick<Tracer, 'checker'>): ts.Symbol | null {
  const shorthand = ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent);
  const symbol = shorthand ? checker.getShorthandAssignmentValueSymbol(node.parent) : checker.getSymbolAtLocation(node);
  if (symbol === undefined) return null;
  return (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Every container an expression's value or type is declared by. */
export function traceValue(expression: ts.Expression, tracer: Tracer): readonly Container[] {
  const types = assertedTypes(expression).flatMap((type) => traceType(type, tracer));
  const node = bare(expression);
  return [...types, ...once(node, tracer, () => traceBare(node, tracer))];
}

/** A node met again while it is being followed is a circle, and ends there. */
function once(node: ts.Node, { seen }: Tracer, follow: () => readonly Container[]): readonly Container[] {
  if (seen.has(node)) return [];
  seen.add(node);
  const found = follow();
  seen.delete(node);
  return found;
}

function traceBare(node: ts.Expression, tracer: Tracer): readonly Container[] {
  if (ts.isObjectLiteralExpression(node)) return [{ kind: 'object', literal: node }];
  if (ts.isIdentifier(node)) return traceName(node, tracer);
  if (ts.isPropertyAccessExpression(node)) return traceMember(node, tracer);
  if (ts.isCallExpression(node)) return traceCall(node, tracer);
  if (ts.isNewExpression(node)) return traceName(node.expression, tracer);
  if (ts.isConditionalExpression(node))
    return [...traceValue(node.whenTrue, tracer), ...traceValue(node.whenFalse, tracer)];
  return refuse(node, 'the settings come from an expression that is not followed', tracer);
}

function refuse(node: ts.Node, why: string, tracer: Tracer, library: Library | null = null): readonly Container[] {
  tracer.refused.push({ node, why, library });
  return [];
}

function assertedTypes(expression: ts.Expression): readonly ts.TypeNode[] {
  const types: ts.TypeNode[] = [];
  let inner = expression;
  while (inner !== bare(inner)) {
    if ((ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner)) && !ts.isConstTypeReference(inner.type))
      types.push(inner.type);
    inner = (inner as ts.AsExpression).expression;
  }
  return types;
}

function traceName(node: ts.Node, tracer: Tracer): readonly Container[] {
  const declarations = meaning(node, tracer)?.declarations ?? [];
  if (declarations.length === 0) return refuse(node, `\`${node.getText()}\` cannot be resolved`, tracer);
  return declarations.flatMap((declaration) => traceDeclaration(declaration, tracer));
}

/** Every container a declaration of a name or a property leads to. */
export function traceDeclaration(declaration: ts.Declaration, tracer: Tracer): readonly Container[] {
  if (ts.isClassLike(declaration)) return [{ kind: 'class', declaration, fills: [] }];
  if (ts.isFunctionLike(declaration) && !ts.isGetAccessor(declaration)) return traceReturns(declaration, tracer);
  if (ts.isExportAssignment(declaration)) return traceValue(declaration.expression, tracer);
  if (ts.isShorthandPropertyAssignment(declaration)) return traceName(declaration.name, tracer);
  if (ts.isBindingElement(declaration)) return traceBinding(declaration, tracer);
  if (
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertySignature(declaration) ||
    ts.isParameter(declaration)
  ) {
    const type = 'type' in declaration ? declaration.type : undefined;
    const initializer = 'initializer' in declaration ? declaration.initializer : undefined;
    if (type === undefined && initializer === undefined)
      return refuse(declaration, 'the settings have no type and no value here', tracer);
    return [
      ...(type === undefined ? [] : traceType(type, tracer)),
      ...(initializer === undefined ? [] : traceValue(initializer, tracer)),
    ];
  }
  const assigned = assignedTo(declaration);
  if (assigned !== null) return traceValue(assigned, tracer);
  return refuse(declaration, 'the settings are declared in a way that is not followed', tracer);
}

/** CommonJS: the value of `exports.settings = …` and of `module.exports = …`. */
function assignedTo(declaration: ts.Node): ts.Expression | null {
  const assignment: ts.Node | undefined = ts.isBinaryExpression(declaration) ? declaration : declaration.parent;
  // A whole file (an import of what `module.exports` is) has no parent and is followed no further.
  return assignment !== undefined &&
    ts.isBinaryExpression(assignment) &&
    /^(module\.)?exports\b/.test(assignment.left.getText())
    ? assignment.right
    : null;
}

function traceBinding(binding: ts.BindingElement, tracer: Tracer): readonly Container[] {
  const name = fixedName(binding.propertyName ?? binding.name);
  const owner = binding.parent.parent;
  if (name === null || !ts.isVariableDeclaration(owner) || owner.initializer === undefined) {
    return refuse(binding, 'the settings are taken apart in a way that is not followed', tracer);
  }
  return traceValue(owner.initializer, tracer).flatMap((container) => inside(container, name, tracer));
}

function traceMember(node: ts.PropertyAccessExpression, tracer: Tracer): readonly Container[] {
  const symbol = meaning(node.name, tracer);
  const declaration = symbol?.valueDeclaration;
  const own =
    declaration !== undefined &&
    (node.expression.kind === ts.SyntaxKind.ThisKeyword ||
      ts.isVariableDeclaration(declaration) ||
      ts.isClassLike(declaration));
  if (own) return traceDeclaration(declaration, tracer);
  const containers = traceValue(node.expression, tracer);
  const data = node.name.text === 'data' ? containers.filter((container) => container.kind === 'zod') : [];
  if (data.length > 0) return data;
  return containers.flatMap((container) => inside(container, node.name.text, tracer));
}

/** The containers of one property of a container: `temporal` of `{ temporal: { taskQueue: … } }`. */
export function inside(container: Container, name: string, tracer: Tracer): readonly Container[] {
  const property = propertyOf(container, name);
  if (property === null) return [];
  const found = traceDeclaration(property, tracer);
  if (container.kind === 'convict')
    return found.map((inner) => (inner.kind === 'object' ? { ...container, literal: inner.literal } : inner));
  if (container.kind !== 'zod') return found;
  const sources = container.sources.flatMap((source) => {
    const literal = traceValue(source, { ...tracer, refused: [], seen: new Set() }).find(
      (given) => given.kind === 'object',
    );
    const value = literal === undefined ? null : propertyOf(literal, name);
    return value !== null && ts.isPropertyAssignment(value) ? [value.initializer] : [];
  });
  return found.map((inner) => (inner.kind === 'zod' ? { ...inner, sources } : inner));
}

/** The properties or members a container is written with, in order. */
export const entriesOf = (container: Container): readonly ts.NamedDeclaration[] =>
  'literal' in container ? container.literal.properties : container.declaration.members;

/** The fixed name of a property or a member; null for a computed one, a spread or an index signature. */
export const nameOf = (property: ts.NamedDeclaration): string | null =>
  fixedName(property.name as ts.PropertyName | undefined);

/** The declaration of one property in a container, null when it has none by that name. */
export function propertyOf(container: Container, name: string): ts.Declaration | null {
  const written = entriesOf(container).find((property) => nameOf(property) === name);
  if (written !== undefined || container.kind !== 'class') return written ?? null;
  const built = container.declaration.members.find(ts.isConstructorDeclaration);
  return (
    built?.parameters.find(
      (parameter) => fixedName(parameter.name) === name && ts.isParameterPropertyDeclaration(parameter, built),
    ) ?? null
  );
}

function traceCall(call: ts.CallExpression, tracer: Tracer): readonly Container[] {
  const callee = bare(call.expression);
  if (ts.isPropertyAccessExpression(callee)) {
    if (callee.getText() === 'Object.freeze' && call.arguments[0] !== undefined)
      return traceValue(call.arguments[0], tracer);
    const schema = traceSchema(call, tracer);
    if (schema !== null) return schema;
    if (PARSERS.has(callee.name.text)) {
      const parsed = traceValue(callee.expression, tracer);
      return parsed.map((container) =>
        container.kind === 'zod' ? { ...container, sources: [...call.arguments.slice(0, 1)] } : container,
      );
    }
  }
  const named = traceSchema(call, tracer) ?? traceLibrary(call, tracer);
  if (named !== null) return named;
  const library = libraryOf(call);
  if (library !== null) return refuse(call, `the settings are read by ${LIBRARY_NAMES[library]}`, tracer, library);
  const declaration = meaning(ts.isPropertyAccessExpression(callee) ? callee.name : callee, tracer)?.valueDeclaration;
  if (declaration === undefined || declaration.getSourceFile().isDeclarationFile) {
    return refuse(call, `the settings come from \`${callee.getText()}()\`, which is not followed`, tracer);
  }
  const initializer =
    ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? bare(declaration.initializer)
      : declaration;
  if (ts.isFunctionLike(initializer)) return traceReturns(initializer, tracer);
  return refuse(call, `the settings come from \`${callee.getText()}()\`, which is not followed`, tracer);
}

/** A call of a settings library whose spec is understood; null for every other call. */
function traceLibrary(call: ts.CallExpression, tracer: Tracer): readonly Container[] | null {
  const callee = bare(call.expression);
  const made = importedAs(callee);
  if (made !== null) return traceImported(call, made, tracer);
  return ts.isPropertyAccessExpression(callee) ? traceConvictMember(call, callee, tracer) : null;
}

function traceImported(call: ts.CallExpression, made: ImportedAs, tracer: Tracer): readonly Container[] | null {
  const [first, second] = call.arguments;
  if (first === undefined) return null;
  const objectsIn = (spec: ts.Expression): readonly ts.ObjectLiteralExpression[] =>
    traceValue(spec, tracer).flatMap((one) => (one.kind === 'object' ? [one.literal] : []));
  if (made.specifier === 'envalid' && made.name === 'cleanEnv' && second !== undefined)
    return objectsIn(second).map((literal) => ({ kind: 'envalid', literal, call, environment: first }));
  if (made.specifier === 'convict' && /^(default|\*)$/.test(made.name)) {
    const types = (call.typeArguments ?? []).flatMap((type) => traceType(type, tracer));
    return [...types, ...objectsIn(first).map((literal): Container => ({ kind: 'convict', literal, call }))];
  }
  if (made.specifier === 'class-transformer' && /^plainTo(Instance|Class)$/.test(made.name))
    return traceName(first, tracer).map((one) => (one.kind === 'class' ? { ...one, fills: [call] } : one));
  if (made.specifier === '@nestjs/config' && made.name === 'registerAs' && second !== undefined) {
    const factory = bare(second);
    return ts.isFunctionLike(factory) ? traceReturns(factory, tracer) : traceValue(second, tracer);
  }
  return null;
}

/** `config.get('temporal')`, `config.getProperties()` and what returns the config itself. */
function traceConvictMember(
  call: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  tracer: Tracer,
): readonly Container[] | null {
  if (!/^(get|getProperties|validate|load|loadFile)$/.test(callee.name.text)) return null;
  const object = traceValue(callee.expression, { ...tracer, refused: [] });
  if (!object.some((one) => one.kind === 'convict')) return null;
  const [key] = call.arguments;
  if (callee.name.text !== 'get' || key === undefined) return object;
  return ts.isStringLiteralLike(key) ? atPath(object, key.text.split('.'), tracer) : null;
}

/** The containers at the end of a path of properties. */
export const atPath = (
  containers: readonly Container[],
  path: readonly string[],
  tracer: Tracer,
): readonly Container[] => path.reduce((found, name) => found.flatMap((one) => inside(one, name, tracer)), containers);

const LIBRARY_NAMES: Readonly<Record<Library, string>> = {
  envalid: 'envalid',
  convict: 'convict',
  joi: 'Joi',
  'class-validator': 'a class with validation decorators',
  'nest-config': "Nest's ConfigService",
  'nest-env': "Nest's ConfigService",
  't3-env': 't3-env',
};

function libraryOf(call: ts.CallExpression): Library | null {
  const callee = call.expression.getText();
  if (/\bcleanEnv$/.test(callee)) return 'envalid';
  if (/\bconvict$/.test(callee)) return 'convict';
  if (/\bcreateEnv$/.test(callee)) return 't3-env';
  if (/^Joi\b/i.test(callee)) return 'joi';
  if (/\bregisterAs$/.test(callee) || /config(Service)?\.get(OrThrow)?$/i.test(callee)) return 'nest-config';
  return null;
}

/** A chain of calls on an object schema; null when the call is none. A transform changes the output, so it is not followed. */
function traceSchema(call: ts.CallExpression, tracer: Tracer): readonly Container[] | null {
  const callee = bare(call.expression);
  const argument = call.arguments[0];
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  const root = ts.isPropertyAccessExpression(callee) ? callee.expression.getText() : '';
  const made =
    argument !== undefined && ts.isObjectLiteralExpression(bare(argument))
      ? (bare(argument) as ts.ObjectLiteralExpression)
      : null;
  if (OBJECT_MAKERS.has(name) && made !== null && isZod(root === '' ? name : root, call.getSourceFile())) {
    return [{ kind: 'zod', literal: made, root: root === '' ? '' : `${root}.`, sources: [] }];
  }
  if (!ts.isPropertyAccessExpression(callee) || PARSERS.has(name)) return null;
  const inner = bare(callee.expression);
  const chained = ts.isCallExpression(inner)
    ? traceSchema(inner, tracer)
    : ts.isIdentifier(inner)
      ? schemaNamed(inner, tracer)
      : null;
  if (chained === null || chained.length === 0) return null;
  if (name === 'transform' || name === 'pipe')
    return refuse(call, `the schema's output is made by \`.${name}()\``, tracer);
  if (name === 'extend' && made !== null)
    return [...chained, { kind: 'zod', literal: made, root: rootOf(chained), sources: [] }];
  if ((name === 'merge' || name === 'and') && argument !== undefined)
    return [...chained, ...traceValue(argument, tracer)];
  return chained;
}

const rootOf = (containers: readonly Container[]): string => {
  const zod = containers.find((container) => container.kind === 'zod');
  return zod?.kind === 'zod' ? zod.root : 'z.';
};

function schemaNamed(name: ts.Identifier, tracer: Tracer): readonly Container[] | null {
  const declaration = meaning(name, tracer)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined)
    return null;
  const initializer = bare(declaration.initializer);
  return ts.isCallExpression(initializer) ? traceSchema(initializer, tracer) : null;
}

/** The name is imported from zod (its functional `mini` build apart), or is `z` from a module of the repository. */
function isZod(name: string, sourceFile: ts.SourceFile): boolean {
  const first = name.split('.')[0] ?? name;
  for (const statement of sourceFile.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const clause = statement.importClause;
    const bindings = clause?.namedBindings;
    const names =
      bindings === undefined
        ? []
        : ts.isNamespaceImport(bindings)
          ? [bindings.name.text]
          : bindings.elements.map((element) => element.name.text);
    if (clause?.name?.text !== first && !names.includes(first)) continue;
    const from = statement.moduleSpecifier.text;
    return /(^|\/)zod(\/v\d)?$/.test(from) || (first === 'z' && !/mini/.test(from));
  }
  return first === 'z';
}

function traceReturns(declaration: ts.SignatureDeclaration, tracer: Tracer): readonly Container[] {
  const types = declaration.type === undefined ? [] : traceType(declaration.type, tracer);
  const body = 'body' in declaration ? (declaration.body as ts.ConciseBody | undefined) : undefined;
  if (body === undefined) return types;
  return [...types, ...returnedBy(body).flatMap((expression) => traceValue(expression, tracer))];
}

/** Every expression a body returns, nested functions aside. */
export function returnedBy(body: ts.ConciseBody): readonly ts.Expression[] {
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

/** Every container a type annotation is declared by. */
export function traceType(type: ts.TypeNode, tracer: Tracer): readonly Container[] {
  return once(type, tracer, () => traceBareType(type, tracer));
}

function traceBareType(type: ts.TypeNode, tracer: Tracer): readonly Container[] {
  if (ts.isTypeLiteralNode(type)) return [{ kind: 'members', declaration: type }];
  if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return traceType(type.type, tracer);
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => traceType(part, tracer));
  if (ts.isTypeQueryNode(type)) return traceName(type.exprName, tracer);
  if (ts.isIndexedAccessTypeNode(type)) return traceIndexed(type, tracer);
  if (!ts.isTypeReferenceNode(type)) return [];
  const name = ts.isIdentifier(type.typeName) ? type.typeName.text : type.typeName.right.text;
  const argument = type.typeArguments?.[0];
  if (argument !== undefined && (WRAPPERS.has(name) || INFERRED.has(name))) return traceType(argument, tracer);
  return (meaning(type.typeName, tracer)?.declarations ?? []).flatMap((declaration) =>
    traceTypeDeclaration(declaration, tracer),
  );
}

function traceTypeDeclaration(declaration: ts.Declaration, tracer: Tracer): readonly Container[] {
  if (ts.isTypeAliasDeclaration(declaration)) return traceType(declaration.type, tracer);
  if (ts.isClassLike(declaration)) return [{ kind: 'class', declaration, fills: [] }];
  if (!ts.isInterfaceDeclaration(declaration)) return [];
  const inherited = (declaration.heritageClauses ?? []).flatMap((clause) => clause.types);
  const parents = inherited.flatMap((parent) => meaning(parent.expression, tracer)?.declarations ?? []);
  return [{ kind: 'members', declaration }, ...parents.flatMap((parent) => traceTypeDeclaration(parent, tracer))];
}

function traceIndexed(type: ts.IndexedAccessTypeNode, tracer: Tracer): readonly Container[] {
  const index = type.indexType;
  if (!ts.isLiteralTypeNode(index) || !ts.isStringLiteral(index.literal)) return [];
  const name = index.literal.text;
  return traceType(type.objectType, tracer).flatMap((container) => inside(container, name, tracer));
}
