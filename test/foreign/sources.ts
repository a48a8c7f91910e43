import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../kit/built.js';

/** A source file that somebody else published. */
export interface ForeignSource {
  readonly from: string;
  readonly extension: string;
  readonly bytes: Buffer;
}

/** What `npm ci` installs here and in the fixture that is a whole service. */
const INSTALLED = ['node_modules', 'fixtures/saas-app/node_modules'];
/** Code that starts workflows, and our own. */
const KNOWN = /^(@temporalio|temporal-queue-)/;
const SOURCE = /(?<!\.d)\.([cm]?[jt]sx?)$/;
const LARGEST = 60_000;

/** Published source files, TypeScript first, each content once; the same in every clone. */
export function foreignSources(most: number): readonly ForeignSource[] {
  const files = INSTALLED.flatMap((folder) => filesBelow(join(root, folder)));
  const typed = files.filter((file) => /\.[cm]?tsx?$/.test(file));
  const seen = new Set<string>();
  const sources: ForeignSource[] = [];
  for (const file of [...typed, ...spread(files.filter((one) => !typed.includes(one)))]) {
    if (sources.length === most) break;
    const bytes = readFileSync(file);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (bytes.length === 0 || seen.has(hash)) continue;
    seen.add(hash);
    sources.push({ from: file.slice(root.length), extension: SOURCE.exec(file)?.[1] ?? '', bytes });
  }
  return sources;
}

/** Every package gets its turn: the list in strides. */
const spread = (files: readonly string[]): readonly string[] =>
  [0, 1, 2, 3, 4, 5, 6].flatMap((start) => files.filter((_, at) => at % 7 === start));

function filesBelow(folder: string): readonly string[] {
  const found: string[] = [];
  const packages = readdirSync(folder).filter((name) => !name.startsWith('.') && !KNOWN.test(name));
  for (const name of packages.sort()) {
    const entries = readdirSync(join(folder, name), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile() && SOURCE.test(entry.name) && !/[.-]min\./.test(entry.name) && statSync(file).size <= LARGEST)
        found.push(file);
    }
  }
  return found.sort();
}
