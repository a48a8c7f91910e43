import type { ts } from '../../../typescript.js';
import type { RoutingAccess, WorkflowRouting } from '../../model/config.js';
import type { RouteDecision } from '../../model/decision.js';
import type { RecipeContext } from '../recipe.js';
import { boundAccess } from './access-bound.js';
import { factoryAccess } from './access-factory.js';
import { handedInAccess } from './access-handed-in.js';
import { injectedAccess } from './access-injected.js';
import { unboundAccess } from './access-unbound.js';
import type { ImportRequest, ImportResult } from './imports.js';
import type { Reached } from './specifier.js';

/** One way for starts to come by their routes: what a file imports for it, and how a route function is called there. */
export interface Access {
  /** The names a start needs imported, `startOptions` aside. */
  names(decision: RouteDecision): readonly string[];
  /** The specifier a file imports these names by, or why it cannot. */
  reach(file: string, names: readonly string[], context: RecipeContext): Reached;
  /** Why a start cannot be given a route where it stands; null where it can. */
  refuse(decision: RouteDecision, context: RecipeContext): string | null;
  /** What a file needs beside those imports, and what that is called there. */
  supply(decisions: readonly RouteDecision[], file: AccessFile): ImportResult;
  /** The route function, as it is called for a start. */
  callee(decision: RouteDecision, here: Here): string;
  /** The properties its argument has beside the tenant and the kind; `queue` is how the start writes its queue. */
  fields(decision: RouteDecision, queue: string, here: Here): readonly string[];
}

/** Where a route function is called. */
export interface Here {
  readonly local: Local;
  readonly context: RecipeContext;
}

/** What names are called in a file. */
export type Local = ReadonlyMap<string, string>;

/** A file that is given routes. */
export interface AccessFile {
  readonly source: ts.SourceFile;
  readonly file: string;
  /** Where imports may stand. */
  readonly place: Pick<ImportRequest, 'before' | 'commonJs'>;
  /** What the imported names are called there. */
  readonly local: Local;
  readonly context: RecipeContext;
}

/** The unit that stands for a form of `routing` in the config. */
export function accessOf(routing: RoutingAccess | WorkflowRouting): Access {
  if (routing.form === 'import') return unboundAccess(routing);
  if (routing.form === 'handed-in') return handedInAccess(routing);
  if (routing.form === 'factory') return factoryAccess(routing);
  return routing.form === 'injected' ? injectedAccess(routing) : boundAccess(routing);
}
