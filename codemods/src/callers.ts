import type { NamedWrapper } from './model/config.js';
import type { CalledFact, CallerFact, StartSite } from './model/site.js';
import { namesIn } from './shapes/parts/names-in.js';
import { namesOfModule, otherNames, stemOf } from './shapes/parts/other-names.js';
import { type Reference, readReference } from './shapes/parts/wrapper-call.js';
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
  const all = sites.map((site) => marked(site, input.named));
  const rows = new Map<string, readonly Row[]>();
  let pending: readonly StartSite[] = all;
  for (let round = 0; pending.length > 0 && round < MAX_ROUNDS; round += 1) {
    const sought = soughtIn(pending, input).filter(({ key }) => !rows.has(key));
    const found = readReferences(sought, input);
    for (const { key } of sought)
      rows.set(
        key,
        found.filter((row) => row.key === key),
      );
    const calls = found
      .flatMap((row) => distinct(row.starts))
      .map((site) => marked({ ...site, id: '', callers: [], through: site.through ?? null }, input.named));
    const added = withIds(calls, all);
    all.push(...added);
    pending = added;
  }
  return all.map((site) => {
    const found = site.wrapper?.called == null ? [] : (rows.get(keyOf(site.wrapper.called)) ?? []);
    return found.length === 0 ? site : { ...site, callers: found.map(({ caller }) => caller) };
  });
}

/** A site with the config's word on the function it stands in. */
function marked(site: StartSite, named: readonly NamedWrapper[]): StartSite {
  const { wrapper, at, routed } = site;
  const isNamed = named.some(({ file, name }) => file === at.file && name === wrapper?.function);
  return wrapper === null || !isNamed || routed !== null ? site : { ...site, wrapper: { ...wrapper, named: true } };
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

/** A function whose calls are looked for, with the names it goes by and the files that have one of them. */
interface Sought {
  readonly key: string;
  readonly called: CalledFact;
  /** The starts inside it, where the config names it. */
  readonly starts: readonly StartSite[];
  readonly names: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

const keyOf = ({ declared }: CalledFact): string => `${declared.file}:${declared.start}`;

function soughtIn(sites: readonly StartSite[], { workspace, unnamed, onUnparsed }: CallersInput): readonly Sought[] {
  const byKey = new Map<string, { readonly called: CalledFact; readonly starts: StartSite[] }>();
  for (const site of sites) {
    const { wrapper } = site;
    if (wrapper?.called == null || !(unnamed || wrapper.named)) continue;
    const known = byKey.get(keyOf(wrapper.called)) ?? { called: wrapper.called, starts: [] };
    byKey.set(keyOf(wrapper.called), known);
    if (wrapper.named) known.starts.push(site);
  }
  return [...byKey].map(([key, { called, starts }]) => ({
    key,
    called,
    starts,
    ...namesOf(called, workspace, (file) => {
      if (starts.length > 0) onUnparsed(file);
    }),
  }));
}

/** Renamed, re-exported and renamed again: followed this far. */
const MAX_RENAMINGS = 5;

/** Every name a function goes by in the repository, and the files that use one. */
function namesOf(
  called: CalledFact,
  workspace: Workspace,
  onUnparsed: (file: string) => void,
): Pick<Sought, 'names' | 'files'> {
  const names = new Set([called.name, ...(called.isDefault ? ['default'] : [])]);
  const stem = stemOf(called.declared.file);
  const stems = new Set(
    called.isDefault ? [stem, ...(/(^|\/)index\.\w+$/.test(called.declared.file) ? ['.', '..'] : [])] : [],
  );
  const files = new Set<string>();
  let words = [called.name, ...(called.isDefault ? [stem] : [])];
  for (let round = 0; words.length > 0 && round < MAX_RENAMINGS; round += 1) {
    const added = new Set<string>();
    for (const file of workspace.filesNaming(words)) {
      const source = workspace.syntax(file);
      if (source === null) {
        onUnparsed(file);
        continue;
      }
      files.add(file);
      for (const name of [...otherNames(source, names), ...namesOfModule(source, stems)])
        if (!names.has(name)) added.add(name);
    }
    for (const name of added) names.add(name);
    words = [...added];
  }
  return { names, files };
}

/** A place that calls a function or hands it on, and the starts that this makes. */
interface Row {
  readonly key: string;
  readonly caller: CallerFact;
  readonly starts: readonly FoundSite[];
}

/** Every use of these functions, file by file, each file read once. */
function readReferences(sought: readonly Sought[], input: CallersInput): readonly Row[] {
  const files = [...new Set(sought.flatMap((one) => [...one.files]))].sort();
  const look = (context: ShapeContext): readonly Row[] => {
    const here = sought.filter((one) => one.files.has(context.file));
    const names = new Set(here.flatMap((one) => [...one.names]));
    return namesIn(context.sourceFile, names).flatMap((name) =>
      here.flatMap((one) => {
        const reference = one.names.has(name.text) ? readReference(name, one.called, context) : null;
        return reference === null ? [] : [rowOf(reference, one, context)];
      }),
    );
  };
  return input.readEach(files, look, ({ starts }) => starts.some((site) => input.needsTypes(site)));
}

const rowOf = (reference: Reference, { key, starts }: Sought, context: ShapeContext): Row => ({
  key,
  caller: callerOf(reference, context),
  starts: starts.flatMap((start) => readWrapperStart(reference, start, context) ?? []),
});

const SHOWN = 200;

function callerOf(reference: Reference, context: ShapeContext): CallerFact {
  const text = oneLine(
    reference.is === 'handed'
      ? `handed on: ${reference.to.getText()}`
      : (reference.given ?? reference.call.arguments).map((argument) => argument.getText()).join(', '),
  );
  const passes = text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
  return { at: context.place(reference.name), passes, sure: reference.sure };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
