/** The command line or the config must be mended; exit 2. The message says what, why and the next step. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The repository cannot be read, or is not in a state to be written; exit 2. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}

/** A person or the system stopped the run before it was done; exit 128 and the signal's number, as shells have it. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode: 129 | 130 | 143;

  constructor(message: string, exitCode: 129 | 130 | 143) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Our own bug; exit 2, with versions and where to report it. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}
