import type { Decision } from './model/decision.js';
import { ProjectError } from './model/errors.js';
import type { Place } from './model/place.js';
import { reasonText } from './model/reason.js';
import { type RunOptions, type Survey, survey } from './survey.js';

/** One step of a proof: a sentence, and the source line it stands on. */
export interface ExplainStep {
  readonly text: string;
  readonly at: Place | null;
  readonly source: string | null;
}

export interface Explanation {
  readonly found: boolean;
  readonly title: string;
  readonly steps: readonly ExplainStep[];
}

/** The proof for the start on a line, or why the line is none. */
export async function explain(options: RunOptions, file: string, line: number): Promise<Explanation> {
  const seen = await survey(options);
  const source = seen.workspace.read(file);
  if (source === null)
    throw new ProjectError(
      `${file} is not a file of this run. Check the path (relative to --root) and the config's include.`,
    );
  const decision =
    seen.decisions.find(({ site }) => site.at.file === file && site.at.line === line) ??
    seen.decisions.find(({ site }) => site.at.file === file && isWithin(site, line, source.text));
  return decision === undefined ? notASite(seen, file, line, source.text) : proof(seen, decision);
}

function isWithin(site: Decision['site'], line: number, text: string): boolean {
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  return lineOf(site.call.start) <= line && line <= lineOf(site.call.end);
}

function proof(seen: Survey, decision: Decision): Explanation {
  const { site } = decision;
  const lineAt = (at: Place | null): string | null =>
    at === null ? null : (seen.workspace.read(at.file)?.text.split(/\r?\n/)[at.line - 1]?.trim() ?? null);
  const step = (text: string, at: Place | null = null): ExplainStep => ({ text, at, source: lineAt(at) });
  const first = (places: readonly Place[]): Place | null => places[0] ?? null;
  const steps = [
    step(`It is a start (${site.api}): ${site.receiver.because} [${site.receiver.how}]`, first(site.receiver.at)),
    step(
      `It starts ${site.workflow.name ?? 'a workflow chosen at run time'}: ${site.workflow.proof.because} [${site.workflow.proof.how}]`,
      site.workflow.proof.at.at(-1) ?? null,
    ),
    step(
      `Its queue is ${site.queue.absent ? 'not given' : site.queue.text}${decision.legacy ? ', a legacy queue' : ''}: ${site.queue.proof.because} [${site.queue.proof.how}]`,
      site.at,
    ),
    ...site.queue.proof.at.map((at) => step('  through', at)),
    ...decision.evidence.map((evidence) =>
      step(`${evidence.strength === 'hint' ? 'Hint' : 'Rule'} ${evidence.rule}: ${evidence.because}`),
    ),
    ...verdict(decision).map((text) => step(text)),
    step(`Site id: ${site.id}`),
  ];
  return { found: true, title: `${site.at.file}:${site.at.line}:${site.at.column} ${decision.decision}`, steps };
}

function verdict(decision: Decision): readonly string[] {
  if (decision.decision === 'route') {
    return [
      `Verdict: route as ${decision.kind.name}${decision.tenant === null ? '' : `, tenant id ${decision.tenant.expression}`}`,
    ];
  }
  if (decision.decision === 'routed')
    return [`Verdict: routed already${decision.wrong === null ? '' : `, but ${decision.wrong}`}`];
  const reason = reasonText(decision.reason);
  return [
    `Verdict: ${decision.decision} (${decision.reason}): ${reason.long}`,
    ...(decision.detail === null ? [] : [`  ${decision.detail}`]),
    ...(decision.candidates.length === 0 ? [] : [`Candidates: ${decision.candidates.join(', ')}`]),
    ...(decision.decision === 'ask' ? [`What settles it: ${reason.settle}`] : []),
  ];
}

function notASite(seen: Survey, file: string, line: number, text: string): Explanation {
  const source = text.split(/\r?\n/)[line - 1];
  if (source === undefined) throw new ProjectError(`${file} has no line ${line}; it has ${text.split('\n').length}.`);
  const activity = seen.found.activities.find((one) => one.at.file === file && one.at.line === line);
  const worker = seen.found.workers.find((one) => one.at.file === file && one.at.line === line);
  const unread = seen.unread.find((one) => one.file === file);
  const why =
    unread !== undefined
      ? `The file is not read: ${unread.reason}.`
      : activity !== undefined
        ? `It is an activity proxy on ${activity.queue.text}: an activity follows its workflow unless it names a queue; it is no start.`
        : worker !== undefined
          ? `It is a worker on ${worker.queue.text}: it polls the queue, it starts nothing.`
          : whyNot(source);
  const near = seen.decisions.filter(({ site }) => site.at.file === file).map(({ site }) => `${site.at.line}`);
  const steps: ExplainStep[] = [{ text: why, at: { file, line, column: 1 }, source: source.trim() }];
  if (near.length > 0)
    steps.push({ text: `Starts in this file are on line ${near.join(', ')}.`, at: null, source: null });
  return { found: false, title: `${file}:${line} is not a start`, steps };
}

function whyNot(source: string): string {
  if (/\btaskQueue\b/.test(source))
    return "The line names a task queue, but not in the options of a start that could be proved to be Temporal's.";
  const functions =
    /\b(startChild|executeChild|continueAsNew|makeContinueAsNewFunc|startWorkflow|WithStartWorkflowOperation)\s*[(<]/;
  const named = functions.exec(source)?.[1];
  if (named !== undefined) return `The line calls a ${named}, but not the one of a @temporalio package.`;
  if (/\.(start|execute|signalWithStart|create|update)\s*[(<]/.test(source)) {
    return "The line calls a method with a start's name, but its receiver is not a Temporal client by type, by declaration or by the shape of its options.";
  }
  return 'The line calls nothing that starts a workflow.';
}
