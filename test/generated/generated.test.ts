import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../codemods/src/apply.js';
import { loadConfig } from '../../codemods/src/config/index.js';

import { ensureRoutingBuilt } from '../kit/built.js';
import { problemsIn } from '../kit/compile.js';
import { treeOf } from '../kit/repo.js';
import { casesOf, complaintsOf } from './cases.js';
import { counterexample } from './counterexample.js';
import { LOOK_ALIKES } from './look-alikes.js';
import { migrate, repositoryWith } from './migration.js';
import { POSITIONS } from './positions.js';
import { type Program, print, program } from './program.js';
import type { Setting } from './surroundings.js';

const seed = Number(process.env.FC_SEED ?? 20_261_122);
const runs = Number(process.env.FC_RUNS ?? 10_000);
/** Programs that stand in one repository: enough to share the SDK's types, few enough that the tool keeps all their trees. */
const BATCH = 250;
/** Programs of each setting that are also tried in another order. */
const REORDERED = 150;
/** Programs of each setting that are also type-checked, before and after. */
const COMPILED = 60;

const SETTINGS: readonly Setting[] = [
  { modules: 'esm', style: 'inline' },
  { modules: 'commonjs', style: 'statement' },
  { modules: 'esm', style: 'statement' },
  { modules: 'commonjs', style: 'inline' },
];

const programs = fc.sample(program, { seed, numRuns: runs });
const batches = Array.from({ length: Math.ceil(runs / BATCH) }, (_, at) => {
  const first = at * BATCH;
  return { first, last: Math.min(first + BATCH, runs) - 1, setting: SETTINGS[at % SETTINGS.length] as Setting, at };
});

beforeAll(ensureRoutingBuilt, 130_000);

test('the programs hold starts in every position, between all that looks like one', () => {
  const units = programs.flatMap((one) => one.units);
  const positions = new Set(units.map((one) => (one.is === 'position' ? one.position : -1)));
  const lookAlikes = new Set(units.map((one) => (one.is === 'look-alike' ? one.which : -1)));
  expect(POSITIONS.filter((_, at) => !positions.has(at)).map(({ name }) => name)).toEqual([]);
  expect(LOOK_ALIKES.filter((_, at) => !lookAlikes.has(at)).map(({ name }) => name)).toEqual([]);
});

describe(`programs of FC_SEED=${seed}`, () => {
  const decisions = new Map<string, number>();

  test.each(batches)('$first to $last: $setting.modules, $setting.style', { timeout: 600_000 }, async (batch) => {
    const { first, last, setting, at } = batch;
    const chosen = programs.slice(first, last + 1);
    const cases = await casesOf(chosen, setting, { elsewhere: at < SETTINGS.length ? REORDERED : 0 });
    for (const [index, found] of cases.entries()) {
      for (const { decision } of found.decisions) decisions.set(decision, (decisions.get(decision) ?? 0) + 1);
      const complaints = await complaintsOf(found);
      if (complaints.length > 0)
        expect.fail(await counterexample({ seed, index: first + index, setting, found, complaints }));
    }
  });

  test('most starts are routed, so that the properties are about something', () => {
    const found = [...decisions.values()].reduce((sum, count) => sum + count, 0);
    console.log(`${runs} programs, ${found} starts: ${JSON.stringify(Object.fromEntries(decisions))}`);
    expect(found).toBeGreaterThan(runs);
    expect(decisions.get('route') ?? 0).toBeGreaterThan(0.8 * found);
  });
});

describe.each(SETTINGS)(`${COMPILED} programs that are type-checked: $modules, $style`, (setting) => {
  const typed = (one: Program): boolean => one.language === 'ts' || one.language === 'other ts';
  const chosen = programs.filter(typed).slice(0, COMPILED);

  test('compile before and after; apply takes nothing back and writes what was planned', {
    timeout: 300_000,
  }, async () => {
    const printed = chosen.map((one) => print(one, setting.modules));
    const { folder, placed } = repositoryWith(printed, setting, (index) => `a${index}`);
    expect(problemsIn(folder)).toEqual([]);
    const planned = await migrate(folder, placed);
    const { report } = await apply({ root: folder, config: await loadConfig({ root: folder }), allowDirty: true });
    expect(report.verification.backedOut).toEqual([]);
    expect(problemsIn(folder)).toEqual([]);
    const tree = treeOf(folder);
    for (const { file, after, printed: before } of planned) {
      expect(tree[file]?.toString('utf8'), file).toBe((before.bom ? '\uFEFF' : '') + after);
    }
  });
});
