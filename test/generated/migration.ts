import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../codemods/src/config/index.js';
import { type Edited, edit } from '../../codemods/src/edit.js';
import type { Decision } from '../../codemods/src/model/decision.js';
import type { Edit } from '../../codemods/src/model/edit.js';
import type { PlanFile, SiteRow } from '../../codemods/src/model/report.js';
import { RECIPES } from '../../codemods/src/recipes/index.js';
import { plan } from '../../codemods/src/run.js';
import { recipeContext, survey } from '../../codemods/src/survey.js';
import { folderOf } from '../kit/repo.js';
import type { Printed } from './program.js';
import { type Setting, surroundings } from './surroundings.js';

/** A program as a file of a repository. */
export interface Placed {
  readonly file: string;
  readonly printed: Printed;
}

/** What the tool made of one program: what it decided, its edits, and the text with them. */
export interface Migrated extends Placed {
  readonly decisions: readonly Decision[];
  readonly edits: readonly Edit[];
  readonly after: string;
}

/** A repository with these programs, by the names that `nameOf` gives them. */
export function repositoryWith(
  programs: readonly Printed[],
  setting: Setting,
  nameOf: (index: number) => string,
): { readonly folder: string; readonly placed: readonly Placed[] } {
  const placed = programs.map((printed, index) => ({ file: `src/${nameOf(index)}.${printed.extension}`, printed }));
  const files = Object.fromEntries(placed.map(({ file, printed }) => [file, textOf(printed, printed.text)]));
  return { folder: folderOf(...surroundings(setting), files), placed };
}

const textOf = ({ bom }: Printed, text: string): string => (bom ? '\uFEFF' : '') + text;

/** find → decide → edit, nothing taken back: a back-out must not hide a bad rewrite. */
export async function migrate(folder: string, placed: readonly Placed[]): Promise<readonly Migrated[]> {
  const config = await loadConfig({ root: folder });
  const seen = await survey({ root: folder, config });
  if (seen.unread.length > 0) throw new Error(`not read: ${JSON.stringify(seen.unread.slice(0, 3))}`);
  const edited = edit(RECIPES, recipeContext(seen.workspace, config, seen.decisions, seen.found), new Set());
  refuseStray(edited, placed);
  const decisions = grouped(seen.decisions, (one) => one.site.at.file);
  const edits = grouped(edited.edits, (one) => one.file);
  const afters = new Map(edited.changes.map((change) => [change.file, change.after]));
  return placed.map((one) => ({
    ...one,
    decisions: decisions.get(one.file) ?? [],
    edits: edits.get(one.file) ?? [],
    after: afters.get(one.file) ?? one.printed.text,
  }));
}

/** What is refused, and what is changed outside the programs, belongs to no case: it is an error by itself. */
function refuseStray({ refused, changes }: Edited, placed: readonly Placed[]): void {
  const files = new Set(placed.map(({ file }) => file));
  const stray = changes.filter(({ file }) => !files.has(file)).map(({ file }) => file);
  const why = [...refused.map((one) => `${one.group}: ${one.why}`), ...stray.map((file) => `${file} is changed`)];
  if (why.length > 0) throw new Error(why.slice(0, 5).join('\n'));
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** What a second run sees: the sites of each file, and what it would write. */
export interface SecondRun {
  readonly sites: ReadonlyMap<string, readonly SiteRow[]>;
  readonly write: ReadonlyMap<string, string>;
}

/** Writes the edited texts and plans again. */
export async function runAgain(folder: string, migrated: readonly Migrated[]): Promise<SecondRun> {
  for (const { file, printed, after } of migrated) writeFileSync(join(folder, file), textOf(printed, after));
  const planned = await planOf(folder);
  return {
    sites: grouped(planned.report.sites, ({ file }) => file),
    write: new Map(planned.write.map(({ file, after }) => [file, after])),
  };
}

/** A plan as the command makes it, with rollback off. */
export const planOf = async (folder: string): Promise<PlanFile> =>
  plan({ root: folder, config: await loadConfig({ root: folder }), rollback: false });
