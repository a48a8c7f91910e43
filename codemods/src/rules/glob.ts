import picomatch from 'picomatch';
import type { Kind } from '../model/decision.js';
import { certain, judgeClaims, type KindVerdict } from './parts/kind-verdict.js';

const isGlob = (pattern: string): boolean => /[*?[\]{}()!+@]/.test(pattern);

/** The kind whose glob matches the workflow; globs of two kinds are a conflict, never a choice. */
export const byGlob = (workflow: string, kinds: readonly Kind[], at: string): KindVerdict =>
  judgeClaims(
    kinds.flatMap((kind) => {
      const pattern = kind.workflows.find(
        (glob) => isGlob(glob) && picomatch.isMatch(workflow, glob, { nonegate: true }),
      );
      return pattern === undefined
        ? []
        : [{ kind, evidence: certain('glob', kind, `the config's ${pattern} matches ${workflow}`, at) }];
    }),
  );
