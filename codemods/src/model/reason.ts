/** What a reason code says: in a few words, in one sentence, and what would settle it. */
export interface ReasonText {
  readonly decision: 'keep' | 'ask';
  readonly short: string;
  readonly long: string;
  readonly settle: string;
}

/** The closed list of reason codes; each has a heading in MIGRATION.md. */
export const REASONS = {
  'dedicated-queue': {
    decision: 'keep',
    short: 'dedicated queue',
    long: 'The queue is not one of the legacy queues being retired.',
    settle: 'Nothing to do; add the queue to `legacyQueues` if it is being retired too.',
  },
  inherits: {
    decision: 'keep',
    short: 'inherits its queue',
    long: "No queue is given, so the execution follows its parent's (or its own current) queue.",
    settle: 'Nothing to do.',
  },
  test: {
    decision: 'keep',
    short: 'test code',
    long: 'The start stands in test code, which keeps its queue unless `tests` says otherwise.',
    settle: 'Set `"tests": "migrate"` to route test code as well.',
  },
  ignored: {
    decision: 'keep',
    short: 'ignored by a comment',
    long: 'A `temporal-queue-ignore` comment with a reason stands at the call.',
    settle: 'Remove the comment to migrate the start.',
  },
  answered: {
    decision: 'keep',
    short: 'kept by an answer',
    long: 'An answer under `sites` in the config keeps this start where it is.',
    settle: 'Remove the answer to decide again.',
  },
  'wrapper-named': {
    decision: 'keep',
    short: 'a wrapper the config names',
    long: 'The config names this function under `wrappers`: its callers are the sites, each with a decision of its own.',
    settle: 'Nothing to do here; see the callers.',
  },
  'unmapped-workflow': {
    decision: 'ask',
    short: 'no kind for this workflow',
    long: 'No entry of `kinds` covers the workflow, and a guess is never made.',
    settle: 'Add the workflow name (or a glob) to one of the `kinds` in the config.',
  },
  'kind-conflict': {
    decision: 'ask',
    short: 'two kinds claim this workflow',
    long: 'Globs of different kinds match the workflow name and no exact entry decides, or two kinds list it.',
    settle: 'Add the exact workflow name to the right kind.',
  },
  'annotation-unknown': {
    decision: 'ask',
    short: 'a comment names no kind of the config',
    long: 'A `temporal-queue` comment stands at the call, and what it says is not one of the kinds.',
    settle: 'Write `// temporal-queue: <kind>` with a kind of the config, and nothing else, or remove the comment.',
  },
  'annotation-conflict': {
    decision: 'ask',
    short: 'the comment and the config disagree',
    long: 'A `temporal-queue` comment at the call says one kind; another comment, or the entry of this very workflow in the config, says another.',
    settle: 'Remove the one that is wrong, or answer for this site under `sites`.',
  },
  inconsistent: {
    decision: 'ask',
    short: 'starts of one workflow disagree',
    long: 'Other starts of this workflow are of another kind, or have the tenant at another place of its arguments.',
    settle: 'Say which is right under `workflows` in the config, or answer for each site under `sites`.',
  },
  'isolation-lost': {
    decision: 'ask',
    short: 'two queues become one',
    long: 'Legacy queues with workers of their own separate this work today; on the queues of one kind it would run together.',
    settle: 'Give one of them a kind of its own, or confirm the queues under `mergedQueues` in the config.',
  },
  'dynamic-workflow': {
    decision: 'ask',
    short: 'workflow chosen at run time',
    long: 'The workflow is not one name, so its kind cannot be known here.',
    settle: 'Answer for this site under `sites`, or start each workflow by its name.',
  },
  wrapper: {
    decision: 'ask',
    short: 'a wrapper around start',
    long: 'The workflow, its queue or its options come from a parameter: the callers know the tenant, this line does not.',
    settle:
      'Name the function under `wrappers`, so that its callers are the sites, or answer for this site under `sites`.',
  },
  'queue-unknown': {
    decision: 'ask',
    short: 'queue cannot be resolved',
    long: 'The queue expression could not be followed to a value or to a name in `legacyQueues`.',
    settle: 'Name the expression in `legacyQueues`, or answer for this site under `sites`.',
  },
  'queue-mixed': {
    decision: 'ask',
    short: 'legacy or another queue',
    long: 'The expression can be a legacy queue or a dedicated one; routing it would move both.',
    settle: 'Split the expression, or answer for this site under `sites`.',
  },
  'derived-queue': {
    decision: 'ask',
    short: 'queue built from a legacy queue',
    long: 'The queue name is computed from a legacy queue; moving it changes a name that workers poll.',
    settle:
      'Make the derived queue a name of its own, or name it under `derivedQueues` once its workers poll every name it can have.',
  },
  'tenant-unknown': {
    decision: 'ask',
    short: 'no tenant id at the call',
    long: 'No argument, property or name that flows into the call is called what the config calls a tenant.',
    settle: 'Answer with `{ "tenantId": "<expression>" }` under `sites`, or extend `tenantNames`.',
  },
  'tenant-ambiguous': {
    decision: 'ask',
    short: 'more than one tenant id',
    long: 'Two expressions of equal strength could be the tenant id.',
    settle: 'Answer with `{ "tenantId": "<expression>" }` under `sites`.',
  },
  'tenant-unproved': {
    decision: 'ask',
    short: 'tenant id not proved to be one',
    long: 'The expression may be undefined, is of type any, or is not a string, number, bigint or brand.',
    settle: 'Narrow its type at the call, or answer with `{ "tenantId": "<expression>" }` under `sites`.',
  },
  'tenant-impure': {
    decision: 'ask',
    short: 'tenant id has to be computed',
    long: 'Reading the expression a second time could do something (a call, a getter).',
    settle: 'Assign it to a constant before the call, then run again.',
  },
  'options-opaque': {
    decision: 'ask',
    short: 'options out of reach',
    long: 'The options object is not written where an edit could be made safely.',
    settle: 'Write the options at the call, or add `...startOptions(route)` by hand.',
  },
  'options-overridden': {
    decision: 'ask',
    short: 'a later spread may set the queue',
    long: 'A spread after the queue could override it.',
    settle: 'Move the queue to the end of the options, then run again.',
  },
  'existing-priority': {
    decision: 'ask',
    short: 'a priority is set already',
    long: 'The options carry a `priority`; merging two is a decision for a person.',
    settle: 'Move the priority into the routing module, or answer for this site under `sites`.',
  },
  'workflow-code': {
    decision: 'ask',
    short: 'inside workflow code',
    long: 'Workflow code must not import a module that reads the environment.',
    settle:
      'Say under `routing.workflows` in the config how workflow code gets its route: from settings that are passed in as an argument, or from a module that reads no environment.',
  },
  'unsupported-file': {
    decision: 'ask',
    short: 'a file that is not rewritten',
    long: 'The start stands in the script of a `.vue` or `.svelte` file; these are read, and never rewritten.',
    settle: 'Move the start into a module of its own, or edit it by hand.',
  },
  'child-of-another-kind': {
    decision: 'ask',
    short: 'a child of another kind',
    long: "The child inherits its parent's queue and fairness key, but is work of another kind.",
    settle:
      'Say under `routing.workflows` in the config how workflow code gets its route, so that the child gets a queue and key of its own, or answer `keep` under `sites`.',
  },
  'raw-request': {
    decision: 'ask',
    short: 'a raw gRPC request',
    long: 'The start is a request of the gRPC service, written by hand; no edit is made to one.',
    settle: 'Start it through the client, or answer `keep` under `sites`.',
  },
  'no-settings': {
    decision: 'ask',
    short: 'routing out of reach',
    long: 'The routing module, or the object its settings are read from, cannot be reached from here.',
    settle: 'Export it from its package, use a bound routing module (`routing.module`), or pass the settings in.',
  },
  'no-tenant-in-scope': {
    decision: 'ask',
    short: 'tenant id not in scope at the options',
    long: 'The options are written where the tenant expression is not available.',
    settle: 'Write the options at the call, or answer for this site under `sites`.',
  },
  'sdk-too-old': {
    decision: 'ask',
    short: 'SDK cannot carry fairness',
    long: 'The resolved @temporalio version is below 1.13.0: it rejects or drops the fairness fields.',
    settle: 'Upgrade the @temporalio packages to 1.13.0 or later.',
  },
  'priority-dropped': {
    decision: 'ask',
    short: 'a library drops the priority',
    long: 'The call goes through a library that hands on the queue and drops the priority without a word.',
    settle: "Start it through the SDK's own client, which the library can give, or answer `keep` under `sites`.",
  },
  'answer-stale': {
    decision: 'ask',
    short: 'the call changed since it was answered',
    long: 'An answer under `sites` was given for another version of this call.',
    settle: 'Read the call again and renew the answer (`callHash`).',
  },
  'ignore-without-reason': {
    decision: 'ask',
    short: 'ignore comment without a reason',
    long: 'A `temporal-queue-ignore` comment must say why.',
    settle: 'Write `// temporal-queue-ignore: <reason>`.',
  },
  'overlapping-edit': {
    decision: 'ask',
    short: 'edits overlap',
    long: 'Two edits wanted the same bytes, so neither was made.',
    settle: 'Migrate one of the starts by hand, then run again.',
  },
  'would-not-compile': {
    decision: 'ask',
    short: 'the edit would not compile',
    long: 'The change group adds a compile error, so it was backed out; the message stands beside this code.',
    settle: 'Read the compiler message and mend the types, then run again.',
  },
  'other-files': {
    decision: 'ask',
    short: 'needs other files',
    long: 'Only one file may be edited at a time here, and what this start needs is written in others, or decided by them.',
    settle: 'Run `temporal-queue-codemods plan`, then `apply`.',
  },
} as const satisfies Record<string, ReasonText>;

export type ReasonCode = keyof typeof REASONS;

/** The reason's texts; every code has them. */
export const reasonText = (code: ReasonCode): ReasonText => REASONS[code];
