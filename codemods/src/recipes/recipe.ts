import type { ts } from '../../typescript.js';
import type { Config } from '../model/config.js';
import type { Decision, RouteDecision } from '../model/decision.js';
import type { RecipeResult } from '../model/edit.js';
import type { ActivityUse, WorkerUse } from '../model/site.js';
import type { SourceText } from '../model/source.js';

/** What a recipe may look at. Everything here is about the repository as it is before any edit. */
export interface RecipeContext {
  readonly config: Config;
  readonly decisions: readonly Decision[];
  /** What is rewritten in workflow code, which has a routing of its own: apart from the decisions. */
  readonly inWorkflows: readonly RouteDecision[];
  /** The workers on a legacy queue and the routed ones, tests aside. */
  readonly workers: readonly WorkerUse[];
  /** The activity proxies pinned to a legacy queue that may follow their workflow. */
  readonly activities: readonly ActivityUse[];
  /** Every file of the run, sorted. */
  readonly files: readonly string[];
  /** The change groups that were taken back already, each with the reason: nothing may count on them. */
  readonly without?: ReadonlyMap<string, string>;
  read(file: string): SourceText | null;
  syntax(file: string): ts.SourceFile | null;
  typed(
    file: string,
  ): { readonly sourceFile: ts.SourceFile; readonly checker: ts.TypeChecker; readonly program: ts.Program } | null;
  /** The compiler options of the file's tsconfig. */
  optionsOf(file: string): ts.CompilerOptions;
  packageOf(file: string): string | null;
  relative(absolutePath: string): string | null;
}

/** One codemod: plain data; the runner owns reading, writing and dry runs. */
export interface Recipe {
  readonly id: string;
  readonly describe: string;
  edit(context: RecipeContext): RecipeResult;
}
