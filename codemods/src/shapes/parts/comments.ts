import { ts } from '../../../typescript.js';

const IGNORE = /temporal-queue-ignore(?::[ \t]*(.*?))?[ \t]*(?:\*\/)?$/m;

/** The reason of a `temporal-queue-ignore` comment above the statement or the call; '' without a reason, null without a comment. */
export function ignoreComment(node: ts.Node): string | null {
  const text = node.getSourceFile().text;
  for (let at: ts.Node | undefined = node; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    for (const range of ts.getLeadingCommentRanges(text, at.getFullStart()) ?? []) {
      const found = IGNORE.exec(text.slice(range.pos, range.end));
      if (found !== null) return (found[1] ?? '').trim();
    }
    if (ts.isStatement(at) || ts.isClassElement(at)) break;
  }
  return null;
}
