import { code, type Piece, raw } from './page.js';
import { use } from './scope.js';

/** Code that looks like a start, or names the queue, and is neither a start nor anything to edit. */
export interface LookAlike {
  readonly name: string;
  /** Declares names that a routed start imports. */
  readonly takesNames?: true;
  print(name: string, exported: Piece): Piece;
}

/** A function that is run like any unit. */
const inFunction = (name: string, body: Piece): LookAlike => ({
  name,
  print: (unit, exported) => code`${exported}function ${unit}() {
  return ${body};
}`,
});

/** What stands between the starts. */
export const LOOK_ALIKES: readonly LookAlike[] = [
  inFunction('server', code`${use('foreign')}.start('http', { port: 8080 })`),
  inFunction('other workflow engine', code`${use('foreign')}.workflow.start('order', { id: 1, queue: 'main-queue' })`),
  inFunction(
    'table of schedules',
    code`${use('foreign')}.schedules.create({ cron: '0 3 * * *', taskQueue: 'main-queue' })`,
  ),
  inFunction('log field', code`${use('log')}({ event: 'started', taskQueue: ${use('settings')}.temporalTaskQueue })`),
  inFunction('schema', code`({ taskQueue: 'string', workflowId: 'string' })`),
  inFunction('reader of the queue', code`[${use('settings')}.temporalTaskQueue, 'main-queue'].join()`),
  inFunction(
    'shadowed settings',
    code`((settings‹: { temporalTaskQueue: string }›) => settings.temporalTaskQueue)({ temporalTaskQueue: 'x' })`,
  ),
  {
    name: 'start in a comment',
    print: (
      unit,
      exported,
    ) => code`${raw("// client.workflow.start(ProvisionWorkflow, { workflowId: 'x', taskQueue: 'main-queue' });")}
${exported}const ${unit} = () => 1;`,
  },
  {
    name: 'start in a text',
    print: (unit, exported) =>
      code`${exported}const ${unit} = () => ${raw("`client.workflow.start('ProvisionWorkflow', { taskQueue: 'main-queue' })`")};`,
  },
  {
    name: 'names that our edit would like to have',
    takesNames: true,
    print: (unit, exported) => code`const startOptions = { retries: 3 }, route = 'a route';
${exported}const ${unit} = () => [startOptions, route];`,
  },
  {
    name: 'function of that name',
    takesNames: true,
    print: (unit, exported) => code`function routeForTenant(id‹: string›) {
  return id;
}
${exported}const ${unit} = () => routeForTenant('x');`,
  },
  {
    name: 'type',
    print: (unit, exported) => code`‹interface Queued { taskQueue: string; workflowId: string }›
${exported}const ${unit} = () => null;`,
  },
];
