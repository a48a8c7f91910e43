import { ts } from '../../../typescript.js';
import type { QueueNames } from '../../model/queue-names.js';
import { baseName, lastName, propertyName, unwrap } from './syntax.js';

/** The queues' names and environment variables that settings are declared with. */
export interface DeclaredNames {
  readonly values: readonly string[];
  readonly variables: readonly string[];
}

/** What an object or a schema of settings says of a legacy queue: its default, and the variable it is read from. */
export function readDeclared(source: ts.SourceFile, names: QueueNames): DeclaredNames {
  const values: string[] = [];
  const variables: string[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const key = settingKey(node);
    if (key !== null && names.members.some(({ name }) => name === key) && isOfSettings(node, names)) {
      const held = ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node) ? node.initializer : undefined;
      if (held !== undefined) collect(held, { values, variables });
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return { values, variables };
}

/** The name of a setting where one is declared: a property of an object, a class or a type, or an enum's member. */
export function settingKey(node: ts.Node): string | null {
  const isKeyed =
    ts.isPropertyAssignment(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isEnumMember(node);
  return isKeyed ? propertyName(node.name) : null;
}

/** Whether the nearest named thing around a property is called what settings are called; so is a file's own default. */
export function isOfSettings(node: ts.Node, { members }: QueueNames): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (!isNamedScope(at)) continue;
    const name = at.name?.getText().toLowerCase() ?? '';
    return /settings|config|env|schema/.test(name) || members.some(({ base }) => name.includes(base.toLowerCase()));
  }
  return true;
}

const isNamedScope = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isVariableDeclaration(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isClassLike(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isEnumDeclaration(node);

/** `'main'`, `process.env.QUEUE ?? 'main'`, `z.string().default('main')`: anything else in the expression is about something else. */
function collect(expression: ts.Expression, into: { readonly values: string[]; readonly variables: string[] }): void {
  const node = unwrap(expression);
  if (ts.isStringLiteralLike(node)) into.values.push(node.text);
  else if (ts.isBinaryExpression(node)) for (const side of [node.left, node.right]) collect(side, into);
  else if (ts.isCallExpression(node)) {
    const [argument] = node.arguments;
    if (argument !== undefined && lastName(node.expression)?.text === 'default') collect(argument, into);
    else collect(node.expression, into);
  } else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const variable = lastName(node)?.text;
    if (baseName(node.expression) === 'env' && variable !== undefined) into.variables.push(variable);
    else collect(node.expression, into);
  }
}
