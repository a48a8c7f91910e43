import type { ts } from '../../typescript.js';
import { either, type Many, UNKNOWN, type Value } from './value.js';

/** The lib's types that hold many of their last argument. */
export const COLLECTIONS: Readonly<Record<string, Many['by']>> = {
  Array: 'list',
  ReadonlyArray: 'list',
  Set: 'list',
  ReadonlySet: 'list',
  Iterable: 'list',
  IterableIterator: 'list',
  AsyncIterable: 'list',
  Map: 'map',
  ReadonlyMap: 'map',
  WeakMap: 'map',
  Record: 'record',
};
/** Methods of the lib's collections that give one of what they hold. */
export const ONE = new Set(['get', 'at', 'find', 'findLast', 'pop', 'shift']);
/** Those that give the same things again, or some of them. */
export const AGAIN = new Set(['filter', 'slice', 'values', 'reverse', 'toReversed', 'sort', 'toSorted']);
export const OTHERS = new Set(['map', 'entries', 'then', 'catch', 'finally']);
/** Those that hand one of them to the function they are given. */
export const HANDING = new Set([
  'map',
  'flatMap',
  'forEach',
  'find',
  'findLast',
  'findIndex',
  'filter',
  'some',
  'every',
]);

/** One of what a value holds; what holds nothing has none that is known. */
export function oneOf(value: Value, index: number | null): Value {
  if (value.is === 'either') return either(value.parts.map((part) => oneOf(part, index)));
  return value.is === 'many' ? value.one(index) : UNKNOWN;
}

/** The same things again, or some of them. */
export const again = (value: Value, node: ts.Node): Value =>
  value.is === 'many' ? { is: 'many', by: 'list', node, one: () => value.one(null) } : UNKNOWN;

/** Keys with what they lead to. */
export const pairs = (value: Value, node: ts.Node): Value =>
  value.is === 'many' ? { is: 'many', by: 'list', node, one: () => pair(value, node) } : UNKNOWN;

const pair = (value: Many, node: ts.Node): Value => ({
  is: 'many',
  by: 'list',
  node,
  one: (index) => (index === 1 ? value.one(null) : UNKNOWN),
});

/** What a loop gets: each of a list, keys with values of a map. */
export function iterated(value: Value, node: ts.Node): Value {
  if (value.is === 'either') return either(value.parts.map((part) => iterated(part, node)));
  if (value.is !== 'many') return UNKNOWN;
  return value.by === 'map' ? pair(value, node) : value.one(null);
}
