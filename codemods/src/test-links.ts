import type { Decision } from './model/decision.js';
import { literally } from './model/pattern.js';
import type { Span } from './model/place.js';
import type { TestRow } from './model/report.js';

/** A test file that names a legacy queue. */
export interface TestFile {
  readonly file: string;
  readonly text: string;
  /** The files it imports, and those that these export again. */
  readonly imports: readonly string[];
  /** The lines that name the queue, each with the test it stands in. */
  readonly places: readonly { readonly line: number; readonly text: string; readonly test: Span | null }[];
}

/**
 * The tests that a start on a legacy queue breaks when it moves, by site id: a test file belongs to a start whose file it
 * imports or whose workflow it names. Of its lines, those of the tests that name the workflow or the function, and those
 * outside of any test; all of them when no test does.
 */
export function linkTests(
  decisions: readonly Decision[],
  tests: readonly TestFile[],
): ReadonlyMap<string, readonly TestRow[]> {
  const links = new Map<string, readonly TestRow[]>();
  for (const decision of decisions) {
    const { site } = decision;
    const moves = decision.decision === 'route' || (decision.decision === 'ask' && decision.legacy);
    const rows = moves && !site.test ? tests.flatMap((test) => rowsOf(test, site)) : [];
    if (rows.length > 0) links.set(site.id, rows);
  }
  return links;
}

function rowsOf({ file, text, imports, places }: TestFile, { at, workflow, enclosing }: Decision['site']): TestRow[] {
  const isWorkflow = workflow.name === null ? () => false : word(workflow.name);
  if (!imports.includes(at.file) && !isWorkflow(text)) return [];
  const isCaller = word(enclosing.slice(enclosing.lastIndexOf('.') + 1));
  const own = places.filter(({ test }) => {
    const body = test === null ? '' : text.slice(test.start, test.end);
    return isWorkflow(body) || isCaller(body);
  });
  const shown = own.length === 0 ? places : places.filter((place) => place.test === null || own.includes(place));
  return shown.map((place) => ({ file, line: place.line, text: place.text }));
}

function word(name: string): (text: string) => boolean {
  const whole = new RegExp(`(?<![\\w$])${literally(name)}(?![\\w$])`);
  return (text) => text.includes(name) && whole.test(text);
}
