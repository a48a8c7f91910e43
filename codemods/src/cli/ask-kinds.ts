import { kindNameProblem } from '../config/index.js';
import type { Kind } from '../model/decision.js';
import type { Option, Prompts } from './prompts.js';

/** A workflow somebody has to say the kind of. */
export interface OpenWorkflow {
  readonly name: string;
  /** What is known about it. */
  readonly hint: string;
}

/** So many are asked one by one; more of them kind by kind, each with one list. */
const ONE_BY_ONE = 4;

const OPEN = '';
const OWN = '+';

/** Asks which kind each workflow is; answers with the kinds, those workflows among their own. */
export async function askKinds(
  workflows: readonly OpenWorkflow[],
  kinds: readonly Kind[],
  prompts: Prompts,
): Promise<readonly Kind[]> {
  if (workflows.length <= ONE_BY_ONE) return askEach(workflows, kinds, prompts);
  let now = kinds;
  for (const kind of kinds) {
    const left = without(workflows, now);
    if (left.length > 0) now = moved(now, kind, await askWhich(left, kind, [], prompts));
  }
  const left = without(workflows, now);
  return left.length === 0 ? now : askOwnKinds(left, now, prompts);
}

/** Which of the workflows are of a kind; those that look like it are ticked. */
export const askWhich = (
  workflows: readonly OpenWorkflow[],
  kind: Kind,
  initial: readonly string[],
  prompts: Prompts,
): Promise<readonly string[]> =>
  prompts.several({
    message: `${workflows.length === 1 ? 'Is this' : `Which of these ${workflows.length} are`} \`${kind.name}\` (${MEANING[kind.scope]})?`,
    options: workflows.map(({ name, hint }) => ({ value: name, label: name, hint })),
    initial,
    required: false,
  });

/** Offers kinds beside the known ones until there are enough. */
export async function askOwnKinds(
  workflows: readonly OpenWorkflow[],
  kinds: readonly Kind[],
  prompts: Prompts,
): Promise<readonly Kind[]> {
  let now = kinds;
  for (;;) {
    const more = await prompts.confirm('Is any of this work to have queues of its own, as another kind?', false);
    if (!more) return now;
    const kind = await askNewKind(now, prompts);
    now = moved([...now, kind], kind, await askWhich(workflows, kind, [], prompts));
  }
}

async function askEach(
  workflows: readonly OpenWorkflow[],
  kinds: readonly Kind[],
  prompts: Prompts,
): Promise<readonly Kind[]> {
  let now = kinds;
  for (const { name, hint } of workflows) {
    const said = await prompts.one({
      message: `What is ${name}? (${hint})`,
      options: [
        ...now.map(kindOption),
        { value: OWN, label: 'another kind', hint: 'with queues of its own' },
        { value: OPEN, label: 'leave it open', hint: 'its starts are asked about' },
      ],
      // Nobody knows, so Enter alone must not say.
      initial: OPEN,
    });
    if (said === OPEN) continue;
    const kind = said === OWN ? await askNewKind(now, prompts) : now.find((one) => one.name === said);
    if (kind !== undefined) now = moved(now.includes(kind) ? now : [...now, kind], kind, [name]);
  }
  return now;
}

async function askNewKind(kinds: readonly Kind[], prompts: Prompts): Promise<Kind> {
  const taken = new Set(kinds.map(({ name }) => name));
  const name = await prompts.line({
    message: 'What is this kind called? It becomes a part of the names of its queues.',
    problem: (text) => (taken.has(text) ? `there is a kind "${text}" already` : kindNameProblem(text)),
  });
  const scope = await prompts.one({
    message: `Whose work is \`${name}\`?`,
    options: [
      { value: 'tenant', label: 'of one tenant at a time', hint: 'sharded, with a fairness key per tenant' },
      { value: 'system', label: "the system's own", hint: 'one queue' },
    ],
  });
  return { name, scope: scope === 'system' ? 'system' : 'tenant', workflows: [] };
}

const MEANING: Readonly<Record<Kind['scope'], string>> = {
  tenant: 'work of one tenant, sharded by tenant',
  system: 'work of the system, on one queue',
};

const kindOption = ({ name, scope }: Kind): Option => ({ value: name, label: name, hint: MEANING[scope] });

const without = (workflows: readonly OpenWorkflow[], kinds: readonly Kind[]): readonly OpenWorkflow[] =>
  workflows.filter(({ name }) => !kinds.some((kind) => kind.workflows.includes(name)));

/** The kinds with these workflows in one of them and in no other. */
export function moved(kinds: readonly Kind[], into: Kind, names: readonly string[]): readonly Kind[] {
  return kinds.map((kind) => {
    const rest = kind.workflows.filter((name) => !names.includes(name));
    return { ...kind, workflows: kind.name === into.name ? [...rest, ...names] : rest };
  });
}
