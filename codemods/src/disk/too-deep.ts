/** What is said of a file that is nested too deeply for the parser's stack. */
export const TOO_DEEP = 'nested too deeply to be parsed';

/** Null where the stack does not suffice for how deeply the code is nested. */
export function orTooDeep<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
