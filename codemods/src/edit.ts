import MagicString from 'magic-string';
import { ts } from '../typescript.js';
import type { Advice, Edit, FileChange, NewFile, RecipeResult } from './model/edit.js';
import type { ReasonCode } from './model/reason.js';
import type { WorkerBudget } from './model/report.js';
import { type Bound, bindAlone, freeNames } from './recipes/parts/bind.js';
import { removeUnused } from './recipes/parts/unused.js';
import type { Recipe, RecipeContext } from './recipes/recipe.js';

/** All the recipes' work put together: the changed files, what was refused, and what a person should add. */
export interface Edited {
  readonly changes: readonly FileChange[];
  readonly edits: readonly Edit[];
  readonly files: readonly NewFile[];
  readonly advice: readonly Advice[];
  readonly budgets: readonly WorkerBudget[];
  /** Groups refused: their edits overlap others, the result is no program any more, or a recipe could not write them. */
  readonly refused: readonly Refused[];
}

/** A group that cannot be made, and the reason code its starts are asked with. */
export interface Refused {
  readonly group: string;
  readonly why: string;
  readonly reason: ReasonCode;
}

/** Runs the recipes, sorts their edits, refuses overlaps, removes what became unused and re-parses every result. */
export function edit(recipes: readonly Recipe[], context: RecipeContext, without: ReadonlySet<string>): Edited {
  const results = recipes.map((recipe) => recipe.edit(context));
  const all = unique(results.flatMap((result) => result.edits)).filter((one) => !without.has(one.group));
  const files = results.flatMap((result) => result.files).filter((one) => !without.has(one.group));
  const advice = results.flatMap((result: RecipeResult) => result.advice);
  const refused: Refused[] = results.flatMap((result) => result.blocked ?? []).filter((one) => !without.has(one.group));
  const changes: FileChange[] = [];
  const kept: Edit[] = [];
  for (const [file, edits] of [...groupByFile(all)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const overlap = overlapping(edits);
    refused.push(
      ...overlap.map((group) => ({ group, why: `edits overlap in ${file}`, reason: 'overlapping-edit' as const })),
    );
    const made = editFile(
      file,
      edits.filter((one) => !overlap.includes(one.group)),
      context,
    );
    if (made === null) continue;
    if (made.broken !== null)
      refused.push(
        ...made.change.groups.map((group) => ({
          group,
          why: `${file} ${made.broken}`,
          reason: 'would-not-compile' as const,
        })),
      );
    kept.push(...made.edits);
    changes.push(made.change);
  }
  const created = files.map((file) => ({ file: file.file, before: null, after: file.text, groups: [file.group] }));
  const sorted = [...changes, ...created].sort((a, b) => (a.file < b.file ? -1 : 1));
  const budgets = results.flatMap((result) => result.budgets ?? []);
  return { changes: sorted, edits: kept, files, advice, budgets, refused };
}

const unique = (edits: readonly Edit[]): readonly Edit[] => [
  ...new Map(edits.map((one) => [`${one.file}\0${one.span.start}\0${one.span.end}\0${one.text}`, one])).values(),
];

function groupByFile(edits: readonly Edit[]): ReadonlyMap<string, readonly Edit[]> {
  const map = new Map<string, Edit[]>();
  for (const one of edits) map.set(one.file, [...(map.get(one.file) ?? []), one]);
  return map;
}

/** The groups whose edits touch the same bytes; insertions at one point follow each other and do not overlap. */
function overlapping(edits: readonly Edit[]): readonly string[] {
  const groups = new Set<string>();
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let widest = sorted[0];
  for (const one of sorted.slice(1)) {
    if (widest === undefined) break;
    if (one.span.start < widest.span.end) groups.add(one.group).add(widest.group);
    if (one.span.end > widest.span.end) widest = one;
  }
  return [...groups];
}

function editFile(
  file: string,
  edits: readonly Edit[],
  context: RecipeContext,
): { change: FileChange; edits: readonly Edit[]; broken: string | null } | null {
  const before = context.read(file);
  if (before === null || edits.length === 0) return null;
  const groups = [...new Set(edits.map((one) => one.group))].sort();
  const make = (removals: readonly Edit[]): { after: string; whole: readonly Edit[] } => {
    const whole = withRemovals(before.text, edits, removals).sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
    );
    return { after: applied(before.text, whole), whole };
  };
  const result = (made: ReturnType<typeof make>, broken: string | null): ReturnType<typeof editFile> => ({
    change: { file, before: before.text, after: made.after, groups },
    edits: made.whole,
    broken,
  });
  if (!/\.[cm]?[jt]sx?$/.test(file)) return result(make([]), null);
  const removals = removeUnused(file, before.text, edits);
  const made = make(removals);
  const change = { file, before: before.text, after: bindAlone(file, made.after), context };
  const error = newSyntaxError(change);
  if (error !== null) return result(made, `would not parse: ${error}`);
  const [unknown] = newFreeNames(change);
  if (unknown === undefined) return result(made, null);
  // A declaration too many may have gone: all of them stay before anything is refused.
  const kept = make([]);
  const [still] = newFreeNames({ ...change, after: bindAlone(file, kept.after) });
  return result(kept, still === undefined ? null : `would read \`${still}\`, which nothing there declares`);
}

/** What every run time has, and every CommonJS module. */
const GLOBALS: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  'require',
  'module',
  'exports',
  'arguments',
]);

/** A file's text, and what it would become. */
interface Rewritten {
  readonly file: string;
  readonly before: string;
  readonly after: Bound;
  readonly context: RecipeContext;
}

/** The names the new text reads as globals that the old one did not, JavaScript's own aside: no compiler looks at a `.js` file. */
function newFreeNames({ file, before, after, context }: Rewritten): readonly string[] {
  const free = [...freeNames(after)].filter((name) => !GLOBALS.has(name)).sort();
  if (free.length === 0) return [];
  const known = freeNames(bindAlone(file, before));
  const found = free.filter((name) => !known.has(name));
  const ambient = found.length === 0 || !/\.[cm]?tsx?$/.test(file) ? new Set() : ambientNames(file, context);
  return found.filter((name) => !ambient.has(name));
}

/** The values a TypeScript file sees that other files declare for all. */
function ambientNames(file: string, context: RecipeContext): ReadonlySet<string> {
  const typed = context.typed(file);
  const symbols = typed?.checker.getSymbolsInScope(typed.sourceFile, ts.SymbolFlags.Value) ?? [];
  const isOutside = (symbol: ts.Symbol): boolean =>
    symbol.declarations?.every((declaration) => declaration.getSourceFile() !== typed?.sourceFile) ?? false;
  return new Set(symbols.filter(isOutside).map((symbol) => symbol.name));
}

/** Adds the removals; a line, or a list's elements, that go where others are inserted right after them are replaced by these. */
function withRemovals(text: string, edits: readonly Edit[], removals: readonly Edit[]): Edit[] {
  let kept = [...edits];
  for (const removal of removals) {
    const touching = kept.filter((one) => one.span.start < removal.span.end && removal.span.start < one.span.end);
    const [first] = touching;
    const added = kept.filter((one) => one.span.start === removal.span.end && addsElement(one));
    if (added.length > 0 && /\{\s*$/.test(text.slice(0, removal.span.start))) {
      const elements = added.map((one) => one.text).join('');
      kept = kept.filter((one) => !added.includes(one));
      kept.push({ ...removal, text: elements.replace(/^,\s*/, ''), group: added[0]?.group ?? removal.group });
    } else if (first === undefined) kept.push(removal);
    else if (touching.every(insertsLine)) {
      const lines = touching.map((one) => one.text.replace(/^(\r?\n)([\s\S]*)$/, '$2$1'));
      kept = kept.filter((one) => !touching.includes(one));
      kept.push({ ...first, span: removal.span, text: lines.join('') });
    }
  }
  return kept;
}

const addsElement = (one: Edit): boolean => one.span.start === one.span.end && /^,\s/.test(one.text);

const insertsLine = (one: Edit): boolean => one.span.start === one.span.end && /^\r?\n/.test(one.text);

/** The text with every edit made: bytes outside the spans are the same bytes. */
export function applied(text: string, edits: readonly Edit[]): string {
  const result = new MagicString(text);
  for (const one of edits) {
    if (one.span.start === one.span.end) result.appendLeft(one.span.start, one.text);
    else if (one.text === '') result.remove(one.span.start, one.span.end);
    else result.update(one.span.start, one.span.end, one.text);
  }
  return result.toString();
}

/** The first syntax error of the new text that the old one did not have. */
function newSyntaxError({ file, before, after }: Rewritten): string | null {
  const errors = after.syntaxErrors();
  const [first] = errors;
  return first !== undefined && errors.length > bindAlone(file, before).syntaxErrors().length ? first : null;
}
