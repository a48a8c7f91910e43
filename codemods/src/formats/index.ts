import { diff } from './diff.js';
import type { Format } from './format.js';
import { json } from './json.js';
import { markdown } from './markdown.js';
import { text } from './text.js';

export { type Format, type Paint, PLAIN, type RenderOptions } from './format.js';
export { callLines } from './parts/call.js';
export { visible, visibleLines } from './parts/visible.js';
export { summary } from './text.js';

/** The shelf: every format by its id. */
export const FORMATS: ReadonlyMap<string, Format> = new Map(
  [text, diff, json, markdown].map((format) => [format.id, format]),
);
