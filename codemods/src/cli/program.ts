import { Command } from 'commander';
import { VERSION } from '../version.js';
import type { Door } from './door.js';
import { type ExitCode, reportFailure } from './exit.js';
import type { ApplyFlags, InitFlags, PlanFlags, RunFlags } from './flags.js';
import { HELP } from './help.js';

/** Runs one command line to its exit code. Commands are loaded when they are called: help must not wait for a compiler. */
export async function runCli(argv: readonly string[], door: Door): Promise<ExitCode> {
  const { terminal } = door;
  let code: ExitCode = 0;
  const finish = (ended: ExitCode): void => {
    code = ended;
  };
  const program = makeProgram(door, finish);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return reportFailure(error, terminal, colorIn(argv));
  }
}

/** The commands and their flags. */
export function makeProgram(door: Door, finish: (code: ExitCode) => void): Command {
  const { terminal } = door;
  const program = new Command('temporal-queue-codemods').version(VERSION, '--version');

  withRunFlags(program.command('plan [paths...]', { isDefault: true }).option('--out <file>')).action(
    async (paths: string[], flags: PlanFlags) =>
      finish(await (await import('./commands/plan.js')).runPlan(paths, flags, door)),
  );
  withRunFlags(program.command('apply [paths...]').option('--allow-dirty').option('--no-verify')).action(
    async (paths: string[], flags: ApplyFlags) =>
      finish(await (await import('./commands/apply.js')).runApply(paths, flags, door)),
  );
  withRunFlags(program.command('check [paths...]')).action(async (paths: string[], flags: RunFlags) =>
    finish(await (await import('./commands/check.js')).runCheck(paths, flags, door)),
  );
  withCommonFlags(program.command('explain <place>').option('--print-config')).action(
    async (place: string, flags: RunFlags) =>
      finish(await (await import('./commands/explain.js')).runExplain(place, flags, door)),
  );
  withCommonFlags(program.command('init').option('--yes')).action(async (flags: InitFlags) =>
    finish(await (await import('./commands/init.js')).runInit(flags, door)),
  );

  for (const command of [program, ...program.commands]) {
    command
      .helpOption('--help')
      .helpCommand(command === program)
      .allowExcessArguments(false)
      .exitOverride()
      .configureOutput({ writeOut: terminal.out, writeErr: () => undefined });
    command.helpInformation = () => HELP;
  }
  return program;
}

const withCommonFlags = (command: Command): Command =>
  command
    .option('--root <dir>')
    .option('--config <file>')
    .option('--json')
    .option('--quiet')
    .option('--verbose')
    .option('--color')
    .option('--no-color');

const withRunFlags = (command: Command): Command =>
  withCommonFlags(command)
    .option('--format <name>', '', (format: string, before: readonly string[] = []) => [...before, format])
    .option('--since <ref>')
    .option('--staged')
    .option('--print-config');

/** A command line that could not be read may still have said how to colour the error. */
const colorIn = (argv: readonly string[]): boolean | undefined =>
  argv.includes('--no-color') ? false : argv.includes('--color') ? true : undefined;
