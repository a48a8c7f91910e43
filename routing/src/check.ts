import { RoutingError } from './errors.js';

/** The one thing asked of the platform; Node, browsers and Temporal's workflow sandbox all have it. */
declare const TextEncoder: { new (): { encode(text: string): Uint8Array } };

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text that {@link checkText} has accepted. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Reads one property of an input that may be anything, a revoked proxy included. */
export function readField(from: unknown, name: string, whole = 'input'): unknown {
  if (from === null || (typeof from !== 'object' && typeof from !== 'function')) {
    throw new RoutingError(whole, 'type', { expected: 'an object' });
  }
  try {
    return (from as Record<string, unknown>)[name];
  } catch (cause) {
    throw new RoutingError(name, 'unreadable', { cause });
  }
}

/** Only `undefined` means "not given"; `null` is a value, and is refused as one. */
export function orElse(value: unknown, fallback: unknown): unknown {
  return value === undefined ? fallback : value;
}

/** Copies an array that may be hostile; `undefined` is an empty one. */
export function readList(from: unknown, field: string): readonly unknown[] {
  if (from === undefined) return [];
  try {
    if (Array.isArray(from)) return [...from];
  } catch (cause) {
    throw new RoutingError(field, 'unreadable', { cause });
  }
  throw new RoutingError(field, 'type', { expected: 'an array' });
}

/** A non-empty, well-formed string, exactly as it came: nothing is trimmed, normalised or coerced. */
export function checkText(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new RoutingError(field, 'type', { expected: 'a string' });
  if (value === '') throw new RoutingError(field, 'empty');
  if (/\p{Surrogate}/u.test(value)) throw new RoutingError(field, 'ill-formed');
  return value;
}

// JavaScript's own trim() and Python's strip() disagree (U+0085, U+FEFF), so the set is spelled: Unicode's White_Space and the BOM.
const outerSpace = /^[\p{White_Space}\uFEFF]|[\p{White_Space}\uFEFF]$/u;

/** A text that may be part of a queue name. */
export function checkNamePart(value: unknown, field: string): string {
  const text = checkText(value, field);
  if (/\p{Control}/u.test(text)) throw new RoutingError(field, 'control-character');
  if (outerSpace.test(text)) throw new RoutingError(field, 'outer-space');
  return text;
}

/** At most 64 bytes of UTF-8: the server's limit, which counts bytes and not characters. */
export function checkFairnessKey(value: unknown, field: string): string {
  const key = checkText(value, field);
  if (utf8(key).length > 64) throw new RoutingError(field, 'too-long', { expected: 'at most 64 bytes of UTF-8' });
  return key;
}

/** A weight as the server would see it: it travels as a 32-bit float, so the bounds are checked after rounding. */
export function checkFairnessWeight(value: unknown, field: string): number {
  if (typeof value !== 'number') throw new RoutingError(field, 'type', { expected: 'a number' });
  if (!Number.isFinite(value)) throw new RoutingError(field, 'not-finite');
  const sent = Math.fround(value);
  if (sent < 0.001 || sent > 1000) throw new RoutingError(field, 'out-of-range', { expected: '0.001 to 1000' });
  return value;
}

/** 1 is served first. It travels as an int32, in which 2^32 + 1 would arrive as 1. */
export function checkPriorityKey(value: unknown, field: string): number {
  const key = checkInteger(value, field);
  if (key < 1 || key > 0x7fff_ffff) throw new RoutingError(field, 'out-of-range', { expected: '1 to 2147483647' });
  return key;
}

/** The number of shards: any integer from 1. */
export function checkShards(value: unknown, field: string): number {
  const shards = checkInteger(value, field);
  if (shards < 1) throw new RoutingError(field, 'out-of-range', { expected: 'at least 1' });
  return shards;
}

function checkInteger(value: unknown, field: string): number {
  if (typeof value !== 'number') throw new RoutingError(field, 'type', { expected: 'a number' });
  if (!Number.isFinite(value)) throw new RoutingError(field, 'not-finite');
  if (!Number.isInteger(value)) throw new RoutingError(field, 'not-integer');
  return value;
}
