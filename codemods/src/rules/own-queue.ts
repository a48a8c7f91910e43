import { placeText } from '../model/place.js';
import type { ActivityUse, QueueFact, StartSite } from '../model/site.js';

/** The workflows that make another queue's name of the one they run on, and where; those that start one of them where they run, too. */
export function derivers(
  sites: readonly StartSite[],
  activities: readonly ActivityUse[],
  followsItsWorkflow: (queue: QueueFact) => boolean,
): ReadonlyMap<string, string> {
  const users = [
    ...activities.map((use) => ({ ...use, names: use.workflows })),
    ...sites.map((use) => ({ ...use, names: use.parents })),
  ];
  const found = new Map<string, string>(
    users
      .filter(({ queue, test }) => !test && followsItsWorkflow(queue))
      .flatMap(({ names, queue, at }) => names.map((name) => [name, `${queue.text} at ${placeText(at)}`])),
  );
  const followers = sites.filter((site) => site.queue.absent && !site.test);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { workflow, parents } of followers) {
      const derived = workflow.name === null ? undefined : found.get(workflow.name);
      for (const parent of derived === undefined ? [] : parents)
        if (!found.has(parent)) found.set(parent, derived as string);
    }
  }
  return found;
}
