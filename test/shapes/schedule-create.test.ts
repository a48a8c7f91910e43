import { testCases } from '../kit/sites.js';

const ACTION = `{ type: 'startWorkflow' as const, workflowType: 'CleanupWorkflow', taskQueue: 'main-queue' }`;
const ROUTED = ['schedule.create CleanupWorkflow route'];
const ASK = ['schedule.create CleanupWorkflow ask options-opaque'];
const UNSEEN = ['schedule.create - ask options-opaque'];

const inside = (body: string, around = ''): string => `import type { Client } from '@temporalio/client';
import { far } from './far.js';
const spec = { intervals: [{ every: '1 day' as const }] };
const ACTION = ${ACTION};
const NIGHTLY = { spec, action: ${ACTION} };
const ENTRY = { action: { type: 'remind', who: 'all' } };
${around}
export async function go(client: Client, book: any, more: any) {
  void [client, book, more, far, ACTION, NIGHTLY, ENTRY];
  ${body}
}
`;
const create = (options: string, around = ''): string => inside(`await client.schedule.create(${options});`, around);
const maker = (made: string): string => `function options() { ${made} }`;
const OPTIONS = `{ scheduleId: 'a', spec, action: ${ACTION} }`;

testCases([
  ['an action that spreads a constant', create(`{ scheduleId: 'a', spec, action: { ...ACTION, args: [] } }`), ROUTED],
  [
    'an action that spreads what nobody knows',
    create(`{ scheduleId: 'a', spec, action: { ...far } }`),
    ['schedule.create - ask queue-unknown'],
  ],
  ['options that a function makes for this call', create('options()', maker(`return ${OPTIONS};`)), ROUTED],
  ['options that an arrow function makes', create('options()', `const options = () => (${OPTIONS});`), ROUTED],
  ['options of an exported function', create('options()', `export ${maker(`return ${OPTIONS};`)}`), ASK],
  [
    'options of a function that is called twice',
    inside(
      'await client.schedule.create(options());\n  await client.schedule.create(options());',
      maker(`return ${OPTIONS};`),
    ),
    [...ASK, ...ASK],
  ],
  [
    'options of a function with two ends',
    create('options()', maker(`if (spec) return ${OPTIONS}; return ${OPTIONS};`)),
    UNSEEN,
  ],
  [
    'options of a private method',
    `import type { Client } from '@temporalio/client';
export class Schedules {
  constructor(private readonly client: Client) {}
  async go() {
    await this.client.schedule.create(this.options());
  }
  private options() {
    return { scheduleId: 'a', spec: { intervals: [{ every: '1 day' as const }] }, action: ${ACTION} };
  }
}
`,
    ROUTED,
  ],
  [
    'options of a method that others may call',
    `import type { Client } from '@temporalio/client';
export class Schedules {
  constructor(private readonly client: Client) {}
  async go() {
    await this.client.schedule.create(this.options());
  }
  options() {
    return { scheduleId: 'a', spec: { intervals: [{ every: '1 day' as const }] }, action: ${ACTION} };
  }
}
`,
    ASK,
  ],
  ['options that spread shared ones', create(`{ ...NIGHTLY, scheduleId: 'a' }`), ASK],
  ['an action that a later spread may replace', create(`{ scheduleId: 'a', spec, action: ${ACTION}, ...more }`), ASK],
  ['options from out of sight', create('far'), UNSEEN],
  ['options of the callers', create('more'), ['schedule.create - ask wrapper']],
  [
    'a receiver that nobody knows, with an action that spreads a constant',
    inside(`await book.schedule.create({ scheduleId: 'a', spec, action: { ...ACTION } });`),
    ROUTED,
  ],
  ['no start: an entry of a calendar that spreads another', inside('await book.schedule.create({ ...ENTRY });'), []],
  ['no start: options of anybody else', inside('await book.create(options());', maker('return { action: 1 };')), []],
]);
