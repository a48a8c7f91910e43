import type { QueueFact } from '../model/site.js';
import type { QueueAccess, Seen } from './seen.js';

/** A queue, and who shares it. */
export interface QueueSeen {
  /** As `legacyQueues` writes it. */
  readonly entry: string;
  readonly starts: number;
  readonly workflows: number;
  readonly workers: number;
  /** Whether it looks like a queue to be retired. */
  readonly proposed: boolean;
  /** Who shares it, in words. */
  readonly because: string;
}

/** The names a queue could be listed under: a setting, else a module-level constant, else its literal. */
export function entriesOf(queue: QueueFact): readonly string[] {
  const entries = queue.arms.flatMap((arm) => {
    const member = arm.hops.findLast((hop) => hop.kind === 'member' && hop.base !== null && hop.base !== 'this');
    if (member?.kind === 'member') return [`${member.base}.${member.name}`];
    if (arm.value !== null) return [`'${arm.value}'`];
    const constant = arm.hops.findLast((hop) => hop.kind === 'export');
    return constant?.kind === 'export' ? [`${constant.file}#${constant.name}`] : [];
  });
  return [...new Set(entries)];
}

/** How an expression gets at its queue. */
export function accessOf({ arms }: QueueFact): QueueAccess {
  const hops = arms.flatMap((arm) => arm.hops);
  if (hops.some((hop) => hop.kind === 'lookup')) return 'injected';
  const members = hops.filter((hop) => hop.kind === 'member');
  if (members.length === 0) return hops.some((hop) => hop.kind === 'parameter') ? 'passed' : 'fixed';
  return members.every((hop) => hop.shared) ? 'imported' : 'passed';
}

/** Every queue by how many workflows, starts and workers share it; the one shared most, and those as widely shared, are proposed. */
export function rankQueues(seen: Seen): readonly QueueSeen[] {
  const ranked = [...counted(seen)]
    .map(([entry, { starts, workflows, workers }]) => ({ entry, starts, workflows: workflows.size, workers }))
    .sort(
      (a, b) =>
        b.workflows - a.workflows || b.starts - a.starts || b.workers - a.workers || (a.entry < b.entry ? -1 : 1),
    );
  const shared = ranked.filter((queue, at) => at === 0 || queue.workflows >= SHARED_BY);
  const settings = new Set(shared.map(({ entry }) => entry));
  const settingOf = (entry: string): string | undefined =>
    seen.defaults[entry]?.find((setting) => settings.has(setting) && !settings.has(entry));
  const described = ranked.map((queue) => {
    const setting = settingOf(queue.entry);
    const counts = countText(queue);
    const because =
      setting === undefined ? counts : [`the default of ${setting}`, ...(queue.starts > 0 ? [counts] : [])].join('; ');
    return { ...queue, proposed: settings.has(queue.entry) || setting !== undefined, because };
  });
  return [...described.filter(({ proposed }) => proposed), ...described.filter(({ proposed }) => !proposed)].filter(
    ({ starts, workers, proposed }) => starts > 0 || workers > 0 || proposed,
  );
}

/** So many workflows on one queue are no workload of their own. */
const SHARED_BY = 3;

interface Counts {
  starts: number;
  readonly workflows: Set<string>;
  workers: number;
}

function counted(seen: Seen): ReadonlyMap<string, Counts> {
  const byEntry = new Map<string, Counts>();
  const slot = (entry: string): Counts => {
    const known = byEntry.get(entry) ?? { starts: 0, workflows: new Set<string>(), workers: 0 };
    byEntry.set(entry, known);
    return known;
  };
  for (const { queues, workflow, called } of seen.starts) {
    for (const entry of queues) {
      slot(entry).starts += 1;
      slot(entry).workflows.add(workflow ?? called);
    }
  }
  // A factory's queue is what its callers pass: they are counted.
  for (const { queues, isFactory } of seen.workers)
    if (!isFactory) for (const entry of queues) slot(entry).workers += 1;
  for (const entry of Object.keys(seen.defaults)) slot(entry);
  return byEntry;
}

const countText = ({ starts, workflows, workers }: Pick<QueueSeen, 'starts' | 'workflows' | 'workers'>): string =>
  `${count(starts, 'start')} of ${count(workflows, 'workflow')}, ${count(workers, 'worker')}`;

/** `1 start`, `2 starts`. */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
