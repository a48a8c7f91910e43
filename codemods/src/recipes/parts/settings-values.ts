import { ts } from '../../../typescript.js';
import type { SettingsNames } from './settings-names.js';
import { bare, fixedName } from './settings-trace.js';

/** The text of each new setting's value. */
export interface SettingValues {
  readonly namespace: string;
  readonly prefix: string;
  readonly shards: string;
  readonly mode: string;
}

/** What the values of one list of settings are modelled on. */
export interface ValuesInput {
  /** The value of the legacy queue there, null when it has none. */
  readonly legacy: ts.Expression | null;
  /** The values of its siblings, in order. */
  readonly siblings: readonly ts.Expression[];
  readonly environment: SettingsNames;
  readonly quote: "'" | '"';
  /** Whether an unknown source may be answered by a constant: test code, or settings that are all constants. */
  readonly constant: boolean;
}

/** How a value is read from the environment. */
interface EnvForm {
  readonly variable: string;
  /** The text that reads another variable the same way. */
  read(variable: string): string;
  readonly operator: '??' | '||' | null;
  /** A reader that takes its default as second argument: `env('X', 'y')`. */
  readonly callee: string | null;
  readonly takesDefault: boolean;
}

const isVariable = (text: string): boolean => /^[A-Z][A-Z\d_]*$/.test(text);
const isEnvObject = (text: string): boolean => /(^|\.)(process)?env(ironment)?$/i.test(text);

/** How an expression reads the environment; null when it does not, or not in one of the known ways. */
export function envForm(expression: ts.Expression): EnvForm | null {
  const node = resolveConstant(bare(expression));
  if (ts.isBinaryExpression(node)) {
    const operator = operatorOf(node);
    const left = operator === null ? null : envForm(node.left);
    return left === null ? null : { ...left, operator: left.operator ?? operator };
  }
  if (ts.isPropertyAccessExpression(node) && isEnvObject(node.expression.getText()) && isVariable(node.name.text)) {
    const object = node.expression.getText();
    return {
      variable: node.name.text,
      read: (name) => `${object}.${name}`,
      operator: null,
      callee: null,
      takesDefault: false,
    };
  }
  if (
    ts.isElementAccessExpression(node) &&
    isEnvObject(node.expression.getText()) &&
    ts.isStringLiteralLike(node.argumentExpression)
  ) {
    const object = node.expression.getText();
    const quote = node.argumentExpression.getText().charAt(0);
    const read = (name: string): string => `${object}[${quote}${name}${quote}]`;
    return { variable: node.argumentExpression.text, read, operator: null, callee: null, takesDefault: false };
  }
  return ts.isCallExpression(node) ? callForm(node) : null;
}

function callForm(call: ts.CallExpression): EnvForm | null {
  const [first, second] = call.arguments;
  if (first === undefined || call.arguments.length > 2) return null;
  const callee = call.expression.getText();
  if (callee === 'String') return envForm(first);
  if (!ts.isStringLiteralLike(first) || !isVariable(first.text)) return null;
  if (second !== undefined && !ts.isStringLiteralLike(second)) return null;
  const quote = first.getText().charAt(0);
  const read = (name: string): string => `${callee}(${quote}${name}${quote})`;
  return { variable: first.text, read, operator: null, callee, takesDefault: second !== undefined };
}

function operatorOf(node: ts.BinaryExpression): '??' | '||' | null {
  if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) return '??';
  return node.operatorToken.kind === ts.SyntaxKind.BarBarToken ? '||' : null;
}

/** One step through a constant of the same file: `const temporalTaskQueue = process.env.X; return { temporalTaskQueue }`. */
function resolveConstant(node: ts.Expression): ts.Expression {
  if (!ts.isIdentifier(node)) return node;
  for (let scope: ts.Node | undefined = node.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    const declarations = scope.statements
      .filter(ts.isVariableStatement)
      .flatMap((statement) => [...statement.declarationList.declarations]);
    const found = declarations.find((declaration) => fixedName(declaration.name) === node.text);
    if (found?.initializer !== undefined)
      return ts.isIdentifier(bare(found.initializer)) ? node : bare(found.initializer);
  }
  return node;
}

/** Values that stand by themselves, each with its default: for object literals and class fields. */
export function completeValues(input: ValuesInput): SettingValues {
  const { legacy, siblings, environment, quote } = input;
  const quoted = (text: string): string => `${quote}${text}${quote}`;
  const own = legacy === null ? null : envForm(legacy);
  const model = own ?? siblings.map(envForm).find((form) => form !== null) ?? (input.constant ? null : processEnv());
  if (model === null) return { namespace: quoted('default'), prefix: quoted('saas'), shards: '1', mode: quoted('off') };
  const reader = readerOf(model, siblings);
  const fallback = own === null || legacy === null ? quoted('saas') : operand(legacy, operatorFor(model, siblings));
  return {
    namespace: reader(environment.namespace, quoted('default')),
    prefix: reader(environment.prefix, fallback),
    shards: numberLike(siblings, environment.shards) ?? defaultNumber(model, reader, environment.shards, quote),
    mode: `${plainOf(model, siblings)(environment.mode, quoted('off'))} === ${quoted('on')} ? ${quoted('on')} : ${quoted('off')}`,
  };
}

/** Values whose defaults stand in a schema: the environment as it is, the prefix falling back to the legacy queue's variable. Null for constants. */
export function rawValues(input: ValuesInput): SettingValues | null {
  const { legacy, siblings, environment, quote } = input;
  const own = legacy === null ? null : envForm(legacy);
  const model = own ?? siblings.map(envForm).find((form) => form !== null) ?? (input.constant ? null : processEnv());
  if (model === null) return null;
  const reader = readerOf(model, siblings);
  const quoted = (text: string): string => `${quote}${text}${quote}`;
  const plain = plainOf(model, siblings);
  const raw = (variable: string, fallback: string): string => plain(variable, quoted(fallback));
  return {
    namespace: raw(environment.namespace, 'default'),
    prefix:
      own === null || legacy === null
        ? raw(environment.prefix, 'saas')
        : reader(environment.prefix, operand(legacy, operatorFor(model, siblings))),
    shards: numberLike(siblings, environment.shards) ?? raw(environment.shards, '1'),
    mode: raw(environment.mode, 'off'),
  };
}

/** Whether the siblings are made numbers before the schema sees them. */
export const hasNumbers = (siblings: readonly ts.Expression[]): boolean =>
  siblings.some((sibling) => numberLike([sibling], 'X') !== null);

const processEnv = (): EnvForm => ({
  variable: 'TEMPORAL_TASK_QUEUE',
  read: (name) => `process.env.${name}`,
  operator: null,
  callee: null,
  takesDefault: false,
});

type Reader = (variable: string, fallback: string) => string;

/** Reads a variable with a fallback the way the model does; a reader that would throw without a value is not used. */
function readerOf(model: EnvForm, siblings: readonly ts.Expression[]): Reader {
  const operator = operatorFor(model, siblings);
  if (model.callee === null || (model.operator !== null && !model.takesDefault)) {
    return (variable, fallback) => `${model.read(variable)} ${operator} ${fallback}`;
  }
  return twinOf(model, siblings) ?? ((variable, fallback) => `process.env.${variable} ${operator} ${fallback}`);
}

const operatorFor = (model: EnvForm, siblings: readonly ts.Expression[]): '??' | '||' =>
  model.operator ??
  siblings.map((sibling) => envForm(sibling)?.operator ?? null).find((found) => found !== null) ??
  '??';

/** Reads a variable without an operator, so that the text can stand beside any: the fallback is for readers that take one. */
function plainOf(model: EnvForm, siblings: readonly ts.Expression[]): Reader {
  if (model.callee === null || (model.operator !== null && !model.takesDefault))
    return (variable) => model.read(variable);
  return twinOf(model, siblings) ?? ((variable) => `process.env.${variable}`);
}

/** The reader that takes a default: the model itself, or one a sibling uses. */
function twinOf(model: EnvForm, siblings: readonly ts.Expression[]): Reader | null {
  const twin = model.takesDefault ? model : siblings.map(envForm).find((form) => form?.takesDefault === true);
  if (twin === undefined || twin === null) return null;
  return (variable, fallback) => `${twin.read(variable).slice(0, -1)}, ${fallback})`;
}

/** A value as the right side of an operator; `??` and `||` may not stand beside each other. */
function operand(expression: ts.Expression, operator: '??' | '||'): string {
  const text = expression.getText();
  const isOther = ts.isBinaryExpression(expression) && operatorOf(expression) !== operator;
  const isLoose =
    ts.isAsExpression(expression) || ts.isConditionalExpression(expression) || ts.isSatisfiesExpression(expression);
  return isOther || isLoose ? `(${text})` : text;
}

function defaultNumber(model: EnvForm, reader: Reader, variable: string, quote: string): string {
  return model.callee === null
    ? `Number(${reader(variable, '1')})`
    : `Number(${reader(variable, `${quote}1${quote}`)})`;
}

/** A sibling's number read from the environment, with the variable and its default replaced; null when none has one default. */
function numberLike(siblings: readonly ts.Expression[], variable: string): string | null {
  for (const sibling of siblings) {
    const node = bare(sibling);
    if (!isNumeric(node)) continue;
    const parts = numericParts(node);
    if (parts === null) continue;
    const start = node.getStart();
    const text = node.getText();
    const sorted = [
      { at: parts.variable, by: variable },
      { at: parts.fallback, by: parts.fallback.getText().replace(/[\d._]+/, '1') },
    ].toSorted((a, b) => b.at.getStart() - a.at.getStart());
    return sorted.reduce((result, { at, by }) => {
      const from = at.getStart() - start;
      const written =
        ts.isStringLiteralLike(at) && at === parts.variable
          ? `${at.getText().charAt(0)}${by}${at.getText().charAt(0)}`
          : by;
      return result.slice(0, from) + written + result.slice(from + at.getWidth());
    }, text);
  }
  return null;
}

function isNumeric(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.PlusToken;
  if (ts.isBinaryExpression(node))
    return operatorOf(node) !== null && isNumeric(bare(node.left)) && ts.isNumericLiteral(node.right);
  if (!ts.isCallExpression(node)) return false;
  const [first, second] = node.arguments;
  if (/^(Number|(Number\.)?parseInt)$/.test(node.expression.getText())) return true;
  return (
    first !== undefined &&
    ts.isStringLiteralLike(first) &&
    isVariable(first.text) &&
    second !== undefined &&
    ts.isNumericLiteral(second)
  );
}

function numericParts(node: ts.Expression): { readonly variable: ts.Node; readonly fallback: ts.Expression } | null {
  const variables: ts.Node[] = [];
  const numbers: ts.Expression[] = [];
  const visit = (part: ts.Node): void => {
    if (ts.isPropertyAccessExpression(part) && isEnvObject(part.expression.getText())) {
      variables.push(part.name);
      return;
    }
    if (ts.isStringLiteralLike(part) && isVariable(part.text)) variables.push(part);
    const radix =
      ts.isCallExpression(part.parent) &&
      /parseInt$/.test(part.parent.expression.getText()) &&
      part.parent.arguments[1] === part;
    if (!radix && (ts.isNumericLiteral(part) || (ts.isStringLiteralLike(part) && /^\d+$/.test(part.text))))
      numbers.push(part);
    ts.forEachChild(part, visit);
  };
  visit(node);
  const [variable, fallback] = [variables[0], numbers[0]];
  return variables.length === 1 && numbers.length === 1 && variable !== undefined && fallback !== undefined
    ? { variable, fallback }
    : null;
}
