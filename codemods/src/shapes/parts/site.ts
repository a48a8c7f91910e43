import { ts } from '../../../typescript.js';
import type { Proof } from '../../model/place.js';
import type { Api, CalledFact, WrapperFact, WrapperFlow } from '../../model/site.js';
import type { FoundSite, ShapeContext } from '../shape.js';
import { ignoreComment, kindComments } from './comments.js';
import { type Options, opaqueAt, readOptions, readQueue } from './options.js';
import { argumentCount, passedIn } from './passed-names.js';
import { readRouted } from './routed.js';
import { readSwallowed } from './swallowed.js';
import { enclosingName, normalisedText, ownProperty } from './syntax.js';
import { readTenantFacts } from './tenant-facts.js';
import { readWorkflow, type WorkflowArgument } from './workflow-name.js';
import { type FlowParts, readFlow } from './wrapper-flow.js';
import { calledAs, functionOf } from './wrapper-name.js';

/** The nodes of one start, found by its shape. */
export interface StartNodes {
  readonly node: ts.CallExpression | ts.NewExpression;
  readonly name: ts.Node;
  readonly api: Api;
  readonly workflow: ts.Expression | null;
  /** The object that holds `taskQueue`. */
  readonly options: ts.Expression | null;
  readonly receiver: Proof;
}

/** Gathers every fact about a start that the phases after `find` may need; no syntax tree leaves with it. */
export function buildSite(nodes: StartNodes, context: ShapeContext): FoundSite {
  const { node, name, api, receiver } = nodes;
  const workflow = nodes.workflow === null ? unnamed(node, context) : readWorkflow(nodes.workflow, context);
  const options = nodes.options === null ? null : readOptions(nodes.options, context);
  const literal = options?.literal ?? null;
  const queue =
    nodes.options === null || options === null
      ? {
          text: '',
          absent: true,
          arms: [],
          proof: { how: 'syntax' as const, because: 'there are no options', at: [context.place(node)] },
        }
      : readQueue(options, nodes.options, context);
  const text = node.getText();
  return {
    at: context.place(name),
    api,
    enclosing: enclosingName(node),
    test: context.test,
    callHash: callHash(node, literal, context),
    call: { start: node.getStart(), end: node.getEnd() },
    callText: text,
    receiver,
    workflow: { name: workflow.name, text: workflow.text, proof: workflow.proof },
    queue,
    routed: literal === null ? null : readRouted(literal, context),
    wrapper: wrapperOf(
      { node, workflow, options, arms: queue.arms, parts: { workflow: nodes.workflow, options: nodes.options } },
      context,
    ),
    tenants: literal === null || !context.forEdits ? [] : readTenantFacts(literal, inputsOf(workflow), node, context),
    options: options?.anchor ?? opaqueAt({ start: node.getEnd(), end: node.getEnd() }, context),
    inWorkflowCode: false,
    parents: [],
    inputs: [],
    carried: [],
    passed: literal === null ? [] : passedIn(literal),
    argumentCount: literal === null ? null : argumentCount(literal),
    swallowed: readSwallowed(writtenAt(node, options), context),
    recurring: api === 'schedule.create' || (literal !== null && ownProperty(literal, 'cronSchedule') !== null),
    ignore: ignoreComment(node),
    kindComments: kindComments(node, context),
    library: null,
    sdkVersion: context.sdk?.version ?? null,
    sdkVersionText: context.sdk?.text ?? null,
  };
}

/** Where a route is written: in options made for this start alone, else at the call. */
function writtenAt(node: ts.Node, options: Options | null): ts.Node {
  if (options === null || options.literal === null || options.anchor.form !== 'variable') return node;
  const isOwn = options.anchor.otherReads === 0 && options.literal.getSourceFile() === node.getSourceFile();
  return isOwn ? options.literal : node;
}

/** What says which inputs a workflow takes; of an overloaded function, nothing does. */
const inputsOf = ({ declaration, name, proof }: WorkflowArgument): ts.SignatureDeclaration | 'by name' | null =>
  declaration ?? (name !== null && proof.how !== 'types' ? 'by name' : null);

/** The hash of what a person reads when answering for a call: its text, and its options where they are written elsewhere. */
export function callHash(node: ts.Node, options: ts.Node | null, context: ShapeContext): string {
  const isInside =
    options === null ||
    (options.getSourceFile() === node.getSourceFile() && node.pos <= options.pos && options.end <= node.end);
  const text = isInside ? normalisedText(node) : `${normalisedText(node)} ${normalisedText(options)}`;
  return context.hash(text).slice(0, 16);
}

const unnamed = (node: ts.Node, context: ShapeContext): WorkflowArgument => ({
  name: null,
  text: '',
  proof: { how: 'syntax', because: 'no workflow is named here', at: [context.place(node)] },
  declaration: null,
  parameter: null,
});

/** What could be chosen by a parameter of the function around a start. */
export interface Chosen {
  readonly node: ts.Node;
  readonly workflow: WorkflowArgument;
  readonly options: Options | null;
  readonly arms: FoundSite['queue']['arms'];
  readonly parts: Omit<FlowParts, 'owner'>;
}

/** A function whose parameters choose the workflow, the queue or the options: its callers hold the tenant. */
export function wrapperOf({ node, workflow, options, arms, parts }: Chosen, context: ShapeContext): WrapperFact | null {
  const parameters = new Set<string>();
  if (workflow.parameter !== null) parameters.add(workflow.parameter);
  if (options?.parameter != null) parameters.add(options.parameter);
  for (const hop of arms.flatMap((arm) => arm.hops))
    if (hop.kind === 'parameter' && hop.of === undefined) parameters.add(hop.name);
  const owner = functionOf(node, parameters);
  if (parameters.size === 0 || owner === null) return null;
  const called = calledAs(owner, context);
  const path = enclosingName(owner.body ?? owner);
  const name = path === '<module>' ? (called?.name ?? path) : path;
  return {
    function: name,
    names: namesOf(name, called, context),
    parameters: [...parameters],
    called,
    flow: isCalledItself(owner, called) ? readFlow({ owner, ...parts }, context) : OUT_OF_SIGHT,
    named: false,
  };
}

/** The path as it is written, and the shorter one of the class or object and its member. */
function namesOf(path: string, called: CalledFact | null, { file }: ShapeContext): readonly string[] {
  const holder = called?.owner ?? called?.holder ?? null;
  const short = called === null ? [] : holder === null ? [] : [`${holder}.${called.name}`];
  return [...new Set([path, ...short])].map((name) => `${file}#${name}`);
}

/** Whether the function's own parameters are what its callers pass: not those of a callback in it, nor of what a call made of it. */
const isCalledItself = (owner: ts.FunctionLikeDeclaration, called: CalledFact | null): boolean =>
  called !== null && called.declared.start === owner.getStart() && !ts.isCallExpression(owner.parent);

const OUT_OF_SIGHT: WrapperFlow = {
  workflow: null,
  queue: null,
  options: null,
  own: [],
  lacks: 'its parameters reach the start by way of another function; start the workflow in the function itself',
};
