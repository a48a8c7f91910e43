import { contentHash } from './disk/hash.js';
import { whySkipped } from './disk/why-skipped.js';
import { contextFor } from './find.js';
import type { Decision } from './model/decision.js';
import { ProjectError } from './model/errors.js';
import { type Place, placeText, type Span } from './model/place.js';
import type { ActivityUse, CallerFact, QueueFact, StartSite, WorkerUse } from './model/site.js';
import { hopsOf, type ProofStep, proofOf, titleOf } from './proof.js';
import { SHAPES } from './shapes/index.js';
import { queuesInArgs, type WhyNot, whyNot } from './shapes/parts/why-not.js';
import type { ShapeContext } from './shapes/shape.js';
import { type RunOptions, type Survey, survey } from './survey.js';

/** One step of a proof with the source line it stands on. */
export interface ExplainStep extends ProofStep {
  readonly source: string | null;
}

export interface Explanation {
  readonly found: boolean;
  readonly title: string;
  readonly steps: readonly ExplainStep[];
  /** The other starts of the same line. */
  readonly more: readonly Omit<Explanation, 'more'>[];
}

/** The file with its types, which only some questions need. */
type Context = () => ShapeContext | null;

/** A line of a file that somebody asks about. */
interface Asked {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** The proof for every start on a line, or why the line has none. */
export async function explain(options: RunOptions, file: string, line: number): Promise<Explanation> {
  const seen = await survey(options);
  const isLooked =
    seen.workspace.files.includes(file) ||
    seen.candidates.includes(file) ||
    callersOf(seen).some(({ at }) => at.file === file);
  const text = isLooked ? seen.workspace.read(file)?.text : undefined;
  if (text === undefined) return withSources(await notLooked(options, seen, { file, line }), seen);
  const lines = text.split(/\r?\n/).length;
  if (line > lines) throw new ProjectError(`${file} has no line ${line}; it has ${lines}.`);
  const asked: Asked = { file, line, text };
  const decisions = startsAt(seen, asked);
  const context: Context = () =>
    contextFor(file, { workspace: seen.script, config: options.config, hash: contentHash, names: seen.names });
  const bare = decisions.length > 0 ? proofs(decisions, options, { asked, context }) : notASite(seen, asked, context);
  return withSources(bare, seen);
}

type Bare = Omit<Explanation, 'steps' | 'more'> & {
  readonly steps: readonly ProofStep[];
  readonly more?: readonly Bare[];
};

/** The starts named on the line; else the innermost start that the line is a part of; else those whose options it is a part of. */
function startsAt(seen: Survey, asked: Asked): readonly Decision[] {
  const here = seen.decisions.filter(({ site }) => site.at.file === asked.file);
  const named = here.filter(({ site }) => site.at.line === asked.line);
  if (named.length > 0) return named;
  const around = here.filter(({ site }) => isWithin(asked, site.call));
  const length = ({ site }: Decision): number => site.call.end - site.call.start;
  const innermost = [...around].sort((a, b) => length(a) - length(b)).slice(0, 1);
  return innermost.length > 0 ? innermost : seen.decisions.filter(({ site }) => isInOptions(asked, site));
}

/** Whether one of the lines of a part of the file is the one asked about. */
function isWithin({ line, text }: Asked, { start, end }: Span): boolean {
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  return lineOf(start) <= line && line <= lineOf(end);
}

/** Whether the line is a part of options that are written elsewhere than in the call. */
const isInOptions = (asked: Asked, { options: { file, literal } }: StartSite): boolean =>
  file === asked.file && literal !== null && isWithin(asked, literal);

function proofs(
  decisions: readonly Decision[],
  { config }: RunOptions,
  { asked, context }: { readonly asked: Asked; readonly context: Context },
): Bare {
  const part = ({ site: { at, call } }: Decision): readonly ProofStep[] => {
    if (at.file === asked.file && at.line === asked.line) return [];
    const isOfCall = at.file === asked.file && isWithin(asked, call);
    const what = isOfCall ? 'a part of this start' : 'a part of the options of this start';
    return [
      not(`line ${asked.line} is ${what}`, { file: asked.file, line: asked.line, column: 1 }),
      ...asks(context, (known) => queuesInArgs(asked.line, known)),
    ];
  };
  const [first, ...more] = decisions.map((decision) => ({
    found: true,
    title: titleOf(decision),
    steps: [...part(decision), ...proofOf(decision, config)],
  }));
  return { ...(first as Bare), more };
}

const not = (text: string, at: Place | null = null): ProofStep => ({ part: 'not', how: null, text, at });

function asks(context: Context, ask: (known: ShapeContext) => readonly WhyNot[]): readonly ProofStep[] {
  const known = context();
  return known === null ? [] : ask(known).map(({ text, at }) => not(text, at));
}

/** A file that the run does not look at, or cannot read. */
async function notLooked(
  { root, config }: RunOptions,
  seen: Survey,
  { file, line }: Omit<Asked, 'text'>,
): Promise<Bare> {
  const unread = seen.unread.find((one) => one.file === file);
  const why = unread === undefined ? await whySkipped(root, file, config) : unread.reason;
  if (why === null)
    throw new ProjectError(
      `${file} is not a file of this run. Check the path (relative to --root) and the config's include.`,
    );
  return { found: false, title: `${file}:${line} is not looked at`, steps: [not(`the file is not read: ${why}`)] };
}

function notASite(seen: Survey, asked: Asked, context: Context): Bare {
  const { file, line } = asked;
  const others = new Set(seen.decisions.flatMap(({ site }) => (site.at.file === file ? [site.at.line] : [])));
  const near: ProofStep = {
    part: 'near',
    how: null,
    text: `starts of this file are on line ${[...others].join(', ')}`,
    at: null,
  };
  const steps = [...whyNotHere(seen, asked, context), ...(others.size === 0 ? [] : [near])];
  return { found: false, title: `${file}:${line} is not a start`, steps };
}

function whyNotHere(seen: Survey, asked: Asked, context: Context): readonly ProofStep[] {
  const { file, line } = asked;
  const unread = seen.unread.find((one) => one.file === file);
  if (unread !== undefined) return [not(`the file is not read: ${unread.reason}`)];
  const is = (at: Place): boolean => at.file === file && at.line === line;
  const on = (text: string, at: Place, queue: QueueFact): readonly ProofStep[] => [not(text, at), ...hopsOf(queue)];
  const isPart = (at: Place, span: Span | null): boolean =>
    is(at) || (at.file === file && span !== null && isWithin(asked, span));
  const { activities, workers, mentions } = seen.found;
  const known = [
    ...activities
      .filter(({ at, property }) => isPart(at, property))
      .flatMap(({ at, api, queue }) => on(activityText(api, queue), at, queue)),
    ...workers
      .filter(({ at, call }) => isPart(at, call))
      .flatMap((worker) => on(workerText(worker), worker.at, worker.queue)),
    ...seen.decisions.flatMap(({ site }) =>
      site.callers.filter(({ at }) => is(at)).map((caller) => not(callerText(caller, site), caller.at)),
    ),
  ];
  if (known.length > 0) return known;
  const mentioned = mentions
    .filter(({ at }) => is(at))
    .flatMap(({ at, queue }) =>
      on(`the queue ${queue.text} is only mentioned: nothing was seen to start on it`, at, queue),
    );
  return [...asks(context, (known) => whyNot(line, NAMES, known)), ...mentioned];
}

const callersOf = ({ decisions }: Survey): readonly CallerFact[] => decisions.flatMap(({ site }) => site.callers);

/** What a caller has to do with the start of a wrapper. */
function callerText({ as, sure, passes }: CallerFact, { at, wrapper }: StartSite): string {
  const start = `whose start is ${placeText(at)}`;
  const name = wrapper?.function ?? 'a wrapper';
  if (passes.startsWith('handed on: ')) return `it hands on the wrapper ${name}, ${start}`;
  if (as !== null) return `it calls ${as}, behind which stands the wrapper ${name}, ${start}`;
  return sure
    ? `it calls the wrapper ${name}, ${start}`
    : `it may call the wrapper ${name}, ${start}: by its name only, nothing shows whose it is`;
}

const activityText = (api: ActivityUse['api'], { text }: QueueFact): string =>
  api.startsWith('activity.')
    ? `it is ${api} on ${text}: a stand-alone activity, which runs without a workflow`
    : `it is ${api} on ${text}: an activity, which follows its workflow unless it names a queue`;

function workerText({ api, form, queue, queues, factory }: WorkerUse): string {
  if (form === 'factory')
    return `it makes the workers of the factory ${factory?.name ?? ''}, whose callers choose the queue; it starts nothing`;
  const on = queues.length > 1 ? queues.map(({ text }) => text).join(', ') : queue.text;
  return `it is ${api} on ${on}: a worker, which polls the queue and starts nothing`;
}

const NAMES: ReadonlySet<string> = new Set(SHAPES.flatMap(({ names }) => [...names]));

/** The longest source line that is shown whole; of a longer one, the part around the place. */
const WIDTH = 160;

function withSources({ more = [], ...bare }: Bare, seen: Survey): Explanation {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file) ?? seen.workspace.read(file)?.text.split(/\r?\n/) ?? [];
    lines.set(file, known);
    return known;
  };
  const source = (at: Place | null): string | null => {
    const line = at === null ? undefined : linesOf(at.file)[at.line - 1];
    return at === null || line === undefined ? null : cut(line, at.column - 1);
  };
  const shown = ({ found, title, steps }: Bare): Omit<Explanation, 'more'> => ({
    found,
    title,
    steps: steps.map((step) => ({ ...step, source: source(step.at) })),
  });
  return { ...shown(bare), more: more.map(shown) };
}

function cut(line: string, column: number): string {
  const text = line.trim();
  if (text.length <= WIDTH) return text;
  const indent = line.length - line.trimStart().length;
  const from = Math.max(0, Math.min(column - indent - WIDTH / 2, text.length - WIDTH));
  const part = text.slice(from, from + WIDTH);
  return `${from > 0 ? '…' : ''}${part}${from + WIDTH < text.length ? '…' : ''}`;
}
