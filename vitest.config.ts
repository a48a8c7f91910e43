import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Slow by nature: a real server, real installs, other people's runners. */
const slow = ['test/e2e/**/*.test.ts', 'test/packing/**/*.test.ts', 'test/jscodeshift/**/*.test.ts'];

/** What takes longest, the longest first. */
const LONG = [
  'test/generated/',
  'test/fixtures.test.ts',
  'test/e2e/migration.test.ts',
  'test/jscodeshift/',
  'test/run/own-compiler.test.ts',
  'test/e2e/',
  'test/packing/',
  'test/run/',
  'test/foreign/',
];

/** Begins with the files that take longest, so that no worker is left with one of them in the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.includes(`/${name}`));
      return at === -1 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
    // Room for what is young: with less, a tenth of the time goes to collecting what parsing leaves.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // The sources: unit tests need no build. The slow ones use what is published.
        resolve: {
          alias: [
            { find: /^temporal-queue-routing$/, replacement: path('routing/src/index.ts') },
            { find: /^temporal-queue-routing\/schedules$/, replacement: path('routing/src/schedules.ts') },
            { find: /^temporal-queue-routing\/worker$/, replacement: path('routing/src/worker.ts') },
          ],
        },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'slow', include: slow, testTimeout: 180_000, hookTimeout: 300_000 },
      },
    ],
  },
});
