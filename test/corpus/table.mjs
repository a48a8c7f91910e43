/** The labelled repositories as a table in Markdown, with totals; times are the processor's; a repository that is not here, or could not be read, says so. */
export function tableText(rows) {
  const scored = rows.filter(({ score }) => score !== undefined);
  const lines = rows.map(
    (row) =>
      `| ${[`[${row.repository}](https://github.com/${row.repository})`, `\`${row.commit.slice(0, 12)}\``, ...cellsOf(row)].join(' | ')} |`,
  );
  return [
    '| repository | commit | files | starts labelled | recall | precision | decided as labelled | `check` | `plan` | peak memory |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...lines,
    `| ${['**all**', `${scored.length} of ${rows.length}`, ...cellsOf(totalOf(scored))].join(' | ')} |`,
  ].join('\n');
}

const REST = ['', '', '', '', '', '', ''];

function cellsOf({ missing, problem, files, score, cost }) {
  if (missing) return ['not checked out here', ...REST];
  if (problem !== undefined) return [`could not be read: ${problem.split('\n')[0].replaceAll('|', '\\|')}`, ...REST];
  const right = score.found - score.falseAlarms.length;
  return [
    files.listed,
    score.wanted,
    share(score.hits, score.wanted),
    share(right, score.found),
    share(score.agreed, score.hits),
    `${cost.check.toFixed(1)} s`,
    `${cost.plan.toFixed(1)} s`,
    `${cost.megabytes.toFixed(0)} MB`,
  ];
}

const share = (part, whole) => (whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} % (${part}/${whole})`);

/** Shares of all the starts together, so that a large repository weighs what it has; of memory, the most. */
function totalOf(rows) {
  const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
  return {
    files: { listed: sum(({ files }) => files.listed) },
    score: {
      wanted: sum(({ score }) => score.wanted),
      hits: sum(({ score }) => score.hits),
      found: sum(({ score }) => score.found),
      falseAlarms: rows.flatMap(({ score }) => score.falseAlarms),
      agreed: sum(({ score }) => score.agreed),
    },
    cost: {
      check: sum(({ cost }) => cost.check),
      plan: sum(({ cost }) => cost.plan),
      megabytes: Math.max(0, ...rows.map(({ cost }) => cost.megabytes)),
    },
  };
}

/** Every difference behind the table's shares, one a line. */
export function differencesText(rows) {
  return rows
    .flatMap(({ repository, problem, score }) => [
      ...(problem === undefined ? [] : [`${repository}: ${problem}`]),
      ...(score?.missed ?? []).map(({ at, api }) => `${repository}: MISSED ${at} ${api}`),
      ...(score?.falseAlarms ?? []).map(({ at, api }) => `${repository}: FALSE ${at} ${api}`),
      ...(score?.differences ?? []).map(
        ({ at, what, is, should }) => `${repository}: DIFFERENT ${at} ${what}: ${is}, labelled ${should}`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
