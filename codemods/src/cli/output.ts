import { resolve } from 'node:path';
import { didYouMean } from '../config/did-you-mean.js';
import { writeOutput } from '../disk/write.js';
import { FORMATS, type Format, type RenderOptions, summary } from '../formats/index.js';
import { UsageError } from '../model/errors.js';
import type { Report } from '../model/report.js';
import { paintFor } from './colour.js';
import type { RunFlags } from './flags.js';
import type { Terminal } from './terminal.js';

interface Destination {
  readonly format: Format;
  /** Null for standard output. */
  readonly file: string | null;
}

/** Where the report goes. Read before the run starts, so that a typo costs nothing. */
export function readDestinations({ format = [], json }: RunFlags): Destination[] {
  const asked = [...new Set([...format, ...(json === true ? ['json'] : [])])].map(readDestination);
  const destinations = asked.length > 0 ? asked : [readDestination('text')];
  const printed = [...new Set(destinations.filter(({ file }) => file === null).map(({ format: { id } }) => id))];
  if (printed.length > 1) {
    throw new UsageError(
      `Two formats for standard output: ${printed.join(' and ')}.\nThey would run into each other. Give one a file: --format ${printed[1]}=FILE.`,
    );
  }
  const files = destinations.flatMap(({ file }) => (file === null ? [] : [file]));
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined)
    throw new UsageError(`Two formats for ${twice}.\nThe second would replace the first. Give each a file of its own.`);
  return destinations;
}

function readDestination(text: string): Destination {
  const at = text.indexOf('=');
  const id = at < 0 ? text : text.slice(0, at);
  const format = FORMATS.get(id);
  const known = [...FORMATS.keys()];
  if (format === undefined) {
    throw new UsageError(
      `--format ${text}: there is no format ${JSON.stringify(id)}${didYouMean(id, known)}\nOne of ${known.join(', ')}.`,
    );
  }
  const file = at < 0 ? null : text.slice(at + 1);
  if (file === '')
    throw new UsageError(
      `--format ${text}: the file name is missing.\nWrite --format ${id}=FILE, or --format ${id} to print it.`,
    );
  return { format, file };
}

export interface ReportToShow {
  readonly report: Report;
  readonly command: RenderOptions['command'];
  readonly verdict: RenderOptions['verdict'];
}

/**
 * Prints and writes the report. People who get no text on standard output get the summary on standard error.
 * Returns where words for people belong from here on.
 */
export async function showReport(
  { report, command, verdict }: ReportToShow,
  destinations: readonly Destination[],
  { flags, terminal }: { readonly flags: RunFlags; readonly terminal: Terminal },
): Promise<(text: string) => void> {
  const quiet = flags.quiet === true;
  const options: Omit<RenderOptions, 'paint'> = { command, verdict, verbose: flags.verbose === true, brief: quiet };
  const outPaint = paintFor(terminal.isOutTTY, flags.color, terminal.env);
  const errPaint = paintFor(terminal.isErrTTY, flags.color, terminal.env);
  const filePaint = paintFor(false, false, terminal.env);
  const notes: string[] = [];
  for (const { format, file } of destinations) {
    if (file === null) terminal.out(format.render(report, { ...options, paint: outPaint }));
    else {
      await writeOutput(
        resolve(terminal.cwd, file),
        format.render(report, { ...options, brief: false, paint: filePaint }),
      );
      notes.push(`${format.id} written to ${file}\n`);
    }
  }
  const printed = destinations.find(({ file }) => file === null);
  if (quiet) return () => undefined;
  if (printed?.format.id !== 'text') terminal.err(`${summary(report, { ...options, paint: errPaint }).join('\n')}\n`);
  for (const note of notes) terminal.err(note);
  return printed?.format.id === 'text' ? terminal.out : terminal.err;
}
