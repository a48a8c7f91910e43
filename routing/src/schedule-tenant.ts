import { RoutingError } from './errors.js';

/** Reads a tenant id out of a schedule's arguments; null where there is none that is surely one. */
export type TenantReader = (args: readonly unknown[]) => string | null;

/**
 * How a path such as `args[0].tenantId` is read. Text is taken as it is and a whole number as its digits; anything else names
 * no tenant.
 *
 * @throws RoutingError naming `tenantId` for what is no such path
 */
export function tenantAt(path: string): TenantReader {
  const parts = /^args\[(\d+)\]((?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)$/u.exec(path);
  if (parts === null) throw new RoutingError('tenantId', 'syntax', { expected: 'args[N] or args[N].name' });
  const [, position, names = ''] = parts;
  const keys = names.split('.').slice(1);
  return (args) => {
    let value: unknown = args[Number(position)];
    for (const key of keys) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (typeof value === 'string') return value;
    return Number.isSafeInteger(value) ? String(value) : null;
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
