import type { Piece } from './page.js';

/** Writes a name of another module, and has it imported. */
export const use =
  (name: string): Piece =>
  (page) => {
    page.needs.add(name);
    page.put(name);
  };

/** Has a name imported, or declared above, without writing it. */
export const need =
  (name: string): Piece =>
  (page) => {
    page.needs.add(name);
  };
