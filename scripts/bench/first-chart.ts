import { mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { launch } from "../jupyter/browser";
import { startServer } from "../jupyter/server";
import { type Notebook, readNotebook, writeNotebook } from "../notebook/format";
import { root } from "../setup/paths";

const CHART = "application/vnd.plotly.v1+json";

/** So high, in pixels, that JupyterLab draws the whole notebook. */
const HEIGHT = 8000;

/**
 * How long JupyterLab takes from opening the walkthrough until its first chart is drawn, and, with
 * the outputs of its chart cells taken out, until the same cell is there. Both take turns, each in
 * a browser that has never seen the page.
 *
 * @returns the seconds of each turn; a first one, which warms the disk, is left out
 */
export async function chartTimes(turns: number): Promise<{ chart: number[]; none: number[] }> {
  const folder = join(root, "dist", "bench");
  mkdirSync(folder, { recursive: true });
  const whole = readNotebook(join(root, "notebooks", "leaky-relu.ipynb"));
  const isChart = (cell: Notebook["cells"][0]) => cell.outputs?.some(({ data }) => data?.[CHART]);
  const first = whole.cells.findIndex(isChart);
  const empty = whole.cells.map((cell) => (isChart(cell) ? { ...cell, outputs: [] } : cell));
  const sides = [
    { name: "chart", cells: whole.cells, end: ".js-plotly-plot .scatterlayer .trace", nth: 0 },
    { name: "none", cells: empty, end: ".jp-Cell", nth: first },
  ] as const;
  const times = { chart: [] as number[], none: [] as number[] };
  const server = await startServer({ extension: true, baseUrl: "/" });
  const browser = await launch();
  try {
    for (let turn = 0; turn <= turns; turn++) {
      for (const { name, cells, end, nth } of sides) {
        const file = join(folder, `${name}-${turn}.ipynb`);
        writeNotebook(file, { ...whole, cells });
        const page = await browser.newPage({ viewport: { width: 1200, height: HEIGHT } });
        const path = relative(root, file).replaceAll("\\", "/");
        const begin = performance.now();
        await page.goto(`${server.url}lab/tree/${path}?reset&token=${server.token}`);
        await page.locator(end).nth(nth).waitFor();
        if (turn > 0) times[name].push((performance.now() - begin) / 1000);
        await page.context().close();
      }
    }
  } finally {
    await Promise.all([browser.close(), server.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
  return times;
}
