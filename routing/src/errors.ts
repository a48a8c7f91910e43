/** What each rule says, after the name of the field. The texts hold no value: a tenant id must never reach a log. */
const sentences = {
  type: 'has the wrong type',
  empty: 'must not be empty',
  'ill-formed': 'must be well-formed Unicode: a lone surrogate has no UTF-8 bytes',
  'too-long': 'is too long',
  'control-character': 'must not contain control characters',
  'outer-space': 'must not begin or end with white space',
  reserved: 'must not begin with a name that the Temporal server keeps for itself',
  'not-finite': 'must be a finite number',
  'not-integer': 'must be an integer',
  'out-of-range': 'is out of range',
  unknown: 'is not one of the known values',
  'wrong-scope': 'is a kind of the other scope',
  conflict: 'is declared twice with different scopes',
  syntax: 'cannot be understood',
  unreadable: 'cannot be read: reading it threw',
  threw: 'is a function of the settings, and it threw',
} as const;

/** The rule that an input broke. A closed list: codes are added, never renamed. */
export type RoutingRule = keyof typeof sentences;

/** Every rule there is, for tables and tests. */
export const ROUTING_RULES = Object.freeze(Object.keys(sentences)) as readonly RoutingRule[];

/** What a {@link RoutingError} may carry beside its field and its rule. */
export interface RoutingErrorOptions {
  /** What would have been right (`a string`, `at most 64 bytes`). Never a value that came in. */
  readonly expected?: string;
  /** The error that was caught on the way. It may hold a tenant id, so print it with care. */
  readonly cause?: unknown;
}

/**
 * The only error that routing throws: an input broke a rule, and no route was made.
 *
 * `message` names the field and the rule and never contains the value, because tenant ids are personal data.
 * The ESM and the CommonJS build each have their own class: across that border compare `error.name`.
 */
export class RoutingError extends Error {
  static {
    RoutingError.prototype.name = 'RoutingError';
  }
  /** The name of the refused input, for example `tenantId`, `shards`, `jobs.priorityKey`. */
  readonly field: string;
  /** The code of the rule it broke. */
  readonly rule: RoutingRule;

  /**
   * @param field the name of the refused input
   * @param rule the code of the rule it broke
   * @param options what was expected, and the cause
   */
  constructor(field: string, rule: RoutingRule, options: RoutingErrorOptions = {}) {
    const expected = options.expected === undefined ? '' : `; expected ${options.expected}`;
    super(
      `${field} ${sentences[rule]}${expected} [${rule}]`,
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.field = field;
    this.rule = rule;
  }
}
