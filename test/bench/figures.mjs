/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** What the repeats of one contestant come to; null when it did not run. */
export const summary = (times) =>
  times.length === 0
    ? null
    : { median: median(times), min: Math.min(...times), max: Math.max(...times), runs: times.length };

const BASE = 'check';

/** The rows of one size, with their ratio to this tool's check and their cost per file. */
export function withRatios({ files, rows }) {
  const base = rows.find((row) => row.id === BASE)?.time ?? null;
  return rows.map((row) => ({
    ...row,
    ratio: row.time === null || base === null ? null : row.time.median / base.median,
    microsecondsPerFile: row.time === null ? null : (row.time.median / files) * 1e6,
  }));
}

/** The targets, each met, not met, or unknown (null) where what it compares was not measured. Reported, never asserted. */
export function targetsOf(sizes) {
  const size = sizeForTargets(sizes);
  const row = (id) => size?.rows.find((one) => one.id === id);
  const seconds = (id) => row(id)?.time?.median ?? Number.NaN;
  const faster = (id, factor) => ({
    target: `at least ${factor} times faster than ${id}`,
    value: `${rounded(seconds(id) / seconds(BASE))} times`,
    met: known(seconds(id) / seconds(BASE), (ratio) => ratio >= factor),
  });
  const bare = seconds(BASE) / seconds('bare');
  const memory = (row(BASE)?.peakBytes ?? Number.NaN) / 1e6;
  const start = Math.max(seconds('version'), seconds('help')) * 1000;
  return [
    faster('ast-grep', 3),
    faster('jscodeshift', 50),
    {
      target: 'check at most 2.5 times the bare cost',
      value: `${rounded(bare)} times`,
      met: known(bare, (ratio) => ratio <= 2.5),
    },
    {
      target: 'check under 250 MB',
      value: `${rounded(memory)} MB`,
      met: known(memory, (megabytes) => megabytes < 250),
    },
    { target: '--help and --version under 150 ms', value: `${rounded(start)} ms`, met: known(start, (ms) => ms < 150) },
    costPerFile(sizes),
  ];
}

/** The targets are set for 10,000 files; a run of one size is held to them at that size. */
export const sizeForTargets = (sizes) => (sizes.length === 1 ? sizes[0] : sizes.find(({ files }) => files === 10_000));

function costPerFile(sizes) {
  const costs = sizes.flatMap(({ files, rows }) => {
    const time = rows.find((row) => row.id === BASE)?.time ?? null;
    return time === null ? [] : [(time.median / files) * 1e6];
  });
  return {
    target: 'cost per file falls as the repository grows',
    value: costs.map((cost) => `${rounded(cost)} µs`).join(' → '),
    met: costs.length < 2 ? null : costs.every((cost, at) => at === 0 || cost < costs[at - 1]),
  };
}

const known = (value, test) => (Number.isFinite(value) ? test(value) : null);

/** Three digits or so, and never an exponent. */
export const rounded = (value) => {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(digits);
};
