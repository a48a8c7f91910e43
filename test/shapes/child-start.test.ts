import { beforeAll, describe, expect, test } from 'vitest';
import type { SiteRow } from '../../codemods/src/model/report.js';
import { sitesOf, testCases } from '../kit/sites.js';

const IMPORT = `import { executeChild, startChild, workflowInfo } from '@temporalio/workflow';\n`;
const inside = (body: string): string =>
  `${IMPORT}export async function ProvisionWorkflow(tenantId: string, mine: any) {
  void [tenantId, mine, executeChild, startChild, workflowInfo];
  ${body}
}
`;
const start = (workflow: string, options = ''): string =>
  inside(`await startChild('${workflow}'${options === '' ? '' : `, ${options}`});`);
const INHERITS = ['child.start ExportWorkflow keep inherits'];

testCases([
  ['no options', start('ExportWorkflow'), INHERITS],
  [
    'no queue',
    inside(`await executeChild('ExportWorkflow', { args: [1] });`),
    ['child.execute ExportWorkflow keep inherits'],
  ],
  ['an empty queue', start('ExportWorkflow', `{ taskQueue: '' }`), INHERITS],
  ['undefined', start('ExportWorkflow', '{ taskQueue: undefined }'), INHERITS],
  ["the workflow's own queue", start('ExportWorkflow', '{ taskQueue: workflowInfo().taskQueue }'), INHERITS],
  [
    'the same through a variable',
    inside(`const here = workflowInfo();\n  await startChild('ExportWorkflow', { taskQueue: here.taskQueue });`),
    INHERITS,
  ],
  [
    'one of two ways to name none',
    start('ExportWorkflow', `{ taskQueue: mine ? '' : workflowInfo().taskQueue }`),
    INHERITS,
  ],
  [
    'the legacy queue or none',
    start('ExportWorkflow', `{ taskQueue: mine ? 'main-queue' : workflowInfo().taskQueue }`),
    ['child.start ExportWorkflow ask workflow-code'],
  ],
  [
    'a variable of that name that is none',
    start('ExportWorkflow', '{ taskQueue: mine.taskQueue }'),
    ['child.start ExportWorkflow ask wrapper'],
  ],
  [
    'options in a variable, without a queue',
    inside(`const options = { args: [1] };\n  await startChild('ExportWorkflow', options);`),
    INHERITS,
  ],
  [
    'a queue that is built from the own one',
    start('ExportWorkflow', `{ taskQueue: workflowInfo().taskQueue + '-exports' }`),
    ['child.start ExportWorkflow ask derived-queue'],
  ],
  [
    'the legacy queue',
    start('ExportWorkflow', `{ taskQueue: 'main-queue' }`),
    ['child.start ExportWorkflow ask workflow-code'],
  ],
  [
    'the legacy queue, for a workflow without a kind',
    start('Mystery', `{ taskQueue: 'main-queue' }`),
    ['child.start Mystery ask workflow-code'],
  ],
  [
    'a dedicated queue, whatever the kind',
    start('CleanupWorkflow', `{ taskQueue: 'exports' }`),
    ['child.start CleanupWorkflow keep dedicated-queue'],
  ],
  [
    'a workflow chosen at run time follows as well',
    inside(`await startChild(tenantId, { args: [] });`),
    ['child.start - keep inherits'],
  ],
  ['a child of another kind', start('CleanupWorkflow'), ['child.start CleanupWorkflow ask child-of-another-kind']],
  ['a child without a kind', start('Mystery'), ['child.start Mystery keep inherits']],
  [
    'routed by the unbound functions',
    `import { startChild } from '@temporalio/workflow';
import { routeForTenant, startOptions } from 'temporal-queue-routing';
export async function FanOutWorkflow(tenantId: string, settings: { namespace: string; prefix: string; shards: number }) {
  await startChild('ExportWorkflow', { args: [tenantId], ...startOptions(routeForTenant({ tenantId, ...settings })) });
}
`,
    ['child.start ExportWorkflow routed tenantId'],
  ],
  [
    'imported under another name, and as a namespace',
    `import { startChild as spawn } from '@temporalio/workflow';
import * as wf from '@temporalio/workflow';
export const A = async () => [await spawn('ExportWorkflow'), await wf.executeChild('ExportWorkflow')];
`,
    [...INHERITS, 'child.execute ExportWorkflow keep inherits'],
  ],
  [
    'required',
    `const { startChild: spawn } = require('@temporalio/workflow');
const wf = require('@temporalio/workflow');
exports.A = async () => [await spawn('ExportWorkflow'), await wf.executeChild('ExportWorkflow')];
`,
    [...INHERITS, 'child.execute ExportWorkflow keep inherits'],
  ],
  [
    "other people's functions and methods of the name are none",
    `import { executeChild } from './processes.js';
const family = { startChild: (name: string, options: object) => [name, options] };
export function A() {
  family.startChild('ExportWorkflow', { taskQueue: 'main-queue', workflowId: 'a' });
  executeChild('ExportWorkflow', { taskQueue: 'main-queue', workflowId: 'a' });
}
`,
    [],
  ],
]);

describe('the parent of a child', () => {
  const CHILD = `startChild('ExportWorkflow')`;
  const ESM = "import { startChild } from '@temporalio/workflow';\n";
  const COMMONJS = "const { startChild } = require('@temporalio/workflow');\n";
  const parents: readonly (readonly [what: string, code: string, isFanOut: boolean])[] = [
    ['the exported function around it', `${ESM}export async function FanOutWorkflow() { await ${CHILD}; }`, true],
    ['an exported constant', `${ESM}export const FanOutWorkflow = async () => { await ${CHILD}; };`, true],
    [
      'under the name it is exported by',
      `${ESM}async function all() { await ${CHILD}; }\nexport { all as FanOutWorkflow };`,
      true,
    ],
    ['a default export', `${ESM}export default async function FanOutWorkflow() { await ${CHILD}; }`, true],
    [
      'a default export apart from its declaration',
      `${ESM}async function FanOutWorkflow() { await ${CHILD}; }\nexport default FanOutWorkflow;`,
      true,
    ],
    [
      'what uses the function around it, through others',
      `${ESM}async function one() { await ${CHILD}; }\nconst some = () => one();\nexport async function FanOutWorkflow() { await some(); }`,
      true,
    ],
    [
      'what uses the class around it',
      `${ESM}export class Exports { async run() { await ${CHILD}; } }\nexport async function FanOutWorkflow() { await new Exports().run(); }`,
      true,
    ],
    [
      'every one of several',
      `${ESM}async function one() { await ${CHILD}; }\nexport const ProvisionWorkflow = () => one();\nexport async function FanOutWorkflow() { await one(); }`,
      true,
    ],
    [
      'exported by CommonJS',
      `${COMMONJS}async function all() { await ${CHILD}; }\nmodule.exports = { FanOutWorkflow: all };`,
      true,
    ],
    ['exported by CommonJS in place', `${COMMONJS}exports.FanOutWorkflow = async () => { await ${CHILD}; };`, true],
    [
      'exported by CommonJS under another name',
      `${COMMONJS}const all = async () => { await ${CHILD}; };\nexports.FanOutWorkflow = all;`,
      true,
    ],
    [
      'not a workflow beside it',
      `${ESM}export async function FanOutWorkflow() {}\nexport async function ProvisionWorkflow() { await ${CHILD}; }`,
      false,
    ],
    [
      'not what uses an exported function in between',
      `${ESM}export async function some() { await ${CHILD}; }\nexport async function FanOutWorkflow() { await some(); }`,
      false,
    ],
    [
      'not a function that nobody exports',
      `${ESM}async function FanOutWorkflow() { await ${CHILD}; }\nvoid FanOutWorkflow;`,
      false,
    ],
  ];
  const fileOf = (index: number, code: string): string =>
    `src/parent-${index}.${code.startsWith(COMMONJS) ? 'cjs' : 'ts'}`;
  let sites: readonly SiteRow[];

  beforeAll(async () => {
    sites = await sitesOf(Object.fromEntries(parents.map(([, code], at) => [fileOf(at, code), code])), {
      installed: false,
    });
  }, 120_000);

  test.each(parents.map(([what], index) => ({ what, index })))('$what', ({ index }) => {
    const [, code, isFanOut] = parents[index] ?? ['', '', false];
    const detail = isFanOut ? 'ExportWorkflow is tenant, its parent FanOutWorkflow is jobs' : null;
    const found = sites.filter(({ file }) => file === fileOf(index, code));
    expect(found.map((site) => site.detail?.split(';')[0] ?? null)).toEqual([detail]);
  });
});
