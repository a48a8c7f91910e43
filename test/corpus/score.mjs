/**
 * Labels made by hand, held against a report. A label may say `alsoTrue` (other reasons that are as right), `withoutInstall`
 * (what is as right where the dependencies are not installed, for want of types), `indirect` (reached through the
 * repository's own code: found is fine, not found is no miss). `tolerated` places may be found or not.
 */

const keyOf = ({ file, line }) => `${file}:${line}`;

/** Recall, precision and every difference. `installed` says whether a file's dependencies are there. */
export function scoreOf(labels, report, installed = () => true) {
  const found = byPlace(report.sites);
  const wanted = labels.sites.filter((label) => label.indirect !== true);
  const known = new Set([...labels.sites, ...(labels.tolerated ?? [])].map(keyOf));
  const hits = wanted.filter((label) => found.has(keyOf(label)));
  const counted = report.sites.filter((site) => !isTolerated(site, labels));
  const falseAlarms = counted.filter((site) => !known.has(keyOf(site)));
  const differences = hits.flatMap((label) => {
    const site = matching(label, found);
    const { withoutInstall } = label;
    const isExcused = withoutInstall !== undefined && !installed(label.file);
    return isExcused && differencesOf({ ...label, ...withoutInstall }, site).length === 0
      ? []
      : differencesOf(label, site);
  });
  const different = new Set(differences.map(({ at }) => at));
  return {
    wanted: wanted.length,
    hits: hits.length,
    missed: wanted.filter((label) => !found.has(keyOf(label))).map((label) => ({ at: keyOf(label), api: label.api })),
    found: counted.length,
    falseAlarms: falseAlarms.map((site) => ({ at: keyOf(site), api: site.api })),
    recall: share(hits.length, wanted.length),
    precision: share(counted.length - falseAlarms.length, counted.length),
    agreed: hits.length - different.size,
    differences,
    beside: {
      'indirect sites': listed(
        labels.sites.filter((label) => label.indirect === true),
        [...found.values()],
      ),
      activities: listed(labels.activities ?? [], report.activities),
      workers: listed(labels.workers ?? [], report.workers),
      "wrappers' callers": listed(
        labels.wrapperCallers ?? [],
        report.sites.flatMap((site) => site.callers.map(({ at }) => at)),
      ),
    },
  };
}

function byPlace(sites) {
  const places = new Map();
  for (const site of sites) places.set(keyOf(site), [...(places.get(keyOf(site)) ?? []), site]);
  return places;
}

/** Of several sites on one line, the one of the same API. */
function matching(label, found) {
  const sites = found.get(keyOf(label));
  return sites.find(({ api }) => api === label.api) ?? sites[0];
}

const isTolerated = (site, labels) => (labels.tolerated ?? []).some((one) => keyOf(one) === keyOf(site));
const share = (part, whole) => (whole === 0 ? 1 : part / whole);

/** Which of the labelled places a list of the report has. */
function listed(labels, rows) {
  const seen = new Set(rows.map(keyOf));
  return { wanted: labels.length, missed: labels.map(keyOf).filter((key) => !seen.has(key)) };
}

/** Where a site's verdict is not the label's: its api, its decision, then what goes with that decision. */
function differencesOf(label, site) {
  const at = keyOf(label);
  const of = (what, is, should) => (is === should ? [] : [{ at, what, is, should }]);
  const api = of('api', site.api, label.api);
  const decision = of('decision', told(site), told(label));
  if (site.decision !== label.decision) return [...api, ...decision];
  if (site.decision === 'route') {
    return [...api, ...of('kind', site.kind, label.kind), ...of('tenantId', site.tenantId, label.tenantId)];
  }
  const reasons = [label.reason, ...(label.alsoTrue ?? [])];
  return [
    ...api,
    ...(label.reason == null || reasons.includes(site.reason) ? [] : of('reason', site.reason, label.reason)),
  ];
}

const told = ({ decision, reason }) => (reason == null ? decision : `${decision}(${reason})`);

/** A score in words, one line a difference. */
export function scoreText(score) {
  const percent = (value) => `${(value * 100).toFixed(1)} %`;
  const beside = Object.entries(score.beside).filter(([, { wanted }]) => wanted > 0);
  return [
    `recall     ${percent(score.recall)}  (${score.hits} of ${score.wanted})`,
    `precision  ${percent(score.precision)}  (${score.found - score.falseAlarms.length} of ${score.found})`,
    `as labelled ${score.agreed} of ${score.hits}`,
    ...beside.map(([name, { wanted, missed }]) => `${name}: ${wanted - missed.length} of ${wanted}`),
    ...score.missed.map(({ at, api }) => `  MISSED ${at} ${api}`),
    ...score.falseAlarms.map(({ at, api }) => `  FALSE ${at} ${api}`),
    ...score.differences.map(({ at, what, is, should }) => `  DIFFERENT ${at} ${what}: ${is}, labelled ${should}`),
    ...beside.flatMap(([name, { missed }]) => missed.map((at) => `  not listed (${name}) ${at}`)),
  ].join('\n');
}
