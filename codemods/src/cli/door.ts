import type { Terminal } from './terminal.js';

/** What the commands ask of the core. */
export type Run = Pick<typeof import('../index.js'), 'plan' | 'apply' | 'check' | 'explain' | 'init' | 'hasFindings'>;

/** What a command gets: the terminal, and the core, loaded when it is first needed. */
export interface Door {
  readonly terminal: Terminal;
  readonly run: () => Promise<Run>;
}
