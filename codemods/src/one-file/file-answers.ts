import { defaultConfig, readConfig } from '../config/index.js';
import { findConfigFile } from '../disk/config-file.js';
import { type FileList, listFiles } from '../disk/files.js';
import { contentHash } from '../disk/hash.js';
import { ProgramLoader } from '../disk/program.js';
import { locate } from '../disk/root-around.js';
import { visible } from '../formats/parts/visible.js';
import type { Config } from '../model/config.js';
import type { Decision } from '../model/decision.js';
import { ProjectError, UsageError } from '../model/errors.js';
import { reasonText } from '../model/reason.js';
import { type Survey, survey } from '../survey.js';
import { editFile, type FileEdit, type Repository } from './edit-file.js';

/** One file as another tool hands it over. */
export interface FileRequest {
  /** Absolute, as the others are. */
  readonly path: string;
  readonly source: string;
  readonly cwd: string;
  /** Instead of the folder of the nearest config, or the top of the repository. */
  readonly root?: string | undefined;
  /** Instead of the config found from the root upwards; the root is then `cwd`, unless it is named too. */
  readonly config?: string | undefined;
}

/** What the other tool is told about it. */
export interface FileAnswer {
  /** The whole text, changed or not; null when the file is none that a run looks at. */
  readonly after: string | null;
  /** Why nobody can say whether a start hides there; null when all is well. */
  readonly problem: string | null;
  /** The questions, one line each. */
  readonly questions: readonly string[];
  /** How many starts were decided how. */
  readonly decided: Readonly<Partial<Record<Decision['decision'], number>>>;
}

const SKIPPED: FileAnswer = { after: null, problem: null, questions: [], decided: {} };

/** Answers for one file after the other, with each config read once and each repository listed once. */
export function openFileAnswers(): (request: FileRequest) => Promise<FileAnswer> {
  const repositories = new Map<string, Repository>();
  const repositoryAt = async (root: string, named: string | undefined): Promise<Repository> => {
    const found = await findConfigFile(root, named);
    const key = `${root}\0${found?.file ?? ''}\0${contentHash(found?.text ?? '')}`;
    const known = repositories.get(key);
    if (known !== undefined) return known;
    const opened = openRepository(root, found === null ? defaultConfig() : readConfig(found.text, found.file));
    repositories.set(key, opened);
    return opened;
  };
  return async ({ path, source, cwd, root: wanted, config }) => {
    try {
      // A config that is named is read as on the command line: from the current folder.
      const { root, file } = await locate(path, { cwd, root: wanted ?? (config === undefined ? undefined : cwd) });
      return file === null ? SKIPPED : answerOf(await editFile(file, source, await repositoryAt(root, config)));
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof ProjectError)) throw error;
      return { ...SKIPPED, problem: error.message };
    }
  };
}

function openRepository(root: string, config: Config): Repository {
  let listing: Promise<FileList> | null = null;
  let surveyed: Promise<Survey> | null = null;
  return {
    root,
    config,
    loader: new ProgramLoader(root),
    listing() {
      listing ??= listFiles(root, { include: config.include, exclude: config.exclude });
      return listing;
    },
    async found() {
      // By a path, so that a repository of which others rewrote a part already is not taken for one without legacy queues.
      surveyed ??= survey({ root, config, depth: 'queues', paths: ['.'] });
      return (await surveyed).found;
    },
  };
}

function answerOf(edit: FileEdit): FileAnswer {
  if (edit.is === 'skipped') return SKIPPED;
  if (edit.is === 'unread')
    return { ...SKIPPED, problem: `not read, and a start may hide in it: ${visible(edit.reason)}` };
  const decided: Partial<Record<Decision['decision'], number>> = {};
  for (const { decision } of edit.decisions) decided[decision] = (decided[decision] ?? 0) + 1;
  return { after: edit.after, problem: null, questions: edit.decisions.flatMap(questionOf), decided };
}

/** A question as one line: where, the reason code, what was seen, and what would settle it. */
function questionOf(decision: Decision): readonly string[] {
  if (decision.decision !== 'ask') return [];
  const { site, reason, detail, candidates } = decision;
  const { short, settle } = reasonText(reason);
  const seen = [...(detail === null ? [] : [detail]), ...candidates].join(', ');
  return [visible(`${site.at.line}:${site.at.column} ask (${reason}) ${short}${seen && `: ${seen}`}. ${settle}`)];
}
