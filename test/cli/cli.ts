import type { Run } from '../../codemods/src/cli/door.js';
import { runCli } from '../../codemods/src/cli/program.js';
import type { Terminal } from '../../codemods/src/cli/terminal.js';
import type { Seen } from '../../codemods/src/init/seen.js';
import type { PlanFile } from '../../codemods/src/model/report.js';
import type { RunOptions } from '../../codemods/src/survey.js';
import { REPORT } from '../formats/report.js';

export const PLAN: PlanFile = {
  version: 1,
  tool: REPORT.tool,
  configHash: REPORT.config.hash,
  report: REPORT,
  read: { 'src/jobs.ts': 'a'.repeat(64) },
  write: [{ file: 'src/jobs.ts', group: 'g2', before: 'a'.repeat(64), after: 'd\n', bom: false }],
};

const PROPOSAL = { config: '{}\n', configFile: 'temporal-queue.config.jsonc', files: [], notes: ['look twice'] };

/** A repository with one queue, and one workflow on it. */
const SEEN: Seen = {
  starts: [
    {
      workflow: 'TenantOnboarding',
      called: 'TenantOnboarding',
      queues: ["'main-queue'"],
      access: 'fixed',
      hints: [{ rule: 'hint-tenant-name', kind: 'tenant', strength: 'hint', because: 'its name', at: 'src/a.ts:1:1' }],
      isTenantChild: false,
      names: ['tenantId'],
    },
  ],
  workers: [],
  defaults: {},
  module: { file: 'src/temporal-routing.ts', exists: false },
};

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the core was asked, one entry per call. */
  readonly calls: readonly { readonly name: string; readonly options: RunOptions & Record<string, unknown> }[];
}

export interface World {
  readonly cwd: string;
  readonly run?: Partial<Run>;
  readonly terminal?: Partial<Terminal>;
}

/** Runs a command line with a core that answers with one fixed report. */
export async function cli(argv: readonly string[], { cwd, run = {}, terminal = {} }: World): Promise<Ran> {
  let out = '';
  let err = '';
  const calls: { name: string; options: RunOptions & Record<string, unknown> }[] = [];
  const recorded =
    <T>(name: string, answer: T) =>
    async (options: object) => {
      calls.push({ name, options: options as RunOptions & Record<string, unknown> });
      return answer;
    };
  const core: Run = {
    plan: recorded('plan', PLAN),
    check: recorded('check', REPORT),
    apply: recorded('apply', { report: REPORT, written: ['src/jobs.ts', 'package.json'], notes: ['a note'] }),
    explain: recorded('explain', { found: false, title: 'No start here', steps: [], more: [] }),
    init: recorded('init', PROPOSAL),
    lookAround: recorded('lookAround', SEEN),
    draft: recorded('draft', PROPOSAL),
    hasFindings: () => true,
    ...run,
  };
  const code = await runCli(argv, {
    run: async () => core,
    terminal: {
      cwd,
      env: {},
      isOutTTY: false,
      isErrTTY: false,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      prompts: async () => null,
      ...terminal,
    },
  });
  return { code, out, err, calls };
}
