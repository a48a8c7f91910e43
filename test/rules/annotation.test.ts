import { expect, test } from 'vitest';
import { byAnnotation } from '../../codemods/src/rules/annotation.js';
import { byExactName } from '../../codemods/src/rules/exact-name.js';
import { config } from '../kit/site.js';

const { kinds } = config();
const said = (...says: readonly string[]) => ({
  kindComments: says.map((one, index) => ({ says: one, at: { file: 'src/a.ts', line: index + 3, column: 5 } })),
});

test('the question says what the comments say, where, and what the config says', () => {
  const exact = byExactName('CleanupWorkflow', kinds, 'src/a.ts:4:1');
  expect(byAnnotation(said('tenant'), kinds, exact)).toMatchObject({
    reason: 'annotation-conflict',
    detail: 'a comment says tenant, but the config maps CleanupWorkflow to jobs',
    evidence: [
      { rule: 'annotation', kind: 'tenant', at: 'src/a.ts:3:5' },
      { rule: 'exact-name', kind: 'jobs' },
    ],
  });
  expect(byAnnotation(said('jobs', 'tenant'), kinds, { is: 'unmapped' })).toMatchObject({
    reason: 'annotation-conflict',
    detail: 'a comment says jobs, but a comment says tenant',
  });
  expect(byAnnotation(said('tenants'), kinds, { is: 'unmapped' })).toMatchObject({
    reason: 'annotation-unknown',
    detail: 'the comment at src/a.ts:3:5 says "tenants"; the kinds are tenant, jobs',
  });
  expect(byAnnotation(said(''), kinds, { is: 'unmapped' })).toMatchObject({
    detail: 'the comment at src/a.ts:3:5 names no kind; the kinds are tenant, jobs',
  });
});

test('without a comment it says nothing', () => {
  expect(byAnnotation(said(), kinds, byExactName('CleanupWorkflow', kinds, ''))).toEqual({ is: 'unmapped' });
});
