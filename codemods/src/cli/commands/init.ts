import { relative, resolve, sep } from 'node:path';
import { writeChanges } from '../../disk/write.js';
import { visible, visibleLines } from '../../formats/index.js';
import { UsageError } from '../../model/errors.js';
import { paintFor } from '../colour.js';
import type { Door } from '../door.js';
import type { ExitCode } from '../exit.js';
import type { InitFlags } from '../flags.js';
import { startProgress } from '../progress.js';
import { rootOf } from '../request.js';

/** Shows the config and the files proposed, and writes them once a person has confirmed. */
export async function runInit(flags: InitFlags, door: Door): Promise<ExitCode> {
  const { terminal } = door;
  const root = await rootOf(flags, terminal.cwd);
  const progress = startProgress(terminal, { quiet: flags.quiet === true, verbose: flags.verbose === true });
  progress.say('looking for starts, settings and workflows');
  const { init } = await door.run();
  const configFile =
    flags.config === undefined ? {} : { configFile: configPath(root, resolve(terminal.cwd, flags.config)) };
  const proposal = await init({ root, ...configFile }).finally(progress.clear);
  const files = [
    { file: proposal.configFile, text: proposal.config },
    ...proposal.files.map(({ file, text }) => ({ file, text })),
  ];

  const paint = paintFor(terminal.isOutTTY, flags.color, terminal.env);
  if (flags.json === true) terminal.out(`${JSON.stringify({ version: 1, ...proposal }, null, 2)}\n`);
  else {
    for (const { file, text } of files) {
      terminal.out(
        `${paint.bold(visible(file))}\n${visibleLines(text.replace(/\n$/, ''))
          .map((line) => `  ${line}`.trimEnd())
          .join('\n')}\n\n`,
      );
    }
  }
  const tell = flags.quiet === true ? () => undefined : terminal.err;
  for (const note of proposal.notes) tell(`${visible(note)}\n`);

  const confirmed =
    flags.yes === true ||
    (await terminal.confirm(`Write ${files.length === 1 ? 'it' : `these ${files.length} files`}?`));
  if (confirmed === null)
    throw new UsageError(
      'Nothing written: there is no terminal to ask on.\nRun `temporal-queue-codemods init --yes` to write what is shown.',
    );
  if (!confirmed) {
    tell('Nothing written.\n');
    return 0;
  }
  const changes = files.map(({ file, text }) => ({ file, beforeSha256: null, after: text, bom: false }));
  const { written } = await writeChanges(root, changes);
  tell(
    `Written: ${written.map(visible).join(', ')}\nNext: read the config, correct the kinds, then run \`temporal-queue-codemods plan\`.\n`,
  );
  return 0;
}

function configPath(root: string, path: string): string {
  const file = relative(root, path).split(sep).join('/');
  if (file.startsWith('../'))
    throw new UsageError(`--config ${path}: outside the root ${root}.\ninit writes under the root only.`);
  return file;
}
