import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './built.js';
import { uninstall } from './repo.js';

const fixtures = join(root, 'fixtures');

/** What every case is laid over, so that it holds only what it is about. */
export const base = join(fixtures, 'base');

/** One fixture: `theme/case`, and its folder. */
export interface Case {
  readonly name: string;
  readonly folder: string;
}

export function casesOf(): readonly Case[] {
  const themes = readdirSync(fixtures).filter((theme) => theme !== 'base' && theme !== 'saas-app');
  return themes.flatMap((theme) =>
    readdirSync(join(fixtures, theme)).map((name) => ({
      name: `${theme}/${name}`,
      folder: join(fixtures, theme, name),
    })),
  );
}

/** What installing would have linked in a workspace, path by path; null takes the installed packages away. */
export type Links = Readonly<Record<string, string | null>>;

export function linksOf(folder: string): Links {
  const linked = join(folder, 'links.json');
  return existsSync(linked) ? (JSON.parse(readFileSync(linked, 'utf8')) as Links) : {};
}

export function install(folder: string, links: Links): void {
  for (const [path, target] of Object.entries(links)) {
    const link = join(folder, path);
    if (target === null) rmSync(link);
    else {
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(relative(dirname(link), join(folder, target)), link);
    }
  }
}

const LOCK_FILE = /^(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/;

/** What a lock file says counts only where nothing is installed. */
export function uninstallWhereLocked({ folder }: Pick<Case, 'folder'>, folders: readonly string[]): void {
  if (readdirSync(join(folder, 'before')).some((file) => LOCK_FILE.test(file)))
    for (const one of folders) uninstall(one);
}
