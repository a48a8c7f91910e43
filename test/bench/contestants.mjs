import { join } from 'node:path';
import { astGrepBinary, peersFolder } from './peers/install.mjs';

const here = import.meta.dirname;
const CLI = join(here, '../../codemods/dist/cli/main.js');
const EXTENSIONS = 'ts,tsx,mts,cts,js,jsx,mjs,cjs';

const node = (...args) => ({ command: process.execPath, args });
const tool = (...args) => node(CLI, ...args);
const configured = ({ root, config }) => ['--root', root, ...(config === null ? [] : ['--config', config])];
const ledger = (text) => Number(/^found (\d+) =/m.exec(text)?.[1] ?? Number.NaN);
const lineCount = (text) => text.split('\n').filter((line) => line !== '').length;

/**
 * Who is measured: the command, the exit codes that are a success, and how many starts its output says it found.
 * `slow` ones run once, and not at every size.
 */
export const CONTESTANTS = [
  {
    id: 'check',
    title: 'this tool: check',
    exits: [0, 1],
    found: ledger,
    run: (at) => tool('check', '--quiet', ...configured(at)),
  },
  {
    id: 'plan',
    title: 'this tool: plan',
    exits: [0],
    found: ledger,
    run: (at) => tool('plan', '--quiet', ...configured(at)),
  },
  { id: 'version', title: 'this tool: --version', exits: [0], run: () => tool('--version') },
  { id: 'help', title: 'this tool: --help', exits: [0], run: () => tool('--help') },
  { id: 'node', title: 'node, doing nothing', exits: [0], run: () => node('--eval', '0') },
  {
    id: 'bare',
    title: 'node, list and read',
    exits: [0],
    run: ({ root }) => node(join(here, 'peers/read-all.mjs'), root),
  },
  {
    id: 'git-grep',
    title: 'git grep -l taskQueue',
    exits: [0, 1],
    found: (text) => `${lineCount(text)} files`,
    run: ({ root }) => ({ command: 'git', args: ['-C', root, 'grep', '-l', 'taskQueue'] }),
  },
  {
    id: 'ast-grep',
    title: 'ast-grep, one pattern',
    exits: [0, 1],
    found: lineCount,
    run: ({ root }) => ({
      command: astGrepBinary(peersFolder()),
      args: ['run', '--pattern', '$C.workflow.start($$$)', '--lang', 'ts', '--json=stream', root],
    }),
  },
  {
    id: 'jscodeshift',
    title: 'jscodeshift, find only',
    exits: [0],
    slow: true,
    found: (text) => Number(/^starts: (\d+)/m.exec(text)?.[1] ?? 0),
    run: ({ root }) =>
      node(
        join(peersFolder(), 'node_modules/jscodeshift/bin/jscodeshift.js'),
        ...['--dry', '--parser', 'tsx', '--extensions', EXTENSIONS, '--ignore-pattern', '**/node_modules/**'],
        ...['--transform', join(here, 'peers/find-starts.cjs'), root],
      ),
  },
  {
    id: 'ts-morph',
    title: 'ts-morph, naive',
    exits: [0],
    slow: true,
    found: (text) => Number(/^found (\d+)/m.exec(text)?.[1] ?? Number.NaN),
    run: ({ root }) => node(join(here, 'peers/visit-calls.mjs'), peersFolder(), root),
  },
];

/** This tool's own report on a repository, for the comparison with what the generator knows. */
export const reportOf = (at) => tool('check', '--json', ...configured(at));

/** This tool's check under Node's sampling profiler, which writes into `folder`. */
export const profiledCheck = (at, folder) =>
  node('--cpu-prof', `--cpu-prof-dir=${folder}`, CLI, 'check', '--quiet', ...configured(at));
