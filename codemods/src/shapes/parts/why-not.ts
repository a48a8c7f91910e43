import { ts } from '../../../typescript.js';
import type { Place } from '../../model/place.js';
import type { ShapeContext } from '../shape.js';
import { readOptions } from './options.js';
import { receiverOf } from './receiver.js';
import { importOf, packageOfFile, resolveAlias, symbolAt } from './symbols.js';
import { enclosingName, lastName, objectOf, ownProperty, propertyName, unwrap } from './syntax.js';

/** A test that something on the line failed, and the place that shows it. */
export interface WhyNot {
  readonly text: string;
  readonly at: Place | null;
}

type Call = ts.CallExpression | ts.NewExpression;
type Property = ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.PropertySignature;

/** Why nothing on the line is a start: for each call and each `taskQueue` on it, the test that failed. */
export function whyNot(line: number, names: ReadonlySet<string>, context: ShapeContext): readonly WhyNot[] {
  const { calls, queues, tokens, around } = nodesOn(line, context);
  const named = calls.filter((call) => names.has(lastName(call.expression)?.text ?? ''));
  const reasons = [
    ...queues.flatMap((property) => whyNotQueue(property, names, context)),
    // `make().start()`: what is called on the way to a name of the SDK's explains nothing.
    ...(named.length > 0 ? named : calls).flatMap((call) => whyNotCall(call, names, context)),
  ];
  if (reasons.length > 0) return reasons.filter(({ text }, at) => reasons.findIndex((one) => one.text === text) === at);
  if (!tokens) return [{ text: emptyLine(line, context), at: null }];
  if (around === null) return [{ text: 'nothing is called on the line', at: null }];
  const part = { text: `the line is a part of a call on line ${context.place(nameOf(around)).line}`, at: null };
  return [part, ...whyNotCall(around, names, context)];
}

/** Where a `taskQueue` on the line stands inside `args`: the workflow's input, whatever the call is. */
export function queuesInArgs(line: number, context: ShapeContext): readonly WhyNot[] {
  return nodesOn(line, context).queues.flatMap((property) => inArgs(property, context) ?? []);
}

interface OnLine {
  readonly calls: readonly Call[];
  readonly queues: readonly Property[];
  /** Whether any code stands on the line. */
  readonly tokens: boolean;
  /** The innermost call that the line is inside of. */
  readonly around: Call | null;
}

function nodesOn(line: number, { sourceFile }: ShapeContext): OnLine {
  const start = sourceFile.getPositionOfLineAndCharacter(line - 1, 0);
  const end = sourceFile.getLineStarts()[line] ?? sourceFile.end + 1;
  const isOn = (node: ts.Node): boolean => node.getStart(sourceFile) >= start && node.getStart(sourceFile) < end;
  const calls: Call[] = [];
  const queues: Property[] = [];
  let tokens = false;
  let around: Call | null = null;
  const pending: ts.Node[] = [sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const from = node.getStart(sourceFile);
    if (node.end <= start || from >= end) continue;
    if (isCall(node)) {
      if (isOn(nameOf(node))) calls.push(node);
      else if (from < start) around = node;
    }
    if (isQueue(node) && isOn(node.name)) queues.push(node);
    const children = node.getChildren(sourceFile).filter((child) => !ts.isJSDoc(child));
    if (children.length === 0 && node.end > from) tokens = true;
    pending.push(...children.reverse());
  }
  return { calls, queues, tokens, around };
}

const isCall = (node: ts.Node): node is Call => ts.isCallExpression(node) || ts.isNewExpression(node);

const isQueue = (node: ts.Node): node is Property =>
  (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isPropertySignature(node)) &&
  propertyName(node.name) === 'taskQueue';

const nameOf = (call: Call): ts.Node => lastName(call.expression) ?? call.expression;

function emptyLine(line: number, { sourceFile }: ShapeContext): string {
  const text = sourceFile.text.split(/\r?\n/)[line - 1] ?? '';
  return text.trim() === '' ? 'the line is blank' : 'the line is a comment';
}

function whyNotQueue(property: Property, names: ReadonlySet<string>, context: ShapeContext): readonly WhyNot[] {
  if (ts.isPropertySignature(property))
    return [{ text: '`taskQueue` stands in a type: nothing is run', at: context.place(property.name) }];
  const input = inArgs(property, context);
  if (input !== null) return [input];
  const call = callAround(property);
  if (call === null) {
    return [
      {
        text: '`taskQueue` stands in an object that is not written in a call; no start was seen to read it',
        at: context.place(property.name),
      },
    ];
  }
  return whyNotCall(call, names, context);
}

function inArgs(property: Property, context: ShapeContext): WhyNot | null {
  for (
    let at: ts.Node = property.parent;
    !isCall(at) && !ts.isFunctionLike(at) && !ts.isSourceFile(at);
    at = at.parent
  ) {
    if (ts.isPropertyAssignment(at) && propertyName(at.name) === 'args') {
      const text = "`taskQueue` stands inside `args`: it is the workflow's input, not the option of a start";
      return { text, at: context.place(at.name) };
    }
  }
  return null;
}

function callAround(node: ts.Node): Call | null {
  for (let at = node.parent; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    if (isCall(at)) return at;
  }
  return null;
}

/** The first test that a call fails: its name, then what it is a method of, then the names of its options. */
function whyNotCall(call: Call, names: ReadonlySet<string>, context: ShapeContext): readonly WhyNot[] {
  const name = lastName(call.expression);
  const at = context.place(nameOf(call));
  if (name === null) return [{ text: 'what is called has no name that is fixed in the source', at }];
  const shown = `\`${name.text}\``;
  if (!names.has(name.text)) return [{ text: `${shown} is no name of an SDK function that starts workflows`, at }];
  const receiver = receiverOf(call.expression, context);
  if (receiver.is === 'sdk') {
    const text = `${shown} is ${receiver.owner}'s: with these arguments it starts no workflow`;
    return [{ text, at }];
  }
  const declared = declarationOf(name, context);
  if (receiver.is === 'other' && declared !== null) return [declared];
  const object = objectOf(call.expression);
  const source = object === null ? null : rootOf(object, context);
  const what = object === null ? `${shown} is Temporal's` : `\`${briefly(object)}\` is a Temporal client`;
  const reason = { text: `nothing shows that ${what}, ${optionsText(call, context)}`, at };
  return source === null ? [reason] : [reason, source];
}

/** Where the first name of a receiver comes from: `app` of `app.locals.engine`. */
function rootOf(expression: ts.Expression, context: ShapeContext): WhyNot | null {
  let root = unwrap(expression);
  for (let next = innerOf(root); next !== null; next = innerOf(root)) root = next;
  const symbol = ts.isIdentifier(root) ? symbolAt(root, context) : null;
  const declaration = symbol?.declarations?.[0];
  if (symbol === null || declaration === undefined) return null;
  const imported = importOf(symbol);
  const from = imported === null ? 'is declared here' : `is imported from ${imported.specifier}`;
  return { text: `\`${root.getText()}\` ${from}`, at: context.place(declaration) };
}

const innerOf = (node: ts.Expression): ts.Expression | null => {
  const inner = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression : objectOf(node);
  return inner === null ? null : unwrap(inner);
};

const briefly = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};

/** What would prove a start where types do not: the option names that are Temporal's own. */
function optionsText(call: Call, context: ShapeContext): string {
  const literals = (call.arguments ?? []).map((argument) => readOptions(argument, context).literal);
  const literal = literals.find((one) => one !== null) ?? null;
  if (literal === null) return 'and it is given no object that could be read for the options of a start';
  const has = ['taskQueue', 'workflowId'].filter((option) => ownProperty(literal, option) !== null);
  return has.length === 0
    ? 'and its options name neither taskQueue nor workflowId'
    : `and of the options taskQueue and workflowId it names ${has.length === 1 ? `only ${has[0]}` : 'both, but not where a start has them'}`;
}

/** Where the name is declared, when that is not the SDK: in the repository, or in another package. */
function declarationOf(name: ts.Node, context: ShapeContext): WhyNot | null {
  const symbol = symbolAt(name, context);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = target?.valueDeclaration ?? target?.declarations?.[0];
  if (target === null || declaration === undefined) return null;
  const imported = importOf(target);
  if (imported !== null)
    return { text: `\`${name.getText()}\` is imported from ${imported.specifier}`, at: context.place(declaration) };
  const from = packageOfFile(declaration.getSourceFile().fileName);
  if (from !== null) {
    const whose = from === 'typescript' ? "JavaScript's own" : `declared by the package ${from}`;
    return { text: `\`${name.getText()}\` is ${whose}`, at: context.place(name) };
  }
  const file = context.fileOf(declaration) ?? context.file;
  const owner = enclosingName(declaration);
  const member = owner === '<module>' ? `\`${name.getText()}\`` : `\`${owner}.${name.getText()}\``;
  return { text: `${member} is the repository's own, declared in ${file}`, at: context.place(declaration) };
}
