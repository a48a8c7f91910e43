import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Slow by nature: a real server, real installs, other people's runners. They run after the unit tests and one file at a time. */
const slow = [
  'test/e2e/**/*.test.ts',
  'test/packing/**/*.test.ts',
  'test/demo/**/*.test.ts',
  'test/jscodeshift/**/*.test.ts',
];

export default defineConfig({
  test: {
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
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
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: slow,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
