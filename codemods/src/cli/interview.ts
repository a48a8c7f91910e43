import { pathProblem, tenantNameProblem } from '../config/index.js';
import { type Choices, choicesOn, workerLines } from '../init/choices.js';
import { count, rankQueues } from '../init/queues.js';
import { readsText, routingForms } from '../init/routing-forms.js';
import type { Seen } from '../init/seen.js';
import { tenantNamesOn } from '../init/tenant-names.js';
import { type WorkflowSeen, workflowsOn } from '../init/workflows.js';
import type { Kind } from '../model/decision.js';
import { askKinds, askOwnKinds, askWhich, moved, type OpenWorkflow } from './ask-kinds.js';
import type { Prompts } from './prompts.js';

/** Goes through what was seen and asks for every choice a config makes; what is proposed is filled in. */
export async function interview(seen: Seen, prompts: Prompts): Promise<Choices> {
  const legacyQueues = await askQueues(seen, prompts);
  const proposed = choicesOn(seen, legacyQueues);
  const kinds = await askWorkloads(workflowsOn(seen, legacyQueues), proposed.kinds, prompts);
  const tenantNames = await askTenantNames(seen, proposed, prompts);
  prompts.show('Workers', workerLines(seen, legacyQueues));
  return { legacyQueues, kinds, tenantNames, routing: await askRouting(seen, legacyQueues, prompts) };
}

async function askQueues(seen: Seen, prompts: Prompts): Promise<readonly string[]> {
  const queues = rankQueues(seen);
  return prompts.several({
    message: 'Which of these queues are shared, and to be retired? The most shared comes first.',
    options: queues.map(({ entry, because }) => ({ value: entry, label: `${entry}  ${because}` })),
    initial: queues.filter(({ proposed }) => proposed).map(({ entry }) => entry),
    required: true,
  });
}

/** First what the hints say, ticked; then what they leave open; then kinds of one's own. */
async function askWorkloads(
  workflows: readonly WorkflowSeen[],
  proposed: readonly Kind[],
  prompts: Prompts,
): Promise<readonly Kind[]> {
  let kinds: readonly Kind[] = proposed.map((kind) => ({ ...kind, workflows: [] }));
  for (const kind of proposed) {
    const hinted = workflows.filter(({ name }) => kind.workflows.includes(name)).map(asked);
    if (hinted.length > 0) kinds = moved(kinds, kind, await askWhich(hinted, kind, kind.workflows, prompts));
  }
  const chosen = kinds.flatMap((kind) => kind.workflows);
  const open = workflows.filter(({ name, follows }) => !follows && !chosen.includes(name)).map(asked);
  if (open.length > 0) kinds = await askKinds(open, kinds, prompts);
  const hasOwn = kinds.length > proposed.length || chosen.length === 0;
  return hasOwn ? kinds : askOwnKinds(workflows.map(asked), kinds, prompts);
}

const asked = ({ name, starts, because }: WorkflowSeen): OpenWorkflow => ({
  name,
  hint: starts === 0 ? `a child: ${because}` : `${count(starts, 'start')}: ${because}`,
});

async function askTenantNames(
  seen: Seen,
  { legacyQueues, tenantNames }: Choices,
  prompts: Prompts,
): Promise<readonly string[]> {
  const rows = tenantNamesOn(seen, legacyQueues);
  const line = (wanted: boolean): string =>
    rows
      .filter(({ proposed }) => proposed === wanted)
      .map(({ name, starts }) => `${name} (${count(starts, 'start')})`)
      .join(', ');
  const others = line(false);
  prompts.show('Names of ids that flow into the starts', [
    `as tenants are called in the field: ${line(true) || 'none'}`,
    ...(others === '' ? [] : [`others: ${others}`]),
  ]);
  const text = await prompts.line({
    message: 'What is a tenant id called here? Strongest first, with commas between them.',
    initial: tenantNames.join(', '),
    problem: (typed) => tenantNameProblem(listed(typed)),
  });
  return listed(text);
}

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

async function askRouting(seen: Seen, legacyQueues: readonly string[], prompts: Prompts): Promise<Choices['routing']> {
  const forms = routingForms(seen, legacyQueues);
  const [usual, ...others] = forms;
  const id =
    others.length === 0
      ? usual.id
      : await prompts.one({
          message: `Where do rewritten starts take their routes from? (${readsText(seen, legacyQueues)})`,
          options: forms.map((form) => ({ value: form.id, label: form.label, hint: form.hint })),
        });
  const form = others.find((one) => one.id === id) ?? usual;
  if (!form.hasModule) return form.access(seen.module.file);
  const file = await prompts.line({
    message: seen.module.exists ? 'The routing module that is there:' : 'Where is the routing module to be?',
    initial: seen.module.file,
    problem: pathProblem,
  });
  return form.access(file);
}
