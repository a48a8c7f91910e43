import { ts } from '../../typescript.js';
import { following } from './parts/following.js';
import { sdkName } from './parts/sdk-name.js';
import { buildSite } from './parts/site.js';
import { lastName, ownProperty, propertyValue, unwrap } from './parts/syntax.js';
import { readWorkflow, type WorkflowArgument } from './parts/workflow-name.js';
import { workflowsAround } from './parts/workflows-around.js';
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
    const { name: workflow, text, proof } = workflowOf(node, { options, parents }, context);
    const facts = { inWorkflowCode: true, parents, workflow: { name: workflow, text, proof } };
    return { what: 'site', site: { ...following(site, options, context), ...facts } };
  },
};

type Named = Pick<WorkflowArgument, 'name' | 'text' | 'proof'>;

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
  return { name: only, text: only ?? '', proof: { how: 'syntax', because, at: [context.place(call)] } };
}

/** `typeof w`, `typeof workflows.w`: the name of what it asks about. */
function queried({ exprName }: ts.TypeQueryNode, context: ShapeContext): Named {
  if (ts.isIdentifier(exprName)) return readWorkflow(exprName, context);
  const { right } = exprName;
  const read = readWorkflow(right, context);
  // A member of a namespace that cannot be opened: its name is the workflow's.
  return { ...read, name: read.name ?? right.text };
}
