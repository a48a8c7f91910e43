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
  readonly tenantNames: readonly string[];
  readonly routing: RoutingAccess;
}

/** The config file `init` writes: JSONC with the reason of each entry beside it. */
export function writeConfigText(proposal: ConfigProposal): string {
  const { legacyQueues, kinds, undecided, tenantNames, routing } = proposal;
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
    ...undecided.flatMap(({ name, because }) => [
      ...(name === undecided[0]?.name
        ? ['    // Not decided: move each into a kind, or its starts will be asked about.']
        : []),
      `    //   ${json(name)}${comment(because)}`,
    ]),
    '  },',
    '',
    '  // What a tenant id is called in this code, strongest first.',
    `  "tenantNames": ${inline(tenantNames)},`,
    '',
    ...routingLines(routing),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

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

function routingLines(routing: RoutingAccess): string[] {
  if (routing.form !== 'import') {
    const more =
      routing.form === 'factory'
        ? ` "factory": ${json(routing.factory)},`
        : routing.form === 'injected'
          ? ` "inject": ${json(routing.inject)},`
          : '';
    return [
      '  // The module every rewritten start imports its route from.',
      `  "routing": { "module": ${json(routing.module)},${more} "style": ${json(routing.style)} }`,
    ];
  }
  const { namespace, prefix, shards } = routing.settings;
  return [
    '  // The unbound form: {base} is the object the legacy queue was read from.',
    '  "routing": {',
    `    "import": ${json(routing.import)},`,
    `    "settings": { "namespace": ${json(namespace)}, "prefix": ${json(prefix)}, "shards": ${json(shards)} },`,
    `    "style": ${json(routing.style)}`,
    '  }',
  ];
}

const json = (value: string): string => JSON.stringify(value);
const inline = (values: readonly string[]): string => `[${values.map(json).join(', ')}]`;
/** A line break in a reason would end the comment and become JSON. */
const comment = (because: string): string =>
  because === '' ? '' : ` // ${because.replace(/[\r\n\u2028\u2029]+/g, ' ')}`;
