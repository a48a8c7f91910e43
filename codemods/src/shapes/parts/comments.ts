import { ts } from '../../../typescript.js';
import type { KindComment } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { unwrap } from './syntax.js';

const IGNORE = /temporal-queue-ignore(?::[ \t]*(.*?))?[ \t]*(?:\*\/)?$/m;
const KIND = /(?<![\w-])temporal-queue:[ \t]*(.*?)[ \t]*(?:\*\/)?$/m;

/** The reason of a `temporal-queue-ignore` comment above the statement or the call; '' without a reason, null without a comment. */
export function ignoreComment(node: ts.Node): string | null {
  const text = node.getSourceFile().text;
  for (const range of rangesAbove(node)) {
    const found = IGNORE.exec(text.slice(range.pos, range.end));
    if (found !== null) return (found[1] ?? '').trim();
  }
  return null;
}

/** Every `temporal-queue: <kind>` comment of a call: above it or its statement, at the end of the statement, or among its options. */
export function kindComments(node: ts.Node, { place }: ShapeContext): readonly KindComment[] {
  const { text } = node.getSourceFile();
  const ranges = new Map([...rangesAbove(node), ...rangesAfter(node), ...rangesIn(node)].map((one) => [one.pos, one]));
  return [...ranges.values()].flatMap(({ pos, end }) => {
    const found = KIND.exec(text.slice(pos, end));
    return found === null ? [] : [{ says: (found[1] ?? '').trim(), at: placeOf(pos + found.index, node, place) }];
  });
}

/** The comments above a node, and above what it stands in up to its statement. */
function rangesAbove(node: ts.Node): readonly ts.CommentRange[] {
  const { text } = node.getSourceFile();
  const found: ts.CommentRange[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    found.push(...(ts.getLeadingCommentRanges(text, at.getFullStart()) ?? []));
    if (isEnd(at)) break;
  }
  return found;
}

const isEnd = (node: ts.Node): boolean => ts.isStatement(node) || ts.isClassElement(node);

/** The comments behind the statement, on its last line. */
function rangesAfter(node: ts.Node): readonly ts.CommentRange[] {
  let at = node;
  while (!isEnd(at) && !ts.isSourceFile(at.parent)) at = at.parent;
  return trailing(at.end, at);
}

/** The comments between the arguments of a call, and between the options in them; not those in the functions passed. */
function rangesIn(node: ts.Node): readonly ts.CommentRange[] {
  const given = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.arguments : undefined;
  const pending: ts.NodeArray<ts.Node>[] = given === undefined ? [] : [given];
  const found: ts.CommentRange[] = [];
  for (let list = pending.pop(); list !== undefined; list = pending.pop()) {
    for (const one of list) {
      found.push(...around(one.pos, node), ...trailing(one.end, node));
      const value = ts.isPropertyAssignment(one) ? one.initializer : one;
      const inner = ts.isExpression(value) ? unwrap(value) : value;
      if (ts.isObjectLiteralExpression(inner)) pending.push(inner.properties);
    }
    if (list.length > 0) found.push(...around(list.end, node));
  }
  return found;
}

const around = (pos: number, node: ts.Node): readonly ts.CommentRange[] => [
  ...trailing(pos, node),
  ...(ts.getLeadingCommentRanges(node.getSourceFile().text, pos) ?? []),
];

const trailing = (pos: number, node: ts.Node): readonly ts.CommentRange[] =>
  ts.getTrailingCommentRanges(node.getSourceFile().text, pos) ?? [];

/** The line and column of a position in the node's file. */
function placeOf(pos: number, node: ts.Node, place: ShapeContext['place']): KindComment['at'] {
  const { line, character } = node.getSourceFile().getLineAndCharacterOfPosition(pos);
  return { file: place(node).file, line: line + 1, column: character + 1 };
}
