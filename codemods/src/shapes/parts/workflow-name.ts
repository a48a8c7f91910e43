import { ts } from '../../../typescript.js';
import type { Proof } from '../../model/place.js';
import type { ShapeContext } from '../shape.js';
import { functionBehind } from './function-behind.js';
import { importOf, resolveAlias, symbolAt } from './symbols.js';
import { lastName, objectOf, unwrap } from './syntax.js';
import { placesOf, trace } from './trace.js';

/** The workflow a start names: its registered type, the function's declaration when we have it, and a parameter when a caller chooses. */
export interface WorkflowArgument {
  readonly name: string | null;
  readonly text: string;
  readonly proof: Proof;
  readonly declaration: ts.SignatureDeclaration | null;
  readonly parameter: string | null;
}

/** Reads the workflow argument: a string, a constant that holds one, or a function as the worker registers it (its exported name). */
export function readWorkflow(argument: ts.Expression, context: ShapeContext): WorkflowArgument {
  const node = unwrap(argument);
  const text = node.getText();
  const at = [context.place(node)];
  if (ts.isStringLiteralLike(node)) {
    return {
      name: node.text,
      text,
      proof: { how: 'syntax', because: 'named by a string', at },
      declaration: null,
      parameter: null,
    };
  }
  const named =
    ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
      ? functionNamed(node, context)
      : null;
  if (named !== null) return { ...named, text };
  // The function that a namespace import has under a name is registered by that name.
  const arms = trace(indexOf(node, context) ?? node, context);
  const only = arms.length === 1 ? arms[0] : undefined;
  const parameter = arms.flatMap((arm) => arm.hops).find((hop) => hop.kind === 'parameter' && hop.of === undefined);
  const value = only?.value ?? null;
  const because = value === null ? 'chosen at run time' : 'a string constant';
  return {
    name: value,
    text,
    proof: { how: 'traced', because, at: [...at, ...placesOf(arms)] },
    declaration: null,
    parameter: parameter?.kind === 'parameter' ? parameter.name : null,
  };
}

/** `name` in `workflows[name]`, where `workflows` is all that a module exports: what is chosen is a name. */
export function indexOf(node: ts.Expression, context: ShapeContext): ts.Expression | null {
  const inner = unwrap(node);
  if (!ts.isElementAccessExpression(inner) || lastName(inner) !== null) return null;
  const object = unwrap(inner.expression);
  const symbol = ts.isIdentifier(object) ? symbolAt(object, context) : null;
  return symbol !== null && importOf(symbol)?.name === '*' ? inner.argumentExpression : null;
}

function functionNamed(node: ts.Expression, context: ShapeContext): Omit<WorkflowArgument, 'text'> | null {
  const at = [context.place(node)];
  const found = functionBehind(node, context);
  if (found !== null) {
    return {
      name: found.name,
      proof: { how: 'types', because: 'the workflow function', at: [...at, context.place(found.declaration)] },
      declaration: found.isOverloaded ? null : found.declaration,
      parameter: null,
    };
  }
  const name = lastName(node);
  const symbol = name === null ? null : symbolAt(name, context);
  if (name === null) return null;
  if (symbol === null) return objectOf(node) === null ? null : namespaced(node, name.text, context);
  const imported = importOf(resolveAlias(symbol, context));
  if (imported === null || /^(\*|default)$/.test(imported.name) || isConstantName(imported.name)) return null;
  return {
    name: imported.name,
    proof: { how: 'traced', because: `imported from ${imported.specifier}, which could not be opened`, at },
    declaration: null,
    parameter: null,
  };
}

/** `SYNC_TENANT` is what constants are called: it holds a workflow's name, and no function has it. */
const isConstantName = (name: string): boolean => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name) && name.length > 1;

/** `workflows.x` where `workflows` is a namespace import that does not resolve: the member is the name. */
function namespaced(node: ts.Expression, name: string, context: ShapeContext): Omit<WorkflowArgument, 'text'> | null {
  const object = objectOf(node);
  const root = object === null ? null : unwrap(object);
  const symbol = root !== null && ts.isIdentifier(root) ? symbolAt(root, context) : null;
  const imported = symbol === null ? null : importOf(symbol);
  if (imported?.name !== '*' || isConstantName(name)) return null;
  return {
    name,
    proof: {
      how: 'traced',
      because: `member of ${imported.specifier}, which could not be opened`,
      at: [context.place(node)],
    },
    declaration: null,
    parameter: null,
  };
}
