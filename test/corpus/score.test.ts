import { describe, expect, test } from 'vitest';
import { scoreOf, scoreText } from './score.mjs';
import { summaryText } from './summary.mjs';
import { differencesText, tableText } from './table.mjs';

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
    // Who proves it all the same is right.
    expect(scoreOf(wanted, reportOf(site('a.ts', 1)), () => false).differences).toEqual([]);
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
  const facts = { forms: ['inline', 'inline', 'variable'], cost: { check: 0.5, plan: 1, megabytes: 90 } };
  const text = summaryText(report, { ...facts, verbose: false });
  expect(text).toContain('found 3 = route 1 + routed 0 + keep 0 + ask 2');
  expect(text).toContain('options    inline 2 · variable 1');
  expect(text).toContain('ask        wrapper 2\nkeep       none');
  expect(text).toContain('unread     encoding 1\nskipped    declaration 2\nwarnings   1');
  expect(summaryText(report, { ...facts, verbose: true })).toContain('  b.ts:2 client.start w wrapper');
});

describe('the table of all repositories', () => {
  const row = (repository: string, score: object) => ({
    repository,
    commit: '0123456789abcdef',
    files: { listed: 1000 },
    cost: { check: 0.54, plan: 1.26, megabytes: 90.4 },
    score: { wanted: 4, hits: 4, found: 4, missed: [], falseAlarms: [], differences: [], agreed: 4, ...score },
  });
  const missed = [{ at: 'a.ts:1', api: 'raw' }];
  const falseAlarms = [{ at: 'b.ts:2', api: 'raw' }];
  const rows = [
    row('one/all', {}),
    row('two/some', { hits: 3, found: 6, missed, falseAlarms, agreed: 2 }),
    { repository: 'three/none', commit: 'fedcba9876543210', missing: true },
    { repository: 'four/broken', commit: 'fedcba9876543210', problem: 'a | b\nand more' },
  ];

  test('has a line each, and the shares of all starts together', () => {
    expect(tableText(rows).split('\n').slice(2)).toEqual([
      '| [one/all](https://github.com/one/all) | `0123456789ab` | 1000 | 4 | 100.0 % (4/4) | 100.0 % (4/4) | 100.0 % (4/4) | 0.5 s | 1.3 s | 90 MB |',
      '| [two/some](https://github.com/two/some) | `0123456789ab` | 1000 | 4 | 75.0 % (3/4) | 83.3 % (5/6) | 66.7 % (2/3) | 0.5 s | 1.3 s | 90 MB |',
      '| [three/none](https://github.com/three/none) | `fedcba987654` | not checked out here |  |  |  |  |  |  |  |',
      '| [four/broken](https://github.com/four/broken) | `fedcba987654` | could not be read: a \\| b |  |  |  |  |  |  |  |',
      '| **all** | 2 of 4 | 2000 | 8 | 87.5 % (7/8) | 90.0 % (9/10) | 85.7 % (6/7) | 1.1 s | 2.5 s | 90 MB |',
    ]);
  });

  test('and each difference by itself', () => {
    expect(differencesText(rows)).toBe(
      'two/some: MISSED a.ts:1 raw\ntwo/some: FALSE b.ts:2 raw\nfour/broken: a | b\nand more\n',
    );
  });
});
