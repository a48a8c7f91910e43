import type { ts } from '../typescript.js';
import type { ActivityUse, Follower, OwnQueueUse, QueueFact, StartSite } from './model/site.js';
import { Doubt, type Names } from './names/names.js';
import { importsOf } from './shapes/parts/imported.js';
import { namesIn } from './shapes/parts/names-in.js';
import { workflowsAround } from './shapes/parts/workflows-around.js';
import type { Workspace } from './workspace.js';

/** What may make another queue's name of the one a workflow runs on, with the functions of the same file around it. */
interface Uses {
  readonly sites: readonly StartSite[];
  readonly activities: readonly ActivityUse[];
  readonly ownQueues: readonly OwnQueueUse[];
}

/** The same, with the functions of other files that use those, and what takes a made name along. */
export interface UsesOverFiles extends Uses {
  readonly followers: readonly Follower[];
}

/** Follows helpers that make a queue's name into the files that use them; where no name is made, nothing is looked for. */
export function withUsers(uses: Uses, context: Context): UsesOverFiles {
  const { sites, activities, ownQueues } = uses;
  const users = openUsers(context);
  const made = [...ownQueues, ...activities.filter(isDerived)].map(({ at, workflows }) => ({
    file: at.file,
    names: workflows,
  }));
  const placed = sites.filter(isDerived).map(({ at, parents }) => ({ file: at.file, names: parents }));
  users.read([...made, ...placed]);
  const spread = <T extends ActivityUse | OwnQueueUse>(use: T): T => ({
    ...use,
    workflows: users.of({ file: use.at.file, names: use.workflows }),
  });
  return {
    ownQueues: ownQueues.map(spread),
    activities: activities.map((one) => (isDerived(one) ? spread(one) : one)),
    sites: sites.map((one) =>
      isDerived(one) ? { ...one, parents: users.of({ file: one.at.file, names: one.parents }) } : one,
    ),
    followers: followersOf(
      sites,
      [...made, ...placed].flatMap((one) => users.of(one)),
      users,
    ),
  };
}

/** A name made of another: whoever uses it may be in another file. */
const isDerived = ({ queue }: { readonly queue: QueueFact }): boolean =>
  queue.arms.some(({ derivedFrom }) => derivedFrom !== undefined);

/** The starts without a queue of workflows that make a name, of the workflows that start those, and so on. */
function followersOf(sites: readonly StartSite[], makers: readonly string[], users: Users): readonly Follower[] {
  const children = sites.filter(({ queue, test, parents }) => queue.absent && !test && parents.length > 0);
  const found: Follower[] = [];
  const seen = new Set<string>();
  for (let level = new Set(makers); level.size > 0; ) {
    for (const name of level) seen.add(name);
    const here = children.filter(({ workflow }) => workflow.name !== null && level.has(workflow.name));
    const starters = here.map(({ at, parents }) => ({ file: at.file, names: parents }));
    users.read(starters);
    const followers = here.map(({ at, parents, workflow }) => ({
      workflow: workflow.name ?? '',
      parents: users.of({ file: at.file, names: parents }),
    }));
    found.push(...followers);
    level = new Set(followers.flatMap(({ parents }) => parents).filter((name) => !seen.has(name)));
  }
  return found;
}

interface Context {
  readonly workspace: Workspace;
  readonly names: Names;
}

interface Exported {
  readonly file: string;
  readonly name: string;
}

/** Exported functions of one file. */
interface Around {
  readonly file: string;
  readonly names: readonly string[];
}

interface Users {
  /** Looks for the users of the functions, and for theirs: one pass over the files for each step away. */
  read(wanted: readonly Around[]): void;
  /** The names of the functions and of all that use them; only of what was read. */
  of(around: Around): readonly string[];
}

/** Functions that use each other are followed this far. */
const LIMIT = 1000;

const keyOf = ({ file, name }: Exported): string => `${file}#${name}`;
const each = ({ file, names }: Around): readonly Exported[] => names.map((name) => ({ file, name }));

function openUsers({ workspace, names: meaning }: Context): Users {
  const known = new Map<string, readonly Exported[]>();
  const lookFor = (level: readonly Exported[]): readonly Exported[] => {
    const found = new Map<string, Exported[]>(level.map((one) => [keyOf(one), []]));
    for (const file of workspace.filesNaming([...new Set(level.map(({ name }) => name))])) {
      const source = workspace.syntax(file);
      if (source === null) continue;
      for (const one of level.filter(({ file: home, name }) => home !== file && source.text.includes(name)))
        for (const use of usesIn(source, one, { workspace, meaning }))
          found.get(keyOf(one))?.push(...each({ file, names: workflowsAround(use) }));
    }
    for (const [key, users] of found) known.set(key, users);
    return [...found.values()].flat();
  };
  return {
    read(wanted) {
      const unknown = (all: readonly Exported[]): readonly Exported[] => [
        ...new Map(all.flatMap((one) => (known.has(keyOf(one)) ? [] : [[keyOf(one), one]]))).values(),
      ];
      let level = unknown(wanted.flatMap(each));
      while (level.length > 0 && known.size < LIMIT) level = unknown(lookFor(level));
    },
    of(around) {
      const seen = new Map<string, Exported>();
      const pending = [...each(around)];
      for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
        if (seen.has(keyOf(one))) continue;
        seen.set(keyOf(one), one);
        pending.push(...(known.get(keyOf(one)) ?? []));
      }
      return [...new Set([...seen.values()].map(({ name }) => name))];
    },
  };
}

/** Where a file uses a function of another. */
function usesIn(
  source: ts.SourceFile,
  wanted: Exported,
  { workspace, meaning }: { readonly workspace: Workspace; readonly meaning: Names },
): readonly ts.Node[] {
  const local = new Set(
    importsOf(source).flatMap(({ names }) =>
      names.flatMap(({ name, as }) => (name === wanted.name ? [as] : name === '*' ? [wanted.name] : [])),
    ),
  );
  return local.size === 0
    ? []
    : namesIn(source, local).filter((one) => isDeclaredIn(one, wanted.file, { workspace, meaning }));
}

/** Whether a name leads to a file; what syntax cannot tell may. */
function isDeclaredIn(
  node: ts.Node,
  file: string,
  { workspace, meaning }: { readonly workspace: Workspace; readonly meaning: Names },
): boolean {
  try {
    let symbol = meaning.symbolAt(node);
    for (let next = symbol; next !== null; next = meaning.aliased(next)) symbol = next;
    return (symbol?.declarations ?? []).some((one) => workspace.relative(one.getSourceFile().fileName) === file);
  } catch (error) {
    if (error instanceof Doubt) return true;
    throw error;
  }
}
