/**
 * npm run demo: the main job told as a story, on a copy of fixtures/saas-app in a temporary git repository.
 * Every command is the real one and every output is real; a step that does not do what the story says fails the demo.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, main, NotPossible, run } from './bootstrap.mjs';
import { startService, startTemporal } from './lib/service.mjs';
import {
  aside,
  chapter,
  expect,
  installRouting,
  makeRepository,
  makeTool,
  output,
  print,
  runScript,
  tell,
  typed,
} from './lib/stage.mjs';

async function story(temporal) {
  const repository = makeRepository();
  const tool = makeTool(repository);

  print('\nTEMPORAL QUEUE ROUTING: MOVING A SERVICE OFF ITS SHARED TASK QUEUE\n');
  tell(
    'saas-app is a multi-tenant service. It starts all its Temporal workflows on one task queue, main-queue, so one busy ' +
      'tenant holds up every other tenant and the system jobs. We move every start to a queue per kind of work, with a ' +
      'fairness key per tenant, without missing one and without breaking the service.',
    `The copy that is migrated here is a git repository of its own: ${repository.app}`,
  );

  chapter('The service today');
  if (temporal === undefined) {
    aside('skipped: there is no Temporal server, see the line at the beginning');
  } else {
    runScript(repository, 'npm run build', { show: () => 'ok, the service is in dist/' });
    await drive(repository, temporal, { tenant: 'acme' }, (found) => {
      expect(found.tenant.taskQueue === 'main-queue', `before the migration acme runs on ${found.tenant.taskQueue}`);
      expect(found.job.taskQueue === 'main-queue', `before the migration the job runs on ${found.job.taskQueue}`);
    });
    tell('Tenant work and system job share a queue, and neither has a fairness key.');
  }

  chapter(
    'The config: what only a person knows',
    'Which queue is being retired, which workflows are work of a tenant and which are system jobs, and what a tenant id is ' +
      'called. `init` proposes this file; somebody who knows the service corrects it.',
  );
  typed('cat temporal-queue.config.json');
  output(repository.read('temporal-queue.config.json'));

  chapter('check: what is still on the shared queue?', 'This is the command for CI. It is red, and says by how much.');
  const red = tool('check --quiet');
  expect(red.status === 1, `check on the service before ends with ${red.status}, not with 1`);

  chapter(
    'plan: what would change, and what must be asked',
    'plan writes nothing into your sources. Every start it found is in exactly one row of the ledger. Where the tenant or ' +
      'the kind is not certain it does not guess: it asks, and prints the answers that can be pasted into the config.',
  );
  const first = tool('plan --format text --format json=../reports/questions.json');
  expect(first.status === 0, `plan ends with ${first.status}`);
  const report = JSON.parse(repository.read('../reports/questions.json'));
  expectLedger(report, { found: 24, route: 16, routed: 0, keep: 3, ask: 5 });

  chapter(
    'The questions are answered, in the config',
    'Two workflows had no kind: both serve all tenants at once, so they are jobs. A merge deletes the source tenant. The ' +
      "deferred starts keep the tenant id as their first argument. The wrapper's callers hold the tenant, so it stays where " +
      'it is for now, with that reason on record. An answer holds for the call it was given for (callHash): when the call ' +
      'changes, it is asked again.',
  );
  repository.write('temporal-queue.config.json', answered(repository.read('temporal-queue.config.json'), report));
  typed('git diff temporal-queue.config.json');
  output(shortDiff(repository.git('diff', '--unified=1', 'temporal-queue.config.json')));
  const reports = ['diff=../reports/plan.diff', 'json=../reports/report.json', 'markdown=../reports/report.md'];
  const second = tool(
    `plan --quiet --format text ${reports.map((one) => `--format ${one}`).join(' ')} --out ../plan.json`,
  );
  expect(second.status === 0, `plan with the answers ends with ${second.status}`);
  const settled = JSON.parse(repository.read('../reports/report.json'));
  expectLedger(settled, { found: 24, route: 20, routed: 0, keep: 4, ask: 0 });
  expect(settled.verification.backedOut.length === 0, 'an edit was backed out');
  typed('git apply --check ../reports/plan.diff');
  repository.git('apply', '--check', '../reports/plan.diff');
  output('(no output: the patch applies cleanly)');

  chapter(
    'apply: the plan is written, and nothing else',
    'A file that has changed since it was planned, or that has changes not committed, would be refused.',
  );
  repository.commit('answer the questions of the migration');
  const applied = tool('apply ../plan.json --quiet');
  expect(applied.status === 0, `apply ends with ${applied.status}`);
  typed('git add --all && git diff --cached --stat');
  repository.git('add', '--all');
  output(repository.git('diff', '--cached', '--stat'));
  tell(
    'Beside the starts: the settings got a queue prefix, a number of shards and the routing mode; src/temporal/routing.ts is ' +
      'the one place for policy; the worker polls the new queues as well; and activities that were pinned to the old queue ' +
      'follow their workflow again, else they would wait for ever once the old workers are gone.',
  );
  typed('cat src/temporal/routing.ts');
  output(repository.read('src/temporal/routing.ts'));
  typed('git diff --cached -- src/temporal/worker.ts src/workflows/tenant-deletion.ts');
  output(
    shortDiff(repository.git('diff', '--cached', '--', 'src/temporal/worker.ts', 'src/workflows/tenant-deletion.ts')),
  );

  chapter(
    "The app's own type-check and tests",
    'apply added temporal-queue-routing to package.json. It is not published yet, so the demo packs it from this repository ' +
      'and unpacks it where npm install would put it.',
  );
  typed('npm pack --workspace routing   # and unpack it into node_modules/temporal-queue-routing');
  output(installRouting(repository));
  runScript(repository, 'npm run typecheck', { show: () => 'ok, no errors' });
  runScript(repository, 'npm test', { show: testSummary });
  repository.commit('route every start');

  chapter(
    'check again: green',
    'From here on it stays in CI: a start that is put back on the shared queue turns it red.',
  );
  const green = tool('check --quiet');
  expect(green.status === 0, `check after the migration ends with ${green.status}`);

  chapter('apply a second time: nothing to do');
  const again = tool('apply --quiet');
  expect(again.status === 0, `the second apply ends with ${again.status}`);
  typed('git status --short');
  const status = repository.git('status', '--short').trim();
  output(status === '' ? '(no output: nothing has changed)' : status);
  expect(status === '', 'the second apply has changed files');

  chapter(
    'The service afterwards: first dark, then routed',
    'The same service with the same data. Its workers poll the old and the new queues. The routing mode is off by default, ' +
      'so nothing has moved yet; it is switched on by an environment variable, and back off the same way.',
  );
  if (temporal === undefined) {
    aside('skipped: there is no Temporal server, see the line at the beginning');
  } else {
    runScript(repository, 'npm run build', { show: () => 'ok, the service is in dist/' });
    tell('Routing off, as deployed:');
    await drive(repository, temporal, { tenant: 'globex', env: PREFIX }, (found) => {
      expect(found.tenant.taskQueue === 'main-queue', `with routing off globex runs on ${found.tenant.taskQueue}`);
    });
    tell('Routing on:');
    await drive(
      repository,
      temporal,
      { tenant: 'initech', env: { ...PREFIX, TEMPORAL_ROUTING_MODE: 'on' } },
      (found) => {
        expect(
          found.tenant.taskQueue === 'saas.tenant.00',
          `with routing on initech runs on ${found.tenant.taskQueue}`,
        );
        expect(found.tenant.priority?.fairnessKey === 'initech', 'the fairness key is not the tenant id');
        expect(found.job.taskQueue === 'saas.jobs.00', `with routing on the job runs on ${found.job.taskQueue}`);
      },
    );
  }

  chapter('The reports', 'Written by the last plan before apply: what a reviewer or a pipeline needs.');
  for (const file of ['plan.diff', 'report.md', 'report.json']) {
    const path = join(repository.folder, 'reports', file);
    expect(existsSync(path), `${file} was not written`);
    print(`  ${path}`);
  }
  print();
  tell(`Everything the demo did is in ${repository.app} (git log there); remove it when you have seen it.`);
  tell('Next: README.md, and MIGRATION.md for the order of a roll-out.');
}

/** The new queues' names begin with it; by default they begin with the name of the legacy queue. */
const PREFIX = { TEMPORAL_QUEUE_PREFIX: 'saas' };

/** Starts the service, has it provision a tenant and clean up tokens, and shows where both workflows ran. */
async function drive(repository, temporal, { tenant, env = {} }, verify) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  typed(`${variables.join('')}node dist/main.js &`);
  const service = await startService(repository, { address: temporal.address, env });
  try {
    const rows = [];
    const request = async (method, path, body) => {
      const answer = await service.call(method, path, body);
      rows.push(`${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`} → ${answer.status}`);
      return answer.body;
    };
    const look = async (id) => {
      await service.call('GET', `/workflows/${id}/result`);
      const { body } = await service.call('GET', `/workflows/${id}`);
      const key = body.priority?.fairnessKey;
      rows.push(`  ${id}: ${body.status} on ${body.taskQueue}${key ? `, fairness key ${key}` : ', no fairness key'}`);
      return body;
    };
    await request('POST', '/tenants', { id: tenant, name: tenant });
    const started = await look(`tenant-provisioning-${tenant}`);
    await request('POST', '/tokens/cleanup');
    const job = await look('token-cleanup-manual');
    output(rows.join('\n'));
    verify({ tenant: started, job });
  } finally {
    await service.stop();
  }
}

/** The config with every question of the plan answered as somebody who knows saas-app would. */
function answered(config, { sites }) {
  const answers = [
    ['AdminService.mergeTenants', { kind: 'tenant', tenantId: 'source.tenantId' }],
    ['DeferredStartService.runAll', { kind: 'tenant', tenantId: 'args[0]' }],
    ['startWorkflow', { decision: 'keep', reason: 'its callers hold the tenant; they move one by one' }],
  ];
  const lines = answers.map(([enclosing, answer]) => {
    const site = sites.find((one) => one.enclosing === enclosing && one.decision === 'ask');
    expect(site !== undefined, `plan asks nothing about ${enclosing}`);
    const entries = Object.entries({ ...answer, callHash: site.callHash });
    const text = entries.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(', ');
    return `    ${JSON.stringify(site.id)}:\n      { ${text} }`;
  });
  return config
    .replace(
      '"jobs": ["TokenCleanupWorkflow"]',
      '"jobs": ["TokenCleanupWorkflow", "UsageReportWorkflow", "UsageMeterWorkflow"]',
    )
    .replace('  "routing":', `  "sites": {\n${lines.join(',\n')}\n  },\n  "routing":`);
}

function expectLedger({ ledger }, wanted) {
  const differs = Object.entries(wanted).filter(([row, count]) => ledger[row] !== count);
  expect(differs.length === 0, `the ledger is ${JSON.stringify(ledger)}, expected ${JSON.stringify(wanted)}`);
}

/** Without the lines that only git needs. */
const shortDiff = (text) =>
  text
    .split('\n')
    .filter((line) => !/^(index|diff --git) /.test(line))
    .join('\n');
const testSummary = (text) =>
  text
    .split('\n')
    .filter((line) => /^\s*(Test Files|Tests)\s/.test(line))
    .join('\n');

await main(async () => {
  const { server } = bootstrap();
  if ((await run(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] })) !== 0) {
    throw new NotPossible('The packages do not build; see the compiler messages above.');
  }
  const temporal = server === undefined ? undefined : await startTemporal(server);
  try {
    await story(temporal);
  } finally {
    await temporal?.stop();
  }
  return 0;
});
