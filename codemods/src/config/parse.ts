import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { z } from 'zod';
import { UsageError } from '../model/errors.js';
import { didYouMean } from './did-you-mean.js';
import { type ConfigInput, configJsonSchema, configSchema } from './schema.js';

const SHOWN = 10;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

interface Problem {
  readonly offset: number;
  readonly what: string;
}

/** Parses and validates a config's text; every mistake is reported with its line and column. */
export function parseConfig(text: string, file: string): ConfigInput {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const refuse = (problems: readonly Problem[]): never => {
    throw refusal(text, file, problems);
  };
  if (tree === undefined || errors.length > 0) {
    const problems = errors.map(({ error, offset }) => ({ offset, what: wordsOf(printParseErrorCode(error)) }));
    return refuse(problems.length > 0 ? problems : [{ offset: 0, what: 'the file is empty' }]);
  }
  const keys = keyProblems(tree);
  if (keys.length > 0) return refuse(keys);
  const result = configSchema.safeParse(getNodeValue(tree));
  if (!result.success) return refuse(plainIssues(result.error.issues).flatMap((issue) => problemsOf(issue, tree, [])));
  return result.data;
}

/** Two equal keys hide one of them, and the names of `Object.prototype` have no business in a config. */
function keyProblems(root: Node): Problem[] {
  const problems: Problem[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const seen = new Set<string>();
    for (const child of node.children ?? []) {
      const key = child.type === 'property' ? child.children?.[0] : undefined;
      if (key !== undefined) {
        const written = String(key.value);
        if (FORBIDDEN.has(written))
          problems.push({ offset: key.offset, what: `the key ${quote(written)} is not allowed` });
        else if (seen.has(written))
          problems.push({ offset: key.offset, what: `the key ${quote(written)} stands here twice` });
        seen.add(written);
      }
      pending.push(child);
    }
  }
  return problems;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A misspelled key makes its object look incomplete as well; only the spelling is worth saying. */
function plainIssues(issues: readonly Issue[]): readonly Issue[] {
  const misspelled = new Set(
    issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => pathText(path)),
  );
  return issues.filter(({ code, path }) => code !== 'custom' || !misspelled.has(pathText(path)));
}

function problemsOf(issue: Issue, tree: Node, base: Path): Problem[] {
  const path = [...base, ...issue.path];
  const where = path.length === 0 ? '' : `${pathText(path)}: `;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(path);
      return issue.keys.map((key) => ({
        offset: offsetOf(tree, [...path, key], 'key'),
        what: `${where}unknown key ${quote(key)}${didYouMean(key, known)}`,
      }));
    }
    case 'invalid_key':
      return [{ offset: offsetOf(tree, path, 'key'), what: `${where}${issue.issues[0]?.message ?? issue.message}` }];
    case 'invalid_union': {
      const branch = issue.errors.find(
        (errors) => !errors.some((one) => one.path.length === 0 && one.code === 'invalid_type'),
      );
      if (branch !== undefined) return branch.flatMap((one) => problemsOf(one, tree, path));
      return [
        {
          offset: offsetOf(tree, path, 'value'),
          what: `${where}${UNIONS[String(path[0])] ?? 'is of the wrong kind'}`,
        },
      ];
    }
    case 'invalid_value':
      return [
        {
          offset: offsetOf(tree, path, 'value'),
          what: `${where}one of ${issue.values.map((value) => quote(String(value))).join(', ')}`,
        },
      ];
    default:
      return [{ offset: offsetOf(tree, path, 'value'), what: `${where}${messageOf(issue)}` }];
  }
}

/** What to write where a key takes two kinds of values. */
const UNIONS: Readonly<Record<string, string>> = {
  kinds: 'give an array of workflow names, or { "scope", "workflows" }',
  routing: 'give one expression, or { "namespace", "prefix", "shards" }',
};

function messageOf(issue: Issue): string {
  if (issue.code === 'invalid_type') {
    return issue.message.endsWith('received undefined') ? 'is missing' : `must be ${aOrAn(issue.expected)}`;
  }
  if (issue.code === 'too_small' && issue.origin === 'array') return 'must not be empty';
  return issue.message;
}

const aOrAn = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

/** The node the path leads to, or the nearest one above it. */
function offsetOf(tree: Node, path: Path, part: 'key' | 'value'): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = findNodeAtLocation(
      tree,
      path.slice(0, length).map((step) => (typeof step === 'symbol' ? '' : step)),
    );
    if (node === undefined) continue;
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    return part === 'key' && length === path.length && key !== undefined ? key.offset : node.offset;
  }
  return tree.offset;
}

const pathText = (path: Path): string =>
  path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? String(step) : `.${String(step)}`))
    .join('');

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

function knownKeys(path: Path): string[] {
  let node: SchemaNode | undefined = configJsonSchema() as SchemaNode;
  for (const step of path) {
    if (typeof step === 'number') node = node?.items;
    else {
      const rest: SchemaNode | boolean | undefined = node?.additionalProperties;
      node = node?.properties?.[String(step)] ?? (typeof rest === 'object' ? rest : undefined);
    }
    node = node?.anyOf?.find((one) => one.properties !== undefined) ?? node;
  }
  return Object.keys(node?.properties ?? {});
}

/** The config's mistakes as one error: `file:line:column: what`, then what to do. */
function refusal(text: string, file: string, problems: readonly Problem[]): UsageError {
  const rows = [...problems]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, what }) => `  ${file}:${positionOf(text, offset)}: ${what}`);
  const more = rows.length > SHOWN ? [`  … and ${rows.length - SHOWN} more`] : [];
  return new UsageError(
    `The config cannot be used:\n${[...rows.slice(0, SHOWN), ...more].join('\n')}\nMend it and run again; MIGRATION.md describes every key.`,
  );
}

/** Reports one mistake at a key path of a parsed config. */
export function refuseAt(text: string, file: string, path: readonly (string | number)[], what: string): UsageError {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return refusal(text, file, [
    { offset: tree === undefined ? 0 : offsetOf(tree, path, 'value'), what: `${pathText(path)}: ${what}` },
  ]);
}

function positionOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `${before.length}:${(before.at(-1) as string).length + 1}`;
}

const wordsOf = (code: string): string => `not JSON: ${code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`;

const quote = (value: string): string => JSON.stringify(value);
