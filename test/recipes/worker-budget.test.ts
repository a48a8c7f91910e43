import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { budgetOf } from '../../codemods/src/recipes/parts/worker-budget.js';
import { recipeContext } from '../kit/recipe-context.js';

function budget(text: string | null, kinds: readonly string[] | null = null) {
  const source = ts.createSourceFile('a.ts', `(${text ?? '{}'})`, ts.ScriptTarget.Latest, true);
  const statement = source.statements[0] as ts.ExpressionStatement;
  const literal = (statement.expression as ts.ParenthesizedExpression).expression as ts.ObjectLiteralExpression;
  const options = text === null ? null : literal;
  return budgetOf({ file: 'src/worker.ts', line: 3, options, kinds }, recipeContext({ files: {} }));
}

test('the defaults of the SDK, divided among the routed queues', () => {
  expect(budget(`{ taskQueue: 'main' }`)).toEqual({
    file: 'src/worker.ts',
    line: 3,
    kinds: ['tenant', 'jobs'],
    defaults: [
      'maxConcurrentWorkflowTaskExecutions',
      'maxConcurrentActivityTaskExecutions',
      'maxConcurrentWorkflowTaskPolls',
      'maxConcurrentActivityTaskPolls',
    ],
    rows: [
      { shards: 1, queues: 3, workflowPollers: 20, activityPollers: 20, workflowSlots: 80, activitySlots: 200 },
      { shards: 8, queues: 10, workflowPollers: 28, activityPollers: 19, workflowSlots: 76, activitySlots: 199 },
      { shards: 32, queues: 34, workflowPollers: 76, activityPollers: 43, workflowSlots: 106, activitySlots: 199 },
    ],
  });
});

test('what is written counts; what cannot be read is not guessed', () => {
  const { defaults, rows } = budget(
    `{ maxConcurrentWorkflowTaskExecutions: 4, maxConcurrentActivityTaskExecutions: limit, workflowTaskPollerBehavior: auto }`,
    ['jobs'],
  );
  expect(defaults).toEqual(['maxConcurrentActivityTaskPolls']);
  expect(rows[2]).toEqual({
    shards: 32,
    queues: 2,
    workflowPollers: null,
    activityPollers: 20,
    workflowSlots: 8,
    activitySlots: null,
  });
});

test.each([null, '{ ...shared }', '{ tuner }'])('%s: no number of slots is known', (text) => {
  expect(budget(text).rows.map(({ workflowSlots }) => workflowSlots)).toEqual([null, null, null]);
});
