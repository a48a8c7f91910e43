import { type ConfigAnswer, readConfig } from '../config/index.js';
import type { ConfigFile } from '../disk/config-file.js';
import { writeChanges } from '../disk/write.js';
import { visible } from '../formats/index.js';
import type { Door } from './door.js';
import type { Progress } from './progress.js';
import type { Prompts } from './prompts.js';
import { openQuestions, type Planned, walkQuestions } from './walk.js';

/** Where the questions are asked, and where their answers go. */
export interface Answering {
  readonly root: string;
  readonly config: ConfigFile;
  readonly door: Door;
  readonly prompts: Prompts;
  readonly progress: Progress;
}

/** Offers to go through the open questions of a plan, and writes the answers into the config that is there. */
export async function answerQuestions({ root, config, door, prompts, progress }: Answering): Promise<void> {
  const { plan } = await door.run();
  const planWith = async (text: string): Promise<Planned> => {
    const read = readConfig(text, config.file);
    const { report } = await plan({ root, config: read, onProgress: progress.say }).finally(progress.clear);
    return { report, config: read };
  };
  const first = await planWith(config.text);
  const open = openQuestions(first).length;
  if (open === 0) return prompts.end(lastWords(first));
  const wanted = await prompts.confirm(
    `${open === 1 ? '1 question is' : `${open} questions are`} open. Go through ${open === 1 ? 'it' : 'them'} now?`,
    true,
  );
  if (!wanted) return prompts.end(lastWords(first));
  const walked = await walkQuestions({ ...first, text: config.text }, planWith, prompts);
  if (walked.answers.length === 0) return prompts.end(`Nothing written. ${lastWords(walked)}`);
  prompts.show(`For ${config.file}`, walked.answers.map(answerText));
  if (
    !(await prompts.confirm(
      `Write ${walked.answers.length === 1 ? 'this answer' : `these ${walked.answers.length} answers`}?`,
      true,
    ))
  )
    return prompts.end('Nothing written.');
  const { file, sha256, bom } = config;
  await writeChanges(root, [{ file, beforeSha256: sha256, after: walked.text, bom }]);
  prompts.end(`Written: ${file}. ${lastWords(walked)}`);
}

function answerText(said: ConfigAnswer): string {
  switch (said.about) {
    case 'workflow':
      return `${said.workflow}: ${said.kind.name}`;
    case 'override':
      return `${said.workflow}: ${said.key} ${said.value}`;
    case 'queues':
      return `${said.queues.join(' and ')} share the queues of ${said.kind}`;
    case 'wrapper':
      return `${said.name}: its callers are the starts`;
    case 'site':
      return `${said.id}: ${JSON.stringify(said.answer)}`;
  }
}

function lastWords({ report }: Pick<Planned, 'report'>): string {
  const { ask, route } = report.ledger;
  const inCode = report.sites.filter(({ decision }) => decision === 'ask').length - openQuestions({ report }).length;
  const code = inCode === 0 ? '' : `, ${inCode} of them to be settled in the code`;
  const questions =
    ask === 0 ? 'No question is open' : `${ask === 1 ? '1 question is' : `${ask} questions are`} open${code}`;
  return visible(
    `${questions}; ${route === 1 ? '1 start' : `${route} starts`} to route. Next: \`temporal-queue-codemods plan\`.`,
  );
}
