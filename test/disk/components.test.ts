import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../codemods/src/config/index.js';
import { scriptOf } from '../../codemods/src/disk/components.js';
import { explain } from '../../codemods/src/explain.js';
import { check, plan } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';

describe('the script of a component', () => {
  test.each<[string, string, string]>([
    [
      'stays where it stands',
      '<p>é\r\n</p><script>\r\na()\r\n</script>\n<p/>',
      '    \r\n            \r\na()\r\n;        \n    ',
    ],
    ['is every block', '<script a>x</script><script setup>y</script>', '          x;                      y;        '],
    ['ends at the first end tag, in a string too', "<script>'</script>'", "        ';         "],
    ['ends with the file', '<SCRIPT\nlang="ts">x', '       \n          x'],
    [
      'has attributes with quoted signs',
      '<script generic="A<B>" b=\'>\'>x</script>',
      '                             x;        ',
    ],
    [
      'is not what a comment has',
      '<!-- <script>a</script> --><script>b</script>',
      '                                   b;        ',
    ],
    ['is not an element of a longer name', '<script-tag>a</script-tag>', '                          '],
    ['is empty where it is read from a file', '<script src="./a.ts" /><p>x</p>', '                               '],
  ])('%s', (_, text, script) => {
    expect(scriptOf(text)).toBe(script);
    expect(scriptOf(text)).toHaveLength(text.length);
  });
});

const start =
  "new Client().workflow.start('tenantWork', { args: [tenantId], workflowId: tenantId, taskQueue: 'main' })";
const root = repositoryOf({
  'package.json': '{ "type": "module" }\n',
  'temporal-queue.config.json': '{ "legacyQueues": ["\'main\'"], "kinds": { "tenant": ["tenantWork"] } }\n',
  'src/start.ts': `import { Client } from '@temporalio/client';\nexport const a = (tenantId: string) => ${start};\n`,
  'src/A.vue': `<template/>\n<script lang="ts">\nimport { Client } from '@temporalio/client';\nexport const a = (tenantId: string) =>\n  ${start};\n</script>\n`,
  'src/Plain.vue': '<script>export default {};</script>\n',
  'src/Broken.svelte': `<p/>\n<script>\nimport '@temporalio/client';\nconst = 1;\n</script>\n`,
  'src/Jsx.vue': `<script lang="tsx">\nimport { Client } from '@temporalio/client';\nexport const a = (tenantId: string) => <b>{${start}}</b>;\n</script>\n`,
});

test('its starts are questions on their own lines, and one that does not parse is a row', async () => {
  const config = await loadConfig({ root });
  const report = await check({ root, config });
  expect(report.sites.map(({ file, line, column, reason }) => [file, line, column, reason])).toEqual([
    ['src/A.vue', 5, 25, 'unsupported-file'],
    ['src/Jsx.vue', 3, 66, 'unsupported-file'],
    ['src/start.ts', 2, 62, null],
  ]);
  expect(report.unread).toEqual([
    { file: 'src/Broken.svelte', reason: 'syntax error on line 4: Variable declaration expected', fatal: true },
  ]);
  expect(report.files).toEqual({ listed: 5, candidates: 4, parsed: 3 });
  const explained = await explain({ root, config }, 'src/A.vue', 5);
  expect(explained.title).toBe('src/A.vue:5:25 ask');
  expect(explained.steps.map(({ source }) => source)).toContain(`${start};`);
});

test('an answer can keep one, and cannot have it rewritten', async () => {
  const config = await loadConfig({ root });
  const id = 'src/A.vue#a/client.start/1';
  const reasons = async (answer: object) => {
    const { sites } = await check({ root, config: { ...config, sites: { [id]: answer } } });
    return sites.find((site) => site.id === id)?.reason;
  };
  expect(await reasons({ decision: 'keep', reason: 'goes away' })).toBe('answered');
  expect(await reasons({ kind: 'tenant', tenantId: 'tenantId' })).toBe('unsupported-file');
});

test('a queue named in its script is a mention, on its line; in its markup it is none', async () => {
  const files = { 'src/Log.vue': "<p>taskQueue main</p>\n<script>\nconsole.log({ taskQueue: 'main' });\n</script>\n" };
  const repository = repositoryOf(
    {
      'package.json': '{ "type": "module" }\n',
      'temporal-queue.config.json': '{ "legacyQueues": ["\'main\'"] }\n',
      'src/start.ts': `import { Client } from '@temporalio/client';\nexport const a = (tenantId: string) => ${start};\n`,
    },
    files,
  );
  const { mentions } = (await plan({ root: repository, config: await loadConfig({ root: repository }) })).report;
  expect(mentions).toEqual([
    { file: 'src/Log.vue', line: 3, text: "console.log({ taskQueue: 'main' });", where: 'code' },
  ]);
});
