/** Comments, blank space, a `#!` line and directives such as `'use client'`: what may stand before a file's first code. */
const BEFORE_CODE = /^\s+|^#![^\n]*|^\/\/[^\n]*|^\/\*[\s\S]*?(?:\*\/|$)|^(['"])use [a-z ]+\1;?/;

/** As generators write it: `@generated`, and `DO NOT EDIT` in capitals. `@partially-generated` has parts of a person's. */
const MARK = /(?<![\w-])@generated\b|\bDO NOT EDIT\b/;

/**
 * Whether the comments a file begins with say that a program wrote it. Anywhere else the words are only about
 * generated code: in a string of a generator, beside one function.
 */
export function isGenerated(head: string): boolean {
  if (!MARK.test(head)) return false;
  let rest = head.replace(/^\xef\xbb\xbf/, '');
  for (let found = BEFORE_CODE.exec(rest); found !== null; found = BEFORE_CODE.exec(rest)) {
    if (found[0].startsWith('/') && MARK.test(found[0])) return true;
    rest = rest.slice(found[0].length);
  }
  return false;
}

/** Longer lines than this, on average, are no person's. */
const LINE = 5000;

/** Whether the bytes are one program's output for another: lines of thousands of characters. */
export function isMinified(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  const fewest = Math.ceil(bytes.length / LINE);
  let lines = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < last && lines < fewest; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines < fewest;
}
