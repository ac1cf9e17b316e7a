import { sep } from "node:path";
import { words } from "./description";
import { bundle } from "./mime-bundle";
import type { Figure } from "./types";

/** The part of tslab's `dist/jupyter.js` (1.0.22) that sends a whole MIME bundle. */
interface TslabJupyter {
  lastWriteDisplayData?:
    | ((output: { data: object; metadata: object; transient: object }, update: boolean) => void)
    | null;
}

const TSLAB_JUPYTER = ["", "tslab", "dist", "jupyter.js"].join(sep);

/**
 * Draws a figure below the notebook cell that runs, and below it offers its summary in words.
 *
 * tslab's public `display` sends one MIME type per output. A chart needs several in one output,
 * so this asks the module inside the running kernel; nothing else in this package knows of it.
 *
 * @throws Error outside a tslab kernel: there is no notebook to draw in
 */
export function show(figure: Figure): void {
  const kernel = Object.entries(require.cache)
    .filter(([path]) => path.endsWith(TSLAB_JUPYTER))
    .map(([, module]) => module?.exports as TslabJupyter)
    .find(({ lastWriteDisplayData }) => lastWriteDisplayData);
  if (!kernel?.lastWriteDisplayData) {
    throw new Error(
      "show: there is no notebook to draw in; run this in a cell of a tslab notebook",
    );
  }
  for (const data of [bundle(figure), words(figure)]) {
    kernel.lastWriteDisplayData({ data, metadata: {}, transient: {} }, false);
  }
}
