import { ts } from '../../typescript.js';
import { type LegacyQueue, routingModuleOf } from '../model/config.js';
import type { Decision } from '../model/decision.js';
import type { Advice, Edit, RecipeResult } from '../model/edit.js';
import { looksLike } from '../model/pattern.js';
import type { QueueArm, WorkerUse } from '../model/site.js';
import { importNames } from './parts/imports.js';
import { ROUTING_WORKER_ENTRY } from './parts/routing-package.js';
import { hasWork, ROUTING_MODULE_GROUP } from './parts/settings.js';
import { isTestFile } from './parts/settings-home.js';
import { bare, meaning } from './parts/settings-trace.js';
import { specifierFor } from './parts/specifier.js';
import { indentAt, quoted, styleOf } from './parts/style.js';
import { addText, adviseFactories, adviseModule, queuesText } from './parts/worker-advice.js';
import { budgetOf } from './parts/worker-budget.js';
import { Flow, type Typed } from './parts/worker-flow.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** Workers on a legacy queue poll the routed queues as well; where that cannot be written, the text to add is. */
export const workerQueues: Recipe = {
  id: 'worker-queues',
  describe: 'lets the workers of a legacy queue poll every routed queue too',
  edit: editWorkers,
};

function editWorkers(context: RecipeContext): RecipeResult {
  const workers = hasWork(context)
    ? context.workers.filter((use) => use.how === 'static' && !use.test && !isTestFile(use.at.file))
    : [];
  const judged = separate(
    workers.map((use) => ({ use, ...judgeWorker(use, context) })),
    context,
  );
  const routed = context.workers.filter((use) => use.how === 'routed' && !use.test);
  const advice = [
    ...judged.flatMap(({ use, refused, apart, kinds = null }) => {
      if (refused === null || use.factory !== null) return [];
      if (isModule(use)) return routed.some(isModule) ? [] : [adviseModule(use, context)];
      return [
        apart === true ? adviseApart({ use, why: refused, kinds }, context) : adviseWorker(use, refused, context),
      ];
    }),
    // The legacy worker stays beside the routed ones until it is drained: what was added once is not asked for again.
    ...adviseFactories(
      workers.filter(({ factory }) => !routed.some(({ at }) => at.file === factory?.at.file)),
      context,
    ),
  ];
  const written = judged.flatMap(({ use, call, kinds = null }) => (call === null ? [] : [{ use, call, kinds }]));
  const files = [...new Set(written.map(({ use }) => use.at.file))];
  // Roles divide the queues among them: one alone would leave some without a worker.
  const isDivided = written.some(({ kinds }) => kinds !== null);
  const groupOf = (file: string): string => (isDivided ? 'worker roles' : `workers ${file}`);
  const edits = files.flatMap((file) =>
    editFile(
      { file, group: groupOf(file) },
      written.filter(({ use }) => use.at.file === file),
      context,
    ),
  );
  const kept = written.filter(({ use }) => context.without?.has(groupOf(use.at.file)) !== true);
  const budgets = kept.map(({ use, call, kinds }) =>
    budgetOf({ file: use.at.file, line: use.at.line, options: optionsOf(call, use, context), kinds }, context),
  );
  const roles = written.flatMap(({ use }) => adviseRole(use, context) ?? []);
  return { edits, files: [], advice: workers.length === 0 ? adviseNone(context) : [...advice, ...roles], budgets };
}

function optionsOf(call: ts.CallExpression, use: WorkerUse, context: RecipeContext): ts.ObjectLiteralExpression | null {
  const typed = context.typed(use.at.file);
  const [argument] = call.arguments;
  return typed === null || argument === undefined ? null : literalOf(argument, typed);
}

/** Made by a Nest module; what it makes is not ours to change. */
const isModule = ({ api }: Pick<WorkerUse, 'api'>): boolean => /^Temporal(Module|WorkerModule|Service)\./.test(api);

/**
 * Every rewritten worker polls every routed queue, so all must run the same code: a task that reaches a worker without its
 * workflow fails. Where they differ, none is rewritten, and the advice says how each names its queues.
 */
function separate(judged: readonly Use[], context: RecipeContext): readonly Use[] {
  const polling = [
    ...judged.map(({ use }) => use),
    ...context.workers.filter((use) => use.how === 'routed' && !use.test),
  ];
  const roles = polling.map((use) => roleOf(use, context));
  const codes = new Set(roles.map((role) => role?.code ?? null));
  const queues = new Set(roles.flatMap((role) => role?.queue ?? []));
  if (polling.length < 2 || (codes.size === 1 && !codes.has(null) && queues.size < 2)) return judged;
  const places = polling.map(({ at }) => `${at.file}:${at.line}`).join(', ');
  const divided = divide(judged, roles, context);
  if (Array.isArray(divided)) return divided;
  const why = `the workers of the legacy queues (${places}) run different code or poll different queues, and a task that reaches a worker without its workflow fails (and they cannot be told apart here: ${divided})`;
  return judged.map((one) => ({
    use: one.use,
    call: null,
    refused: one.call === null ? one.refused : why,
    apart: true,
  }));
}

/** `kinds` are those a worker is given, where it must not poll them all; `apart` where a person must say. */
type Use = { readonly use: WorkerUse; readonly apart?: boolean; readonly kinds?: readonly string[] | null } & Judged;

type Role = ReturnType<typeof roleOf>;

/**
 * Gives every kind to the workers of the legacy queue that its starts are on today, so that each deployment keeps its work.
 * A text says why that cannot be told.
 */
function divide(judged: readonly Use[], roles: readonly Role[], context: RecipeContext): Use[] | string {
  if (roles.length > judged.length) return 'one of them is routed already';
  const codes = new Map<string, string>();
  for (const role of roles) {
    if (role === null || role.queue === null) return 'what one of them runs cannot be seen';
    if ((codes.get(role.queue) ?? role.code) !== role.code) return `${role.queue} has workers of different code`;
    codes.set(role.queue, role.code);
  }
  const homes = new Map<string, string>();
  for (const { name } of context.config.kinds) {
    const queues = new Set(allOf(context).flatMap((one) => (isOfKind(one, name) ? [legacyOf(one.site, context)] : [])));
    const [queue, ...more] = queues;
    if (queue === undefined) return `no start shows whose work \`${name}\` is`;
    if (more.length > 0) return `the starts of \`${name}\` are on several legacy queues`;
    if (!codes.has(queue)) return `no worker here polls ${queue}, where the starts of \`${name}\` are`;
    homes.set(name, queue);
  }
  return judged.map((one, index) => {
    const kinds = [...homes].flatMap(([name, queue]) => (queue === roles[index]?.queue ? [name] : []));
    if (kinds.length === 0) return { use: one.use, call: null, refused: null };
    return one.call === null ? { ...one, kinds, apart: true } : { ...one, kinds };
  });
}

/** Starts in workflow code are work of their kind, too. */
const allOf = ({ decisions, inWorkflows }: RecipeContext): readonly Decision[] => [...decisions, ...inWorkflows];

const isOfKind = (one: Decision, kind: string): boolean =>
  (one.decision === 'route' || one.decision === 'ask') && nameOfKind(one) === kind && one.legacy;

const nameOfKind = ({ kind }: Decision): string | null =>
  typeof kind === 'string' || kind === null ? kind : kind.name;

/** What a worker runs, and from which legacy queue (a routed one names none); null when it cannot be seen. */
function roleOf(
  use: WorkerUse,
  context: RecipeContext,
): { readonly code: string; readonly queue: string | null } | null {
  const made = use.factory ?? use;
  const typed = context.typed(made.at.file);
  const call = typed === null ? null : callAt(typed.sourceFile, made);
  const argument = call?.arguments[0];
  if (typed === null || argument === undefined || isModule(made)) return null;
  const options = literalOf(argument, typed);
  const code = options === null ? [identityOf(argument, typed)] : codeOf(options, typed);
  return { code: JSON.stringify(code), queue: use.how === 'routed' ? null : legacyOf(use, context) };
}

/** The object literal an options argument is, directly or through a constant. */
function literalOf(argument: ts.Expression, typed: Typed): ts.ObjectLiteralExpression | null {
  const node = bare(argument);
  if (ts.isObjectLiteralExpression(node)) return node;
  const declaration = ts.isIdentifier(node) ? meaning(node, typed)?.valueDeclaration : undefined;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined)
    return null;
  const value = bare(declaration.initializer);
  return ts.isObjectLiteralExpression(value) ? value : null;
}

const CODE = ['activities', 'workflowBundle', 'workflowsPath'];

function codeOf(options: ts.ObjectLiteralExpression, typed: Typed): readonly string[] {
  const written = options.properties.flatMap((property): readonly string[] => {
    if (ts.isSpreadAssignment(property)) return [`... ${identityOf(property.expression, typed)}`];
    const name = property.name !== undefined && 'text' in property.name ? property.name.text : '';
    if (!CODE.includes(name)) return [];
    if (ts.isPropertyAssignment(property)) return [`${name} ${identityOf(property.initializer, typed)}`];
    return [`${name} ${identityOf(ts.isShorthandPropertyAssignment(property) ? property.name : property, typed)}`];
  });
  return written.toSorted();
}

/** The same for two expressions that are the same thing: names by what they mean, relative paths by where they start. */
function identityOf(node: ts.Node, typed: Typed): string {
  const file = node.getSourceFile().fileName;
  const folder = /['"`]\.{1,2}\/|import\.meta|__dirname/.test(node.getText()) ? file.replace(/[^/]*$/, '') : '';
  const parts: string[] = [folder];
  const visit = (part: ts.Node): void => {
    const isProperty = ts.isPropertyAccessExpression(part.parent) && part.parent.name === part;
    if (ts.isIdentifier(part) && !isProperty) {
      const [declaration] = meaning(part, typed)?.declarations ?? [];
      parts.push(declaration === undefined ? part.text : `${declaration.getSourceFile().fileName}:${declaration.pos}`);
    } else if (part.getChildCount() === 0) parts.push(part.getText());
    else for (const child of part.getChildren()) visit(child);
  };
  visit(node);
  return parts.join(' ');
}

/** The entry of the config that makes a worker's queue a legacy one; of a pattern, which is many queues, the name itself. */
function legacyOf({ queue: { arms, text } }: Pick<WorkerUse, 'queue'>, { config }: RecipeContext): string {
  const entry = config.legacyQueues.find((queue) => arms.some((arm) => isLegacyArm(arm, [queue])));
  return entry === undefined || entry.kind === 'pattern' ? (arms[0]?.value ?? arms[0]?.pattern ?? text) : entry.text;
}

/** Neither a call nor a reason: it has no share in what is routed, and stays as it is. */
type Judged =
  | { readonly call: ts.CallExpression; readonly refused: null }
  | { readonly call: null; readonly refused: string | null };
const refuse = (why: string): Judged => ({ call: null, refused: why });

function judgeWorker(use: WorkerUse, context: RecipeContext): Judged {
  const { routing } = context.config;
  const { file } = use.at;
  if (use.form === 'list')
    return refuse('it is one of a list of queues, and would poll the routed queues once for each');
  if (use.form !== 'worker') return refuse('the queue is a parameter of a function that makes workers');
  if (routing.form === 'factory')
    return refuse(`\`${routing.factory}\` takes settings, and which a worker has in its hands is for a person to say`);
  if (routing.form === 'injected') return refuse(`${routing.inject} is injected, and Nest makes no worker here`);
  if (routing.form === 'import')
    return refuse('the config binds no routing module (`routing.module`) that a worker could import');
  if (context.without?.has(ROUTING_MODULE_GROUP) === true && context.read(routing.module) === null)
    return refuse(`${routing.module} could not be written`);
  const typed = context.typed(file);
  const call = typed === null ? null : callAt(typed.sourceFile, use);
  if (typed === null || call === null || !isCreate(call)) return refuse('the worker is not made by `Worker.create(…)`');
  if (call.arguments.length !== 1 || call.arguments.some(ts.isSpreadElement))
    return refuse('`Worker.create` is not given one argument');
  if (use.queue.arms.some((arm) => arm.hops.some((hop) => hop.kind === 'parameter'))) {
    return refuse('the queue is a parameter: other callers may make workers for other queues with it');
  }
  const own = use.queue.arms.filter((arm) => isLegacyArm(arm, context.config.legacyQueues));
  const isOne = (queue: LegacyQueue): boolean =>
    queue.kind !== 'pattern' && own.every((arm) => isLegacyArm(arm, [queue]));
  if (own.length > 1 && !context.config.legacyQueues.some(isOne))
    return refuse('its queue is one of several legacy ones, and each deployment is to poll its own');
  const other = use.queue.arms.find((arm) => arm.value !== null && !isLegacyArm(arm, context.config.legacyQueues));
  if (other !== undefined)
    return refuse(`its queue can be \`${other.value}\` as well, which would poll the routed queues too`);
  if (context.packageOf(file) !== context.packageOf(routing.module))
    return refuse(`the file is in another package than ${routing.module}`);
  const typedUse = new Flow(typed, context).typedAsWorker(call);
  return typedUse === null ? { call, refused: null } : refuse(`the result is used as a \`Worker\`: ${typedUse}`);
}

function callAt(sourceFile: ts.SourceFile, { call }: Pick<WorkerUse, 'call'>): ts.CallExpression | null {
  let found: ts.CallExpression | null = null;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.getStart() === call.start && node.end === call.end) found = node;
    else if (node.pos <= call.start && call.end <= node.end) ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

const isLegacyArm = (arm: QueueArm, queues: readonly LegacyQueue[]): boolean =>
  queues.some((queue) => {
    if (queue.kind === 'literal') return arm.value === queue.value;
    if (queue.kind === 'pattern') return looksLike(arm.value ?? arm.pattern ?? '', queue.value);
    if (queue.kind === 'lookup') return arm.hops.some((hop) => hop.kind === 'lookup' && hop.key === queue.key);
    return arm.hops.some((hop) =>
      queue.kind === 'export'
        ? hop.kind === 'export' && hop.file === queue.file && hop.name === queue.name
        : (hop.kind === 'member' && hop.base === queue.base && hop.name === queue.name) ||
          (hop.kind === 'env' && queue.base === 'env' && hop.name === queue.name),
    );
  });

const isCreate = (call: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(call.expression) &&
  call.expression.name.text === 'create' &&
  call.expression.questionDotToken === undefined;

interface Written {
  readonly use: WorkerUse;
  readonly call: ts.CallExpression;
  readonly kinds: readonly string[] | null;
}

function editFile(
  { file, group }: Pick<Edit, 'file' | 'group'>,
  written: readonly Written[],
  context: RecipeContext,
): readonly Edit[] {
  const source = context.syntax(file);
  const { routing } = context.config;
  if (source === null || routing.form !== 'module') return [];
  const made = importNames(source, { file, specifier: ROUTING_WORKER_ENTRY, names: ['createRoutedWorkers'], group });
  const bound = importNames(source, {
    file,
    specifier: specifierFor(file, routing.module, context),
    names: ['routing'],
    group,
  });
  const why = 'the worker polls the routed queues beside the legacy one';
  const edit = (start: number, end: number, text: string): Edit => ({ file, span: { start, end }, text, group, why });
  const rewritten = written.flatMap(({ call, kinds }) => {
    const argument = call.arguments[0];
    if (argument === undefined) return [];
    const chosen = kinds === null ? [] : selection(argument, kinds);
    return [
      ...chosen.map(({ at, text }) => edit(at, at, text)),
      edit(
        call.expression.getStart(),
        call.expression.end,
        made.local.get('createRoutedWorkers') ?? 'createRoutedWorkers',
      ),
      edit(argument.end, argument.end, `, ${bound.local.get('routing') ?? 'routing'}`),
    ];
  });
  return [...made.edits, ...bound.edits, ...rewritten];
}

/** The selection of queues, in front of the options' queue or laid over options from elsewhere. */
function selection(
  argument: ts.Expression,
  kinds: readonly string[],
): readonly { readonly at: number; readonly text: string }[] {
  const source = argument.getSourceFile();
  const style = styleOf(source);
  const queues = `queues: ${quoted([...kinds, 'legacy'].join(','), style)}`;
  const literal = bare(argument);
  const property = ts.isObjectLiteralExpression(literal)
    ? literal.properties.find((one) => one.name?.getText() === 'taskQueue')
    : undefined;
  if (property !== undefined) {
    const start = property.getStart();
    const isFirst = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
    return [{ at: start, text: `${queues},${isFirst ? `${style.eol}${indentAt(source.text, start)}` : ' '}` }];
  }
  return [
    { at: argument.getStart(), text: '{ ...' },
    { at: argument.end, text: `, ${queues} }` },
  ];
}

// ——— advice

function adviseWorker(use: WorkerUse, why: string, context: RecipeContext): Advice {
  const { file, line } = use.at;
  const typed = context.typed(file);
  const call = typed === null ? null : callAt(typed.sourceFile, use);
  const argument = call?.arguments[0] === undefined ? '{ … }' : bare(call.arguments[0]).getText();
  const message = `${queuesText(context)} have no worker yet: ${why}. Let this one poll them too, before any start is routed.`;
  return { recipe: 'worker-queues', file, line, message, add: addText(file, argument, context) };
}

/** A queue that each deployment gets by a variable of its own, which the starts do not read. */
function adviseRole(use: WorkerUse, context: RecipeContext): Advice | null {
  const variables = use.queue.arms.flatMap(({ hops }) => hops.flatMap((hop) => (hop.kind === 'env' ? [hop.name] : [])));
  const read = new Set(
    context.decisions.flatMap(({ site }) =>
      site.queue.arms.flatMap(({ hops }) => hops.flatMap((hop) => (hop.kind === 'env' ? [hop.name] : []))),
    ),
  );
  const role = variables.find((name) => !read.has(name));
  if (role === undefined) return null;
  const message = `The queue of this worker is chosen by ${role}, which no start reads: a deployment that sets it to another queue would poll every routed queue too. Give each deployment the queues of its role.`;
  const kinds = context.config.kinds.map(({ name }) => name).join(',');
  const add = `TEMPORAL_ROUTED_QUEUES=<of ${kinds} those of its role>,legacy`;
  return { recipe: 'worker-queues', file: use.at.file, line: use.at.line, message, add };
}

interface Apart {
  readonly use: WorkerUse;
  readonly why: string;
  /** The kinds that are its work, where that is known. */
  readonly kinds: readonly string[] | null;
}

function adviseApart({ use, why, kinds: known }: Apart, context: RecipeContext): Advice {
  const { file, line } = use.at;
  const { kinds } = context.config;
  const typed = context.typed(file);
  const call = typed === null ? null : callAt(typed.sourceFile, use);
  const argument = call?.arguments[0] === undefined ? '{ … }' : bare(call.arguments[0]).getText();
  // Pasted as it is, it must not start: each worker polling everything is what is to be kept from happening.
  const all = kinds.map((kind) => kind.name).join(',');
  const queues = known === null ? `<of ${all} those it has the workflows of>,legacy` : [...known, 'legacy'].join(',');
  const message = `${queuesText(context)} have no worker yet: ${why}. Give each worker the kinds it has the workflows of, by the \`queues:\` option or by TEMPORAL_ROUTED_QUEUES in its deployment, before any start is routed; a worker that has none of them stays as it is.`;
  const given = argument.startsWith('{') ? withQueues(argument, queues) : `{ ...${argument}, queues: '${queues}' }`;
  return { recipe: 'worker-queues', file, line, message, add: addText(file, given, context) };
}

/** An options literal with the selection as its last property. */
const withQueues = (literal: string, queues: string): string =>
  `${literal.replace(/[\s,]*\}$/, '')}, queues: '${queues}' }`.replace(/^\{,/, '{');

function adviseNone(context: RecipeContext): readonly Advice[] {
  const { routing, workers, file } = context.config;
  const isRouting = context.decisions.some((decision) => decision.decision === 'route');
  const isPolled = workers.length > 0 || context.workers.some((use) => use.how !== 'static');
  const isWritten = context.files.some((one) => context.read(one)?.text.includes('createRoutedWorkers') ?? false);
  if (!isRouting || isPolled || isWritten) return [];
  const at = routingModuleOf(routing) ?? file ?? 'package.json';
  const message = `${queuesText(context)} have no worker that could be found: where the legacy queue's workers are made, let them poll these too, before any start is routed (or list them under \`workers\` in the config).`;
  return [{ recipe: 'worker-queues', file: at, line: 1, message, add: addText(at, '{ … }', context) }];
}
