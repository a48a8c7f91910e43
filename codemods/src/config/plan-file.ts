import { z } from 'zod';
import { UsageError } from '../model/errors.js';
import type { PlanFile } from '../model/report.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const planSchema = z.object({
  version: z.literal(1),
  tool: z.string(),
  configHash: z.string(),
  report: z.looseObject({ version: z.literal(1), sites: z.array(z.looseObject({})), ledger: z.looseObject({}) }),
  read: z.record(z.string(), sha256),
  write: z.array(
    z.strictObject({
      file: z.string().min(1),
      group: z.string(),
      before: z.string().nullable(),
      after: z.string(),
      bom: z.boolean(),
    }),
  ),
});

/** A plan saved by `plan --out`, if it is one: what `apply` writes is checked, the report beside it is ours. */
export function parsePlan(text: string, file: string): PlanFile {
  const refuse = (why: string): never => {
    throw new UsageError(
      `${file}: not a plan this version can apply: ${why}.\nMake one with \`temporal-queue-codemods plan --out ${file}\`.`,
    );
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const result = planSchema.safeParse(value);
  if (result.success) return value as PlanFile;
  const [issue] = result.error.issues;
  return refuse(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong'}`);
}
