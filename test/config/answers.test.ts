import { describe, expect, test } from 'vitest';
import { type ConfigAnswer, readConfig, withAnswers } from '../../codemods/src/config/index.js';

const jobs = { name: 'jobs', scope: 'system' } as const;
const workflow = (name: string, kind: { name: string; scope: 'tenant' | 'system' } = jobs): ConfigAnswer => ({
  about: 'workflow',
  workflow: name,
  kind,
});
const site = (id: string, answer: Extract<ConfigAnswer, { about: 'site' }>['answer']): ConfigAnswer => ({
  about: 'site',
  id,
  answer,
});

describe('an answer is written where it belongs, and every comment stays beside what it is about', () => {
  test.each<[string, string, ConfigAnswer, string]>([
    [
      'behind the comment of the last entry',
      `{
  "kinds": {
    "jobs": [
      "TokenCleanup" // a schedule without arguments
    ]
  }
}
`,
      workflow('Sweep'),
      `{
  "kinds": {
    "jobs": [
      "TokenCleanup", // a schedule without arguments
      "Sweep"
    ]
  }
}
`,
    ],
    [
      'before comments on lines of their own, and without a second comma',
      '{\n\t"kinds": { "jobs": [\n\t\t"A", /* one\n\t\ttwo */ // three\n\t\t// four\n\t] }\n}\n',
      workflow('B'),
      '{\n\t"kinds": { "jobs": [\n\t\t"A", /* one\n\t\ttwo */ // three\n\t\t"B"\n\t\t// four\n\t] }\n}\n',
    ],
    [
      'on one line',
      '{ "kinds": { "jobs": ["A" /* a */] } }',
      workflow('B'),
      '{ "kinds": { "jobs": ["A", /* a */ "B"] } }',
    ],
    ['into an empty list', '{ "kinds": { "jobs": [] } }', workflow('B'), '{ "kinds": { "jobs": ["B"] } }'],
    [
      'into an empty list with a comment',
      '{ "kinds": { "jobs": [\n  // none yet\n] } }',
      workflow('B'),
      '{ "kinds": { "jobs": [\n  // none yet\n  "B"\n] } }',
    ],
    ['into an empty config', '{}', workflow('B'), '{ "kinds": {\n  "jobs": ["B"]\n} }'],
    [
      'as a kind of its own, with the line ends of the file',
      '{\r\n  "kinds": {\r\n    "jobs": ["A"] // system\r\n  }\r\n}\r\n',
      workflow('Invoices', { name: 'billing', scope: 'tenant' }),
      '{\r\n  "kinds": {\r\n    "jobs": ["A"], // system\r\n    "billing": { "scope": "tenant", "workflows": ["Invoices"] }\r\n  }\r\n}\r\n',
    ],
    [
      'into a kind with a scope',
      '{ "kinds": { "billing": { "scope": "tenant", "workflows": ["A"] } } }',
      workflow('B', { name: 'billing', scope: 'tenant' }),
      '{ "kinds": { "billing": { "scope": "tenant", "workflows": ["A", "B"] } } }',
    ],
    [
      'for one start',
      '{\n  "tests": "keep" // as before\n}\n',
      site('src/a.ts#f/client.start/1', { decision: 'keep', reason: 'a "test"', callHash: 'c0ffee' }),
      '{\n  "tests": "keep", // as before\n  "sites": {\n    "src/a.ts#f/client.start/1": { "decision": "keep", "reason": "a \\"test\\"", "callHash": "c0ffee" }\n  }\n}\n',
    ],
    [
      'in place of the one before',
      '{ "sites": { "s": { "kind": "jobs", "callHash": "1" } /* why */, "t": { "kind": "jobs" } } }',
      site('s', { kind: 'jobs', callHash: '2' }),
      '{ "sites": { "s": { "kind": "jobs", "callHash": "2" } /* why */, "t": { "kind": "jobs" } } }',
    ],
    [
      'for a workflow, whatever the lists say',
      '{\n  "kinds": { "jobs": ["A*"], "tenant": ["*B"] }\n}\n',
      { about: 'override', workflow: 'AB', key: 'kind', value: 'jobs' },
      '{\n  "kinds": { "jobs": ["A*"], "tenant": ["*B"] },\n  "workflows": {\n    "AB": { "kind": "jobs" }\n  }\n}\n',
    ],
    [
      'for queues that become one, with those that were allowed before',
      '{ "kinds": { "jobs": ["A"] }, "mergedQueues": { "jobs": ["a", "b"] } }',
      { about: 'queues', kind: 'jobs', queues: ['b', 'c'] },
      '{ "kinds": { "jobs": ["A"] }, "mergedQueues": { "jobs": ["a", "b", "c"] } }',
    ],
    [
      'for a wrapper',
      '{ "kinds": { "jobs": ["A"] } }',
      { about: 'wrapper', name: 'src/a.ts#launch' },
      '{ "kinds": { "jobs": ["A"] }, "wrappers": ["src/a.ts#launch"] }',
    ],
    [
      'for a workflow that has an entry',
      '{ "kinds": { "jobs": ["A"] }, "workflows": { "A": { "tenantId": "args[0]" } } }',
      { about: 'override', workflow: 'A', key: 'kind', value: 'tenant' },
      '{ "kinds": { "jobs": ["A"] }, "workflows": { "A": { "tenantId": "args[0]", "kind": "tenant" } } }',
    ],
  ])('%s', (_where, before, answer, after) => {
    expect(withAnswers(before, [answer])).toBe(after);
    readConfig(after, 'c');
  });
});

test('a workflow that was left open in a comment is taken out of it once it is decided', () => {
  const before = `{
  "kinds": {
    "jobs": []
    // Not decided: move each into a kind, or its starts will be asked about.
    //   "Drum" // nothing hints at a kind
    //   "Whistle" // nothing hints at a kind
  }
}
`;
  const one = withAnswers(before, [workflow('Whistle')]);
  expect(one).toBe(before.replace('[]', '["Whistle"]').replace(/^.*"Whistle" \/\/.*\n/m, ''));
  expect(withAnswers(one, [workflow('Drum', { name: 'tenant', scope: 'tenant' })])).toBe(
    '{\n  "kinds": {\n    "jobs": ["Whistle"],\n    "tenant": ["Drum"]\n  }\n}\n',
  );
});
