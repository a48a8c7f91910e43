import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './built.js';
import { problemsOf } from './compile.js';
import { folderOf, type Layer } from './repo.js';

const base = join(root, 'fixtures/base');
const WRONG = { 'src/wrong.ts': "export const wrong: number = 'text';\n" };

test('folders that share a program are judged one by one, and none helps or hurts another', () => {
  const layers: Readonly<Record<string, Layer>> = {
    right: { 'src/right.ts': 'export const right = 1;\n' },
    wrong: WRONG,
    'uses a global': { 'src/global.ts': 'export const used: number = everywhere;\n' },
    'declares it': { 'src/global.ts': 'declare global {\n  var everywhere: number;\n}\nexport {};\n' },
    'declares it in a script': { 'src/script.ts': 'var everywhere = 1;\n' },
    'other options': {
      ...WRONG,
      'tsconfig.json':
        '{ "compilerOptions": { "noEmit": true, "noCheck": true, "types": [] }, "files": ["src/wrong.ts"] }',
    },
  };
  const names = new Map(Object.entries(layers).map(([name, layer]) => [folderOf(base, layer), name]));
  const found = [...problemsOf([...names.keys()])].map(([folder, problems]) => [names.get(folder), problems]);
  expect(Object.fromEntries(found)).toEqual({
    right: [],
    wrong: ["src/wrong.ts: TS2322 Type 'string' is not assignable to type 'number'."],
    'uses a global': ["src/global.ts: TS2304 Cannot find name 'everywhere'."],
    'declares it': [],
    'declares it in a script': [],
    'other options': [],
  });
});
