import { ts } from '../../../typescript.js';
import type { CarriedInput, InputSlot, WorkflowInput } from '../../model/site.js';
import { isAssignment } from './symbols.js';
import { propertyName, propertyValue, unwrap } from './syntax.js';
import { workflowFunctionAround } from './workflows-around.js';

/**
 * The names that stand for what the workflow around a node was given: its parameters, what they are destructured into, and
 * constants of its body that read one. A name that is declared twice in it, or written to, stands for nothing.
 */
export function inputsAround(node: ts.Node): readonly WorkflowInput[] {
  const workflow = workflowFunctionAround(node);
  if (workflow === null) return [];
  const parameters = workflow.parameters.filter(({ name }) => !ts.isIdentifier(name) || name.text !== 'this');
  const given = parameters.flatMap(({ name, dotDotDotToken }, position) =>
    dotDotDotToken === undefined ? bound(name, { position, property: null }) : [],
  );
  const { declared, written } = namesOf(workflow);
  const isOwn = ({ name }: WorkflowInput): boolean => declared.get(name) === 1 && !written.has(name);
  const inputs = given.filter(isOwn);
  return [...inputs, ...constantsOf(workflow, inputs).filter(isOwn)];
}

/** The place of the arguments that an expression reads; null for anything else. */
export function slotOf(expression: ts.Expression, inputs: readonly WorkflowInput[]): InputSlot | null {
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) {
    const input = inputs.find(({ name }) => name === node.text);
    return input === undefined ? null : { position: input.position, property: input.property };
  }
  if (!ts.isPropertyAccessExpression(node)) return null;
  const whole = slotOf(node.expression, inputs);
  return whole === null || whole.property !== null ? null : { ...whole, property: node.name.text };
}

/** What of the arguments goes on as it was given, when a workflow is given these. */
export const carriedBy = (
  given: readonly ts.Expression[],
  inputs: readonly WorkflowInput[],
): readonly CarriedInput[] => {
  const spreadAt = given.findIndex(ts.isSpreadElement);
  return given.slice(0, spreadAt === -1 ? given.length : spreadAt).flatMap((argument, position) => {
    const node = unwrap(argument);
    if (ts.isObjectLiteralExpression(node)) return carriedIn(node, position, inputs);
    const slot = slotOf(node, inputs);
    return slot?.position === position && slot.property === null ? [{ position, property: null, except: [] }] : [];
  });
};

/** `{ ...input, cursor }` carries all but `cursor`; what stands after a spread of something else is known again. */
function carriedIn(
  literal: ts.ObjectLiteralExpression,
  position: number,
  inputs: readonly WorkflowInput[],
): readonly CarriedInput[] {
  let whole = false;
  const same = new Set<string>();
  const other = new Set<string>();
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) {
      const slot = slotOf(property.expression, inputs);
      whole = slot?.position === position && slot.property === null;
      same.clear();
      other.clear();
      continue;
    }
    const name = property.name === undefined ? null : propertyName(property.name);
    const value = propertyValue(property);
    if (name === null) return [];
    const slot = value === null ? null : slotOf(value, inputs);
    const isSame = slot?.position === position && slot.property === name;
    (isSame ? same : other).add(name);
    (isSame ? other : same).delete(name);
  }
  if (whole) return [{ position, property: null, except: [...other].sort() }];
  return [...same].map((property) => ({ position, property, except: [] }));
}

/** The names a binding makes of a value: itself, or the properties it is taken apart into. */
function bound(name: ts.BindingName, slot: InputSlot): readonly WorkflowInput[] {
  if (ts.isIdentifier(name)) return [{ name: name.text, ...slot }];
  if (!ts.isObjectBindingPattern(name) || slot.property !== null) return [];
  return name.elements.flatMap((element) => {
    const key = element.propertyName ?? element.name;
    const property = ts.isBindingName(key) && !ts.isIdentifier(key) ? null : propertyName(key as ts.PropertyName);
    if (element.dotDotDotToken !== undefined || property === null || !ts.isIdentifier(element.name)) return [];
    return [{ name: element.name.text, position: slot.position, property }];
  });
}

/** `const { tenantId } = input`, `const id = input.tenantId` at the top of the body. */
function constantsOf(workflow: ts.FunctionLikeDeclaration, inputs: readonly WorkflowInput[]): readonly WorkflowInput[] {
  const { body } = workflow as ts.FunctionDeclaration;
  const statements = body !== undefined && ts.isBlock(body) ? body.statements.filter(ts.isVariableStatement) : [];
  return statements.flatMap(({ declarationList }) =>
    (declarationList.flags & ts.NodeFlags.Const) === 0
      ? []
      : declarationList.declarations.flatMap(({ name, initializer }) => {
          const slot = initializer === undefined ? null : slotOf(initializer, inputs);
          return slot === null ? [] : bound(name, slot);
        }),
  );
}

interface Names {
  /** How often each name is declared. */
  readonly declared: ReadonlyMap<string, number>;
  /** What is assigned to, itself or a member of it. */
  readonly written: ReadonlySet<string>;
}

function namesOf(workflow: ts.Node): Names {
  const declared = new Map<string, number>();
  const written = new Set<string>();
  const write = (target: ts.Expression): void => {
    for (const name of targets(target)) written.add(name);
  };
  const pending: ts.Node[] = [workflow];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isNamed(node) && node.name !== undefined && ts.isIdentifier(node.name))
      declared.set(node.name.text, (declared.get(node.name.text) ?? 0) + 1);
    if (isAssignment(node)) write(node.left);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) write(node.operand);
    if (ts.isDeleteExpression(node)) write(node.expression);
    if (ts.isCallExpression(node) && node.expression.getText() === 'Object.assign') {
      const [target] = node.arguments;
      if (target !== undefined) write(target);
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return { declared, written };
}

const isNamed = (node: ts.Node): node is ts.NamedDeclaration & { readonly name?: ts.Node } =>
  ts.isParameter(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isBindingElement(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isClassLike(node);

/** What an assignment to a target writes: `a` of `a.b`, every name of a pattern. More than are written only cost a question. */
function targets(target: ts.Expression): readonly string[] {
  const found: string[] = [];
  const pending: ts.Node[] = [target];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isIdentifier(node)) found.push(node.text);
    if (ts.isPropertyAccessExpression(node)) pending.push(node.expression);
    else
      ts.forEachChild(node, (child) => {
        pending.push(child);
      });
  }
  return found;
}
