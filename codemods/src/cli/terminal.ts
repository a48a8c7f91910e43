import type { Prompts } from './prompts.js';

/** The world a command may touch: two streams, the environment, the folder it was started in, a person. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isOutTTY: boolean;
  readonly isErrTTY: boolean;
  /** The result. */
  readonly out: (text: string) => void;
  /** Everything for people. */
  readonly err: (text: string) => void;
  /** Somebody to ask; null when nobody is there. */
  readonly prompts: (isColoured: boolean) => Promise<Prompts | null>;
}

/** The terminal this process has. */
export function processTerminal(): Terminal {
  // `plan | head` closes the pipe: that is the reader's choice, and no error of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    cwd: process.cwd(),
    env: process.env,
    isOutTTY: process.stdout.isTTY === true,
    isErrTTY: process.stderr.isTTY === true,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    // Questions go to people, so to standard error; loaded only when there is somebody to ask.
    prompts: async (isColoured) =>
      process.stdin.isTTY === true && process.stderr.isTTY === true
        ? (await import('./prompts.js')).openPrompts(process.stderr, isColoured)
        : null,
  };
}
