import { ts } from '../../../typescript.js';
import type { ConstructorFact, Hop } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { isAssignment, isReassigned } from './symbols.js';
import { lastName, objectOf } from './syntax.js';

/** What a value that comes from a parameter is called, and where. */
export interface Parameter {
  readonly parameter: ts.ParameterDeclaration;
  readonly name: string;
  readonly at: ts.Node;
  /** The way from the parameter to the value; null where it is not followed. */
  readonly path: readonly string[] | null;
}

/** A value that comes from a parameter, as a step of a trace: its function's callers give it, or whoever makes the object. */
export function parameterHop({ parameter, name, at, path }: Parameter, context: ShapeContext): Hop {
  const hop: Hop = { kind: 'parameter', name, at: context.place(at) };
  const { parent } = parameter;
  return ts.isConstructorDeclaration(parent) ? { ...hop, of: constructorOf(parameter, parent, path, context) } : hop;
}

function constructorOf(
  parameter: ts.ParameterDeclaration,
  made: ts.ConstructorDeclaration,
  path: readonly string[] | null,
  context: ShapeContext,
): ConstructorFact {
  const owner = made.parent;
  return {
    class: owner.name?.text ?? 'a class without a name',
    declared: { file: context.fileOf(owner) ?? context.file, start: owner.getStart() },
    position: made.parameters.indexOf(parameter),
    path: isSettled(parameter, owner) && owner.name !== undefined ? path : null,
  };
}

/** Whether a parameter, or the property it makes, still is what was given. */
function isSettled(parameter: ts.ParameterDeclaration, owner: ts.ClassLikeDeclaration): boolean {
  const { name } = parameter;
  if (parameter.dotDotDotToken !== undefined) return false;
  if (!ts.isIdentifier(name)) return true;
  if (isReassigned(name.text, parameter.getSourceFile())) return false;
  if (!ts.isParameterPropertyDeclaration(parameter, parameter.parent)) return true;
  const isOwn = (ts.getCombinedModifierFlags(parameter) & (ts.ModifierFlags.Private | ts.ModifierFlags.Readonly)) !== 0;
  return isOwn && assignmentsTo(name.text, owner).length === 0;
}

/** The assignments to `this.name` in a class. */
export function assignmentsTo(name: string, owner: ts.ClassLikeDeclaration): readonly ts.BinaryExpression[] {
  const found: ts.BinaryExpression[] = [];
  const pending: ts.Node[] = [...owner.members];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (
      isAssignment(node) &&
      objectOf(node.left)?.kind === ts.SyntaxKind.ThisKeyword &&
      lastName(node.left)?.text === name
    ) {
      found.push(node);
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}
