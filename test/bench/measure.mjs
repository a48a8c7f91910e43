import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SAMPLE_MILLISECONDS = 10;

/**
 * Runs one child to its end. Its output goes to files in `folder`, so that no pipe is in the way. `memory` asks for the peak
 * of its process tree by sampling, which costs a little time: a quick one is timed or sampled, never both.
 */
export async function runChild({ command, args }, { folder, memory = false }) {
  const [out, err] = [join(folder, 'stdout'), join(folder, 'stderr')];
  const files = [openSync(out, 'w'), openSync(err, 'w')];
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', ...files] });
  const sampler = memory ? samplerOf(child.pid) : null;
  const [status, problem] = await new Promise((resolve) => {
    child.on('error', (error) => resolve([null, error.message]));
    child.on('exit', (code, signal) => resolve([code, signal]));
  });
  const seconds = (performance.now() - started) / 1000;
  for (const file of files) closeSync(file);
  return {
    seconds,
    status,
    problem,
    peakBytes: sampler?.stop() ?? null,
    stdout: readFileSync(out, 'utf8'),
    stderr: readFileSync(err, 'utf8'),
  };
}

/** The largest resident size of a process and its descendants together, seen in /proc; null where there is no /proc. */
function samplerOf(pid) {
  if (!existsSync('/proc/self/status')) return { stop: () => null };
  let peak = 0;
  const look = () => {
    const tree = treeOf(pid).map(sizesOf);
    const together = tree.reduce((sum, { now }) => sum + now, 0);
    // The kernel's own high-water mark catches what fell between two looks, for one process.
    peak = Math.max(peak, together, ...tree.map(({ high }) => high));
  };
  const timer = setInterval(look, SAMPLE_MILLISECONDS);
  return {
    stop: () => {
      clearInterval(timer);
      return peak === 0 ? null : peak;
    },
  };
}

function treeOf(pid) {
  const folder = `/proc/${pid}/task`;
  const threads = readOr(() => readdirSync(folder), []);
  const children = threads.flatMap((thread) =>
    readOr(() => readFileSync(`${folder}/${thread}/children`, 'utf8'), '').split(' '),
  );
  return [pid, ...children.filter((one) => one.trim() !== '').flatMap((one) => treeOf(Number(one)))];
}

function sizesOf(pid) {
  const status = readOr(() => readFileSync(`/proc/${pid}/status`, 'utf8'), '');
  const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { now: bytes('VmRSS'), high: bytes('VmHWM') };
}

/** A process that ended between two looks has no children and no size any more. */
function readOr(read, otherwise) {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
