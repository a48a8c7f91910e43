import { surroundingModules } from './execution.js';
import { type Migrated, migrate, type Placed, repositoryWith, runAgain } from './migration.js';
import { type Program, print } from './program.js';
import { type Case, PROPERTIES } from './properties.js';
import type { Setting } from './surroundings.js';

/** What else is tried with the programs. */
interface Also {
  /** How many of the programs are put into a second repository, by other names and in another order. */
  readonly elsewhere: number;
}

/** Puts programs into one repository and does everything to them that a property asks about. */
export async function casesOf(programs: readonly Program[], setting: Setting, also: Also): Promise<readonly Case[]> {
  const printed = programs.map((one) => print(one, setting.modules));
  const { folder, placed } = repositoryWith(printed, setting, (index) => `a${numbered(index)}`);
  const migrated = await migrate(folder, placed);
  const elsewhere = also.elsewhere === 0 ? [] : await migratedElsewhere(placed.slice(0, also.elsewhere), setting);
  const around = await surroundingModules(folder);
  const again = await runAgain(folder, migrated);
  return migrated.map((one, index) => ({
    ...one,
    worlds: programs[index]?.worlds ?? [],
    style: setting.style,
    around,
    elsewhere: elsewhere[index] ?? null,
    again: { sites: again.sites.get(one.file) ?? [], write: again.write.get(one.file) ?? null },
  }));
}

const numbered = (index: number): string => String(index).padStart(5, '0');

/** What becomes of each program when it is called otherwise and the others stand in reversed order. */
async function migratedElsewhere(placed: readonly Placed[], setting: Setting): Promise<readonly string[]> {
  const printed = placed.map((one) => one.printed);
  const turned = repositoryWith(printed.toReversed(), setting, (index) => `z${numbered(index)}`);
  const migrated = await migrate(turned.folder, turned.placed);
  return migrated.map(({ after }) => after).toReversed();
}

/** Everything that is wrong with a case, by property; empty when all hold. */
export async function complaintsOf(one: Case): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const [name, property] of Object.entries(PROPERTIES)) {
    const wrong = await answer(property, one);
    if (wrong.length > 0) complaints.push(`NOT SO: ${name}\n${wrong.join('\n')}`);
  }
  return complaints;
}

/** What a property says; that it cannot be tried is a complaint as well, so that such a program is shrunk and shown. */
async function answer(property: (typeof PROPERTIES)[string], one: Case): Promise<readonly string[]> {
  try {
    return await property(one);
  } catch (error) {
    return [`it cannot be tried: ${String(error)}`];
  }
}

/** A case for people: what is wrong, and the file before and after. */
export const shownCase = ({ file, printed, after }: Migrated, complaints: readonly string[]): string =>
  [...complaints, `--- ${file} before`, visible(printed.text), '--- after', visible(after)].join('\n');

const visible = (text: string): string => text.replaceAll('\r', '␍');
