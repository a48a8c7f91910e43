import { visible } from './visible.js';

/** Words from a repository inside prose: no markup, no mention, no link, no HTML, no line of its own. */
export const prose = (text: string): string =>
  visible(text).replace(/[\\`*_{}[\]()<>#|~@&$]|:(?=\/\/)|(?<=\bwww)\./gi, (mark) => `&#${mark.charCodeAt(0)};`);

/** A code span whose fence is longer than any run of backticks inside; safe in a table cell. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === '') return '—';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A fenced block that its content cannot close. */
export function block(language: string, text: string): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}${language}`, ...text.replace(/\n$/, '').split('\n'), fence];
}

export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map(row),
];

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
