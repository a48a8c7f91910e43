import fc from 'fast-check';
import type { Input } from './execute.js';

/** How many generated inputs stand beside each that a fixture states. */
const VARIANTS = 4;

/** Ids that a router accepts. */
const id = fc.oneof(
  fc.constantFrom('acme', '__proto__', ' é', "o'neill", '7'),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((text) => Buffer.byteLength(text) <= 64 && !text.startsWith('$')),
);

/** What an argument may be as well: other ids, the opposite of a flag, fewer elements or none, a member whose getter throws. */
function other(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'string') return value === '' || value.startsWith('$') ? fc.constant(value) : id;
  if (typeof value === 'boolean') return fc.boolean();
  if (typeof value === 'number') return fc.nat(9);
  if (Array.isArray(value)) return elements(value);
  if (typeof value !== 'object' || value === null) return fc.constant(value);
  // Settings of a routing that are handed in say where the starts go: they stay.
  if (isRouting(value)) return fc.constant(value);
  const members = Object.entries(value).map(
    ([key, inner]) => [key, isRouting(inner) ? other(inner) : member(inner)] as const,
  );
  return fc.record(Object.fromEntries(members));
}

const isRouting = (value: unknown): boolean => typeof value === 'object' && value !== null && 'shards' in value;

const member = (value: unknown): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: other(value) }, { weight: 1, arbitrary: fc.constant('$throws') });

const elements = (list: readonly unknown[]): fc.Arbitrary<readonly unknown[]> =>
  fc
    .tuple(fc.tuple(...list.map(other)), fc.nat(list.length))
    .map(([values, count]) => (values as readonly unknown[]).slice(0, count));

/** The same call with other arguments and other failures; its routes are nobody's to state. */
export function variantsOf(input: Input, seed: number): readonly Input[] {
  const args = fc.tuple(
    ...(input.args ?? []).map((value, at) => (input.fixed?.includes(at) === true ? fc.constant(value) : other(value))),
  );
  const failing = fc.oneof(fc.constant([]), fc.uniqueArray(fc.nat(2), { maxLength: 2 }));
  const samples = fc.sample(fc.tuple(args, failing), { numRuns: VARIANTS, seed });
  return samples.map(([values, fails]) => ({
    ...input,
    args: values as readonly unknown[],
    failing: fails,
    routes: [],
  }));
}

/** The call for tenants without an id, one variant for each of the input's routes that has a tenant. */
export function withoutTenant(input: Input): readonly Input[] {
  // A start that stays on a queue without a shard has its own keys.
  const keys = new Set(input.routes.flatMap(([queue, key]) => (key === null || !/\.\d{2,}$/.test(queue) ? [] : [key])));
  const emptied = (value: unknown): unknown => {
    if (typeof value === 'string') return keys.has(value) ? '' : value;
    if (Array.isArray(value)) return value.map(emptied);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, emptied(inner)]));
  };
  const args = emptied(input.args ?? []) as readonly unknown[];
  return JSON.stringify(args) === JSON.stringify(input.args ?? []) ? [] : [{ ...input, args }];
}
