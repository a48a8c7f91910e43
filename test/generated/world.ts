import fc from 'fast-check';

/** What the units of a program are called with, as plain data. */
export interface World {
  readonly tenant: string;
  readonly maybe: string | null;
  readonly tenants: readonly string[];
  readonly flag: boolean;
  readonly level: number;
  /** The member whose getter throws. */
  readonly throws: 'tenant' | 'tenant.id' | 'tenantId' | 'tenants' | 'flag' | 'client.workflow' | null;
  /** Which of the calls to the client fail. */
  readonly failing: readonly number[];
}

/** Ids that a router accepts: well-formed, not empty, at most 64 bytes. */
const id = fc.oneof(
  fc.constantFrom('acme', 'globex', '__proto__', 'é', ' acme', "o'neill", '7'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => Buffer.byteLength(text) <= 64),
);

/** Every world: guards that are false, lists that are empty, getters that throw. */
export const world: fc.Arbitrary<World> = fc.record({
  tenant: id,
  maybe: fc.option(id),
  tenants: fc.array(id, { maxLength: 3 }),
  flag: fc.boolean(),
  level: fc.nat(2),
  throws: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('tenant' as const, 'tenant.id', 'tenantId', 'tenants', 'flag', 'client.workflow'),
    },
  ),
  failing: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.nat(3), { maxLength: 2 }) },
  ),
});
