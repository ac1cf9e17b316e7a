import { statusLine } from "../figure/show";

/**
 * Runs through a long list of work, shows below the cell how far it has come, and ends on Interrupt.
 *
 * Between two items the kernel takes messages. Without that, nothing is drawn until the end. A long
 * list is shown in a hundred steps at most: a program that runs notebooks would not keep up with more.
 *
 * @param items - what there is to do, in order
 * @param run - does one of them, in well under a second
 * @returns what `run` returned for each item
 * @throws Error with the name "Interrupted", when interrupted: "2 of 11 done"; and what `run` throws
 * @example
 * const losses = await progress(seeds, (seed) => lossOf(seed)); // "11 of 11"
 */
export async function progress<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Result,
): Promise<Result[]> {
  const status = statusLine();
  const results: Result[] = [];
  const step = Math.ceil(items.length / 100);
  const done = () => `${results.length} of ${items.length}`;
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  const breathe = () => new Promise((resolve) => setImmediate(resolve));
  await breathe(); // tslab takes SIGINT's listeners away until then; one added before ends the kernel
  process.on("SIGINT", interrupt);
  try {
    for (const item of items) {
      results.push(run(item));
      const shown = results.length % step === 0 || results.length === items.length;
      if (shown) status(`${done()} done`);
      await breathe();
      if (interrupted) throw Object.assign(new Error(`${done()} done`), { name: "Interrupted" });
    }
    return results;
  } finally {
    process.off("SIGINT", interrupt);
  }
}
