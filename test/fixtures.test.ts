import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../codemods/src/apply.js';
import { loadConfig } from '../codemods/src/config/index.js';
import type { PlanFile, Report, SiteRow } from '../codemods/src/model/report.js';
import { check, plan } from '../codemods/src/run.js';
import { ensureRoutingBuilt } from './kit/built.js';
import { base, type Case, casesOf, install, linksOf, uninstallWhereLocked } from './kit/cases.js';
import { problemsOf } from './kit/compile.js';
import { execute, type Input } from './kit/execute.js';
import { folderOf, git, repositoryOf, shown, treeOf, whileUninstalled } from './kit/repo.js';
import { withoutWaiting } from './kit/unawaited.js';
import { variantsOf, withoutTenant } from './kit/vary.js';

/** The columns of a site that a fixture states. */
interface Row {
  readonly id: string;
  readonly api: string;
  readonly workflow: string | null;
  readonly queue: string;
  readonly decision: SiteRow['decision'];
  readonly kind: string | null;
  readonly reason: string | null;
  readonly tenantId: string | null;
  /** Stated where a case is about them. */
  readonly form?: SiteRow['form'];
  readonly value?: string | null;
  readonly legacy?: boolean;
  readonly callers?: readonly string[];
  readonly candidates?: readonly string[];
  readonly notes?: readonly string[];
}

/** A site in the columns its stated row has; one that is not stated shows itself by all of them. */
function rowOf(site: SiteRow, stated: Row | undefined): Partial<Row> {
  const { id, api, workflow, queue, decision, kind, reason, tenantId, candidates, form } = site;
  const callers = site.callers.map(({ at, passes, sure }) => `${at.file}:${at.line}${sure ? '' : '?'} ${passes}`);
  const { text, value, legacy } = queue;
  const notes = site.notes.map(({ code, file, line }) => `${code} ${file}:${line}`);
  const row: Row = {
    id,
    api,
    workflow,
    queue: text,
    value,
    legacy,
    decision,
    kind,
    reason,
    tenantId,
    form,
    callers,
    candidates,
    notes,
  };
  return Object.fromEntries(Object.entries(row).filter(([column]) => stated === undefined || column in stated));
}

/** What `check` settles: the tenant and what an edit would do are left to `plan`. */
const settledRow = ({ id, api, workflow, queue, decision, reason }: SiteRow): Readonly<Record<string, unknown>> => ({
  id,
  api,
  workflow,
  // The value behind a name may take types; what it means for the start does not.
  queue: { text: queue.text, legacy: queue.legacy, absent: queue.absent },
  verdict: decision === 'route' || decision === 'ask' ? 'not routed' : `${decision} ${reason ?? ''}`,
});

/** What stands beside the sites: a fixture states the rows it is about. */
interface Beside {
  readonly activities?: readonly object[];
  readonly workers?: readonly object[];
  readonly findings?: readonly object[];
}

const besideOf = ({ activities, workers, findings }: Report): Required<Beside> => ({
  activities: activities.map(({ file, line, api, queue, pinnedToLegacy, test }) => ({
    at: `${file}:${line}`,
    api,
    queue: queue.text,
    pinnedToLegacy,
    test,
  })),
  workers: workers.map(({ file, line, how, api, form, factory, queues, legacy, routed, test }) => ({
    at: `${file}:${line}`,
    how,
    api,
    form,
    factory,
    queues,
    legacy,
    routed,
    test,
  })),
  findings: findings.map(({ code, file, line, message }) => ({ code, at: `${file}:${line}`, message })),
});

const planOf = async (folder: string): Promise<PlanFile> =>
  plan({ root: folder, config: await loadConfig({ root: folder }), rollback: false });

const hasAfter = (folder: string): boolean => existsSync(join(folder, 'after'));

/** A case before and after, as folders with what is installed there. */
function lay({ folder }: Pick<Case, 'folder'>, make: typeof folderOf): { readonly was: string; readonly will: string } {
  const before = join(folder, 'before');
  const was = make(base, before);
  const will = folderOf(base, before, ...(hasAfter(folder) ? [join(folder, 'after')] : []));
  for (const made of [was, will]) install(made, linksOf(folder));
  uninstallWhereLocked({ folder }, [was, will]);
  return { was, will };
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

beforeAll(ensureRoutingBuilt, 130_000);

test('there are fixtures, each a whole one', () => {
  const cases = casesOf();
  expect(cases.length).toBeGreaterThanOrEqual(50);
  for (const { folder } of cases) {
    const parts = readdirSync(folder);
    expect(
      parts.filter(
        (part) => !['before', 'after', 'report.json', 'inputs.json', 'beside.json', 'links.json'].includes(part),
      ),
      folder,
    ).toEqual([]);
    expect(parts, folder).toContain('before');
    expect(parts, folder).toContain('report.json');
    // What is rewritten is also executed.
    if (parts.includes('after')) expect(parts, folder).toContain('inputs.json');
  }
});

/** Cases where some sites are found by the SDK's own types alone. */
const NEEDS_TYPES: ReadonlySet<string> = new Set(['receivers/called-through-the-function']);

/** A test the case has something for; one it has nothing for is not declared, so that nothing is skipped. */
const testIf = (holds: boolean): ((name: string, body: () => Promise<void> | void) => void) =>
  holds ? (name, body) => test(name, body) : () => undefined;

describe.each(casesOf().map(({ name, folder }) => [name, folder] as const))('%s', (name, folder) => {
  const before = join(folder, 'before');
  const changes = hasAfter(folder);
  const after = changes ? join(folder, 'after') : before;
  const rows = json(join(folder, 'report.json')) as readonly Row[];
  const stated = new Map(rows.map((row) => [row.id, row]));
  const inColumnsOf = (sites: readonly SiteRow[]): readonly Partial<Row>[] =>
    sites.map((site) => rowOf(site, stated.get(site.id)));
  const links = linksOf(folder);
  let was: string;
  let will: string;
  let planned: PlanFile;

  beforeAll(async () => {
    ({ was, will } = lay({ folder }, repositoryOf));
    const untouched = treeOf(was);
    planned = await planOf(was);
    expect(shown(treeOf(was)), 'a plan writes nothing').toEqual(shown(untouched));
    expect(git(was, 'status', '--porcelain')).toBe('');
  });

  test('decides as stated', () => {
    expect(planned.report.unread).toEqual([]);
    expect(inColumnsOf(planned.report.sites)).toEqual(rows);
    const { found, route, routed, keep, ask } = planned.report.ledger;
    expect([found, found]).toEqual([rows.length, route + routed + keep + ask]);
  });

  test('check finds the same without asking for types where syntax tells', async () => {
    const checked = await check({ root: was, config: await loadConfig({ root: was }) });
    expect(checked.sites.map(settledRow)).toEqual(planned.report.sites.map(settledRow));
  });

  testIf(existsSync(join(folder, 'beside.json')))('finds beside the sites what is stated', () => {
    const expected = json(join(folder, 'beside.json')) as Beside;
    expect(Object.keys(expected).length).toBeGreaterThan(0);
    const found = Object.entries(besideOf(planned.report)).filter(([name]) => Object.hasOwn(expected, name));
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  testIf(links.node_modules !== null && !NEEDS_TYPES.has(name))(
    'decides the same where nothing is installed',
    async () => {
      const { report } = await whileUninstalled(was, () => planOf(was));
      expect(inColumnsOf(report.sites)).toEqual(rows);
    },
  );

  testIf(existsSync(join(folder, 'inputs.json')))('does the same as before but for queue and priority', async () => {
    const inputs = json(join(folder, 'inputs.json')) as readonly Input[];
    expect(inputs.length).toBeGreaterThan(0);
    const original = await execute(was, inputs, 'off');
    for (const [index, input] of inputs.entries()) {
      expect(original[index]?.calls.length, `${input.call} makes as many calls as it has routes`).toBe(
        input.routes.length,
      );
    }
    // Only a routing module of the repository's own has a switch.
    const { routing, workflowRouting } = await loadConfig({ root: will });
    const isBound = routing.form !== 'import' && workflowRouting?.form !== 'import';
    if (isBound) expect(await execute(will, inputs, 'off')).toEqual(original);
    const routed = await execute(will, inputs, 'on');
    expect(routed.map(withoutRoute)).toEqual(original.map(withoutRoute));
    expect(routed.map(({ calls }) => calls.map(routeOf))).toEqual(inputs.map((input) => input.routes));
  });

  testIf(changes)('does the same on generated inputs, and starts nothing for a tenant without an id', () =>
    withoutWaiting(async () => {
      const inputs = json(join(folder, 'inputs.json')) as readonly Input[];
      const variants = inputs.flatMap((input, index) => variantsOf(input, index));
      const original = await execute(was, variants, 'off');
      const { routing, workflowRouting } = await loadConfig({ root: will });
      const isBound = routing.form !== 'import' && workflowRouting?.form !== 'import';
      if (isBound) expect(await execute(will, variants, 'off')).toEqual(original);
      const routed = await execute(will, variants, 'on');
      expect(routed.map(withoutRoute)).toEqual(original.map(withoutRoute));
      const refused = inputs.filter(({ failing }) => failing === undefined).flatMap(withoutTenant);
      const accepted = await execute(was, refused, 'off');
      for (const [index, { calls, ended }] of (await execute(will, refused, 'on')).entries()) {
        expect(calls.map(routeOf).filter(([, key]) => key === '')).toEqual([]);
        // What the code itself refuses is not ours to refuse.
        const isOurs = ended.startsWith('threw') && ended !== accepted[index]?.ended;
        if (isOurs) expect(ended).toContain('RoutingError');
      }
    }),
  );

  testIf(changes)('is a patch that git applies', () => {
    writeFileSync(join(was, '.git/plan.patch'), planned.report.changes.map((change) => change.patch).join(''));
    git(was, 'apply', '--check', '--whitespace=nowarn', '.git/plan.patch');
    git(was, 'apply', '--whitespace=nowarn', '.git/plan.patch');
    expect(shown(treeOf(was))).toEqual(shown(treeOf(will)));
  });

  test('changes the files as a person would, and no others', async () => {
    git(was, 'checkout', '--', '.');
    git(was, 'clean', '-fdq', '-e', 'node_modules');
    const { written } = await apply({
      root: was,
      config: await loadConfig({ root: was }),
      plan: planned,
      // Compiled by the next test.
      verify: false,
    });
    expect(shown(treeOf(was))).toEqual(shown(treeOf(will)));
    expect([...written].sort()).toEqual(changes ? Object.keys(treeOf(after)).sort() : []);
  });

  test('changes nothing the second time', async () => {
    const again = await planOf(will);
    expect(again.write).toEqual([]);
    const following = new Set(planned.report.sites.flatMap(({ id, form }) => (form === 'follow' ? [id] : [])));
    const expected = rows.map(({ id, decision, reason }) =>
      following.has(id)
        ? { id, decision: 'keep', reason: 'inherits' }
        : { id, decision: decision === 'route' ? 'routed' : decision, reason },
    );
    // A continue-as-new that was moved is another call: it is known by another name, and those after it by another number.
    const isRenamed = rows.some(({ api, decision }) => api === 'continueAsNew' && decision === 'route');
    const known = <T extends { readonly id: string }>(all: readonly T[]): readonly object[] =>
      isRenamed ? all.map(({ id: _, ...one }) => one) : all;
    const found = again.report.sites.map(({ id, decision, reason }) => ({ id, decision, reason }));
    expect(known(found)).toEqual(known(expected));
    expect(again.report.findings.filter((finding) => finding.code === 'wrong-route')).toEqual([]);
  });
});

describe('compiles before and after', () => {
  const compiled = casesOf().filter(({ folder }) => linksOf(folder).node_modules !== null);
  const laid = new Map<string, { readonly was: string; readonly will: string }>();
  let problems: ReadonlyMap<string, readonly string[]>;

  // All that were chosen at once: what they have in common is worked out once.
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads here which of its contexts are wanted, which is none.
  beforeAll(({}, suite) => {
    const chosen = new Set(suite.tasks.filter(({ mode }) => mode === 'run').map(({ name }) => name));
    for (const one of compiled.filter(({ name }) => chosen.has(name))) {
      const { was, will } = lay(one, folderOf);
      laid.set(one.name, { was, will });
    }
    problems = problemsOf([...laid.values()].flatMap(({ was, will }) => [was, will]));
  }, 300_000);

  test.each(compiled.map(({ name }) => [name]))('%s', (name) => {
    const { was = '', will = '' } = laid.get(name) ?? {};
    expect(problems.get(was)).toEqual([]);
    expect(problems.get(will)).toEqual([]);
  });
});

type Outcomes = Awaited<ReturnType<typeof execute>>;
type Options = {
  readonly taskQueue?: string;
  readonly priority?: { readonly fairnessKey?: string };
  readonly action?: Options;
};

const withoutRoute = ({ calls, ended }: Outcomes[number]): unknown => ({
  ended,
  calls: calls.map(({ api, workflow, options }) => {
    const { taskQueue: _queue, priority: _priority, action, ...rest } = options as Options & Record<string, unknown>;
    if (action === undefined) return { api, workflow, options: rest };
    const { taskQueue: _actionQueue, priority: _actionPriority, ...started } = action;
    return { api, workflow, options: { ...rest, action: started } };
  }),
});

function routeOf({ options }: Outcomes[number]['calls'][number]): readonly [string | undefined, string | null] {
  const given = options as Options;
  const { taskQueue, priority } = given.action ?? given;
  return [taskQueue, priority?.fairnessKey ?? null];
}
