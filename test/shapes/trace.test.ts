import { testCases } from '../kit/sites.js';

const IMPORT = `import type { Client } from '@temporalio/client';\n`;
/** A start on a queue, with what stands before it in the file. */
const on = (queue: string, before = ''): string =>
  `${IMPORT}${before}\nexport const start = (client: Client, id: string, kind: string, n: number) =>
  client.workflow.start('CleanupWorkflow', { workflowId: id, taskQueue: ${queue} });\n`;
const withOptions = (options: string, before = ''): string =>
  `${IMPORT}${before}\nexport const start = (client: Client, id: string, large: boolean) =>
  client.workflow.start('CleanupWorkflow', ${options});\n`;
const names = (workflow: string, before: string): string =>
  `${IMPORT}${before}\nexport const start = (client: Client, id: string) =>
  client.workflow.start(${workflow}, { workflowId: id, taskQueue: 'main-queue' });\n`;

const LEGACY = ['client.start CleanupWorkflow route'];
const OPAQUE = ['client.start CleanupWorkflow ask options-opaque'];
const DEDICATED = ['client.start CleanupWorkflow keep dedicated-queue'];
const UNKNOWN = ['client.start CleanupWorkflow ask queue-unknown'];
const MIXED = ['client.start CleanupWorkflow ask queue-mixed'];
const DERIVED = ['client.start CleanupWorkflow ask derived-queue'];
const DYNAMIC = ['client.start - ask dynamic-workflow'];

const doubled = Array.from({ length: 22 }, (_, at) => `const a${at + 1} = \`\${a${at}}\${a${at}}\`;`).join('\n');

testCases([
  ['what a helper gives back', on("same('main-queue')", 'const same = (queue: string) => queue;'), LEGACY],
  ['its default', on('same()', "const same = (queue = 'main-queue') => queue;"), LEGACY],
  ['a default that is not taken', on("same('exports')", "const same = (queue = 'main-queue') => queue;"), DEDICATED],
  [
    'of an object',
    on("same({ queue: 'main-queue' })", 'const same = ({ queue }: { queue: string }) => queue;'),
    LEGACY,
  ],
  [
    'of a member of an object',
    on("same({ queue: 'exports' })", 'function same(given: { queue: string }) { return given.queue; }'),
    DEDICATED,
  ],
  [
    'a parameter that is assigned again',
    on("same('exports')", "function same(queue: string) { if (queue.length > 3) queue = 'main-queue'; return queue; }"),
    UNKNOWN,
  ],
  ['behind a spread', on("same(...['exports'])", 'const same = (queue: string) => queue;'), UNKNOWN],
  ['of all parameters', on("same('exports')", 'const same = (...queues: string[]) => queues[0] as string;'), UNKNOWN],
  [
    'a helper that is assigned again',
    on("same('exports')", "let same = (queue: string) => queue;\nsame = () => 'main-queue';"),
    UNKNOWN,
  ],
  [
    'that calls itself',
    on('same(n)', "function same(n: number): string { return n > 1 ? same(n - 1) : 'exports'; }"),
    UNKNOWN,
  ],
  ['that computes', on("same('main-queue')", 'const same = (queue: string) => queue.concat("-turns");'), DERIVED],
  ['two of each part, twenty-two times', on('a22', `declare const a0: string;\n${doubled}`), UNKNOWN],

  ['any of a table', on('T[kind as keyof typeof T]', "const T = { a: 'exports', b: 'main-queue' };"), MIXED],
  [
    'the one a constant says',
    on('T[K]', "const T = { a: 'exports', b: 'main-queue' };\nconst K = 'b' as const;"),
    LEGACY,
  ],
  ['any, none of them legacy', on('T[kind as keyof typeof T]', "const T = { a: 'exports', b: 'vip' };"), DEDICATED],
  [
    'a table that is written',
    on('T[kind] as string', "const T: Record<string, string> = { a: 'exports' };\nT.a = 'main-queue';"),
    UNKNOWN,
  ],
  [
    'a table with another in it',
    on(
      'T[kind] as string',
      "declare const more: Record<string, string>;\nconst T: Record<string, string> = { a: 'exports', ...more };",
    ),
    UNKNOWN,
  ],
  ['an array that may grow', on('T[n] as string', "const T = ['exports'];"), UNKNOWN],
  ['an array that may not', on('T[n] as string', "const T = ['exports', 'vip'] as const;"), DEDICATED],
  ['an enum', on('T[kind as keyof typeof T]', "enum T { A = 'exports', B = 'main-queue' }"), MIXED],

  ['options in two', withOptions("Object.assign({ workflowId: id }, { taskQueue: 'main-queue' })"), OPAQUE],
  [
    'options under something unknown',
    withOptions("Object.assign({ workflowId: id, taskQueue: 'exports' }, more)", 'declare const more: any;'),
    UNKNOWN,
  ],
  [
    'options under the legacy queue at times',
    withOptions("Object.assign({ workflowId: id, taskQueue: 'exports' }, large && { taskQueue: 'main-queue' })"),
    MIXED,
  ],
  ['frozen options', withOptions("Object.freeze({ workflowId: id, taskQueue: 'main-queue' })"), LEGACY],
  [
    'an object that is filled',
    withOptions(
      "{ workflowId: id, taskQueue: 'exports', ...more }",
      "const more = {};\nObject.assign(more, { taskQueue: 'main-queue' });",
    ),
    ['client.start CleanupWorkflow ask options-overridden'],
  ],

  [
    'a workflow in an object',
    names('flows.clean', 'async function CleanupWorkflow() {}\nconst flows = { clean: CleanupWorkflow };'),
    LEGACY,
  ],
  [
    'one that is replaced',
    names(
      'flows.clean',
      'async function CleanupWorkflow() {}\nconst flows = { clean: CleanupWorkflow };\nflows.clean = async () => {};',
    ),
    DYNAMIC,
  ],
  [
    'one that may be another',
    names('again', 'async function CleanupWorkflow() {}\nlet again = CleanupWorkflow;\nagain = async () => {};'),
    DYNAMIC,
  ],
  [
    'one taken out with a default',
    names(
      'clean',
      'async function CleanupWorkflow() {}\nconst flows: { clean?: () => Promise<void> } = {};\nconst { clean = CleanupWorkflow } = flows;',
    ),
    DYNAMIC,
  ],
  ['what is called like a constant', names('SYNC_TENANT', "import { SYNC_TENANT } from 'vendor-flows';"), DYNAMIC],
  [
    'what is called like a function',
    names('CleanupWorkflow', "import { CleanupWorkflow } from 'vendor-flows';"),
    LEGACY,
  ],
]);
