import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import { nestServiceProof } from './parts/nest-service.js';
import { readOptions } from './parts/options.js';
import { buildSite } from './parts/site.js';
import { lastName, ownProperty, propertyValue } from './parts/syntax.js';
import type { Found, FoundSite, Shape, ShapeContext } from './shape.js';

type Method = (call: ts.CallExpression, found: { name: ts.Node; receiver: Proof }, context: ShapeContext) => FoundSite;

/**
 * The services of nestjs-temporal-core: `startWorkflow(type, args, options)`, which hands on the queue and no priority, and
 * `createSchedule({ action })`, which hands on the whole action.
 */
export const nestStart: Shape = {
  id: 'nest-start',
  describe: 'A workflow started by a service of nestjs-temporal-core',
  names: new Set(['startWorkflow', 'createSchedule']),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const read = name === null ? undefined : METHODS.get(name.text);
    if (name === null || read === undefined || node.arguments.length === 0) return null;
    const receiver = nestServiceProof(node.expression, context);
    return receiver === null ? null : { what: 'site', site: read(node, { name, receiver }, context) };
  },
};

const startWorkflow: Method = (node, found, context) => {
  const { arguments: given } = node;
  const spread = given.findIndex(ts.isSpreadElement);
  const [workflow = null, , options = null] = spread === -1 ? given : given.slice(0, spread);
  const site = buildSite({ node, ...found, api: 'client.start', workflow, options }, context);
  return { ...site, library: 'nestjs-temporal-core' };
};

const createSchedule: Method = (node, found, context) => {
  const [options = null] = node.arguments;
  const action = options === null ? null : fieldOf(options, 'action', context);
  const workflow = action === null ? null : fieldOf(action, 'workflowType', context);
  return buildSite({ node, ...found, api: 'schedule.create', workflow, options: action ?? options }, context);
};

const METHODS: ReadonlyMap<string, Method> = new Map([
  ['startWorkflow', startWorkflow],
  ['createSchedule', createSchedule],
]);

function fieldOf(expression: ts.Expression, name: string, context: ShapeContext): ts.Expression | null {
  const { literal } = readOptions(expression, context);
  const property = literal === null ? null : ownProperty(literal, name);
  return property === null ? null : propertyValue(property);
}
