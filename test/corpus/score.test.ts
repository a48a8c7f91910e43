import { describe, expect, test } from 'vitest';
import { scoreOf, scoreText } from './score.mjs';
import { summaryText } from './summary.mjs';

const proof = { receiver: { how: 'types' }, queue: { how: 'traced' }, workflow: { how: 'syntax' } };
const route = { decision: 'route', reason: null, kind: 'tenant', tenantId: 'orgId', api: 'client.start' };
const ask = { decision: 'ask', reason: 'wrapper', kind: null, tenantId: null, api: 'client.start' };
const site = (file: string, line: number, more: object = route) => ({
  ...{ file, line, callers: [], proof, queue: { absent: false }, workflow: 'w', test: false, detail: null },
  ...more,
});
const label = (file: string, line: number, more: object = route) => ({ file, line, ...more });
const reportOf = (...sites: readonly object[]) => ({ sites, activities: [], workers: [] });
const labelsOf = (...sites: readonly object[]) => ({ sites });

describe('the score', () => {
  test('all found and decided as labelled', () => {
    const score = scoreOf(
      labelsOf(label('a.ts', 1), label('b.ts', 2, ask)),
      reportOf(site('a.ts', 1), site('b.ts', 2, ask)),
    );
    expect(score).toMatchObject({ recall: 1, precision: 1, wanted: 2, hits: 2, agreed: 2, differences: [] });
  });

  test('a miss costs recall, a false alarm precision', () => {
    const score = scoreOf(labelsOf(label('a.ts', 1), label('b.ts', 2)), reportOf(site('a.ts', 1), site('c.ts', 3)));
    expect(score).toMatchObject({ recall: 0.5, precision: 0.5 });
    expect(score.missed).toEqual([{ at: 'b.ts:2', api: 'client.start' }]);
    expect(score.falseAlarms).toEqual([{ at: 'c.ts:3', api: 'client.start' }]);
    expect(scoreText(score)).toContain('  MISSED b.ts:2 client.start\n  FALSE c.ts:3 client.start');
  });

  test('another tenant, kind, api, decision or reason is a difference', () => {
    const one = (is: object, should: object) =>
      scoreOf(labelsOf(label('a.ts', 1, should)), reportOf(site('a.ts', 1, is))).differences;
    const at = 'a.ts:1';
    expect(one({ ...route, tenantId: 'actor.orgId' }, route)).toEqual([
      { at, what: 'tenantId', is: 'actor.orgId', should: 'orgId' },
    ]);
    expect(one({ ...route, kind: 'jobs' }, route)).toEqual([{ at, what: 'kind', is: 'jobs', should: 'tenant' }]);
    expect(one({ ...route, api: 'client.execute' }, route)).toEqual([
      { at, what: 'api', is: 'client.execute', should: 'client.start' },
    ]);
    expect(one(ask, route)).toEqual([{ at, what: 'decision', is: 'ask(wrapper)', should: 'route' }]);
    expect(one({ ...ask, reason: 'no-tenant' }, ask)).toEqual([
      { at, what: 'reason', is: 'no-tenant', should: 'wrapper' },
    ]);
    expect(one({ ...ask, reason: 'no-tenant' }, { ...ask, alsoTrue: ['no-tenant'] })).toEqual([]);
  });

  test('what holds only where dependencies are installed', () => {
    const wanted = labelsOf(label('a.ts', 1, { ...route, withoutInstall: { decision: 'ask', reason: 'wrapper' } }));
    expect(scoreOf(wanted, reportOf(site('a.ts', 1, ask)), () => false).differences).toEqual([]);
    expect(scoreOf(wanted, reportOf(site('a.ts', 1, ask)), () => true).agreed).toBe(0);
  });

  test('indirect and tolerated places are neither missed nor false', () => {
    const labels = {
      ...labelsOf(label('a.ts', 1), label('b.ts', 2, { ...ask, indirect: true })),
      tolerated: [{ file: 'c.ts', line: 3 }],
    };
    const without = scoreOf(labels, reportOf(site('a.ts', 1)));
    expect(without).toMatchObject({ recall: 1, precision: 1, wanted: 1 });
    expect(without.beside['indirect sites']).toEqual({ wanted: 1, missed: ['b.ts:2'] });
    const both = scoreOf(labels, reportOf(site('a.ts', 1), site('b.ts', 2, ask), site('c.ts', 3)));
    expect(both).toMatchObject({ recall: 1, precision: 1, found: 2, agreed: 1 });
  });

  test('activities, workers and the callers of wrappers stand beside', () => {
    const labels = { ...labelsOf(), workers: [{ file: 'w.ts', line: 1 }], wrapperCallers: [{ file: 'c.ts', line: 4 }] };
    const wrapper = site('a.ts', 1, { ...ask, callers: [{ at: { file: 'c.ts', line: 4 } }] });
    const score = scoreOf(labels, reportOf(wrapper));
    expect(score.beside).toMatchObject({
      workers: { wanted: 1, missed: ['w.ts:1'] },
      "wrappers' callers": { wanted: 1, missed: [] },
    });
  });
});

test('a summary counts by api, proof, form and reason, and lists the questions when asked', () => {
  const report = {
    ...reportOf(site('a.ts', 1), site('b.ts', 2, ask), site('c.ts', 3, ask)),
    ledger: { found: 3, route: 1, routed: 0, keep: 0, ask: 2 },
    files: { listed: 9, candidates: 4, parsed: 4 },
    ...{ mentions: [], findings: [], unread: [{ file: 'x.ts', reason: 'encoding', fatal: false }], warnings: ['w'] },
    skipped: { declaration: 2 },
  };
  const facts = { forms: ['inline', 'inline', 'variable'], seconds: 0.5, megabytes: 90 };
  const text = summaryText(report, { ...facts, verbose: false });
  expect(text).toContain('found 3 = route 1 + routed 0 + keep 0 + ask 2');
  expect(text).toContain('options    inline 2 · variable 1');
  expect(text).toContain('ask        wrapper 2\nkeep       none');
  expect(text).toContain('unread     encoding 1\nskipped    declaration 2\nwarnings   1');
  expect(summaryText(report, { ...facts, verbose: true })).toContain('  b.ts:2 client.start w wrapper');
});
