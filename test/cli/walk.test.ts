import { describe, expect, test } from 'vitest';
import { walkQuestions } from '../../codemods/src/cli/walk.js';
import { readConfig } from '../../codemods/src/config/index.js';
import { plan } from '../../codemods/src/run.js';
import { repositoryOf } from '../kit/repo.js';
import { type Script, scripted } from './scripted.js';

const CONFIG = `{
  "legacyQueues": ["settings.temporalTaskQueue"], // the shared one
  "kinds": {
    "tenant": ["MergeTenants"], // by name
    "jobs": []
  }
}
`;
const FILES = {
  'package.json': '{ "type": "module" }\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022" } }\n',
  'src/settings.ts': "export const settings = { temporalTaskQueue: 'main-queue' };\n",
  'src/start.ts': `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
const taskQueue = settings.temporalTaskQueue;
export async function go(client: Client, source: { tenantId: string }, target: { tenantId: string }, tenantId: string): Promise<void> {
  await client.workflow.start('MergeTenants', { args: [source.tenantId, target.tenantId], workflowId: 'a', taskQueue });
  await client.workflow.start('Reconcile', { workflowId: \`r-\${tenantId}\`, args: [tenantId], taskQueue });
  await client.workflow.start('Mystery', { workflowId: 'b', taskQueue });
}
`,
};

async function walk(root: string, text: string, script: Script) {
  const planWith = async (now: string) => {
    const config = readConfig(now, 'temporal-queue.config.jsonc');
    return { report: (await plan({ root, config })).report, config };
  };
  const prompts = scripted(script);
  const walked = await walkQuestions({ ...(await planWith(text)), text }, planWith, prompts);
  return { ...walked, asked: prompts.seen, decisions: walked.report.sites.map((one) => one.reason ?? one.decision) };
}

describe('an answer is given once', () => {
  test('kinds first, then what follows from them; the call that changes is asked again, and no other', async () => {
    const root = repositoryOf(FILES);
    const first = await walk(root, CONFIG, {
      'What is Mystery': 'another kind',
      'this kind called': 'billing',
      'Whose work is': 'tenant',
      'What is Reconcile': 'billing',
      'Two expressions': 'tenant, by target.tenantId',
      'No argument': 'it stays',
      'Why does it stay': 'nobody knows whose it is',
    });
    expect(first.decisions).toEqual(['route', 'route', 'answered']);
    expect(first.text).toContain('"jobs": [],\n    "billing": { "scope": "tenant", "workflows": [');
    expect(first.text).toContain('"tenant": ["MergeTenants"], // by name');
    expect(first.text).toMatch(
      /"src\/start\.ts#go\/client\.start\/1": \{ "kind": "tenant", "tenantId": "target\.tenantId", "callHash": "\w{16}" \}/,
    );
    expect(first.text).toContain('"decision": "keep", "reason": "nobody knows whose it is", "callHash"');

    const again = await walk(root, first.text, {});
    expect({ asked: again.asked, answers: again.answers }).toEqual({ asked: [], answers: [] });

    const changed = repositoryOf(FILES, {
      'src/start.ts': FILES['src/start.ts'].replace("workflowId: 'a'", "workflowId: 'z'"),
    });
    const stale = await walk(changed, first.text, { 'another version of this call': 'still holds' });
    expect(stale.asked.filter((message) => message.includes('1 of 1'))).toHaveLength(1);
    expect(stale.decisions).toEqual(['route', 'route', 'answered']);
    expect((await walk(changed, stale.text, {})).asked).toEqual([]);
  }, 120_000);

  test('an expression that does not compile comes back; what is left open stays open', async () => {
    const root = repositoryOf(FILES);
    const prompts = {
      'What is ': 'leave it open',
      'Two expressions': 'another expression',
      'Which expression': 'nobody.tenantId',
    };
    const { decisions, asked, text } = await walk(root, CONFIG, {
      ...prompts,
      'adds a compile error': 'leave it open',
    });
    expect(decisions).toEqual(['would-not-compile', 'unmapped-workflow', 'unmapped-workflow']);
    expect(asked.filter((message) => message.includes('would read `nobody`'))).toHaveLength(1);
    expect(text).toContain('"tenantId": "nobody.tenantId"');
  }, 120_000);
});

test('where two kinds claim a workflow, it is the workflow that is answered for', async () => {
  const globs = CONFIG.replace('["MergeTenants"]', '["Merge*", "Re*"]').replace(
    '"jobs": []',
    '"jobs": ["*concile", "Mystery"]',
  );
  const { text, decisions, answers } = await walk(repositoryOf(FILES), globs, {
    'Globs of different kinds': 'tenant',
    'Two expressions': 'later',
  });
  expect(answers).toEqual([{ about: 'override', workflow: 'Reconcile', key: 'kind', value: 'tenant' }]);
  expect(text).toContain('"workflows": {\n    "Reconcile": { "kind": "tenant" }\n  }');
  expect(decisions).toEqual(['tenant-ambiguous', 'route', 'route']);
}, 60_000);

describe('one answer for many', () => {
  const start = (workflow: string, queue: string, args = '[a, b]') =>
    `  await client.workflow.start('${workflow}', { workflowId: 'w', args: ${args}, taskQueue: ${queue} });\n`;
  const starts = (body: string) => ({
    'src/start.ts': `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
export async function go(client: Client, a: string, b: string): Promise<void> {
${body}}
`,
  });

  test('where every start of a workflow has its tenant', async () => {
    const three = start('MergeTenants', 'settings.temporalTaskQueue').repeat(3);
    const { text, decisions, asked } = await walk(repositoryOf({ ...FILES, ...starts(three) }), CONFIG, {
      'No argument': 'the 3 open starts of MergeTenants',
      'Where is the tenant id': 'args[1]',
    });
    expect(decisions).toEqual(['route', 'route', 'route']);
    expect(text).toContain('"MergeTenants": { "tenantId": "args[1]" }');
    expect(asked).toHaveLength(3);
  }, 60_000);

  test('that two queues may share those of a kind', async () => {
    const worker = (queue: string) => `import { Worker } from '@temporalio/worker';
export const worker = Worker.create({ taskQueue: '${queue}', workflowsPath: 'w' });
`;
    const both = `${start('Sweep', "'one'")}${start('Rotate', "'two'")}${start('Sweep', "'one'")}`;
    const root = repositoryOf({
      ...FILES,
      ...starts(both),
      'src/one.ts': worker('one'),
      'src/two.ts': worker('two'),
    });
    const config = `{ "legacyQueues": ["'one'", "'two'"], "kinds": { "jobs": ["Sweep", "Rotate"] } }`;
    const { text, decisions, asked } = await walk(root, config, {
      'would run together': 'may share the queues of jobs',
    });
    expect(decisions).toEqual(['route', 'route', 'route']);
    expect(text).toContain('"mergedQueues": {\n  "jobs": ["one", "two"]\n}');
    expect(asked).toHaveLength(2);
  }, 60_000);
});

test('a wrapper can be named: then its callers are asked about', async () => {
  const launch = `import type { Client } from '@temporalio/client';
export const launch = (client: Client, type: string, options: { workflowId: string; taskQueue: string }): Promise<unknown> =>
  client.workflow.start(type, options);
`;
  const root = repositoryOf(
    { ...FILES, 'src/start.ts': launch },
    {
      'src/calls.ts': `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
import { launch } from './start.js';
export const cleanUp = (client: Client): Promise<unknown> =>
  launch(client, 'Reconcile', { workflowId: 'a', taskQueue: settings.temporalTaskQueue });
`,
    },
  );
  const { text, decisions } = await walk(root, CONFIG, {
    'come from a parameter': 'its callers are the starts',
    'What is Reconcile': 'jobs',
  });
  expect(text).toContain('"wrappers": ["src/start.ts#launch"]');
  expect(decisions.toSorted()).toEqual(['route', 'wrapper-named']);
}, 60_000);

test('nothing is said, nothing is written', async () => {
  const { text, answers } = await walk(repositoryOf(FILES), CONFIG, {
    'What is ': 'leave it open',
    'Two expressions': 'stop',
  });
  expect({ text, answers }).toEqual({ text: CONFIG, answers: [] });
}, 60_000);
