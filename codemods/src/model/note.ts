import type { NoteRow } from './report.js';
import type { SwallowFact } from './site.js';

/** What is said of a start whose route's error would be lost, or would pass a handler by. */
export const SWALLOWED: Readonly<Record<SwallowFact['how'], Pick<NoteRow, 'code' | 'message'>>> = {
  catch: {
    code: 'swallowed-error',
    message: 'this catch would take a RoutingError as any other error: the workflow is not started, and nobody is told',
  },
  promise: {
    code: 'swallowed-error',
    message:
      'this handler would take a RoutingError as any other error: the workflow is not started, and nobody is told',
  },
  void: {
    code: 'swallowed-error',
    message: 'nobody waits for this function: a RoutingError in it is an unhandled rejection',
  },
  'too-late': {
    code: 'handler-too-late',
    message: 'a RoutingError is thrown before there is a promise: this handler does not see it, the caller does',
  },
  'all-settled': {
    code: 'handler-too-late',
    message:
      'a RoutingError is thrown before there is a promise: it ends the loop, and the others are not started; an async function would not',
  },
};
