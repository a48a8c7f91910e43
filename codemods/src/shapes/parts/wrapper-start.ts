import { ts } from '../../../typescript.js';
import type { QueueArm, QueueFact, StartSite, Way, WrapperFact, WrapperFlow } from '../../model/site.js';
import type { FoundSite, ShapeContext } from '../shape.js';
import { ignoreComment, kindComments } from './comments.js';
import { type Options, opaqueAt, queueFact, readOptions, readQueue } from './options.js';
import { passedIn } from './passed-names.js';
import { readRouted } from './routed.js';
import { callHash, wrapperOf } from './site.js';
import { readSwallowed } from './swallowed.js';
import { enclosingName, ownProperty, propertyValue, unwrap } from './syntax.js';
import { readTenantFacts } from './tenant-facts.js';
import { trace } from './trace.js';
import { inputsAround } from './workflow-inputs.js';
import { readWorkflow, type WorkflowArgument } from './workflow-name.js';
import { workflowsAround } from './workflows-around.js';
import type { Reference } from './wrapper-call.js';

/** The start that a call of a wrapper makes, with what the call passes in the place of the wrapper's parameters. */
export function readWrapperStart(
  reference: Reference,
  start: StartSite,
  { context, named }: { readonly context: ShapeContext; readonly named: ReadonlySet<string> },
): FoundSite | null {
  const { wrapper } = start;
  if (wrapper === null) return null;
  const node = reference.is === 'call' ? reference.call : reference.to;
  const call: Call = { node, given: reference.is === 'call' ? reference.given : null, start, wrapper, context };
  const { argument, workflow } = workflowOf(call);
  const { expression, options, queue, fallsBack = false } = optionsOf(call);
  const literal = options?.literal ?? null;
  const text = node.getText();
  const outer = wrapperOf(
    { node, workflow, options, arms: own(queue.arms, start), parts: { workflow: argument, options: expression } },
    context,
  );
  return {
    at: context.place(reference.name),
    api: start.api,
    enclosing: enclosingName(node),
    test: context.test,
    callHash: callHash(node, literal, context),
    call: { start: node.getStart(), end: node.getEnd() },
    callText: text,
    receiver: {
      how: 'traced',
      because: `it calls ${wrapper.function}, which the config names as a wrapper`,
      at: [context.place(reference.name), start.at],
    },
    workflow: { name: workflow.name, text: workflow.text, proof: workflow.proof },
    queue,
    routed: literal === null ? null : readRouted(literal, context),
    wrapper: outer === null ? null : { ...outer, flow: through(outer.flow, wrapper.flow) },
    tenants: literal === null || !context.forEdits ? [] : tenantsOf(literal, workflow, call),
    options: options?.anchor ?? opaque(node, context),
    inWorkflowCode: start.inWorkflowCode,
    parents: start.inWorkflowCode ? workflowsAround(node) : [],
    inputs: start.inWorkflowCode ? inputsAround(node) : [],
    carried: [],
    passed: literal === null ? [] : passedIn(literal),
    argumentCount: null,
    swallowed: readSwallowed(node, context),
    recurring: start.recurring,
    ignore: ignoreComment(node),
    kindComments: kindComments(node, context),
    sdkVersion: start.sdkVersion,
    sdkVersionText: start.sdkVersionText,
    library: null,
    through: { function: wrapper.function, at: start.at, drops: dropsOf(reference, wrapper, named), fallsBack },
  };
}

interface Call {
  readonly node: ts.Node;
  /** Null where the arguments are not written here. */
  readonly given: readonly ts.Expression[] | null;
  readonly start: StartSite;
  readonly wrapper: WrapperFact;
  readonly context: ShapeContext;
}

/** Arms of the caller's own: what the wrapper falls back to is not chosen by the caller's parameters. */
const own = (arms: readonly QueueArm[], { queue }: StartSite): readonly QueueArm[] =>
  arms.filter((arm) => !queue.arms.includes(arm));

/** A wrapper around a wrapper hands on no more than the inner one does. */
const through = (outer: WrapperFlow, inner: WrapperFlow): WrapperFlow => ({
  ...outer,
  options: inner.options === null ? null : outer.options,
  own: [...outer.own, ...inner.own],
  lacks: inner.lacks ?? outer.lacks,
});

function dropsOf(
  reference: Reference,
  { function: name, flow }: WrapperFact,
  named: ReadonlySet<string>,
): string | null {
  const { as } = reference;
  if (reference.is === 'handed') return `${name} is handed on here: nobody can see what it is called with`;
  if (!reference.sure) return `nothing but its name shows that this is ${name}`;
  const member = as === null ? null : `${as.declared.file}#${as.name}`;
  if (as !== null && member !== null && !named.has(member))
    return `it calls ${as.name}, behind which there may be others than ${name}: name ${member} in wrappers where all of them start this workflow`;
  return flow.lacks === null ? null : `${name} takes no route: ${flow.lacks}`;
}

/** What a call passes for a part of a parameter. */
type Passed =
  | { readonly is: 'written'; readonly expression: ts.Expression }
  | { readonly is: 'absent' }
  | { readonly is: 'unclear' };

function passed({ given, context }: Call, { parameter, path }: Way): Passed {
  if (given === null || given.slice(0, parameter + 1).some(ts.isSpreadElement)) return { is: 'unclear' };
  const argument = given[parameter];
  return argument === undefined || isUndefined(argument) ? { is: 'absent' } : inside(argument, path, context);
}

const isUndefined = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'undefined';

function inside(expression: ts.Expression, [name, ...rest]: readonly string[], context: ShapeContext): Passed {
  if (name === undefined) return { is: 'written', expression };
  const { literal } = readOptions(expression, context);
  const property = literal === null ? null : ownProperty(literal, name);
  const value = property === null ? null : propertyValue(property);
  if (value !== null) return inside(value, rest, context);
  const isBare = literal !== null && !literal.properties.some(ts.isSpreadAssignment);
  return property === null && isBare ? { is: 'absent' } : { is: 'unclear' };
}

interface ChosenWorkflow {
  readonly argument: ts.Expression | null;
  readonly workflow: WorkflowArgument;
}

function workflowOf(call: Call): ChosenWorkflow {
  const { start, wrapper, context, node } = call;
  const unnamed = (text: string, because: string): ChosenWorkflow => ({
    argument: null,
    workflow: {
      name: null,
      text,
      proof: { how: 'syntax', because, at: [context.place(node)] },
      declaration: null,
      parameter: null,
    },
  });
  if (wrapper.flow.workflow === null)
    return { argument: null, workflow: { ...start.workflow, declaration: null, parameter: null } };
  const one = passed(call, wrapper.flow.workflow);
  if (one.is === 'written') return { argument: one.expression, workflow: readWorkflow(one.expression, context) };
  return unnamed('', one.is === 'absent' ? 'no workflow is passed here' : 'what is passed cannot be read here');
}

interface ChosenOptions {
  readonly expression: ts.Expression | null;
  readonly options: Options | null;
  readonly queue: QueueFact;
  readonly fallsBack?: boolean;
}

function optionsOf(call: Call): ChosenOptions {
  const { start, wrapper, context } = call;
  const { options: way, queue } = wrapper.flow;
  const without = (fact: QueueFact): ChosenOptions => ({ expression: null, options: null, queue: fact });
  const fallback: ChosenOptions = { ...without(byDefault(start)), fallsBack: true };
  // The wrapper's own queue, whoever calls it.
  if (queue === null) return { ...without(start.queue), fallsBack: true };
  const one = passed(call, way ?? queue);
  if (one.is === 'absent') return fallback;
  if (one.is === 'unclear') return without(unread(call));
  if (way === null) return without(queueFact(one.expression.getText(), trace(one.expression, context)));
  const options = readOptions(one.expression, context);
  const fact = readQueue(options, one.expression, context);
  return fact.absent
    ? { ...fallback, expression: one.expression, options }
    : { expression: one.expression, options, queue: orDefault(fact, options, start) };
}

const isChosen = ({ hops }: QueueArm): boolean => hops.some((hop) => hop.kind === 'parameter' && hop.of === undefined);

/** The queue of a call that passes none: what the wrapper falls back to. */
function byDefault({ queue, wrapper }: StartSite): QueueFact {
  const arms = queue.arms.filter((arm) => !isChosen(arm));
  const because = `${wrapper?.function ?? 'the wrapper'} falls back to it`;
  return { ...queue, absent: arms.length === 0, arms, proof: { ...queue.proof, because } };
}

/** A queue that may be undefined leaves the choice to the wrapper's default. */
function orDefault(fact: QueueFact, { literal }: Options, start: StartSite): QueueFact {
  const property = literal === null ? null : ownProperty(literal, 'taskQueue');
  const value = property === null ? null : propertyValue(property);
  return value !== null && mayBeNone(unwrap(value))
    ? { ...fact, arms: [...fact.arms, ...byDefault(start).arms] }
    : fact;
}

const mayBeNone = (node: ts.Expression): boolean =>
  ts.isConditionalExpression(node) || ts.isBinaryExpression(node) || isUndefined(node);

const unread = ({ node, context }: Call): QueueFact =>
  queueFact('', [
    { value: null, hops: [{ kind: 'unresolved', name: node.getText().slice(0, 80), at: context.place(node) }] },
  ]);

/** What the wrapper writes itself does not come from the literal here, so nothing of it says who the tenant is. */
function tenantsOf(
  literal: ts.ObjectLiteralExpression,
  workflow: WorkflowArgument,
  { node, wrapper, context }: Call,
): FoundSite['tenants'] {
  const replaced = new Set(
    wrapper.flow.own.map((name) => (name === 'typedSearchAttributes' ? 'searchAttributes' : name)),
  );
  return readTenantFacts(literal, workflow.declaration, node, context).filter(
    ({ flowsInto }) => !replaced.has(flowsInto),
  );
}

const opaque = (node: ts.Node, context: ShapeContext): FoundSite['options'] =>
  opaqueAt({ start: node.getEnd(), end: node.getEnd() }, context);
