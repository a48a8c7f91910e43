import { expect, test } from 'vitest';
import { decide } from '../codemods/src/decide.js';
import type { StartSite } from '../codemods/src/model/site.js';
import { linkTests, type TestFile } from '../codemods/src/test-links.js';
import { config, queue, site, value } from './kit/site.js';

/** A test file out of lines; a line that starts with `it` is a test of its own, and `!` marks the lines that name the queue. */
function testFile(lines: readonly string[], imports: readonly string[] = []): TestFile {
  const text = lines.join('\n');
  const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index === 0 ? 0 : 1));
  const places = lines.flatMap((line, index) => {
    const start = starts[index] ?? 0;
    const around = line.startsWith('it') ? { start, end: start + line.length } : null;
    return line.includes('!') ? [{ line: index + 1, text: line, test: around }] : [];
  });
  return { file: 'test/a.test.ts', text, imports, places };
}

const linked = (more: Partial<StartSite>, file: TestFile): readonly number[] => {
  const one = site(more);
  return (linkTests(decide([one], config()), [file]).get(one.id) ?? []).map(({ line }) => line);
};
const named = (name: string | null): Partial<StartSite> => ({ workflow: { ...site().workflow, name } });

test.each<[string, Partial<StartSite>, TestFile, readonly number[]]>([
  ['one that imports the file', {}, testFile(['it !'], ['src/a.ts']), [1]],
  ['one that names the workflow', {}, testFile(['it ProvisionWorkflow !']), [1]],
  ['none that imports another file', {}, testFile(['it !'], ['src/b.ts']), []],
  ['none that names a longer workflow', {}, testFile(['it ProvisionWorkflowV2 !']), []],
  [
    'the tests in it that name the workflow or the function',
    {},
    testFile(['it ProvisionWorkflow !', 'it go() !', 'it !'], ['src/a.ts']),
    [1, 2],
  ],
  [
    'what stands outside of its tests beside these',
    {},
    testFile(['worker !', 'it ProvisionWorkflow !', 'it !']),
    [1, 2],
  ],
  ['all of it when no test names them', {}, testFile(['worker !', 'it !', 'ProvisionWorkflow']), [1, 2]],
  ['by the file alone where the workflow is chosen at run time', named(null), testFile(['it !'], ['src/a.ts']), [1]],
  ['a question on a legacy queue', { tenants: [] }, testFile(['it !'], ['src/a.ts']), [1]],
  ['no question on another queue', { queue: queue({ value: null, hops: [] }) }, testFile(['it !'], ['src/a.ts']), []],
  ['nothing of a start that stays', { queue: queue(value('exports')) }, testFile(['it !'], ['src/a.ts']), []],
  ['nothing of a start in a test', { test: true }, testFile(['it !'], ['src/a.ts']), []],
])('%s', (_, more, file, lines) => {
  expect(linked(more, file)).toEqual(lines);
});
