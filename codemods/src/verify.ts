import type { Edit, FileChange } from './model/edit.js';

/** A compiler's complaint about one file; `offset` into the text it was shown. */
export interface Problem {
  readonly file: string;
  readonly offset: number | null;
  readonly code: number;
  readonly message: string;
}

/** The type checker, handed in: what it says of the tree as it is, and of the tree with the changes made. */
export interface Compiler {
  before(changes: readonly FileChange[]): readonly Problem[];
  after(changes: readonly FileChange[]): readonly Problem[];
  /** Why its silence proves less than it seems. */
  notes(changes: readonly FileChange[]): readonly string[];
}

/** The groups that make the target compile worse, each with the first message. */
export interface Verified {
  readonly worse: readonly { readonly group: string; readonly message: string }[];
}

/** Compares the compiler's complaints before and after, and says which change groups added one. */
export function verify(changes: readonly FileChange[], edits: readonly Edit[], compiler: Compiler): Verified {
  const after = compiler.after(changes);
  if (after.length === 0) return { worse: [] };
  const added = subtract(after, compiler.before(changes));
  const worse = new Map<string, string>();
  for (const problem of added) {
    for (const group of groupsBehind(problem, changes, edits)) {
      if (!worse.has(group)) worse.set(group, `${problem.file}: TS${problem.code} ${problem.message}`);
    }
  }
  return { worse: [...worse].map(([group, message]) => ({ group, message })) };
}

/** Complaints about what is not installed (modules, the names of Node): one more of them is nothing an edit broke. */
const isOfSurroundings = ({ code }: Problem): boolean => [2307, 2580, 2591, 2792, 7016].includes(code);

/** The complaints that are new, by file, code and message: positions move with the edits. */
function subtract(after: readonly Problem[], before: readonly Problem[]): readonly Problem[] {
  const key = (problem: Problem): string => `${problem.file}\0${problem.code}\0${problem.message}`;
  const counts = new Map<string, number>();
  for (const problem of before) counts.set(key(problem), (counts.get(key(problem)) ?? 0) + 1);
  const surroundings = new Set(before.filter(isOfSurroundings).map(({ message }) => message));
  return after.filter((problem) => {
    if (isOfSurroundings(problem) && surroundings.has(problem.message)) return false;
    const left = counts.get(key(problem)) ?? 0;
    if (left > 0) counts.set(key(problem), left - 1);
    return left === 0;
  });
}

/** The group whose edit the complaint stands in; else the nearest edit's in that file; else every group (a file nobody edited broke). */
function groupsBehind(problem: Problem, changes: readonly FileChange[], edits: readonly Edit[]): readonly string[] {
  const inFile = shifted(edits.filter((edit) => edit.file === problem.file));
  const created = changes.find((change) => change.file === problem.file && change.before === null);
  if (created !== undefined) return created.groups;
  if (inFile.length === 0) return [...new Set(changes.flatMap((change) => change.groups))];
  const at = problem.offset ?? 0;
  const distance = (edit: Shifted): number => (at < edit.start ? edit.start - at : at > edit.end ? at - edit.end : 0);
  const nearest = inFile.reduce((best, edit) => (distance(edit) < distance(best) ? edit : best));
  return [nearest.group];
}

interface Shifted {
  readonly start: number;
  readonly end: number;
  readonly group: string;
}

/** Where each edit's text stands after all edits of the file are made. */
function shifted(edits: readonly Edit[]): readonly Shifted[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
    .map((edit) => {
      const start = edit.span.start + shift;
      shift += edit.text.length - (edit.span.end - edit.span.start);
      return { start, end: start + edit.text.length, group: edit.group };
    });
}
