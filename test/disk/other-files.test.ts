import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFiles } from '../../codemods/src/disk/files.js';
import { readOtherFiles } from '../../codemods/src/disk/other-files.js';
import { folderWith, repositoryWith } from './repo.js';

const names = {
  values: ['main-queue', 'default'],
  patterns: [] as readonly string[],
  variables: ['TEMPORAL_TASK_QUEUE'],
};

/** The lines that are listed must be those that say HERE. */
async function listed(files: Readonly<Record<string, string>>, wanted = names): Promise<void> {
  const root = folderWith(files);
  const { rows, found } = await readOtherFiles(root, Object.keys(files).sort(), wanted);
  const expected = Object.entries(files).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (line.includes('HERE') ? [`${file}:${index + 1}`] : [])),
  );
  expect(rows.map(({ file, line }) => `${file}:${line}`).sort()).toEqual(expected.sort());
  expect(found).toBe(expected.length);
  expect(rows.every(({ where }) => where === 'other')).toBe(true);
}

describe('who names a legacy queue outside of code', () => {
  test('charts, dashboards, scripts and services in other languages', () =>
    listed({
      'chart/values.yaml': 'temporal:\n  taskQueue: main-queue # HERE\nother: main-queue-2\n',
      'chart/templates/deploy.yaml': 'env:\n  - name: TEMPORAL_TASK_QUEUE # HERE\n    value: {{ .Values.q }}\n',
      '.env.production': 'TEMPORAL_TASK_QUEUE=x # HERE\nMY_TEMPORAL_TASK_QUEUE=y\nTEMPORAL_TASK_QUEUES=z\n',
      'infra/alerts.tf': 'queue = "main-queue" # HERE\n',
      'alerts/backlog.promql': 'sum(backlog{task_queue="main-queue"}) # HERE\n',
      'grafana/board.json': '{ "expr": "x{queue=~\\"main-queue|other\\"}", "HERE": 1 }\n',
      Dockerfile: 'ENV TEMPORAL_TASK_QUEUE=x # HERE\nENV X=domain-queue\n',
      'Dockerfile.worker': 'CMD ["worker", "main-queue"] # HERE\n',
      'bin/drain.sh': 'temporal task-queue describe --task-queue main-queue # HERE\n',
      'py/worker.py': "Worker(client, task_queue='main-queue') # HERE\n",
      'go/main.go': 'const q = "main-queue" // HERE\n',
      'java/App.java': 'static final String Q = "main-queue"; // HERE\n',
      'kt/App.kt': 'val q = "main-queue" // HERE\n',
      'rb/app.rb': 'Q = "main-queue" # HERE\n',
      'cs/App.cs': 'var q = "main-queue"; // HERE\n',
      'php/app.php': '$q = "main-queue"; // HERE\n',
      'rs/main.rs': 'let q = "main-queue"; // HERE\n',
      'db/seed.sql': "insert into queues values ('main-queue'); -- HERE\n",
      'docs/ops.md': 'The queue is called `main-queue`. HERE\n',
    }));

  test('whole names only', () =>
    listed({
      'a.yaml':
        'a: domain-queue\nb: main-queue2\nc: x.main-queue\nd: main-queue.07\ne: my-main-queue\nf: $main-queue\n',
      'b.yaml': 'a: [main-queue, x] # HERE\r\nb: svc/main-queue:1 # HERE\nc: It is main-queue. HERE\n',
    }));

  test('a plain word only on a line about task queues', () =>
    listed({
      'a.yaml': 'namespace: default\ntaskQueue: default # HERE\ntask_queue: "default" # HERE\n',
      'b.py':
        'def f(default=None): pass\nworker("default")  # a temporal worker, HERE\nTASK_QUEUE = "default" # HERE\n',
    }));

  test('a plain word is a folder and a namespace, too', () =>
    listed({
      'a.yaml': 'path: temporal/workers/default/index.js\nurl: /temporal/default\ntemporalNamespace: default\n',
      'b.yaml': 'url: /namespaces/x/task-queues/default # HERE\nnamespace: default, taskQueue: default # HERE\n',
    }));

  test('no name of a package', () =>
    listed({
      'package.json': '{ "@main-queue/core": "1.0.0",\n"@saas/main-queue": "1.0.0",\n"q": "main-queue" } HERE\n',
    }));

  test('not in lists of packages, foreign folders, our own config, plans and reports, pictures, or large files', () =>
    listed({
      'package-lock.json': '"main-queue"',
      'pnpm-lock.yaml': 'main-queue',
      'yarn.lock': 'main-queue',
      'node_modules/x/values.yaml': 'main-queue',
      'vendor/x/main.go': '"main-queue"',
      'temporal-queue.config.jsonc': '"main-queue"',
      'plan.json': '{ "version": 1, "tool": "temporal-queue-codemods 0.1.0", "x": "main-queue" }',
      'check.md': '## Temporal queues\n\n`found 1 = route 1 + routed 0 + keep 0 + ask 0`\n\nmain-queue\n',
      'logo.svg': 'main-queue',
      'data.json': '"main-queue\0"',
      'large.json': `"main-queue"${' '.repeat(1024 * 1024)}`,
      'ci.yaml': 'run: npx temporal-queue-codemods check\nenv: { Q: main-queue } # HERE\n',
    }));

  test('a name with signs in it, and no name at all', async () => {
    await listed({ 'a.yaml': 'q: a+b (c) # HERE\nq: aab c\n' }, { values: ['a+b (c)'], patterns: [], variables: [] });
    await listed({ 'a.yaml': 'q: main-queue\n' }, { values: [], patterns: [], variables: [] });
  });
});

test('a name with a part that varies is found however that part is written', () =>
  listed(
    {
      'a.yaml': 'q: main-v2 # HERE\nr: main-v{{ .Values.version }} # HERE\ns: old-main-v2\nt: main-queue\n',
      'b.sh': 'start --queue "main-v$VERSION" # HERE\nstart --queue main-v$(cat VERSION) # HERE\n',
      'c.json': '{ "package": "@acme/main-v2" }\n',
    },
    { values: [], patterns: ['main-v*'], variables: [] },
  ));

test('a long line is cut around the name, documents come last, and the list is cut', async () => {
  const files = {
    'a.md': 'main-queue\n'.repeat(10),
    'b.json': `  {"panels":"${'x'.repeat(500)}","q":"main-queue","more":"${'y'.repeat(500)}"}\n`,
    'c.yaml': '- main-queue\n'.repeat(995),
  };
  const { rows, found } = await readOtherFiles(folderWith(files), Object.keys(files), names);
  expect(rows[0]?.text).toBe(`…${'x'.repeat(73)}","q":"main-queue","more":"${'y'.repeat(98)}…`);
  expect(rows[0]?.text).toHaveLength(200);
  expect([found, rows.length]).toEqual([1006, 1000]);
  expect(rows.filter(({ file }) => file === 'a.md')).toHaveLength(4);
});

test('no link is followed, to a file or to a folder, and a file that went away is none', async () => {
  const outside = folderWith({ 'values.yaml': 'q: main-queue\n' });
  const root = repositoryWith({ 'a.ts': '', 'was/values.yaml': 'q: main-queue\n', 'b.yaml': 'q: main-queue\n' });
  symlinkSync(join(outside, 'values.yaml'), join(root, 'link.yaml'));
  renameSync(join(root, 'was'), join(root, 'is'));
  symlinkSync(outside, join(root, 'was'));
  mkdirSync(join(root, 'folder.yaml'));
  const { others } = await listFiles(root, { include: ['**/*.ts'] });
  expect(others).toEqual(expect.arrayContaining(['link.yaml', 'was/values.yaml', 'is/values.yaml']));
  const { rows } = await readOtherFiles(root, [...others, 'gone.yaml', 'folder.yaml'], names);
  expect(rows.map(({ file }) => file).sort()).toEqual(['b.yaml', 'is/values.yaml']);
});
