import type { RoutingAccess } from '../model/config.js';

export interface ProposedWorkflow {
  readonly name: string;
  /** Why it is proposed for this kind, or why no kind was proposed; one sentence. */
  readonly because: string;
}

/** What `init` found out, ready to be written down for a person to confirm. */
export interface ConfigProposal {
  readonly legacyQueues: readonly { readonly text: string; readonly because: string }[];
  readonly kinds: readonly {
    readonly name: string;
    readonly scope: 'tenant' | 'system';
    readonly workflows: readonly ProposedWorkflow[];
  }[];
  /** Workflows nothing is known about: written as comments, to be moved into a kind. */
  readonly undecided: readonly ProposedWorkflow[];
  readonly tenantNames: readonly { readonly name: string; readonly because: string }[];
  /** The workers seen, for a person to read: they need no entry. */
  readonly workers: readonly string[];
  readonly routing: { readonly access: RoutingAccess; readonly because: string };
}

/** The config file `init` writes: JSONC with the reason of each entry beside it. */
export function writeConfigText({
  legacyQueues,
  kinds,
  undecided,
  tenantNames,
  workers,
  routing,
}: ConfigProposal): string {
  const lines = [
    '{',
    '  // The shared queues being retired.',
    ...list(
      'legacyQueues',
      legacyQueues.map(({ text, because }) => ({ value: text, because })),
      '  ',
    ),
    '',
    '  // Which workload each workflow is. Confirm every line: the reasons are hints, not knowledge.',
    '  "kinds": {',
    ...kinds.flatMap((kind, at) => kindLines(kind, at === kinds.length - 1)),
    ...undecidedLines(undecided),
    '  },',
    '',
    '  // What a tenant id is called in this code, strongest first.',
    ...list(
      'tenantNames',
      tenantNames.map(({ name, because }) => ({ value: name, because })),
      '  ',
    ),
    '',
    '  // Workers that poll routed queues and cannot be seen here, as { "file": "…", "queues": ["saas.tenant.*"] }. Seen:',
    ...workers.map((line) => `  //   ${oneLine(line)}`),
    '  "workers": [],',
    '',
    ...routingLines(routing),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** How an undecided workflow stands in the text, so that it can be taken out again once it is decided. */
export const undecidedLine = (name: string): string => `//   ${json(name)}`;

/** What stands above them. */
export const UNDECIDED = '// Not decided: move each into a kind, or its starts will be asked about.';

const undecidedLines = (undecided: readonly ProposedWorkflow[]): readonly string[] => [
  ...(undecided.length === 0 ? [] : [`    ${UNDECIDED}`]),
  ...undecided.map(({ name, because }) => `    ${undecidedLine(name)}${comment(because)}`),
];
function kindLines({ name, scope, workflows }: ConfigProposal['kinds'][number], isLast: boolean): string[] {
  const entries = workflows.map((workflow) => ({ value: workflow.name, because: workflow.because }));
  const end = isLast ? '' : ',';
  if (name === 'tenant' || name === 'jobs') return list(name, entries, '    ', end);
  return [
    `    ${json(name)}: {`,
    `      "scope": ${json(scope)},`,
    ...list('workflows', entries, '      ', ''),
    `    }${end}`,
  ];
}

interface Entry {
  readonly value: string;
  readonly because: string;
}

function list(key: string, entries: readonly Entry[], indent: string, end = ','): string[] {
  if (entries.length === 0) return [`${indent}${json(key)}: []${end}`];
  const rows = entries.map(({ value, because }, at) => {
    const comma = at === entries.length - 1 ? '' : ',';
    return `${indent}  ${json(value)}${comma}${comment(because)}`;
  });
  return [`${indent}${json(key)}: [`, ...rows, `${indent}]${end}`];
}

function routingLines({ access, because }: ConfigProposal['routing']): string[] {
  const why = because === '' ? '' : `: ${oneLine(because)}`;
  if (access.form !== 'import') {
    const { form: _form, ...written } = access;
    const entries = Object.entries(written).map(([key, value]) => `${json(key)}: ${json(value)}`);
    return [
      `  // The module every rewritten start imports its route from${why}.`,
      `  "routing": { ${entries.join(', ')} }`,
    ];
  }
  const { settings } = access;
  const written =
    typeof settings === 'string'
      ? json(settings)
      : `{ "namespace": ${json(settings.namespace)}, "prefix": ${json(settings.prefix)}, "shards": ${json(settings.shards)} }`;
  return [
    `  // The unbound form, where {base} is the object the legacy queue was read from${why}.`,
    '  "routing": {',
    `    "import": ${json(access.import)},`,
    `    "settings": ${written},`,
    `    "style": ${json(access.style)}`,
    '  }',
  ];
}

const json = (value: string): string => JSON.stringify(value);
/** A line break in a reason would end the comment and become JSON. */
const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ');
const comment = (because: string): string => (because === '' ? '' : ` // ${oneLine(because)}`);
