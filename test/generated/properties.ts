import { createHash } from 'node:crypto';
import ts from 'typescript';
import type { Decision } from '../../codemods/src/model/decision.js';
import type { Edit } from '../../codemods/src/model/edit.js';
import type { SiteRow } from '../../codemods/src/model/report.js';
import { compiled, type Outcome, run, SHARDS, type surroundingModules } from './execution.js';
import type { Migrated } from './migration.js';
import type { Zone } from './page.js';
import type { World } from './world.js';

/** One program with everything that was done to it. */
export interface Case extends Migrated {
  readonly worlds: readonly World[];
  readonly style: 'inline' | 'statement';
  /** What a second run finds in it, and would write. */
  readonly again: { readonly sites: readonly SiteRow[]; readonly write: string | null };
  /** What the same program gave under another name, among the others in another order. */
  readonly elsewhere: string | null;
  readonly around: Awaited<ReturnType<typeof surroundingModules>>;
}

/** What is wrong with a case by one property; empty when it holds. */
type Property = (one: Case) => readonly string[] | Promise<readonly string[]>;

/** What holds for every program. */
export const PROPERTIES: Readonly<Record<string, Property>> = {
  'every start is found where it stands, and nothing else': ({ printed, decisions }) =>
    differing(
      printed.starts.map((one) => [one.line, one.column, one.api, one.workflow, one.decision, one.tenantId].join(' ')),
      [...decisions].sort(byPlace).map(saidOf),
    ),
  'edits do not overlap': ({ edits }) =>
    inOrder(edits).flatMap((edit, at, all) => {
      const before = all[at - 1];
      return before !== undefined && edit.span.start < before.span.end ? [`${shown(before)} and ${shown(edit)}`] : [];
    }),
  'every byte outside the edits is the same': ({ printed, edits, after }) =>
    spliced(printed.text, edits) === after ? [] : ['the text is not the old one with the edits in it'],
  'nothing is edited but the queue, imports, and what the edit made unused': ({ printed, edits, style }) =>
    edits.filter((edit) => !isAllowed(edit, printed, style)).map(shown),
  'comments stay': ({ printed, after }) =>
    commentsOf(printed).flatMap((comment) => (after.includes(comment) ? [] : [`${comment} is gone`])),
  'the result parses': ({ printed, after }) => syntaxErrors(printed.extension, after),
  'a second run changes nothing': ({ printed, again }) => [
    ...(again.write === null ? [] : [`it would write:\n${again.write}`]),
    ...differing(
      printed.starts.map(({ decision }) => (decision === 'route' ? 'routed' : decision)),
      [...again.sites].sort((a, b) => a.line - b.line || a.column - b.column).map(({ decision }) => decision),
    ),
  ],
  'the place among other files makes no difference': ({ after, elsewhere }) =>
    elsewhere === null || elsewhere === after ? [] : [`elsewhere it becomes:\n${elsewhere}`],
  'it does the same as before but for queue and priority': executesAlike,
};

const byPlace = ({ site: { at: a } }: Decision, { site: { at: b } }: Decision): number =>
  a.line - b.line || a.column - b.column;

const saidOf = (one: Decision): string => {
  const { at, api, workflow } = one.site;
  const tenant = one.decision === 'route' ? (one.tenant?.expression ?? null) : null;
  return [at.line, at.column, api, workflow.name, one.decision, tenant].join(' ');
};

function differing(expected: readonly string[], found: readonly string[]): readonly string[] {
  if (expected.join('\n') === found.join('\n')) return [];
  return [`expected:\n  ${expected.join('\n  ')}\nfound:\n  ${found.join('\n  ')}`];
}

const shown = ({ span, text, why }: Edit): string =>
  `${why}: ${span.start}-${span.end} becomes ${JSON.stringify(text)}`;

const inOrder = (edits: readonly Edit[]): readonly Edit[] =>
  [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

/** The edits put into the text, by nothing but slices. */
function spliced(text: string, edits: readonly Edit[]): string {
  let from = 0;
  let result = '';
  for (const { span, text: written } of inOrder(edits)) {
    result += text.slice(from, span.start) + written;
    from = span.end;
  }
  return result + text.slice(from);
}

/** Whether an edit stays where the generator said there may be one: no more than one zone, or before a statement. */
function isAllowed({ span, text }: Edit, { text: whole, zones }: Case['printed'], style: Case['style']): boolean {
  // A declaration goes with its line.
  const lead = (from: number): number => /[ \t]*$/.exec(whole.slice(0, from))?.[0].length ?? 0;
  const holds = ({ what, from, to }: Zone): boolean =>
    from - (what === 'declaration' ? lead(from) : 0) <= span.start && span.end <= to;
  if (zones.some(holds)) return true;
  const line = whole.slice(whole.lastIndexOf('\n', span.start - 1) + 1, span.start);
  const isStatement = /^const \w+ = \w+\(.*\);?\r?\n\s*$/.test(text);
  return (
    style === 'statement' &&
    span.start === span.end &&
    isStatement &&
    !/\S/.test(line.replace(/^(case \w+|default):/, ''))
  );
}

/** The comments outside of what goes with the queue. */
function commentsOf({ text, zones }: Case['printed']): readonly string[] {
  const isGoing = (at: number): boolean =>
    zones.some(({ what, from, to }) => what !== 'argument' && from <= at && at < to);
  const notes = [...text.matchAll(/(?:\/\*|\/\/) note \d+/g)]
    .filter(({ index }) => !isGoing(index))
    .map(([note]) => note);
  return text.includes('/* shared */') ? [...notes, '/* shared */'] : notes;
}

function syntaxErrors(extension: string, text: string): readonly string[] {
  const source = ts.createSourceFile(`made.${extension}`, text, ts.ScriptTarget.Latest);
  const { parseDiagnostics } = source as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  return parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

/** Before and after, with routing off and on, in every world. */
async function executesAlike({ printed, after, worlds, around, decisions }: Case): Promise<readonly string[]> {
  const { extension, text, units } = printed;
  const [old, edited] = await Promise.all([compiled(text, extension), compiled(after, extension)]);
  const asked = decisions.some(({ decision }) => decision === 'ask');
  const wrong: string[] = [];
  for (const world of worlds) {
    const outcomesOf = (program: typeof old, mode: 'on' | 'off'): Promise<readonly Outcome[]> =>
      run(program, units, { around, mode, world });
    const before = await outcomesOf(old, 'off');
    const off = await outcomesOf(edited, 'off');
    const on = await outcomesOf(edited, 'on');
    const where = `in ${JSON.stringify(world)}`;
    // An operation built at the top of a module is a call that may fail there; anything else that keeps it from loading is ours.
    if (!/^(returned undefined|threw Error: call \d+ fails)$/.test(before[0]?.ended ?? ''))
      wrong.push(`the program itself does not load: ${before[0]?.ended}`);
    wrong.push(
      ...differing([JSON.stringify(before)], [JSON.stringify(off)]).map((why) => `with routing off ${where}: ${why}`),
    );
    const withoutRoutes = (all: readonly Outcome[]): string => JSON.stringify(all.map(unrouted));
    wrong.push(
      ...differing([withoutRoutes(before)], [withoutRoutes(on)]).map((why) => `with routing on ${where}: ${why}`),
    );
    wrong.push(...misrouted(before, on, asked).map((why) => `with routing on ${where}: ${why}`));
  }
  return wrong;
}

interface Options {
  readonly taskQueue?: string;
  readonly priority?: { readonly fairnessKey?: string };
  readonly action?: Options & { readonly workflowType?: unknown };
  readonly args?: readonly unknown[];
}

const unrouted = ({ calls, ended }: Outcome): unknown => ({
  ended,
  calls: calls.map((call) => {
    if (call.api === 'log') return call;
    const { taskQueue: _queue, priority: _priority, action, ...rest } = call.options as Options;
    const { taskQueue: _actionQueue, priority: _actionPriority, ...started } = action ?? {};
    return { ...call, options: { ...rest, started } };
  }),
});

/** The calls that do not go where they belong, by an implementation that shares nothing with the router. */
function misrouted(before: readonly Outcome[], on: readonly Outcome[], asked: boolean): readonly string[] {
  const was = before.flatMap(({ calls }) => calls);
  const is = on.flatMap(({ calls }) => calls);
  return is.flatMap((call, at) => {
    if (call.api === 'log') return [];
    const options = actionOf(call.options as Options);
    const legacy = actionOf((was[at]?.options ?? {}) as Options).taskQueue;
    const found = [options.taskQueue, options.priority?.fairnessKey ?? null].join(' for ');
    const workflow = nameOf(options.workflowType ?? call.workflow);
    const allowed = legacy === 'exports' ? ['exports for '] : [routeOf(workflow, options)];
    // A start that is asked about stays.
    if (asked && workflow !== 'CleanupWorkflow') allowed.push('main-queue for ');
    return allowed.includes(found) ? [] : [`${workflow} goes to ${found}, not to ${allowed.join(' or ')}`];
  });
}

const actionOf = (options: Options): NonNullable<Options['action']> => options.action ?? options;

const nameOf = (workflow: unknown): string =>
  typeof workflow === 'string' ? workflow : ((workflow as { function?: string } | null)?.function ?? '');

function routeOf(workflow: string, { args = [] }: Options): string {
  if (workflow === 'CleanupWorkflow') return 'saas.jobs.00 for ';
  const [first] = args;
  const tenant = typeof first === 'string' ? first : (first as { tenantId: string }).tenantId;
  const shard = createHash('sha256').update(tenant, 'utf8').digest().readUInt32BE(0) % SHARDS;
  return `saas.tenant.${String(shard).padStart(2, '0')} for ${tenant}`;
}
