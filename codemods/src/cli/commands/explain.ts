import { visible } from '../../formats/index.js';
import { UsageError } from '../../model/errors.js';
import { placeText } from '../../model/place.js';
import { paintFor } from '../colour.js';
import type { Door } from '../door.js';
import type { ExitCode } from '../exit.js';
import type { RunFlags } from '../flags.js';
import { printConfig, readRequest, underRoot } from '../request.js';

/** Prints the proof for the start on a line, or why the line is none. */
export async function runExplain(place: string, flags: RunFlags, door: Door): Promise<ExitCode> {
  const { terminal } = door;
  const at = readPlace(place);
  const { options, progress } = await readRequest(flags, [], door);
  if (flags.printConfig === true) return printConfig(options, door);
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

const rendered = ({ more, ...first }: Explanation, paint: ReturnType<typeof paintFor>): string =>
  [first, ...more].map((one) => renderOne(one, paint)).join('\n');

/** A step of the same part as the one before stands under it; a source line is not shown twice running. */
function renderOne({ title, steps }: Omit<Explanation, 'more'>, paint: ReturnType<typeof paintFor>): string {
  let shown: string | null = null;
  const lines = steps.flatMap(({ part, how, text, at, source }, index) => {
    const isNext = steps[index - 1]?.part === part && how === null;
    const label = `${part}${how === null ? '' : ` [${how}]`}: `;
    const head = LABELLESS.has(part) ? '  ' : isNext ? '    ' : `  ${label}`;
    const place = at === null ? '' : paint.dim(`  ${visible(placeText(at))}`);
    const isNew = source !== null && source !== shown;
    shown = source ?? shown;
    return [`${head}${visible(text)}${place}`, ...(isNew ? [paint.cyan(`    | ${visible(source)}`)] : [])];
  });
  return `${[paint.bold(visible(title)), ...lines].join('\n')}\n`;
}

/** The title says it. */
const LABELLESS: ReadonlySet<string> = new Set(['not', 'near']);
