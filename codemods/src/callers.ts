import type { NamedWrapper } from './model/config.js';
import { type Place, placeText } from './model/place.js';
import type { CalledFact, CallerFact, MemberFact, StartSite } from './model/site.js';
import { namesIn } from './shapes/parts/names-in.js';
import { otherNames, stemOf } from './shapes/parts/other-names.js';
import { placesNamedLike, type Wanted } from './shapes/parts/wrapper-belief.js';
import { type Name, type Reference, readReference } from './shapes/parts/wrapper-call.js';
import { membersAt, membersOf } from './shapes/parts/wrapper-members.js';
import { readWrapperStart } from './shapes/parts/wrapper-start.js';
import type { FoundSite, ShapeContext } from './shapes/shape.js';
import type { Workspace } from './workspace.js';

/** What is needed to look for the callers of wrappers in the whole repository. */
export interface CallersInput {
  readonly workspace: Workspace;
  /** The wrappers that the config names: their callers are sites. */
  readonly named: readonly NamedWrapper[];
  /** Whether the callers of the others are listed. */
  readonly unnamed: boolean;
  /** A file that names a wrapper of the config and does not parse: a call of it may hide there. */
  onUnparsed(file: string): void;
  needsTypes(site: FoundSite): boolean;
  /** Looks at files by their syntax, and again with types at those where that leaves a doubt or something open. */
  readEach<T>(
    files: readonly string[],
    look: (context: ShapeContext) => readonly T[],
    isOpen: (found: T) => boolean,
  ): readonly T[];
}

/** Wrappers around wrappers are followed this far. */
const MAX_ROUNDS = 8;

/** The sites, each wrapper with the places that call it or hand it on, and with the calls of those that the config names. */
export function withCallers(sites: readonly StartSite[], input: CallersInput): readonly StartSite[] {
  if (!input.unnamed && input.named.length === 0) return sites;
  const all: StartSite[] = [];
  const rows = new Map<string, readonly CallRow[]>();
  const members: Members = new Map();
  let pending = sites;
  for (let round = 0; pending.length > 0 && round < MAX_ROUNDS; round += 1) {
    readMembers(pending, members, input);
    const added = pending.map((site) => marked(site, members, input.named));
    all.push(...added);
    const sought = soughtIn(added, members, input).filter(({ key }) => !rows.has(key));
    const found = callersOf(sought, members, input).filter(
      ({ caller }) => !all.some(({ at }) => isSame(at, caller.at)),
    );
    for (const { key } of sought)
      rows.set(
        key,
        found.filter((row) => row.key === key),
      );
    const calls = byPlace(found)
      .flatMap((here) => distinct(here.flatMap(({ starts }) => starts)))
      .map((site) => ({ ...site, id: '', callers: [], through: site.through ?? null }));
    pending = withIds(calls, all);
  }
  return all.map((site) => {
    const found = site.wrapper?.called == null ? [] : (rows.get(keyOf(site.wrapper.called)) ?? []);
    return found.length === 0 ? site : { ...site, callers: found.map(({ caller }) => caller) };
  });
}

const isSame = (a: Place, b: Place): boolean => a.file === b.file && a.line === b.line && a.column === b.column;

/** The rows of one call together: it may call several wrappers, by a member that all of them stand behind. */
function byPlace(rows: readonly CallRow[]): readonly (readonly CallRow[])[] {
  const places = new Map<string, CallRow[]>();
  for (const row of rows) {
    const key = `${placeText(row.caller.at)}:${row.caller.at.column}`;
    places.set(key, [...(places.get(key) ?? []), row]);
  }
  return [...places.values()];
}

/** The members of types that each function stands behind, as far as they are known. */
type Members = Map<string, readonly MemberFact[]>;

/** Reads what the wrappers' own files say of the types they are seen as. */
function readMembers(sites: readonly StartSite[], members: Members, input: CallersInput): void {
  const called = sites.flatMap(({ wrapper }) => wrapper?.called ?? []).filter((one) => !members.has(keyOf(one)));
  for (const one of called) members.set(keyOf(one), []);
  const files = [...new Set(called.map(({ declared }) => declared.file))].sort();
  const look = (context: ShapeContext): readonly Behind[] =>
    called
      .filter(({ declared }) => declared.file === context.file)
      .map((one) => ({ key: keyOf(one), members: membersOf(one, context) }));
  for (const found of input.readEach(files, look, () => false)) members.set(found.key, withoutDoubles(found.members));
}

interface Behind {
  readonly key: string;
  readonly members: readonly MemberFact[];
}

const memberKey = ({ declared }: MemberFact): string => `${declared.file}:${declared.start}`;

const withoutDoubles = (members: readonly MemberFact[]): readonly MemberFact[] => [
  ...new Map(members.map((one) => [memberKey(one), one])).values(),
];

/** A site with the config's word on the function it stands in, by whatever name the config knows it. */
function marked(site: StartSite, members: Members, named: readonly NamedWrapper[]): StartSite {
  const { wrapper, routed } = site;
  if (wrapper?.called == null) return site;
  const seenAs = members.get(keyOf(wrapper.called)) ?? [];
  const names = [...new Set([...wrapper.names, ...seenAs.map(({ name, declared }) => `${declared.file}#${name}`)])];
  const isNamed = routed === null && named.some(({ file, name }) => names.includes(`${file}#${name}`));
  return { ...site, wrapper: { ...wrapper, names, named: isNamed } };
}

/** One call makes one start, unless the wrapper's starts take different things from it. */
function distinct(starts: readonly FoundSite[]): readonly FoundSite[] {
  const [first, ...others] = starts;
  if (first === undefined) return [];
  const made = ({ workflow, queue, options, tenants }: FoundSite): string =>
    JSON.stringify([workflow.name, workflow.text, queue.arms, options, tenants]);
  if (others.every((one) => made(one) === made(first))) return [first];
  return starts.map((one) => ({
    ...one,
    through:
      one.through == null
        ? null
        : {
            ...one.through,
            drops: `${one.through.function} holds several starts, which take different things from this call`,
          },
  }));
}

/** Ids as of every site, numbered after those that are no calls of wrappers, so that naming one changes no other's id. */
function withIds(sites: readonly StartSite[], before: readonly StartSite[]): readonly StartSite[] {
  const counts = new Map<string, number>();
  const keyOfSite = ({ at, enclosing, api }: StartSite): string => `${at.file}#${enclosing}/${api}`;
  for (const site of before) counts.set(keyOfSite(site), (counts.get(keyOfSite(site)) ?? 0) + 1);
  return sites.map((site) => {
    const key = keyOfSite(site);
    const ordinal = (counts.get(key) ?? 0) + 1;
    counts.set(key, ordinal);
    return { ...site, id: `${key}/${ordinal}` };
  });
}

/** A function whose calls are looked for, with the names it goes by and the files that can mean it by them. */
interface Sought extends Wanted {
  readonly key: string;
  /** The starts inside it, where the config names it. */
  readonly starts: readonly StartSite[];
  /** The members that the config names: whoever calls them starts. */
  readonly named: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** The files that import it or a type it is seen as, directly or through others. */
  readonly reach: ReadonlySet<string>;
}

const keyOf = ({ declared }: CalledFact): string => `${declared.file}:${declared.start}`;

function soughtIn(
  sites: readonly StartSite[],
  members: Members,
  { workspace, unnamed, named }: CallersInput,
): readonly Sought[] {
  const byKey = new Map<string, { readonly called: CalledFact; readonly starts: StartSite[] }>();
  for (const site of sites) {
    const { wrapper } = site;
    if (wrapper?.called == null || !(unnamed || wrapper.named)) continue;
    const known = byKey.get(keyOf(wrapper.called)) ?? { called: wrapper.called, starts: [] };
    byKey.set(keyOf(wrapper.called), known);
    if (wrapper.named) known.starts.push(site);
  }
  const inConfig = new Set(named.map(({ file, name }) => `${file}#${name}`));
  return [...byKey].map(([key, one]) =>
    soughtAs({ ...one, key, members: members.get(key) ?? [], names: new Set(), named: inConfig }, workspace),
  );
}

function soughtAs(one: Omit<Sought, 'reach'>, { importersOf }: Workspace): Sought {
  const { called, members, names } = one;
  const own = members.map(({ name }) => name.slice(name.lastIndexOf('.') + 1));
  return {
    ...one,
    names: new Set([...names, called.name, ...(called.isDefault ? ['default'] : []), ...own]),
    reach: importersOf([called.declared.file, ...members.map(({ declared }) => declared.file)]),
  };
}

/** Under another name, behind a type, and that under another name: followed this far. */
const MAX_STEPS = 6;

/** Every use of these functions, also under the other names and behind the types that the uses show. */
function callersOf(sought: readonly Sought[], members: Members, input: CallersInput): readonly CallRow[] {
  const rows = new Map<string, readonly CallRow[]>();
  let pending = sought;
  for (let step = 0; pending.length > 0 && step < MAX_STEPS; step += 1) {
    const found = readReferences(pending, input);
    for (const { key } of pending)
      rows.set(
        key,
        found.filter(isCall).filter((row) => row.key === key),
      );
    pending = pending.flatMap((one) => {
      const mine = found.filter(({ key }) => key === one.key);
      const seen = withoutDoubles([...one.members, ...mine.flatMap((row) => row.members)]);
      const names = new Set([...one.names, ...mine.flatMap((row) => row.names)]);
      members.set(one.key, seen);
      const isMore = seen.length > one.members.length || names.size > one.names.size;
      return isMore ? [soughtAs({ ...one, members: seen, names }, input.workspace)] : [];
    });
  }
  return [...rows.values()].flat().sort(byPosition);
}

function byPosition({ caller: { at: a } }: CallRow, { caller: { at: b } }: CallRow): number {
  const byFile = a.file < b.file ? -1 : 1;
  return a.file === b.file ? a.line - b.line || a.column - b.column : byFile;
}

/**
 * The files that can mean one of the functions: those that import it (or a type it is seen as), directly or through
 * others, and have one of its names; and those anywhere that call it on an object called like its own.
 */
function filesOf(sought: readonly Sought[], { workspace, onUnparsed }: CallersInput): readonly string[] {
  const reach = [...new Set(sought.flatMap((one) => [...one.reach]))];
  const naming = workspace.filesNaming([...new Set(sought.flatMap(wordsOf))], reach);
  for (const file of naming) {
    const isNamed = sought.some((one) => one.starts.length > 0 && one.reach.has(file));
    if (isNamed && workspace.syntax(file) === null) onUnparsed(file);
  }
  const elsewhere = placesNamedLike(sought).flatMap((pattern) => workspace.filesMatching(pattern));
  return [...new Set([...naming, ...elsewhere])].sort();
}

const wordsOf = ({ called, names }: Sought): readonly string[] => [
  ...[...names].filter((name) => name !== 'default'),
  ...(called.isDefault ? [stemOf(called.declared.file)] : []),
  ...(called.holder === null ? [] : [called.holder]),
];

/** A place that calls a function or hands it on, and the starts that this makes; or that only says more about it. */
interface Row {
  readonly key: string;
  readonly caller: CallerFact | null;
  readonly starts: readonly FoundSite[];
  /** The members of types that the place shows it to stand behind, and the names it goes by from there on. */
  readonly members: readonly MemberFact[];
  readonly names: readonly string[];
}

type CallRow = Row & { readonly caller: CallerFact };

const isCall = (row: Row): row is CallRow => row.caller !== null;

/** Every use of these functions, file by file, each file read once. */
function readReferences(sought: readonly Sought[], input: CallersInput): readonly Row[] {
  const holders = sought.flatMap(({ called }) => called.holder ?? []);
  const names = new Set([...sought.flatMap((one) => [...one.names]), ...holders]);
  const look = (context: ShapeContext): readonly Row[] =>
    sought
      .flatMap((one) => renamed(one, context))
      .concat(namesIn(context.sourceFile, names).flatMap((name) => sought.flatMap((one) => rowAt(name, one, context))));
  return input.readEach(filesOf(sought, input), look, ({ starts }) => starts.some((site) => input.needsTypes(site)));
}

/** The other names a file gives a function. */
function renamed({ key, names, called, members }: Sought, context: ShapeContext): readonly Row[] {
  const others = otherNames({ called, members }, names, context);
  return others.length === 0 ? [] : [{ key, caller: null, starts: [], members: [], names: others }];
}

function rowAt(name: Name, sought: Sought, context: ShapeContext): readonly Row[] {
  const { key, names, starts, named } = sought;
  const members = membersAt(name, sought, context);
  const reference = names.has(name.text) ? readReference(name, sought, context) : null;
  // Where the function is handed on as a member of a type, the calls of that are followed.
  const isUse = reference !== null && (reference.is === 'call' || members.length === 0);
  if (!isUse) return members.length === 0 ? [] : [{ key, caller: null, starts: [], members, names: [] }];
  const made = starts.flatMap((start) => readWrapperStart(reference, start, { context, named }) ?? []);
  return [{ key, caller: callerOf(reference, context), starts: made, members, names: [] }];
}

const SHOWN = 200;

function callerOf(reference: Reference, context: ShapeContext): CallerFact {
  const text = oneLine(
    reference.is === 'handed'
      ? `handed on: ${reference.to.getText()}`
      : (reference.given ?? reference.call.arguments).map((argument) => argument.getText()).join(', '),
  );
  const passes = text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
  return { at: context.place(reference.name), passes, sure: reference.sure, as: reference.as?.name ?? null };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
