import type { ReasonCode } from './reason.js';
import type { ExportedName, FanOut, StartSite } from './site.js';

/** A statement of one rule about one site. Hints alone never route. */
export interface Evidence {
  readonly rule: string;
  readonly kind: string | null;
  readonly strength: 'certain' | 'hint';
  readonly because: string;
  readonly at: string;
}

/** A workload kind of the config: how it is routed and which workflows it claims (exact names and globs). */
export interface Kind {
  readonly name: string;
  readonly scope: 'tenant' | 'system';
  readonly workflows: readonly string[];
}

/** How the rewritten call reaches the tenant id, ready to print. */
export interface TenantChoice {
  readonly expression: string;
  /** False when the expression is only valid where the options are written. */
  readonly validAtCall: boolean;
}

/** How an unbound route reaches the settings at the call: by an expression written there, or by an import. */
export type SettingsAccess =
  | { readonly form: 'written'; readonly base: string }
  | { readonly form: 'imported'; readonly from: ExportedName };

interface Decided {
  readonly site: StartSite;
  readonly legacy: boolean;
  readonly evidence: readonly Evidence[];
  readonly candidates: readonly string[];
}

/**
 * The verdict on one site. `primary`: its queue is the one the bound routing module falls back to; another
 * legacy queue is handed to the route, so that with routing off every start stays where it was. `settings`: what `{base}` stands for in the unbound form, null where it is not needed.
 */
export type Decision = Decided &
  (
    | {
        readonly decision: 'route';
        readonly kind: Kind;
        readonly tenant: TenantChoice | null;
        readonly primary: boolean;
        readonly settings: SettingsAccess | null;
        /** It takes no route: without its own queue it follows the workflow it stands in. */
        readonly follows: boolean;
      }
    | { readonly decision: 'routed'; readonly kind: string | null; readonly wrong: string | null }
    | {
        readonly decision: 'keep';
        readonly reason: ReasonCode;
        readonly detail: string | null;
        readonly kind: string | null;
      }
    | {
        readonly decision: 'ask';
        readonly reason: ReasonCode;
        readonly detail: string | null;
        readonly kind: string | null;
        /** The legacy queues that would become one, where that is the question. */
        readonly queues?: readonly string[];
      }
  );

export type RouteDecision = Extract<Decision, { decision: 'route' }>;

/** An activity that does one tenant's work inside a system job, and the route that would give it a queue and a key of its own. */
export interface TenantActivity {
  readonly fanOut: FanOut;
  readonly workflow: string;
  readonly kind: string;
  readonly tenant: string;
  readonly route: string;
}
