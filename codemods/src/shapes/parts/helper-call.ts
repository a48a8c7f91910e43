import { ts } from '../../../typescript.js';
import { returnsOf } from '../../names/expressions.js';
import type { ShapeContext } from '../shape.js';
import { isAssignment, isReassigned, resolveAlias, symbolAt } from './symbols.js';
import { lastName, unwrap } from './syntax.js';

/** Where a trace stands: how far it went, and what the helpers it went into were given. */
export interface Step {
  readonly context: ShapeContext;
  readonly depth: number;
  readonly given: ReadonlyMap<ts.Node, Given>;
  /** The helpers around it: none is entered twice. */
  readonly inside: ReadonlySet<ts.Node>;
  /** What is left of the steps a whole trace may take: parts of parts double with each level. */
  readonly budget: { left: number };
}

/** What a call gives to a parameter; `unknown` behind a spread, or where the helper assigns it again. */
export type Given = Within | 'missing' | 'unknown';

/** An expression, and where it is to be read. */
export interface Within {
  readonly expression: ts.Expression;
  readonly step: Step;
}

const MAX_DEPTH = 24;
const MAX_STEPS = 2_000;

export const firstStep = (context: ShapeContext): Step => ({
  context,
  depth: 0,
  given: new Map(),
  inside: new Set(),
  budget: { left: MAX_STEPS },
});

export function deeper(step: Step): Step {
  step.budget.left -= 1;
  return { ...step, depth: step.depth + 1 };
}

export const isTooDeep = ({ depth, budget }: Step): boolean => depth > MAX_DEPTH || budget.left < 0;

/** Everything a helper of the repository can return to a call, its parameters standing for the arguments; null for any other call. */
export function returnedTo(call: ts.CallExpression, step: Step): readonly Within[] | null {
  const helper = helperOf(call.expression, step.context);
  if (helper === null || step.inside.has(helper) || isTooDeep(step)) return null;
  const { body } = helper;
  const returns = ts.isBlock(body) ? [...returnsOf(body)].sort((a, b) => a.pos - b.pos) : [body];
  const within: Step = {
    ...deeper(step),
    given: new Map([
      ...step.given,
      ...helper.parameters.map((one, at) => [one, givenTo(one, at, call, step)] as const),
    ]),
    inside: new Set([...step.inside, helper]),
  };
  return returns.length === 0 ? null : returns.map((expression) => ({ expression, step: within }));
}

function givenTo(parameter: ts.ParameterDeclaration, at: number, call: ts.CallExpression, step: Step): Given {
  const before = call.arguments.slice(0, at + 1);
  if (parameter.dotDotDotToken !== undefined || before.some(ts.isSpreadElement)) return 'unknown';
  const { name } = parameter;
  if (ts.isIdentifier(name) && isReassigned(name.text, parameter.getSourceFile())) return 'unknown';
  const argument = call.arguments[at];
  return argument === undefined ? 'missing' : { expression: argument, step };
}

type Helper = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

function helperOf(callee: ts.Expression, context: ShapeContext): Helper | null {
  const name = lastName(callee);
  const symbol = name === null ? null : symbolAt(name, context);
  const declarations = symbol === null ? [] : (resolveAlias(symbol, context).declarations ?? []);
  const helpers = declarations.flatMap((declaration) => {
    const found = functionIn(declaration);
    return found === null || found.body === undefined || found.asteriskToken !== undefined ? [] : [found as Helper];
  });
  const [only] = helpers;
  return only !== undefined && helpers.length === 1 && context.fileOf(only) !== null ? only : null;
}

/** The function a declaration gives a name to; null for what is none, or may be another by now. */
export function functionIn(declaration: ts.Declaration): ts.FunctionLikeDeclaration | null {
  if (ts.isFunctionDeclaration(declaration) || ts.isMethodDeclaration(declaration)) return declaration;
  const value = valueIn(declaration);
  return value !== null && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : null;
}

/** The expression a declaration gives a name to, as long as the name is not assigned again. */
export function valueIn(declaration: ts.Declaration): ts.Expression | null {
  if (ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name)) {
    const constant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    if (!constant && isReassigned(declaration.name.text, declaration.getSourceFile())) return null;
    return declaration.initializer === undefined ? null : unwrap(declaration.initializer);
  }
  if (ts.isPropertyAssignment(declaration)) return unwrap(declaration.initializer);
  if (ts.isExportAssignment(declaration)) return unwrap(declaration.expression);
  return exportedValue(declaration);
}

/** The value of `exports.name = …` and `module.exports.name = …`. */
export function exportedValue(declaration: ts.Node): ts.Expression | null {
  const assignment = isAssignment(declaration) ? declaration : declaration.parent;
  if (assignment === undefined || !isAssignment(assignment)) return null;
  if (assignment !== declaration && assignment.left !== declaration) return null;
  return assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken ? unwrap(assignment.right) : null;
}
