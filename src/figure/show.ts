import { sep } from "node:path";
import { description } from "./description";
import { bundle } from "./mime-bundle";
import type { Figure } from "./types";

/** Sends one output with several MIME types to the cell that runs. */
type Send = (
  output: { data: object; metadata: object; transient: object },
  update: boolean,
) => void;

/** Under this symbol the project's kernel publishes a {@link Send} for its cells. */
const DISPLAY = Symbol.for("leaky-relu:display");

/** The module of a stock tslab (1.0.22) that holds its {@link Send} while a cell runs. */
const TSLAB_JUPYTER = ["", "tslab", "dist", "jupyter.js"].join(sep);

/** Asks the kernel of this process, then a tslab that publishes nothing. */
function findKernel(): Send | undefined {
  const published: Send | undefined = (globalThis as { [DISPLAY]?: Send })[DISPLAY];
  if (published) return published;
  return Object.entries(require.cache)
    .filter(([path]) => path.endsWith(TSLAB_JUPYTER))
    .map(([, module]): Send | undefined => module?.exports.lastWriteDisplayData)
    .find(Boolean);
}

/**
 * Draws a figure below the notebook cell that runs, and below it offers its summary in words.
 *
 * tslab's public `display` sends one MIME type per output. A chart needs several in one output,
 * so this asks the kernel itself; nothing else in this package knows of it.
 *
 * @throws Error outside a tslab kernel: there is no notebook to draw in
 */
export function show(figure: Figure): void {
  const send = findKernel();
  if (!send) {
    throw new Error(
      "show: there is no notebook to draw in; run this in a cell of a tslab notebook",
    );
  }
  for (const data of [bundle(figure), description(figure)]) {
    send({ data, metadata: {}, transient: {} }, false);
  }
}

/**
 * One line of text below the cell that runs. Each call of what it returns overwrites the line.
 * Outside a tslab kernel the text goes nowhere.
 */
export function statusLine(): (text: string) => void {
  const send = findKernel();
  const transient = { display_id: Math.random().toString(36).slice(2) }; // kept in no notebook
  let update = false;
  return (text) => {
    send?.({ data: { "text/plain": text }, metadata: {}, transient }, update);
    update = true;
  };
}
