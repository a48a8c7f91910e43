/** An error of the repository's own compiler; one about the options has no file. */
export interface Complaint {
  readonly file: string | null;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}
