import type { Door } from '../door.js';
import { type ExitCode, exitCodeOf } from '../exit.js';
import type { RunFlags } from '../flags.js';
import { readDestinations, showReport } from '../output.js';
import { printConfig, readRequest } from '../request.js';

/** Red while a start is unrouted, a question open or a finding left. */
export async function runCheck(paths: readonly string[], flags: RunFlags, door: Door): Promise<ExitCode> {
  const { terminal } = door;
  const destinations = readDestinations(flags);
  const { options, progress } = await readRequest(flags, paths, door);
  if (flags.printConfig === true) return printConfig(options, door);
  const { check, hasFindings } = await door.run();
  const report = await check(options).finally(progress.clear);
  const found = hasFindings(report);
  await showReport({ report, command: 'check', verdict: found ? 'red' : 'green' }, destinations, { flags, terminal });
  return exitCodeOf(report, found);
}
