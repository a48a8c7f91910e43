'use strict';

/**
 * The transform for jscodeshift: `npx jscodeshift -t node_modules/temporal-queue-codemods/jscodeshift src`.
 * Decides and edits one file at a time, as `apply` would; what needs other files is left to `apply`.
 */

const { join, resolve } = require('node:path');
const { Worker } = require('node:worker_threads');

const NOTE =
  'temporal-queue-codemods: jscodeshift edits one file at a time. Settings, the routing module, workers, package.json, ' +
  'calls of wrappers and pinned activities are left: run `temporal-queue-codemods plan`, then `apply`, then `check`.\n';

/** The files whose answers are awaited, by number. */
const awaited = new Map();
let count = 0;
let thread = null;
let isNoted = false;

/**
 * Everything happens in a thread of its own: jscodeshift's Babel compiles whatever is required beside it, and would work on
 * TypeScript's nine megabytes for minutes.
 */
function openThread() {
  const opened = new Worker(join(__dirname, 'thread.mjs'));
  const fail = (error) => {
    if (thread === opened) thread = null;
    for (const [id, { by, reject }] of awaited) if (by === opened && awaited.delete(id)) reject(error);
  };
  opened.on('message', ({ id, answer, error }) => {
    const { resolve: settle, reject } = awaited.get(id);
    awaited.delete(id);
    // While nothing is awaited the thread must not keep the process from its end.
    if (awaited.size === 0) opened.unref();
    if (answer === undefined) reject(error);
    else settle(answer);
  });
  opened.on('error', fail);
  opened.on('exit', (code) => fail(new Error(`temporal-queue-codemods ended with ${code} before it answered`)));
  return opened;
}

function ask(request) {
  return new Promise((settle, reject) => {
    thread ??= openThread();
    thread.ref();
    count += 1;
    awaited.set(count, { by: thread, resolve: settle, reject });
    thread.postMessage({ id: count, request });
  });
}

async function transform(file, api, options = {}) {
  const absolute = (path) => (path === undefined ? undefined : resolve(String(path)));
  const { after, problem, questions, decided } = await ask({
    path: resolve(file.path),
    source: file.source,
    cwd: process.cwd(),
    root: absolute(options.root),
    config: absolute(options.config),
  });
  // Without a stack: it is a file or a config that has to be mended.
  if (problem !== null) throw Object.assign(new Error(problem), { stack: '' });
  for (const question of questions) api.report?.(question);
  for (const [decision, starts] of Object.entries(decided)) api.stats?.(`starts: ${decision}`, starts);
  if (!isNoted && options.silent !== true && Object.keys(decided).length > 0) {
    isNoted = true;
    process.stderr.write(NOTE);
  }
  return after ?? undefined;
}

module.exports = transform;
/** Says only that jscodeshift needs no parser of its own choice: the text is never handed to one. */
module.exports.parser = 'tsx';
