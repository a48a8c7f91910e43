import { ts } from '../../../typescript.js';
import type { Span } from '../../model/place.js';

/** A comment that speaks to a tool about the line below it. */
const DIRECTIVE =
  /^(\/\/|\/\*)\s*(eslint-disable-next-line|@ts-expect-error|@ts-ignore|istanbul ignore next|biome-ignore(?!-all)|prettier-ignore|c8 ignore next|v8 ignore next|oxlint-disable-next-line|tslint:disable-next-line|deno-lint-ignore(?!-file)|NOSONAR|nosemgrep|noinspection)\b/;

/** A comment of our own that speaks about the call below it. */
const OWN = /^(\/\/|\/\*)\s*temporal-queue(-ignore)?:/;

/** Whether a comment for a tool stands directly before a node: it is about the line that comes next. */
export const followsDirective = (node: ts.Node, text: string): boolean =>
  (ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []).some(({ pos, end }) =>
    [DIRECTIVE, OWN].some((directive) => directive.test(text.slice(pos, end))),
  );

/**
 * The statement with its indentation, a comment after it and its line break, when no other code stands on its lines;
 * what shares its line keeps no blanks of it. Comments above go along when they are about it for certain.
 */
export function wholeLines(node: ts.Node, text: string): Span {
  const start = node.getStart();
  const end = ownEnd(node, text);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const after = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(\r?\n|$)/.exec(text.slice(end));
  if (before.trim() === '' && after !== null) {
    const whole = end + after[0].length;
    return { start: aboveStart(node, text, lineStart, whole), end: whole };
  }
  const blanks = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  const isLast = /^(\r?\n|$)/.test(text.slice(end + blanks));
  if (isLast) return { start: lineStart + before.trimEnd().length, end: end + blanks };
  return { start, end: end + blanks };
}

/** Where the comment lines above begin that go along: one for a tool, or all when they and the statement stand apart. */
function aboveStart(node: ts.Node, text: string, lineStart: number, end: number): number {
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const isApart = /^[ \t]*(\r?\n|$)/.test(text.slice(end));
  let start = lineStart;
  for (const comment of [...comments].reverse()) {
    const commentLine = text.lastIndexOf('\n', comment.pos - 1) + 1;
    const isOwnLine = text.slice(commentLine, comment.pos).trim() === '';
    if (!isOwnLine || !/^[ \t]*\r?\n[ \t]*$/.test(text.slice(comment.end, start))) break;
    if (DIRECTIVE.test(text.slice(comment.pos, comment.end))) {
      start = commentLine;
      continue;
    }
    const isBelowBlank = /\n[ \t]*\r?\n$/.test(text.slice(0, commentLine));
    if (isApart && isBelowBlank) start = commentLine;
    break;
  }
  return start;
}

/** Where a statement's own text ends: without semicolons, the one that opens the next line (`;[1].map(…)`) is that line's. */
export function ownEnd(node: ts.Node, text: string): number {
  const borrowed = /\s*\n\s*;$/.exec(text.slice(node.getStart(), node.getEnd()));
  return borrowed === null ? node.getEnd() : node.getStart() + borrowed.index;
}

/** A list element with one comma beside it; a comment between it and its neighbour stays. */
export function listElement(node: ts.Node, list: ts.NodeArray<ts.Node>, text: string): Span {
  const index = list.indexOf(node);
  const next = list[index + 1];
  if (next !== undefined) {
    const between = text.slice(node.getEnd(), next.getStart());
    return /^\s*,[ \t]*$/.test(between) ? { start: node.getStart(), end: next.getStart() } : wholeListLine(node, text);
  }
  const previous = list[index - 1];
  if (previous === undefined) return { start: node.getStart(), end: node.getEnd() };
  const bare = /^\s*,\s*$/.test(text.slice(previous.getEnd(), node.getStart()));
  return bare ? { start: previous.getEnd(), end: node.getEnd() } : wholeListLine(node, text);
}

/** The elements of a list that go, neighbours in one piece; not for a list that goes whole. */
export function listRuns<T extends ts.Node>(
  list: ts.NodeArray<T>,
  goes: (node: T) => boolean,
  text: string,
): readonly Span[] {
  const spans: Span[] = [];
  for (let first = 0; first < list.length; first += 1) {
    if (!goes(list[first] as T)) continue;
    let last = first;
    while (last + 1 < list.length && goes(list[last + 1] as T)) last += 1;
    spans.push(...runSpans(list, first, last, text));
    first = last;
  }
  return spans;
}

function runSpans(list: ts.NodeArray<ts.Node>, first: number, last: number, text: string): readonly Span[] {
  const nodes = list.slice(first, last + 1);
  const [head, tail] = [nodes[0], nodes.at(-1)];
  if (head === undefined || tail === undefined) return [];
  if (head === tail) return [listElement(head, list, text)];
  const inner = text.slice(head.getStart(), tail.getEnd());
  const next = list[last + 1];
  const previous = list[first - 1];
  const hasComment = /\/[/*]/.test(inner);
  if (next !== undefined && !hasComment && /^\s*,\s*$/.test(text.slice(tail.getEnd(), next.getStart())))
    return [{ start: head.getStart(), end: next.getStart() }];
  if (previous !== undefined && !hasComment && /^\s*,\s*$/.test(text.slice(previous.getEnd(), head.getStart())))
    return [{ start: previous.getEnd(), end: tail.getEnd() }];
  return nodes.map((node) => wholeListLine(node, text));
}

function wholeListLine(node: ts.Node, text: string): Span {
  const comma = /^[ \t]*,[ \t]*/.exec(text.slice(node.getEnd()))?.[0] ?? '';
  const end = node.getEnd() + comma.length;
  const lineStart = text.lastIndexOf('\n', node.getStart() - 1) + 1;
  const newline = /^\r?\n/.exec(text.slice(end))?.[0] ?? '';
  if (text.slice(lineStart, node.getStart()).trim() !== '' || newline === '') return { start: node.getStart(), end };
  return { start: lineStart, end: end + newline.length };
}
