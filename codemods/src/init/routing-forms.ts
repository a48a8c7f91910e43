import type { RoutingAccess } from '../model/config.js';
import { count } from './queues.js';
import type { QueueAccess, Seen } from './seen.js';
import { startsOn } from './workflows.js';

/** A way for rewritten starts to reach their routes. */
export interface RoutingForm {
  readonly id: string;
  /** What it is, for a person who chooses. */
  readonly label: string;
  /** When it is the right one. */
  readonly hint: string;
  /** Whether it needs a file of its own. */
  readonly hasModule: boolean;
  /** Whether starts that read their queue so could take their routes that way. */
  readonly fits: (reads: Reads) => boolean;
  readonly access: (module: string) => RoutingAccess;
}

/** How many starts read their queue in each way. */
export type Reads = Readonly<Record<QueueAccess, number>>;

const boundModule: RoutingForm = {
  id: 'module',
  label: 'a module of this repository, bound to its settings',
  hint: 'starts import it; one place for policy and the kill switch',
  hasModule: true,
  fits: () => true,
  access: (module) => ({ form: 'module', module, style: 'inline' }),
};

const unbound: RoutingForm = {
  id: 'import',
  label: 'the package itself, with the settings written at each call',
  hint: 'where no module may read the settings; no kill switch',
  hasModule: false,
  // Each call needs an object to read them from.
  fits: (reads) => reads.imported + reads.passed > 0,
  access: () => ({
    form: 'import',
    import: 'temporal-queue-routing',
    settings: {
      namespace: '{base}.temporalNamespace',
      prefix: '{base}.temporalQueuePrefix',
      shards: '{base}.temporalQueueShards',
    },
    style: 'inline',
  }),
};

/** The forms, the usual one first, which fits every repository: another form is one more entry. */
const FORMS: readonly [RoutingForm, ...RoutingForm[]] = [boundModule, unbound];

/** The forms that starts on these queues could use, the proposed one first. */
export function routingForms(seen: Seen, legacyQueues: readonly string[]): readonly [RoutingForm, ...RoutingForm[]] {
  const [usual, ...others] = FORMS;
  const reads = readsOn(seen, legacyQueues);
  return [usual, ...others.filter((form) => form.fits(reads))];
}

/** How the starts on these queues get at them, in words. */
export function readsText(seen: Seen, legacyQueues: readonly string[]): string {
  const reads = readsOn(seen, legacyQueues);
  const parts = WORDS.flatMap(([access, words]) =>
    reads[access] > 0 ? [`${count(reads[access], 'start')} ${words}`] : [],
  );
  return parts.join(', ');
}

const WORDS: readonly (readonly [QueueAccess, string])[] = [
  ['imported', 'on settings that are imported'],
  ['passed', 'on settings that are passed in'],
  ['injected', 'on a settings service'],
  ['fixed', 'on a name that is written down'],
];

function readsOn(seen: Seen, legacyQueues: readonly string[]): Reads {
  const starts = startsOn(seen, legacyQueues);
  const of = (access: QueueAccess): number => starts.filter((start) => start.access === access).length;
  return { imported: of('imported'), passed: of('passed'), injected: of('injected'), fixed: of('fixed') };
}
