import type { ts } from '../../typescript.js';
import type { Origin } from './names.js';

/** What is known about an expression's value from what is written about it. */
export type Value =
  | { readonly is: 'module'; readonly file: ts.SourceFile }
  | { readonly is: 'object'; readonly node: ts.ObjectLiteralExpression }
  | { readonly is: 'class'; readonly node: ts.ClassLikeDeclaration; readonly instance: boolean }
  | { readonly is: 'declared'; readonly node: ts.InterfaceDeclaration | ts.TypeLiteralNode }
  /** An enum or a namespace: what it exports is its members. */
  | { readonly is: 'space'; readonly node: ts.EnumDeclaration | ts.ModuleDeclaration }
  | { readonly is: 'function'; readonly node: ts.SignatureDeclaration }
  | { readonly is: 'foreign'; readonly origin: Origin }
  | Many
  /** Some of a value's properties: those of the keys, or all but those. */
  | { readonly is: 'picked'; readonly of: Value; readonly keys: ReadonlySet<string>; readonly but: boolean }
  | { readonly is: 'plain'; readonly string: boolean }
  /** One of these, we do not know which. */
  | { readonly is: 'either'; readonly parts: readonly Value[] }
  /** All of these laid over each other, the last on top. */
  | { readonly is: 'merged'; readonly parts: readonly Value[] }
  /** Written as any, or given no type at all: types say nothing either. */
  | { readonly is: 'any' }
  | { readonly is: 'unknown' };

/** Values that are reached by an index, a key or one after the other. */
export interface Many {
  readonly is: 'many';
  /** Of a record, a property is one of them; a map has them behind `get`. */
  readonly by: 'list' | 'map' | 'record';
  readonly node: ts.Node;
  /** One of them: the one at that place where the place says which, else any. */
  readonly one: (index: number | null) => Value;
}

/** A property's symbol; `none` when there surely is none; `open` when nobody can tell without types. */
export type Found = ts.Symbol | 'none' | 'open';

/** Nothing that is written in reach tells. */
export const UNKNOWN: Value = { is: 'unknown' };
/** Types tell nothing either. */
export const ANY: Value = { is: 'any' };
/** Text. */
export const STRING: Value = { is: 'plain', string: true };
/** No object that anybody asks about. */
export const PLAIN: Value = { is: 'plain', string: false };

/** One step on from what comes out of a package: its member, its result, its instance. */
export const further = (origin: Origin, step: string, at: ts.Node): Extract<Value, { is: 'foreign' }> => ({
  is: 'foreign',
  // A member of a namespace import is the named export.
  origin:
    origin.name === '*' && origin.path.length === 0 && step !== '()' && step !== 'new'
      ? { ...origin, name: step, at }
      : { ...origin, path: [...origin.path, step], at },
});

/** One of the values; what is no object at all has no say in what its properties are. */
export function either(parts: readonly Value[]): Value {
  const objects = parts.filter((part) => part.is !== 'plain' || part.string);
  const single = objects.filter((part) => part.is !== 'many');
  const asked = single.length > 0 ? single : objects;
  const [first, ...rest] = asked;
  if (first === undefined) return parts[0] ?? UNKNOWN;
  const same = rest.every((part) => isSame(part, first));
  return same ? first : { is: 'either', parts: asked };
}

function isSame(a: Value, b: Value): boolean {
  if (a.is === 'foreign' && b.is === 'foreign') {
    const text = ({ specifier, name, path }: Origin): string => [specifier, name, ...path].join('\0');
    return text(a.origin) === text(b.origin);
  }
  if ('node' in a && 'node' in b) return a.node === b.node;
  return a.is === 'plain' && b.is === 'plain' && a.string === b.string;
}

/** Some of a value's properties: those it has are known, that it has them is not. */
export const narrowed = (value: Value): Value =>
  value.is === 'foreign' ? value : { is: 'either', parts: [value, UNKNOWN] };
