import { placeText } from '../model/place.js';
import type { ActivityUse, Follower, OwnQueueUse, QueueFact, StartSite } from '../model/site.js';

/** What may make another queue's name of the one a workflow runs on. */
export interface OwnQueues {
  readonly sites: readonly StartSite[];
  readonly activities: readonly ActivityUse[];
  readonly ownQueues: readonly OwnQueueUse[];
  readonly followers: readonly Follower[];
}

/** The workflows that make another queue's name of the one they run on, and where; those that start one of them where they run, too. */
export function derivers(
  { sites, activities, ownQueues, followers }: OwnQueues,
  followsItsWorkflow: (queue: QueueFact) => boolean,
): ReadonlyMap<string, string> {
  const users = [
    ...activities.map((use) => ({ ...use, names: use.workflows })),
    ...sites.map((use) => ({ ...use, names: use.parents })),
  ];
  const handed = ownQueues.filter(({ test }) => !test).map((use) => ({ ...use, names: use.workflows }));
  const made = users
    .filter(({ queue, test }) => !test && followsItsWorkflow(queue))
    .map((use) => ({ ...use, text: use.queue.text }));
  const found = new Map<string, string>(
    [...handed, ...made].flatMap(({ names, text, at }) => names.map((name) => [name, `${text} at ${placeText(at)}`])),
  );
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { workflow, parents } of followers) {
      const derived = found.get(workflow);
      for (const parent of derived === undefined ? [] : parents)
        if (!found.has(parent)) found.set(parent, derived as string);
    }
  }
  return found;
}
