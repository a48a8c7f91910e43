import { RoutingError } from './errors.js';
import type { RoutedQueue } from './task-queue.js';

/** The queues that one deployment polls. */
export interface QueueSelection {
  readonly legacy: boolean;
  /** Names, each once, in the order of `routedTaskQueues`. */
  readonly routed: readonly string[];
}

/**
 * Reads a selection such as `tenant:0-15,jobs,legacy`.
 *
 * Entries are separated by commas, spaces around them do not count, and an entry is one of
 * `legacy` (the legacy queue), `KIND` (all shards of a kind), `KIND:N` (one shard), `KIND:N-M` (N to M, both included).
 *
 * @param text the selection; `undefined` selects everything, the legacy queue included
 * @param queues every routed queue there is
 * @throws RoutingError naming `queues`, which says what entry is wrong and what would be right
 */
export function selectQueues(text: unknown, queues: readonly RoutedQueue[]): QueueSelection {
  if (text === undefined) return { legacy: true, routed: queues.map((queue) => queue.name) };
  if (typeof text !== 'string') throw new RoutingError('queues', 'type', { expected: 'a string' });
  let legacy = false;
  const chosen = new Set<string>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === 'legacy') legacy = true;
    else for (const queue of selectEntry(entry, queues)) chosen.add(queue.name);
  }
  return { legacy, routed: queues.map((queue) => queue.name).filter((name) => chosen.has(name)) };
}

function selectEntry(entry: string, queues: readonly RoutedQueue[]): readonly RoutedQueue[] {
  const [, kind, first, last = first] = /^([^:]+)(?::(\d{1,9})(?:-(\d{1,9}))?)?$/.exec(entry) ?? [];
  if (kind === undefined) {
    throw new RoutingError('queues', 'syntax', {
      expected: `legacy, KIND, KIND:N or KIND:N-M between commas, not '${entry}'`,
    });
  }
  const ofKind = queues.filter((queue) => queue.kind === kind);
  if (ofKind.length === 0) {
    const kinds = [...new Set(queues.map((queue) => queue.kind))].join(', ');
    throw new RoutingError('queues', 'unknown', { expected: `legacy or one of the kinds ${kinds}, not '${kind}'` });
  }
  if (first === undefined) return ofKind;
  const [from, to] = [Number(first), Number(last)];
  if (from > to || to >= ofKind.length) {
    throw new RoutingError('queues', 'out-of-range', {
      expected: `shards 0 to ${ofKind.length - 1} of ${kind}, the lower one first, not '${entry}'`,
    });
  }
  return ofKind.slice(from, to + 1);
}
