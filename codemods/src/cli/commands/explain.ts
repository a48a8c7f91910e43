import { renderConfig } from '../../config/index.js';
import { visible } from '../../formats/index.js';
import { UsageError } from '../../model/errors.js';
import { placeText } from '../../model/place.js';
import { paintFor } from '../colour.js';
import type { Door } from '../door.js';
import type { ExitCode } from '../exit.js';
import type { RunFlags } from '../flags.js';
import { readRequest, underRoot } from '../request.js';

/** Prints the proof for the start on a line, or why the line is none. */
export async function runExplain(place: string, flags: RunFlags, door: Door): Promise<ExitCode> {
  const { terminal } = door;
  const at = readPlace(place);
  const { options, progress } = await readRequest(flags, [], door);
  if (flags.printConfig === true) {
    terminal.out(renderConfig(options.config));
    return 0;
  }
  const { explain } = await door.run();
  const explanation = await explain(options, underRoot(options.root, at.file), at.line).finally(progress.clear);
  if (flags.json === true) terminal.out(`${JSON.stringify({ version: 1, ...explanation }, null, 2)}\n`);
  else terminal.out(rendered(explanation, paintFor(terminal.isOutTTY, flags.color, terminal.env)));
  return 0;
}

function readPlace(text: string): { file: string; line: number } {
  const [, file, line] = /^(.+?):([1-9]\d*)(?::\d+)?$/.exec(text) ?? [];
  if (file === undefined || line === undefined) {
    throw new UsageError(
      `explain ${text}: not a place in a file.\nWrite FILE:LINE as the reports print it, for example src/tenants.ts:41.`,
    );
  }
  return { file: file.replace(/^\.\//, ''), line: Number(line) };
}

type Explanation = Awaited<ReturnType<Awaited<ReturnType<Door['run']>>['explain']>>;

function rendered({ title, steps }: Explanation, paint: ReturnType<typeof paintFor>): string {
  const lines = steps.flatMap(({ text, at, source }, index) => [
    `  ${visible(text)}${at === null ? '' : paint.dim(`  ${visible(placeText(at))}`)}`,
    // Steps that stand on one line show it once.
    ...(source === null || source === steps[index - 1]?.source ? [] : [paint.cyan(`    | ${visible(source.trim())}`)]),
  ]);
  return `${[paint.bold(visible(title)), ...lines].join('\n')}\n`;
}
