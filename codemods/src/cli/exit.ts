import { CommanderError } from 'commander';
import { InterruptedError, ProjectError, UsageError } from '../model/errors.js';
import type { Report } from '../model/report.js';
import { VERSION } from '../version.js';
import { paintFor } from './colour.js';
import type { Terminal } from './terminal.js';

/** 0 done, 1 `check` found something, 2 something must be mended before the answer counts; above 128 a signal. */
export type ExitCode = 0 | 1 | 2 | InterruptedError['exitCode'];

/** A file that may hide a start makes every answer incomplete, whatever was found in the others. */
export const exitCodeOf = (report: Report, found: boolean): ExitCode =>
  report.unread.some(({ fatal }) => fatal) ? 2 : found ? 1 : 0;

/** Says what went wrong: what, why and the next step; a stack only for our own bugs. */
export function reportFailure(error: unknown, terminal: Terminal, color: boolean | undefined): ExitCode {
  const { red } = paintFor(terminal.isErrTTY, color, terminal.env);
  if (error instanceof InterruptedError) {
    terminal.err(`${red('interrupted:')} ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const [what = '', ...why] = error.message.replace(/^error: /, '').split('\n');
    terminal.err(
      `${[`${red('error:')} ${what}`, ...why, 'Run `temporal-queue-codemods --help` for the commands and flags.'].join('\n')}\n`,
    );
  } else if (error instanceof UsageError || error instanceof ProjectError) {
    terminal.err(`${red('error:')} ${error.message}\n`);
  } else {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.err(
      `${red('internal error:')} ${trace}\n\n` +
        'This is a bug in temporal-queue-codemods, not in your code. Please report it where you got the tool from, with the text above and this line:\n' +
        `temporal-queue-codemods ${VERSION}, node ${process.version}, ${process.platform} ${process.arch}\n`,
    );
  }
  return 2;
}
