import type { ScanQuery } from './disk/scan.js';
import type { Config, LegacyQueue } from './model/config.js';
import { literally, longestPart, onOneLine } from './model/pattern.js';

/** Where a run looks, by which config. */
export interface ScanOptions {
  readonly root: string;
  readonly config: Config;
  readonly paths?: readonly string[] | undefined;
  readonly since?: string | undefined;
  readonly staged?: boolean | undefined;
}

/** The files a run looks at, and the words that make one worth parsing. Knows no compiler: files are looked for before it is there. */
export const scanQuery = ({ root, config, paths, since, staged }: ScanOptions): ScanQuery => ({
  root,
  include: config.include,
  exclude: config.exclude,
  paths,
  since,
  staged,
  words: candidatePattern(config),
  legacy: legacyPattern(config),
});

/** A file can hold a start only if its bytes match: a method name of the SDK or a word of its vocabulary. */
export const CANDIDATE =
  /taskQueue|temporalio|nestjs-temporal|signalWithStart|temporal-queue-routing|\.workflow\b|workflowId|(start|execute)Child\b|ontinueAsNew|schedule\??\.getHandle/;

/** Files that may hold a start, or name a legacy queue. */
export function candidatePattern(config: Config): RegExp {
  const names = config.legacyQueues.map((entry) => literally(asBytes(wordOf(entry))));
  return new RegExp([CANDIDATE.source, ...names].join('|'));
}

/** What stands in a file that goes by an entry; of a pattern, the longest part that does not vary. */
export function wordOf(entry: LegacyQueue): string {
  if (entry.kind === 'literal') return entry.value;
  if (entry.kind === 'pattern') return longestPart(entry.value);
  return entry.kind === 'lookup' ? entry.key : entry.name;
}

/** A legacy queue's name as code writes it: a literal in quotes, a property or constant as a whole word. */
export function legacyPattern(config: Config): RegExp {
  const names = config.legacyQueues.map((entry) => {
    if (entry.kind === 'pattern') return `['"\`]${onOneLine(asBytes(entry.value))}['"\`]`;
    const word = literally(asBytes(wordOf(entry)));
    return entry.kind === 'literal' || entry.kind === 'lookup' ? `['"\`]${word}['"\`]` : `(?<![\\w$])${word}(?![\\w$])`;
  });
  return new RegExp(names.length === 0 ? '(?!)' : names.join('|'));
}

/** The UTF-8 bytes of a text, one character each: what the patterns are matched against. */
export const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
