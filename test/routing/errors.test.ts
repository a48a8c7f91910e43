import { expect, test } from 'vitest';
import { ROUTING_RULES, RoutingError, routeForTenant } from '../../routing/src/index.js';

test('an error says the field and the rule, in the message and in code', () => {
  const error = new RoutingError('shards', 'not-integer');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('RoutingError');
  expect(error.field).toBe('shards');
  expect(error.rule).toBe('not-integer');
  expect(String(error)).toBe('RoutingError: shards must be an integer [not-integer]');
  expect('cause' in error).toBe(false);
});

test('it can say what was expected, and keeps its cause', () => {
  const cause = new Error('inside');
  const error = new RoutingError('kind', 'unknown', { expected: 'a kind of the list', cause });
  expect(error.message).toBe('kind is not one of the known values; expected a kind of the list [unknown]');
  expect(error.cause).toBe(cause);
});

test('every rule has a sentence', () => {
  expect(ROUTING_RULES.length).toBeGreaterThan(10);
  for (const rule of ROUTING_RULES) expect(new RoutingError('x', rule).message).toMatch(/^x [a-z].* \[[a-z-]+\]$/);
});

test('the tenant id is never in the message', () => {
  const tenantId = `someone@example.com${'!'.repeat(60)}`;
  const place = { namespace: 'default', prefix: 'saas', shards: 4 };
  for (const input of [{ tenantId }, { tenantId: `${tenantId}\ud800` }, { tenantId, priorityKey: 0 }]) {
    try {
      routeForTenant({ ...place, ...input });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(RoutingError);
      expect(String(error)).not.toContain('someone');
    }
  }
});
