import { ts } from '../../../typescript.js';
import type { RoutingAccess } from '../../model/config.js';
import type { RouteDecision } from '../../model/decision.js';
import type { RecipeContext } from '../recipe.js';
import { type ClassMaker, makersOf } from './class-makers.js';
import { instanceAt } from './instance-at.js';
import { nestDecorators } from './nest-modules.js';
import { editedAt } from './routed-start.js';

export type Injected = Extract<RoutingAccess, { form: 'injected' }>;

/** The class that a start stands in, and the property that holds the routing there. */
export interface InjectedClass {
  readonly declaration: ts.ClassDeclaration;
  readonly property: string;
  /** It has no such property yet. */
  readonly isNew: boolean;
}

/** The class whose instance can be given the routing where a start is written, or why there is none. */
export function injectedClassOf(
  decision: RouteDecision,
  routing: Injected,
  context: RecipeContext,
): InjectedClass | string {
  const { file, offset } = editedAt(decision);
  if (file === routing.module) return `${routing.module} cannot import ${routing.inject} from itself`;
  const typed = context.typed(file);
  if (typed === null) return 'the file is in no program';
  const declaration = instanceAt(typed.sourceFile, offset);
  if (typeof declaration === 'string') return `${routing.inject} cannot be injected here: ${declaration}`;
  const known = propertyOf(declaration, routing, { ...typed, context });
  if (known !== null) return { declaration, property: known, isNew: false };
  const why = whyNot(declaration, typed.checker, context);
  if (why !== null) return `${routing.inject} cannot be injected into ${declaration.name?.text}: ${why}`;
  return { declaration, property: freeName(declaration, routing, typed.checker), isNew: true };
}

interface In {
  readonly checker: ts.TypeChecker;
  readonly context: RecipeContext;
}

/** The property of a class that has the injected class as its type; null where it has none. */
function propertyOf(declaration: ts.ClassDeclaration, routing: Injected, { checker, context }: In): string | null {
  for (const { valueDeclaration: one, name } of checker.getTypeAtLocation(declaration).getProperties()) {
    if (one === undefined || !(ts.isParameter(one) || ts.isPropertyDeclaration(one)) || one.type === undefined)
      continue;
    const isOwn = one.parent === declaration || one.parent.parent === declaration;
    const isPrivate = ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;
    if ((isOwn || !isPrivate) && isRoutingType(one.type, routing, { checker, context })) return name;
  }
  return null;
}

function isRoutingType(type: ts.TypeNode, { module, inject }: Injected, { checker, context }: In): boolean {
  const named = ts.isTypeReferenceNode(type) ? checker.getSymbolAtLocation(type.typeName) : undefined;
  if (named === undefined) return false;
  const symbol = (named.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(named) : named;
  return (symbol.declarations ?? []).some(
    (one) => symbol.name === inject && context.relative(one.getSourceFile().fileName) === module,
  );
}

/** Why a class cannot be given one more parameter; null where Nest makes it and nobody else does. */
function whyNot(declaration: ts.ClassDeclaration, checker: ts.TypeChecker, context: RecipeContext): string | null {
  if (nestDecorators(declaration).size === 0) return 'nothing shows that Nest makes it';
  const constructors = declaration.members.filter(ts.isConstructorDeclaration);
  if (constructors.length > 1) return 'its constructor has overloads';
  const [own] = constructors;
  if (own?.parameters.some(({ dotDotDotToken }) => dotDotDotToken !== undefined) === true)
    return 'its constructor takes any number of arguments';
  if (own === undefined && !isPlainBase(declaration, checker)) return 'the class that it extends takes arguments';
  const maker = makersOf(declaration, context).find(({ test, how }) => !test && how !== 'provides');
  return maker === undefined ? null : brokenBy(maker);
}

const brokenBy = ({ file, line, how }: ClassMaker): string =>
  how === 'makes' ? `${file}:${line} makes one by hand` : `another class extends it at ${file}:${line}`;

/** Whether `super()` is all that a constructor needs. */
function isPlainBase(
  { heritageClauses = ts.factory.createNodeArray() }: ts.ClassDeclaration,
  checker: ts.TypeChecker,
): boolean {
  const base = heritageClauses.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  if (base === undefined) return true;
  const made = checker.getTypeAtLocation(base.expression).getConstructSignatures();
  return made.length > 0 && made.every(({ parameters }) => parameters.length === 0);
}

/** `temporalRouting` for `TemporalRouting`; numbered where the class, or its constructor, has something else by that name. */
function freeName(declaration: ts.ClassDeclaration, { inject }: Injected, checker: ts.TypeChecker): string {
  const plain = inject.charAt(0).toLowerCase() + inject.slice(1);
  const own = declaration.members.find(ts.isConstructorDeclaration);
  const taken = new Set([
    ...checker
      .getTypeAtLocation(declaration)
      .getProperties()
      .map(({ name }) => name),
    ...(own?.parameters.map(({ name }) => name.getText()) ?? []),
  ]);
  for (let index = 1; ; index += 1) {
    const name = index === 1 ? plain : `${plain}${index}`;
    if (!taken.has(name)) return name;
  }
}

/** Whether types alone tell Nest what to inject: the compiler writes them down, or the class is made that way today. */
export function isInjectedByType({ declaration }: InjectedClass, context: RecipeContext): boolean {
  const own = declaration.members.find(ts.isConstructorDeclaration);
  const isPlain = (own?.parameters ?? []).some((one) => (ts.getDecorators(one) ?? []).length === 0);
  const file = context.relative(declaration.getSourceFile().fileName);
  return isPlain || (file !== null && context.optionsOf(file).emitDecoratorMetadata === true);
}
