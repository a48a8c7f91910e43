import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiledCheck } from './contestants.mjs';
import { runChild } from './measure.mjs';

const SHOWN = 14;

/** Where check's time goes: the largest buckets of self time, by package and by room of ours. */
export async function profileOf(at) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  try {
    await runChild(profiledCheck(at, folder), { folder });
    const files = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
    return bucketsOf(files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))).slice(0, SHOWN);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Self time per bucket over several V8 profiles (one per thread), largest first. */
export function bucketsOf(profiles) {
  const sums = new Map();
  let total = 0;
  for (const { nodes, samples, timeDeltas } of profiles) {
    const buckets = new Map(nodes.map(({ id, callFrame }) => [id, bucketOf(callFrame)]));
    for (const [at, id] of samples.entries()) {
      const bucket = buckets.get(id);
      if (bucket === 'idle') continue;
      const milliseconds = Math.max(0, timeDeltas[at] ?? 0) / 1000;
      sums.set(bucket, (sums.get(bucket) ?? 0) + milliseconds);
      total += milliseconds;
    }
  }
  return [...sums]
    .map(([name, milliseconds]) => ({ name, milliseconds, share: total === 0 ? 0 : milliseconds / total }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

/** A package of npm, a room of ours, Node itself, V8, or the garbage collector. */
export function bucketOf({ functionName, url }) {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(idle)') return 'idle';
  if (url === '') return functionName === '(program)' ? 'V8 and the system' : 'native functions';
  if (url.startsWith('node:')) return 'node';
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  // ts-morph brings the TypeScript compiler in one file of its own.
  if (inPackage !== undefined) return inPackage === '@ts-morph/common' ? 'typescript (in @ts-morph/common)' : inPackage;
  const room = /\/codemods\/dist\/(.+)$/.exec(url)?.[1];
  return room === undefined ? 'other' : `ours: ${room.includes('/') ? room.split('/')[0] : room}`;
}
