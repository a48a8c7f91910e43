import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { base, type Case, casesOf, install, linksOf, uninstallWhereLocked } from '../kit/cases.js';
import { folderOf, repositoryOf, shown, treeOf } from '../kit/repo.js';
import { jscodeshift, type Run } from './runner.js';

const MODULE = 'the routing module is written by the same run';
const SETTINGS = 'the settings and the routing module are written by the same run';
const SCRIPT = 'the script that moves schedules is written beside the file of the start, once';
const WORKERS = 'which queues a worker serves follows from the starts of all files';
const FOLLOWS = 'whether a child may follow its workflow is said by the starts of all files';
const WRAPPER = 'that a call is a start follows from the body of the wrapper, in another file than its callers';

/**
 * The cases that need a fact of other files than those that the edited one imports, each with what that is: jscodeshift
 * leaves their starts to `apply`. Every other case comes out as by `apply`, byte for byte; one that could leave this list
 * fails, too.
 */
const NEEDS_OTHER_FILES: Readonly<Record<string, string>> = {
  'access/handed-in': SETTINGS,
  'access/injected-by-token': MODULE,
  'child-start/pinned': FOLLOWS,
  'kinds/custom-module': MODULE,
  'kinds/generated-module': MODULE,
  'kinds/generated-module-with-kinds': MODULE,
  'kinds/known-module': MODULE,
  'schedule-moves/basic': SCRIPT,
  'settings/class-validator': SETTINGS,
  'settings/convict': SETTINGS,
  'settings/envalid': SETTINGS,
  'settings/half-understood': MODULE,
  'settings/nest-register-as': SETTINGS,
  'settings/variables': MODULE,
  'settings/zod-handed-on': SETTINGS,
  'settings/zod-with-a-map': SETTINGS,
  'workers/roles': WORKERS,
  'workers/several': WORKERS,
  'wrappers/chosen-by-name': WRAPPER,
  'wrappers/named': WRAPPER,
  'wrappers/named-members': WRAPPER,
};

const hasAfter = ({ folder }: Case): boolean => existsSync(join(folder, 'after'));

interface Laid {
  readonly name: string;
  /** The repository jscodeshift runs over. */
  readonly was: string;
  readonly will: string;
}

function lay(one: Case): Laid {
  const { name, folder } = one;
  const layers = [base, join(folder, 'before')];
  const was = repositoryOf(...layers);
  const will = folderOf(...layers, ...(hasAfter(one) ? [join(folder, 'after')] : []));
  for (const made of [was, will]) install(made, linksOf(folder));
  uninstallWhereLocked(one, [was, will]);
  return { name, was, will };
}

beforeAll(ensureRoutingBuilt, 130_000);

// Its Babel only meets the entry, so what nothing changes in is tried once.
describe.each([
  ['with its default Babel', [], casesOf()],
  ['with --no-babel', ['--no-babel'], casesOf().filter(hasAfter)],
] as const)('jscodeshift %s', (_, flags, cases) => {
  let laid: readonly Laid[];
  let run: Run;

  beforeAll(() => {
    laid = cases.map(lay);
    run = jscodeshift(root, [
      ...flags,
      '--extensions=ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte',
      '--ignore-pattern=**/node_modules/**',
      ...laid.map(({ was }) => was),
    ]);
  }, 600_000);

  test('writes what apply writes, byte for byte, and nothing else', () => {
    const alike = laid.filter(({ name }) => NEEDS_OTHER_FILES[name] === undefined);
    for (const { name, was, will } of alike) expect(shown(treeOf(was)), name).toEqual(shown(treeOf(will)));
  });

  test('leaves to apply what is listed, and no more', () => {
    const left = laid.filter(({ was, will }) => !sameBytes(was, will));
    expect(left.map(({ name }) => name)).toEqual(Object.keys(NEEDS_OTHER_FILES));
  });

  test('counts each file that changes as ok, and no error', () => {
    const changed = laid.flatMap(({ name, was, will }) => changedFiles(cases, name, was, will));
    expect(changed.length).toBeGreaterThan(60);
    expect(run.counts).toMatchObject({ errors: 0, ok: changed.length });
    expect(run.lines.filter((line) => line.startsWith(' ERR '))).toEqual([]);
  });
});

const sameBytes = (a: string, b: string): boolean =>
  JSON.stringify(shown(treeOf(a))) === JSON.stringify(shown(treeOf(b)));

/** The files of a case that differ from what it began with. */
function changedFiles(cases: readonly Case[], name: string, was: string, will: string): readonly string[] {
  const folder = cases.find((one) => one.name === name)?.folder ?? '';
  const before = treeOf(folderOf(base, join(folder, 'before')));
  const after = treeOf(was);
  expect(Object.keys(after), will).toEqual(Object.keys(before));
  return Object.keys(after).filter((file) => !after[file]?.equals(before[file] ?? Buffer.alloc(0)));
}
