import type { Evidence, Kind } from '../../model/decision.js';
import type { ReasonCode } from '../../model/reason.js';

/** The kind a start or a workflow has, or why it has none. */
export type KindVerdict =
  | { readonly is: 'kind'; readonly kind: Kind; readonly evidence: Evidence }
  | {
      readonly is: 'ask';
      readonly reason: Extract<ReasonCode, 'kind-conflict' | 'annotation-unknown' | 'annotation-conflict'>;
      readonly detail: string | null;
      readonly evidence: readonly Evidence[];
    }
  | { readonly is: 'unmapped' };

/** A kind that claims a workflow, with what says so. */
export interface Claim {
  readonly kind: Kind;
  readonly evidence: Evidence;
}

/** One kind claims the workflow, several do, or none. */
export function judgeClaims(claims: readonly Claim[]): KindVerdict {
  const [first] = claims;
  if (first === undefined) return { is: 'unmapped' };
  if (claims.length === 1) return { is: 'kind', ...first };
  return { is: 'ask', reason: 'kind-conflict', detail: null, evidence: claims.map(({ evidence }) => evidence) };
}

/** What a rule is certain of. */
export const certain = (rule: string, kind: Kind, because: string, at: string): Evidence => ({
  rule,
  kind: kind.name,
  strength: 'certain',
  because,
  at,
});
