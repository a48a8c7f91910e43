import type { Scanner } from '../disk/scan-thread.js';
import type { Terminal } from './terminal.js';

/** What the commands ask of the core. */
export type Run = Pick<
  typeof import('../index.js'),
  'plan' | 'apply' | 'check' | 'explain' | 'init' | 'lookAround' | 'draft' | 'hasFindings'
>;

/** What a command gets: the terminal, the core, loaded when it is first needed, and who looks for files meanwhile. */
export interface Door {
  readonly terminal: Terminal;
  readonly run: () => Promise<Run>;
  /** Without one, the core looks for the files itself. */
  readonly scanner?: (root: string) => Promise<Scanner>;
}
