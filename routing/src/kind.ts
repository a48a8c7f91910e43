import { checkNamePart, readField, readList } from './check.js';
import { RoutingError } from './errors.js';

/** `tenant` kinds are sharded by tenant id; `system` kinds live on shard 00. */
export type KindScope = 'tenant' | 'system';

/** A kind of workload: it has its own queues, so it can be scaled and tuned by itself. */
export interface KindSpec {
  /** Stands in the queue name, so it obeys the rules of queue names. */
  readonly name: string;
  readonly scope: KindScope;
}

/** The two kinds that always exist. */
export const QueueKind = { tenant: 'tenant', jobs: 'jobs' } as const;
export type QueueKind = (typeof QueueKind)[keyof typeof QueueKind];

const standardKinds: readonly KindSpec[] = [
  { name: QueueKind.tenant, scope: 'tenant' },
  { name: QueueKind.jobs, scope: 'system' },
];

/**
 * The standard kinds followed by the given ones, each once, in a stable order.
 *
 * @param kinds the kinds that a service adds; repeating one with the same scope is harmless
 * @throws RoutingError naming `kinds`, `kinds.name` or `kinds.scope`
 */
export function listKinds(kinds: unknown): readonly KindSpec[] {
  const found = new Map(standardKinds.map((kind) => [kind.name, kind]));
  for (const given of readList(kinds, 'kinds')) {
    const name = checkNamePart(readField(given, 'name', 'kinds'), 'kinds.name');
    const scope = readField(given, 'scope', 'kinds');
    if (scope !== 'tenant' && scope !== 'system') {
      throw new RoutingError('kinds.scope', 'unknown', { expected: "'tenant' or 'system'" });
    }
    if ((found.get(name)?.scope ?? scope) !== scope) throw new RoutingError('kinds.name', 'conflict');
    found.set(name, { name, scope });
  }
  return [...found.values()];
}

/** A kind's name, refused where `kinds` gives it the other scope: its queue would be one that nobody polls. */
export function checkKind(value: unknown, scope: KindScope, kinds: readonly KindSpec[] = standardKinds): string {
  const name = checkNamePart(value, 'kind');
  const known = kinds.find((kind) => kind.name === name);
  if (known !== undefined && known.scope !== scope) {
    throw new RoutingError('kind', 'wrong-scope', { expected: `a kind of scope ${scope}` });
  }
  return name;
}

/** A kind's name, which must be one of `kinds`. */
export function checkKnownKind(value: unknown, scope: KindScope, kinds: readonly KindSpec[]): string {
  const name = checkKind(value, scope, kinds);
  if (!kinds.some((kind) => kind.name === name)) {
    throw new RoutingError('kind', 'unknown', { expected: 'a kind that the settings list' });
  }
  return name;
}

type NameOf<Spec, Scope extends KindScope> = Spec extends KindSpec
  ? Scope extends Spec['scope']
    ? Spec['name']
    : never
  : never;

/** The names of tenant-scope kinds: `tenant` and those of the list. */
export type TenantKind<Kinds extends readonly KindSpec[]> = typeof QueueKind.tenant | NameOf<Kinds[number], 'tenant'>;

/** The names of system-scope kinds: `jobs` and those of the list. */
export type SystemKind<Kinds extends readonly KindSpec[]> = typeof QueueKind.jobs | NameOf<Kinds[number], 'system'>;
