import type { Seen, StartSeen } from './seen.js';

/** A workflow on a queue that is being retired, or a child of one, and what suggests its kind. */
export interface WorkflowSeen {
  readonly name: string;
  readonly starts: number;
  /** Null where the hints disagree, or there are none. */
  readonly kind: 'tenant' | 'jobs' | null;
  /** The reason of the kind, or of there being none. */
  readonly because: string;
  /** It is only ever started as a child: it follows its parent, so nobody has to say what it is. */
  readonly follows: boolean;
}

/** The workflows that a config for these queues has to know, by name. */
export function workflowsOn(seen: Seen, legacyQueues: readonly string[]): readonly WorkflowSeen[] {
  const started = startsOn(seen, legacyQueues).filter(({ workflow }) => workflow !== null);
  const children = seen.starts.filter(({ isTenantChild, workflow }) => isTenantChild && workflow !== null);
  const names = [...new Set([...started, ...children].map(({ workflow }) => workflow as string))].sort();
  return names.map((name) => {
    const own = started.filter(({ workflow }) => workflow === name);
    const all = [...own, ...children.filter(({ workflow }) => workflow === name)];
    return { name, starts: own.length, ...vote(all), follows: own.length === 0 };
  });
}

/** The starts on one of these queues. */
export const startsOn = (seen: Seen, legacyQueues: readonly string[]): readonly StartSeen[] =>
  seen.starts.filter(({ queues }) => queues.some((entry) => legacyQueues.includes(entry)));

/** A kind is proposed only when every hint points the same way. */
function vote(starts: readonly StartSeen[]): Pick<WorkflowSeen, 'kind' | 'because'> {
  const hints = starts.flatMap((start) => start.hints);
  const kinds = [...new Set(hints.map((hint) => hint.kind))];
  const reasons = [...new Set(hints.map((hint) => hint.because))];
  const [kind] = kinds;
  // Where a file stands says who starts the workflow, not whose work it is.
  const named = hints.some((hint) => hint.rule !== 'hint-folder');
  if (named && kinds.length === 1 && (kind === 'tenant' || kind === 'jobs'))
    return { kind, because: reasons.join('; ') };
  if (reasons.length === 0) return { kind: null, because: 'nothing hints at a kind' };
  return { kind: null, because: `${kinds.length > 1 ? 'the hints disagree' : 'only'}: ${reasons.join('; ')}` };
}
