import { rounded, sizeForTargets, targetsOf, withRatios } from './figures.mjs';

/** All results as one Markdown page. */
export function pageOf({ machine, sizes, notes }) {
  return [
    '# Bench',
    machine.join(' · '),
    ...sizes.flatMap(sizeSection),
    ...(sizes.length > 1 ? ['## Cost per file, µs', perFile(sizes)] : []),
    `## Targets (set for 10,000 files; measured at ${sizeForTargets(sizes)?.files.toLocaleString('en') ?? 'no such size'})`,
    tableOf(
      ['target', 'measured', ''],
      targetsOf(sizes).map(({ target, value, met }) => [target, value, verdict(met)]),
    ),
    '## How it was measured',
    notes.map((note) => `- ${note}`).join('\n'),
    '',
  ].join('\n\n');
}

const verdict = (met) => (met === null ? 'not measured' : met ? 'met' : 'NOT MET');

function sizeSection(size) {
  const rows = withRatios(size).map((row) => [
    row.title,
    ...(row.time === null
      ? ['skipped', '', '', '']
      : [rounded(row.time.median), rounded(row.time.min), rounded(row.time.max), String(row.time.runs)]),
    rounded(row.ratio ?? Number.NaN),
    rounded(row.microsecondsPerFile ?? Number.NaN),
    row.peakBytes === null ? '–' : rounded(row.peakBytes / 1e6),
    row.found === null ? '' : String(row.found),
  ]);
  const heads = ['', 'median s', 'min', 'max', 'runs', '÷ check', 'µs/file', 'peak MB', 'found'];
  return [
    `## ${size.title}: ${size.files.toLocaleString('en')} files, ${rounded(size.bytes / 1e6)} MB`,
    tableOf(heads, rows),
    ...(size.truth === null ? [] : [truthOf(size.truth)]),
    ...(size.profile === null ? [] : [`Where check's time goes (a run of its own, sampled):`, profileOf(size.profile)]),
  ];
}

function truthOf({ sites, found, missed, extra }) {
  const missing = Object.entries(missed).map(([api, count]) => `${api} ${count}`);
  return `check found ${found} of the ${sites} starts, and ${extra} that are none.${missing.length > 0 ? ` Missed: ${missing.join(', ')}.` : ''}`;
}

const profileOf = (buckets) =>
  tableOf(
    ['self time in', 'ms', '%'],
    buckets.map(({ name, milliseconds, share }) => [name, rounded(milliseconds), rounded(share * 100)]),
  );

function perFile(sizes) {
  const ids = ['check', 'plan', 'bare', 'ast-grep', 'git-grep'];
  const rows = ids.flatMap((id) => {
    const cells = sizes.map((size) => withRatios(size).find((row) => row.id === id)?.microsecondsPerFile ?? null);
    return cells.every((cell) => cell === null) ? [] : [[id, ...cells.map((cell) => rounded(cell ?? Number.NaN))]];
  });
  return tableOf(['', ...sizes.map(({ files }) => files.toLocaleString('en'))], rows);
}

/** A Markdown table with columns of one width: the first left, the others right. */
export function tableOf(heads, rows) {
  const widths = heads.map((head, at) => Math.max(3, head.length, ...rows.map((row) => row[at].length)));
  const line = (cells) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}
