import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { SiteAnswer } from '../model/config.js';
import type { Kind } from '../model/decision.js';
import { InternalError } from '../model/errors.js';
import { UNDECIDED, undecidedLine } from './propose.js';
import { appended, replaced, unitOf } from './text-edit.js';

/** What a person has said: which kind a workflow is, here or whatever the globs say; whose callers are the starts; or what one start is. */
export type ConfigAnswer =
  | { readonly about: 'workflow'; readonly workflow: string; readonly kind: Pick<Kind, 'name' | 'scope'> }
  | { readonly about: 'override'; readonly workflow: string; readonly kind: string }
  | { readonly about: 'wrapper'; readonly name: string }
  | { readonly about: 'site'; readonly id: string; readonly answer: SiteAnswer };

/** The config's text with answers written into it; every comment stays where it is. */
export const withAnswers = (text: string, answers: readonly ConfigAnswer[]): string =>
  answers.reduce((now, answer) => {
    if (answer.about === 'site') return put(now, ['sites', answer.id], objectText(answer.answer));
    if (answer.about === 'wrapper') return withEntry(now, ['wrappers'], answer.name);
    if (answer.about === 'override') return put(now, ['workflows', answer.workflow, 'kind'], json(answer.kind));
    return withKind(now, answer);
  }, text);

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

const json = (value: string): string => JSON.stringify(value);

const objectText = (value: object): string =>
  `{ ${Object.entries(value)
    .map(([key, said]) => `${json(key)}: ${json(String(said))}`)
    .join(', ')} }`;
