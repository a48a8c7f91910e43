import type { Terminal } from './terminal.js';

export interface Progress {
  readonly say: (message: string) => void;
  /** Takes the line away, so that what follows starts on a clean one. */
  readonly clear: () => void;
}

/** One line that rewrites itself on a terminal; elsewhere lines, and only when asked for. */
export function startProgress(terminal: Terminal, { quiet, verbose }: { quiet: boolean; verbose: boolean }): Progress {
  if (quiet) return { say: () => undefined, clear: () => undefined };
  if (!terminal.isErrTTY || verbose) {
    return { say: (message) => (verbose ? terminal.err(`${message}\n`) : undefined), clear: () => undefined };
  }
  return { say: (message) => terminal.err(`\r\x1b[K${message} …`), clear: () => terminal.err('\r\x1b[K') };
}
