import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../kit/built.js';
import { fencesOf } from './fences.js';

/** The picture of the house: a folder at the margin, its rooms below. */
function picture(): ReadonlyMap<string, readonly string[]> {
  const [fence] = fencesOf('CONTRIBUTING.md').filter(({ info }) => info === 'rooms');
  const houses = new Map<string, string[]>();
  let rooms: string[] = [];
  for (const line of (fence?.text ?? '').split('\n')) {
    const [, indent = '', name = ''] = /^(\s*)(\S+)/.exec(line) ?? [];
    if (indent === '') {
      rooms = [];
      houses.set(name, rooms);
    } else rooms.push(name);
  }
  return houses;
}

test.each([...picture()])('%s holds the rooms that CONTRIBUTING.md shows, and no others', (house, rooms) => {
  const entries = readdirSync(join(root, house), { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? `${entry.name}/` : entry.name,
  );
  expect([...rooms].sort()).toEqual(entries.sort());
});

test('both packages are in the picture', () => {
  expect([...picture().keys()]).toEqual(['routing/src/', 'codemods/src/']);
});
