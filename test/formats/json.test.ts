import { expect, test } from 'vitest';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import type { Report } from '../../codemods/src/model/report.js';
import { REPORT } from './report.js';

const options = { command: 'plan', paint: PLAIN, verdict: null, verbose: false, brief: false } as const;
const json = (report: Report): string => FORMATS.get('json')?.render(report, options) ?? '';

test('reads back as the report', () => {
  expect(JSON.parse(json(REPORT))).toEqual(REPORT);
});

test('the same bytes whatever order the report was built in', () => {
  const { sites, version, ...rest } = REPORT;
  const other: Report = {
    ...rest,
    skipped: { declaration: 41, generated: 3 },
    queuesLeftAlone: { exports: 2, zeta: 1 },
    sites,
    version,
  };
  expect(json(other)).toBe(json(REPORT));
  expect(
    json(REPORT).startsWith('{\n  "version": 1,\n  "tool": "temporal-queue-codemods 0.1.0",\n  "root": ".",\n'),
  ).toBe(true);
});

test('every key of the report is written', () => {
  expect(Object.keys(JSON.parse(json(REPORT)) as object).sort()).toEqual(Object.keys(REPORT).sort());
});

test('a terminal is safe from it, and it still reads back the same', () => {
  const report = { ...REPORT, warnings: ['\x1b[2J\u009b2J\u202e\ud800 é 日本 \r\n\t'] };
  const text = json(report);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(text).toContain('é 日本');
  expect(JSON.parse(text)).toEqual(report);
});
