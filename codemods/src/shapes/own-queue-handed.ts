import { ts } from '../../typescript.js';
import { namesIn } from './parts/names-in.js';
import { packageExportOf } from './parts/package-export.js';
import { symbolAt } from './parts/symbols.js';
import { lastName, objectOf, propertyName, unwrap } from './parts/syntax.js';
import { workflowsAround } from './parts/workflows-around.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const WORKFLOW = { package: /^@temporalio\/workflow$/, names: ['workflowInfo'] };

/** `turnsOn(workflowInfo().taskQueue)`: the queue a workflow runs on, handed to a function that may make another name of it. */
export const ownQueueHanded: Shape = {
  id: 'own-queue-handed',
  describe: 'A workflow that hands the queue it runs on to a function',
  names: new Set(['workflowInfo']),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    if (name === null || packageExportOf(name, WORKFLOW, context) === null) return null;
    for (const read of readsOfQueue(node, context)) {
      const call = callGiven(read);
      const callee = call === null ? null : lastName(call.expression);
      if (call === null || callee === null || isTold(call, context)) continue;
      const { file } = context;
      return {
        what: 'own-queue',
        ownQueue: {
          at: context.place(callee),
          test: context.test,
          callee: callee.text,
          text: `${call.expression.getText()}(${read.getText()})`,
          workflows: workflowsAround(node),
          file,
        },
      };
    }
    return null;
  },
};

/** Where `.taskQueue` of the call is read: at once, through a variable, or taken out of the object. */
function readsOfQueue(call: ts.CallExpression, context: ShapeContext): readonly ts.Expression[] {
  const access = outside(call).parent;
  if (ts.isPropertyAccessExpression(access)) return access.name.text === 'taskQueue' ? withUses(access, context) : [];
  if (!ts.isVariableDeclaration(access)) return [];
  if (ts.isIdentifier(access.name))
    return usesOf(access.name, context).flatMap((use) => {
      const member = use.parent;
      return ts.isPropertyAccessExpression(member) && member.name.text === 'taskQueue' ? withUses(member, context) : [];
    });
  return ts.isObjectBindingPattern(access.name)
    ? access.name.elements.flatMap(({ name, propertyName: key }) => {
        const taken = key === undefined ? name.getText() : propertyName(key);
        return taken === 'taskQueue' && ts.isIdentifier(name) ? usesOf(name, context) : [];
      })
    : [];
}

/** A read itself, and those of the variable it is kept in. */
function withUses(read: ts.Expression, context: ShapeContext): readonly ts.Expression[] {
  const { parent } = outside(read);
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? usesOf(parent.name, context) : [read];
}

function usesOf(declared: ts.Identifier, context: ShapeContext): readonly ts.Identifier[] {
  const symbol = symbolAt(declared, context);
  return namesIn(declared.getSourceFile(), new Set([declared.text]))
    .filter(ts.isIdentifier)
    .filter((one) => one !== declared && symbolAt(one, context) === symbol);
}

/** The expression with the parentheses and assertions around it. */
function outside(node: ts.Expression): ts.Expression {
  const { parent } = node;
  return ts.isExpression(parent) && unwrap(parent) === unwrap(node) ? outside(parent) : node;
}

/** The call that gets a value as an argument, as it is or inside of one; not as the queue of something, which stays what it is. */
function callGiven(read: ts.Expression): ts.CallExpression | null {
  for (let node: ts.Node = read; ; node = node.parent) {
    const { parent } = node;
    if (parent === undefined || ts.isFunctionLike(parent) || ts.isStatement(parent)) return null;
    if (isQueueProperty(parent)) return null;
    if (ts.isCallExpression(parent) && parent.arguments.some((argument) => argument === node))
      // The call's own value as a queue is traced where it is used.
      return isQueueProperty(outside(parent).parent) ? null : parent;
  }
}

const isQueueProperty = (node: ts.Node): boolean =>
  (ts.isPropertyAssignment(node) && propertyName(node.name) === 'taskQueue') ||
  (ts.isShorthandPropertyAssignment(node) && node.name.text === 'taskQueue');

/** Whether it is only told to somebody: a log, an error, the console. */
function isTold(call: ts.CallExpression, context: ShapeContext): boolean {
  const owner = objectOf(call.expression);
  const name = owner === null ? null : lastName(owner);
  if (/^(log|logger|console)$/i.test(name?.text ?? '')) return true;
  const callee = lastName(call.expression);
  const error = { package: /^@temporalio\//, names: ['ApplicationFailure', 'log'] };
  return callee !== null && name !== null && packageExportOf(name, error, context) !== null;
}
