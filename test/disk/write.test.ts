import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PlannedWrite, writeChanges, writeOutput } from '../../codemods/src/disk/write.js';
import { ProjectError } from '../../codemods/src/model/errors.js';
import { folderWith } from './repo.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const change = (file: string, before: string | null, after: string, bom = false): PlannedWrite => ({
  file,
  beforeSha256: before === null ? null : sha256(before),
  after,
  bom,
});
const textOf = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');

test('writes exactly the bytes: BOM, CRLF, no final newline, mode bits', async () => {
  const root = folderWith({ 'a.ts': '\uFEFFold\r\n', 'run.ts': 'x' });
  chmodSync(join(root, 'run.ts'), 0o751);
  const changes = [change('a.ts', '\uFEFFold\r\n', 'new\r\nend', true), change('run.ts', 'x', 'y')];
  expect(await writeChanges(root, changes)).toEqual({ written: ['a.ts', 'run.ts'] });
  expect(readFileSync(join(root, 'a.ts'))).toEqual(Buffer.from('\uFEFFnew\r\nend', 'utf8'));
  expect(statSync(join(root, 'run.ts')).mode & 0o777).toBe(0o751);
  expect(readdirSync(root).sort()).toEqual(['a.ts', 'run.ts']);
});

test('a new file, with the folders it needs', async () => {
  const root = folderWith({ 'a.ts': '' });
  await writeChanges(root, [change('src/temporal/routing.ts', null, 'export {};\n')]);
  expect(textOf(root, 'src/temporal/routing.ts')).toBe('export {};\n');
  expect(readdirSync(join(root, 'src/temporal'))).toEqual(['routing.ts']);
});

test('one changed file makes the whole plan stale, nothing is written and every moved file is named', async () => {
  const root = folderWith({ 'a.ts': 'a', 'b.ts': 'somebody typed', 'd.ts': 'there' });
  const plan = [
    change('a.ts', 'a', 'A'),
    change('b.ts', 'b', 'B'),
    change('c.ts', 'c', 'C'),
    change('d.ts', null, 'D'),
  ];
  await expect(writeChanges(root, plan)).rejects.toThrow(
    new ProjectError(
      'The plan is stale: these files moved since it was made.\n  b.ts: changed\n  c.ts: gone\n  d.ts: it was to be a new file, and exists now\nNothing was written. Plan again, then apply.',
    ),
  );
  expect(textOf(root, 'a.ts')).toBe('a');
  expect(readdirSync(root).sort()).toEqual(['a.ts', 'b.ts', 'd.ts']);
});

describe('outside the root', () => {
  test.each([
    '../x.ts',
    '/tmp/x.ts',
    'a/../../x.ts',
    'a//x.ts',
    './x.ts',
    '',
    'a\\..\\x.ts',
    '.git/config',
    'sub/.GIT/config',
  ])('%j is refused', async (file) => {
    const root = folderWith({ 'a/y.ts': '' });
    await expect(writeChanges(root, [change(file, null, 'x')])).rejects.toThrow(/^Refused to write/);
  });

  test('a link as the file, as its folder, or further up is refused', async () => {
    const outside = folderWith({ 'x.ts': 'x', 'deep/x.ts': 'x' });
    const root = folderWith({ 'real.ts': 'x' });
    symlinkSync(outside, join(root, 'dir'));
    symlinkSync('real.ts', join(root, 'link.ts'));
    for (const file of ['dir/x.ts', 'dir/deep/x.ts', 'link.ts']) {
      await expect(writeChanges(root, [change(file, 'x', 'y')])).rejects.toThrow(/symlink/);
    }
    await expect(writeChanges(root, [change('dir/new.ts', null, 'y')])).rejects.toThrow(/symlink/);
    expect(textOf(outside, 'x.ts')).toBe('x');
    expect(textOf(root, 'real.ts')).toBe('x');
    expect(readdirSync(outside).sort()).toEqual(['deep', 'x.ts']);
  });

  test('a root that is itself reached by a link is fine', async () => {
    const real = folderWith({ 'a.ts': 'a' });
    const door = join(folderWith({}), 'door');
    symlinkSync(real, door);
    await writeChanges(door, [change('a.ts', 'a', 'b')]);
    expect(textOf(real, 'a.ts')).toBe('b');
  });
});

describe('failure midway', () => {
  test('a file changed between two renames: what was written is taken back', async () => {
    const root = folderWith({ 'a.ts': 'a', 'c.ts': 'c' });
    chmodSync(join(root, 'a.ts'), 0o640);
    const plan = [change('a.ts', 'a', 'A'), change('new/b.ts', null, 'B'), change('c.ts', 'c', 'C')];
    const beforeRename = (file: string): void => {
      if (file === 'c.ts') writeFileSync(join(root, 'c.ts'), 'typed meanwhile');
    };
    await expect(writeChanges(root, plan, { beforeRename })).rejects.toThrow(
      'The plan is stale: c.ts: changed while it was being written.\nThe 2 already written files have their old bytes back; nothing is changed.',
    );
    expect(textOf(root, 'a.ts')).toBe('a');
    expect(statSync(join(root, 'a.ts')).mode & 0o777).toBe(0o640);
    expect(textOf(root, 'c.ts')).toBe('typed meanwhile');
    expect(readdirSync(root).sort()).toEqual(['a.ts', 'c.ts']);
  });

  test('a folder swapped for a link between two renames', async () => {
    const outside = folderWith({ 'b.ts': 'b' });
    const root = folderWith({ 'a.ts': 'a', 'dir/b.ts': 'b' });
    const beforeRename = (file: string): void => {
      if (file !== 'dir/b.ts') return;
      renameSync(join(root, 'dir'), join(root, 'moved'));
      symlinkSync(outside, join(root, 'dir'));
    };
    const plan = [change('a.ts', 'a', 'A'), change('dir/b.ts', 'b', 'B')];
    await expect(writeChanges(root, plan, { beforeRename })).rejects.toThrow(/symlink[\s\S]*old bytes back/);
    expect(textOf(outside, 'b.ts')).toBe('b');
    expect(textOf(root, 'a.ts')).toBe('a');
  });

  test('where even taking back fails, the files are named', async () => {
    const root = folderWith({ 'dir/a.ts': 'a', 'b.ts': 'b' });
    const beforeRename = (file: string): void => {
      if (file !== 'b.ts') return;
      renameSync(join(root, 'dir'), join(root, 'gone'));
      throw new Error('pulled the plug');
    };
    const plan = [change('dir/a.ts', 'a', 'A'), change('b.ts', 'b', 'B')];
    await expect(writeChanges(root, plan, { beforeRename })).rejects.toThrow(
      'pulled the plug\nThese files keep the new bytes, because restoring them failed too: dir/a.ts.',
    );
  });
});

test('the same file twice is our own mistake', async () => {
  const root = folderWith({ 'a.ts': 'a' });
  await expect(writeChanges(root, [change('a.ts', 'a', 'b'), change('a.ts', 'a', 'c')])).rejects.toThrow(
    /Two changes to a.ts/,
  );
  expect(textOf(root, 'a.ts')).toBe('a');
});

test('writeOutput replaces a report and says what is wrong with its folder', async () => {
  const root = folderWith({ 'report.md': 'old' });
  await writeOutput(join(root, 'report.md'), 'new');
  expect(textOf(root, 'report.md')).toBe('new');
  await expect(writeOutput(join(root, 'none/report.md'), 'x')).rejects.toThrow(/^Cannot write .*report\.md/);
  mkdirSync(join(root, 'folder'));
  await expect(writeOutput(join(root, 'folder'), 'x')).rejects.toThrow(ProjectError);
});
