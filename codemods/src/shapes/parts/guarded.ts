import { ts } from '../../../typescript.js';

/**
 * Whether code around an expression makes sure that it is there: `if (id)`, `id !== undefined && …`, `id ? … : …`, or an
 * `if (!id) return` before it. What a compiler without strict null checks does not narrow, read by syntax.
 */
export function isGuarded(node: ts.Expression): boolean {
  const text = node.getText();
  for (let at: ts.Node = node; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) {
      const [condition, whenTrue, whenFalse] = ts.isIfStatement(parent)
        ? [parent.expression, parent.thenStatement, parent.elseStatement]
        : [parent.condition, parent.whenTrue, parent.whenFalse];
      if (at === whenTrue && holds(condition, text, true)) return true;
      if (at === whenFalse && holds(condition, text, false)) return true;
    }
    if (ts.isBinaryExpression(parent) && at === parent.right) {
      const operator = parent.operatorToken.kind;
      if (operator === ts.SyntaxKind.AmpersandAmpersandToken && holds(parent.left, text, true)) return true;
      if (operator === ts.SyntaxKind.BarBarToken && holds(parent.left, text, false)) return true;
    }
    if (ts.isBlock(parent) && parent.statements.some((one) => one.end <= at.pos && leavesWithout(one, text)))
      return true;
  }
  return false;
}

/** Whether a condition that is met, or is not, says that an expression is there. */
function holds(condition: ts.Expression, text: string, met: boolean): boolean {
  if (ts.isParenthesizedExpression(condition)) return holds(condition.expression, text, met);
  if (ts.isPrefixUnaryExpression(condition) && condition.operator === ts.SyntaxKind.ExclamationToken)
    return holds(condition.operand, text, !met);
  if (!ts.isBinaryExpression(condition)) return met && condition.getText() === text;
  const { left, right, operatorToken } = condition;
  const operator = operatorToken.kind;
  if (operator === (met ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken))
    return holds(left, text, met) || holds(right, text, met);
  if (left.getText() !== text || !/^(undefined|null)$/.test(right.getText())) return false;
  // `!= null` is about undefined, too; the strict form about its own side only, which is what the code's author looked for.
  const unequal = [ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken].includes(operator);
  const equal = [ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken].includes(operator);
  return met ? unequal : equal;
}

/** `if (!id) return;`, `assert(id);`: what stands behind it is only reached with the expression there. */
function leavesWithout(statement: ts.Statement, text: string): boolean {
  if (ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression)) {
    const { expression: callee, arguments: given } = statement.expression;
    return (
      /^(assert(\.ok)?|invariant)$/.test(callee.getText()) && given[0] !== undefined && holds(given[0], text, true)
    );
  }
  if (!ts.isIfStatement(statement) || !leaves(statement.thenStatement)) return false;
  return holds(statement.expression, text, false);
}

function leaves(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return (
    last !== undefined &&
    (ts.isReturnStatement(last) ||
      ts.isThrowStatement(last) ||
      ts.isContinueStatement(last) ||
      ts.isBreakStatement(last))
  );
}
