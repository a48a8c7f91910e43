import { waysToAnswer } from '../../model/answer.js';
import type { Report, SiteRow } from '../../model/report.js';
import { visible } from './visible.js';

/** The lines a person can paste under `sites`, one per way to answer. */
export const answersFor = (site: SiteRow, kinds: Report['config']['kinds']): string[] =>
  waysToAnswer(site, kinds).map((answer) => `${json(site.id)}: ${inline({ ...answer, callHash: site.callHash })}`);

const json = (text: string): string => visible(JSON.stringify(text));
const inline = (answer: object): string =>
  `{ ${Object.entries(answer)
    .map(([key, value]) => `${json(key)}: ${json(String(value))}`)
    .join(', ')} }`;
