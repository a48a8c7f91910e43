import picocolors from 'picocolors';
import type { Paint } from '../formats/index.js';
import type { Terminal } from './terminal.js';

/** The colours for a stream: the flag decides, then NO_COLOR and FORCE_COLOR, then what the stream is. */
export function paintFor(isTTY: boolean, flag: boolean | undefined, env: Terminal['env']): Paint {
  return picocolors.createColors(isColoured(isTTY, flag, env));
}

/** The same as a yes or no. */
export const isColoured = (isTTY: boolean, flag: boolean | undefined, env: Terminal['env']): boolean =>
  flag ?? fromEnvironment(env) ?? (isTTY && env.TERM !== 'dumb');

/** An empty NO_COLOR counts as not set (no-color.org). */
function fromEnvironment({ NO_COLOR, FORCE_COLOR }: Terminal['env']): boolean | null {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return null;
}
