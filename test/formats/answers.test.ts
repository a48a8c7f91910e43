import { expect, test } from 'vitest';
import { readConfig } from '../../codemods/src/config/index.js';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import { REPORT } from './report.js';

test('every line offered is an answer the config accepts', () => {
  const text =
    FORMATS.get('text')?.render(REPORT, {
      command: 'plan',
      paint: PLAIN,
      verdict: null,
      verbose: false,
      brief: false,
    }) ?? '';
  const lines = text.split('\n').filter((line) => line.startsWith('       "'));
  expect(lines).toHaveLength(9);
  for (const line of lines) {
    const { sites } = readConfig(`{ "sites": { ${line} } }`, 'c.json');
    expect(Object.values(sites)[0]?.callHash).toBe('c0ffee');
  }
});
