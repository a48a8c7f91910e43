import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import { makePatch } from '../../codemods/src/patch.js';
import { folderWith, gitIn } from '../disk/repo.js';
import { GREEN, REPORT } from './report.js';

const options = { command: 'plan', paint: PLAIN, verdict: null, verbose: false, brief: false } as const;
const diff = FORMATS.get('diff');

test('git takes the whole text and gives the planned bytes', () => {
  const root = folderWith({ 'a.ts': 'a\r\n', 'b b.ts': '\uFEFFb' });
  gitIn(root, 'init', '-q');
  const row = { group: 'g', beforeSha256: null, afterSha256: '' };
  const changes = [
    { ...row, file: 'a.ts', patch: makePatch('a.ts', 'a\r\n', 'A\r\n', { bom: false }) },
    { ...row, file: 'b b.ts', patch: makePatch('b b.ts', 'b', 'B', { bom: true }) },
    { ...row, file: 'c.ts', patch: makePatch('c.ts', null, 'c\n', { bom: false }) },
  ];
  const input = diff?.render({ ...REPORT, changes }, options) ?? '';
  for (const flags of [['--check'], []])
    execFileSync('git', ['apply', '--whitespace=nowarn', ...flags], { cwd: root, input });
  const texts = ['a.ts', 'b b.ts', 'c.ts'].map((file) => readFileSync(join(root, file), 'utf8'));
  expect(texts).toEqual(['A\r\n', '\uFEFFB', 'c\n']);
});

test('nothing to change is an empty text', () => {
  expect(diff?.render(GREEN, options)).toBe('');
});
