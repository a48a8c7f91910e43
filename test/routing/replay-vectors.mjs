/**
 * Runs every vector against one build and prints what differs, as JSON. Usage: replay-vectors.mjs esm|cjs
 * Plain JavaScript in its own process, so that `import` and `require` are Node's own.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const name = 'temporal-queue-routing';
const routing = process.argv[2] === 'cjs' ? createRequire(import.meta.url)(name) : await import(name);
const { vectors } = JSON.parse(readFileSync(new URL('../../routing/vectors.json', import.meta.url), 'utf8'));

const calls = {
  shardOf: ({ key, shards }) => routing.shardOf(key, shards),
  hashedFairnessKey: ({ tenantId }) => routing.hashedFairnessKey(tenantId),
  taskQueueName: routing.taskQueueName,
  routeForTenant: routing.routeForTenant,
  routeForSystemJob: routing.routeForSystemJob,
};

const ran = {};
const differing = [];
for (const vector of vectors) {
  const answer = run(calls[vector.call], vector.input);
  ran[vector.call] = (ran[vector.call] ?? 0) + 1;
  const wanted = 'error' in vector ? { error: vector.error } : { output: vector.output };
  if (!isDeepStrictEqual(answer, wanted)) differing.push({ ...vector, answer });
}
process.stdout.write(JSON.stringify({ ran, differing }));

function run(call, input) {
  const given = Object.fromEntries(Object.entries(input).map(([key, value]) => [key, decode(value)]));
  try {
    return { output: call(given) };
  } catch (error) {
    if (!(error instanceof routing.RoutingError)) return { thrown: String(error) };
    return { error: { field: error.field, rule: error.rule } };
  }
}

function decode(value) {
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (keys.length !== 1) return value;
  if (keys[0] === 'utf16') return String.fromCharCode(...value.utf16.match(/.{4}/g).map((unit) => parseInt(unit, 16)));
  return keys[0] === 'number' ? Number(value.number) : value;
}
