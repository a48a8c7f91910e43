import { ts } from '../../typescript.js';
import { lookUp } from './scope.js';

/** What is put into variables of a name anywhere in a file. */
type Assignments = ReadonlyMap<string, readonly ts.BinaryExpression[]>;

const known = new WeakMap<ts.SourceFile, Assignments>();

/** The values a variable is given after its declaration. */
export function assignedTo(variable: ts.VariableDeclaration): readonly ts.Expression[] {
  if (!ts.isIdentifier(variable.name)) return [];
  const { text } = variable.name;
  const file = variable.getSourceFile();
  const found = known.get(file) ?? collect(file);
  known.set(file, found);
  const isOurs = (left: ts.Expression): boolean =>
    lookUp(text, left, ts.SymbolFlags.Value)?.declarations?.includes(variable) === true;
  return (found.get(text) ?? []).filter(({ left }) => isOurs(left)).map(({ right }) => right);
}

function collect(file: ts.SourceFile): Assignments {
  const found = new Map<string, ts.BinaryExpression[]>();
  const pending: ts.Node[] = [file];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isPlainAssignment(node)) found.set(node.left.text, [...(found.get(node.left.text) ?? []), node]);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

const ASSIGNING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
]);

const isPlainAssignment = (node: ts.Node): node is ts.BinaryExpression & { readonly left: ts.Identifier } =>
  ts.isBinaryExpression(node) && ASSIGNING.has(node.operatorToken.kind) && ts.isIdentifier(node.left);
