/** A text as the source of a regular expression that matches it alone. */
export const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Whether a name has the parts of a pattern between its `*`s, in their order. */
export function looksLike(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = name.slice(0, name.length - last.length).indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}

/** The longest part of a pattern that does not vary: every name that looks like it has that part. */
export const longestPart = (pattern: string): string =>
  pattern.split('*').reduce((longest, part) => (part.length > longest.length ? part : longest), '');

/** The parts of a pattern on one line, as the source of a regular expression. */
export const onOneLine = (pattern: string): string => pattern.split('*').map(literally).join('[^\\n]{0,200}?');
