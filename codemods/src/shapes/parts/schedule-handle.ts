import { ts } from '../../../typescript.js';
import type { ShapeContext } from '../shape.js';
import { valueIn } from './helper-call.js';
import { actionIn, fieldOf, madeHere, type ScheduleAction } from './schedule-action.js';
import { symbolAt } from './symbols.js';
import { lastName, unwrap } from './syntax.js';

/** The expression a handle was given by: itself, or what the constant it stands in holds. */
export function handleSource(handle: ts.Expression, context: ShapeContext): ts.Expression {
  const node = unwrap(handle);
  const declaration = ts.isIdentifier(node) ? symbolAt(node, context)?.valueDeclaration : undefined;
  const given = declaration === undefined ? null : valueIn(declaration);
  return given ?? node;
}

/** The action that the schedule behind a handle was created with: by the call that gave the handle, or the one of this file with the same id. */
export function createdAction(handle: ts.Expression, context: ShapeContext): ScheduleAction | null {
  const source = handleSource(handle, context);
  if (!ts.isCallExpression(source)) return null;
  const [first] = source.arguments;
  const name = lastName(source.expression)?.text;
  if (name === 'create' && first !== undefined) return actionIn(first, context);
  const id = name === 'getHandle' && first !== undefined ? fixedId(first, context) : null;
  const created = id === null ? [] : createdUnder(id, context);
  const [only] = created;
  return created.length === 1 && only !== undefined ? actionIn(only, context) : null;
}

/** The options of every schedule that this file creates under an id. */
function createdUnder(id: string, context: ShapeContext): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const pending: ts.Node[] = [context.sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    ts.forEachChild(node, (child) => void pending.push(child));
    if (!ts.isCallExpression(node) || lastName(node.expression)?.text !== 'create') continue;
    const [options] = node.arguments;
    const own = options === undefined ? null : fieldOf(madeHere(options, context), 'scheduleId');
    if (options !== undefined && own !== null && fixedId(own, context) === id) found.push(options);
  }
  return found;
}

/** An id that is the same wherever it stands; one that is made of variables may be any. */
function fixedId(expression: ts.Expression, context: ShapeContext): string | null {
  const node = unwrap(expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  const declaration = ts.isIdentifier(node) ? symbolAt(node, context)?.valueDeclaration : undefined;
  const value = declaration === undefined ? null : valueIn(declaration);
  return value !== null && ts.isStringLiteralLike(value) ? value.text : null;
}
