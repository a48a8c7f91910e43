import { ts } from '../typescript.js';
import type { QueueChooser, WorkerUse } from './model/site.js';
import { callsByName, readFactoryCall, type SoughtFactory } from './shapes/parts/factory-call.js';
import type { ShapeContext } from './shapes/shape.js';
import type { Workspace } from './workspace.js';

/** What is needed to look for the callers of factories in the whole repository. */
export interface FactoriesInput {
  readonly workspace: Workspace;
  /** Looks at a file by its syntax, and again with types where that leaves a doubt; null when it cannot be read. */
  read<T>(file: string, look: (context: ShapeContext, contextOf: SoughtFactory['contextOf']) => T): T | null;
}

/** Factories that call factories are followed this far. */
const MAX_ROUNDS = 4;

/** The workers with those their factories make: each call of a factory is one, on the queue that it passes. */
export function withFactoryCalls(workers: readonly WorkerUse[], input: FactoriesInput): readonly WorkerUse[] {
  const all = [...workers];
  const seen = new Set(all.map(placeKey));
  let factories = workers.filter(({ chooser }) => chooser !== null);
  for (let round = 0; factories.length > 0 && round < MAX_ROUNDS; round += 1) {
    const found = callsOf(factories, input).filter((use) => !seen.has(placeKey(use)));
    for (const use of found) seen.add(placeKey(use));
    all.push(...found);
    factories = found.filter(({ chooser }) => chooser !== null);
  }
  return all;
}

const placeKey = ({ at, chooser }: WorkerUse): string =>
  `${at.file}:${at.line}:${at.column}${chooser === null ? '' : ` ${chooser.name}`}`;

function callsOf(factories: readonly WorkerUse[], { workspace, read }: FactoriesInput): readonly WorkerUse[] {
  const all = factories.flatMap((use) => (use.chooser === null ? [] : [{ use, chooser: use.chooser }]));
  const names = [...new Set(all.map(({ chooser }) => chooser.name))];
  return workspace.filesNaming(names).flatMap((file) => {
    const text = workspace.read(file)?.text ?? '';
    const sought = all.filter(({ chooser }) => isNamedIn(text, chooser));
    if (sought.length === 0) return [];
    // Types are only asked for where the name is called.
    const source = workspace.syntax(file);
    const here = source === null ? [] : sought.map((one) => ({ ...one, names: namesFor(one.chooser.name, source) }));
    if (source === null || !nodesOf(source).some((node) => here.some((one) => callsByName(node, one)))) return [];
    const looked = read(file, (context, contextOf) =>
      callsIn(
        context,
        here.map((one) => ({ ...one, contextOf })),
      ),
    );
    return looked ?? [];
  });
}

/** A method with a name like any other (`create`) is only looked for where its class is named. */
const isNamedIn = (text: string, { name, owner }: QueueChooser): boolean =>
  text.includes(name) && (owner === null || /worker|queue/i.test(name) || text.includes(owner));

function callsIn(context: ShapeContext, sought: readonly SoughtFactory[]): readonly WorkerUse[] {
  return nodesOf(context.sourceFile).flatMap((node) =>
    sought.flatMap((factory) => readFactoryCall(node, factory, context) ?? []),
  );
}

/** What a factory is called in a file: its name, and the names it is imported or taken out of an object as. */
function namesFor(name: string, source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set([name]);
  for (const match of source.text.matchAll(/(?<![\w$])([\w$]+)(?:\s+as\s+|\s*:\s*)([A-Za-z_$][\w$]*)/g))
    if (match[1] === name && match[2] !== undefined) names.add(match[2]);
  return names;
}

function nodesOf(source: ts.SourceFile): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) found.push(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found.sort((a, b) => a.getStart() - b.getStart());
}
