import { ts } from '../../typescript.js';
import type { RoutingAccess, WorkflowRouting } from '../model/config.js';
import type { RouteDecision } from '../model/decision.js';
import type { Edit, RecipeResult } from '../model/edit.js';
import type { Span } from '../model/place.js';
import { importSdk, isContinued } from './parts/continued.js';
import { type ImportRequest, type ImportResult, importNames, isCommonJs, namesIn } from './parts/imports.js';
import { propertyAt } from './parts/property-at.js';
import { followsDirective, listElement } from './parts/removal.js';
import { editedAt, groupOf, isCallForm } from './parts/routed-start.js';
import { type Access, accessOf, type Local } from './parts/routing-access.js';
import { ROUTING_PACKAGE } from './parts/routing-package.js';
import { packageType } from './parts/specifier.js';
import { indentAt, quoted, type Style, styleOf } from './parts/style.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Rewrites every routed start: the queue property becomes the route, inline or by a statement before it. */
export const routeStarts: Recipe = {
  id: 'route-starts',
  describe: 'Moves starts from the legacy queue to the routing module, priority attached',
  edit(context): RecipeResult {
    const starts = context.decisions.filter((one): one is RouteDecision => one.decision === 'route');
    const inWorkflows = context.inWorkflows.filter(({ follows }) => !follows);
    const { routing, workflowRouting } = context.config;
    const results = [...editFiles(starts, routing, context), ...editFiles(inWorkflows, workflowRouting, context)];
    const edits = results.flatMap((result) => result.edits);
    return { edits, files: [], advice: [], blocked: results.flatMap((result) => result.blocked) };
  },
};

function editFiles(
  decisions: readonly RouteDecision[],
  routing: Routing | null,
  context: RecipeContext,
): readonly FileResult[] {
  const byFile = new Map<string, RouteDecision[]>();
  for (const decision of routing === null ? [] : decisions) {
    const { file } = editedAt(decision);
    byFile.set(file, [...(byFile.get(file) ?? []), decision]);
  }
  return [...byFile].flatMap(([file, all]) => (routing === null ? [] : editFile(file, all, routing, context)));
}

/** How a decision will be written: statement only when chosen and plainly the same, inline everywhere else; without a route at all. */
export function formOf(decision: RouteDecision, context: RecipeContext): 'inline' | 'statement' | 'follow' {
  if (decision.follows) return 'follow';
  return statementOf(decision, context) === null ? 'inline' : 'statement';
}

type FileResult = Required<Pick<RecipeResult, 'edits' | 'blocked'>>;

type Routing = RoutingAccess | WorkflowRouting;

function editFile(
  file: string,
  decisions: readonly RouteDecision[],
  routing: Routing,
  context: RecipeContext,
): FileResult {
  const access = accessOf(routing);
  const refused = decisions.flatMap((one) => {
    const why = access.refuse(one, context);
    return why === null ? [] : [{ group: groupOf(one), why, reason: 'no-settings' as const }];
  });
  const groups = new Set(refused.map(({ group }) => group));
  const made = editStarts(
    file,
    decisions.filter((one) => !groups.has(groupOf(one))),
    { access, routing, context },
  );
  return { ...made, blocked: [...refused, ...made.blocked] };
}

interface Means {
  readonly access: Access;
  readonly routing: Routing;
  readonly context: RecipeContext;
}

function editStarts(
  file: string,
  decisions: readonly RouteDecision[],
  { access, routing, context }: Means,
): FileResult {
  const source = context.syntax(file);
  if (source === null) return { edits: [], blocked: [] };
  const [first] = decisions;
  if (first === undefined) return { edits: [], blocked: [] };
  const isSpread = decisions.some((one) => formOf(one, context) === 'inline' && !isContinued(one));
  const names = decisions.flatMap((one) => access.names(one));
  const ordered = [...new Set(isSpread ? [...names, 'startOptions'] : names)].sort();
  const { specifier, why } = access.reach(file, ordered, context);
  if (specifier === null) {
    const blocked = decisions.map((one) => ({ group: groupOf(one), why, reason: 'no-settings' as const }));
    return { edits: [], blocked };
  }
  const starts = decisions.map((decision) => startOf(decision, context));
  const place = { before: Math.min(...starts), commonJs: isCommonJs(source, packageType(file, context)) };
  const request = { file, specifier, names: ordered, group: groupOf(first), ...place };
  const isModule = routing.form === 'module' && routing.module === file;
  const imported = isModule ? ownNames(source, request) : importNames(source, request);
  const supplied = access.supply(decisions, { source, file, place, local: imported.local, context });
  const sdk = importSdk(source, decisions, { file, group: groupOf(first), ...place }, routing);
  const writer: Writer = {
    file,
    source,
    context,
    access,
    routing,
    style: styleOf(source),
    local: new Map([...supplied.local, ...imported.local, ...sdk.local]),
    taken: namesIn(source),
    added: [],
  };
  const edits = decisions.flatMap((decision) => editStart(decision, writer));
  return { edits: [...imported.edits, ...supplied.edits, ...sdk.edits, ...edits], blocked: [] };
}

/** The names as the routing module itself has them: it cannot import them from itself, and what it only hands on it must import. */
function ownNames(source: ts.SourceFile, request: ImportRequest): ImportResult {
  const declared = new Set(
    source.statements.filter(ts.isVariableStatement).flatMap((statement) =>
      statement.declarationList.declarations.flatMap(({ name }) => {
        if (ts.isIdentifier(name)) return [name.text];
        return name.elements.flatMap((one) =>
          ts.isBindingElement(one) && ts.isIdentifier(one.name) ? [one.name.text] : [],
        );
      }),
    ),
  );
  const bound = request.names.filter((name) => name !== 'startOptions' && !declared.has(name));
  const names = request.names.filter((name) => name === 'startOptions' && !declared.has(name));
  const imported = importNames(source, { ...request, specifier: ROUTING_PACKAGE, names });
  const local = new Map(imported.local);
  for (const name of request.names) if (declared.has(name)) local.set(name, name);
  for (const name of bound) local.set(name, `routing.${name}`);
  return { edits: imported.edits, local };
}

/** Where the first thing written for a start will stand. */
function startOf(decision: RouteDecision, context: RecipeContext): number {
  const { options } = decision.site;
  if (isCallForm(decision)) return options.argument.start;
  return statementOf(decision, context)?.getStart() ?? (options.property ?? options.literal ?? options.argument).start;
}

interface Writer {
  readonly file: string;
  readonly source: ts.SourceFile;
  readonly context: RecipeContext;
  readonly access: Access;
  readonly routing: Routing;
  readonly style: Style;
  readonly local: Local;
  /** Names of the file. */
  readonly taken: ReadonlySet<string>;
  /** The locals we add, with the block each is seen in. */
  readonly added: { readonly name: string; readonly block: ts.Node }[];
}

function editStart(decision: RouteDecision, writer: Writer): readonly Edit[] {
  const { options } = decision.site;
  const why = `route ${decision.site.workflow.name ?? 'the start'}`;
  const edit = (start: number, end: number, text: string): Edit => ({
    file: writer.file,
    span: { start, end },
    text,
    group: groupOf(decision),
    why,
  });
  if (isCallForm(decision)) {
    const text = writer.source.text.slice(options.argument.start, options.argument.end);
    const entry = entryOf(decision, queueOf(decision, writer, `${text}.taskQueue`), writer);
    // In `{ action }` the name is the property as well.
    const key = isShorthandAt(writer.source, options.argument) ? `${text}: ` : '';
    return [edit(options.argument.start, options.argument.end, `${key}{ ...${text}, ${entry} }`)];
  }
  const moved = movedPriority(decision, writer, edit);
  const statement = statementOf(decision, writer.context);
  if (statement !== null && options.property !== null)
    return [...byStatement(decision, statement, options.property, writer, edit), ...moved];
  const entry = entryOf(decision, queueOf(decision, writer), writer);
  if (options.property !== null) {
    const { start, end } = options.property;
    return [edit(start, end, withComments(options.property, entry, writer)), ...moved];
  }
  if (options.form === 'none') return withOptions(decision, entry, writer, edit);
  return options.literal === null ? [] : [append(decision, options.literal, entry, { writer, edit }), ...moved];
}

/** A priority that travels with the route leaves the options. */
function movedPriority(
  { site: { options } }: RouteDecision,
  { source }: Writer,
  edit: (start: number, end: number, text: string) => Edit,
): readonly Edit[] {
  const property = options.priority === null ? null : propertyAt(source, options.priority.property.start);
  if (property === null) return [];
  const { start, end } = listElement(property, property.parent.properties, source.text);
  return [edit(start, end, '')];
}

/** What stands in the options: the spread of a route, or its queue alone where the SDK takes no priority. */
function entryOf(decision: RouteDecision, queueText: string, writer: Writer): string {
  const route = routeCall(decision, queueText, writer);
  return isContinued(decision)
    ? `taskQueue: ${route}.taskQueue`
    : `...${writer.local.get('startOptions') ?? 'startOptions'}(${route})`;
}

/** The queue a start stays on with routing off: what it names, else the one that its workflow runs on. */
const queueOf = ({ site: { queue } }: RouteDecision, { local }: Writer, text = queue.text): string =>
  queue.absent ? `${local.get('workflowInfo') ?? 'workflowInfo'}().taskQueue` : text;

/** Options for a call that has none. */
function withOptions(
  { site: { api, call, options } }: RouteDecision,
  entry: string,
  { source, local }: Writer,
  edit: (start: number, end: number, text: string) => Edit,
): readonly Edit[] {
  const at = options.argument.start;
  if (api === 'makeContinueAsNew') return [edit(at, at, `{ ${entry} }`)];
  if (api !== 'continueAsNew') return [edit(at, at, `, { ${entry} }`)];
  const node = nodeAt(source, call.start, call.end);
  const callee = node === null || !ts.isCallExpression(node) ? null : node;
  if (callee?.arguments === undefined) return [];
  const open = callee.arguments.pos - 1;
  const name = local.get('makeContinueAsNewFunc') ?? 'makeContinueAsNewFunc';
  return [edit(callee.expression.getStart(), callee.expression.getEnd(), name), edit(open, open, `({ ${entry} })`)];
}

/** What takes a property's place, behind the comments in it that the new text would swallow. */
function withComments(property: Span, now: string, { source, style }: Writer): string {
  const { text } = source;
  const lost = commentsIn(property, source).filter(({ pos, end }) => !now.includes(text.slice(pos, end)));
  const kept = lost.map(({ pos, end, kind }) => {
    const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia;
    return text.slice(pos, end) + (isLine ? style.eol + indentAt(text, property.start) : ' ');
  });
  return kept.join('') + now;
}

/** The comments inside a piece of a file, in their order. */
function commentsIn({ start, end }: Span, source: ts.SourceFile): readonly ts.CommentRange[] {
  const found = new Map<number, ts.CommentRange>();
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const around = [
      ...(ts.getLeadingCommentRanges(source.text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.end) ?? []),
    ];
    for (const comment of around) if (start <= comment.pos && comment.end <= end) found.set(comment.pos, comment);
    pending.push(...node.getChildren(source).filter((child) => child.pos < end && start < child.end));
  }
  return [...found.values()].sort((a, b) => a.pos - b.pos);
}

function isShorthandAt(source: ts.SourceFile, { start }: Span): boolean {
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isShorthandPropertyAssignment(node) && node.getStart() === start) return true;
    ts.forEachChild(node, (child) => {
      if (child.getFullStart() <= start && start < child.getEnd()) pending.push(child);
    });
  }
  return false;
}

interface Editing {
  readonly writer: Writer;
  readonly edit: (start: number, end: number, text: string) => Edit;
}

/** Adds the spread as the literal's last property, where the queue came from a spread before it, or there was none. */
function append(
  { site: { options } }: RouteDecision,
  literal: Span,
  spread: string,
  { writer: { source, style }, edit }: Editing,
): Edit {
  const node = literalAt(source, literal.start);
  const last = node?.properties.findLast((one) => one.getStart() !== options.priority?.property.start);
  if (node === null || last === undefined) return edit(literal.start + 1, literal.start + 1, ` ${spread} `);
  const multiline = source.text.slice(node.getStart(), last.getStart()).includes('\n');
  const separator = multiline ? `,${style.eol}${indentAt(source.text, last.getStart())}` : ', ';
  return edit(last.getEnd(), last.getEnd(), `${separator}${spread}`);
}

function literalAt(source: ts.SourceFile, start: number): ts.ObjectLiteralExpression | null {
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isObjectLiteralExpression(node) && node.getStart() === start) return node;
    ts.forEachChild(node, (child) => {
      if (child.getFullStart() <= start && start < child.getEnd()) pending.push(child);
    });
  }
  return null;
}

/** `routeForTenant({ tenantId: tenant.id })`, with what the routing cannot know by itself added. */
function routeCall(decision: RouteDecision, queueText: string, writer: Writer): string {
  const { access, style } = writer;
  const { kind, tenant } = decision;
  const fields: string[] = [];
  if (tenant !== null) fields.push(tenant.expression === 'tenantId' ? 'tenantId' : `tenantId: ${tenant.expression}`);
  if (kind.name !== (kind.scope === 'tenant' ? 'tenant' : 'jobs')) fields.push(`kind: ${quoted(kind.name, style)}`);
  fields.push(...access.fields(decision, queueText, writer));
  const key = decision.site.options.priority?.key ?? null;
  if (key !== null)
    fields.push(writer.routing.form === 'import' ? `priorityKey: ${key}` : `legacyPriority: { priorityKey: ${key} }`);
  const callee = access.callee(decision, writer);
  return fields.length === 0 ? `${callee}()` : `${callee}({ ${fields.join(', ')} })`;
}

/** The statement a route can be declared before, when the statement form is chosen and means plainly the same. */
function statementOf(decision: RouteDecision, context: RecipeContext): ts.Statement | null {
  const { site, tenant } = decision;
  const { routing } = context.config;
  if (isContinued(decision)) return null;
  if (routing.style !== 'statement' || site.options.form !== 'inline' || site.options.property === null) return null;
  // The SDK's schedule action type has no `priority`; a spread is accepted and sent.
  if (site.api === 'schedule.create' || site.api === 'schedule.update') return null;
  if (tenant !== null && !/^(this|[A-Za-z_$][\w$]*)(\.[A-Za-z_$][\w$]*)*$/.test(tenant.expression)) return null;
  if (context.optionsOf(site.at.file).exactOptionalPropertyTypes === true) return null;
  const source = context.syntax(site.at.file);
  const call = source === null ? null : nodeAt(source, site.call.start, site.call.end);
  const statement = call === null ? null : plainStatement(call);
  if (source === null || call === null || statement === null) return null;
  return followsDirective(statement, source.text) || actsBefore(site.options.property, call) ? null : statement;
}

/** Whether anything happens in a call before its queue is read, which a statement ahead of it would come before. */
function actsBefore(property: Span, call: ts.Expression): boolean {
  const pending: ts.Node[] = [];
  const look = (node: ts.Node): void => {
    if (node.getStart() < property.start) pending.push(node);
  };
  ts.forEachChild(call, look);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isAct(node)) return true;
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
  }
  return false;
}

const isAct = (node: ts.Node): boolean =>
  ts.isCallExpression(node) ||
  ts.isNewExpression(node) ||
  ts.isAwaitExpression(node) ||
  ts.isYieldExpression(node) ||
  ts.isTaggedTemplateExpression(node) ||
  ts.isDeleteExpression(node) ||
  ts.isPostfixUnaryExpression(node) ||
  (ts.isPrefixUnaryExpression(node) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)) ||
  (ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment);

function nodeAt(source: ts.SourceFile, start: number, end: number): ts.CallExpression | ts.NewExpression | null {
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.getStart() === start && node.getEnd() === end)
      return node;
    ts.forEachChild(node, (child) => {
      if (child.getFullStart() <= start && end <= child.getEnd()) pending.push(child);
    });
  }
  return null;
}

/** The call (or its await) is itself the expression statement, the only initialiser or the returned value of a statement in a block. */
function plainStatement(call: ts.Expression): ts.Statement | null {
  // `client?.workflow.start(…)` may not be called at all: nothing of it may be read before.
  if (ts.isOptionalChain(call)) return null;
  // In a class with fields, older compilers want `super(…)` first.
  if (ts.isCallExpression(call) && call.expression.kind === ts.SyntaxKind.SuperKeyword) return null;
  const whole = ts.isAwaitExpression(call.parent) ? call.parent : call;
  const { parent } = whole;
  const statement =
    ts.isExpressionStatement(parent) || ts.isReturnStatement(parent)
      ? parent
      : ts.isVariableDeclaration(parent) &&
          ts.isVariableDeclarationList(parent.parent) &&
          parent.parent.declarations.length === 1 &&
          ts.isVariableStatement(parent.parent.parent)
        ? parent.parent.parent
        : null;
  if (statement === null) return null;
  const holder = statement.parent;
  return ts.isBlock(holder) || ts.isSourceFile(holder) || ts.isModuleBlock(holder) ? statement : null;
}

function byStatement(
  decision: RouteDecision,
  statement: ts.Statement,
  property: { readonly start: number; readonly end: number },
  writer: Writer,
  edit: (start: number, end: number, text: string) => Edit,
): readonly Edit[] {
  const { source, style } = writer;
  const block = statement.parent;
  const name = freeRouteName(decision, (wanted) => isTaken(wanted, block, writer));
  writer.added.push({ name, block });
  const at = statement.getStart();
  const indent = indentAt(source.text, at);
  // Without a semicolon, a line that starts with one of these goes on where the last one ended.
  const semicolon = /^[([`/+-]/.test(source.text.slice(at)) ? ';' : style.semicolon;
  const opensLine = /^[\s;]*$/.test(source.text.slice(source.text.lastIndexOf('\n', at - 1) + 1, at));
  const end = opensLine ? `${semicolon}${style.eol}${indent}` : '; ';
  const declaration = `const ${name} = ${routeCall(decision, decision.site.queue.text, writer)}${end}`;
  const before = source.text.slice(source.text.lastIndexOf('\n', property.start - 1) + 1, property.start);
  const separator = before.trim() === '' ? `,${style.eol}${before}` : ', ';
  return [
    edit(at, at, declaration),
    edit(
      property.start,
      property.end,
      withComments(property, `taskQueue: ${name}.taskQueue${separator}priority: ${name}.priority`, writer),
    ),
  ];
}

/** A name of the file, or one we added in this block, around it or inside it. */
function isTaken(name: string, block: ts.Node, { taken, added }: Writer): boolean {
  const holds = (outer: ts.Node, inner: ts.Node): boolean => outer.pos <= inner.pos && inner.end <= outer.end;
  return (
    taken.has(name) || added.some((one) => one.name === name && (holds(one.block, block) || holds(block, one.block)))
  );
}

/** `route`; where it is taken, a name that says whose it is. */
function freeRouteName(decision: RouteDecision, taken: (name: string) => boolean): string {
  const workflow = (decision.site.workflow.name ?? '').replace(/Workflow$/i, '');
  const named = /^[A-Za-z][\w]*$/.test(workflow)
    ? `${workflow.charAt(0).toLowerCase()}${workflow.slice(1)}Route`
    : 'startRoute';
  for (const name of ['route', named]) if (!taken(name)) return name;
  for (let index = 2; ; index += 1) if (!taken(`${named}${index}`)) return `${named}${index}`;
}
