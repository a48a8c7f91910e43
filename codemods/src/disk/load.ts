import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../model/errors.js';
import { literally } from '../model/pattern.js';
import type { SourceText } from '../model/source.js';
import { isGenerated, isMinified } from './generated.js';

export const SIZE_LIMIT = 2 * 1024 * 1024;
const HEAD = 1024;
const CHUNK = 1024 * 1024;
const SDK = '@temporalio';

export type UnreadReason =
  | 'missing'
  | 'not a file'
  | 'unreadable'
  | 'too large'
  | 'encoding'
  | 'binary'
  | 'lfs pointer'
  | 'not typescript'
  | 'generated'
  | 'minified';

export interface Unread {
  readonly file: string;
  readonly reason: UnreadReason;
}

export interface UnreadRow {
  readonly file: string;
  readonly reason: string;
  readonly fatal: boolean;
}

/** Reads one source file: its text without the BOM, or the reason why it is not looked at. */
export function readSource(root: string, file: string): SourceText | Unread {
  let bytes: Buffer;
  try {
    const path = join(root, file);
    if (!lstatSync(path).isFile()) return { file, reason: 'not a file' };
    const descriptor = openSync(path, 'r');
    try {
      if (fstatSync(descriptor).size > SIZE_LIMIT) return { file, reason: 'too large' };
      bytes = readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { file, reason: codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? 'missing' : 'unreadable' };
  }
  return decode(file, bytes);
}

/** Text from bytes, refusing what a person's editor would not show as source. */
export function decode(file: string, bytes: Uint8Array): SourceText | Unread {
  const odd = oddity(file, bytes, bytes.length);
  if (odd !== null) return { file, reason: odd };
  const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const bom = decoded.charCodeAt(0) === 0xfeff;
  return { file, text: bom ? decoded.slice(1) : decoded, bom, sha256: hashOf(bytes) };
}

/** Why bytes are no source to look at; null when they are. */
function oddity(file: string, bytes: Uint8Array, size: number): UnreadReason | null {
  const odd = sniff(file, bytes.subarray(0, HEAD));
  if (odd !== null) return odd;
  if (size > SIZE_LIMIT) return 'too large';
  // TypeScript is never a minifier's output; a long line in it is data beside code.
  if (/\.[cm]?jsx?$/.test(file) && isMinified(bytes)) return 'minified';
  return isUtf8(bytes) ? null : 'encoding';
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the first kilobyte gives away: `.ts` is also MPEG video, Qt translations and Git LFS pointers. */
function sniff(file: string, head: Uint8Array): UnreadReason | null {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return 'lfs pointer';
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) return 'encoding';
  if (/\.[cm]?tsx?$/.test(file) && (isMpeg(head) || /^(\xef\xbb\xbf)?\s*(<\?xml|<!DOCTYPE TS|<TS[ >])/.test(text))) {
    return 'not typescript';
  }
  if (text.includes('\0')) return 'binary';
  if (isGenerated(text)) return 'generated';
  return null;
}

/** An MPEG transport stream repeats its sync byte every 188 bytes. */
const isMpeg = (head: Uint8Array): boolean =>
  head.length > 376 && head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

export interface Prefiltered {
  /** Files whose bytes match, in the order given. */
  readonly files: readonly string[];
  /** Unreadable files without a word of the SDK, per reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Files that cannot be read as source; `fatal` when they mention the SDK, so that a start could hide there. */
  readonly unread: readonly UnreadRow[];
}

const NOTHING = /(?!)/;

/**
 * A fast pass over bytes that finds the files worth parsing. The patterns see each byte as one character;
 * `legacy` finds a legacy queue's name.
 */
export function prefilter(
  root: string,
  files: readonly string[],
  pattern: RegExp,
  legacy: RegExp = NOTHING,
): Prefiltered {
  const words = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  const results = files.map((file) => examine(root, file, { look: (text) => words.test(text), legacy }));
  const skipped = new Map<string, number>();
  const unread: UnreadRow[] = [];
  for (const [index, result] of results.entries()) {
    if (typeof result === 'boolean') continue;
    const file = files[index] as string;
    if (result.reason === 'unreadable' || result.reason === 'missing')
      unread.push({ file, reason: result.reason, fatal: result.reason === 'unreadable' });
    else if (result.suspect !== null) unread.push({ file, reason: result.reason, fatal: isFatal(result) });
    else skipped.set(result.reason, (skipped.get(result.reason) ?? 0) + 1);
  }
  return {
    files: files.filter((_, index) => results[index] === true),
    skipped: Object.fromEntries([...skipped].sort(([a], [b]) => (a < b ? -1 : 1))),
    unread,
  };
}

/** What a file that is not read gives away: a legacy queue's name, or only the SDK's. */
export type Suspect = 'legacy' | 'sdk' | null;

interface Odd {
  readonly reason: UnreadReason;
  readonly suspect: Suspect;
}

/** Build output is made again from sources that are looked at themselves: a row, never a reason to stop. */
export const isOutput = (reason: string): boolean => reason === 'generated' || reason === 'minified';

const isFatal = ({ reason, suspect }: Odd): boolean => suspect !== null && !isOutput(reason);

/** One file, read without a promise: over ten thousand files they would cost more than the reading. */
function examine<T>(root: string, file: string, { look, legacy }: Question<T>): T | Odd {
  let descriptor: number;
  try {
    descriptor = openSync(join(root, file), READ_ONLY);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { reason: 'missing', suspect: null };
    // Unread bytes may hold a start: nobody can say they do not.
    return { reason: 'unreadable', suspect: null };
  }
  try {
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    const bytes = buffer.subarray(0, length);
    const text = buffer.toString('latin1', 0, Math.min(length, SIZE_LIMIT));
    const odd = oddity(file, bytes, length);
    if (odd === null) return look(text);
    return { reason: odd, suspect: odd === 'too large' ? scan(descriptor, legacy) : judge(text, legacy) };
  } catch {
    return { reason: 'unreadable', suspect: null };
  } finally {
    closeSync(descriptor);
  }
}

/** Those of the files whose bytes match, read and let go of. The pattern sees each byte as one character. */
export const filesMatching = (root: string, files: readonly string[], pattern: RegExp): readonly string[] =>
  files.filter(
    (file) => examine<boolean>(root, file, { look: (text) => pattern.test(text), legacy: NOTHING }) === true,
  );

/** Those of the files whose bytes hold one of the names as a whole word. */
export const filesNaming = (root: string, files: readonly string[], names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : filesMatching(root, files, anyOf(names));

/** A pattern for bytes: one of the names, and no part of a longer one. */
function anyOf(names: readonly string[]): RegExp {
  const bytes = names.map((name) => literally(Buffer.from(name, 'utf8').toString('latin1')));
  return new RegExp(`(?<![\\w$\\x80-\\xff])(?:${bytes.join('|')})(?![\\w$\\x80-\\xff])`);
}

/** What the text of one file gives, its bytes seen as one character each; null when it is no source. */
export function readBytes<T extends object>(root: string, file: string, look: (text: string) => T): T | null {
  const seen = examine(root, file, { look: (text) => ({ given: look(text) }), legacy: NOTHING });
  return 'given' in seen ? seen.given : null;
}

interface Question<T> {
  look(text: string): T;
  readonly legacy: RegExp;
}

const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
/** One byte more than a file may have, and the same one for every file. */
const buffer = Buffer.allocUnsafe(SIZE_LIMIT + 1);

/** What the bytes of a file that is left out give away; null, too, when there is no such file any more. */
export function suspectOf(root: string, file: string, legacy: RegExp): Suspect {
  let descriptor: number;
  try {
    descriptor = openSync(join(root, file), 'r');
  } catch {
    return null;
  }
  try {
    return scan(descriptor, legacy);
  } finally {
    closeSync(descriptor);
  }
}

function scan(descriptor: number, legacy: RegExp): Suspect {
  const chunk = Buffer.alloc(CHUNK);
  let tail = '';
  let sdk: Suspect = null;
  for (let at = 0; ; ) {
    const bytesRead = readSync(descriptor, chunk, 0, CHUNK, at);
    if (bytesRead === 0) return sdk;
    const text = tail + chunk.toString('latin1', 0, bytesRead);
    const suspect = judge(text, legacy);
    if (suspect === 'legacy') return suspect;
    sdk ??= suspect;
    tail = text.slice(-1024);
    at += bytesRead;
  }
}

/** In UTF-16 every other byte of an ASCII word is zero. */
function judge(latin1: string, legacy: RegExp): Suspect {
  const plain = latin1.includes('\0') ? latin1.replaceAll('\0', '') : latin1;
  return legacy.test(plain) ? 'legacy' : mentionsSdk(plain) ? 'sdk' : null;
}

/** Whether a text names the SDK. */
export const mentionsSdk = (text: string): boolean => text.includes(SDK);

/** The text of a file a person named on the command line. */
export async function readNamed(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path}: cannot be read (${(error as Error).message}).\nCheck the name.`, { cause: error });
  }
}

/** The root, if it is a folder. */
export async function refuseNoFolder(root: string): Promise<void> {
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory() === true) return;
  throw new UsageError(
    `--root ${root}: ${found === null ? 'there is no such folder' : 'not a folder'}.\nGive the folder of the repository.`,
  );
}
