import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runBin } from '../jscodeshift/runner.js';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { Consumer, pack } from './consumer.js';

const SETTINGS = `export const settings = {
  temporalNamespace: 'default',
  temporalTaskQueue: 'main-queue',
  temporalQueuePrefix: 'saas',
  temporalQueueShards: 1,
  temporalRoutingMode: 'off' as 'on' | 'off',
};
`;
const START = `import type { Client } from '@temporalio/client';
import { settings } from './settings';

export const provision = (client: Client, tenantId: string): Promise<unknown> =>
  client.workflow.start('ProvisionWorkflow', {
    args: [tenantId],
    workflowId: \`provision-\${tenantId}\`,
    taskQueue: settings.temporalTaskQueue,
  });
`;
const FILES = {
  'temporal-queue.config.json': { kinds: { tenant: ['ProvisionWorkflow'] } },
  'src/settings.ts': SETTINGS,
  'src/start.ts': START,
  'src/temporal/routing.ts': readFileSync(join(root, 'fixtures/base/src/temporal/routing.ts'), 'utf8'),
};

let consumer: Consumer;
beforeAll(ensureRoutingBuilt, 130_000);
beforeAll(() => {
  consumer = new Consumer();
  consumer.install(pack('routing'), pack('codemods'));
  consumer.borrow('jscodeshift');
  consumer.borrow('@temporalio/client');
}, 300_000);
afterAll(() => consumer.remove());

test.each([[[]], [['--no-babel']]])('routes a start where the packages are installed, with the flags %j', (flags) => {
  for (const [file, content] of Object.entries(FILES)) consumer.write(file, content);
  const transform = ['-t', 'node_modules/temporal-queue-codemods/jscodeshift', '--extensions=ts', ...flags];
  const bin = join(consumer.folder, 'node_modules/jscodeshift/bin/jscodeshift.js');
  const { counts, lines } = runBin(bin, consumer.folder, [...transform, 'src']);
  expect(lines).toEqual([]);
  expect(counts).toEqual({ ok: 1, unmodified: 2, skipped: 0, errors: 0 });
  expect(readFileSync(join(consumer.folder, 'src/start.ts'), 'utf8')).toContain(
    '    ...startOptions(routeForTenant({ tenantId })),\n',
  );
});

test('nobody gets jscodeshift with the tool', () => {
  const manifest = JSON.parse(
    readFileSync(join(consumer.folder, 'node_modules/temporal-queue-codemods/package.json'), 'utf8'),
  );
  for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies'])
    expect(Object.keys(manifest[field] ?? {})).not.toContain('jscodeshift');
});
