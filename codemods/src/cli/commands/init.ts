import { relative, resolve, sep } from 'node:path';
import { type ConfigFile, configFileAt, findConfigFile } from '../../disk/config-file.js';
import { contentHash } from '../../disk/hash.js';
import { writeChanges } from '../../disk/write.js';
import { visible, visibleLines } from '../../formats/index.js';
import type { InitProposal } from '../../index.js';
import { UsageError } from '../../model/errors.js';
import { answerQuestions } from '../answer-questions.js';
import { isColoured, paintFor } from '../colour.js';
import type { Door } from '../door.js';
import type { ExitCode } from '../exit.js';
import type { InitFlags } from '../flags.js';
import { interview } from '../interview.js';
import { type Progress, startProgress } from '../progress.js';
import type { Prompts } from '../prompts.js';
import { rootOf } from '../request.js';

/** Asks what a config has to say, shows the files and writes them once confirmed; where a config is, asks its open questions. */
export async function runInit(flags: InitFlags, door: Door): Promise<ExitCode> {
  const { terminal } = door;
  const root = await rootOf(flags, terminal.cwd);
  const configFile = flags.config === undefined ? undefined : configPath(root, resolve(terminal.cwd, flags.config));
  const there = await configThere(root, configFile);
  const isScript = flags.yes === true || flags.json === true;
  const colour = isColoured(terminal.isErrTTY, flags.color, terminal.env);
  const prompts = isScript ? null : await terminal.prompts(colour);
  const progress = startProgress(terminal, { quiet: flags.quiet === true, verbose: flags.verbose === true });
  if (prompts !== null) return ask({ root, configFile, flags, door, prompts, progress }, there);
  if (there !== null) throw alreadyThere(there.file);
  progress.say(LOOKING);
  const { init } = await door.run();
  const proposal = await init({ root, configFile }).finally(progress.clear);
  show(proposal, flags, door);
  if (flags.yes !== true)
    throw new UsageError(
      'Nothing written: nobody was asked.\nRun `temporal-queue-codemods init` at a terminal, or `init --yes` to write what is shown.',
    );
  await write(root, proposal);
  if (flags.quiet !== true)
    terminal.err(
      `Written: ${filesOf(proposal)
        .map(({ file }) => visible(file))
        .join(', ')}\n${NEXT}\n`,
    );
  return 0;
}

const LOOKING = 'looking for starts, settings and workflows';
const NEXT = 'Next: read the config, correct the kinds, then run `temporal-queue-codemods plan`.';

interface Asking {
  readonly root: string;
  readonly configFile: string | undefined;
  readonly flags: InitFlags;
  readonly door: Door;
  readonly prompts: Prompts;
  readonly progress: Progress;
}

/** With a person: a config is made of their choices, or is there and only its questions are asked. */
async function ask(asking: Asking, there: ConfigFile | null): Promise<ExitCode> {
  const { root, configFile, flags, door, prompts, progress } = asking;
  if (there !== null) {
    prompts.begin(`${there.file} is there: it stays as it is, and takes your answers to what is open`);
    await answerQuestions({ ...asking, config: there });
    return 0;
  }
  prompts.begin('temporal-queue-codemods init');
  progress.say(LOOKING);
  const { lookAround, draft } = await door.run();
  const seen = await lookAround({ root }).finally(progress.clear);
  const choices = await interview(seen, prompts);
  progress.say('making the files');
  const proposal = await draft({ root, configFile }, seen, choices).finally(progress.clear);
  show(proposal, flags, door);
  const files = filesOf(proposal);
  if (!(await prompts.confirm(`Write ${files.length === 1 ? 'it' : `these ${files.length} files`}?`, true))) {
    prompts.end('Nothing written.');
    return 0;
  }
  await write(root, proposal);
  prompts.show(
    'Written',
    files.map(({ file }) => file),
  );
  const config = { file: proposal.configFile, text: proposal.config, sha256: contentHash(proposal.config), bom: false };
  await answerQuestions({ ...asking, config });
  return 0;
}

const filesOf = ({
  configFile,
  config,
  files,
}: InitProposal): readonly { readonly file: string; readonly text: string }[] => [
  { file: configFile, text: config },
  ...files.map(({ file, text }) => ({ file, text })),
];

/** The files are the result; what is to be known beside them is for people. */
function show(proposal: InitProposal, flags: InitFlags, { terminal }: Door): void {
  const paint = paintFor(terminal.isOutTTY, flags.color, terminal.env);
  if (flags.json === true) terminal.out(`${JSON.stringify({ version: 1, ...proposal }, null, 2)}\n`);
  else {
    for (const { file, text } of filesOf(proposal)) {
      const lines = visibleLines(text.replace(/\n$/, '')).map((line) => `  ${line}`.trimEnd());
      terminal.out(`${paint.bold(visible(file))}\n${lines.join('\n')}\n\n`);
    }
  }
  if (flags.quiet === true) return;
  for (const note of proposal.notes) terminal.err(`${visible(note)}\n`);
}

const write = (root: string, proposal: InitProposal): Promise<unknown> =>
  writeChanges(
    root,
    filesOf(proposal).map(({ file, text }) => ({ file, beforeSha256: null, after: text, bom: false })),
  );

/** The config that is there already. One further up is for the whole repository: this part of it may have its own. */
async function configThere(root: string, configFile: string | undefined): Promise<ConfigFile | null> {
  if (configFile !== undefined) return configFileAt(root, configFile);
  const found = await findConfigFile(root);
  return found?.file.startsWith('../') === true ? null : found;
}

const alreadyThere = (file: string): UsageError =>
  new UsageError(
    `${file} is there already, and init never writes over a config.\n` +
      'Run `temporal-queue-codemods init` at a terminal to answer what is open, or `plan`, which prints the lines to paste.',
  );

function configPath(root: string, path: string): string {
  const file = relative(root, path).split(sep).join('/');
  if (file.startsWith('../'))
    throw new UsageError(`--config ${path}: outside the root ${root}.\ninit writes under the root only.`);
  return file;
}
