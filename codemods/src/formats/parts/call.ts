import { visibleLines } from './visible.js';

/** The call as written, harmless, without the indentation its later lines share with the file around it. */
export function callLines(callText: string): string[] {
  const [first = '', ...rest] = visibleLines(callText);
  const widths = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const shared = widths.length === 0 ? 0 : Math.min(...widths);
  return [first, ...rest.map((line) => line.slice(shared))];
}
