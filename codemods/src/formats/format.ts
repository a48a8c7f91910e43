import type { Report } from '../model/report.js';

/** How a format may mark words; a terminal's colours, or nothing. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const asIs = (text: string): string => text;
export const PLAIN: Paint = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs, cyan: asIs };

export interface RenderOptions {
  readonly command: 'plan' | 'apply' | 'check';
  readonly paint: Paint;
  /** What `check` concluded; null for the other commands. */
  readonly verdict: 'red' | 'green' | null;
  /** Every kept site and the whole of long calls. */
  readonly verbose: boolean;
  /** The summary alone. */
  readonly brief: boolean;
}

/** One way to write a report down. `people` formats say everything by themselves; beside a `machine` one, people get a summary. */
export interface Format {
  readonly id: string;
  readonly describe: string;
  readonly audience: 'people' | 'machine';
  readonly render: (report: Report, options: RenderOptions) => string;
}
