import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { configJsonSchema, configJsonSchemaText } from '../../codemods/src/config/index.js';

test('the shipped schema is the one the code validates with (vitest -u writes it)', async () => {
  await expect(configJsonSchemaText()).toMatchFileSnapshot('../../codemods/schema/config.schema.json');
});

test('it accepts what the tool accepts and refuses a typo', () => {
  const validate = new Ajv({ strict: false }).compile(configJsonSchema());
  expect(validate({ $schema: 'x', kinds: { jobs: ['A'], billing: { scope: 'tenant', workflows: [] } } })).toBe(true);
  expect(validate({ legacyQueue: [] })).toBe(false);
  expect(validate({ kinds: { jobs: 'A' } })).toBe(false);
});
