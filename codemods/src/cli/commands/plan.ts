import { resolve } from 'node:path';
import { didYouMean } from '../../config/did-you-mean.js';
import { writeOutput } from '../../disk/write.js';
import { UsageError } from '../../model/errors.js';
import type { Door } from '../door.js';
import { type ExitCode, exitCodeOf } from '../exit.js';
import type { PlanFlags } from '../flags.js';
import { readDestinations, showReport } from '../output.js';
import { printConfig, readRequest } from '../request.js';

const COMMANDS = ['init', 'plan', 'apply', 'check', 'explain'];

/** Shows what would change and what must be asked; `--out` saves it for `apply`. */
export async function runPlan(paths: readonly string[], flags: PlanFlags, door: Door): Promise<ExitCode> {
  const { terminal } = door;
  refuseOtherNames(flags.out);
  const destinations = readDestinations(flags);
  const { options, progress } = await readRequest(flags, paths, door);
  if (flags.printConfig === true) return printConfig(options, door);
  const { plan } = await door.run();
  const planned = await plan(options)
    .catch((error: unknown) => {
      throw withCommandHint(error, paths);
    })
    .finally(progress.clear);
  if (flags.out !== undefined) await writeOutput(resolve(terminal.cwd, flags.out), `${JSON.stringify(planned)}\n`);
  const tell = await showReport({ report: planned.report, command: 'plan', verdict: null }, destinations, {
    flags,
    terminal,
  });
  if (flags.out !== undefined)
    tell(`The plan is in ${flags.out}: \`temporal-queue-codemods apply ${flags.out}\` writes exactly that.\n`);
  return exitCodeOf(planned.report, false);
}

/** `apply` tells a plan from a path by its name. */
function refuseOtherNames(out: string | undefined): void {
  if (out === undefined || out.endsWith('.json')) return;
  throw new UsageError(
    `--out ${out}: the name of a plan ends in .json, by which apply knows it.\nTry --out ${out}.json.`,
  );
}

/** `chekc` reads as a path of the default command. */
function withCommandHint(error: unknown, [first]: readonly string[]): unknown {
  const hint = first === undefined ? '' : didYouMean(first, COMMANDS);
  return error instanceof UsageError && hint !== ''
    ? new UsageError(`${error.message}${hint.replace(/^\./, '')}`)
    : error;
}
