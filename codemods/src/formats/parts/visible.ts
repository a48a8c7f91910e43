/**
 * Characters that move a terminal's cursor, reorder what a reader sees, or start a line of their own:
 * C0, DEL, C1, zero-width and bidirectional marks, line and paragraph separators, lone surrogates.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be shown
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Names and code from a repository as one harmless line; what is hidden is written as `\uXXXX`, which JSON reads back. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Text of several lines, each made harmless; tabs stay, because code is indented with them. */
export const visibleLines = (text: string): string[] =>
  text.split(/\r\n|\n/).map((line) => line.split('\t').map(visible).join('\t'));
