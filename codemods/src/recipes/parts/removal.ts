import type { ts } from 'ts-morph';
import type { Span } from '../../model/place.js';

/** The statement with its indentation, a comment after it and its line break, when no other code stands on its lines. */
export function wholeLines(node: ts.Node, text: string): Span {
  const start = node.getStart();
  const end = ownEnd(node, text);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const after = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(\r?\n|$)/.exec(text.slice(end));
  if (before.trim() !== '' || after === null) return { start, end };
  return { start: lineStart, end: end + after[0].length };
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

function wholeListLine(node: ts.Node, text: string): Span {
  const comma = /^[ \t]*,[ \t]*/.exec(text.slice(node.getEnd()))?.[0] ?? '';
  const end = node.getEnd() + comma.length;
  const lineStart = text.lastIndexOf('\n', node.getStart() - 1) + 1;
  const newline = /^\r?\n/.exec(text.slice(end))?.[0] ?? '';
  if (text.slice(lineStart, node.getStart()).trim() !== '' || newline === '') return { start: node.getStart(), end };
  return { start: lineStart, end: end + newline.length };
}
