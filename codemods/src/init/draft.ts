import { readConfig, writeConfigText } from '../config/index.js';
import { type OtherMentions, readOtherFiles } from '../disk/other-files.js';
import { findMentions } from '../mentions.js';
import type { Config } from '../model/config.js';
import type { NewFile, RecipeResult } from '../model/edit.js';
import { RECIPES } from '../recipes/index.js';
import { recipeContext, type Survey, survey } from '../survey.js';
import { type Choices, proposalOf, proposedChoices } from './choices.js';
import { lookAround } from './look.js';
import { count, rankQueues } from './queues.js';
import type { Seen } from './seen.js';

/** What `init` would write. */
export interface InitProposal {
  readonly config: string;
  readonly configFile: string;
  readonly files: readonly NewFile[];
  readonly notes: readonly string[];
}

interface Target {
  readonly root: string;
  readonly configFile?: string | undefined;
}

/** Scans the repository and proposes a config and, where there is none, the bound routing module. Writes nothing. */
export async function init(target: Target): Promise<InitProposal> {
  const seen = await lookAround(target);
  return draft(target, seen, proposedChoices(seen));
}

/** The files that say what was chosen. Writes nothing. */
export async function draft(target: Target, seen: Seen, choices: Choices): Promise<InitProposal> {
  const { root, configFile = 'temporal-queue.config.jsonc' } = target;
  const proposal = proposalOf(seen, choices);
  const text = writeConfigText(proposal);
  const config = readConfig(text, configFile);
  const planned = await survey({ root, config });
  const { elsewhere } = findMentions({ ...planned, config, workspace: planned.script });
  const others = await readOtherFiles(root, planned.others, elsewhere);
  const routing = routingModule(planned, config);
  return {
    config: text,
    configFile,
    files: routing.flatMap((result) => result.files),
    notes: [
      ...routing.flatMap(({ advice }) => advice.map(({ message }) => message)),
      ...leftAlone(seen, choices),
      ...(proposal.undecided.length === 0
        ? []
        : [`Without a kind yet: ${proposal.undecided.map((one) => one.name).join(', ')}`]),
      'The kinds are proposals from names and places. Read every line before you run plan.',
      ...namedIn(others),
    ],
  };
}

function routingModule(planned: Survey, config: Config): readonly RecipeResult[] {
  const context = recipeContext(planned.workspace, config, planned.decisions, planned.found);
  return RECIPES.filter((recipe) => recipe.id === 'routing-module').map((recipe) => recipe.edit(context));
}

function leftAlone(seen: Seen, { legacyQueues }: Choices): readonly string[] {
  const left = rankQueues(seen).filter(({ entry }) => !legacyQueues.includes(entry));
  if (left.length === 0) return [];
  return [
    `Left alone as dedicated: ${left.map(({ entry, starts }) => `${entry} (${count(starts, 'start')})`).join(', ')}`,
  ];
}

/** Readers of the queue's name that no rewrite reaches. */
function namedIn({ rows, found }: OtherMentions): readonly string[] {
  if (found === 0) return [];
  const places = rows.slice(0, 5).map(({ file, line }) => `${file}:${line}`);
  const more = found > places.length ? ` and ${found - places.length} more, which plan lists` : '';
  return [`Also named in files that are no source: ${places.join(', ')}${more}`];
}
