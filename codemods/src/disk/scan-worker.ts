import { parentPort, workerData } from 'node:worker_threads';
import { listEntries } from './files.js';
import { type ScanQuery, scan } from './scan.js';
import type { ScanAnswer } from './scan-thread.js';

const entries = listEntries(workerData as string);
const answer = (what: ScanAnswer): void => parentPort?.postMessage(what);

parentPort?.once('message', (query: ScanQuery) => {
  scan(query, entries).then(
    (found) => answer({ scan: found }),
    (error: unknown) => {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      answer({ name, message });
    },
  );
});
