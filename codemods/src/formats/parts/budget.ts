import type { BudgetRow, WorkerBudget } from '../../model/report.js';

/** What one process holds, in one line: `33 queues, 76 workflow and 43 activity pollers, 104 workflow and 200 activity slots`. */
export function budgetText({ queues, ...row }: BudgetRow): string {
  const both = (workflow: number | null, activity: number | null, of: string): string =>
    `${workflow ?? '?'} workflow and ${activity ?? '?'} activity ${of}`;
  const pollers = both(row.workflowPollers, row.activityPollers, 'pollers');
  return `${queues} queues, ${pollers}, ${both(row.workflowSlots, row.activitySlots, 'slots')}`;
}

/** Where the numbers come from that nobody wrote. */
export function defaultsText(budgets: readonly WorkerBudget[]): string {
  const names = [...new Set(budgets.flatMap(({ defaults }) => defaults))];
  if (names.length === 0) return '';
  return `Not written, so the defaults of @temporalio/worker 1.24 (worker-options.js: 40 and 100 slots, 10 pollers): ${names.join(', ')}.`;
}

/** What a number is multiplied by, and held against. */
export const BUDGET_NOTE =
  'In one process: times the replicas of the deployment. Temporal Cloud allows 5,000 pollers in a namespace; TEMPORAL_ROUTED_QUEUES divides the queues among deployments. Workflow code is bundled once, and the cache is divided.';
