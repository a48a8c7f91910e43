import type { ConstructorFact, QueueArm, StartSite } from './model/site.js';
import { type Construction, constructionsIn } from './shapes/parts/constructions.js';
import { queueFact } from './shapes/parts/options.js';
import type { ShapeContext } from './shapes/shape.js';
import type { Workspace } from './workspace.js';

/** What is needed to look for the places that make objects. */
export interface ConstructionsInput {
  readonly workspace: Workspace;
  isTest(file: string): boolean;
  /** Looks at files by their syntax, and again with types at those where that leaves a doubt or something open. */
  readEach(
    files: readonly string[],
    look: (context: ShapeContext) => readonly Construction[],
    isOpen: (found: Construction) => boolean,
  ): readonly Construction[];
}

/** The sites, each queue that was given to a constructor followed to what every object of its class is made with. */
export function withConstructions(sites: readonly StartSite[], input: ConstructionsInput): readonly StartSite[] {
  const wanted = new Map(sites.flatMap(({ queue }) => queue.arms.flatMap(givenTo)).map((of) => [keyOf(of), of]));
  if (wanted.size === 0) return sites;
  const given = readGiven([...wanted.values()], input);
  const followed = (arm: QueueArm): readonly QueueArm[] => {
    const [of] = givenTo(arm);
    const arms = of === undefined ? undefined : given.get(keyOf(of));
    return arms?.map((one) => ({ ...one, hops: [...arm.hops, ...one.hops] })) ?? [arm];
  };
  return sites.map((site) =>
    site.queue.arms.some((arm) => givenTo(arm).length > 0)
      ? { ...site, queue: queueFact(site.queue.text, site.queue.arms.flatMap(followed)) }
      : site,
  );
}

/** The constructor that was given what an arm ends at. */
function givenTo({ value, hops }: QueueArm): readonly ConstructorFact[] {
  const last = value === null ? hops.at(-1) : undefined;
  return last?.kind === 'parameter' && last.of !== undefined && last.of.path !== null ? [last.of] : [];
}

const keyOf = ({ declared, position, path }: ConstructorFact): string =>
  [declared.file, declared.start, position, ...(path ?? [])].join(':');

/** What each constructor is given, all over the repository; nothing where one place is out of sight. */
function readGiven(
  wanted: readonly ConstructorFact[],
  { workspace, isTest, readEach }: ConstructionsInput,
): ReadonlyMap<string, readonly QueueArm[]> {
  const names = wanted.map((one) => one.class);
  const reach = [...workspace.importersOf(wanted.map(({ declared }) => declared.file))].filter((file) => {
    const text = isTest(file) ? '' : (workspace.read(file)?.text ?? '');
    return names.some((name) => text.includes(name));
  });
  // An object may be made in what does not parse.
  if (reach.some((file) => workspace.syntax(file) === null)) return new Map();
  const isOpen = ({ gives }: Construction): boolean => gives?.some(({ open }) => open === true) ?? false;
  const found = readEach(reach.sort(), (context) => constructionsIn(wanted, context), isOpen);
  const given = new Map<string, readonly QueueArm[]>();
  for (const of of wanted) {
    const made = found.filter((one) => keyOf(one.of) === keyOf(of)).map(({ gives }) => gives);
    if (made.length > 0 && made.every((gives) => gives !== null)) given.set(keyOf(of), made.flat());
  }
  return given;
}
