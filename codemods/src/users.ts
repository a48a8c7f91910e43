import type { ts } from '../typescript.js';
import { Doubt, type Names } from './names/names.js';
import { importsOf } from './shapes/parts/imported.js';
import { namesIn } from './shapes/parts/names-in.js';
import { workflowsAround } from './shapes/parts/workflows-around.js';
import type { Workspace } from './workspace.js';

interface Exported {
  readonly file: string;
  readonly name: string;
}

/** Functions that use each other are followed this far. */
const LIMIT = 100;

/** The exported functions with those of other files that use them, by import and through others. */
export function withUsers(
  file: string,
  names: readonly string[],
  { workspace, names: meaning }: { readonly workspace: Workspace; readonly names: Names },
): readonly string[] {
  const seen = new Map<string, Exported>();
  const pending = names.map((name): Exported => ({ file, name }));
  for (let one = pending.pop(); one !== undefined && seen.size < LIMIT; one = pending.pop()) {
    const key = `${one.file}#${one.name}`;
    if (seen.has(key)) continue;
    seen.set(key, one);
    for (const other of workspace.filesNaming([one.name])) {
      const source = other === one.file ? null : workspace.syntax(other);
      if (source === null) continue;
      for (const use of usesIn(source, one, { workspace, meaning }))
        pending.push(...workflowsAround(use).map((name) => ({ file: other, name })));
    }
  }
  return [...new Set([...seen.values()].map(({ name }) => name))];
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
