import { resolve } from 'node:path';
import { parsePlan } from '../../config/index.js';
import { readNamed } from '../../disk/load.js';
import { visible } from '../../formats/index.js';
import { UsageError } from '../../model/errors.js';
import type { Report } from '../../model/report.js';
import type { Door } from '../door.js';
import { type ExitCode, exitCodeOf } from '../exit.js';
import type { ApplyFlags } from '../flags.js';
import { readDestinations, showReport } from '../output.js';
import { printConfig, readRequest } from '../request.js';

/** Writes a saved plan, or the plan made now; tells what was written and what comes next. */
export async function runApply(args: readonly string[], flags: ApplyFlags, door: Door): Promise<ExitCode> {
  const { terminal } = door;
  const destinations = readDestinations(flags);
  const { planFile, paths } = readArguments(args, flags);
  const { options, progress } = await readRequest(flags, paths, door);
  if (flags.printConfig === true) return printConfig(options, door);
  const plan = planFile === null ? undefined : parsePlan(await readNamed(resolve(terminal.cwd, planFile)), planFile);
  const { apply } = await door.run();
  const result = await apply({
    ...options,
    ...(plan === undefined ? {} : { plan }),
    allowDirty: flags.allowDirty === true,
    verify: flags.verify !== false,
  }).finally(progress.clear);
  const tell = await showReport({ report: result.report, command: 'apply', verdict: null }, destinations, {
    flags,
    terminal,
  });
  tell(`\n${[...writtenLines(result.written), ...result.notes.map(visible), '', ...nextSteps(result)].join('\n')}\n`);
  return exitCodeOf(result.report, false);
}

/** A plan is the one argument that ends in `.json`; no source file does. */
function readArguments(
  args: readonly string[],
  flags: ApplyFlags,
): { planFile: string | null; paths: readonly string[] } {
  const [planFile] = args.filter((arg) => arg.endsWith('.json'));
  if (planFile === undefined) return { planFile: null, paths: args };
  if (args.length > 1 || flags.since !== undefined || flags.staged === true) {
    throw new UsageError(
      `apply ${planFile}: a plan is written whole, or not at all.\nRestrict the plan instead: plan --out ${planFile} with the same paths.`,
    );
  }
  return { planFile, paths: [] };
}

function writtenLines(written: readonly string[]): string[] {
  if (written.length === 0) return ['Nothing written: no start is left that can be rewritten.'];
  return [`Written (${written.length})`, ...written.map((file) => `  ${visible(file)}`)];
}

function nextSteps({ report, written }: { readonly report: Report; readonly written: readonly string[] }): string[] {
  const hasDependency = written.some((file) => file === 'package.json' || file.endsWith('/package.json'));
  const { ask } = report.ledger;
  const steps = [
    ...(hasDependency ? ['install the dependency added to package.json'] : []),
    ...(written.length > 0 ? ['read it with `git diff`, run your own tests, and commit'] : []),
    ...(ask > 0
      ? [`answer the ${ask === 1 ? 'open question' : `${ask} open questions`} in the config, then plan and apply again`]
      : []),
    ...(report.advice.length > 0 ? ['add by hand what stands under "To add by hand"'] : []),
    'run `temporal-queue-codemods check`, and put it into CI',
  ];
  return ['Next:', ...steps.map((step, at) => `  ${at + 1}. ${step}`)];
}
