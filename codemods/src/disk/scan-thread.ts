import { Worker } from 'node:worker_threads';
import { InternalError, ProjectError, UsageError } from '../model/errors.js';
import type { Scan, ScanQuery } from './scan.js';

/** What the thread answers: an error loses its class on the way, so its name goes along. */
export type ScanAnswer = { readonly scan: Scan } | { readonly name: string; readonly message: string };

/** A thread that lists a folder's files from the start, and looks into them once it is told for what. */
export interface Scanner {
  /** Starts at once; what comes back waits for the end. */
  readonly scan: (query: ScanQuery) => () => Promise<Scan>;
}

const ERRORS = [UsageError, ProjectError, InternalError];

/** Lists and scans on a thread of its own, so that this one can load the config and the compiler meanwhile. */
export function startScanner(root: string): Scanner {
  const worker = new Worker(new URL('./scan-worker.js', import.meta.url), { workerData: root });
  // Nobody waits for it yet: a run that ends before, ends.
  worker.unref();
  const scanned = new Promise<Scan>((resolve, reject) => {
    worker.once('message', (answer: ScanAnswer) => ('scan' in answer ? resolve(answer.scan) : reject(errorOf(answer))));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new InternalError(`The thread that lists the files ended with ${code}.`)));
  });
  // Whoever waits hears of a failure; until somebody does, it is not unhandled.
  scanned.catch(() => undefined);
  return {
    scan: (query) => {
      worker.postMessage(query);
      return () => {
        worker.ref();
        return scanned;
      };
    },
  };
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  const Known = ERRORS.find((one) => one.name === name);
  return Known === undefined ? Object.assign(new Error(message), { name }) : new Known(message);
}
