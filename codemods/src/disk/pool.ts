/** Open files at one time: far below the 64 descriptors of the smallest `ulimit -n` we promise to work with. */
const WIDTH = 16;

/** Runs the work over all items, a few at a time; results in the order of the items. */
export async function inPool<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(WIDTH, items.length) }, lane));
  return results;
}
