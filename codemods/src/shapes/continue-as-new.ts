import { ts } from '../../typescript.js';
import type { OptionsAnchor, TenantFact, WorkflowInput } from '../model/site.js';
import { following } from './parts/following.js';
import { passedNames } from './parts/passed-names.js';
import { sdkName } from './parts/sdk-name.js';
import { buildSite } from './parts/site.js';
import { symbolAt } from './parts/symbols.js';
import { lastName, ownProperty, propertyValue, unwrap } from './parts/syntax.js';
import { readArgumentFacts } from './parts/tenant-facts.js';
import { carriedBy, inputsAround } from './parts/workflow-inputs.js';
import { readWorkflow, type WorkflowArgument } from './parts/workflow-name.js';
import { workflowFunctionAround, workflowsAround } from './parts/workflows-around.js';
import type { Found, Shape, ShapeContext } from './shape.js';

/**
 * `continueAsNew(…args)`, which always stays on its queue, and `makeContinueAsNewFunc(options?)`, which can name another:
 * the site is where the function is made, not where it is called.
 */
export const continueAsNew: Shape = {
  id: 'continue-as-new',
  describe: 'A workflow that goes on as a new run of itself or of another',
  names: new Set(['continueAsNew', 'makeContinueAsNewFunc']),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const called = name === null ? null : sdkName(node.expression, /^@temporalio\/workflow$/, context);
    const api = called === 'makeContinueAsNewFunc' ? 'makeContinueAsNew' : called === 'continueAsNew' ? called : null;
    if (name === null || api === null) return null;
    const options = api === 'makeContinueAsNew' ? (node.arguments[0] ?? null) : null;
    const because = `${called} comes from @temporalio/workflow`;
    const receiver = { how: 'traced' as const, because, at: [context.place(name)] };
    const site = buildSite({ node, name, api, workflow: null, options, receiver }, context);
    const parents = workflowsAround(node);
    const { name: workflow, text, proof, declaration } = workflowOf(node, { options, parents }, context);
    const inputs = inputsAround(node);
    const given = api === 'continueAsNew' ? { args: node.arguments, later: false } : givenBy(node, context);
    const { args } = given;
    return {
      what: 'site',
      site: {
        ...following(site, options, context),
        ...(options === null ? { options: noOptions(node, site.options) } : {}),
        inWorkflowCode: true,
        parents,
        inputs,
        carried: carriedBy(args, inputs),
        passed: passedNames(args),
        argumentCount: args.some(ts.isSpreadElement) ? null : args.length,
        tenants: tenantsIn(given, { call: node, declaration, inputs }, context),
        workflow: { name: workflow, text, proof },
      },
    };
  },
};

/** `makeContinueAsNewFunc()`: options could stand in the parentheses. */
function noOptions(call: ts.CallExpression, anchor: OptionsAnchor): OptionsAnchor {
  const end = call.getEnd() - 1;
  return { ...anchor, form: 'none', argument: { start: end, end } };
}

/** What the next run is given, and whether that is written at a later call. */
interface Given {
  readonly args: readonly ts.Expression[];
  readonly later: boolean;
}

/** What the function that is made is called with: at once, or by the one constant that holds it. */
function givenBy(made: ts.CallExpression, context: ShapeContext): Given {
  const { parent } = made;
  if (ts.isCallExpression(parent) && parent.expression === made) return { args: parent.arguments, later: false };
  const calls = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? callsOf(parent.name, context) : [];
  const [only] = calls;
  return { args: only === undefined || calls.length > 1 ? [] : only.arguments, later: true };
}

/** What names the tenant among them; of a later call, only the workflow's own input means the same where the function is made. */
function tenantsIn({ args, later }: Given, read: Reading, context: ShapeContext): readonly TenantFact[] {
  if (!context.forEdits) return [];
  const facts = readArgumentFacts(args, read.declaration ?? 'by name', read.call, context);
  const isInput = ({ expression }: TenantFact): boolean =>
    read.inputs.some(({ name }) => expression === name || expression.startsWith(`${name}.`));
  return later ? facts.map((fact) => (isInput(fact) ? fact : { ...fact, validAtCall: false })) : facts;
}

interface Reading {
  readonly call: ts.CallExpression;
  readonly declaration: ts.SignatureDeclaration | null;
  readonly inputs: readonly WorkflowInput[];
}

/** The calls of a constant, where it is used for nothing else. */
function callsOf(name: ts.Identifier, context: ShapeContext): readonly ts.CallExpression[] {
  const symbol = symbolAt(name, context);
  const calls: ts.CallExpression[] = [];
  const pending: ts.Node[] = [name.getSourceFile()];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isIdentifier(node) && node.text === name.text && node !== name && symbolAt(node, context) === symbol) {
      if (!ts.isCallExpression(node.parent) || node.parent.expression !== node) return [];
      calls.push(node.parent);
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return calls;
}

type Named = Pick<WorkflowArgument, 'name' | 'text' | 'proof' | 'declaration'>;

/** The workflow that goes on: `workflowType`, the type argument's function, else the one workflow the call stands in. */
function workflowOf(
  call: ts.CallExpression,
  { options, parents }: { readonly options: ts.Expression | null; readonly parents: readonly string[] },
  context: ShapeContext,
): Named {
  const literal = options === null ? null : unwrap(options);
  const type = literal !== null && ts.isObjectLiteralExpression(literal) ? ownProperty(literal, 'workflowType') : null;
  const value = type === null ? null : propertyValue(type);
  if (value !== null) return readWorkflow(value, context);
  const argument = call.typeArguments?.[0];
  if (argument !== undefined && ts.isTypeQueryNode(argument)) return queried(argument, context);
  const [only = null] = parents.length === 1 ? parents : [];
  const because = only === null ? 'the workflow it stands in is not one' : 'the workflow it stands in';
  const declaration = only === null ? null : workflowFunctionAround(call);
  return { name: only, text: only ?? '', proof: { how: 'syntax', because, at: [context.place(call)] }, declaration };
}

/** `typeof w`, `typeof workflows.w`: the name of what it asks about. */
function queried({ exprName }: ts.TypeQueryNode, context: ShapeContext): Named {
  if (ts.isIdentifier(exprName)) return readWorkflow(exprName, context);
  const { right } = exprName;
  const read = readWorkflow(right, context);
  // A member of a namespace that cannot be opened: its name is the workflow's.
  return { ...read, name: read.name ?? right.text };
}
