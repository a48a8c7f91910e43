import { asBytes } from '../candidates.js';
import { defaultConfig } from '../config/index.js';
import type { Config } from '../model/config.js';
import { ProjectError } from '../model/errors.js';
import { literally } from '../model/pattern.js';
import type { StartSite, WorkerUse } from '../model/site.js';
import { hintsFor } from '../rules/hints.js';
import { type Survey, survey } from '../survey.js';
import { accessOf, entriesOf } from './queues.js';
import type { Seen, StartSeen, WorkerSeen } from './seen.js';

/** Looks for starts, workers and settings with a config that has not decided anything. */
export async function lookAround({ root }: { readonly root: string }): Promise<Seen> {
  const blank: Config = { ...defaultConfig(), legacyQueues: [] };
  const surveyed = await survey({ root, config: blank });
  const sites = surveyed.found.sites.filter((site) => !site.test);
  if (sites.every((site) => site.queue.absent)) {
    throw new ProjectError(
      'No start of a Temporal workflow was found here. Check --root, or the include patterns of a config of your own.',
    );
  }
  return {
    starts: sites.map(startSeen),
    workers: surveyed.found.workers.filter((worker) => !worker.test).map(workerSeen),
    defaults: defaultsIn(surveyed),
    module: moduleIn(surveyed),
  };
}

function startSeen(site: StartSite): StartSeen {
  const isChild = site.api.startsWith('child.');
  const hints = hintsFor(site);
  return {
    workflow: site.workflow.name,
    called: site.workflow.name ?? site.workflow.text,
    queues: site.queue.absent ? [] : entriesOf(site.queue),
    access: accessOf(site.queue),
    // A child's start stands where its parent is written.
    hints: hints.filter(({ rule }) => rule !== 'hint-folder' || !isChild),
    isTenantChild: isChild && site.queue.absent && hints.some(({ rule }) => rule === 'hint-tenant-argument'),
    names: [...new Set(site.tenants.flatMap(({ names }) => names))],
  };
}

const workerSeen = ({ at, api, queue, form, how }: WorkerUse): WorkerSeen => ({
  file: at.file,
  line: at.line,
  api,
  text: queue.text,
  queues: entriesOf(queue),
  isFactory: form === 'factory',
  isRouted: how === 'routed',
});

/** For each literal queue, the settings declared on a line with it: its value is theirs where the environment says nothing. */
function defaultsIn({ found, workspace }: Survey): Seen['defaults'] {
  const written = [...[...found.sites, ...found.workers].filter(({ test }) => !test), ...found.activities];
  const entries = [...new Set(written.flatMap(({ queue }) => entriesOf(queue)))];
  const settings = entries.filter((entry) => /^[\w$]+\.[\w$]+$/.test(entry));
  const defaults = entries.flatMap((entry) => {
    if (!entry.startsWith("'") || settings.length === 0) return [];
    const value = entry.slice(1, -1);
    const files = workspace.filesMatching(new RegExp(literally(asBytes(value))));
    const texts = files.map((file) => workspace.read(file)?.text ?? '');
    const own = settings.filter((setting) => texts.some((text) => declares(text, setting, value)));
    return own.length === 0 ? [] : [[entry, own] as const];
  });
  return Object.fromEntries(defaults);
}

/** Whether a line of the text gives a setting this value. */
const declares = (text: string, setting: string, value: string): boolean =>
  new RegExp(`\\b${literally(setting.split('.')[1] ?? '')}\\b\\s*[:=][^\\n]*['"\`]${literally(value)}['"\`]`).test(
    text,
  );

/** The routing module that is there; else beside the other Temporal files where there is a folder of them, else beside the sources. */
function moduleIn({ workspace }: Survey): Seen['module'] {
  const { files } = workspace;
  const written = workspace
    .filesNaming(['createRouting'])
    .find((file) => /['"]temporal-queue-routing['"]/.test(workspace.read(file)?.text ?? ''));
  if (written !== undefined) return { file: written, exists: true };
  const folder = files.map((file) => /^(.*(?:^|\/)temporal)\/[^/]+$/i.exec(file)?.[1]).find((one) => one !== undefined);
  const typescript = files.some((file) => /\.[cm]?tsx?$/.test(file));
  const base = folder ?? (files.some((file) => file.startsWith('src/')) ? 'src' : '');
  const name = folder === undefined ? 'temporal-routing' : 'routing';
  return { file: `${base === '' ? '' : `${base}/`}${name}.${typescript ? 'ts' : 'js'}`, exists: false };
}
