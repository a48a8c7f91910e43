import { ts } from '../../../typescript.js';
import { literally, longestPart, looksLike } from '../../model/pattern.js';
import type { Span } from '../../model/place.js';
import { isPlainWord, type QueueNames, speaksOfQueues, wholeName, wholeNameLike } from '../../model/queue-names.js';
import { isOfSettings, settingKey } from './declared-names.js';
import { baseName, lastName, objectOf, propertyName, unwrap } from './syntax.js';

/** A place that names a legacy queue by its value, its setting or its constant. */
export interface NamedPlace {
  readonly line: number;
  /** The test (`it(…)`, `test(…)`) around it, null outside of one. */
  readonly test: Span | null;
}

/** What is looked for in one file, and what of it is accounted for already. */
export interface NameQuery {
  readonly names: QueueNames;
  /** The local names of the constants that `exports` names, and of modules imported whole that have one. */
  readonly bound: { readonly constants: ReadonlySet<string>; readonly modules: ReadonlySet<string> };
  /** Where properties start that were traced to a legacy queue. */
  readonly traced: readonly number[];
  readonly isClaimed: (node: ts.Node) => boolean;
}

/**
 * Every place of a file that names a legacy queue, by syntax alone; imports and the setting's own declaration are none.
 * The words are found in the text, and only the nodes around them are looked at.
 */
export function readNames(source: ts.SourceFile, query: NameQuery): readonly NamedPlace[] {
  const isNamed = matcherOf(query);
  const named = [...source.text.matchAll(wordsOf(query))].flatMap(({ index }) => {
    const token = tokenAt(source, index);
    return token === null ? [] : ([token, token.parent].find(isNamed) ?? []);
  });
  const traced = query.traced.flatMap((offset) => tokenAt(source, offset) ?? []);
  return [...named, ...traced]
    .filter((node) => !isAccountedFor(node, query))
    .map((node) => ({ line: lineOf(node, source), test: testAround(node) }))
    .sort((one, other) => one.line - other.line);
}

const lineOf = (node: ts.Node, source: ts.SourceFile): number =>
  source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

function wordsOf({ names, bound }: NameQuery): RegExp {
  const keys = [...names.members, ...names.exports].map(({ name }) => name);
  const words = [...names.values, ...names.patterns.map(longestPart), ...keys, ...bound.constants];
  return new RegExp(words.length === 0 ? '(?!)' : words.map(literally).join('|'), 'g');
}

/** The innermost node at an offset; null in a comment. */
function tokenAt(source: ts.SourceFile, offset: number): ts.Node | null {
  let node: ts.Node = source;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (child) =>
      child.pos <= offset && offset < child.end ? child : undefined,
    );
    if (inner === undefined) return node.getStart(source) <= offset ? node : null;
    node = inner;
  }
}

function isAccountedFor(node: ts.Node, { isClaimed }: NameQuery): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent)
    if (ts.isImportDeclaration(at) || ts.isExportDeclaration(at) || isClaimed(at)) return true;
  return false;
}

function matcherOf(query: NameQuery): (node: ts.Node) => boolean {
  const { names, bound } = query;
  const whole = new RegExp([...names.values.map(wholeName), ...names.patterns.map(wholeNameLike), '(?!)'].join('|'));
  const isMember = (base: string | null, name: string | null): boolean =>
    names.members.some((member) => member.name === name && member.base === base);
  return (node) => {
    if (ts.isStringLiteralLike(node)) return isQueueText(node, names, whole) && !isDeclared(node, query);
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const template = templateOf(node);
      if (whole.test(node.text) && speaksOfQueues(template.getText())) return true;
      return names.patterns.some((like) => looksLike(patternOf(template), like)) && speaksOfQueues(around(template));
    }
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const base = baseName(node.expression);
      const name = lastName(node)?.text ?? null;
      if (isMember(base, name)) return base !== 'env' || !isDeclared(node, query);
      return base !== null && bound.modules.has(base) && names.exports.some((one) => one.name === name);
    }
    if (ts.isBindingElement(node)) return isMember(sourceOf(node), keyOf(node));
    return ts.isIdentifier(node) && bound.constants.has(node.text) && isRead(node);
  };
}

/** The queue's name itself; or a query, a label, a path that has it as a part and speaks of task queues. */
function isQueueText(node: ts.StringLiteralLike, { values, patterns }: QueueNames, whole: RegExp): boolean {
  if (values.includes(node.text)) return !isPlainWord(node.text) || speaksOfQueues(around(node));
  if (patterns.some((like) => looksLike(node.text, like))) return speaksOfQueues(around(node));
  return whole.test(node.text) && speaksOfQueues(node.text);
}

const AROUND = 300;

/** The widest expression or statement around a node that is still short. */
function around(node: ts.Node): string {
  let widest = node;
  for (let at = node; at.parent !== undefined && at.parent.getEnd() - at.parent.getStart() <= AROUND; at = at.parent) {
    widest = at.parent;
    if (ts.isStatement(widest)) break;
  }
  return widest.getText();
}

const templateOf = (node: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): ts.Node =>
  ts.isTemplateHead(node) ? node.parent : node.parent.parent;

/** What a template's text looks like, `*` for what is put into it. */
const patternOf = (template: ts.Node): string =>
  ts.isTemplateExpression(template)
    ? [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join('*')
    : '';

/**
 * Whether a value stands where the setting or the constant itself is declared: an object or a type of settings, a schema
 * of them. What is written there is no reader of the queue's name.
 */
function isDeclared(node: ts.Node, { names, bound }: NameQuery): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name) && bound.constants.has(at.name.text)) return true;
    const key = settingKey(at);
    if (key !== null && names.members.some(({ name }) => name === key)) return isOfSettings(at, names);
  }
  return false;
}

/** What an element is taken from, by its last name: `settings` of `const { queue } = this.settings`. */
function sourceOf({ parent }: ts.BindingElement): string | null {
  const owner = parent.parent;
  if (ts.isBindingElement(owner)) return keyOf(owner);
  return ts.isVariableDeclaration(owner) && owner.initializer !== undefined ? baseName(owner.initializer) : null;
}

function keyOf(binding: ts.BindingElement): string | null {
  const key = binding.propertyName ?? binding.name;
  return ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? null : propertyName(key);
}

/** Whether an identifier reads a name: it is no key, no member of something else, and declares nothing. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return (parent as { readonly name?: ts.Node }).name !== node && !ts.isQualifiedName(parent);
}

const TEST_CALL = /^(it|test|specify|bench|describe)$/;

/** The innermost test around a node; a `describe` is taken when it has none. */
function testAround(node: ts.Node): Span | null {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isCallExpression(at) && TEST_CALL.test(rootName(at.expression)) && at.arguments.some(ts.isFunctionLike))
      return { start: at.getStart(), end: at.getEnd() };
  }
  return null;
}

/** `test` in `test.each(rows)('…', …)`. */
function rootName(callee: ts.Expression): string {
  let node = unwrap(callee);
  for (;;) {
    const inner = ts.isCallExpression(node) ? node.expression : objectOf(node);
    if (inner === null) return ts.isIdentifier(node) ? node.text : '';
    node = unwrap(inner);
  }
}
