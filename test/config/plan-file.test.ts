import { expect, test } from 'vitest';
import { parsePlan } from '../../codemods/src/config/index.js';
import { UsageError } from '../../codemods/src/model/errors.js';

const plan = {
  version: 1,
  tool: 'temporal-queue-codemods 0.1.0',
  configHash: 'x',
  report: { version: 1, sites: [], ledger: {} },
  read: { 'a.ts': '0'.repeat(64) },
  write: [{ file: 'a.ts', group: 'g', before: null, after: '', bom: false }],
};

test('a plan comes back whole', () => {
  expect(parsePlan(JSON.stringify(plan), 'p.json')).toEqual(plan);
});

test.each<[string, string, RegExp]>([
  ['not JSON', '{', /^p\.json: not a plan this version can apply: /],
  ['another version', JSON.stringify({ ...plan, version: 2 }), /: version: /],
  ['a report', JSON.stringify(plan.report), /not a plan/],
  ['no bytes', JSON.stringify({ ...plan, write: [{ file: 'a.ts' }] }), /write\.0\.group/],
  ['a hash that is none', JSON.stringify({ ...plan, read: { 'a.ts': 'x' } }), /read\.a\.ts/],
])('%s is refused', (_what, text, why) => {
  expect(() => parsePlan(text, 'p.json')).toThrow(why);
  expect(() => parsePlan(text, 'p.json')).toThrow(UsageError);
});
