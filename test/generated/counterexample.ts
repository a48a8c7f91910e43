import fc from 'fast-check';
import { casesOf, complaintsOf, shownCase } from './cases.js';
import { type Program, program } from './program.js';
import type { Case } from './properties.js';
import type { Setting } from './surroundings.js';

/** A program that went wrong: the how manieth of which seed, in which setting. */
export interface Failure {
  readonly seed: number;
  readonly index: number;
  readonly setting: Setting;
  readonly found: Case;
  readonly complaints: readonly string[];
}

/** How long fast-check may look for a smaller program. */
const PATIENCE = 60_000;

/** The smallest program that still goes wrong by itself, as text with all that is needed to see it again. */
export async function counterexample({ seed, index, setting, found, complaints }: Failure): Promise<string> {
  const examine = async (one: Program): Promise<string | null> => {
    const [only] = await casesOf([one], setting, { elsewhere: 0 });
    const wrong = only === undefined ? [] : await complaintsOf(only);
    return only === undefined || wrong.length === 0 ? null : shownCase(only, wrong);
  };
  const property = fc.asyncProperty(program, async (one) => (await examine(one)) === null);
  const details = await fc.check(property, {
    seed,
    path: String(index),
    numRuns: 1,
    interruptAfterTimeLimit: PATIENCE,
  });
  const smallest = details.counterexample?.[0];
  const shrunk = smallest === undefined ? null : await examine(smallest);
  const head = `FC_SEED=${seed}, program ${index}, ${setting.modules}, ${setting.style}`;
  if (shrunk === null)
    return `${head}; by itself it goes well, so it depends on its neighbours:\n${shownCase(found, complaints)}`;
  return `${head}; shrunk ${details.numShrinks} times:\n${shrunk}\n--- as data\n${fc.stringify(smallest)}`;
}
