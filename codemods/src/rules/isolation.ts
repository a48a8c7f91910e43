/** A legacy queue that starts of one kind are on today. */
export interface QueueInUse {
  /** The queue's name, or the setting it is read from where its name is not fixed. */
  readonly name: string;
  readonly isName: boolean;
  readonly kind: string;
}

/** The queues one worker polls; `open` when some of them cannot be told. */
export interface Polled {
  readonly names: readonly string[];
  readonly open: boolean;
}

/** What the queues in use are judged by. */
export interface Separation {
  readonly workers: readonly Polled[];
  /** By kind, the queues that a person lets share it. */
  readonly confirmed: Readonly<Record<string, readonly string[]>>;
}

/**
 * By kind, the legacy queues that separate work today and would share the kind's queues: each has starts and workers of
 * its own, and nobody has confirmed it.
 */
export function lostIsolation(
  queues: readonly QueueInUse[],
  { workers, confirmed }: Separation,
): ReadonlyMap<string, readonly string[]> {
  const lost = new Map<string, readonly string[]>();
  for (const kind of new Set(queues.map((queue) => queue.kind))) {
    const settled = Object.hasOwn(confirmed, kind) ? (confirmed[kind] ?? []) : [];
    const shared = queues.filter((queue) => queue.kind === kind);
    const concerned = shared.filter((one) =>
      shared.some(
        (other) => isApart(one, other, workers) && !(settled.includes(one.name) && settled.includes(other.name)),
      ),
    );
    if (concerned.length > 0) lost.set(kind, [...new Set(concerned.map(({ name }) => name))].sort());
  }
  return lost;
}

/** Whether two queues have workers of their own: a setting may hold any queue's name, so it is held against settings only. */
function isApart(a: QueueInUse, b: QueueInUse, workers: readonly Polled[]): boolean {
  if (a.name === b.name || a.isName !== b.isName) return false;
  const polling = (queue: QueueInUse): readonly Polled[] => workers.filter(({ names }) => names.includes(queue.name));
  if (workers.some(({ names }) => names.includes(a.name) && names.includes(b.name))) return false;
  const isHidden = workers.length === 0 || workers.some(({ open }) => open);
  return [a, b].every((queue) => isHidden || polling(queue).length > 0);
}
