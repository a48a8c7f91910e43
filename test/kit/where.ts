import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** Where something was told to run, as the server wrote it down. */
export interface Where {
  readonly queue: string | null;
  readonly fairnessKey: string | null;
}

interface Told {
  readonly taskQueue?: { readonly name?: string | null } | null;
  readonly priority?: { readonly fairnessKey?: string | null } | null;
}

const whereOf = (told: Told): Where => ({
  queue: told.taskQueue?.name || null,
  fairnessKey: told.priority?.fairnessKey || null,
});

/** Where the workflow was told to run by the first event of its history. */
export function startOf(history: History): Where {
  const told = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  if (!told) throw new Error('the history does not begin with the start of the workflow');
  return whereOf(told);
}

/** Where the only child of the workflow was told to run. */
export function childOf(history: History): Where {
  const children = (history.events ?? []).flatMap(
    (event) => event.startChildWorkflowExecutionInitiatedEventAttributes ?? [],
  );
  const [child] = children;
  if (child === undefined || children.length > 1) throw new Error(`the history has ${children.length} children`);
  return whereOf(child);
}

/** `activity@queue` for every activity of the history, each once, in order of name. */
export function activitiesOf(history: History): readonly string[] {
  const all = (history.events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
  return [...new Set(all.map((each) => `${each.activityType?.name}@${each.taskQueue?.name}`))].sort();
}
