import type { Kind } from './decision.js';

/** An entry of `legacyQueues`, parsed. */
export type LegacyQueue =
  | { readonly kind: 'literal'; readonly value: string; readonly text: string }
  /** Every name that looks like it: `*` stands for what varies. */
  | { readonly kind: 'pattern'; readonly value: string; readonly text: string }
  | { readonly kind: 'member'; readonly base: string; readonly name: string; readonly text: string }
  | { readonly kind: 'export'; readonly file: string; readonly name: string; readonly text: string }
  | { readonly kind: 'lookup'; readonly key: string; readonly text: string };

/** An entry of `derivedQueues`, parsed: the function that derives a queue, or what the derived name looks like. */
export type DerivedQueue =
  | { readonly kind: 'call'; readonly name: string; readonly text: string }
  | { readonly kind: 'pattern'; readonly value: string; readonly text: string };

/** An entry of `wrappers`: a function around a start, by its file and its path in it. */
export interface NamedWrapper {
  readonly file: string;
  /** `startWorkflow`, `Starter.launch`, `default`. */
  readonly name: string;
  readonly text: string;
}

/** A person's answer to an `ask`, keyed by site id. */
export interface SiteAnswer {
  readonly decision?: 'keep' | 'route' | undefined;
  readonly reason?: string | undefined;
  readonly kind?: string | undefined;
  readonly tenantId?: string | undefined;
  /** The call's hash when the answer was given; without it the answer holds for any text of the call. */
  readonly callHash?: string | undefined;
}

export type Style = 'inline' | 'statement';

/**
 * Where rewritten calls get their routes from: a module of the repository that is bound to its settings, one that makes
 * the routing from settings that are handed in, one with a class that is injected; or the package itself, with the
 * settings written at each call.
 */
export type RoutingAccess =
  | { readonly form: 'module'; readonly module: string; readonly style: Style }
  | {
      readonly form: 'factory';
      readonly module: string;
      /** The exported function that takes the settings. */
      readonly factory: string;
      readonly style: Style;
    }
  | {
      readonly form: 'injected';
      readonly module: string;
      /** The exported class that Nest injects. */
      readonly inject: string;
      readonly style: Style;
    }
  | {
      readonly form: 'import';
      readonly import: string;
      /** Expressions written at each call; `{base}` is the object the legacy queue was read from. */
      readonly settings: { readonly namespace: string; readonly prefix: string; readonly shards: string };
      readonly style: Style;
    };

/** The same in workflow code, which reads no environment: constants of the bundle, or settings that come in as arguments. */
export type WorkflowRouting =
  | Extract<RoutingAccess, { form: 'module' | 'import' }>
  /** Bound at each call, to settings that are handed in. */
  | { readonly form: 'handed-in'; readonly import: string; readonly settings: string; readonly style: Style };

/** The repository's own routing module; null where starts import the package. */
export const routingModuleOf = (routing: RoutingAccess | WorkflowRouting): string | null =>
  'module' in routing ? routing.module : null;

/** What the config says of one workflow, whatever its names and arguments say. */
export interface WorkflowOverride {
  readonly kind?: string | undefined;
  /** Where its tenant id is. */
  readonly tenantId?: string | undefined;
  /** Whether its continue-as-new takes the queue of its route, so that an endless workflow leaves the legacy queue. */
  readonly continueAsNew?: 'keep' | 'move' | undefined;
}

/** The validated config, defaults filled in. */
export interface Config {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly legacyQueues: readonly LegacyQueue[];
  readonly retired: readonly string[];
  /** Queues that are built from a legacy queue, and that a person has dealt with: they are dedicated ones. */
  readonly derivedQueues: readonly DerivedQueue[];
  readonly kinds: readonly Kind[];
  /** By kind, the legacy queues that a person lets share it, although each has workers of its own today. */
  readonly mergedQueues: Readonly<Record<string, readonly string[]>>;
  readonly tenantNames: readonly string[];
  readonly workflows: Readonly<Record<string, WorkflowOverride>>;
  readonly sites: Readonly<Record<string, SiteAnswer>>;
  readonly routing: RoutingAccess;
  /** The same for starts in workflow code, which may read no environment; null where nobody has said. */
  readonly workflowRouting: WorkflowRouting | null;
  readonly workers: readonly { readonly file: string; readonly queues: readonly string[] }[];
  readonly wrappers: readonly NamedWrapper[];
  /** The script that moves the schedules which exist already: written where it is not there; null where nobody asks for it. */
  readonly scheduleScript: string | null;
  readonly tests: 'keep' | 'migrate';
  /** Where it was read from, relative to the root; null when defaults are used. */
  readonly file: string | null;
  /** SHA-256 of the config's text, for the plan. */
  readonly hash: string;
}
