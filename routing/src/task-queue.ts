import { checkNamePart, checkShards, readField, utf8 } from './check.js';
import { RoutingError } from './errors.js';
import { listKinds } from './kind.js';

/** The three parts of a routed queue's name. */
export interface TaskQueueParts {
  /** What keeps environments and services apart, for example `saas`. */
  readonly prefix: string;
  readonly kind: string;
  /** An integer from 0. */
  readonly shard: number;
}

const reservedStarts = ['/_sys/', 'temporal-sys-per-ns-', '__temporal_'];

/**
 * The name of a routed queue: `{prefix}.{kind}.{shard}`, the shard in decimal with at least two digits.
 *
 * @returns for example `saas.tenant.07` or `saas.tenant.113`; at most 1000 bytes of UTF-8
 * @throws RoutingError naming `prefix`, `kind`, `shard`, or `taskQueue` when the whole name is too long
 */
export function taskQueueName(parts: TaskQueueParts): string {
  const prefix = checkNamePart(readField(parts, 'prefix'), 'prefix');
  const kind = checkNamePart(readField(parts, 'kind'), 'kind');
  const shard = readField(parts, 'shard');
  if (typeof shard !== 'number') throw new RoutingError('shard', 'type', { expected: 'a number' });
  if (!Number.isFinite(shard)) throw new RoutingError('shard', 'not-finite');
  if (!Number.isInteger(shard)) throw new RoutingError('shard', 'not-integer');
  if (shard < 0 || shard > 0xffff_ffff) {
    throw new RoutingError('shard', 'out-of-range', { expected: '0 to 4294967295' });
  }
  return joinName(prefix, kind, shard);
}

/** {@link taskQueueName} for parts that are checked already, one by one. */
export function joinName(prefix: string, kind: string, shard: number): string {
  const name = `${prefix}.${kind}.${shard.toString().padStart(2, '0')}`;
  if (reservedStarts.some((start) => name.startsWith(start))) throw new RoutingError('prefix', 'reserved');
  if (utf8(name).length > 1000) {
    throw new RoutingError('taskQueue', 'too-long', { expected: 'at most 1000 bytes of UTF-8' });
  }
  return name;
}

/** A list longer than this is a slip of the keyboard: Temporal Cloud allows 5,000 pollers in a whole namespace. */
const maxPolledShards = 10_000;

/** The settings that decide which queues exist. The routing mode is not one of them: workers come first. */
export interface QueueSettings {
  readonly prefix: string;
  readonly shards: number;
  readonly kinds?: readonly { readonly name: string; readonly scope: 'tenant' | 'system' }[] | undefined;
}

/**
 * Every queue that workers must poll before a single start is routed, whatever the mode is.
 *
 * @param settings those of `createRouting`
 * @returns kind by kind in the order of the list (`tenant`, `jobs`, then the added ones), shard by shard;
 *   a system kind has shard 00 only. The legacy queue is not among them.
 * @throws RoutingError naming `prefix`, `shards` (more than 10,000 included), `kinds` or `taskQueue`
 */
export function routedTaskQueues(settings: QueueSettings): string[] {
  return listQueues(settings).map((queue) => queue.name);
}

/** A routed queue and what it is made of. */
export interface RoutedQueue {
  readonly name: string;
  readonly kind: string;
  readonly shard: number;
}

/** {@link routedTaskQueues} with the parts of each name. */
export function listQueues(settings: QueueSettings): RoutedQueue[] {
  const prefix = checkNamePart(readField(settings, 'prefix', 'settings'), 'prefix');
  const shards = checkShards(readField(settings, 'shards', 'settings'), 'shards');
  if (shards > maxPolledShards) {
    throw new RoutingError('shards', 'out-of-range', { expected: `at most ${maxPolledShards} to be polled` });
  }
  return listKinds(readField(settings, 'kinds', 'settings')).flatMap(({ name: kind, scope }) =>
    Array.from({ length: scope === 'tenant' ? shards : 1 }, (_, shard) => ({
      name: joinName(prefix, kind, shard),
      kind,
      shard,
    })),
  );
}
