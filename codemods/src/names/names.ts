import type { ts } from '../../typescript.js';

/** Whether a value has a property: surely, surely not, or it may (any, unknown, an index signature). */
export type Has = 'yes' | 'no' | 'maybe';

/**
 * A value that comes out of a package the target imports: the import, and the way from there to the value.
 * `new` is an instance, `x` a member, `()` a call's result: `new Client().workflow` is `['new', 'workflow']` of `Client`.
 */
export interface Origin {
  readonly specifier: string;
  readonly name: string;
  readonly path: readonly string[];
  /** The import, the annotation or the expression that says so. */
  readonly at: ts.Node;
}

/**
 * What code means by its names, as far as the shapes ask. Answered from the syntax of the files alone where that is
 * sure (`by-syntax`), else by the type checker (`by-types`): an answer is never a guess, it is given or it is a `Doubt`.
 */
export interface Names {
  readonly by: 'syntax' | 'types';
  /** The symbol a name stands for; shorthand properties answer with the variable they read. Null when it has none. */
  symbolAt(node: ts.Node): ts.Symbol | null;
  /** One step from an import or re-export towards the declaration; null when it leads out of the target or nowhere. */
  aliased(symbol: ts.Symbol): ts.Symbol | null;
  /** The property of an expression's value; null when it has none that is declared. */
  propertyOf(object: ts.Expression, name: string): ts.Symbol | null;
  /** The property a destructuring pattern reads. */
  boundProperty(pattern: ts.BindingPattern, name: string): ts.Symbol | null;
  /** Whether the declaration of a value could not be followed, so that types may say more about its properties. */
  isOpen(object: ts.Expression): boolean;
  has(object: ts.Expression, name: string): Has;
  /** Whether a value is of type any, so that nobody can say what its members are. */
  isAny(node: ts.Expression): boolean;
  isStringLike(node: ts.Expression): boolean;
  /** The declaration of the function an expression's value is, when it is called without its object. */
  signatureOf(node: ts.Expression): ts.SignatureDeclaration | null;
  /** The packages a value may come from; none when it comes from none, or the way cannot be followed. */
  originsOf(node: ts.Expression): readonly Origin[];
  enumValue(member: ts.EnumMember): string | number | null;
  isExported(name: string, file: ts.SourceFile): boolean;
  /** The checker, for what only types can say. */
  readonly checker: ts.TypeChecker;
}

/** Thrown where syntax alone cannot tell: the file is looked at again with types. */
export class Doubt extends Error {
  override readonly name = 'Doubt';
}

/** The file of the target a module specifier leads to, parsed; null for packages and for what cannot be opened. */
export type OpenModule = (specifier: string, from: ts.SourceFile) => ts.SourceFile | null;
