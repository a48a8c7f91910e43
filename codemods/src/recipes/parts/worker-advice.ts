import { ts } from '../../../typescript.js';
import type { Advice } from '../../model/edit.js';
import { InternalError } from '../../model/errors.js';
import type { WorkerUse } from '../../model/site.js';
import type { RecipeContext } from '../recipe.js';
import { ROUTING_WORKER_ENTRY } from './routing-package.js';
import { specifierFor } from './specifier.js';

/** One advice for each factory of the repository that makes workers of a legacy queue: which callers pass it, and what to make instead. */
export function adviseFactories(workers: readonly WorkerUse[], context: RecipeContext): readonly Advice[] {
  const byPlace = new Map<string, readonly WorkerUse[]>();
  for (const use of workers) {
    if (use.factory === null) continue;
    const key = `${use.factory.at.file}:${use.factory.at.line}:${use.factory.at.column}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), use]);
  }
  return [...byPlace.values()].map((uses) => adviseFactory(uses, context));
}

function adviseFactory(uses: readonly WorkerUse[], context: RecipeContext): Advice {
  const [{ factory, at, api }] = uses as readonly [WorkerUse];
  const made = factory ?? { name: api, api, at, call: { start: 0, end: 0 } };
  const { file, line } = made.at;
  const calls = uses
    .filter(({ form }) => form === 'factory-call')
    .map((use) => `${use.at.file}:${use.at.line} (${use.queue.text})`);
  const callers = calls.length === 0 ? '' : `: on a legacy queue for ${calls.join(', ')}`;
  const message = `${queuesText(context)} have no worker yet: \`${made.name}\` makes workers of the queue that its callers pass${callers}, and other callers may pass other queues. For the legacy queue alone, make the set of routed workers with the same options, before any start is routed.`;
  const call = callAt(file, made.call, context);
  if (call !== null && !made.api.startsWith('Worker.'))
    return { ...moduleAdvice(made.api, call, { file, context }), line, message };
  const argument = call?.arguments[0]?.getText() ?? '{ … }';
  return { recipe: 'worker-queues', file, line, message, add: addText(file, argument, context) };
}

/** What to add for a worker that a Nest module makes: modules for the routed queues, beside the one of the legacy queue. */
export function adviseModule(use: WorkerUse, context: RecipeContext): Advice {
  const { file, line } = use.at;
  const call = callAt(file, use.call, context);
  if (call === null) throw new InternalError(`${file}:${line}: the module is not where it was found`);
  return { ...moduleAdvice(use.api, call, { file, context }), line };
}

interface In {
  readonly file: string;
  readonly context: RecipeContext;
}

const ONE_EACH =
  'Each of these workers bundles and caches for itself: keep the number of shards small, or bundle once and pass `workflowBundle`.';

function moduleAdvice(api: string, call: ts.CallExpression, { file, context }: In): Advice {
  const { why, add } = moduleText(api, call);
  const message = `${queuesText(context)} have no worker yet: the Nest module makes one worker, on the legacy queue. ${why} Add it before any start is routed. ${ONE_EACH}`;
  const text = `${routingImport(file, context)}\n\n${add}`;
  return { recipe: 'worker-queues', file, line: 1, message, add: text };
}

function moduleText(api: string, call: ts.CallExpression): { readonly why: string; readonly add: string } {
  const options = call.arguments[0]?.getText() ?? '{ … }';
  if (api === 'TemporalService.registerWorker') {
    const add = `await Promise.all(routing.taskQueues().map((taskQueue) => ${onEachQueue(call)}));`;
    return { why: 'Let it register one for each routed queue as well.', add };
  }
  if (/\.(register|registerAsync|forWorker)$/.test(api)) return coreText(call);
  const inner = literalWith('workerOptions', call);
  if (inner === null) {
    const add = `// nestjs-temporal 2, in \`imports\`, once for the legacy queue and once for each routed one\n...[taskQueueOfToday, ...routing.taskQueues()].map((taskQueue) => TemporalModule.registerWorker({ workerOptions: { ...${options}, taskQueue } })),`;
    return { why: 'Version 1 of nestjs-temporal makes one worker in an application, so this takes version 2.', add };
  }
  const add = `// in \`imports\`, beside the module of the legacy queue\n...routing.taskQueues().map((taskQueue) => TemporalModule.registerWorker(${onEachQueue(inner)})),`;
  const isAsync = api.endsWith('Async');
  const why = isAsync
    ? 'Nest takes modules whose factories read the same for one and the same, so the others must be made by `registerWorker`.'
    : 'Register one for each routed queue as well.';
  return { why, add };
}

/** nestjs-temporal-core makes several workers from a list, which replaces the single one. */
function coreText(call: ts.CallExpression): { readonly why: string; readonly add: string } {
  const why = 'nestjs-temporal-core (from 3.0.12) makes one for each of `workers`.';
  const list = propertyIn(call, 'workers');
  if (list !== null && ts.isArrayLiteralExpression(list) && list.elements[0] !== undefined) {
    const add = `// in \`workers\`, after the others\n...routing.taskQueues().map((taskQueue) => (${onEachQueue(list.elements[0])})),`;
    return { why, add };
  }
  const queue = propertyIn(call, 'taskQueue')?.getText() ?? 'taskQueueOfToday';
  const worker = propertyIn(call, 'worker');
  const one = worker === null ? '{ workflowsPath, activityClasses }' : worker.getText();
  const add = `// instead of \`taskQueue\` and \`worker\`\nworkers: [${queue}, ...routing.taskQueues()].map((taskQueue) => ({ ...${one}, taskQueue })),`;
  return { why, add };
}

/** The text of a node with its first queue replaced by the one in turn. */
function onEachQueue(node: ts.Node): string {
  const property = find(
    node,
    (one) =>
      (ts.isPropertyAssignment(one) || ts.isShorthandPropertyAssignment(one)) && one.name.getText() === 'taskQueue',
  );
  const text = node.getText();
  if (property === null) return text;
  const start = property.getStart() - node.getStart();
  return `${text.slice(0, start)}taskQueue${text.slice(start + property.getEnd() - property.getStart())}`;
}

const literalWith = (name: string, call: ts.CallExpression): ts.Node | null =>
  find(
    call,
    (node) =>
      ts.isObjectLiteralExpression(node) && node.properties.some((property) => property.name?.getText() === name),
  );

function propertyIn(call: ts.CallExpression, name: string): ts.Expression | null {
  const found = find(call, (node) => ts.isPropertyAssignment(node) && node.name.getText() === name);
  return found !== null && ts.isPropertyAssignment(found) ? found.initializer : null;
}

function find(root: ts.Node, isWanted: (node: ts.Node) => boolean): ts.Node | null {
  if (isWanted(root)) return root;
  return ts.forEachChild(root, (child) => find(child, isWanted) ?? undefined) ?? null;
}

function callAt(file: string, { start, end }: WorkerUse['call'], context: RecipeContext): ts.CallExpression | null {
  const source = context.syntax(file);
  const found =
    source === null
      ? null
      : find(source, (node) => ts.isCallExpression(node) && node.getStart(source) === start && node.end === end);
  return found !== null && ts.isCallExpression(found) ? found : null;
}

/** The queues that have no worker yet, by their names. */
export const queuesText = ({ config }: RecipeContext): string =>
  `The queues ${config.kinds.map((kind) => (kind.scope === 'tenant' ? `\`<prefix>.${kind.name}.00\` and up` : `\`<prefix>.${kind.name}.00\``)).join(', ')}`;

/** What to write where a worker is made by hand. */
export function addText(file: string, argument: string, context: RecipeContext): string {
  return `import { createRoutedWorkers } from '${ROUTING_WORKER_ENTRY}';\n${routingImport(file, context)}\n\nconst worker = await createRoutedWorkers(${argument}, routing);`;
}

/** How a file gets at the bound routing. */
function routingImport(file: string, context: RecipeContext): string {
  const { routing } = context.config;
  if (routing.form === 'injected')
    return `// \`routing\` is the \`routing\` of ${routing.inject}, which Nest injects: \`inject: [${routing.inject}]\` beside \`useFactory\``;
  const isOwn =
    routing.form !== 'import' &&
    routing.module !== file &&
    context.packageOf(file) === context.packageOf(routing.module);
  if (!isOwn) return '// `routing` is the result of `createRouting(() => ({ … }))` over this service’s settings';
  const specifier = specifierFor(file, routing.module, context);
  return routing.form === 'factory'
    ? `import { ${routing.factory} } from '${specifier}';\n\nconst routing = ${routing.factory}(settings);`
    : `import { routing } from '${specifier}';`;
}
