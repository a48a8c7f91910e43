/** What the demo's story stands on: a temporary repository, commands that are shown as typed, and expectations. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fixture, NotPossible, root, withoutNpm } from '../bootstrap.mjs';

const WIDTH = 88;
const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code) => (text) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = paint(1);
const dim = paint(2);
const cyan = paint(36);

const print = (text = '') => process.stdout.write(`${text}\n`);

let chapters = 0;

/** Begins a chapter: a heading, and what is about to be shown and why. */
export function chapter(title, ...words) {
  chapters += 1;
  const head = `── ${chapters}. ${title} `;
  print(`\n${bold(head.padEnd(WIDTH, '─'))}\n`);
  tell(...words);
}

/** Words of the story, wrapped. */
export function tell(...paragraphs) {
  for (const paragraph of paragraphs) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + word.length >= WIDTH) {
        print(line);
        line = '';
      }
      line += line === '' ? word : ` ${word}`;
    }
    print(`${line}\n`);
  }
}

/** Prints a command as a user would type it. */
export const typed = (command) => print(cyan(`$ ${command}`));

/** Prints the output of something, indented under its command. */
export function output(text) {
  const lines = text.replace(/\s+$/, '').split('\n');
  print(`${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`);
}

export const aside = (text) => print(dim(`  (${text})\n`));

/** The story says one thing and the tool did another: the demo fails. */
export function expect(isTrue, what) {
  if (isTrue) return;
  throw new NotPossible(`The demo's story does not hold: ${what}`);
}

/** A copy of the fixture as a git repository of its own, with its dependencies. */
export function makeRepository() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'temporal-queue-demo-')));
  const app = join(folder, 'saas-app');
  // The fixture's notes give the answers away.
  const left = new Set(['node_modules', 'dist', 'data', 'README.md', 'expected-sites.json']);
  mkdirSync(app);
  mkdirSync(join(folder, 'reports'));
  for (const name of readdirSync(fixture)) {
    if (!left.has(name)) cpSync(join(fixture, name), join(app, name), { recursive: true });
  }
  linkTree(join(fixture, 'node_modules'), join(app, 'node_modules'));
  const git = (...args) => {
    const done = spawnSync('git', args, { cwd: app, encoding: 'utf8', env: gitEnvironment() });
    if (done.status !== 0) throw new NotPossible(`git ${args.join(' ')} failed:\n${done.stderr}`);
    return done.stdout;
  };
  git('init', '--quiet');
  const commit = (message) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  commit('the service, before');
  return {
    folder,
    app,
    git,
    commit,
    read: (file) => readFileSync(join(app, file), 'utf8'),
    write: (file, text) => writeFileSync(join(app, file), text),
  };
}

/** Nobody's git settings and hooks, and an author of its own. */
const gitEnvironment = () => ({
  ...process.env,
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'demo',
  GIT_AUTHOR_EMAIL: 'demo@localhost',
  GIT_COMMITTER_NAME: 'demo',
  GIT_COMMITTER_EMAIL: 'demo@localhost',
});

/** Hard links where the disk allows: hundreds of megabytes in a second. Tool caches are left out, links would share them. */
function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (/^\.(vite|vitest|cache|tmp)/.test(entry.name)) continue;
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source, target) {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

/** Runs the real command-line tool in the repository, shown as a user would type it. */
export function makeTool({ app }) {
  const main = join(root, 'codemods/dist/cli/main.js');
  return (line, { show = (text) => text, shownAs = line } = {}) => {
    typed(`npx temporal-queue-codemods ${shownAs}`);
    const env = { ...process.env, ...(isTerminal ? {} : { NO_COLOR: '1' }) };
    const args = [main, ...line.split(' '), ...(isTerminal ? ['--color'] : [])];
    const done = spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8', env, maxBuffer: 1 << 28 });
    const text = [done.stdout, done.stderr].filter((one) => one.trim() !== '').join('\n');
    output(show(text));
    print(dim(`  exit code ${done.status}\n`));
    return { status: done.status, text };
  };
}

/** Runs one of the app's own npm scripts. */
export function runScript({ app }, line, { show = (text) => text } = {}) {
  typed(line);
  const [command, ...args] = line.split(' ');
  const env = { ...withoutNpm(), NO_COLOR: '1', CI: '' };
  const done = spawnSync(command, args, {
    cwd: app,
    encoding: 'utf8',
    env,
    shell: process.platform === 'win32',
    maxBuffer: 1 << 28,
  });
  const text = `${done.stdout}${done.stderr}`;
  output(done.status === 0 ? show(text) : text);
  expect(done.status === 0, `\`${line}\` ends with exit code ${done.status}`);
}

/** `npm install` of a package that is not published: packed from this repository and unpacked where npm would put it. */
export function installRouting({ folder, app }) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packed = spawnSync(npm, ['pack', '--silent', '--workspace', 'routing', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    env: withoutNpm(),
    shell: process.platform === 'win32',
  });
  expect(packed.status === 0, `npm pack of routing fails: ${packed.stderr}`);
  const file = packed.stdout.trim().split('\n').at(-1);
  const target = join(app, 'node_modules/temporal-queue-routing');
  mkdirSync(target, { recursive: true });
  const unpacked = spawnSync('tar', ['-xzf', join(folder, file), '-C', target, '--strip-components=1'], {
    encoding: 'utf8',
  });
  expect(unpacked.status === 0, `the package does not unpack: ${unpacked.stderr}`);
  rmSync(join(folder, file));
  const noble = join(app, 'node_modules/@noble/hashes');
  mkdirSync(dirname(noble), { recursive: true });
  cpSync(join(root, 'node_modules/@noble/hashes'), noble, { recursive: true });
  return file;
}

export { print };
