import { createScanner, type Node } from 'jsonc-parser';

/**
 * The text with one more entry at the end of an array or object. jsonc-parser's own `modify` writes before the comment
 * that stands behind the last entry, and the comment then speaks of the wrong one.
 */
export function appended(text: string, container: Node, entry: (indent: string) => string): string {
  const close = container.offset + container.length - 1;
  const [first] = container.children ?? [];
  const last = container.children?.at(-1);
  const after = last === undefined ? container.offset + 1 : last.offset + last.length;
  const { hasComma, lineEnd } = behind(text, after, close);
  const comma = last === undefined || hasComma ? '' : ',';
  const isBroken = /[\r\n]/.test(text.slice(container.offset, first?.offset ?? close));
  const bare = after + text.slice(after, close).trimEnd().length;
  if (!isBroken) {
    const space = container.type === 'object' || last !== undefined ? ' ' : '';
    const end = container.type === 'object' && text[bare] === '}' ? ' ' : '';
    const inline = `${space}${entry(indentOf(text, container.offset))}${end}`;
    return spliced(text, [after, after, comma], [bare, bare, inline]);
  }
  const indent =
    first === undefined ? `${indentOf(text, container.offset)}${unitOf(text)}` : indentOf(text, first.offset);
  const at = last === undefined ? bare : (lineEnd ?? bare);
  return spliced(text, [after, after, comma], [at, at, `\n${indent}${entry(indent)}`]);
}

/** The text with another value in a node's place. */
export const replaced = (text: string, node: Node, value: string): string =>
  spliced(text, [node.offset, node.offset + node.length, value]);

/** One level of the file's own indentation. */
export const unitOf = (text: string): string => /^(\t| +)(?=\S)/m.exec(text)?.[1] ?? '  ';

type Splice = readonly [start: number, end: number, text: string];

/** The text with these parts replaced, in their order and with the file's own line ends. */
function spliced(text: string, ...splices: readonly Splice[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  let done = 0;
  const parts = splices.flatMap(([start, end, put]) => {
    const before = text.slice(done, start);
    done = end;
    return [before, put.replaceAll('\n', eol)];
  });
  return [...parts, text.slice(done)].join('');
}

/** jsonc-parser's `SyntaxKind` is a const enum, which nothing but its own sources can name. */
const COMMA = 5;
const LINE_BREAK = 14;
const END = 17;

/** What stands between an entry and the closing bracket: a comma, and the end of the entry's line after its comment. */
function behind(
  text: string,
  from: number,
  to: number,
): { readonly hasComma: boolean; readonly lineEnd: number | null } {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  let hasComma = false;
  let lineEnd: number | null = null;
  for (let token = scanner.scan(); scanner.getTokenOffset() < to && token !== END; token = scanner.scan()) {
    if (token === COMMA) hasComma = true;
    if (token === LINE_BREAK) lineEnd ??= scanner.getTokenOffset();
  }
  return { hasComma, lineEnd };
}

/** The white space that the line of an offset begins with. */
function indentOf(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}
