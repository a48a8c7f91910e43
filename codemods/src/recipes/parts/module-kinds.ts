import { ts } from '../../../typescript.js';
import type { Advice, Edit } from '../../model/edit.js';
import type { RecipeContext } from '../recipe.js';
import { importedAs } from './imported-as.js';
import { type Added, addedKinds, kindList } from './kind-list.js';
import { ROUTING_PACKAGE } from './routing-package.js';
import { ROUTING_MODULE_GROUP } from './settings.js';
import { insertion, insertProperties } from './settings-insertion.js';
import { styleOf } from './style.js';

/** What a bound module of the repository's own lacks of the kinds that the rewritten starts name. */
export function editKinds(
  module: string,
  context: RecipeContext,
): { readonly edits: readonly Edit[]; readonly advice: readonly Advice[] } {
  const source = context.syntax(module);
  const routed = context.decisions.flatMap((one) => (one.decision === 'route' ? [one.kind] : []));
  const used = addedKinds([...new Map(routed.map((kind) => [kind.name, kind])).values()]);
  const call = source === null || used.length === 0 ? null : createRoutingIn(source);
  if (source === null || call === null) return { edits: [], advice: [] };
  const settings = objectOf(call.arguments[0]);
  const known = settings === null ? null : knownKinds(settings, source);
  if (settings === null || known === null) return { edits: [], advice: [adviseKinds(used, module, call)] };
  const missing = used.filter(({ name }) => !known.names.has(name));
  if (missing.length === 0) return { edits: [], advice: [] };
  const list = kindList(missing, styleOf(source));
  const typed = known.list === null ? typesIn(source) : [];
  if (typed.length > 0 && /\bKINDS\b/.test(source.text))
    return { edits: [], advice: [adviseKinds(missing, module, call)] };
  const edits =
    known.list !== null
      ? addElements(known.list, list, module)
      : typed.length > 0
        ? addTyped({ settings, typed, call, source }, list, module)
        : addProperty(settings, list, module);
  return { edits: edits.map((edit) => ({ ...edit, group: ROUTING_MODULE_GROUP, why: WHY })), advice: [] };
}

const WHY = 'the rewritten starts name kinds that the routing module has to know';

function createRoutingIn(source: ts.SourceFile): ts.CallExpression | null {
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isCallExpression(node)) {
      const callee = importedAs(node.expression);
      if (callee?.specifier === ROUTING_PACKAGE && callee.name === 'createRouting') return node;
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return null;
}

/** The settings as they are written: an object, or a function that returns one. */
function objectOf(argument: ts.Expression | undefined): ts.ObjectLiteralExpression | null {
  if (argument === undefined) return null;
  if (ts.isParenthesizedExpression(argument)) return objectOf(argument.expression);
  if (ts.isObjectLiteralExpression(argument)) return argument;
  if (!ts.isArrowFunction(argument)) return null;
  if (!ts.isBlock(argument.body)) return objectOf(argument.body);
  const last = argument.body.statements.at(-1);
  return last !== undefined && ts.isReturnStatement(last) ? objectOf(last.expression) : null;
}

interface Known {
  readonly names: ReadonlySet<string>;
  /** The list as it is written; null where there is none yet. */
  readonly list: ts.ArrayLiteralExpression | null;
}

/** The kinds that the settings name; null where they cannot be told. */
function knownKinds(settings: ts.ObjectLiteralExpression, source: ts.SourceFile): Known | null {
  const property = settings.properties.find((one) => one.name?.getText() === 'kinds');
  if (property === undefined) {
    const hasSpread = settings.properties.some(ts.isSpreadAssignment);
    return hasSpread || settings.properties.length === 0 ? null : { names: new Set(), list: null };
  }
  if (!ts.isPropertyAssignment(property)) return null;
  const value = ts.isIdentifier(property.initializer)
    ? constantIn(source, property.initializer.text)
    : property.initializer;
  if (value === null) return null;
  const list = ts.isAsExpression(value) ? value.expression : value;
  if (!ts.isArrayLiteralExpression(list) || list.elements.length === 0) return null;
  const names = list.elements.map(nameOf);
  return names.every((name) => name !== null) ? { names: new Set(names), list } : null;
}

function nameOf(element: ts.Expression): string | null {
  if (!ts.isObjectLiteralExpression(element)) return null;
  const name = element.properties.find((one) => one.name?.getText() === 'name');
  const value = name !== undefined && ts.isPropertyAssignment(name) ? name.initializer : null;
  return value !== null && ts.isStringLiteralLike(value) ? value.text : null;
}

/** What a constant of the file is made of. */
function constantIn(source: ts.SourceFile, name: string): ts.Expression | null {
  const declared = source.statements.filter(ts.isVariableStatement).flatMap((one) => one.declarationList.declarations);
  return declared.find((one) => ts.isIdentifier(one.name) && one.name.text === name)?.initializer ?? null;
}

/** Where the module says `Routing`, the type of a routing that knows no kinds of its own. */
function typesIn(source: ts.SourceFile): readonly ts.TypeReferenceNode[] {
  const found: ts.TypeReferenceNode[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isTypeReferenceNode(node) && node.typeArguments === undefined && node.typeName.getText() === 'Routing')
      found.push(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

interface Typed {
  readonly settings: ts.ObjectLiteralExpression;
  readonly typed: readonly ts.TypeReferenceNode[];
  readonly call: ts.CallExpression;
  readonly source: ts.SourceFile;
}

/** A constant for the kinds, which the types of the module name. */
function addTyped({ settings, typed, call, source }: Typed, list: string, module: string): readonly Edit[] {
  const last = settings.properties.at(-1);
  let statement: ts.Node = call;
  while (!ts.isSourceFile(statement.parent)) statement = statement.parent;
  if (last === undefined) return [];
  const { semicolon, eol } = styleOf(source);
  const at = ts.getLeadingCommentRanges(source.text, statement.pos)?.[0]?.pos ?? statement.getStart();
  return [
    insertion(module, at, `const KINDS = [${list}] as const${semicolon}${eol}${eol}`),
    ...insertProperties(last, settings, [{ name: 'kinds', value: 'KINDS' }], module),
    ...typed.map((node) => insertion(module, node.end, '<typeof KINDS>')),
  ];
}

function addProperty(settings: ts.ObjectLiteralExpression, list: string, module: string): readonly Edit[] {
  const last = settings.properties.at(-1);
  const asConst = /\.[cm]?tsx?$/.test(module) ? ' as const' : '';
  return last === undefined
    ? []
    : insertProperties(last, settings, [{ name: 'kinds', value: `[${list}]${asConst}` }], module);
}

function addElements(known: ts.ArrayLiteralExpression, list: string, module: string): readonly Edit[] {
  const last = known.elements.at(-1);
  return last === undefined ? [] : [insertion(module, last.end, `, ${list}`)];
}

function adviseKinds(kinds: readonly Added[], file: string, call: ts.CallExpression): Advice {
  const source = call.getSourceFile();
  const line = source.getLineAndCharacterOfPosition(call.getStart()).line + 1;
  const names = kinds.map(({ name }) => name).join(', ');
  const message = `Whether ${file} knows the kinds that the rewritten starts name (${names}) cannot be told. A kind that it does not know is refused at the start.`;
  return { recipe: 'routing-module', file, line, message, add: `kinds: [${kindList(kinds, styleOf(source))}],` };
}
