import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { SiteAnswer } from '../model/config.js';
import type { Kind } from '../model/decision.js';
import { InternalError } from '../model/errors.js';
import { UNDECIDED, undecidedLine } from './propose.js';
import { appended, replaced, unitOf } from './text-edit.js';

/** What a person has said, of one start or of many. */
export type ConfigAnswer =
  | { readonly about: 'workflow'; readonly workflow: string; readonly kind: Pick<Kind, 'name' | 'scope'> }
  /** Whatever the lists and the names of the config say. */
  | {
      readonly about: 'override';
      readonly workflow: string;
      readonly key: 'kind' | 'tenantId';
      readonly value: string;
    }
  /** The queues may share those of the kind. */
  | { readonly about: 'queues'; readonly kind: string; readonly queues: readonly string[] }
  /** The callers of the function are the starts. */
  | { readonly about: 'wrapper'; readonly name: string }
  | { readonly about: 'site'; readonly id: string; readonly answer: SiteAnswer };

/** The config's text with answers written into it; every comment stays where it is. */
export const withAnswers = (text: string, answers: readonly ConfigAnswer[]): string => answers.reduce(withAnswer, text);

function withAnswer(text: string, said: ConfigAnswer): string {
  switch (said.about) {
    case 'workflow':
      return withKind(text, said);
    case 'override':
      return put(text, ['workflows', said.workflow, said.key], json(said.value));
    case 'queues':
      return put(
        text,
        ['mergedQueues', said.kind],
        listText([...namesAt(text, ['mergedQueues', said.kind]), ...said.queues]),
      );
    case 'wrapper':
      return withEntry(text, ['wrappers'], said.name);
    case 'site':
      return put(text, ['sites', said.id], objectText(said.answer));
  }
}

function withKind(text: string, { workflow, kind }: Extract<ConfigAnswer, { about: 'workflow' }>): string {
  const path = ['kinds', kind.name];
  const known = valueAt(text, path);
  const decided =
    known === undefined
      ? put(text, path, newKind(kind, workflow))
      : withEntry(text, known.type === 'object' ? [...path, 'workflows'] : path, workflow);
  return withoutUndecided(decided, workflow);
}

/** One more name in a list, which is made where there is none. */
function withEntry(text: string, path: readonly string[], name: string): string {
  const list = valueAt(text, path);
  return list === undefined ? put(text, path, `[${json(name)}]`) : appended(text, list, () => json(name));
}

const newKind = ({ name, scope }: Pick<Kind, 'name' | 'scope'>, workflow: string): string =>
  name === 'tenant' || name === 'jobs'
    ? `[${json(workflow)}]`
    : `{ "scope": ${json(scope)}, "workflows": [${json(workflow)}] }`;

/** Sets a value; objects on the way that are not there are made. */
function put(text: string, path: readonly string[], value: string): string {
  const known = valueAt(text, path);
  if (known !== undefined) return replaced(text, known, value);
  const depth = path.findLastIndex((_, at) => valueAt(text, path.slice(0, at)) !== undefined);
  const holder = valueAt(text, path.slice(0, depth));
  if (holder === undefined) throw new InternalError(`no place for ${path.join('.')} in the config`);
  const unit = unitOf(text);
  const entry = (indent: string): string => {
    const [key = '', child, ...deeper] = path.slice(depth);
    const leaf = deeper.reduceRight((made, one) => `{ ${json(one)}: ${made} }`, value);
    const made = child === undefined ? value : `{\n${indent}${unit}${json(child)}: ${leaf}\n${indent}}`;
    return `${json(key)}: ${made}`;
  };
  return appended(text, holder, entry);
}

/** The comment of a workflow that was left open goes when it is decided, and the words above it with the last one. */
function withoutUndecided(text: string, workflow: string): string {
  const lines = text.split(/(?<=\n)/);
  const left = lines.filter((line) => !isLine(line, undecidedLine(workflow)));
  if (left.length === lines.length) return text;
  const isLast = !left.some((line) => /^\s*\/\/ {3}"/.test(line));
  return left.filter((line) => !(isLast && isLine(line, UNDECIDED))).join('');
}

const isLine = (line: string, comment: string): boolean => {
  const bare = line.trim();
  return bare === comment || bare.startsWith(`${comment} //`);
};

function valueAt(text: string, path: readonly string[]): Node | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return tree === undefined ? undefined : findNodeAtLocation(tree, [...path]);
}

const namesAt = (text: string, path: readonly string[]): readonly string[] =>
  (valueAt(text, path)?.children ?? []).map(({ value }) => String(value));

const listText = (names: readonly string[]): string => `[${[...new Set(names)].map(json).join(', ')}]`;

const json = (value: string): string => JSON.stringify(value);

const objectText = (value: object): string =>
  `{ ${Object.entries(value)
    .map(([key, said]) => `${json(key)}: ${json(String(said))}`)
    .join(', ')} }`;
