import type { CalledFact, CallerFact, StartSite } from './model/site.js';
import { namesIn } from './shapes/parts/names-in.js';
import { namesOfModule, otherNames, stemOf } from './shapes/parts/other-names.js';
import { type Reference, readReference } from './shapes/parts/wrapper-call.js';
import type { ShapeContext } from './shapes/shape.js';
import type { Workspace } from './workspace.js';

/** What is needed to look for the callers of wrappers in the whole repository. */
export interface CallersInput {
  readonly workspace: Workspace;
  /** Looks at files by their syntax, and again with types at those where that leaves a doubt. */
  readEach<T>(files: readonly string[], look: (context: ShapeContext) => readonly T[]): readonly T[];
}

/** The sites, each wrapper with the places that call it or hand it on. */
export function withCallers(sites: readonly StartSite[], input: CallersInput): readonly StartSite[] {
  const sought = soughtIn(sites, input.workspace);
  const rows = readReferences(sought, input, (reference, one, context) => ({
    key: one.key,
    caller: callerOf(reference, context),
  }));
  return sites.map((site) => {
    const key = site.wrapper?.called == null ? null : keyOf(site.wrapper.called);
    return key === null
      ? site
      : { ...site, callers: rows.filter((row) => row.key === key).map(({ caller }) => caller) };
  });
}

/** A function whose calls are looked for, with the names it goes by and the files that have one of them. */
interface Sought {
  readonly key: string;
  readonly called: CalledFact;
  readonly names: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

const keyOf = ({ declared }: CalledFact): string => `${declared.file}:${declared.start}`;

function soughtIn(sites: readonly StartSite[], workspace: Workspace): readonly Sought[] {
  const all = sites.flatMap(({ wrapper }) => (wrapper?.called == null ? [] : [wrapper.called]));
  const unique = new Map(all.map((called) => [keyOf(called), called]));
  return [...unique].map(([key, called]) => ({ key, called, ...namesOf(called, workspace) }));
}

/** Renamed, re-exported and renamed again: followed this far. */
const MAX_RENAMINGS = 5;

/** Every name a function goes by in the repository, and the files that use one. */
function namesOf(called: CalledFact, workspace: Workspace): Pick<Sought, 'names' | 'files'> {
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
      if (source === null) continue;
      files.add(file);
      for (const name of [...otherNames(source, names), ...namesOfModule(source, stems)])
        if (!names.has(name)) added.add(name);
    }
    for (const name of added) names.add(name);
    words = [...added];
  }
  return { names, files };
}

type Row<T> = (reference: Reference, sought: Sought, context: ShapeContext) => T;

/** Every use of these functions, file by file, each file read once. */
function readReferences<T>(sought: readonly Sought[], { readEach }: CallersInput, row: Row<T>): readonly T[] {
  const files = [...new Set(sought.flatMap((one) => [...one.files]))].sort();
  return readEach(files, (context) => {
    const here = sought.filter(({ files }) => files.has(context.file));
    const names = new Set(here.flatMap((one) => [...one.names]));
    return namesIn(context.sourceFile, names).flatMap((name) =>
      here.flatMap((one) => {
        const reference = one.names.has(name.text) ? readReference(name, one.called, context) : null;
        return reference === null ? [] : [row(reference, one, context)];
      }),
    );
  });
}

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
