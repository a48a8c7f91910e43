import { describe, expect, test } from 'vitest';
import { interview } from '../../codemods/src/cli/interview.js';
import { writeConfigText } from '../../codemods/src/config/index.js';
import { proposalOf, proposedChoices } from '../../codemods/src/init/choices.js';
import type { Seen, StartSeen } from '../../codemods/src/init/seen.js';
import { scripted } from './scripted.js';

const hint = (kind: 'tenant' | 'jobs', because: string) =>
  ({ rule: 'hint-name', kind, strength: 'hint', because, at: 'src/a.ts:1:1' }) as const;
const start = (workflow: string, more: Partial<StartSeen> = {}): StartSeen => ({
  workflow,
  called: workflow,
  queues: ['settings.queue'],
  access: 'imported',
  hints: [],
  isTenantChild: false,
  names: ['tenantId', 'shopId'],
  ...more,
});

const SEEN: Seen = {
  starts: [
    start('TenantOnboarding', { hints: [hint('tenant', 'its name')] }),
    start('TenantOnboarding', { hints: [hint('tenant', 'its name')] }),
    start('SendInvoices', { hints: [hint('tenant', 'its name')] }),
    start('TokenCleanup', { hints: [hint('jobs', 'a schedule')], names: [] }),
    start('Frobnicate', { names: ['org.id'] }),
    start('Render', { queues: ["'exports'"] }),
  ],
  workers: [
    {
      file: 'src/worker.ts',
      line: 3,
      api: 'Worker.create',
      text: 'settings.queue',
      queues: ['settings.queue'],
      isFactory: false,
      isRouted: false,
    },
    {
      file: 'src/exports.ts',
      line: 9,
      api: 'Worker.create',
      text: "'exports'",
      queues: ["'exports'"],
      isFactory: false,
      isRouted: false,
    },
  ],
  defaults: { "'main-queue'": ['settings.queue'] },
  module: { file: 'src/temporal-routing.ts', exists: false },
};

test('who takes everything as it is proposed gets what --yes writes', async () => {
  const prompts = scripted({ 'What is Frobnicate': 'leave it open' });
  expect(await interview(SEEN, prompts)).toEqual(proposedChoices(SEEN));
  const shown = prompts.seen.join('\n\n');
  expect(shown).toContain('settings.queue  5 starts of 4 workflows, 1 worker');
  expect(shown).toContain("'main-queue'  the default of settings.queue");
  expect(shown).toContain('TenantOnboarding: 2 starts: its name');
  expect(shown).toContain('as tenants are called in the field: tenantId (3 starts), org.id (1 start)');
  expect(shown).toContain('others: shopId (3 starts)');
  expect(shown).toContain('src/worker.ts:3 polls settings.queue: every routed queue beside it, once rewritten');
  expect(shown).toContain("src/exports.ts:9 polls 'exports': left alone");
});

test('every choice is made by a person, and the config says which were made by hand', async () => {
  const choices = await interview(
    SEEN,
    scripted({
      'are shared': ['settings.queue'],
      '`tenant` (work': ['TenantOnboarding'],
      'What is SendInvoices': 'another kind',
      'this kind called': 'billing',
      'Whose work is `billing`': 'tenant',
      'What is Frobnicate': 'jobs',
      'tenant id called': ' shopId,tenantId ',
      'take their routes': 'module',
      'routing module': 'src/lib/routing.ts',
    }),
  );
  expect(choices).toEqual({
    legacyQueues: ['settings.queue'],
    kinds: [
      { name: 'tenant', scope: 'tenant', workflows: ['TenantOnboarding'] },
      { name: 'jobs', scope: 'system', workflows: ['TokenCleanup', 'Frobnicate'] },
      { name: 'billing', scope: 'tenant', workflows: ['SendInvoices'] },
    ],
    tenantNames: ['shopId', 'tenantId'],
    routing: { form: 'module', module: 'src/lib/routing.ts', style: 'inline' },
  });
  const text = writeConfigText(proposalOf(SEEN, choices));
  expect(text).toContain('"TokenCleanup", // a schedule\n      "Frobnicate" // chosen by hand');
  expect(text).toContain('"shopId", // in 3 starts');
});

test('the queues that are chosen decide which workflows are asked about', async () => {
  const prompts = scripted({ 'are shared': ["'exports'"], 'What is Render': 'tenant' });
  const { legacyQueues, kinds } = await interview(SEEN, prompts);
  expect(legacyQueues).toEqual(["'exports'"]);
  expect(kinds.map(({ workflows }) => workflows)).toEqual([['Render'], []]);
  expect(prompts.seen.join('\n')).not.toContain('Frobnicate');
});

describe('forty workflows nobody knows', () => {
  const names = Array.from({ length: 40 }, (_, at) => `Work${at}`);
  const many: Seen = { ...SEEN, starts: names.map((name) => start(name)) };

  test('are one list for each kind, not forty questions', async () => {
    const prompts = scripted({
      '`tenant` (work': ['Work1', 'Work2'],
      '`jobs` (work': ['Work3'],
      'as another kind': false,
    });
    const { kinds } = await interview(many, prompts);
    expect(kinds.map(({ workflows }) => workflows)).toEqual([['Work1', 'Work2'], ['Work3']]);
    expect(prompts.seen.filter((message) => message.includes('Work1'))).toHaveLength(2);
    expect(prompts.seen.find((message) => message.includes('`jobs` (work'))).toContain('these 38');
  });
});

test('Ctrl-C leaves from anywhere', async () => {
  for (const at of [
    'are shared',
    '`tenant` (work',
    'What is Frobnicate',
    'tenant id called',
    'take their routes',
    'routing module',
  ])
    await expect(interview(SEEN, scripted({ [at]: '^C', 'routing module': '^C' })), at).rejects.toThrow('left');
});
