import { join } from 'node:path';
import { root } from '../kit/built.js';
import type { Layer } from '../kit/repo.js';
import type { Modules } from './program.js';

/** What the programs of one repository have in common. */
export interface Setting {
  readonly modules: Modules;
  readonly style: 'inline' | 'statement';
}

const GIVEN = `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';

export interface Given {
  readonly tenantId: string;
  readonly tenant: { readonly id: string };
  readonly tenants: readonly { readonly id: string }[];
  readonly maybe: { readonly id: string } | undefined;
  readonly flag: boolean;
  readonly level: number;
}

declare const recording: { readonly calls: unknown[]; ids: number; readonly isQuiet: boolean };

export function log(...values: readonly unknown[]): { readonly handle?: unknown } {
  recording.calls.push({ api: 'log', workflow: null, options: values });
  return {};
}

export function track(...values: readonly unknown[]): unknown {
  log(values.length);
  return values.at(-1);
}

export const idOf = (handle: unknown): string => String((handle as { workflowId?: string } | null)?.workflowId ?? handle);

export function clientOf(client: Client): Client {
  log('client');
  return client;
}

export function nextId(prefix: string): string {
  recording.ids += 1;
  if (!recording.isQuiet) log(prefix, recording.ids);
  return \`\${prefix}-\${recording.ids}\`;
}

export const owner = { tenantId: 'owner' };
export const defaults = { taskQueue: settings.temporalTaskQueue, workflowExecutionTimeout: '1 day' } as const;
export const limits = { workflowRunTimeout: '1 hour' } as const;
export const foreign = { start: log, workflow: { start: log }, schedules: { create: log } };
`;

const JSX = `interface Element {
  readonly props: { readonly title: string; readonly onClick: () => unknown };
}

export function h(_tag: string, props: Element['props'], ..._children: readonly unknown[]): Element {
  return { props };
}
h.click = (element: Element): unknown => element.props.onClick();

export declare namespace h {
  namespace JSX {
    interface IntrinsicElements {
      button: { title: string; onClick: () => unknown; children?: unknown };
    }
  }
}
`;

const WORKFLOWS = `export async function ProvisionWorkflow(tenantId: string, plan: string): Promise<void> {
  void [tenantId, plan];
}

export async function OnboardWorkflow(input: { tenantId: string; userId: string }): Promise<void> {
  void input;
}

export async function ReportWorkflow(input: { tenantId: string; taskQueue: string }): Promise<void> {
  void input;
}

export async function CleanupWorkflow(): Promise<void> {}
`;

/** The repository around the programs: settings, workflows and a bound routing module, as in the fixtures. */
export function surroundings({ modules, style }: Setting): readonly Layer[] {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return [
    join(root, 'fixtures/base'),
    {
      'package.json': json({
        name: 'generated',
        private: true,
        type: modules === 'esm' ? 'module' : 'commonjs',
        dependencies: { '@temporalio/client': '^1.24.0', 'temporal-queue-routing': '^0.1.0' },
        devDependencies: { typescript: '^6.0.3' },
      }),
      'temporal-queue.config.json': json({
        legacyQueues: ['settings.temporalTaskQueue', "'main-queue'"],
        kinds: { tenant: ['ProvisionWorkflow', 'OnboardWorkflow', 'ReportWorkflow'], jobs: ['CleanupWorkflow'] },
        tenantNames: ['tenantId', 'tenant.id'],
        routing: { module: 'src/temporal/routing.ts', style },
      }),
      'tsconfig.json': json({
        compilerOptions: {
          target: 'ES2022',
          module: 'NodeNext',
          moduleResolution: 'NodeNext',
          strict: true,
          allowJs: true,
          jsx: 'react',
          jsxFactory: 'h',
          skipLibCheck: true,
          noEmit: true,
          types: ['node'],
        },
        include: ['src'],
      }),
      'src/given.ts': GIVEN,
      'src/jsx.ts': JSX,
      'src/workflows.ts': WORKFLOWS,
    },
  ];
}
