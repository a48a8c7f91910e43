import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dirtyFiles, isRepository, toplevel } from '../../codemods/src/disk/git.js';
import { folderWith, gitIn, repositoryWith } from './repo.js';

test('isRepository and toplevel', async () => {
  const root = repositoryWith({ 'a/x.ts': '' });
  expect(await isRepository(join(root, 'a'))).toBe(true);
  expect(await toplevel(join(root, 'a'))).toBe(root);
  const none = folderWith({});
  expect(await isRepository(none)).toBe(false);
  expect(await toplevel(none)).toBe(null);
});

test('dirty are the changed, the staged and the never committed among the files asked about, and no others', async () => {
  const root = repositoryWith({
    'p/clean.ts': '',
    'p/edited é.ts': '',
    'p/staged.ts': '',
    'p/other.ts': '',
    '.gitignore': 'p/ignored.ts\n',
  });
  for (const file of ['p/edited é.ts', 'p/staged.ts', 'p/other.ts', 'p/new.ts', 'p/ignored.ts']) {
    writeFileSync(join(root, file), '1');
  }
  gitIn(root, 'add', 'p/staged.ts');
  const asked = ['staged.ts', 'clean.ts', 'edited é.ts', 'new.ts', 'ignored.ts', 'does-not-exist.ts'];
  const dirty = ['edited é.ts', 'ignored.ts', 'new.ts', 'staged.ts'];
  expect(await dirtyFiles(join(root, 'p'), asked)).toEqual(dirty);
  expect(await dirtyFiles(root, ['p/*.ts'])).toEqual([]);
});

test('outside a repository nothing is dirty', async () => {
  expect(await dirtyFiles(folderWith({ 'a.ts': '' }), ['a.ts'])).toEqual([]);
});
