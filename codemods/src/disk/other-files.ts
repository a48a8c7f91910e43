import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { literally, longestPart } from '../model/pattern.js';
import { isPlainWord, type OtherNames, speaksOfQueues, wholeName, wholeNameLike } from '../model/queue-names.js';
import type { MentionRow } from '../model/report.js';
import { inPool } from './pool.js';

/** What files that are no source of ours say of the legacy queues. */
export interface OtherMentions {
  /** The first of them: charts, dashboards and services in other languages before documents. */
  readonly rows: readonly MentionRow[];
  /** How many there are in all. */
  readonly found: number;
}

const SIZE_LIMIT = 1024 * 1024;
const HEAD = 8192;
const ROWS = 1000;
const TEXT = 200;
/** What may stand before the name in a line that is cut. */
const BEFORE = 80;

/** Configuration, other languages, scripts and queries; dashboards are JSON. Documents come last. */
const WORTH =
  /\.(ya?ml|json[5c]?|jsonnet|libsonnet|toml|ini|conf|cfg|properties|env|tf|tfvars|hcl|nomad|cue|dhall|tpl|tmpl|gotmpl|j2|promql|rules|prom|sh|bash|zsh|fish|ps1|mk|bicep|py|go|java|kt|kts|scala|groovy|gradle|rb|rake|cs|fs|php|rs|ex|exs|clj|sql|xml|dockerfile)$/i;
const WORTH_BY_NAME =
  /^(Dockerfile|Containerfile|Makefile|Procfile|Jenkinsfile|Tiltfile|Earthfile|Justfile|\.env)([.-].*)?$/i;
const DOCUMENTS = /\.(md|mdx|rst|adoc|txt|html?)$/i;
/** Machine-made lists of packages: long, and about nothing of this. */
const LOCKS = /(^|[.-])lock([.-]|$)|^(package-lock|npm-shrinkwrap)\.json$|^go\.sum$|\.min\./i;
/** The config, and what earlier runs wrote: saved plans and reports. */
const OURS = /^temporal-queue\.config\.jsonc?$/;
const WRITTEN_BY_US = /"tool": ?"temporal-queue-codemods |\bfound \d+ = route \d+ \+ routed \d+/;
const FOREIGN = /(^|\/)(node_modules|vendor|vendors|third_party|third-party|bower_components)\//;

/** Finds the lines of other files that name a legacy queue as a whole word. A file that cannot be read, or is no text, has none. */
export async function readOtherFiles(
  root: string,
  files: readonly string[],
  names: OtherNames,
): Promise<OtherMentions> {
  const line = lineMatcher(names);
  const words = [...names.values, ...names.patterns.map(longestPart), ...names.variables];
  const bytes = words.map((name) => Buffer.from(name, 'utf8'));
  const isInside = folderChecker(await realpath(root));
  const [worth, documents] = [
    files.filter(isWorth),
    files.filter((file) => DOCUMENTS.test(file) && !FOREIGN.test(file)),
  ];
  const found = await inPool(bytes.length === 0 ? [] : [...worth, ...documents], async (file) => {
    const content = (await isInside(file)) ? await contentOf(join(root, file)) : null;
    if (content === null || !bytes.some((name) => content.includes(name))) return [];
    if (WRITTEN_BY_US.test(content.subarray(0, HEAD).toString('latin1'))) return [];
    return rowsIn(file, content, line);
  });
  const rows = found.flat();
  return { rows: rows.slice(0, ROWS), found: rows.length };
}

function isWorth(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return !FOREIGN.test(file) && !LOCKS.test(name) && !OURS.test(name) && (WORTH.test(name) || WORTH_BY_NAME.test(name));
}

/** Whether a file's folder is what its path says, and no link to somewhere else; each folder is asked once. */
function folderChecker(root: string): (file: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (file) => {
    const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
    const path = join(root, folder);
    const asked =
      known.get(folder) ??
      realpath(path).then(
        (real) => real === path,
        () => false,
      );
    known.set(folder, asked);
    return asked;
  };
}

async function contentOf(path: string): Promise<Buffer | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  return handle === null ? null : readText(handle).finally(() => handle.close());
}

async function readText(handle: FileHandle): Promise<Buffer | null> {
  const stat = await handle.stat();
  if (!stat.isFile() || stat.size > SIZE_LIMIT) return null;
  const content = await handle.readFile();
  return content.subarray(0, HEAD).includes(0) ? null : content;
}

/** Where on a line a legacy queue is named, -1 when it is not. A plain word counts only where the line speaks of queues. */
function lineMatcher({ values, patterns, variables }: OtherNames): (line: string) => number {
  const either = (sources: readonly string[]): RegExp => new RegExp(sources.length === 0 ? '(?!)' : sources.join('|'));
  const plain = either(values.filter(isPlainWord).map(wholeName));
  const certain = either([
    ...values.filter((name) => !isPlainWord(name)).map(wholeName),
    ...patterns.map(wholeNameLike),
    ...variables.map((name) => `(?<!\\w)${literally(name)}(?!\\w)`),
  ]);
  return (line) => {
    const at = line.search(certain);
    return at === -1 && speaksOfQueues(line) ? line.search(plain) : at;
  };
}

function rowsIn(file: string, content: Buffer, match: (line: string) => number): readonly MentionRow[] {
  return content
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .flatMap((line, index) => {
      const at = match(line);
      return at === -1 ? [] : [{ file, line: index + 1, text: shortened(line, at), where: 'other' as const }];
    });
}

/** The line without the space around it; of a long one (a dashboard's JSON) the part around the name. */
function shortened(line: string, at: number): string {
  const text = line.trim();
  if (text.length <= TEXT) return text;
  const start = Math.max(0, at - (line.length - line.trimStart().length) - BEFORE);
  const end = start + TEXT - 2;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
