/** Whether a file is a component: markup around a script, which is read and never rewritten. */
export const isComponent = (file: string): boolean => /\.(vue|svelte)$/.test(file);

/** Whether a file is source that a compiler reads. */
export const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);

/** A source file as it was read: decoded text without the BOM, and what is needed to write it back unchanged. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  readonly bom: boolean;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
}
