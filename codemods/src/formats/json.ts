import type { Report } from '../model/report.js';
import type { Format } from './format.js';
import { visibleLines } from './parts/visible.js';

/** The report itself, version 1. */
export const json: Format = {
  id: 'json',
  describe: 'the whole report, version 1',
  audience: 'machine',
  // Escaped characters read back the same, and a terminal shows the text unharmed.
  render: (report) => `${visibleLines(JSON.stringify(ordered(report), null, 2)).join('\n')}\n`,
};

/** The keys in the order of the contract, whoever built the report; counted names by name. */
function ordered(report: Report): Report {
  const { version, tool, root, config, files, sites, activities, workers, findings, advice, changes } = report;
  const { verification, warnings, unread, ledger, ...rest } = report;
  return {
    version,
    tool,
    root,
    config,
    files,
    sites,
    activities,
    workers,
    queuesLeftAlone: sorted(rest.queuesLeftAlone),
    mentions: rest.mentions,
    findings,
    advice,
    budgets: rest.budgets,
    changes,
    verification,
    warnings,
    unread,
    skipped: sorted(rest.skipped),
    ledger,
  };
}

const sorted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
