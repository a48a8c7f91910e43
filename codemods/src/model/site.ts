import type { Place, Proof, Span } from './place.js';

/** Every way a start is spelled; a closed list, part of the JSON report's contract. */
export const APIS = [
  'client.start',
  'client.execute',
  'client.signalWithStart',
  'withStartOperation',
  'schedule.create',
  'schedule.update',
  'child.start',
  'child.execute',
  'continueAsNew',
  'makeContinueAsNew',
  'nexus.start',
  'raw',
] as const;
export type Api = (typeof APIS)[number];

/** A module's export: root-relative file and exported name. */
export interface ExportedName {
  readonly file: string;
  readonly name: string;
}

/**
 * One step of tracing a queue expression back to what it means.
 * `member` is property `name` of a binding or member called `base` (null when the object has no name); `shared` when that
 * object is the module's own (a top-level or imported name), not handed to this function or instance;
 * `export` is a module-level name, written `path#export` in a config; `env` is an environment variable;
 * `parameter` a parameter of an enclosing function, or of a constructor (`of`); `call` the result of a call; `lookup` what a settings service gives for
 * a key; `unresolved` an import we cannot follow.
 */
export type Hop =
  | {
      readonly kind: 'member';
      readonly base: string | null;
      readonly name: string;
      readonly shared: boolean;
      /** Where that object can be imported from, when it is a module's export by that very name. */
      readonly owner: ExportedName | null;
      /** What that object is called where it is declared, when it goes by another name here. */
      readonly declared?: string;
      readonly at: Place;
    }
  | { readonly kind: 'export'; readonly file: string; readonly name: string; readonly at: Place }
  | { readonly kind: 'env'; readonly name: string; readonly at: Place }
  | { readonly kind: 'parameter'; readonly name: string; readonly of?: ConstructorFact; readonly at: Place }
  | { readonly kind: 'call'; readonly callee: string; readonly at: Place }
  | { readonly kind: 'lookup'; readonly key: string; readonly at: Place }
  | { readonly kind: 'unresolved'; readonly name: string; readonly at: Place };

/** What is given to a constructor is up to whoever makes the object, and not to those who call its methods. */
export interface ConstructorFact {
  readonly class: string;
  /** Where the class is declared. */
  readonly declared: { readonly file: string; readonly start: number };
  readonly position: number;
  /** The way from the argument to the value; null where it cannot be told, or may be another by now. */
  readonly path: readonly string[] | null;
}

/** One value a queue expression can take: how it was reached, and the literal when it ends in one. */
export interface QueueArm {
  readonly value: string | null;
  readonly hops: readonly Hop[];
  /** Arms of the queue a call or a template builds this one from (`turnQueue(x)`, `${x}-turns`). */
  readonly derivedFrom?: readonly QueueArm[];
  /** What is known of a derived queue's name, `*` for the rest: `*-turns`. */
  readonly pattern?: string;
  /** A declaration on the way was not followed: types may say more. */
  readonly open?: true;
}

/** What a start says about its queue. `absent` when the options name none and the SDK's default applies. */
export interface QueueFact {
  readonly text: string;
  readonly absent: boolean;
  readonly arms: readonly QueueArm[];
  readonly proof: Proof;
}

/** What the checker says about an expression that might name a tenant. */
export type TenantType =
  | 'string'
  | 'number'
  | 'bigint'
  | 'brand'
  | 'nullable'
  | 'any'
  | 'object'
  | 'other'
  | 'unproved';

/** Where an expression stands in the call, so that a name in scope can be told from a name that flows into it. */
export type FlowsInto = 'args' | 'workflowId' | 'memo' | 'searchAttributes' | 'signalArgs' | 'scope';

/**
 * An expression at the call that could name the tenant, gathered without judging it.
 * `names` are the dotted names it answers to (`tenant.id` answers to `id` and `tenant.id`), `role` what gave it its name.
 */
export interface TenantFact {
  readonly expression: string;
  readonly role: 'parameter' | 'property' | 'searchAttribute' | 'memo' | 'path';
  readonly names: readonly string[];
  readonly flowsInto: FlowsInto;
  /** Position in `args` of the argument it is, or is a part of. */
  readonly position: number | null;
  /** It is the argument itself, as written, not a part of one. */
  readonly argument: boolean;
  /** What the workflow calls the argument it is a part of; null when that is not known. */
  readonly of: string | null;
  /** What the workflow calls its other arguments; none where only its name is known. */
  readonly beside: readonly string[];
  /** False when the workflow asks for another type than the expression has. */
  readonly fits: boolean;
  /** A spread written after it may replace it. */
  readonly overridden: boolean;
  readonly type: TenantType;
  /** False when evaluating it twice could do something: a call, a getter, an assignment. */
  readonly pure: boolean;
  /** Whether the expression means the same at the call itself, when the options are written elsewhere. */
  readonly validAtCall: boolean;
  /** True when the expression is the argument or property as written; false when it only reaches into a whole object that flows. */
  readonly exact: boolean;
  readonly at: Place;
}

/** A place among a workflow's arguments: one of them, or a property of one. */
export interface InputSlot {
  readonly position: number;
  readonly property: string | null;
}

/** A name in a workflow's body that stands for one of its arguments, or a property of one, and is never written to. */
export interface WorkflowInput extends InputSlot {
  readonly name: string;
}

/** A place of the arguments that goes on to the next run as it was given; of a whole argument, all but some properties. */
export interface CarriedInput extends InputSlot {
  readonly except: readonly string[];
}

/** How the site's queue is already taken from the routing module, when it is. */
export interface RoutedFact {
  readonly function: 'routeForTenant' | 'routeForSystemJob';
  /** Null when the kind argument cannot be read. */
  readonly kind: string | null;
  readonly tenantId: string | null;
  /** True when the queue is routed but no priority travels with it. */
  readonly priorityMissing: boolean;
  readonly at: Place;
}

/** Where the edit would go; offsets into the file named, which may be another than the site's (options in a constant). */
export interface OptionsAnchor {
  readonly file: string;
  /** `inline` the literal stands in the call; `variable` in a declaration; `opaque` it could not be reached; `none` there are no options, and could be. */
  readonly form: 'inline' | 'variable' | 'opaque' | 'none';
  /** The object literal that holds `taskQueue`, when reached. */
  readonly literal: Span | null;
  /** The `taskQueue` property in it (whole property, without the comma). */
  readonly property: Span | null;
  /** The options argument as written at the call (`options`, `{ … }`). */
  readonly argument: Span;
  /** For `variable`: how many other places read the variable. */
  readonly otherReads: number;
  /** A `priority` beside the queue already, written there or brought by a spread. */
  readonly hasPriority: boolean;
  /** That priority, where it is written there; `key` where it is `{ priorityKey: 3 }` and nothing else. */
  readonly priority: { readonly property: Span; readonly text: string; readonly key: string | null } | null;
  /** A spread or key after the queue that could override it; the text of it. */
  readonly overriddenBy: string | null;
}

/** The parameter of an enclosing function that decides the start, and who calls that function. */
export interface WrapperFact {
  readonly function: string;
  readonly parameters: readonly string[];
  /** How its calls are told from those of others; null when it has no name to be called by. */
  readonly called: CalledFact | null;
  /** What becomes of its parameters. */
  readonly flow: WrapperFlow;
  /** What a config may call it, `path#name`: by its own path, its class or object, and the types it is seen as. */
  readonly names: readonly string[];
  /** The config names it: its callers are the sites. */
  readonly named: boolean;
}

/** From a call of a function to a value: which argument, and the properties from there on. */
export interface Way {
  readonly parameter: number;
  readonly path: readonly string[];
}

/** How a function makes a start of what it is given. */
export interface WrapperFlow {
  /** The workflow, where a caller chooses it. */
  readonly workflow: Way | null;
  /** The queue, where a caller can choose it. */
  readonly queue: Way | null;
  /** The caller's own object, where its queue reaches the SDK and a priority beside it would, too. */
  readonly options: Way | null;
  /** The options that the function writes itself, whatever that object says. */
  readonly own: readonly string[];
  /** What would have to be written in the function, so that a route could be passed; null where it can. */
  readonly lacks: string | null;
}

/** A start by way of a function of the repository that the config names: this is a call of it. */
export interface ThroughFact {
  readonly function: string;
  /** The start itself. */
  readonly at: Place;
  /** Why a route written here would not arrive; null when it would. */
  readonly drops: string | null;
  /** The call passes no queue: the wrapper falls back to one of its own, whose text means nothing here. */
  readonly fallsBack: boolean;
}

/** What a function of the repository is called by, and where it is. */
export interface CalledFact {
  readonly name: string;
  /** The class it is a method of. */
  readonly owner: string | null;
  /** What its object goes by where nobody declares its type: the class, the variable, the function that makes it. */
  readonly holder: string | null;
  /** It is what its module exports as a whole: importers call it as they like. */
  readonly isDefault: boolean;
  /** How many arguments a call must have. */
  readonly required: number;
  readonly declared: { readonly file: string; readonly start: number };
}

/** A member of a type that a function's object is seen as: `launch` of `interface Starter`. Whoever calls it may call the function. */
export interface MemberFact {
  /** `Starter.launch`. */
  readonly name: string;
  readonly declared: { readonly file: string; readonly start: number };
}

/** A place that calls a wrapper, or hands it on. */
export interface CallerFact {
  readonly at: Place;
  readonly passes: string;
  /** False where nothing shows that it is the wrapper but its name: nobody can say what the receiver is. */
  readonly sure: boolean;
  /** The member of a type that is called, where the wrapper is only what stands behind it. */
  readonly as: string | null;
}

/**
 * A handler that an error of the route, thrown while the options are made, ends in or passes by. `catch` a clause around the
 * start; `promise` a handler on the function that is called in place around it; `void` that function's promise is dropped;
 * `too-late` a handler on a promise that is not there yet when the options are made; `all-settled` the same for all that are
 * started in one loop.
 */
export interface SwallowFact {
  readonly how: 'catch' | 'promise' | 'void' | 'too-late' | 'all-settled';
  readonly at: Place;
}

/** A place in code that gives (or lets inherit) a task queue to a workflow execution. Facts only: no verdict. */
export interface StartSite {
  readonly id: string;
  readonly at: Place;
  readonly api: Api;
  readonly enclosing: string;
  readonly test: boolean;
  /** The first 16 hex digits of the SHA-256 of the call's normalised text; a person's answer is valid only while it is unchanged. */
  readonly callHash: string;
  /** The whole call or `new`, and the name token that `at` points to. */
  readonly call: Span;
  readonly callText: string;
  readonly receiver: Proof;
  readonly workflow: { readonly name: string | null; readonly text: string; readonly proof: Proof };
  readonly queue: QueueFact;
  readonly routed: RoutedFact | null;
  readonly wrapper: WrapperFact | null;
  readonly callers: readonly CallerFact[];
  /** For the call of a named wrapper: where it leads. */
  readonly through: ThroughFact | null;
  readonly tenants: readonly TenantFact[];
  readonly options: OptionsAnchor;
  /** In workflow code no settings may be read from the environment. */
  readonly inWorkflowCode: boolean;
  /** The workflows a start in workflow code stands in, as a worker registers them; none where that cannot be told. */
  readonly parents: readonly string[];
  /** In workflow code: the names that stand for what the one workflow around the start was given. */
  readonly inputs: readonly WorkflowInput[];
  /** Of a continue-as-new: what of the workflow's own arguments goes on as it was given. */
  readonly carried: readonly CarriedInput[];
  /** What the arguments of the workflow are called, read by syntax alone: enough for a hint or a proposal, never for a route. */
  readonly passed: readonly PassedName[];
  /** How many arguments the workflow is given; null where they are not written one by one. */
  readonly argumentCount: number | null;
  /** Where an error of the route would be lost, or pass a handler by. */
  readonly swallowed: SwallowFact | null;
  /** It is started again and again: a schedule, or a cron expression in the options. */
  readonly recurring: boolean;
  /** The reason of a `// temporal-queue-ignore: <reason>` comment, '' when it gives none, null when there is no comment. */
  readonly ignore: string | null;
  /** What every `// temporal-queue: <kind>` comment at the call says. */
  readonly kindComments: readonly KindComment[];
  /** A library between the call and the SDK that hands on the queue but no priority; null for the SDK itself. */
  readonly library: string | null;
  /** The SDK's version (of a range that is only declared, the lowest it allows), null when unknown. */
  readonly sdkVersion: string | null;
  /** The same for people, with where it is known from: `1.11.8 by pnpm-lock.yaml`. */
  readonly sdkVersionText: string | null;
}

/** An expression that is passed on, with the dotted names it answers to: `tenant.id` answers to `tenant.id` and `id`. */
export interface PassedName {
  readonly expression: string;
  readonly names: readonly string[];
  /** Which argument it is, or is a property of. */
  readonly position: number;
  /** Null for an argument itself. */
  readonly property: string | null;
}

/** A comment that says which kind a start is; '' where it says nothing. */
export interface KindComment {
  readonly says: string;
  readonly at: Place;
}

/** An activity with a queue of its own, by a proxy in workflow code or started by itself: beside the sites, outside the ledger. */
export interface ActivityUse {
  readonly at: Place;
  readonly api: 'proxyActivities' | 'scheduleActivity' | 'activity.start' | 'activity.execute';
  readonly test: boolean;
  readonly queue: QueueFact;
  /** The queue's property, when it is written in this file at the call. */
  readonly property: Span | null;
  /** The exported functions around it, or that use it, else all of the file: the workflows whose activities these are, unless other files import the proxy. */
  readonly workflows: readonly string[];
  /** Names the proxy's result is exported under, so that workflows elsewhere may use it. */
  readonly exported: boolean;
}

/** An activity on its workflow's own queue, called once for each of many. */
export interface FanOut {
  readonly at: Place;
  readonly test: boolean;
  /** The call's function, and what it is passed. */
  readonly activity: string;
  readonly passed: readonly PassedName[];
  /** The workflows it stands in, as a worker registers them; none where that cannot be told. */
  readonly workflows: readonly string[];
  /** The reason of a `temporal-queue-ignore` comment, as at a start. */
  readonly ignore: string | null;
}

/** A workflow that is started where others run, and those. */
export interface Follower {
  readonly workflow: string;
  /** The workflows it is started in, by way of helpers in other files, too. */
  readonly parents: readonly string[];
}

/** A workflow that hands the queue it runs on to a function, which may make another name of it. */
export interface OwnQueueUse {
  readonly at: Place;
  readonly test: boolean;
  /** The function's own name, and the call as written. */
  readonly callee: string;
  readonly text: string;
  /** The exported functions around it, and those that use them. */
  readonly workflows: readonly string[];
  readonly file: string;
}

/** A place that goes by the queue's name around a worker, or makes another name of it: a routed queue has a name of its own. */
export interface QueueComparison {
  readonly effect: 'decides' | 'renames';
  readonly at: Place;
  readonly text: string;
}

/** How a function of the repository lets its callers choose the queue of the worker it makes. */
export interface QueueChooser {
  /** The function; of a constructor, the class. */
  readonly name: string;
  /** The class it is a method of. */
  readonly owner: string | null;
  /** Where it is declared. */
  readonly declared: { readonly file: string; readonly start: number };
  /** Which of its parameters. */
  readonly parameter: number;
  /** The expression the queue is made of, in the factory's file, and the way from there to the queue. */
  readonly file: string;
  readonly span: Span;
  readonly path: readonly string[];
  /** The way from the parameter to the queue. */
  readonly member: readonly string[];
  /** The factory that is called with it in turn. */
  readonly passesTo: QueueChooser | null;
}

/** Where a factory makes its worker, and by what. */
export interface WorkerFactory {
  readonly name: string;
  readonly api: string;
  readonly at: Place;
  readonly call: Span;
}

/** A worker and the queue it polls. */
export interface WorkerUse {
  readonly at: Place;
  readonly how: 'static' | 'declared' | 'routed';
  /** What is called here: `Worker.create`, a Nest module's method, or a factory of the repository. */
  readonly api: string;
  /**
   * `worker` makes one; `list` one for each queue of a list; `factory` stands in a function whose callers choose the queue;
   * `factory-call` is such a caller.
   */
  readonly form: 'worker' | 'list' | 'factory' | 'factory-call';
  readonly test: boolean;
  /** Everything it may poll, in one; each queue by itself is in `queues`. */
  readonly queue: QueueFact;
  readonly queues: readonly QueueFact[];
  readonly call: Span;
  /** The options, where they are written elsewhere than in the call. */
  readonly options: { readonly file: string; readonly literal: Span } | null;
  readonly factory: WorkerFactory | null;
  /** For a factory: how its callers are to be read. */
  readonly chooser: QueueChooser | null;
  readonly comparisons: readonly QueueComparison[];
}

/** A property called `taskQueue`: a start's own, a reader of the name, or a start in disguise. */
export interface Mention {
  readonly at: Place;
  readonly span: Span;
  readonly queue: QueueFact;
}

/** Why the routing of workflow code must not, or cannot, be imported there. */
export interface Unfit {
  readonly reason: 'workflow-code' | 'no-settings';
  readonly detail: string;
}

/** What `find` saw in one file or in all of them. */
export interface Findings {
  readonly sites: readonly StartSite[];
  readonly activities: readonly ActivityUse[];
  readonly fanOuts: readonly FanOut[];
  readonly workers: readonly WorkerUse[];
  readonly ownQueues: readonly OwnQueueUse[];
  /** Looked for where a workflow makes a queue of its own: what starts it without a queue takes it along. */
  readonly followers: readonly Follower[];
  readonly mentions: readonly Mention[];
}

/** The object a queue expression such as `this.settings.queue` reads from; null for anything but a member path. */
export function settingsBase(queueText: string): string | null {
  return /^((?:this|[A-Za-z_$][\w$]*)(?:\??\.[A-Za-z_$][\w$]*)*)\??\.[A-Za-z_$][\w$]*$/.exec(queueText)?.[1] ?? null;
}
