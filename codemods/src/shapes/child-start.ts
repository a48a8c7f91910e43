import { ts } from '../../typescript.js';
import type { Api, OptionsAnchor } from '../model/site.js';
import { following } from './parts/following.js';
import { sdkName } from './parts/sdk-name.js';
import { buildSite } from './parts/site.js';
import { lastName } from './parts/syntax.js';
import { inputsAround } from './parts/workflow-inputs.js';
import { workflowsAround } from './parts/workflows-around.js';
import type { Found, Shape } from './shape.js';

const FUNCTIONS: ReadonlyMap<string, Api> = new Map([
  ['startChild', 'child.start'],
  ['executeChild', 'child.execute'],
]);

/** `startChild(wf, options?)`, `executeChild(…)` in workflow code: without a queue the child follows its parent. */
export const childStart: Shape = {
  id: 'child-start',
  describe: "A child workflow, on its parent's queue or on one of its own",
  names: new Set(FUNCTIONS.keys()),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const [workflow, options = null] = node.arguments;
    const called = name === null ? null : sdkName(node.expression, /^@temporalio\/workflow$/, context);
    const api = called === null ? undefined : FUNCTIONS.get(called);
    if (name === null || api === undefined || workflow === undefined) return null;
    const because = `${called} comes from @temporalio/workflow`;
    const receiver = { how: 'traced' as const, because, at: [context.place(name)] };
    const site = buildSite({ node, name, api, workflow, options, receiver }, context);
    return {
      what: 'site',
      site: {
        ...following(site, options, context),
        ...(options === null ? { options: noOptions(workflow, site.options) } : {}),
        inWorkflowCode: true,
        parents: workflowsAround(node),
        inputs: inputsAround(node),
      },
    };
  },
};

/** `startChild(workflow)`: options could stand behind the workflow. */
function noOptions(workflow: ts.Expression, anchor: OptionsAnchor): OptionsAnchor {
  if (ts.isSpreadElement(workflow)) return anchor;
  const end = workflow.getEnd();
  return { ...anchor, form: 'none', argument: { start: end, end } };
}
