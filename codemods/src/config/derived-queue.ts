import type { DerivedQueue } from '../model/config.js';

const CALL = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)\(\*\)$/u;
const PATTERN = /^(['"])(.+)\1$/;

/** An entry of `derivedQueues`: `turnQueue(*)`, or a name with `*` in quotes; a string says what is wrong with it. */
export function parseDerivedQueue(text: string): DerivedQueue | string {
  const called = CALL.exec(text)?.[1];
  if (called !== undefined) return { kind: 'call', name: called, text };
  const pattern = PATTERN.exec(text)?.[2];
  if (pattern === undefined)
    return `write the function that derives a queue as "turnQueue(*)", or the derived name in quotes, with * for what varies: "'*-turns'"`;
  return /[^*]/.test(pattern)
    ? { kind: 'pattern', value: pattern, text }
    : 'matches every queue; name the part that does not vary';
}
