import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFiles } from '../../codemods/src/disk/files.js';
import { ProjectError, UsageError } from '../../codemods/src/model/errors.js';
import { folderWith, gitIn, repositoryWith } from './repo.js';

const include = ['**/*.{ts,tsx,js}'];

describe('in a git repository', () => {
  test('tracked and new files, sorted; ignored ones are not there', async () => {
    const root = repositoryWith({ 'src/b.ts': '', 'src/a.ts': '', 'README.md': '', '.gitignore': 'gone.ts\n' });
    writeFileSync(join(root, 'new.tsx'), '');
    writeFileSync(join(root, 'gone.ts'), '');
    expect(await listFiles(root, { include })).toEqual({
      files: ['new.tsx', 'src/a.ts', 'src/b.ts'],
      others: ['.gitignore', 'README.md'],
      how: 'git',
      manifests: [],
      skipped: {},
      suspects: [],
      warnings: [],
    });
  });

  test('what is left out is counted per reason', async () => {
    const root = repositoryWith({
      'src/a.ts': '',
      'src/build/planner.ts': '',
      'types/a.d.ts': '',
      'types/b.d.css.ts': '',
      'lib/x.min.js': '',
      'dist/a.js': '',
      'packages/p/out/b.js': '',
      'vendor/c.ts': '',
      'node_modules/d/index.js': '',
      '.yarn/releases/yarn.js': '',
      '.pnp.js': '',
      'src/skip.ts': '',
    });
    const list = await listFiles(root, { include, exclude: ['**/skip.ts'] });
    expect(list.files).toEqual(['src/a.ts', 'src/build/planner.ts']);
    expect(list.skipped).toEqual({
      declaration: 2,
      excluded: 1,
      generated: 2,
      minified: 1,
      node_modules: 1,
      'package manager': 2,
      vendored: 1,
    });
  });

  test('what include does not match is listed apart, as far as the run goes', async () => {
    const root = repositoryWith({ 'a.ts': '', 'deploy/values.yaml': '', 'deploy/old.yaml': '', 'src/b.py': '' });
    const others = async (query: object) => (await listFiles(root, { include, ...query })).others;
    expect(await others({ exclude: ['**/old.yaml'] })).toEqual(['deploy/values.yaml', 'src/b.py']);
    expect(await others({ paths: ['src', 'a.ts'] })).toEqual(['src/b.py']);
    writeFileSync(join(root, 'src/b.py'), '1');
    expect(await others({ since: 'HEAD' })).toEqual(['src/b.py']);
  });

  test('links are counted and never followed, whether to a file, a folder or out of the root', async () => {
    const outside = folderWith({ 'secret.ts': '' });
    const root = repositoryWith({ 'src/a.ts': '', 'was/b.ts': '' });
    symlinkSync('a.ts', join(root, 'src/link.ts'));
    symlinkSync(outside, join(root, 'out-of-here'));
    symlinkSync('..', join(root, 'src/loop'));
    rmSync(join(root, 'was'), { recursive: true });
    symlinkSync(outside, join(root, 'was'));
    const list = await listFiles(root, { include });
    expect(list.files).toEqual(['src/a.ts']);
    expect(list.skipped.symlink).toBeGreaterThanOrEqual(4);
  });

  test('vendor and vendors are foreign code at the top of a package only, third_party anywhere', async () => {
    const root = repositoryWith({
      'src/vendors/v1.ts': '',
      'src/vendor/v2.ts': '',
      'vendor/a.ts': '',
      'packages/p/package.json': '{}',
      'packages/p/vendors/b.ts': '',
      'packages/p/src/vendors/c.ts': '',
      'src/third_party/d.ts': '',
    });
    const list = await listFiles(root, { include });
    expect(list.files).toEqual(['packages/p/src/vendors/c.ts', 'src/vendor/v2.ts', 'src/vendors/v1.ts']);
    expect(list.skipped).toEqual({ vendored: 3 });
    expect(list.suspects.map(({ file }) => file)).toEqual([
      'packages/p/vendors/b.ts',
      'src/third_party/d.ts',
      'vendor/a.ts',
    ]);
  });

  test('a link is a suspect when what it leads to is not seen by another name', async () => {
    const outside = folderWith({ 'x.ts': '', 'folder/y.ts': '' });
    const root = repositoryWith({
      'src/a.ts': '',
      'src/ignored.ts': '',
      'README.md': '',
      '.gitignore': 'src/ignored.ts',
    });
    const links = {
      'to-a.ts': 'src/a.ts',
      'to-src': 'src',
      'to-nothing.ts': 'gone.ts',
      'to-ignored.ts': 'src/ignored.ts',
      'to-x.ts': join(outside, 'x.ts'),
      'to-x.md': join(outside, 'x.ts'),
      'to-folder': join(outside, 'folder'),
      'to-excluded.ts': join(outside, 'x.ts'),
    };
    for (const [link, target] of Object.entries(links)) symlinkSync(target, join(root, link));
    const list = await listFiles(root, { include, exclude: ['to-excluded.ts'] });
    expect(list.files).toEqual(['src/a.ts']);
    expect(list.skipped).toEqual({ symlink: 8 });
    expect(list.suspects).toEqual([
      { file: 'to-folder', reason: 'symlink', folder: true },
      { file: 'to-ignored.ts', reason: 'symlink', folder: false },
      { file: 'to-x.ts', reason: 'symlink', folder: false },
    ]);
  });

  test('temporaries of a killed apply are reported with the command that removes them', async () => {
    const root = repositoryWith({ 'a.ts': '', "src/.it's.ts.0123456789ab.tmp": '', 'src/.other.tmp': '' });
    expect((await listFiles(root, { include })).warnings).toEqual([
      "Left by an apply that was killed, needed by nothing: 1 temporary file. To remove: rm -- 'src/.it'\\''s.ts.0123456789ab.tmp'",
    ]);
  });

  test('a deleted file that is still in the index is not listed', async () => {
    const root = repositoryWith({ 'a.ts': '', 'b.ts': '' });
    rmSync(join(root, 'b.ts'));
    expect((await listFiles(root, { include })).files).toEqual(['a.ts']);
  });

  test('names git would quote come back as they are', async () => {
    const root = repositoryWith({ 'é ü/a "b".ts': '', 'new\nline.ts': '' });
    expect((await listFiles(root, { include })).files).toEqual(['new\nline.ts', 'é ü/a "b".ts']);
  });

  test('a root below the top of the repository sees its own files only', async () => {
    const root = repositoryWith({ 'a/x.ts': '', 'b/y.ts': '' });
    expect((await listFiles(join(root, 'a'), { include })).files).toEqual(['x.ts']);
  });

  test('paths restrict to files and folders, not to name prefixes', async () => {
    const root = repositoryWith({ 'src/a.ts': '', 'src2/b.ts': '', 'c.ts': '' });
    expect((await listFiles(root, { include, paths: ['./src/', 'c.ts'] })).files).toEqual(['c.ts', 'src/a.ts']);
    expect((await listFiles(root, { include, paths: ['.'] })).files).toHaveLength(3);
  });

  test('a path that is not there, or leads out, is refused', async () => {
    const root = repositoryWith({ 'a.ts': '' });
    await expect(listFiles(root, { include, paths: ['scr'] })).rejects.toThrow(/^scr: there is no such file/);
    await expect(listFiles(root, { include, paths: ['../x'] })).rejects.toThrow(UsageError);
    await expect(listFiles(root, { include, paths: ['/etc'] })).rejects.toThrow(/outside the root/);
  });

  test('a program named by core.fsmonitor or a hook is not run', async () => {
    const root = repositoryWith({ 'a.ts': '' });
    const ran = join(root, 'ran');
    writeFileSync(join(root, 'evil.sh'), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
    gitIn(root, 'config', 'core.fsmonitor', join(root, 'evil.sh'));
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(root, 'node_modules/.bin/git'), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
    await listFiles(root, { include, since: 'main' });
    expect(() => rmSync(ran)).toThrow(/ENOENT/);
  });
});

describe('narrowed', () => {
  test('--since: what differs from where the branches parted, committed or not', async () => {
    const root = repositoryWith({ 'kept.ts': '', 'changed.ts': '', 'edited.ts': '' });
    gitIn(root, 'switch', '-q', '-c', 'topic');
    writeFileSync(join(root, 'changed.ts'), '1');
    gitIn(root, 'commit', '-q', '-am', 'topic');
    gitIn(root, 'switch', '-q', 'main');
    writeFileSync(join(root, 'kept.ts'), 'main moved on');
    gitIn(root, 'commit', '-q', '-am', 'main');
    gitIn(root, 'switch', '-q', 'topic');
    writeFileSync(join(root, 'edited.ts'), '2');
    writeFileSync(join(root, 'untracked.ts'), '3');
    expect((await listFiles(root, { include, since: 'main' })).files).toEqual([
      'changed.ts',
      'edited.ts',
      'untracked.ts',
    ]);
  });

  test('--since below the top of the repository', async () => {
    const root = repositoryWith({ 'p/a.ts': '', 'q/b.ts': '' });
    writeFileSync(join(root, 'p/a.ts'), '1');
    writeFileSync(join(root, 'q/b.ts'), '1');
    expect((await listFiles(join(root, 'p'), { include, since: 'HEAD' })).files).toEqual(['a.ts']);
  });

  test('--staged: the index, not the work tree', async () => {
    const root = repositoryWith({ 'a.ts': '', 'b.ts': '' });
    writeFileSync(join(root, 'a.ts'), '1');
    writeFileSync(join(root, 'b.ts'), '1');
    gitIn(root, 'add', 'a.ts');
    expect((await listFiles(root, { include, staged: true })).files).toEqual(['a.ts']);
  });

  test('nothing staged is an empty list with a warning, not an error', async () => {
    const root = repositoryWith({ 'a.ts': '', 'b.ts': '' });
    expect(await listFiles(root, { include, staged: true })).toMatchObject({
      files: [],
      warnings: ['None of the 2 source files is staged.'],
    });
  });

  test('a ref git does not know, an option in its place, and both flags are refused', async () => {
    const root = repositoryWith({ 'a.ts': '' });
    await expect(listFiles(root, { include, since: 'nope' })).rejects.toThrow(/--since nope: git knows no commit/);
    await expect(listFiles(root, { include, since: '--output=x' })).rejects.toThrow(UsageError);
    await expect(listFiles(root, { include, since: 'main', staged: true })).rejects.toThrow(/exclude each other/);
  });

  test('outside a repository they are refused', async () => {
    const root = folderWith({ 'a.ts': '' });
    await expect(listFiles(root, { include, staged: true })).rejects.toThrow(/--staged needs a git repository/);
  });
});

describe('outside a repository', () => {
  test('the folders are walked, .gitignore holds, links are counted', async () => {
    const root = folderWith({
      'src/a.ts': '',
      '.hidden/b.ts': '',
      'node_modules/x/i.js': '',
      'tmp/c.ts': '',
      '.gitignore': 'tmp/\n',
      'dist/d.js': '',
    });
    symlinkSync('..', join(root, 'src/loop'));
    expect(await listFiles(root, { include })).toEqual({
      files: ['.hidden/b.ts', 'src/a.ts'],
      others: ['.gitignore', 'src/loop'],
      how: 'walk',
      manifests: [],
      skipped: { generated: 1, symlink: 1 },
      suspects: [{ file: 'dist/d.js', reason: 'generated', folder: false }],
      warnings: [],
    });
  });

  test('no file at all says why', async () => {
    const root = folderWith({ 'README.md': '', 'dist/a.js': '' });
    const failure = await listFiles(root, { include }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProjectError);
    expect((failure as Error).message).toBe(
      `No source file to look at under ${root}.\n2 paths found by walking the folders; include is **/*.{ts,tsx,js}; left out: generated 1.\nCheck --root, the paths and the config's "include".`,
    );
  });
});
