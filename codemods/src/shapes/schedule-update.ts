import { ts } from '../../typescript.js';
import type { Proof } from '../model/place.js';
import type { QueueFact } from '../model/site.js';
import { receiverName, receiverOf } from './parts/receiver.js';
import { carriedField, fieldOf, madeHere, startsWorkflow } from './parts/schedule-action.js';
import { createdAction, handleSource } from './parts/schedule-handle.js';
import { buildSite } from './parts/site.js';
import { mayHave, symbolAt } from './parts/symbols.js';
import { lastName, objectOf, unwrap } from './parts/syntax.js';
import type { Found, FoundSite, Shape, ShapeContext } from './shape.js';

type Updater = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;

/** What an update does to the schedule's action: the action it writes, or the expression it is hidden in. */
interface Written {
  readonly action: ts.Expression | null;
  readonly hidden: ts.Expression | null;
  readonly updater: Updater | null;
}

/** `handle.update((previous) => ({ …, action: { … } }))`: a site only where the action is written anew. */
export const scheduleUpdate: Shape = {
  id: 'schedule-update',
  describe: 'A schedule whose action is replaced',
  names: new Set(['update']),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node) || objectOf(node.expression) === null) return null;
    const name = lastName(node.expression);
    const [argument] = node.arguments;
    if (name === null || argument === undefined) return null;
    const written = writtenBy(argument, context);
    if (written === null) return null;
    const { hidden, updater } = written;
    const action = written.action === null ? null : madeHere(written.action, context);
    const receiver = receiverProof(node, name, action, context);
    const options = action ?? hidden;
    if (receiver === null || options === null) return null;
    // What nobody can read is only asked about where the receiver is proved.
    if (action === null && receiver.how === 'syntax') return null;
    const workflow = action === null ? null : workflowOf(node, { action, updater }, context);
    // The previous action's queue is taken over, whatever else is spread: its options need not be read.
    if (action !== null && updater !== null && keepsPrevious(action, updater)) {
      const site = buildSite({ node, name, api: 'schedule.update', workflow, options: null, receiver }, context);
      return { what: 'site', site: { ...site, queue: takenOver(site.queue) } };
    }
    const site = buildSite({ node, name, api: 'schedule.update', workflow, options, receiver }, context);
    if (action === null || updater === null) return { what: 'site', site: { ...site, queue: unknownOf(site.queue) } };
    return { what: 'site', site: withoutPrevious(carried(site, action, updater, context), action, updater) };
  },
};

/** Null for an update that surely writes no action, or takes no function. */
function writtenBy(argument: ts.Expression, context: ShapeContext): Written | null {
  const node = unwrap(argument);
  const updater = isUpdater(node) ? node : ts.isIdentifier(node) ? updaterNamed(node, context) : null;
  if (updater === null) {
    // A name from elsewhere: worth a look only where schedules are spoken of.
    const named = ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isCallExpression(node);
    return named && /schedule/i.test(context.sourceFile.text)
      ? { action: null, hidden: argument, updater: null }
      : null;
  }
  const returned = returnedBy(updater).map((value) => actionIn(value, updater, context));
  const actions = returned.flatMap(({ action }) => (action === null ? [] : [action]));
  const [action = null] = actions;
  const isHidden = actions.length > 1 || returned.some(({ hidden }) => hidden);
  if (isHidden) return { action: null, hidden: argument, updater };
  return action === null ? null : { action, hidden: null, updater };
}

/** What the action says it starts; where it only takes the previous one over, what the schedule was created with. */
function workflowOf(
  call: ts.CallExpression,
  { action, updater }: { readonly action: ts.Expression; readonly updater: Updater | null },
  context: ShapeContext,
): ts.Expression | null {
  const own = carriedField(action, 'workflowType', context);
  const handle = objectOf(call.expression);
  if (own !== null || handle === null || updater === null || !spreadsPrevious(action, updater)) return own;
  const created = createdAction(handle, context);
  return created === null ? null : carriedField(created.expression, 'workflowType', context);
}

/** Whether an action takes the previous one over, whatever else it says itself. */
function spreadsPrevious(action: ts.Expression, updater: Updater): boolean {
  const literal = unwrap(action);
  const spreads = ts.isObjectLiteralExpression(literal) ? literal.properties.filter(ts.isSpreadAssignment) : [];
  return spreads.length > 0 && spreads.every(({ expression }) => isPrevious(expression, updater));
}

/** The priority that the schedule had goes where its queue goes: a route takes the place of both. */
function withoutPrevious(site: FoundSite, action: ts.Expression, updater: Updater): FoundSite {
  if (!spreadsPrevious(action, updater)) return site;
  return { ...site, options: { ...site.options, hasPriority: fieldOf(action, 'priority') !== null } };
}

const isUpdater = (node: ts.Node): node is Updater =>
  ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node);

/** A function of the same file by its name. */
function updaterNamed(name: ts.Identifier, context: ShapeContext): Updater | null {
  const declaration = symbolAt(name, context)?.valueDeclaration;
  if (declaration === undefined || declaration.getSourceFile() !== context.sourceFile) return null;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const constant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const value =
    constant && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? unwrap(declaration.initializer)
      : null;
  return value !== null && isUpdater(value) ? value : null;
}

function returnedBy(updater: Updater): readonly ts.Expression[] {
  const { body } = updater;
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const pending: ts.Node[] = [body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, (child) => void pending.push(child));
  }
  return found;
}

/** The action a returned object writes; `hidden` where one may be written that cannot be read. */
function actionIn(
  returned: ts.Expression,
  updater: Updater,
  context: ShapeContext,
): { readonly action: ts.Expression | null; readonly hidden: boolean } {
  const literal = unwrap(returned);
  // The previous schedule may have been changed in place; anything else was made out of sight, its action with it.
  if (!ts.isObjectLiteralExpression(literal))
    return { action: null, hidden: !isPrevious(literal, updater) || /\b(action|taskQueue)\b/.test(updater.getText()) };
  const action = fieldOf(literal, 'action');
  if (action !== null) return isPrevious(action, updater) ? NOTHING : { action, hidden: false };
  const others = literal.properties
    .filter(ts.isSpreadAssignment)
    .filter(({ expression }) => !isPrevious(expression, updater));
  return { action: null, hidden: others.some(({ expression }) => mayHave(expression, 'action', context)) };
}

const NOTHING = { action: null, hidden: false } as const;

/** `previous`, `previous.action`, `action` of `({ action, ...rest })`: what the schedule has already. */
function isPrevious(expression: ts.Expression, { parameters: [parameter] }: Updater): boolean {
  let root = unwrap(expression);
  for (let object = objectOf(root); object !== null; object = objectOf(root)) root = unwrap(object);
  if (parameter === undefined || !ts.isIdentifier(root)) return false;
  const { name } = parameter;
  if (ts.isIdentifier(name)) return name.text === root.text;
  return name.elements.some(
    (element) => ts.isBindingElement(element) && ts.isIdentifier(element.name) && element.name.text === root.text,
  );
}

/** An action that spreads the previous one, and nothing else, and names no queue stays on the queue it had. */
const keepsPrevious = (action: ts.Expression, updater: Updater): boolean =>
  fieldOf(action, 'taskQueue') === null && spreadsPrevious(action, updater);

const takenOver = (queue: QueueFact): QueueFact => ({
  text: '',
  absent: true,
  arms: [],
  proof: { ...queue.proof, because: "the previous action's queue is taken over" },
});

/** The same where other things are spread too; any other action has only what it says. */
function carried(site: FoundSite, action: ts.Expression, updater: Updater, context: ShapeContext): FoundSite {
  const { queue } = site;
  const literal = unwrap(action);
  if (!ts.isObjectLiteralExpression(literal)) return site;
  const own = fieldOf(literal, 'taskQueue');
  const spreads = literal.properties.filter(ts.isSpreadAssignment).map(({ expression }) => expression);
  const others = spreads.filter((spread) => !isPrevious(spread, updater));
  const isSpread = others.length < spreads.length && !others.some((spread) => mayHave(spread, 'taskQueue', context));
  if (own !== null && !isPrevious(own, updater)) return site;
  if (own === null && !isSpread) return queue.absent ? { ...site, queue: unknownOf(queue) } : site;
  return { ...site, queue: takenOver(queue) };
}

/** A queue that nothing here says anything about. */
const unknownOf = (queue: QueueFact): QueueFact => ({
  ...queue,
  text: '',
  absent: false,
  arms: [{ value: null, hops: [] }],
});

/** A handle by its type, by the call that made it, or by an action that is plainly Temporal's. */
function receiverProof(
  call: ts.CallExpression,
  name: ts.Node,
  action: ts.Expression | null,
  context: ShapeContext,
): Proof | null {
  const receiver = receiverOf(call.expression, context);
  if (receiver.is === 'other') return null;
  if (receiver.is === 'sdk') return receiver.owner === 'ScheduleHandle' ? receiver.proof : null;
  const object = objectOf(call.expression);
  const made = object === null ? null : handleFrom(object, context);
  if (made !== null) return made;
  if (action === null || !startsWorkflow(action, context)) return null;
  return { how: 'syntax', because: "the action is Temporal's startWorkflow", at: [context.place(name)] };
}

/** `client.schedule.getHandle(id)`, or a variable that holds it or what `create` gave. */
function handleFrom(expression: ts.Expression, context: ShapeContext): Proof | null {
  const call = handleSource(expression, context);
  if (!ts.isCallExpression(call) || !/^(getHandle|create)$/.test(lastName(call.expression)?.text ?? '')) return null;
  const maker = receiverOf(call.expression, context);
  if (maker.is === 'sdk') return maker.owner === 'ScheduleClient' ? maker.proof : null;
  const owner = receiverName(call.expression);
  if (maker.is === 'other' || owner === null || !/^schedule(Client)?$/i.test(owner)) return null;
  const because = `the handle comes from ${owner}.${lastName(call.expression)?.text}`;
  return { how: 'syntax', because, at: [context.place(call)] };
}
