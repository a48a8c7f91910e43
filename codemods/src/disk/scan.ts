import { type Entries, type FileList, type FileQuery, listEntries, listFiles } from './files.js';
import { type Prefiltered, prefilter } from './load.js';

/** Which files to list, and what the bytes of one worth parsing match. */
export interface ScanQuery extends FileQuery {
  readonly root: string;
  readonly words: RegExp;
  readonly legacy: RegExp;
}

export interface Scan {
  readonly listing: FileList;
  readonly filtered: Prefiltered;
}

/** list → prefilter: needs no compiler, and the first step no config. */
export async function scan(
  { root, words, legacy, ...query }: ScanQuery,
  entries: Promise<Entries> = listEntries(root),
): Promise<Scan> {
  const listing = await listFiles(root, query, await entries);
  return { listing, filtered: prefilter(root, listing.files, words, legacy) };
}
