/** What a settings object calls the legacy queue and the four settings of the routing module. */
export interface SettingsNames {
  readonly legacyTaskQueue: string;
  readonly namespace: string;
  readonly prefix: string;
  readonly shards: string;
  readonly mode: string;
}

const WORDS = {
  namespace: ['namespace'],
  prefix: ['queue', 'prefix'],
  shards: ['queue', 'shards'],
  mode: ['routing', 'mode'],
} as const;
/** Words that only say which queue it is; `mainTaskQueue` gives `queuePrefix`, not `mainQueuePrefix`. */
const FILLERS = new Set(['main', 'default', 'shared', 'workflow', 'workflows', 'worker']);

/** Names for the new settings in the convention of the legacy queue's name; a namespace among the siblings is reused. */
export function namesBeside(legacy: string, siblings: readonly string[]): SettingsNames {
  const lead = leadOf(legacy);
  const named = (words: readonly string[]): string => inCaseOf(legacy, [...lead, ...words]);
  const namespace = named(WORDS.namespace);
  const known = siblings.find((name) => name === namespace) ?? siblings.find(isNamespace);
  return {
    legacyTaskQueue: legacy,
    namespace: known ?? namespace,
    prefix: named(WORDS.prefix),
    shards: named(WORDS.shards),
    mode: named(WORDS.mode),
  };
}

const isNamespace = (name: string): boolean => ['namespace', 'temporalnamespace'].includes(wordsOf(name).join(''));

function leadOf(legacy: string): readonly string[] {
  const words = wordsOf(legacy);
  const temporal = words.indexOf('temporal');
  if (temporal >= 0) return words.slice(0, temporal + 1);
  const queue = words.findIndex((word, index) => word === 'queue' || (word === 'task' && words[index + 1] === 'queue'));
  return words.slice(0, Math.max(0, queue)).filter((word) => !FILLERS.has(word));
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function inCaseOf(model: string, words: readonly string[]): string {
  if (/^[A-Z\d_]+$/.test(model)) return words.join('_').toUpperCase();
  if (model.includes('_')) return words.join('_');
  if (model.includes('-')) return words.join('-');
  const joined = words.map(capital).join('');
  return /^[A-Z]/.test(model) ? joined : joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** Names for the new settings where they are variables by name: a bare NAMESPACE is the pod's namespace in many clusters. */
export function namesOfVariables(legacy: string, siblings: readonly string[]): SettingsNames {
  const names = namesBeside(legacy, siblings);
  const isNew = names.namespace === 'NAMESPACE' && !siblings.includes('NAMESPACE');
  return isNew ? { ...names, namespace: 'TEMPORAL_NAMESPACE' } : names;
}

/** Environment variables for the new settings, in the convention of the variable that holds the legacy queue. */
export function environmentNames(variable: string | null): SettingsNames {
  return namesOfVariables(variable ?? 'TEMPORAL_TASK_QUEUE', []);
}
