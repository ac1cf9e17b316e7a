import type { BrowserContext, Page } from "playwright-core";
import { WAIT } from "../jupyter/browser";
import { type Cell, lines, type Notebook, type Output } from "../notebook/format";

/** How long both notebooks may take to run from top to bottom, in milliseconds. */
const RUN = 120_000;

/** What the tests ask of JupyterLab in the page, which the site's configuration puts there. */
declare const jupyterapp: {
  commands: { execute(command: string, args?: object): Promise<unknown> };
  shell: {
    currentWidget: {
      context: {
        ready: Promise<void>;
        save(): Promise<void>;
        model: { toJSON(): Notebook; fromJSON(notebook: object): void };
      };
      sessionContext: {
        ready: Promise<void>;
        session: { kernel: { info: Promise<object> } | null } | null;
      };
    };
  };
};

/**
 * A reader's tab with one notebook of the site, and its kernel running.
 *
 * @param url - the address of the site, or of one of its pages
 */
export async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT);
  await page.goto(url);
  await ready(page);
  return page;
}

/** Waits until the notebook that is open can run its cells. */
export async function ready(page: Page): Promise<void> {
  await page.locator(".jp-Notebook:visible .jp-Cell").first().waitFor();
  await page.evaluate(async () => {
    const { context, sessionContext } = jupyterapp.shell.currentWidget;
    await context.ready;
    await sessionContext.ready;
    await sessionContext.session?.kernel?.info;
  });
}

/** Opens one notebook of the site's folder in the tab. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.evaluate(async (path) => {
    await jupyterapp.commands.execute("docmanager:open", { path });
  }, path);
  await ready(page);
}

/** Runs all cells of the notebook in the tab, and gives it back with its outputs. */
export async function runAll(page: Page): Promise<Notebook> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the cells run longer than two minutes")), RUN).unref();
  });
  await Promise.race([
    page.evaluate(async () => {
      await jupyterapp.commands.execute("notebook:run-all-cells");
    }),
    late,
  ]);
  return notebookIn(page);
}

/** The notebook that is open in the tab, as it would be saved. */
export async function notebookIn(page: Page): Promise<Notebook> {
  const text = await page.evaluate(() =>
    JSON.stringify(jupyterapp.shell.currentWidget.context.model.toJSON()),
  );
  const notebook: Notebook = JSON.parse(text);
  return { ...notebook, cells: notebook.cells.map(inLines) };
}

/** Runs these cells in a notebook of their own, and gives back what came of each. */
export async function runCells(page: Page, ...sources: string[]): Promise<Output[][]> {
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    id: `cell-${i + 1}`,
    source,
    metadata: {},
    execution_count: null,
    outputs: [],
  }));
  await page.evaluate((cells) => {
    const { model } = jupyterapp.shell.currentWidget.context;
    model.fromJSON({ ...model.toJSON(), cells });
  }, cells);
  const { cells: executed } = await runAll(page);
  return executed.map(({ outputs }) => outputs ?? []);
}

/** What JupyterLab's renderer of charts adds to an output that it has drawn. */
const PICTURE = "image/png";
const CHART = "application/vnd.plotly.v1+json";

/** A cell with its texts in lines, as in a file, and without the pictures of charts that were drawn. */
function inLines(cell: Cell): Cell {
  const split = (value: unknown) => (typeof value === "string" ? lines(value) : value);
  const outputs = cell.outputs?.map(({ text, data, ...others }): Output => {
    const types = Object.entries(data ?? {})
      .filter(([type]) => !(type === PICTURE && CHART in (data ?? {})))
      .map(([type, value]) => [type, split(value)]);
    return {
      ...others,
      ...(text && { text: split(text) as string[] }),
      ...(data && { data: Object.fromEntries(types) }),
    };
  });
  return { ...cell, source: lines(String(cell.source)), ...(outputs && { outputs }) };
}
