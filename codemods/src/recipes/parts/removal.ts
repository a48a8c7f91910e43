import type { ts } from 'ts-morph';
import type { Span } from '../../model/place.js';

/** The statement with its indentation and line break, when nothing else stands on its lines. */
export function wholeLines(node: ts.Node, text: string): Span {
  const start = node.getStart();
  const end = node.getEnd();
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const after = /^[ \t]*(\r?\n|$)/.exec(text.slice(end));
  if (before.trim() !== '' || after === null) return { start, end };
  return { start: lineStart, end: end + after[0].length };
}

/** A list element with one comma beside it. */
export function listElement(node: ts.Node, list: ts.NodeArray<ts.Node>, text: string): Span {
  const index = list.indexOf(node);
  const next = list[index + 1];
  if (next !== undefined) {
    const sameLine = !text.slice(node.getEnd(), next.getStart()).includes('\n');
    return sameLine ? { start: node.getStart(), end: next.getStart() } : wholeListLine(node, text);
  }
  const previous = list[index - 1];
  return previous === undefined
    ? { start: node.getStart(), end: node.getEnd() }
    : { start: previous.getEnd(), end: node.getEnd() };
}

function wholeListLine(node: ts.Node, text: string): Span {
  const comma = /^[ \t]*,[ \t]*/.exec(text.slice(node.getEnd()))?.[0] ?? '';
  const end = node.getEnd() + comma.length;
  const lineStart = text.lastIndexOf('\n', node.getStart() - 1) + 1;
  const newline = /^\r?\n/.exec(text.slice(end))?.[0] ?? '';
  if (text.slice(lineStart, node.getStart()).trim() !== '' || newline === '') return { start: node.getStart(), end };
  return { start: lineStart, end: end + newline.length };
}
