import fc from 'fast-check';

/** How a file is written: everything a formatter would have an opinion on. */
export interface Format {
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
  readonly trailingCommas: boolean;
  readonly indent: string;
  readonly eol: '\n' | '\r\n';
  readonly bom: boolean;
  readonly finalNewline: boolean;
  /** What stands at the file's gaps (after brackets and commas), in turn. */
  readonly comments: readonly Comment[];
}

export type Comment = 'none' | 'block' | 'line' | 'lines';

const comment = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Comment>('none') },
  { weight: 1, arbitrary: fc.constantFrom<Comment>('block', 'line', 'lines') },
);

/** Every way of writing, the plainest one simplest. */
export const format: fc.Arbitrary<Format> = fc.record({
  quote: fc.constantFrom("'", '"'),
  semicolons: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  trailingCommas: fc.constantFrom(true, false),
  indent: fc.constantFrom('  ', '    ', '\t'),
  eol: fc.constantFrom('\n', '\r\n'),
  bom: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  finalNewline: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  comments: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(comment, { minLength: 1, maxLength: 12 }) },
  ),
});
