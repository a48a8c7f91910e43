import { parentPort } from 'node:worker_threads';
import { openFileAnswers } from '../dist/index.js';

const answer = openFileAnswers();
/** One file after the other, however many are handed over at once. */
let last = Promise.resolve();

parentPort.on('message', ({ id, request }) => {
  last = last.then(async () => {
    try {
      parentPort.postMessage({ id, answer: await answer(request) });
    } catch (error) {
      parentPort.postMessage({ id, error });
    }
  });
});
