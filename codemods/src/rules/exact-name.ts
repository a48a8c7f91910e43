import type { Kind } from '../model/decision.js';
import { certain, judgeClaims, type KindVerdict } from './parts/kind-verdict.js';

/** The kind that lists the workflow by its very name; listed by two kinds it is a conflict, never a choice. */
export const byExactName = (workflow: string, kinds: readonly Kind[], at: string): KindVerdict =>
  judgeClaims(
    kinds
      .filter((kind) => kind.workflows.includes(workflow))
      .map((kind) => ({
        kind,
        evidence: certain('exact-name', kind, `the config maps ${workflow} to ${kind.name}`, at),
      })),
  );
