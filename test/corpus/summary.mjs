/** What a report says of a repository, in counts; `verbose` lists the questions, the unread files and the warnings. */
export function summaryText(report, { forms, cost, verbose }) {
  const { ledger, files, sites } = report;
  const asked = sites.filter(({ decision }) => decision === 'ask');
  const pinned = report.activities.filter(({ pinnedToLegacy }) => pinnedToLegacy).length;
  return [
    `ledger     found ${ledger.found} = route ${ledger.route} + routed ${ledger.routed} + keep ${ledger.keep} + ask ${ledger.ask}`,
    `files      ${files.listed} listed, ${files.candidates} candidates, ${files.parsed} parsed; check ${cost.check.toFixed(2)} s, plan ${cost.plan.toFixed(2)} s, ${cost.megabytes.toFixed(0)} MB`,
    `api        ${countsOf(sites, ({ api }) => api)}`,
    `receiver   ${countsOf(sites, ({ proof }) => proof.receiver.how)}`,
    `queue      ${countsOf(sites, ({ proof, queue }) => (queue.absent ? 'absent' : proof.queue.how))}`,
    `workflow   ${countsOf(sites, ({ proof, workflow }) => (workflow === null ? 'unknown' : proof.workflow.how))}`,
    `options    ${countsOf(forms, (form) => form)}`,
    `test code  ${sites.filter(({ test }) => test).length}`,
    `ask        ${countsOf(asked, ({ reason }) => reason)}`,
    ...(verbose ? asked.map(askLine) : []),
    `keep       ${countsOf(
      sites.filter(({ decision }) => decision === 'keep'),
      ({ reason }) => reason,
    )}`,
    `beside     ${report.activities.length} activities with a queue (${pinned} pinned), ${report.workers.length} workers, ${report.mentions.length} mentions, ${report.findings.length} findings`,
    `unread     ${countsOf(report.unread, ({ reason }) => reason.split('\n')[0])}`,
    ...(verbose
      ? report.unread.map(({ file, reason, fatal }) => `  ${file}: ${reason}${fatal ? ' (fatal)' : ''}`)
      : []),
    `skipped    ${pairs(Object.entries(report.skipped))}`,
    `warnings   ${report.warnings.length}`,
    ...(verbose ? report.warnings.map((warning) => `  ${warning}`) : []),
  ].join('\n');
}

const askLine = (site) =>
  `  ${site.file}:${site.line} ${site.api} ${site.workflow ?? '?'} ${site.reason}${site.detail === null ? '' : `: ${site.detail}`}`;

function countsOf(list, nameOf) {
  const counts = new Map();
  for (const one of list) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
  return pairs([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}

const pairs = (entries) =>
  entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(' · ');
