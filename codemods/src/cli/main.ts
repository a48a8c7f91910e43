#!/usr/bin/env node
import { runCli } from './program.js';
import { processTerminal } from './terminal.js';

// Not process.exit: it would cut off what a pipe has not taken yet.
process.exitCode = await runCli(process.argv.slice(2), {
  terminal: processTerminal(),
  run: () => import('../index.js'),
  scanner: async (root) => (await import('../disk/scan-thread.js')).startScanner(root),
});
