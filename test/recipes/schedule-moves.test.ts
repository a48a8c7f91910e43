import { expect, test } from 'vitest';
import type { Decision } from '../../codemods/src/model/decision.js';
import type { StartSite } from '../../codemods/src/model/site.js';
import { scheduleMoves } from '../../codemods/src/recipes/schedule-moves.js';
import { type Files, type Given, make } from '../kit/recipe-context.js';
import { queue, site, value } from '../kit/site.js';

const MODULE = `import { createRouting } from 'temporal-queue-routing';
export const routing = createRouting({ mode: 'off', legacyTaskQueue: 'main', namespace: 'default', prefix: 'saas', shards: 1 });
export const { routeForTenant, routeForSystemJob } = routing;
`;
const FILES: Files = { 'src/a.ts': "import { a } from './b.js';\nvoid a;\n", 'src/temporal/routing.ts': MODULE };
const SCRIPT = 'src/temporal/move-schedules.ts';

const scheduled = (name: string, more: Partial<StartSite> = {}): StartSite =>
  site({ api: 'schedule.create', workflow: { ...site().workflow, name }, argumentCount: 0, passed: [], ...more });

const about = (one: StartSite): Omit<Extract<Decision, { decision: 'routed' }>, 'decision' | 'kind' | 'wrong'> => ({
  site: one,
  legacy: true,
  evidence: [],
  candidates: [],
});

const jobs = { name: 'jobs', scope: 'system', workflows: [] } as const;
const tenants = { name: 'tenant', scope: 'tenant', workflows: [] } as const;

const route = (name: string, tenant: string | null, more: Partial<StartSite> = {}): Decision => ({
  ...about(scheduled(name, more)),
  decision: 'route',
  kind: tenant === null ? jobs : tenants,
  tenant: tenant === null ? null : { expression: tenant, validAtCall: true },
  primary: true,
  settings: null,
  follows: false,
});

const made = (decisions: readonly Decision[], more: Partial<Given> = {}) =>
  make(scheduleMoves, { files: FILES, decisions, ...more });
const table = (text: string | undefined): readonly string[] =>
  (/workflows: \{\n([\s\S]*?)\n {4}\},/.exec(text ?? '')?.[1] ?? '').split('\n').map((line) => line.trim());
const written = (...decisions: readonly Decision[]): readonly string[] =>
  table(made(decisions, { scheduleScript: SCRIPT }).changed[SCRIPT]);

const passes = (...names: readonly string[]): Partial<StartSite> => ({
  argumentCount: names.length,
  passed: names.map((expression, position) => ({ expression, names: [], position, property: null })),
});

test('without the key, what it would write is shown, with the key to have it written', () => {
  const { changed, advice } = made([route('CleanupWorkflow', null)]);
  expect(changed).toEqual({});
  expect(advice.map(({ file, message }) => [file, message])).toEqual([
    [SCRIPT, expect.stringContaining(`"scheduleScript": "${SCRIPT}"`)],
  ]);
  expect(table(advice[0]?.add)).toEqual(["CleanupWorkflow: { kind: 'jobs' },"]);
});

test('a file that is there is never written over, and nothing is said of it', () => {
  const files = { ...FILES, [SCRIPT]: 'export {};\n' };
  expect(made([route('CleanupWorkflow', null)], { files, scheduleScript: SCRIPT })).toMatchObject({
    changed: {},
    advice: [],
  });
});

test('starts that are no schedules need no script', () => {
  const start: Decision = { ...route('CleanupWorkflow', null), site: site() };
  expect(made([start], { scheduleScript: SCRIPT })).toMatchObject({ changed: {}, advice: [] });
});

test('where the tenant stands: an argument, a property of one, a path through one', () => {
  const object = { expression: 'owner.id', names: [], position: 1, property: 'tenantId' };
  expect(
    written(
      route('A', 'tenantId', passes('actor', 'tenantId')),
      route('B', 'String(input.tenant.id)', passes('input')),
      route('C', 'owner.id', { argumentCount: 2, passed: [object] }),
      // Somewhere behind a spread: nobody can say where.
      route('D', 'tenantId', { ...passes('tenantId'), argumentCount: null }),
    ),
  ).toEqual([
    "A: { kind: 'tenant', tenantId: 'args[1]' },",
    "B: { kind: 'tenant', tenantId: 'args[0].tenant.id' },",
    "C: { kind: 'tenant', tenantId: 'args[1].tenantId' },",
    "D: { byHand: 'the tenant of src/a.ts#go does not stand in the arguments' },",
  ]);
});

test('starts that are routed already are in the table, and bring the script where the config names it', () => {
  const routed = { function: 'routeForTenant', kind: 'tenant', tenantId: 'tenantId', priorityMissing: false } as const;
  const at = { file: 'src/a.ts', line: 1, column: 1 };
  const one: Decision = {
    ...about(scheduled('A', { ...passes('tenantId'), routed: { ...routed, at } })),
    legacy: false,
    decision: 'routed',
    kind: 'tenant',
    wrong: null,
  };
  expect(written(one)).toEqual(["A: { kind: 'tenant', tenantId: 'args[0]' },"]);
  expect(made([one])).toMatchObject({ changed: {}, advice: [] });
});

test('a workflow with a question, with a schedule that stays, or with two places for its tenant is left to a person', () => {
  const open = {
    ...about(scheduled('A')),
    decision: 'ask',
    reason: 'dynamic-workflow',
    detail: null,
    kind: null,
  } as const;
  const stays = { ...about(scheduled('B')), decision: 'keep', reason: 'answered', detail: null, kind: null } as const;
  const exported: Decision = { ...stays, ...about(scheduled('D')), legacy: false, reason: 'dedicated-queue' };
  expect(
    written(
      route('A', null),
      open,
      route('B', null),
      stays,
      route('C', 'tenantId', passes('tenantId')),
      route('C', 'tenantId', passes('actor', 'tenantId')),
      route('D', null),
      exported,
    ),
  ).toEqual([
    "A: { byHand: 'src/a.ts#go is an open question: workflow chosen at run time' },",
    "B: { byHand: 'src/a.ts#go stays on the legacy queue' },",
    "C: { byHand: 'its schedules do not agree where they belong' },",
    "D: { kind: 'jobs' },",
  ]);
});

test('only a queue that is the same in every environment is named as a legacy one', () => {
  const fixed = route('A', null, { queue: queue(value('nightly')) });
  const variable = route('B', null, {
    queue: queue({ value: 'main', hops: [{ kind: 'env', name: 'QUEUE', at: site().at }] }),
  });
  const text = made([{ ...fixed, primary: false } as Decision, { ...variable, primary: false } as Decision], {
    scheduleScript: SCRIPT,
  }).changed[SCRIPT];
  expect(text).toContain("legacyTaskQueues: ['nightly'],");
});

test('it is shown, and not written, where nothing gives it a bound routing', () => {
  const files = { ...FILES, 'src/temporal/routing.ts': MODULE.replace('export const routing', 'const routing') };
  const decisions = [route('CleanupWorkflow', null)];
  const { changed, advice } = made(decisions, { files, scheduleScript: SCRIPT });
  expect(changed).toEqual({});
  expect(advice.map(({ message }) => message)).toEqual([expect.stringContaining('does not export routing')]);
  const settings = { namespace: "'default'", prefix: "'saas'", shards: '1' };
  const unbound = { form: 'import', import: 'temporal-queue-routing', settings, style: 'inline' } as const;
  const shown = made(decisions, { scheduleScript: SCRIPT, routing: unbound });
  expect(shown.changed).toEqual({});
  expect(shown.advice.map(({ message }) => message)).toEqual([expect.stringContaining('no bound routing module')]);
  const module = 'src/temporal/routing.ts';
  const factory = { form: 'factory', module, factory: 'routingFor', style: 'inline' } as const;
  const handed = made(decisions, { scheduleScript: SCRIPT, routing: factory });
  expect(handed.changed).toEqual({});
  expect(handed.advice.map(({ message }) => message)).toEqual([expect.stringContaining('bind it in the script')]);
});

test('CommonJS requires what it needs', () => {
  const files = { 'src/a.js': "const b = require('./b');\nvoid b;\n", 'src/routing.js': 'exports.routing = 1;\n' };
  const at = { file: 'src/a.js', line: 1, column: 1 };
  const { changed } = make(scheduleMoves, {
    files,
    decisions: [route('CleanupWorkflow', null, { at })],
    routing: { form: 'module', module: 'src/routing.js', style: 'inline' },
    scheduleScript: 'scripts/move.js',
  });
  expect(changed['scripts/move.js']?.split('\n').slice(0, 3)).toEqual([
    "const { Client, Connection } = require('@temporalio/client');",
    "const { moveSchedules } = require('temporal-queue-routing/schedules');",
    "const { routing } = require('../src/routing');",
  ]);
  expect(changed['scripts/move.js']).toContain('async function main() {\n');
});
