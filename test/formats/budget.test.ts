import { expect, test } from 'vitest';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import type { Report } from '../../codemods/src/model/report.js';
import { GREEN } from './report.js';

const report: Report = {
  ...GREEN,
  budgets: [
    {
      file: 'src/worker.ts',
      line: 12,
      kinds: ['tenant'],
      defaults: ['maxConcurrentWorkflowTaskPolls'],
      rows: [
        { shards: 1, queues: 2, workflowPollers: 20, activityPollers: 20, workflowSlots: 80, activitySlots: null },
        { shards: 32, queues: 33, workflowPollers: 74, activityPollers: 42, workflowSlots: 104, activitySlots: null },
      ],
    },
  ],
};

const rendered = (name: string, given: Report): string =>
  FORMATS.get(name)?.render(given, { command: 'plan', paint: PLAIN, verdict: null, verbose: false, brief: false }) ??
  '';

test('text', () => {
  expect(rendered('text', report)).toContain(`Worker budget (1)
  src/worker.ts:12  legacy, tenant
     1 shard   2 queues, 20 workflow and 20 activity pollers, 80 workflow and ? activity slots
    32 shards  33 queues, 74 workflow and 42 activity pollers, 104 workflow and ? activity slots
  In one process: times the replicas of the deployment.`);
  expect(rendered('text', report)).toContain(
    '  Not written, so the defaults of @temporalio/worker 1.24 (worker-options.js: 40 and 100 slots, 10 pollers): maxConcurrentWorkflowTaskPolls.\n',
  );
});

test('markdown', () => {
  expect(rendered('markdown', report)).toContain(`### Worker budget

| worker | polls | shards | holds |
|---|---|---|---|
| \`src/worker.ts:12\` | legacy, tenant | 1 | 2 queues, 20 workflow and 20 activity pollers, 80 workflow and ? activity slots |
| \`src/worker.ts:12\` | legacy, tenant | 32 | 33 queues, 74 workflow and 42 activity pollers, 104 workflow and ? activity slots |
`);
});

test('nothing is said where no worker is rewritten', () => {
  for (const name of ['text', 'markdown']) expect(rendered(name, GREEN)).not.toContain('Worker budget');
});
