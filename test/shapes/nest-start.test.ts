import { testCases } from '../kit/sites.js';

const DROPPED = ['client.start ProvisionWorkflow ask priority-dropped'];
const START = `startWorkflow('ProvisionWorkflow', [id], { workflowId: id, taskQueue: 'main-queue' })`;
const ACTION = `{ type: 'startWorkflow', workflowType: 'CleanupWorkflow', taskQueue: 'main-queue' }`;

const inside = (
  body: string,
): string => `import { TemporalClientService, TemporalScheduleService, TemporalService } from 'nestjs-temporal-core';
import { Starter } from './starter.js';
export class Orders {
  private readonly field: TemporalClientService;
  constructor(
    private readonly temporal: TemporalService,
    private readonly schedules: TemporalScheduleService,
    private readonly starter: Starter,
    private readonly app: any,
  ) {}
  async go(id: string, given: any[]) {
    void [this.field, this.temporal, this.schedules, this.starter, this.app, given];
    ${body}
  }
}
`;

testCases([
  ['an injected service', inside(`await this.temporal.${START};`), DROPPED],
  ['with a type argument', inside(`await this.temporal.${START.replace('(', '<string>(')};`), DROPPED],
  ['a service in a field', inside(`await this.field.${START};`), DROPPED],
  ['the client of the service', inside(`await this.temporal.client.${START};`), DROPPED],
  [
    'a service that Nest is asked for',
    inside(`const temporal = this.app.get(TemporalService);\n    await temporal.${START};`),
    DROPPED,
  ],
  [
    'and one that is made for a request',
    inside(`const temporal = await this.app.resolve(TemporalService);\n    await temporal.${START};`),
    DROPPED,
  ],
  [
    'a service under another name',
    `import { TemporalService as Temporal } from 'nestjs-temporal-core';\nexport const go = (temporal: Temporal, id: string) => temporal.${START};\n`,
    DROPPED,
  ],
  [
    'a dedicated queue',
    inside(`await this.temporal.startWorkflow('ProvisionWorkflow', [id], { taskQueue: 'reports' });`),
    ['client.start ProvisionWorkflow keep dedicated-queue'],
  ],
  [
    'the queue of the module',
    inside(`await this.temporal.startWorkflow('ProvisionWorkflow', [id]);`),
    ['client.start ProvisionWorkflow ask queue-unknown'],
  ],
  [
    'arguments that are handed on whole',
    inside(`await this.temporal.startWorkflow(...given);`),
    ['client.start - ask options-opaque'],
  ],
  [
    'a schedule',
    inside(`await this.schedules.createSchedule({ scheduleId: 'a', spec: {}, action: ${ACTION} });`),
    ['schedule.create CleanupWorkflow route'],
  ],
  [
    'a schedule by way of the service',
    inside(`await this.temporal.schedule.createSchedule({ scheduleId: 'a', spec: {}, action: ${ACTION} });`),
    ['schedule.create CleanupWorkflow route'],
  ],
  [
    'a schedule that is handed in',
    inside(`await this.schedules.createSchedule(given[0]);`),
    ['schedule.create - ask wrapper'],
  ],
  ["a service of the repository's own is none", inside(`await this.starter.${START};`), []],
  [
    'its name alone proves nothing',
    `import { TemporalService } from './temporal.service.js';\nexport const go = (temporal: TemporalService, id: string) => temporal.${START};\n`,
    [],
  ],
  ['what starts workers is none', inside(`await this.temporal.startWorkerByTaskQueue('main-queue');`), []],
]);
