/** A point in a source file for people: path relative to the root with `/`, line and column counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A half-open range of UTF-16 offsets into a file's decoded text (without the BOM). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a fact was established, strongest first: by the type checker, by following symbols, by the shape of the code. */
export type How = 'types' | 'traced' | 'syntax';

/** Why we believe a fact: how it was established, in one sentence, and where. */
export interface Proof {
  readonly how: How;
  readonly because: string;
  readonly at: readonly Place[];
}

/** Renders a place as `file:line:column`, the form editors and terminals link. */
export const placeText = (at: Place): string => `${at.file}:${at.line}:${at.column}`;
