import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../kit/built.js';

/** A code fence of a document: its language, what stands beside it (`file=…`), and its first line's number. */
export interface Fence {
  readonly document: string;
  readonly line: number;
  readonly language: string;
  readonly info: string;
  readonly text: string;
}

export const readDocument = (document: string): string => readFileSync(join(root, document), 'utf8');

/** The fences of a document, indented ones (in a list) brought to the margin. */
export function fencesOf(document: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { line: number; indent: string; language: string; info: string; lines: string[] } | null = null;
  for (const [at, line] of readDocument(document).split('\n').entries()) {
    const mark = /^(\s*)```(\S*)\s*(.*)$/.exec(line);
    if (open === null) {
      if (mark !== null)
        open = { line: at + 1, indent: mark[1] ?? '', language: mark[2] ?? '', info: mark[3] ?? '', lines: [] };
    } else if (mark === null) open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    else {
      const { line: from, language, info, lines } = open;
      fences.push({ document, line: from, language, info, text: lines.join('\n') });
      open = null;
    }
  }
  if (open !== null) throw new Error(`${document}:${open.line}: the fence is not closed`);
  return fences;
}

/** The third-level headings of a second-level section, without their backticks. */
export function headingsOf(document: string, section: string): readonly string[] {
  return [...sectionOf(document, section).matchAll(/^### (.+)$/gm)].map((match) =>
    (match[1] ?? '').replaceAll('`', ''),
  );
}

/** The text of a second-level section. */
export function sectionOf(document: string, section: string): string {
  const text = readDocument(document);
  const start = text.indexOf(`\n## ${section}\n`);
  if (start < 0) throw new Error(`${document} has no section ${section}`);
  const end = text.indexOf('\n## ', start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}
