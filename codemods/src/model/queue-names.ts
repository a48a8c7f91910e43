import { literally } from './pattern.js';
import type { ExportedName } from './site.js';

/** What the legacy queues are called, wherever somebody names one. */
export interface QueueNames {
  /** The queues' own names. */
  readonly values: readonly string[];
  /** What they look like, `*` for what varies. */
  readonly patterns: readonly string[];
  /** Settings that hold one: property `name` of something called `base`. An environment variable has the base `env`. */
  readonly members: readonly { readonly base: string; readonly name: string }[];
  readonly exports: readonly ExportedName[];
}

/** What a file in any other language can call one: the queue's own name, or an environment variable that holds it. */
export interface OtherNames {
  readonly values: readonly string[];
  readonly patterns: readonly string[];
  readonly variables: readonly string[];
}

/** Whether a queue's name is a plain word (`default`, `main`) that stands for much else, too. */
export const isPlainWord = (name: string): boolean => /^(\p{Lu}?\p{Ll}+|\p{Lu}+|\d+)$/u.test(name);

/** Whether a text is about Temporal's queues, so that a plain word in it may be the name of one; `default` is a namespace, too. */
export const speaksOfQueues = (text: string): boolean =>
  /task[-_ ]?queue/i.test(text) || (/temporal/i.test(text) && !/namespace/i.test(text));

/**
 * Matches a queue's name as a whole: not inside `main-queue-2`, in front of another part as in `saas.tenant.07`, or in the
 * name of a package (`@main-queue/core`, `@saas/main-queue`). A plain word is a folder's name in a path, too.
 */
export const wholeName = (name: string): string => {
  const whole = asWhole(literally(name));
  return isPlainWord(name) ? `(?<!(?<![tT]ask[-_]?[qQ]ueues?)/)${whole}(?!/)` : whole;
};

/** What varies in a name: more of it, or what a chart, a script or a template puts there (`{{ .Values.version }}`, `${VERSION}`). */
const VARIES = '(?:\\$?\\{+[^}\\n]*\\}+|[\\w.$-])*';

/** Matches a name that looks like a pattern, as a whole. */
export const wholeNameLike = (pattern: string): string => asWhole(pattern.split('*').map(literally).join(VARIES));

const asWhole = (source: string): string => `(?<![\\w$@-])(?<!@[\\w.-]+/)(?<!\\w\\.)${source}(?![\\w$-])(?!\\.\\w)`;
