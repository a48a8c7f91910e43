import { ts } from '../../../typescript.js';
import type { Edit } from '../../model/edit.js';
import { SETTINGS_GROUP } from './settings-home.js';
import { indentAt, styleOf } from './style.js';

/** A setting to be written: its name, and the text of its value. */
export interface Entry {
  readonly name: string;
  readonly value: string;
}

export const insertion = (file: string, at: number, text: string): Edit => ({
  file,
  span: { start: at, end: at },
  text,
  group: SETTINGS_GROUP,
  why: 'the routing module needs these settings beside the legacy queue',
});

/** Whether nothing of the list stands on the line where the node ends, after it. */
export function isAloneOnLine(node: ts.Node, list: ts.Node): boolean {
  const text = node.getSourceFile().text;
  const before = text.slice(
    Math.max(text.lastIndexOf('\n', node.getStart() - 1), list.getStart()) + 1,
    node.getStart(),
  );
  return (
    text.slice(list.getStart(), list.end).includes('\n') &&
    before.trim() === '' &&
    /^\s*(\r?\n|$)/.test(text.slice(lineEnd(node)))
  );
}

/** The end of the node with its separator and the comments behind it on the same line. */
export function lineEnd(node: ts.Node): number {
  const text = node.getSourceFile().text;
  const afterComments = (position: number): number =>
    Math.max(position, ...(ts.getTrailingCommentRanges(text, position) ?? []).map((range) => range.end));
  const behind = afterComments(node.end);
  const comma = /^\s*,/.exec(text.slice(behind))?.[0].length ?? 0;
  return comma === 0 ? behind : afterComments(behind + comma);
}

export const indentOf = (node: ts.Node): string => indentAt(node.getSourceFile().text, node.getStart());

export function insertLines(after: ts.Node, lines: readonly string[], file: string): readonly Edit[] {
  if (lines.length === 0) return [];
  const eol = styleOf(after.getSourceFile()).eol;
  return [insertion(file, lineEnd(after), lines.map((line) => `${eol}${indentOf(after)}${line}`).join(''))];
}

/** Members of a class or statements of a block: each on a line of its own, or behind their neighbour where it shares its line. */
export function insertMembers(
  after: ts.Node,
  list: ts.Node,
  members: readonly string[],
  file: string,
): readonly Edit[] {
  if (members.length === 0 || isAloneOnLine(after, list)) return insertLines(after, members, file);
  const ended = members.map((member) => ` ${member.replace(/;$/, '')};`).join('');
  return [insertion(file, after.end, after.getText().endsWith(';') ? ended : `;${ended}`)];
}

export function insertProperties(
  property: ts.ObjectLiteralElementLike,
  literal: ts.ObjectLiteralExpression,
  entries: readonly Entry[],
  file: string,
): readonly Edit[] {
  if (entries.length === 0) return [];
  const name = property.name;
  const quoted = name !== undefined && ts.isStringLiteral(name) ? name.getText().charAt(0) : '';
  const written = entries.map((entry) => `${quoted}${entry.name}${quoted}: ${entry.value}`);
  if (!isAloneOnLine(property, literal))
    return [insertion(file, property.end, written.map((text) => `, ${text}`).join(''))];
  const last = literal.properties.at(-1) === property && !literal.properties.hasTrailingComma;
  if (!last)
    return insertLines(
      property,
      written.map((text) => `${text},`),
      file,
    );
  const lines = written.map((text, index) => (index === written.length - 1 ? text : `${text},`));
  const at = lineEnd(property);
  const eol = styleOf(literal.getSourceFile()).eol;
  const block = lines.map((line) => `${eol}${indentOf(property)}${line}`).join('');
  return at === property.end
    ? [insertion(file, at, `,${block}`)]
    : [insertion(file, property.end, ','), insertion(file, at, block)];
}
