import type { Evidence, Kind } from '../model/decision.js';
import { placeText } from '../model/place.js';
import type { StartSite } from '../model/site.js';
import { certain, type KindVerdict } from './parts/kind-verdict.js';

/**
 * The kind that a `temporal-queue: <kind>` comment at the call gives it; `exact` is what the config says of this very
 * workflow. A comment that names no kind, two that disagree, or one against the config is a question, never a choice.
 */
export function byAnnotation(
  { kindComments }: Pick<StartSite, 'kindComments'>,
  kinds: readonly Kind[],
  exact: KindVerdict,
): KindVerdict {
  const claims = kindComments.map(({ says, at }) => {
    const kind = kinds.find(({ name }) => name === says);
    return { says, at, kind, evidence: kind && certain('annotation', kind, `a comment says ${says}`, placeText(at)) };
  });
  const evidence = claims.flatMap((claim): readonly Evidence[] =>
    claim.evidence === undefined ? [] : [claim.evidence],
  );
  const unknown = claims.find(({ kind }) => kind === undefined);
  if (unknown !== undefined) {
    const known = kinds.map(({ name }) => name).join(', ');
    const said = unknown.says === '' ? 'names no kind' : `says "${unknown.says}"`;
    const detail = `the comment at ${placeText(unknown.at)} ${said}; the kinds are ${known}`;
    return { is: 'ask', reason: 'annotation-unknown', detail, evidence };
  }
  const [first] = claims;
  if (first?.kind === undefined || first.evidence === undefined) return { is: 'unmapped' };
  const other = evidence.find(({ kind }) => kind !== first.says);
  const against = other ?? (exact.is === 'kind' && exact.kind.name !== first.says ? exact.evidence : null);
  if (against === null) return { is: 'kind', kind: first.kind, evidence: first.evidence };
  const detail = `${first.evidence.because}, but ${against.because}`;
  return { is: 'ask', reason: 'annotation-conflict', detail, evidence: [first.evidence, against] };
}
