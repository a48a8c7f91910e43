import { ts } from '../../typescript.js';
import { sdkName } from './parts/sdk-name.js';
import { buildSite } from './parts/site.js';
import { symbolAt } from './parts/symbols.js';
import { lastName } from './parts/syntax.js';
import type { Found, Shape, ShapeContext } from './shape.js';

const OPERATION = 'WithStartWorkflowOperation';

/** `new WithStartWorkflowOperation(wf, options)`: an update-with-start is two nodes and one start; the `new` is the site. */
export const withStartOperation: Shape = {
  id: 'with-start-operation',
  describe: 'The start of an update-with-start',
  names: new Set([OPERATION, 'super']),
  match(node, context): Found | null {
    const name = ts.isNewExpression(node) ? lastName(node.expression) : superOf(node);
    const [workflow, options] = node.arguments ?? [];
    if (name === null || workflow === undefined || !isOperation(node, context)) return null;
    const because = `${OPERATION} comes from @temporalio/client`;
    const receiver = { how: 'traced' as const, because, at: [context.place(name)] };
    return {
      what: 'site',
      site: buildSite({ node, name, api: 'withStartOperation', workflow, options: options ?? null, receiver }, context),
    };
  },
};

const superOf = (node: ts.CallExpression | ts.NewExpression): ts.Node | null =>
  ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword ? node.expression : null;

/** The class itself, a subclass that takes the same arguments, or the `super(…)` of a subclass that takes others. */
function isOperation(node: ts.CallExpression | ts.NewExpression, context: ShapeContext): boolean {
  const isItself = (expression: ts.Expression): boolean =>
    sdkName(expression, /^@temporalio\/client$/, context) === OPERATION;
  const isBase = (owner: ts.Node): boolean => {
    const base = ts.isClassLike(owner)
      ? owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
      : undefined;
    return base !== undefined && isItself(base.expression);
  };
  if (ts.isCallExpression(node)) {
    let owner: ts.Node = node;
    while (!ts.isClassLike(owner) && !ts.isSourceFile(owner)) owner = owner.parent;
    return isBase(owner);
  }
  if (isItself(node.expression)) return true;
  const declaration = symbolAt(node.expression, context)?.valueDeclaration;
  return (
    declaration !== undefined &&
    ts.isClassLike(declaration) &&
    isBase(declaration) &&
    !declaration.members.some(ts.isConstructorDeclaration)
  );
}
