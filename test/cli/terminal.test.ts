import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { root as ours } from '../kit/built.js';
import { git, repositoryOf } from '../kit/repo.js';

const FILES = {
  'package.json': '{ "type": "module" }\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022" } }\n',
  'src/settings.ts': "export const settings = { temporalNamespace: 'default', temporalTaskQueue: 'main-queue' };\n",
  'src/start.ts': `import type { Client } from '@temporalio/client';
import { settings } from './settings.js';
export async function go(client: Client, tenantId: string): Promise<void> {
  await client.workflow.start('TenantOnboarding', { args: [tenantId], workflowId: 'a', taskQueue: settings.temporalTaskQueue });
  await client.workflow.start('Statements', { args: [tenantId], workflowId: 'b', taskQueue: settings.temporalTaskQueue });
  await client.workflow.start('Frobnicate', { workflowId: 'c', taskQueue: settings.temporalTaskQueue });
}
`,
};
const ENTER = '\r';
const DOWN = '\x1b[B';

/** Python has a pseudo terminal; where it is missing, only CI minds. */
const hasPython = spawnSync('python3', ['--version']).status === 0 || process.env.CI === 'true';

/** The built tool at a pseudo terminal, with a person who types each answer once its question is there. */
function typed(cwd: string, argv: readonly string[], steps: readonly (readonly [string, string])[], env = {}) {
  const { status, stdout } = spawnSync(
    'python3',
    [
      join(ours, 'test/cli/person.py'),
      JSON.stringify(steps),
      process.execPath,
      join(ours, 'codemods/dist/cli/main.js'),
      ...argv,
    ],
    { cwd, encoding: 'utf8', env: { ...process.env, TERM: 'xterm', COLUMNS: '200', ...env } },
  );
  return { status, screen: stdout, text: stripVTControlCharacters(stdout) };
}

test.skipIf(!hasPython)(
  'from the questions to the queue: an added kind is in the config, the routing module and the diff',
  () => {
    const root = repositoryOf(FILES);
    const { status, text } = typed(
      root,
      ['init'],
      [
        ['are shared', ENTER],
        ['`tenant` (work of one tenant', ENTER],
        // tenant, jobs, another kind
        ['What is Frobnicate', `${DOWN}${ENTER}`],
        ['as another kind', `y`],
        ['this kind called', `billing${ENTER}`],
        ['Whose work is', ENTER],
        ['`billing` (work of one tenant', `${DOWN} ${ENTER}`],
        ['as another kind', ENTER],
        ['tenant id called', ENTER],
        ['take their routes', ENTER],
        ['routing module', ENTER],
        ['Write these 2 files', ENTER],
      ],
    );
    expect({ status, text }).toMatchObject({ status: 0 });
    expect(text).toContain('No question is open; 3 starts to route.');
    const config = readFileSync(join(root, 'temporal-queue.config.jsonc'), 'utf8');
    expect(config).toContain(
      '"billing": {\n      "scope": "tenant",\n      "workflows": [\n        "Statements" // chosen by hand',
    );
    expect(readFileSync(join(root, 'src/temporal-routing.ts'), 'utf8')).toContain(
      "{ name: 'billing', scope: 'tenant' }",
    );
    const planned = spawnSync(process.execPath, [join(ours, 'codemods/dist/cli/main.js'), 'plan', '--format', 'diff'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(planned.stdout).toContain(
      "+  await client.workflow.start('Statements', { args: [tenantId], workflowId: 'b', ...startOptions(routeForTenant({ tenantId, kind: 'billing' })) });",
    );
  },
  120_000,
);

test.skipIf(!hasPython)(
  'Ctrl-C at any question: nothing is written, and the shell is told',
  () => {
    const root = repositoryOf(FILES);
    const first = typed(root, ['init'], [['are shared', '\x03']]);
    expect(first.status).toBe(130);
    expect(first.text).toContain('interrupted: a question was left unanswered. Nothing of what was asked is written.');
    const last = typed(
      root,
      ['init'],
      [
        ['are shared', ENTER],
        ['`tenant` (work of one tenant', ENTER],
        ['What is ', ENTER],
        ['as another kind', ENTER],
        ['tenant id called', ENTER],
        ['take their routes', ENTER],
        ['routing module', ENTER],
        ['Write these 2 files', '\x03'],
      ],
    );
    expect(last.status).toBe(130);
    expect(git(root, 'status', '--short')).toBe('');
  },
  120_000,
);

test.skipIf(!hasPython)(
  'a config that is there keeps its bytes, and takes the answers to what is open',
  () => {
    const config =
      '{\n  "legacyQueues": ["settings.temporalTaskQueue"], // shared\n  "kinds": { "tenant": ["*s", "TenantOnboarding"] } // two\n}\n';
    const root = repositoryOf(FILES, { 'temporal-queue.config.jsonc': config });
    const { status, text, screen } = typed(
      root,
      ['init'],
      [
        ['1 question is open', ENTER],
        ['What is Frobnicate', `${DOWN}${ENTER}`],
        ['Write this answer', ENTER],
      ],
      { NO_COLOR: '1' },
    );
    expect({ status, text }).toMatchObject({ status: 0 });
    // Colours, not the movements of the cursor.
    expect(screen.split('\x1b[').filter((part) => /^[\d;]+m/.test(part))).toEqual([]);
    expect(readFileSync(join(root, 'temporal-queue.config.jsonc'), 'utf8')).toBe(
      config.replace('"TenantOnboarding"]', '"TenantOnboarding"], "jobs": ["Frobnicate"]'),
    );
  },
  120_000,
);
