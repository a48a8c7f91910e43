import type { Span } from './place.js';
import type { ReasonCode } from './reason.js';
import type { WorkerBudget } from './report.js';

/**
 * One replacement in one file. `group` names the edits that stand or fall together;
 * `why` is shown when an edit is refused.
 */
export interface Edit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
  readonly group: string;
  readonly why: string;
}

/** A file an edit brings into being. */
export interface NewFile {
  readonly file: string;
  readonly text: string;
  readonly group: string;
  readonly why: string;
}

/** What a recipe could not do, and the exact text a person should add. Shown in every report; never silent. */
export interface Advice {
  readonly recipe: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly add: string;
}

/** What a recipe hands back. */
export interface RecipeResult {
  readonly edits: readonly Edit[];
  readonly files: readonly NewFile[];
  readonly advice: readonly Advice[];
  /** What the workers that it rewrites will hold. */
  readonly budgets?: readonly WorkerBudget[];
  /** Groups it could not write at all, and the reason code their starts are asked with. */
  readonly blocked?: readonly { readonly group: string; readonly why: string; readonly reason: ReasonCode }[];
}

/** One file, before and after: what is written, verified and shown. `before` is null for a new file. */
export interface FileChange {
  readonly file: string;
  readonly before: string | null;
  readonly after: string;
  readonly groups: readonly string[];
}
